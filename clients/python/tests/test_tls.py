"""TLS and tokens against the real server."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from parallax_client import AccessError, Client, Tls, UnavailableError
from server import Server


@dataclass
class Secured:
    url: str
    ca: Path
    token: str


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    certificate, key, callers = folder / "cert.pem", folder / "key.pem", folder / "callers.jsonl"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(key)]
    command += ["-out", str(certificate)]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-addext", "basicConstraints=critical,CA:FALSE"]
    subprocess.run(command, check=True, capture_output=True)
    command = [os.environ["PARALLAX_BIN"], "token", "new", "--name", "reader", "--scope", "read"]
    made = subprocess.run(
        [*command, "--append", str(callers)], check=True, capture_output=True, text=True
    )
    server = Server(
        folder / "data",
        *("--tls-cert", str(certificate), "--tls-key", str(key), "--callers", str(callers)),
        ca=certificate,
    )
    server.start()
    yield Secured(f"https://{server.address}", certificate, made.stdout.strip())
    server.stop()


def test_a_known_caller_over_tls(secured: Secured) -> None:
    with Client(secured.url, token=secured.token, tls=Tls(ca=secured.ca)) as client:
        assert client.analyze("Angela Merkel met Emmanuel Macron in Paris.").entities
        assert list(client.documents()) == []
        with pytest.raises(AccessError) as raised:
            client.store("Readers do not write.")
        assert raised.value.code.name == "PERMISSION_DENIED"


def test_a_name_that_differs(secured: Secured) -> None:
    tls = Tls(ca=secured.ca.read_bytes(), server_name="localhost")
    with Client(secured.url, token=secured.token, tls=tls) as client:
        assert client.analyze("Angela Merkel met Emmanuel Macron in Paris.").entities


@pytest.mark.parametrize("token", [None, "wrong"])
def test_strangers(secured: Secured, token: str | None) -> None:
    with Client(secured.url, token=token, tls=Tls(ca=secured.ca)) as client:
        with pytest.raises(AccessError) as raised:
            client.analyze("Rain fell.")
        assert raised.value.code.name == "UNAUTHENTICATED"


def test_a_server_that_nobody_vouches_for(secured: Secured) -> None:
    with Client(secured.url, token=secured.token, max_attempts=1) as client:
        with pytest.raises(UnavailableError):
            client.analyze("Rain fell.")
