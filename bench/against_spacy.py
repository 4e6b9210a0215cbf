#!/usr/bin/env python3
"""Measure the language engine beside spaCy; README.md beside this file tells how."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import texts

ROOT = Path(__file__).resolve().parent.parent
WORKER = ROOT / "bench" / "spacy_speed.py"
REQUIREMENTS = ROOT / "scripts" / "requirements-parity.txt"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
MADE_UP = 400  # articles when there is no file
MEGA = 1_000_000

Figures = dict[str, float]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Print speed, memory and loading time of the engine and of spaCy."
    )
    parser.add_argument(
        "texts",
        type=Path,
        nargs="?",
        help="JSONL file of objects with a `text`, gzip if it ends in .gz "
        "(default: articles made out of the texts of the repository)",
    )
    parser.add_argument(
        "-n", "--count", type=int, help="articles (default: 400 without a file, all of a file)"
    )
    parser.add_argument("-r", "--rounds", type=int, default=5, help="(default: %(default)s)")
    parser.add_argument("--core", type=int, help="core to run on (default: the last)")
    parser.add_argument("--binary", type=Path, help="parallax (default: built for release)")
    parser.add_argument("--python", type=Path, help="a Python that has spaCy and the model")
    return parser.parse_args()


def read_texts(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    # Line ends are left alone: a U+2028 or "\r" in a text is not one.
    with opened(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def write_texts(path: Path, source: Iterator[str]) -> tuple[int, int]:
    """Writes the texts for both sides; returns how many there are, and their words."""
    count = words = 0
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for text in source:
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
            count += 1
            words += len(text.split())
    return count, words


def build_binary() -> Path:
    command = ["cargo", "build", "--release", "--locked", "--bin", "parallax"]
    command += ["--message-format", "json-render-diagnostics"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in output.stdout.splitlines()]
    programs = [m["executable"] for m in messages if m.get("executable")]
    return Path(programs[-1])


def install_spacy() -> Path:
    """A Python with spaCy, in an environment that is made once."""
    folder = TARGET / "bench" / "venv"
    python, stamp = folder / "bin" / "python", folder / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != REQUIREMENTS.read_bytes():
        print(f"installing spaCy into {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement"]
        subprocess.run([*command, str(REQUIREMENTS)], check=True)
        stamp.write_bytes(REQUIREMENTS.read_bytes())
    return python


def figures(command: list[str]) -> Figures:
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(output.stdout)


def median(rounds: list[Figures], name: str) -> float:
    return statistics.median(figures[name] for figures in rounds)


@dataclass
class Measured:
    """The rounds of one pipeline, on both sides."""

    ours: list[Figures]
    theirs: list[Figures]

    def medians(self, name: str) -> tuple[float, float]:
        return median(self.ours, name), median(self.theirs, name)

    def speed_ratios(self) -> list[float]:
        pairs = zip(self.ours, self.theirs)
        return [b["analysis_seconds"] / a["analysis_seconds"] for a, b in pairs]


def measure(binary: Path, python: Path, file: Path, rounds: int) -> dict[str, Measured]:
    kinds = {"full pipeline": [], "names only": ["--names-only"]}
    measured = {kind: Measured([], []) for kind in kinds}
    parse = [str(binary), "parse", "--stats", "--format", "json", "--raw", "--threads", "1"]
    for number in range(1, rounds + 1):
        for kind, options in kinds.items():
            ours = figures([*parse, *options, str(file)])
            theirs = figures([str(python), str(WORKER), str(file), *options])
            if ours["tokens"] != theirs["tokens"]:
                sys.exit(f"error: {ours['tokens']} and {theirs['tokens']} tokens of the same texts")
            measured[kind].ours.append(ours)
            measured[kind].theirs.append(theirs)
            ratio = theirs["analysis_seconds"] / ours["analysis_seconds"]
            print(f"round {number}, {kind}: {ratio:.1f} times", file=sys.stderr)
    return measured


def row(name: str, ours: str, theirs: str, ratio: str) -> str:
    return f"| {name:<18} | {ours:>10} | {theirs:>10} | {ratio:>22} |"


def table(kind: str, measured: Measured, words: int) -> Iterator[str]:
    yield f"\n{row(kind, 'parallax', 'spaCy', 'ratio')}"
    yield "|---|---|---|---|"
    ratios = measured.speed_ratios()
    spread = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    ours, theirs = measured.medians("analysis_seconds")
    for name, count in [("words/s", words), ("tokens/s", measured.ours[0]["tokens"])]:
        yield row(name, f"{count / ours:,.0f}", f"{count / theirs:,.0f}", spread)
    ours, theirs = measured.medians("peak_memory_bytes")
    ratio = f"1/{theirs / ours:.1f}"
    yield row("peak memory, MB", f"{ours / MEGA:.0f}", f"{theirs / MEGA:.0f}", ratio)
    ours, theirs = measured.medians("load_seconds")
    ratio = f"1/{theirs / ours:.0f}"
    yield row("load the model, ms", f"{ours * 1000:.0f}", f"{theirs * 1000:.0f}", ratio)


def main() -> None:
    arguments = parse_arguments()
    core = arguments.core if arguments.core is not None else max(os.sched_getaffinity(0))
    file = TARGET / "bench" / "texts.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    if arguments.texts:
        count, words = write_texts(file, islice(read_texts(arguments.texts), arguments.count))
    else:
        count, words = write_texts(file, texts.articles(arguments.count or MADE_UP))
    binary = arguments.binary or build_binary()
    python = arguments.python or install_spacy()

    # Whatever is started from here on inherits the one core.
    os.sched_setaffinity(0, {core})
    measured = measure(binary, python, file, arguments.rounds)
    full = measured["full pipeline"]
    print(f"{count:,} articles, {words:,} words, {full.ours[0]['tokens']:,} tokens; ", end="")
    print(f"{arguments.rounds} rounds on core {core}")
    print(f"{full.ours[0]['engine']} beside {full.theirs[0]['engine']}")
    for kind, result in measured.items():
        print("\n".join(table(kind, result, words)))
    imports = median(full.theirs, "import_seconds")
    print(f"\nBefore it loads the model, spaCy is imported in {imports * 1000:.0f} ms.")


if __name__ == "__main__":
    main()
