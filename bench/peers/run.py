#!/usr/bin/env python3
"""Measure ExtractEntities of Parallax beside Python services; README.md tells how."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from report import Round, table
from servers import Server, StartError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
REQUIREMENTS = [HERE / "requirements.txt", ROOT / "scripts" / "requirements-parity.txt"]
OLDEST_PYTHON = (3, 11)
# Callers beyond the first few differ in how long they wait, not in what is done.
CALLERS = [1, 2, 4, 8, 16, 32, 64]
SERVICES = ["parallax", "python-roles", "python-names"]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Print throughput, latency and memory of Parallax's ExtractEntities and of "
        "Python services around spaCy, on the same cores, in turn."
    )
    parser.add_argument(
        "--articles",
        type=Path,
        help="JSONL file of objects with a `text`, gzip if it ends in .gz (default: the seeds)",
    )
    parser.add_argument(
        "--count",
        type=int,
        default=300,
        help="articles drawn evenly from the file (default: %(default)s)",
    )
    parser.add_argument(
        "--words", type=int, default=80, help="fewest words of an article (default: %(default)s)"
    )
    parser.add_argument(
        "--callers",
        type=numbers,
        default=CALLERS,
        help="separated by commas (default: 1,2,4,...,64)",
    )
    parser.add_argument("--rounds", type=int, default=3, help="(default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="of each measurement (default: %(default)s)"
    )
    parser.add_argument(
        "--warm-up", type=float, default=1.0, help="seconds before it (default: %(default)s)"
    )
    parser.add_argument(
        "--services",
        type=lambda names: names.split(","),
        default=SERVICES,
        help=f"which of {', '.join(SERVICES)} (default: all)",
    )
    parser.add_argument("--cores", type=numbers, help="cores to run on (default: the first two)")
    parser.add_argument("--batch", type=int, default=8, help="of the Python services")
    parser.add_argument("--spread", default="front", help="of the Python services")
    parser.add_argument("--json", type=Path, help="file for all figures of all rounds")
    parser.add_argument("--parallax", type=Path, help="the server (default: built for release)")
    parser.add_argument("--xtask", type=Path, help="the callers (default: built for release)")
    parser.add_argument("--python", type=Path, help="a Python that has requirements.txt")
    arguments = parser.parse_args()
    if unknown := set(arguments.services) - set(SERVICES):
        parser.error(f"no such service: {', '.join(sorted(unknown))}")
    if "parallax" not in arguments.services:
        parser.error("parallax must be among the services: the others are compared with it")
    return arguments


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read_articles(arguments: argparse.Namespace) -> list[str]:
    """The texts that all services get."""
    if arguments.articles is None:
        return [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    opened = gzip.open if arguments.articles.suffix == ".gz" else open
    # Line ends are left alone: a U+2028 or "\r" in a text is not one.
    with opened(arguments.articles, "rt", encoding="utf-8", newline="\n") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    texts = [text for text in texts if len(text.split()) >= arguments.words]
    if len(texts) <= arguments.count:
        return texts
    return [texts[place * len(texts) // arguments.count] for place in range(arguments.count)]


def build(package: str) -> Path:
    say(f"building {package} for release")
    command = ["cargo", "build", "--release", "--locked", "--package", package, "--bin", package]
    command += ["--message-format", "json-render-diagnostics"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in output.stdout.splitlines()]
    return Path([message["executable"] for message in messages if message.get("executable")][-1])


def install() -> Path:
    """A Python with what the service needs, in an environment that is made once."""
    folder = TARGET / "bench" / "peers"
    python, stamp = folder / "venv" / "bin" / "python", folder / "requirements.txt"
    wanted = b"".join(file.read_bytes() for file in REQUIREMENTS)
    if not stamp.exists() or stamp.read_bytes() != wanted:
        say(f"installing spaCy and grpcio into {folder}")
        venv.create(folder / "venv", with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement"]
        subprocess.run([*command, str(REQUIREMENTS[0])], check=True)
        stamp.write_bytes(wanted)
    return python


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def command_of(
    service: str, address: str, folder: Path, arguments: argparse.Namespace
) -> list[str]:
    if service == "parallax":
        serve = [str(arguments.parallax), "serve", "--listen", address, "--log", "error"]
        # All callers wait, as they do for the others.
        serve += ["--min-queue", "64"]
        return [*serve, "--data", str(folder / "data")]
    serve = [str(arguments.python), str(HERE / "service.py"), "--listen", address]
    spread = ["--batch", str(arguments.batch), "--spread", arguments.spread]
    return [*serve, *spread, "--answer", service.removeprefix("python-")]


def keep_answerable(servers: list[Server], file: Path, arguments: argparse.Namespace) -> int:
    """Leaves the articles in the file in which every service finds an entity; returns how many."""
    command = [str(arguments.python), str(HERE / "answerable.py"), str(file)]
    command += [server.address for server in servers]
    kept = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    before, after = file.read_bytes().count(b"\n"), kept.count(b"\n")
    if after == 0:
        sys.exit("error: there is no article in which every service finds an entity")
    file.write_bytes(kept)
    say(f"{after} of {before} articles have an entity in every answer; these are measured with")
    return after


def call(
    server: Server, idle: list[Server], callers: int, file: Path, arguments: argparse.Namespace
) -> Round:
    """Calls a server for a while; fails unless each answer is OK and holds an entity."""
    command = [str(arguments.xtask), "bench", "calls", "--address", f"http://{server.address}"]
    command += ["--articles", str(file), "--count", str(2**31), "--callers", str(callers)]
    command += ["--seconds", str(arguments.seconds), "--warm-up", str(arguments.warm_up)]
    began, before = time.monotonic(), server.processor_seconds()
    idle_before = sum(other.processor_seconds() for other in idle)
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    server.check()
    if output.returncode != 0:
        sys.exit(f"error: calls of {server.name} by {callers} callers failed")
    figures: Round = json.loads(output.stdout)
    worked = server.processor_seconds() - before
    idled = sum(other.processor_seconds() for other in idle) - idle_before
    figures["service"] = server.name
    figures["processor_ms_per_call"] = worked * 1000 / figures["all_calls"]
    figures["idle_services_processor_share"] = idled / (time.monotonic() - began)
    figures |= server.memory_mb()
    return figures


def measure(servers: list[Server], file: Path, arguments: argparse.Namespace) -> list[Round]:
    """All services take turns at each number of callers, round after round."""
    rounds = []
    for number in range(1, arguments.rounds + 1):
        for callers in arguments.callers:
            for server in servers:
                idle = [other for other in servers if other is not server]
                figures = call(server, idle, callers, file, arguments)
                figures["round"] = number
                rounds.append(figures)
                say(
                    f"round {number}, {callers} callers, {server.name}: "
                    f"{figures['calls_per_second']:.0f} articles/s, "
                    f"p99 {figures['latency_ms']['p99']:.1f} ms"
                )
    return rounds


def machine() -> str:
    with open("/proc/cpuinfo", encoding="ascii") as lines:
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{models[0] if models else platform.machine()}, {len(os.sched_getaffinity(0))} cores"


def versions(arguments: argparse.Namespace) -> str:
    ask = [str(arguments.parallax), "--version"]
    ours = subprocess.run(ask, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    script = (
        "import grpc, platform, spacy\n"
        "print(f'Python {platform.python_version()}, grpcio {grpc.__version__}, '"
        "f'spaCy {spacy.__version__}, en_core_web_sm 3.8.0')"
    )
    ask = [str(arguments.python), "-c", script]
    theirs = subprocess.run(ask, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{ours}; {theirs}"


def main() -> None:
    arguments = parse_arguments()
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("error: Python 3.11 or newer is needed")
    texts = read_articles(arguments)
    if not texts:
        sys.exit("error: there is no article of that many words")
    arguments.parallax = arguments.parallax or build("parallax")
    arguments.xtask = arguments.xtask or build("xtask")
    arguments.python = arguments.python or install()
    # The servers would outlive a script that ends without a word.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    # Whatever is started from here on inherits the cores.
    os.sched_setaffinity(0, arguments.cores or sorted(os.sched_getaffinity(0))[:2])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parallax-peers-")))
        file = folder / "articles.jsonl"
        lines = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts]
        file.write_text("".join(lines), "utf-8", newline="\n")
        servers = []
        for service in arguments.services:
            say(f"starting {service}")
            address = free_address()
            command = command_of(service, address, folder, arguments)
            servers.append(stack.enter_context(Server(service, address, command)))
        used = keep_answerable(servers, file, arguments)
        rounds = measure(servers, file, arguments)
        about = {
            "date": date.today().isoformat(),
            "machine": machine(),
            "versions": versions(arguments),
            "articles": used,
            "words_per_article": rounds[0]["words_per_article"],
        }
    if arguments.json:
        everything = {**about, "rounds": rounds}
        arguments.json.write_text(json.dumps(everything, indent=1) + "\n", "utf-8")
    print(f"{about['date']}; {about['machine']}; {about['versions']}.")
    print(f"{used} articles of {about['words_per_article']:.0f} words on average.\n")
    print("\n".join(table(rounds, arguments.services)))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
    except (StartError, OSError, ValueError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")
