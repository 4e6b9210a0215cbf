"""The channel to a server, and calls on it."""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from urllib.parse import urlsplit

import grpc

from parallax_client.errors import DeadlineError, from_rpc
from parallax_client.retry import Retry

if TYPE_CHECKING:
    from google.protobuf.message import Message

    _Request = TypeVar("_Request", bound=Message)
    _Response = TypeVar("_Response", bound=Message)

Pem: TypeAlias = "bytes | str | os.PathLike[str]"
"""PEM text as bytes, or the path of a file."""
Token: TypeAlias = "str | Callable[[], str]"
"""A token, or what gives the one to use for the next call."""


@dataclass(frozen=True)
class Tls:
    """How to speak TLS."""

    ca: Pem | None = None
    """Certificates of those who may sign the server's; None = those that the system trusts."""
    certificate: Pem | None = None
    """The client's own certificate with its chain, for mutual TLS."""
    key: Pem | None = None
    """The key of that certificate."""
    server_name: str | None = None
    """Name in the server's certificate, where it differs from that in the target."""


class Connection:
    """A channel with the settings of its calls."""

    def __init__(
        self,
        target: str,
        *,
        token: Token | None,
        tls: Tls | bool | None,
        deadline: float,
        max_attempts: int,
        max_message_bytes: int,
    ) -> None:
        address, secure = _address(target)
        if tls is None:
            tls = secure
        if token is not None and tls is False and not _is_here(address):
            raise ValueError("a token is sent over TLS only: set tls, or ask for https://")
        options: list[tuple[str, str | int]] = [
            ("grpc.max_receive_message_length", max_message_bytes),
            ("grpc.max_send_message_length", max_message_bytes),
            # A connection that is half open is found out, also while a watch is quiet.
            ("grpc.keepalive_time_ms", 60_000),
            ("grpc.keepalive_timeout_ms", 20_000),
            ("grpc.http2.max_pings_without_data", 0),
            # A server that restarts is found again soon.
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", 5_000),
            ("grpc.max_reconnect_backoff_ms", 5_000),
        ]
        if tls is False:
            self._channel = grpc.insecure_channel(address, options=options)
        else:
            how = tls if isinstance(tls, Tls) else Tls()
            if how.server_name is not None:
                options.append(("grpc.ssl_target_name_override", how.server_name))
            credentials = grpc.ssl_channel_credentials(
                root_certificates=_pem(how.ca),
                private_key=_pem(how.key),
                certificate_chain=_pem(how.certificate),
            )
            self._channel = grpc.secure_channel(address, credentials, options=options)
        self._closed = False
        self._token = token
        self._deadline = deadline
        self._max_attempts = max_attempts

    @property
    def channel(self) -> grpc.Channel:
        """The channel; ValueError when it is closed: its stubs would end the interpreter."""
        if self._closed:
            raise ValueError("the client is closed")
        return self._channel

    def close(self) -> None:
        """Closes the channel; a second time does nothing."""
        self._closed = True
        self._channel.close()

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What goes along with every call."""
        if self._token is None:
            return ()
        token = self._token if isinstance(self._token, str) else self._token()
        return (("authorization", f"Bearer {token}"),)

    def call(
        self,
        method: grpc.UnaryUnaryMultiCallable[_Request, _Response],
        request: _Request,
        *,
        deadline: float | None = None,
        repeatable: bool = True,
    ) -> _Response:
        """Sends a request, again if need be, until the deadline.

        What is not repeatable is tried again only where the server has not begun it.
        """
        _ = self.channel  # says that the client is closed
        limit = self._deadline if deadline is None else deadline
        end = time.monotonic() + limit
        retry = Retry(self._max_attempts)
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise DeadlineError(
                    grpc.StatusCode.DEADLINE_EXCEEDED, f"no answer within {limit} s"
                )
            try:
                return method(request, timeout=left, metadata=self.metadata())
            except grpc.RpcError as failure:
                error = from_rpc(failure)
                pause = retry.pause(error, repeatable=repeatable)
                if pause is None or time.monotonic() + pause >= end:
                    raise error from failure
            time.sleep(pause)


def _address(target: str) -> tuple[str, bool]:
    """Host and port, and whether the scheme asks for TLS."""
    if "://" not in target:
        return target, False
    url = urlsplit(target)
    if url.scheme not in ("http", "https"):
        # One of gRPC's own, such as dns:///host:port or unix:///path.
        return target, False
    if not url.hostname or url.path.strip("/") or url.query:
        raise ValueError(f"{target!r} is not a target: it is host:port or https://host:port")
    secure = url.scheme == "https"
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    return f"{host}:{url.port or (443 if secure else 80)}", secure


def _is_here(address: str) -> bool:
    """Whether a target stays on this machine."""
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    host = address.rpartition("/")[2].rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _pem(given: Pem | None) -> bytes | None:
    if given is None or isinstance(given, bytes):
        return given
    return Path(given).read_bytes()
