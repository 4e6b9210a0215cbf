"""Convert a spaCy pipeline into the one file Parallax loads.

spaCy keeps a pipeline as a folder of msgpack and JSON files. The Rust engine
wants a single file that it can map into memory and use without parsing
anything large, so this script loads the pipeline with spaCy and writes a
`.plx` file.

Layout of a `.plx` file, all integers little endian:

    offset  size  content
         0     8  the magic bytes "PLXMODEL"
         8     4  format version, 2
        12     4  zero
        16    32  SHA-256 of the payload
        48     8  length of the payload in bytes
        56     8  zero, so that the payload starts on a 64-byte boundary
        64     -  the payload: an ordinary safetensors file

Tensors of the payload. The weights are F32 in C order, with the shapes spaCy
uses. W is the width of the token vectors, A the number of embedded attributes,
P the maxout pieces, V the tokens a convolution sees, H the width of a hidden
layer and Q its pieces, F the number of state features (parser 8, ner 3), C the
number of classes; {encoder} is a key of `encoders` in the configuration:

    {encoder}.embed.{i}.table        [rows, W]   one hash table per attribute
    {encoder}.mixer.weight           [W, P, A*W] maxout: outputs, pieces, inputs
    {encoder}.mixer.bias             [W, P]
    {encoder}.mixer.norm.gain|bias   [W]         layer normalisation
    {encoder}.conv.{i}.weight        [W, P, V*W] inputs: left, self, right tokens
    {encoder}.conv.{i}.bias          [W, P]
    {encoder}.conv.{i}.norm.gain|bias [W]
    tagger.weight, tagger.bias       [labels, W], [labels]
    {parser,ner}.linear.weight       [H, W]
    {parser,ner}.linear.bias         [H]
    {parser,ner}.lower.weight        [F, H, Q, H]
    {parser,ner}.lower.bias          [H, Q]
    {parser,ner}.lower.pad           [1, F, H, Q] stands in for an absent token
    {parser,ner}.upper.weight        [C, H]
    {parser,ner}.upper.bias          [C]

The lemmatizer's words, of one part of speech after the other:

    lemmatizer.index      U64 [words]  hashes of the known words, ascending
    lemmatizer.exceptions U64 [words]  hashes of irregular words, ascending
    lemmatizer.form_ends  U32 [words]  where the forms of each of them end in
    lemmatizer.forms      U8  [bytes]  the forms, UTF-8, separated by "\\n"

One more tensor, `config` (U8), holds UTF-8 JSON: what the tables mean (the
attributes, hash seeds, labels and transition names in class order), the
tokenizer's patterns and exceptions, the norm tables, the symbol ids, the
attribute ruler's rules and the lemmatizer's. README.md describes it.

The output depends on nothing but the pipeline and the release of spaCy: the
same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import warnings
from pathlib import Path

import spacy

from plx import file, lemmatizer, ruler, scorers, source, words
from plx.errors import Refused, one_line, refuse
from plx.plan import make_plan
from plx.source import Source

# The release that the default pipeline is converted with.
SPACY_VERSION = "3.8.18"
HERE = Path(__file__).resolve().parent

EPILOG = """\
examples:
  %(prog)s                                  write the model of this repository
  %(prog)s --check                          compare the model of this repository
  %(prog)s ./my_pipeline --output my.plx    a folder written by nlp.to_disk()
  %(prog)s my_package                       an installed package
  %(prog)s my_package-1.0.0-py3-none-any.whl --without textcat

The engine runs English pipelines of tok2vec, tagger, parser, attribute_ruler,
lemmatizer (mode "rule") and ner, any of which may be absent. Encoders are hash
embeddings with maxout convolutions (MultiHashEmbed or HashEmbedCNN, no static
vectors, no transformer) of any width, depth, window and table size. Anything
else is refused with the reason.
"""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Convert a spaCy 3 pipeline into a model file of Parallax.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "pipeline",
        nargs="?",
        metavar="PIPELINE",
        help=(
            "folder, wheel or installed package of a pipeline (default: "
            f"the installed package {source.PACKAGE} {source.VERSION})"
        ),
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help=(
            "the model file to write; licence files of the pipeline are put "
            "beside it (default: NAME-VERSION.plx in the current folder, for the "
            "default pipeline in the folder of this script)"
        ),
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NAME",
        help="leave a component out; can be given several times",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail if FILE is not what would be written",
    )
    return parser.parse_args()


def convert(pipeline: Source, without: list[str]) -> bytes:
    """The bytes of the model file of a pipeline."""
    if pipeline.is_default and spacy.__version__ != SPACY_VERSION:
        refuse(f"spaCy is {spacy.__version__}, this pipeline needs {SPACY_VERSION}")
    plan = make_plan(pipeline.folder, without)
    nlp = load(pipeline, plan.excluded)
    config, tensors = scorers.convert(nlp, plan)
    config |= {"model": pipeline.model_info()} | words.convert(nlp)
    if name := plan.parts.get("attribute_ruler"):
        config["ruler"] = ruler.convert(nlp.get_pipe(name).patterns, name)
    if name := plan.parts.get("lemmatizer"):
        lookups = nlp.get_pipe(name).lookups
        config["lemmatizer"], tables = lemmatizer.convert(
            lookups, plan.overwrite_lemmas
        )
        tensors |= tables
    return file.encode(tensors, config)


def load(pipeline: Source, excluded: list[str]) -> spacy.language.Language:
    try:
        with warnings.catch_warnings():
            # A pipeline of an older release of spaCy 3 has the same layers.
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            return spacy.load(pipeline.folder, exclude=excluded)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        refuse(f"spaCy cannot load {pipeline.folder}: {one_line(error)}")


def output_path(pipeline: Source, output: Path | None) -> Path:
    folder = HERE if pipeline.is_default else Path()
    return output or folder / f"{pipeline.stem()}.plx"


def write(pipeline: Source, data: bytes, output: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(data)
    for name, content in pipeline.licences().items():
        (output.parent / f"{output.stem}.{name}").write_bytes(content)


def run(arguments: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        pipeline = source.find(arguments.pipeline, Path(scratch))
        data = convert(pipeline, arguments.without)
        output = output_path(pipeline, arguments.output)
        if arguments.check:
            if output.read_bytes() != data:
                refuse(f"{output} is not what this script would write")
            return f"{output} is up to date"
        write(pipeline, data, output)
    digest = hashlib.sha256(data).hexdigest()
    return f"wrote {output}: {len(data)} bytes, SHA-256 {digest}"


def main() -> int:
    try:
        print(run(parse_arguments()))
    except (Refused, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
