"""Feeds: long streams of articles, each acknowledged by itself, that go on by themselves where
they were torn."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import grpc

from parallax_client import v1
from parallax_client.articles import Article, ArticleLike, article
from parallax_client.connection import Connection
from parallax_client.errors import ParallaxError, UnavailableError, error, from_item, from_rpc
from parallax_client.retry import Retry

PATIENCE = 60.0
"""How many seconds a feed tries to go on without success, once it was torn."""
MOST_FAILURES = 1_000
"""Failures that a summary keeps; all are counted."""


@dataclass(frozen=True)
class Ingested:
    """What became of an article of a feed."""

    sequence: int
    """Its position in the feed, from 1."""
    given: ArticleLike
    """The article as it was given."""
    document: str
    """documents/{document}; empty when it failed or was only checked."""
    outcome: v1.IngestOutcome.ValueType
    """What became of it; unspecified when it failed."""
    error: ParallaxError | None
    """What is wrong with it; None when it is stored or was known."""
    message: v1.IngestAck
    """All that the server says of it: warnings, and of what it is a copy."""


@dataclass
class IngestSummary:
    """Counts of a feed."""

    created: int = 0
    """Stored as new documents."""
    duplicates: int = 0
    """Known already."""
    revisions: int = 0
    """Stored as new revisions."""
    validated: int = 0
    """Checked, where nothing was to be written."""
    failed: int = 0
    """Refused."""
    skipped: int = 0
    """Acknowledged to an earlier feed of the session, and not sent again."""
    failures: list[Ingested] = field(default_factory=list)
    """The first thousand of those that were refused."""

    @property
    def done(self) -> int:
        """Articles that are answered."""
        return self.created + self.duplicates + self.revisions + self.validated + self.failed

    def add(self, one: Ingested) -> None:
        """Counts one more."""
        if one.error is not None:
            self.failed += 1
            if len(self.failures) < MOST_FAILURES:
                self.failures.append(one)
        elif one.outcome == v1.INGEST_OUTCOME_DUPLICATE:
            self.duplicates += 1
        elif one.outcome == v1.INGEST_OUTCOME_NEW_REVISION:
            self.revisions += 1
        elif one.outcome == v1.INGEST_OUTCOME_VALIDATED:
            self.validated += 1
        else:
            self.created += 1


@dataclass
class _Pending:
    given: ArticleLike
    item: v1.IngestItem


class Feed:
    """An iterator over what becomes of articles, in their order.

    The articles are read in a thread of its own, no more of them ahead than the server's window
    allows. What cannot be read or was given wrongly ends the feed with that very exception.
    """

    def __init__(
        self,
        connection: Connection,
        articles: Iterable[ArticleLike],
        config: v1.IngestConfig,
        patience: float = PATIENCE,
    ) -> None:
        self._connection = connection
        self._articles = articles
        self._config = config
        self._patience = patience
        self._stub = v1.IngestServiceStub(connection.channel)
        self._changed = threading.Condition()
        self._pending: deque[_Pending] = deque()
        self._window = 1
        self._exhausted = False
        self._closed = False
        self._fault: BaseException | None = None
        self.skipped = 0
        """Articles that an earlier feed of the session has stored; known once the first answer is
        there."""

    def __iter__(self) -> Iterator[Ingested]:
        reader: threading.Thread | None = None
        retry, last_success = Retry(None), time.monotonic()
        try:
            while True:
                stream = _Stream(self)
                try:
                    ready = stream.open()
                    if reader is None:
                        self.skipped = ready.resume_after_sequence
                        reader = threading.Thread(target=self._read, daemon=True)
                        reader.start()
                    for ack in stream.acknowledgements():
                        retry, last_success = Retry(None), time.monotonic()
                        yield self._acknowledged(ack, stream)
                    return
                except grpc.RpcError as failure:
                    torn = from_rpc(failure)
                except UnavailableError as early:
                    torn = early
                finally:
                    stream.close()
                pause = retry.pause(torn)
                # What was never open fails as calls do, without a second attempt.
                if reader is None or pause is None:
                    raise torn
                if time.monotonic() + pause - last_success > self._patience:
                    raise torn
                time.sleep(pause)
        finally:
            with self._changed:
                self._closed = True
                self._changed.notify_all()

    def _read(self) -> None:
        """Takes articles while there is room."""
        try:
            for sequence, given in enumerate(self._articles, 1):
                if sequence > self.skipped:
                    pending = _Pending(given, _item(sequence, article(given)))
                    with self._changed:
                        self._changed.wait_for(
                            lambda: self._closed or len(self._pending) < self._window
                        )
                        if self._closed:
                            return
                        self._pending.append(pending)
                        self._changed.notify_all()
                if self._closed:
                    return
        except BaseException as fault:  # it is told where the answers are read
            self._fault = fault
        finally:
            with self._changed:
                self._exhausted = True
                self._changed.notify_all()

    def _acknowledged(self, ack: v1.IngestAck, stream: _Stream) -> Ingested:
        with self._changed:
            if not self._pending or self._pending[0].item.sequence != ack.sequence:
                raise error(
                    grpc.StatusCode.INTERNAL, "the server has answered an item that was not sent"
                )
            given = self._pending.popleft().given
            # In one step with that: what is sent next is counted from the first that is pending.
            stream.sent -= 1
            self._changed.notify_all()
        return Ingested(
            sequence=ack.sequence,
            given=given,
            document=ack.ok.document,
            outcome=ack.ok.outcome,
            error=from_item(ack.error) if ack.HasField("error") else None,
            message=ack,
        )


class _Stream:
    """One stream of a feed."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.sent = 0
        """How many of those that are pending were sent on it; under the feed's lock."""
        self._ready = False
        self._over = False
        self._call = feed._stub.IngestDocuments(
            self._requests(), metadata=feed._connection.metadata()
        )

    def open(self) -> v1.IngestReady:
        """Waits until the stream is ready."""
        first = next(iter(self._call), None)
        if first is None or not first.HasField("ready"):
            raise _torn()
        feed = self._feed
        with feed._changed:
            feed._window = max(first.ready.window, 1)
            self._ready = True
            feed._changed.notify_all()
        return first.ready

    def acknowledgements(self) -> Iterator[v1.IngestAck]:
        """Acknowledgements until all is acknowledged."""
        feed = self._feed
        for response in self._call:
            if response.HasField("ack"):
                yield response.ack
        with feed._changed:
            if feed._fault is not None:
                raise feed._fault
            if not feed._exhausted or feed._pending:
                raise _torn()

    def close(self) -> None:
        with self._feed._changed:
            self._over = True
            self._feed._changed.notify_all()
        self._call.cancel()

    def _requests(self) -> Iterator[v1.IngestDocumentsRequest]:
        """What is sent: the config, then each item once there is one."""
        feed = self._feed
        yield v1.IngestDocumentsRequest(config=feed._config)
        while True:
            with feed._changed:
                feed._changed.wait_for(self._has_next)
                if self._over or feed._closed or self.sent >= len(feed._pending):
                    return
                item = feed._pending[self.sent].item
                self.sent += 1
            yield v1.IngestDocumentsRequest(item=item)

    def _has_next(self) -> bool:
        feed = self._feed
        if self._over or feed._closed:
            return True
        return self._ready and (self.sent < len(feed._pending) or feed._exhausted)


def _item(sequence: int, one: Article) -> v1.IngestItem:
    return v1.IngestItem(
        sequence=sequence,
        article=one.content(),
        metadata=one.metadata(),
        document_id=one.document_id,
    )


def _torn() -> UnavailableError:
    return UnavailableError(
        grpc.StatusCode.UNAVAILABLE, "the stream ended before all articles were acknowledged"
    )
