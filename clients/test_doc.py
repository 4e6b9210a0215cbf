"""Every block of docs/clients.md runs as printed against a real server, in the order of the page."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "python/tests"), str(HERE / "python/src")]

from parallax_client import Client  # noqa: E402
from server import ROOT, Server  # noqa: E402

DEFAULT_ADDRESS = "127.0.0.1:50051"
EXAMPLES = {
    "compare": ["seeds/000_aa4194906b5342be.txt", "seeds/002_caeaf05f32bd9af1.txt"],
    "ingest": ["seeds"],
    "search": [],
    "stories": [],
    "watch": [],
}
DOC = (ROOT / "docs/clients.md").read_text()


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", DOC, re.M | re.S)
    return [block for block in found if DEFAULT_ADDRESS in block]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


def run(command: list[str], **environment: str) -> str:
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout[-1000:]}\n{result.stderr[-3000:]}"
    assert result.stdout.strip() not in ("", "{}"), f"prints nothing: {command}"
    return result.stdout


def wait_for_stories(server: Server) -> None:
    """What an article belongs to is known soon after it is stored, not at once."""
    with Client(server.address) as client:
        deadline = time.monotonic() + 90
        while not list(client.stories()):
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_python(server: Server) -> None:
    found = blocks("python")
    assert len(found) == 5
    for block in found:
        code = block.replace(DEFAULT_ADDRESS, server.address)
        run([sys.executable, "-c", code], PYTHONPATH=str(HERE / "python/src"))
        if "client.ingest" in block:
            wait_for_stories(server)


def test_typescript(server: Server) -> None:
    found = blocks("ts")
    assert len(found) == 5
    # Below the package, whose own name leads to dist from there; none of them states a type.
    folder = HERE / "typescript/build/doc"
    folder.mkdir(parents=True, exist_ok=True)
    for n, block in enumerate(found):
        program = folder / f"{n}.mjs"
        program.write_text(block.replace(DEFAULT_ADDRESS, server.address))
        run(["node", str(program)])
        if "client.ingest" in block:
            wait_for_stories(server)


def test_rust(server: Server) -> None:
    quoted = re.findall(r"^```rust\n(.*?)^```$", DOC, re.M | re.S)
    files = [(ROOT / f"examples/{name}.rs").read_text() for name in EXAMPLES]
    # What is said to the linter is nobody else's concern.
    assert quoted == [re.sub(r"^#!\[expect\(clippy.*\n\n", "", file, flags=re.M) for file in files]
    built = Path(os.environ["PARALLAX_BIN"]).parent / "examples"
    for name, arguments in EXAMPLES.items():
        run([str(built / name), *arguments], PARALLAX_SERVER=f"http://{server.address}")
        if name == "ingest":
            wait_for_stories(server)


def test_grpcurl(server: Server) -> None:
    found = blocks("sh")
    assert len(found) == 5
    for block in found:
        command = "set -e -o pipefail\n" + block.replace(DEFAULT_ADDRESS, server.address)
        assert "documents/" in run(["bash", "-c", command]) or "CompareTexts" in block
        if "IngestDocuments" in block:
            wait_for_stories(server)
