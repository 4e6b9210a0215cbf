"""The package itself: its stubs are those of the protocol, its types hold, it installs, and what its
README prints works."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from generate import HERE, PACKAGE, generate
from server import Server

DEFAULT_ADDRESS = "127.0.0.1:50051"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the package as it would for anybody."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--target", str(target)]
    subprocess.run([*command, str(HERE)], check=True, timeout=120)
    return target


# Runs each block that it reads as a program of its own, and tells before each which one it is.
RUNNER = """
import json, sys
for n, block in enumerate(json.load(sys.stdin)):
    print(f"block {n}", flush=True)
    exec(compile(block, f"block {n}", "exec"), {"__name__": "__main__"})
    sys.stdout.flush()
"""


def test_the_stubs_are_those_of_the_protocol(tmp_path: Path) -> None:
    generate(tmp_path)
    fresh = {file.name: file.read_text() for file in tmp_path.iterdir()}
    kept = {file.name: file.read_text() for file in PACKAGE.iterdir() if file.is_file()}
    assert sorted(fresh) == sorted(kept)
    for name, code in fresh.items():
        assert code == kept[name], f"{name} is stale: run python clients/python/generate.py"


def test_the_types_hold() -> None:
    checked = ["src/parallax_client", "generate.py", "tests"]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", *checked],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_it_installs_whole(installed: Path) -> None:
    package = installed / "parallax_client"
    assert (package / "py.typed").exists()
    assert (package / "v1/comparison_pb2.pyi").exists()
    names = sorted(p.name for p in installed.iterdir() if not p.name.endswith(".dist-info"))
    assert names == ["parallax_client"]


def test_the_readme_runs_as_printed(server: Server, installed: Path) -> None:
    readme = (HERE / "README.md").read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, re.M | re.S)
    assert len(blocks) >= 8
    assert all(DEFAULT_ADDRESS in block for block in blocks)
    result = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps([block.replace(DEFAULT_ADDRESS, server.address) for block in blocks]),
        cwd=HERE.parent.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, f"{result.stdout[-500:]}\n{result.stderr}"
    printed = re.split(r"^block \d+\n", result.stdout, flags=re.M)[1:]
    assert len(printed) == len(blocks)
    for block, output in zip(blocks, printed, strict=True):
        assert output.strip(), f"prints nothing:\n{block}"
