"""What of a pipeline is converted, read from its configuration alone.

Everything that the engine does not run is refused here, before spaCy loads
the pipeline, so that the reason names the component and the setting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from confection import ConfigValidationError
from spacy.util import load_config

from .errors import one_line, refuse

Json = dict[str, Any]

# What the engine runs, by the factory that makes it.
TOK2VEC = "tok2vec"
ROLES = ["tagger", "parser", "ner", "attribute_ruler", "lemmatizer"]

TAGGERS = ["spacy.Tagger.v1", "spacy.Tagger.v2"]
TRANSITION_MODELS = [
    "spacy.TransitionBasedParser.v1",
    "spacy.TransitionBasedParser.v2",
]
LISTENERS = ["spacy.Tok2VecListener.v1"]
CHAINS = ["spacy.Tok2Vec.v1", "spacy.Tok2Vec.v2"]
CNNS = ["spacy.HashEmbedCNN.v1", "spacy.HashEmbedCNN.v2"]
EMBEDDINGS = ["spacy.MultiHashEmbed.v1", "spacy.MultiHashEmbed.v2"]
CONVOLUTIONS = ["spacy.MaxoutWindowEncoder.v1", "spacy.MaxoutWindowEncoder.v2"]
ATTRS = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]

CALLBACKS = ["before_creation", "after_creation", "after_pipeline_creation"]


@dataclass
class Plan:
    """The parts to convert, by the names of their components."""

    excluded: list[str]
    # Name of the component by what it does: tagger, parser, ner, ...
    parts: dict[str, str] = field(default_factory=dict)
    # For tagger, parser and ner, the tok2vec component each listens to; None if
    # the component has an encoder of its own.
    upstream: dict[str, str | None] = field(default_factory=dict)
    # Whether the recogniser runs after the parser.
    sees_sentences: bool = False
    # Whether the lemmatizer replaces lemmas that the ruler has set.
    overwrite_lemmas: bool = False


def make_plan(folder: Path, without: list[str]) -> Plan:
    path = folder / "config.cfg"
    try:
        return plan_of(load_config(path, interpolate=True), without)
    except KeyError as error:
        refuse(f"{path} is not a valid configuration: it lacks {error}")
    except (ConfigValidationError, ValueError) as error:
        refuse(f"{path} is not a valid configuration: {one_line(error)}")


def plan_of(config: Json, without: list[str]) -> Plan:
    nlp = config["nlp"]
    check_language(nlp)
    pipeline = nlp["pipeline"]
    for name in without:
        if name not in pipeline:
            refuse(f"--without {name}: the pipeline has only {', '.join(pipeline)}")
    dropped = {*without, *nlp.get("disabled", [])}
    plan = Plan(excluded=[name for name in pipeline if name in dropped])
    kept = [name for name in pipeline if name not in dropped]
    tok2vec: str | None = None
    for name in kept:
        section = config["components"][name]
        factory = section.get("factory")
        if factory == TOK2VEC:
            check_encoder(section["model"], f"components.{name}.model")
            tok2vec = name
        elif factory in ROLES:
            if factory in plan.parts:
                refuse(
                    f"components {plan.parts[factory]} and {name} are both of the "
                    f"factory {factory}; choose one with --without"
                )
            plan.parts[factory] = name
            check_part(plan, factory, name, section, tok2vec)
        else:
            refuse(
                f"component {name}: the engine does not run the factory {factory}; "
                f"--without {name} leaves it out"
            )
    if not plan.parts:
        refuse("the pipeline has no component that the engine runs")
    check_order(plan, kept)
    return plan


def check_language(nlp: Json) -> None:
    if nlp.get("lang") != "en":
        refuse(f"nlp.lang is {nlp.get('lang')!r}: the engine knows English only")
    tokenizer = nlp.get("tokenizer", {}).get("@tokenizers")
    if tokenizer != "spacy.Tokenizer.v1":
        refuse(
            f"nlp.tokenizer is {tokenizer!r}: the engine runs spacy.Tokenizer.v1 only"
        )
    for name in CALLBACKS:
        if nlp.get(name) is not None:
            refuse(f"nlp.{name} calls code, which cannot be converted")


def check_part(
    plan: Plan, factory: str, name: str, section: Json, tok2vec: str | None
) -> None:
    where = f"components.{name}"
    if factory == "lemmatizer":
        if section.get("mode") != "rule":
            refuse(f"{where}.mode is {section.get('mode')!r}: the engine runs 'rule'")
        plan.overwrite_lemmas = bool(section.get("overwrite"))
    elif factory != "attribute_ruler":
        model = section["model"]
        if factory == "tagger":
            check_architecture(model, f"{where}.model", TAGGERS)
        else:
            check_transition_model(section, where)
        plan.upstream[factory] = check_input(model["tok2vec"], name, tok2vec)


def check_transition_model(section: Json, where: str) -> None:
    model = section["model"]
    check_architecture(model, f"{where}.model", TRANSITION_MODELS)
    for key, wanted, meaning in [
        ("use_upper", True, "the engine needs the upper layer"),
        ("extra_state_tokens", False, "the engine looks at no extra tokens"),
    ]:
        if model.get(key, wanted) != wanted:
            refuse(f"{where}.model.{key} is {model[key]}: {meaning}")
    if section.get("learn_tokens"):
        refuse(f"{where}.learn_tokens is set: the engine does not merge tokens")
    if section.get("beam_width", 1) > 1:
        refuse(f"{where}.beam_width is {section['beam_width']}: the engine is greedy")


def check_input(model: Json, name: str, tok2vec: str | None) -> str | None:
    """The tok2vec component that a component listens to, if it does."""
    where = f"components.{name}.model.tok2vec"
    if architecture(model) not in LISTENERS:
        check_encoder(model, where)
        return None
    if tok2vec is None:
        refuse(f"{where} listens to a tok2vec component, but none comes before it")
    # A listener is given the vectors of the last tok2vec before it, whatever
    # it asks for.
    if model.get("upstream", "*") not in ("*", tok2vec):
        refuse(f"{where}.upstream is {model['upstream']!r}, but {tok2vec} is nearer")
    return tok2vec


def check_encoder(model: Json, where: str) -> None:
    check_architecture(model, where, CHAINS + CNNS)
    if architecture(model) in CNNS:
        if model.get("pretrained_vectors"):
            refuse_vectors(f"{where}.pretrained_vectors")
        return
    embed, encode = model["embed"], model["encode"]
    check_architecture(embed, f"{where}.embed", EMBEDDINGS)
    check_architecture(encode, f"{where}.encode", CONVOLUTIONS)
    if embed.get("include_static_vectors"):
        refuse_vectors(f"{where}.embed.include_static_vectors")
    unknown = [attr for attr in embed["attrs"] if attr not in ATTRS]
    if unknown:
        refuse(
            f"{where}.embed.attrs has {', '.join(map(str, unknown))}: the engine "
            f"embeds {', '.join(ATTRS)}"
        )


def refuse_vectors(where: str) -> None:
    refuse(f"{where} is set: the engine has no static vectors")


def check_architecture(model: Json, where: str, known: list[str]) -> None:
    found = architecture(model)
    if found in known:
        return
    transformer = " (a transformer)" if "ransformer" in str(found) else ""
    refuse(f"{where} is {found}{transformer}: the engine runs {', '.join(known)} only")


def architecture(model: Json) -> str | None:
    found = model.get("@architectures")
    return found and found.replace("spacy-legacy.", "spacy.")


def check_order(plan: Plan, kept: list[str]) -> None:
    """The engine runs tagger and parser, then the ruler, then the lemmatizer."""
    order = {factory: kept.index(name) for factory, name in plan.parts.items()}
    for first, second in [
        ("tagger", "attribute_ruler"),
        ("parser", "attribute_ruler"),
        ("attribute_ruler", "lemmatizer"),
    ]:
        if first in order and second in order and order[second] < order[first]:
            refuse(
                f"component {plan.parts[second]} comes before {plan.parts[first]}: "
                "the engine runs them the other way round"
            )
    if "parser" in order and "ner" in order:
        plan.sees_sentences = order["parser"] < order["ner"]
