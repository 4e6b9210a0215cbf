"""Measure the speed of the engine beside spaCy's, on the same texts in one run.

Reads the records that parity_bulk.py or make_parity_fixtures.py wrote, and lets
the two analyse their texts in turn, each on one thread. The machine's speed
drifts, so the ratio of neighbouring rounds says more than the rates.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

# Numeric libraries read these when they are loaded, so they are set first.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]:
    os.environ[variable] = "1"

from parity_bulk import open_text  # noqa: E402
from parity_record import load_pipeline  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "en_core_web_sm-3.8.0.plx"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Print tokens per second of the engine and of spaCy, and their ratio."
    )
    parser.add_argument("records", type=Path, help="records (JSONL, gzip if .gz)")
    parser.add_argument(
        "-r", "--rounds", type=int, default=5, help="rounds (default: %(default)s)"
    )
    parser.add_argument(
        "-n",
        "--count",
        type=int,
        default=1000,
        help="records to read (default: %(default)s)",
    )
    return parser.parse_args()


def read_lines(path: Path, count: int) -> list[str]:
    with open_text(path, "r") as file:
        return [line for _, line in zip(range(count), file)]


def build_example() -> Path:
    command = ["cargo", "build", "--release", "-p", "parallax-nlp"]
    command += ["--example", "parity_bulk", "--message-format", "json"]
    output = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    messages = [json.loads(line) for line in output.stdout.splitlines()]
    programs = [m["executable"] for m in messages if m.get("executable")]
    return Path(programs[-1])


def engine_rate(program: Path, records: Path) -> float:
    command = [str(program), str(MODEL), str(records)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    match = re.search(r"(\d+) tokens/s", output.stdout)
    if match is None:
        raise RuntimeError(f"no rate in the output of {program}")
    return float(match[1])


def spacy_rate(nlp, texts: list[str]) -> float:
    begin = time.perf_counter()
    tokens = sum(len(nlp(text)) for text in texts)
    return tokens / (time.perf_counter() - begin)


def main() -> None:
    arguments = parse_arguments()
    lines = read_lines(arguments.records, arguments.count)
    texts = [json.loads(line)["text"] for line in lines]
    program = build_example()
    nlp = load_pipeline()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.jsonl.gz"
        with open_text(records, "w") as file:
            file.writelines(lines)
        print("round   engine    spaCy   ratio (tokens/s on one thread)")
        for number in range(1, arguments.rounds + 1):
            ours, theirs = engine_rate(program, records), spacy_rate(nlp, texts)
            ratios.append(ours / theirs)
            print(f"{number:5} {ours:8.0f} {theirs:8.0f} {ratios[-1]:7.1f}")
    print(f"median ratio {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    main()
