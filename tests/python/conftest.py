"""The built server, started once, for clients that are not ours."""

import os
import socket
import subprocess
import time
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

ROOT = Path(__file__).resolve().parent.parent.parent


def pytest_configure(config: pytest.Config) -> None:
    if "PARALLAX_BIN" not in os.environ:
        pytest.exit("PARALLAX_BIN is not set: run scripts/test", returncode=2)


@pytest.fixture(scope="session")
def binary() -> str:
    return os.environ["PARALLAX_BIN"]


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    files = sorted((ROOT / "seeds").glob("*.txt"))
    assert len(files) == 5
    return files


@pytest.fixture(scope="session")
def address(binary: str, tmp_path_factory: pytest.TempPathFactory):
    """Address of a running server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    data = tmp_path_factory.mktemp("data")
    environment = {**os.environ, "PARALLAX_LISTEN": listen, "PARALLAX_DATA": str(data)}
    server = subprocess.Popen([binary, "serve"], env=environment)
    try:
        wait_until_serving(server, listen)
        yield listen
    finally:
        server.terminate()
        code = server.wait(timeout=30)
    assert code == 0, f"SIGTERM ended the server with {code}"


@pytest.fixture(scope="session")
def channel(address: str):
    with grpc.insecure_channel(address) as channel:
        yield channel


def wait_until_serving(server: subprocess.Popen, listen: str) -> None:
    deadline = time.monotonic() + 30
    with grpc.insecure_channel(listen) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        while True:
            try:
                answer = health.Check(health_pb2.HealthCheckRequest(), timeout=2)
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
            except grpc.RpcError as error:
                assert error.code() in (
                    grpc.StatusCode.UNAVAILABLE,
                    grpc.StatusCode.DEADLINE_EXCEEDED,
                )
            assert server.poll() is None, f"the server ended with {server.returncode}"
            assert time.monotonic() < deadline, "the server does not serve after 30 s"
            time.sleep(0.1)
