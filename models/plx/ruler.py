"""The attribute ruler's patterns, in the few forms that the engine matches."""

from __future__ import annotations

from typing import Any

from spacy.morphology import Morphology
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.strings import StringStore

from .errors import Refused, refuse

Json = dict[str, Any]

# What the conditions of a pattern may ask of a token, and what rules may set.
ASKED = ["TAG", "DEP", "ORTH", "LOWER", "NORM", "IS_SPACE"]
SET = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]


def convert(rules: list[Json], name: str) -> Json:
    morphology = Morphology(StringStore())
    converted = []
    for number, rule in enumerate(rules):
        try:
            converted.append(convert_rule(rule, morphology))
        except Refused as error:
            refuse(f"component {name}: rule {number} {error}")
    return {"rules": converted}


def convert_rule(rule: Json, morphology: Morphology) -> Json:
    index = rule.get("index", 0)
    for pattern in rule["patterns"]:
        if not -len(pattern) <= index < len(pattern):
            refuse(f"changes token {index} of a pattern of {len(pattern)}")
    values = {}
    for name, value in rule["attrs"].items():
        attr = str(name).upper()
        if attr not in SET or not isinstance(value, str):
            refuse(f"sets {name} to {value!r}; the engine sets {', '.join(SET)}")
        if attr == "POS" and value not in POS_IDS:
            refuse(f"sets POS to {value!r}, which is no coarse tag")
        if attr == "MORPH":
            # An underscore stands for no features.
            value = morphology.normalize_features(value).removeprefix("_")
        values[attr] = value
    patterns = [
        [token_conditions(token) for token in pattern] for pattern in rule["patterns"]
    ]
    return {"patterns": patterns, "set": values, "index": index}


def token_conditions(token: Json) -> list[Any]:
    found = []
    for name, value in token.items():
        attr = str(name).upper()
        attr = "ORTH" if attr == "TEXT" else attr
        if attr == "OP":
            if value != "1":
                refuse(f"has the quantifier {value!r}; the engine has none")
        elif attr in ASKED:
            found += conditions(attr, value)
        else:
            refuse(f"asks for {name}; the engine looks at {', '.join(ASKED)}")
    return found


def conditions(attr: str, value: Any) -> list[Any]:
    """The conditions on one attribute: lists of attribute, operator, values."""
    if attr == "IS_SPACE":
        if not isinstance(value, bool):
            refuse(f"asks for IS_SPACE {value!r}, which is neither true nor false")
        return [[attr, "IN", [str(int(value))]]]
    if isinstance(value, str):
        return [[attr, "IN", [value]]]
    if not isinstance(value, dict):
        refuse(f"asks for {attr} {value!r}, which is no string")
    operators = {operator.upper(): operand for operator, operand in value.items()}
    for operator, operand in operators.items():
        if operator not in ("IN", "NOT_IN", "REGEX"):
            refuse(f"asks for {attr} by {operator}; the engine has IN, NOT_IN, REGEX")
        strings = [operand] if operator == "REGEX" else operand
        if not isinstance(strings, list) or not all(
            isinstance(s, str) for s in strings
        ):
            refuse(f"asks for {attr} by {operator} of {operand!r}")
    found = []
    excluded = operators.get("NOT_IN", [])
    if "IN" in operators:
        kept = [string for string in operators["IN"] if string not in excluded]
        found.append([attr, "IN", kept])
    elif "NOT_IN" in operators:
        found.append([attr, "NOT_IN", excluded])
    if "REGEX" in operators:
        found.append([attr, "REGEX", [operators["REGEX"]]])
    return found
