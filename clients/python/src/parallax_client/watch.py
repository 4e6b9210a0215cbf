"""Watches: changes as they happen, that go on by themselves where they were torn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol

import grpc

from parallax_client import v1
from parallax_client.connection import Connection
from parallax_client.errors import ParallaxError, UnavailableError, from_rpc
from parallax_client.retry import Retry

PATIENCE = 60.0
"""How many seconds a watch tries to go on without success, once it was torn."""
_HEARTBEAT = 30.0
_GRACE = 15.0


class Watch:
    """An iterator over changes without an end of its own.

    When the connection is lost, the server restarts or says that the client was too slow, it goes
    on after the last message that was taken: no change is left out, one may come twice. An
    exception is final. ``close`` ends it, also from another thread.
    """

    def __init__(
        self,
        connection: Connection,
        request: v1.WatchRequest,
        *,
        heartbeats: bool = False,
        patience: float = PATIENCE,
        on_interruption: Callable[[ParallaxError, float], None] | None = None,
    ) -> None:
        self._connection = connection
        self._stub = v1.WatchServiceStub(connection.channel)
        self._request = request
        self._heartbeats = heartbeats
        self._patience = patience
        self._on_interruption = on_interruption
        interval = request.heartbeat_interval.ToTimedelta().total_seconds() or _HEARTBEAT
        self._silence = 2 * interval + _GRACE
        self._closed = threading.Event()
        self._call: _Stream | None = None
        self._retry = Retry(None)
        self._torn_since: float | None = None

    @property
    def resume_token(self) -> str:
        """Goes on after the last message that was taken; empty before the first. Keep it to watch
        on after a restart of your own."""
        return self._request.resume_token

    def close(self) -> None:
        """Ends the watch."""
        self._closed.set()
        if self._call is not None:
            self._call.cancel()

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[v1.WatchResponse]:
        return self

    def __next__(self) -> v1.WatchResponse:
        while not self._closed.is_set():
            try:
                message = self._message()
            except grpc.RpcError as failure:
                self._interrupted(from_rpc(failure))
            except UnavailableError as failure:
                self._interrupted(failure)
            else:
                self._request.resume_token = message.resume_token
                self._retry, self._torn_since = Retry(None), None
                if self._heartbeats or message.kind != v1.EVENT_KIND_HEARTBEAT:
                    return message
        raise StopIteration

    def _message(self) -> v1.WatchResponse:
        """The next message of the stream, which is opened when there is none."""
        if self._call is None:
            metadata = self._connection.metadata()
            call = self._stub.Watch(self._request, metadata=metadata)
            self._call = _Stream(call, self._silence)
            if self._closed.is_set():
                self._call.cancel()
        return self._call.next()

    def _interrupted(self, error: ParallaxError) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None
        if self._closed.is_set():
            return
        # Who was too slow may come back at once: the server is well.
        slow = error.reason == "WATCHER_TOO_SLOW"
        pause = 0.0 if slow else self._retry.pause(error)
        now = time.monotonic()
        since = self._torn_since = self._torn_since or now
        if pause is None or now + pause - since >= self._patience:
            self._closed.set()
            raise error
        if self._on_interruption is not None:
            self._on_interruption(error, pause)
        self._closed.wait(pause)


class _Messages(Protocol):
    """What gRPC gives for a stream of messages."""

    def __next__(self) -> v1.WatchResponse: ...

    def cancel(self) -> object: ...


class _Stream:
    """A stream that is given up when it gives no sign of life."""

    def __init__(self, call: _Messages, silence: float) -> None:
        self._call = call
        self._silence = silence
        self._waiting_since: float | None = None
        self._is_silent = False
        self._over = threading.Event()
        threading.Thread(target=self._guard, daemon=True).start()

    def next(self) -> v1.WatchResponse:
        """The next message."""
        self._waiting_since = time.monotonic()
        try:
            return next(self._call)
        except StopIteration:
            raise UnavailableError(
                grpc.StatusCode.UNAVAILABLE, "the stream ended without a status"
            ) from None
        except grpc.RpcError:
            if self._is_silent:
                raise UnavailableError(
                    grpc.StatusCode.UNAVAILABLE, "the server gives no sign of life"
                ) from None
            raise
        finally:
            self._waiting_since = None

    def cancel(self) -> None:
        self._over.set()
        self._call.cancel()

    def _guard(self) -> None:
        while not self._over.wait(self._silence / 8):
            since = self._waiting_since
            if since is not None and time.monotonic() - since > self._silence:
                self._is_silent = True
                self.cancel()
