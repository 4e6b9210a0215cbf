"""The real server, which tests may stop, kill and start again."""

import os
import socket
import subprocess
import time
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

ROOT = Path(__file__).resolve().parent.parent.parent.parent


class Server:
    """A server on an address and a folder that outlast its process."""

    def __init__(self, data: Path, *arguments: str, ca: Path | None = None) -> None:
        """With TLS when it is told whom to trust."""
        self._ca = ca
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self._command = [os.environ["PARALLAX_BIN"], "serve", *arguments]
        self._environment = {
            **os.environ,
            "PARALLAX_LISTEN": self.address,
            "PARALLAX_DATA": str(data),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment)
        deadline = time.monotonic() + 30
        # A channel that has failed waits longer and longer before it tries again.
        options = [("grpc.max_reconnect_backoff_ms", 100)]
        with self._channel(options) as channel:
            health = health_pb2_grpc.HealthStub(channel)
            while True:
                try:
                    health.Check(health_pb2.HealthCheckRequest(), timeout=2)
                    return
                except grpc.RpcError:
                    code = self._process.poll()
                    assert code is None, f"the server ended with {code}"
                    assert time.monotonic() < deadline, "the server does not serve after 30 s"
                    time.sleep(0.05)

    def _channel(self, options: list[tuple[str, int]]) -> grpc.Channel:
        if self._ca is None:
            return grpc.insecure_channel(self.address, options=options)
        credentials = grpc.ssl_channel_credentials(self._ca.read_bytes())
        return grpc.secure_channel(self.address, credentials, options=options)

    def stop(self) -> None:
        """Ends it in order."""
        if self._process is not None:
            self._process.terminate()
            assert self._process.wait(timeout=30) == 0
            self._process = None

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=30)
        self._process = None
