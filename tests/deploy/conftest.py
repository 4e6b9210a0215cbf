"""What a deployment starts, and what the files under test say of it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def pytest_configure(config: pytest.Config) -> None:
    if "PARALLAX_BIN" not in os.environ:
        pytest.exit("PARALLAX_BIN is not set: run scripts/deploy-check", returncode=2)


@pytest.fixture(scope="session")
def serve_help() -> str:
    """What the server tells of its settings, with no variable of this shell in the way."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARALLAX_")}
    command = [os.environ["PARALLAX_BIN"], "serve", "--help"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def variables(serve_help: str) -> set[str]:
    found = set(re.findall(r"\bPARALLAX_\w+", serve_help))
    assert {"PARALLAX_LISTEN", "PARALLAX_DATA"} <= found, serve_help
    return found


@pytest.fixture(scope="session")
def version() -> str:
    cargo = (ROOT / "Cargo.toml").read_text()
    return re.search(r'^version = "(.+)"$', cargo, re.MULTILINE)[1]


@pytest.fixture(scope="session")
def image() -> dict[str, str]:
    """Instructions of the Dockerfile's last stage, each with its last value."""
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    found = (line.split(" ", 1) for line in lines[last:] if re.match(r"[A-Z]+ ", line))
    return {name: value.strip() for name, value in found}


def seconds(value: str) -> float:
    """Reads "20", "20s" or "1m"."""
    number, unit = re.fullmatch(r"([0-9.]+)([sm]?)", value).groups()
    return float(number) * (60 if unit == "m" else 1)


def accepted(variables: dict[str, str]) -> None:
    """The server starts with these settings: it gets as far as its store, which is no folder."""
    # Files that are not here are left out; that their variables exist is asked elsewhere.
    files = {"PARALLAX_TLS_CERT", "PARALLAX_TLS_KEY", "PARALLAX_CALLERS"}
    environment = {name: value for name, value in variables.items() if name not in files}
    environment |= {"PATH": os.environ["PATH"]}
    environment |= {"PARALLAX_DATA": "/dev/null/store", "PARALLAX_LISTEN": "127.0.0.1:0"}
    environment.pop("PARALLAX_ADMIN_LISTEN", None)
    command = [os.environ["PARALLAX_BIN"], "serve"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode != 0 and "/dev/null" in result.stderr, result.stderr
