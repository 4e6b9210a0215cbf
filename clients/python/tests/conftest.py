"""The client against the real server, started once for most tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from parallax_client import Client
from server import ROOT, Server


def pytest_configure(config: pytest.Config) -> None:
    if "PARALLAX_BIN" not in os.environ:
        pytest.exit("PARALLAX_BIN is not set: run scripts/test", returncode=2)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.address) as client:
        yield client


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    files = sorted((ROOT / "seeds").glob("*.txt"))
    assert len(files) == 5
    return files
