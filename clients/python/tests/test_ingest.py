"""Feeds: acknowledgements, a bounded window, and what goes on after an accident."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from parallax_client import (
    Article,
    ArticleLike,
    Client,
    Ingested,
    IngestSummary,
    UnavailableError,
    files,
    v1,
)
from server import Server


def text(n: int) -> str:
    return f"Ship number {n} left the harbour of Bergen on Monday with {n + 3} containers.\n"


def articles(count: int, source: str) -> Iterator[Article]:
    return (Article(text=text(n), source=source, external_id=str(n)) for n in range(count))


def test_progress_and_failures(client: Client) -> None:
    three = list(articles(3, "feed.example"))
    given: list[ArticleLike] = [*three, " \n", *three]
    seen: list[tuple[int, int]] = []

    def progress(summary: IngestSummary, one: Ingested) -> None:
        seen.append((summary.done, one.sequence))

    summary = client.ingest(given, on_progress=progress)
    assert seen == [(n, n) for n in range(1, 8)]
    counts = (summary.created, summary.duplicates, summary.failed, summary.done)
    assert counts == (3, 3, 1, 7)
    (failure,) = summary.failures
    assert failure.given == " \n" and failure.sequence == 4
    assert failure.error is not None and failure.error.reason == "CONTENT_EMPTY"
    assert failure.error.field_violations[0].field
    assert len(list(client.documents('source = "feed.example"'))) == 3


def test_what_becomes_of_each(client: Client) -> None:
    changed = Article(text="It never left.", source="each.example", external_id="0")
    answers = list(client.feed([*articles(2, "each.example"), changed]))
    assert [one.outcome for one in answers] == [
        v1.INGEST_OUTCOME_CREATED,
        v1.INGEST_OUTCOME_CREATED,
        v1.INGEST_OUTCOME_NEW_REVISION,
    ]
    assert answers[0].document == answers[2].document
    assert client.document(answers[0].document).text == "It never left."


def test_checking_writes_nothing(client: Client) -> None:
    summary = client.ingest(articles(2, "checked.example"), validate_only=True)
    assert (summary.validated, summary.created) == (2, 0)
    assert not list(client.documents('source = "checked.example"'))


def test_files_of_a_folder(client: Client, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for n, name in enumerate(["b.txt", "a.txt", "deep/c.txt", "no.md"]):
        (tmp_path / name).write_text(text(n + 100))
    answers = list(client.feed(files(tmp_path), defaults=v1.ArticleMetadata(source="folder.example")))
    assert len(answers) == 3
    stored = client.document(answers[0].document)
    assert (stored.text, stored.metadata.source) == (text(101), "folder.example")


def test_little_is_read_ahead(client: Client) -> None:
    read, left = 0, threading.Event()

    def counted() -> Iterator[str]:
        nonlocal read
        try:
            for n in range(2_000):
                read += 1
                yield text(n + 10_000)
        finally:
            left.set()

    feed = iter(client.feed(counted()))
    next(feed)
    time.sleep(0.5)
    feed.close()  # type: ignore[attr-defined]
    assert left.wait(60), "nobody asks any more"
    # The window of the server (256 by default) and what was acknowledged.
    assert read < 1_000


class Acknowledging:
    """Stands for the server: says that it is ready, takes two items and acknowledges them."""

    def __init__(self) -> None:
        self.requests: Iterator[v1.IngestDocumentsRequest] = iter(())
        self.taken: list[int] = []

    def IngestDocuments(  # noqa: N802
        self, requests: Iterator[v1.IngestDocumentsRequest], metadata: object
    ) -> "Acknowledging":
        self.requests, self.answers = requests, self.answer()
        return self

    def answer(self) -> Iterator[v1.IngestDocumentsResponse]:
        assert next(self.requests).HasField("config")
        yield v1.IngestDocumentsResponse(ready=v1.IngestReady(window=2))
        self.taken += [next(self.requests).item.sequence for _ in range(2)]
        for sequence in (1, 2):
            yield v1.IngestDocumentsResponse(ack=v1.IngestAck(sequence=sequence))

    def __iter__(self) -> Iterator[v1.IngestDocumentsResponse]:
        return self.answers

    def cancel(self) -> None:
        pass


def test_nothing_is_sent_again_while_an_answer_is_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, server = client.feed([text(40_001), text(40_002)]), Acknowledging()
    monkeypatch.setattr(feed, "_stub", server)
    take = feed._acknowledged

    def taking(*given: Any) -> Ingested:
        # gRPC takes what is to be sent in a thread of its own, so also at this moment. There are no
        # more articles, so that it would not have to wait.
        with feed._changed:
            assert feed._changed.wait_for(lambda: feed._exhausted, 60)
        server.taken += [request.item.sequence for request in server.requests]
        return take(*given)

    monkeypatch.setattr(feed, "_acknowledged", taking)
    assert [one.sequence for one in feed] == [1, 2]
    assert server.taken == [1, 2]


def test_acknowledgements_do_not_wait_for_more_articles(client: Client) -> None:
    more = threading.Event()

    def slow() -> Iterator[str]:
        yield text(20_001)
        assert more.wait(30)
        yield text(20_002)

    feed = iter(client.feed(slow()))
    assert next(feed).sequence == 1
    more.set()
    assert [one.sequence for one in feed] == [2]


def test_what_cannot_be_read_ends_the_feed(client: Client) -> None:
    def broken() -> Iterator[str]:
        yield text(30_001)
        raise OSError("the disk is gone")

    feed = iter(client.feed(broken()))
    assert next(feed).error is None
    with pytest.raises(OSError, match="the disk is gone"):
        next(feed)


def test_a_session_passes_over_what_is_stored(client: Client) -> None:
    first = client.ingest(articles(4, "session.example"), session="python-session")
    assert (first.created, first.skipped) == (4, 0)
    again = client.ingest(articles(6, "session.example"), session="python-session")
    assert (again.created, again.duplicates, again.skipped) == (2, 0, 4)


def test_a_feed_outlives_the_server(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    # At least a window (256) after each end, so that none was acknowledged in full before it.
    ends, count = [40, 400], 700
    restarts: list[threading.Timer] = []
    with Client(server.address) as client:
        summary = IngestSummary()
        for one in client.feed(articles(count, "torn.example"), session="torn"):
            summary.add(one)
            if summary.done in ends:
                for restart in restarts:
                    restart.join()
                server.kill()
                restarts.append(threading.Timer(0.3, server.start))
                restarts[-1].start()
        assert len(restarts) == len(ends)
        restarts[-1].join()
        # What was stored when its acknowledgement was lost is acknowledged as a duplicate.
        assert (summary.failed, summary.done) == (0, count)
        assert summary.created + summary.duplicates == count
        stored = list(client.documents('source = "torn.example"', page_size=1000))
        assert len(stored) == count
    server.stop()


def test_nobody_there(client: Client) -> None:
    with Client("127.0.0.1:9") as nobody, pytest.raises(UnavailableError):
        nobody.ingest([text(1)])
