"""Write what spaCy makes of the fixture texts, as the Rust engine's reference.

The texts are the articles in seeds/, the *.txt files in the fixtures' texts/
folder (each whole, byte for byte, and each of its lines on its own) and the
short ones in texts/snippets.json. Every one becomes a line of parity.jsonl;
parity_record.py describes the format.

The result depends only on the texts and on the pinned releases. Should
floating-point summation on another machine flip a close decision, the
difference shows up here first: --check compares without writing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from parity_record import Record, load_pipeline, make_record, to_line

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "crates" / "nlp" / "tests" / "fixtures"
SEEDS = ROOT / "seeds"


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The non-empty lines with their numbers, not otherwise trimmed."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def file_texts(path: Path, group: str) -> Iterator[tuple[str, str]]:
    # Decoding the bytes keeps line ends as they are; text mode would not.
    text = path.read_bytes().decode("utf-8")
    name = f"{group}/{path.stem}"
    yield name, text
    for number, line in lines_of(text):
        yield f"{name}:{number}", line


def fixture_texts() -> Iterator[tuple[str, str]]:
    """Every text with a name that says where it is from."""
    for path in sorted(SEEDS.glob("*.txt")):
        yield from file_texts(path, "seeds")
    for path in sorted((FIXTURES / "texts").glob("*.txt")):
        yield from file_texts(path, "texts")
    snippets = json.loads((FIXTURES / "texts" / "snippets.json").read_bytes())
    for name, text in snippets.items():
        yield f"snippets/{name}", text


def summary(records: list[Record]) -> str:
    tokens = sum(len(record["begins"]) for record in records)
    sentences = sum(sum(record["sent_starts"]) for record in records)
    labels = Counter(ent[2] for record in records for ent in record["ents"])
    return (
        f"{len(records)} texts, {tokens} tokens, {sentences} sentences, "
        f"{labels.total()} entities of {len(labels)} kinds"
    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Write spaCy's results for the fixture texts as JSON lines."
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=FIXTURES / "parity.jsonl",
        metavar="FILE",
        help="where to write (default: parity.jsonl in the fixtures folder)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail if FILE is not what would be written",
    )
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    nlp = load_pipeline()
    records = [make_record(name, nlp(text)) for name, text in fixture_texts()]
    data = "".join(map(to_line, records)).encode("utf-8")
    print(summary(records))
    if not arguments.check:
        arguments.output.write_bytes(data)
    elif arguments.output.read_bytes() != data:
        print(f"error: {arguments.output} is out of date", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
