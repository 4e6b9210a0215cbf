"""The container: a header with a checksum, and a safetensors file in it."""

from __future__ import annotations

import hashlib
import json
import struct

import numpy as np
import safetensors.numpy

from .encoders import Json, Tensors

MAGIC = b"PLXMODEL"
FORMAT_VERSION = 2
HEADER_BYTES = 64


def encode(tensors: Tensors, config: Json) -> bytes:
    # safetensors orders tensors by type and name, which makes its output
    # depend on the content alone.
    payload = safetensors.numpy.save(tensors | {"config": config_tensor(config)})
    digest = hashlib.sha256(payload).digest()
    header = MAGIC + struct.pack("<II", FORMAT_VERSION, 0) + digest
    header += struct.pack("<QQ", len(payload), 0)
    assert len(header) == HEADER_BYTES
    return header + payload


def config_tensor(config: Json) -> np.ndarray:
    text = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
