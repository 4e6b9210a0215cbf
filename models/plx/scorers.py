"""Tagger, parser and recogniser: what stands above the token encoders."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from thinc.api import Model

from .encoders import Json, Tensors, Weights, take_encoder
from .errors import refuse
from .plan import Plan

# State features, and the actions by spaCy's own letters.
FEATURES = {"parser": 8, "ner": 3}
ACTIONS = {"parser": "SDLRB", "ner": "BILUO"}


def convert(nlp: Language, plan: Plan) -> tuple[Json, Tensors]:
    """The configuration and the tensors of all that has weights."""
    encoders: Json = {}
    tensors: Tensors = {}
    config: Json = {"encoders": encoders}
    for name in sorted({name for name in plan.upstream.values() if name is not None}):
        model = nlp.get_pipe(name).model
        weights = Weights(name, model)
        encoders[name] = take_encoder(weights, model, name)
        tensors |= weights.finish()
    for factory, upstream in plan.upstream.items():
        name = plan.parts[factory]
        component = nlp.get_pipe(name)
        weights = Weights(name, component.model)
        prefix = upstream or f"{factory}.tok2vec"
        if upstream is None:
            encoder = own_encoder(component.model, factory)
            encoders[prefix] = take_encoder(weights, encoder, prefix)
        width = encoders[prefix]["width"]
        if factory == "tagger":
            part = take_tagger(weights, component, width)
        else:
            part = take_transitions(weights, component, factory, width)
        config[factory] = part | {"encoder": prefix}
        tensors |= weights.finish()
    if "ner" in config:
        config["ner"]["sees_sentences"] = plan.sees_sentences
    return config, tensors


def own_encoder(model: Model, factory: str) -> Model:
    tok2vec = model.get_ref("tok2vec")
    # A transition model's starts with the encoder; a linear layer follows.
    return tok2vec if factory == "tagger" else tok2vec.layers[0]


def take_tagger(weights: Weights, tagger: Any, width: int) -> Json:
    labels = list(tagger.labels)
    softmax = tagger.model.get_ref("softmax")
    weights.take(softmax, "W", "tagger.weight", (len(labels), width))
    weights.take(softmax, "b", "tagger.bias", (len(labels),))
    return {"labels": labels}


def take_transitions(weights: Weights, part: Any, factory: str, width: int) -> Json:
    model = part.model
    if model.attrs["unseen_classes"]:
        refuse(f"component {weights.component} has classes that were never trained")
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    linear = model.get_ref("tok2vec").layers[-1]
    hidden, pieces = lower.get_dim("nO"), lower.get_dim("nP")
    features, classes = FEATURES[factory], part.moves.n_moves
    for node, param, name, shape in [
        (linear, "W", "linear.weight", (hidden, width)),
        (linear, "b", "linear.bias", (hidden,)),
        (lower, "W", "lower.weight", (features, hidden, pieces, hidden)),
        (lower, "b", "lower.bias", (hidden, pieces)),
        (lower, "pad", "lower.pad", (1, features, hidden, pieces)),
        (upper, "W", "upper.weight", (classes, hidden)),
        (upper, "b", "upper.bias", (classes,)),
    ]:
        weights.take(node, param, f"{factory}.{name}", shape)
    moves = class_order(part, factory, weights.component)
    return {"moves": moves, "hidden": hidden, "pieces": pieces}


def class_order(part: Any, factory: str, component: str) -> list[list[str]]:
    """Action and label of each class, in the order of the upper layer's rows."""
    moves = []
    for number in range(part.moves.n_moves):
        action, _, label = part.moves.get_class_name(number).partition("-")
        if action not in ACTIONS[factory]:
            refuse(f"component {component} has an unknown action {action!r}")
        moves.append([action, label])
    return moves
