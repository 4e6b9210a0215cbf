"""The tokenizer, the norms and the string ids."""

from __future__ import annotations

from typing import Any

import srsly
from spacy.attrs import NORM, ORTH, intify_attr
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.language import Language
from spacy.symbols import IDS

from .errors import refuse

Json = dict[str, Any]

PATTERNS = {
    "prefix": "prefix_search",
    "suffix": "suffix_search",
    "infix": "infix_finditer",
    "url": "url_match",
}


def convert(nlp: Language) -> Json:
    return {
        "tokenizer": tokenizer_config(nlp),
        # JSON keys are strings, and 64-bit ids do not survive a trip through
        # floating point, so the ids are written as decimal strings.
        "lexeme_norm": {str(key): norm for key, norm in lexeme_norms(nlp).items()},
        "base_norms": dict(BASE_NORMS),
        "symbols": dict(IDS),
    }


def lexeme_norms(nlp: Language) -> dict[int, str]:
    lookups = nlp.vocab.lookups
    if not lookups.has_table("lexeme_norm"):
        return {}
    return dict(lookups.get_table("lexeme_norm"))


def tokenizer_config(nlp: Language) -> Json:
    data = srsly.msgpack_loads(nlp.tokenizer.to_bytes(exclude=["vocab"]))
    if data["token_match"] is not None:
        refuse("the tokenizer has a token_match, which the engine does not have")
    if not data["faster_heuristics"]:
        refuse("the tokenizer's faster_heuristics are off, the engine has them on")
    config: Json = {"faster_heuristics": True}
    for name, key in PATTERNS.items():
        if not data[key]:
            refuse(f"the tokenizer has no {key}, which the engine needs")
        config[name] = data[key]
    config["exceptions"] = {
        string: exception(string, tokens)
        for string, tokens in data["exceptions"].items()
    }
    return config


def exception(string: str, tokens: list[dict[Any, str]]) -> list[list[str | None]]:
    """The tokens of a tokenizer exception, each with its norm."""
    # Attributes are numbers, or names as they were given.
    numbered = [
        {intify_attr(key): value for key, value in token.items()} for token in tokens
    ]
    unknown = {key for token in numbered for key in token} - {ORTH, NORM}
    if unknown:
        refuse(f"the tokenizer exception {string!r} sets more than ORTH and NORM")
    if "".join(token[ORTH] for token in numbered) != string:
        refuse(f"the tokenizer exception {string!r} does not keep its text")
    return [[token[ORTH], token.get(NORM)] for token in numbered]
