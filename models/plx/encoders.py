"""Token encoders: hash embeddings, the layer that mixes them, convolutions."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.attrs import IDS, intify_attr
from thinc.api import Model

from .errors import refuse
from .plan import ATTRS

Tensors = dict[str, np.ndarray]
Json = dict[str, Any]

# The largest sizes that the engine takes.
LIMITS = {"width": 2048, "depth": 32, "window": 8, "pieces": 16, "mixer_pieces": 16}


class Weights:
    """The tensors taken from a component's model, and what was not taken."""

    def __init__(self, component: str, model: Model) -> None:
        self.component = component
        self.model = model
        self.tensors: Tensors = {}
        self.taken: set[tuple[int, str]] = set()
        if any(
            not node.has_param(p) for node in model.walk() for p in node.param_names
        ):
            refuse(f"component {component} has no weights yet: train it first")

    def take(self, node: Model, param: str, name: str, shape: tuple[int, ...]) -> None:
        array = node.get_param(param)
        what = f"component {self.component}: {param} of {node.name}"
        if array.shape != shape:
            refuse(f"{what} has the shape {array.shape}, expected {shape}")
        if array.dtype != np.float32:
            refuse(f"{what} is of type {array.dtype}, expected float32")
        if not np.isfinite(array).all():
            refuse(f"{what} holds values that are not finite")
        self.tensors[name] = np.ascontiguousarray(array)
        self.taken.add((node.id, param))

    def finish(self) -> Tensors:
        """The tensors; an error if a layer has weights that were not taken."""
        for node in self.model.walk():
            for param in node.param_names:
                if (node.id, param) not in self.taken:
                    refuse(
                        f"component {self.component}: the engine has no use for "
                        f"{param} of the layer {node.name}"
                    )
        return self.tensors


def nodes(model: Model, name: str) -> list[Model]:
    """The layers of a name, in the order in which they are applied."""
    return [node for node in model.walk(order="dfs_pre") if node.name == name]


def the_one(what: str, values: list[Any]) -> Any:
    if not values or any(value != values[0] for value in values):
        refuse(f"{what}: expected one value, found {values}")
    return values[0]


def take_encoder(weights: Weights, encoder: Model, prefix: str) -> Json:
    """Take an encoder's tensors; returns what the engine has to know of it."""
    embed, encode = encoder.get_ref("embed"), encoder.get_ref("encode")
    what = f"component {weights.component}"
    tables = sorted(nodes(embed, "hashembed"), key=lambda node: node.attrs["column"])
    columns = [node.attrs["column"] for node in tables]
    (extractor,) = nodes(embed, "extract_features")
    names = {number: name for name, number in IDS.items()}
    attrs = [names[intify_attr(attr)] for attr in extractor.attrs["columns"]]
    if columns != list(range(len(attrs))) or not set(attrs) <= set(ATTRS):
        refuse(f"{what}: tables for the columns {columns} of the attributes {attrs}")
    width = the_one(f"{what}, widths", [node.get_dim("nO") for node in tables])
    rows = [node.get_dim("nV") for node in tables]
    for number, (node, count) in enumerate(zip(tables, rows, strict=True)):
        weights.take(node, "E", f"{prefix}.embed.{number}.table", (count, width))

    mixers = take_maxouts(weights, embed, [f"{prefix}.mixer"], width * len(attrs))
    windows = [node.attrs["window_size"] for node in nodes(encode, "expand_window")]
    window = the_one(f"{what}, windows", windows)
    names = [f"{prefix}.conv.{number}" for number in range(len(windows))]
    pieces = take_maxouts(weights, encode, names, width * (2 * window + 1))
    sizes = {
        "width": width,
        "depth": len(windows),
        "window": window,
        "pieces": pieces,
        "mixer_pieces": mixers,
    }
    for name, limit in LIMITS.items():
        if not 1 <= sizes[name] <= limit:
            refuse(f"{what}: {name} is {sizes[name]}, the engine takes 1 to {limit}")
    seeds = [int(node.attrs["seed"]) for node in tables]
    return {"attrs": attrs, "rows": rows, "seeds": seeds} | sizes


def take_maxouts(weights: Weights, model: Model, names: list[str], inputs: int) -> int:
    """Take maxouts with their layer normalisation; returns their pieces."""
    what = f"component {weights.component}"
    maxouts, norms = nodes(model, "maxout"), nodes(model, "layernorm")
    if not len(maxouts) == len(norms) == len(names):
        refuse(f"{what}: {len(maxouts)} maxouts, {len(norms)} norms for {names}")
    pieces = the_one(f"{what}, maxout pieces", [node.get_dim("nP") for node in maxouts])
    for name, maxout, norm in zip(names, maxouts, norms, strict=True):
        width = maxout.get_dim("nO")
        weights.take(maxout, "W", f"{name}.weight", (width, pieces, inputs))
        weights.take(maxout, "b", f"{name}.bias", (width, pieces))
        weights.take(norm, "G", f"{name}.norm.gain", (width,))
        weights.take(norm, "b", f"{name}.norm.bias", (width,))
    return pieces
