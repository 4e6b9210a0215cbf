"""The lemmatizer's rules and tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.lookups import Lookups
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.strings import hash_string

from .encoders import Json, Tensors
from .errors import refuse

SEPARATOR = "\n"


def convert(lookups: Lookups, overwrite: bool) -> tuple[Json, Tensors]:
    """The configuration, and the words of all parts of speech in a row."""
    parts, words, irregular = [], [], []
    forms: list[bytes] = []
    for pos in sorted(POS_IDS):
        rules, known, exceptions = (
            table_of(lookups, name, pos)
            for name in ["lemma_rules", "lemma_index", "lemma_exc"]
        )
        if not (rules or known or exceptions):
            continue
        index = sorted({hash_string(word) for word in known})
        listed = sorted(
            (hash_string(word), joined(word, found))
            for word, found in (exceptions or {}).items()
            if found
        )
        parts.append(
            {
                "pos": pos,
                "rules": [[old, new] for old, new in rules],
                "index": len(index),
                "exceptions": len(listed),
            }
        )
        words += index
        irregular += [word for word, _ in listed]
        forms += [found for _, found in listed]
    ends = np.cumsum([len(found) for found in forms], dtype="<u4")
    return {"overwrite": overwrite, "parts": parts}, {
        "lemmatizer.index": np.array(words, dtype="<u8"),
        "lemmatizer.exceptions": np.array(irregular, dtype="<u8"),
        "lemmatizer.form_ends": ends,
        "lemmatizer.forms": np.frombuffer(b"".join(forms), dtype=np.uint8),
    }


def table_of(lookups: Lookups, name: str, pos: str) -> Any:
    if not lookups.has_table(name):
        return []
    return lookups.get_table(name).get(pos.lower(), [])


def joined(word: str, forms: list[str]) -> bytes:
    """The forms of an exception without those that come again."""
    if any(SEPARATOR in form for form in forms):
        refuse(f"the lemmatizer has a line break in a form of {word!r}")
    return SEPARATOR.join(dict.fromkeys(forms)).encode("utf-8")
