"""Write spaCy's results for many texts, to count differences on a large scale.

Reads a JSONL file with one article per line and writes records in the format
of the parity fixtures (see parity_record.py). Use it with texts that cannot
be part of the repository. Also prints the number of tokens and spaCy's speed
on one thread.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

# Numeric libraries read these when they are loaded, so they are set first.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]:
    os.environ[variable] = "1"

from parity_record import load_pipeline, make_record, to_line  # noqa: E402


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=(
            "Run spaCy over the first records of a JSONL file and write "
            "reference results, one JSON object per line."
        )
    )
    parser.add_argument(
        "input",
        type=Path,
        help="JSONL file (gzip if it ends in .gz) of objects with a `text`",
    )
    parser.add_argument(
        "output",
        type=Path,
        help="where to write the results (gzip if it ends in .gz)",
    )
    parser.add_argument(
        "-n",
        "--count",
        type=int,
        default=1000,
        metavar="N",
        help="number of records to read (default: %(default)s)",
    )
    return parser.parse_args()


def open_text(path: Path, mode: str) -> IO[str]:
    # Line ends are left alone: a U+2028 or "\r" in a text is not one.
    if path.suffix == ".gz":
        return gzip.open(path, mode + "t", encoding="utf-8", newline="\n")
    return open(path, mode, encoding="utf-8", newline="\n")


def read_texts(path: Path, count: int) -> Iterator[tuple[str, str]]:
    with open_text(path, "r") as lines:
        for number, line in enumerate(islice(lines, count)):
            article = json.loads(line)
            yield str(article.get("id", number)), article["text"]


def main() -> None:
    arguments = parse_arguments()
    nlp = load_pipeline()
    texts = tokens = entities = 0
    seconds = 0.0
    with open_text(arguments.output, "w") as output:
        for name, text in read_texts(arguments.input, arguments.count):
            begin = time.process_time()
            doc = nlp(text)
            # Only spaCy is timed, and only while it has the processor.
            seconds += time.process_time() - begin
            output.write(to_line(make_record(name, doc)))
            texts += 1
            tokens += len(doc)
            entities += len(doc.ents)
    print(f"texts:    {texts}")
    print(f"tokens:   {tokens}")
    print(f"entities: {entities}")
    print(f"spaCy:    {tokens / max(seconds, 1e-9):.0f} tokens/s on one thread")


if __name__ == "__main__":
    main()
