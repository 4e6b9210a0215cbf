"""The client."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import grpc

from parallax_client import v1
from parallax_client.articles import Article, ArticleLike, article, columns
from parallax_client.connection import Connection, Tls, Token
from parallax_client.errors import ParallaxError, UnavailableError
from parallax_client.evidence import Analysis, Comparison, texts_of
from parallax_client.feed import Feed, Ingested, IngestSummary
from parallax_client.watch import PATIENCE, Watch

if TYPE_CHECKING:
    from google.protobuf.message import Message

    _Request = TypeVar("_Request", bound=Message)
    _Response = TypeVar("_Response", bound=Message)

_UNIT = v1.OFFSET_UNIT_CODE_POINT


class Client:
    """A connection to a server; threads may share it.

    Positions in its answers count code points, as the indices of Python's strings do.

    A call that meets a busy or restarting server (UNAVAILABLE, or RESOURCE_EXHAUSTED with a hint
    when to come back) is tried again after a growing pause, for as long as its deadline allows;
    all calls here may be repeated without harm.
    """

    def __init__(
        self,
        target: str,
        *,
        token: Token | None = None,
        tls: Tls | bool | None = None,
        deadline: float = 30.0,
        max_attempts: int = 4,
        max_message_bytes: int = 64 << 20,
    ) -> None:
        """Connects with the first call.

        :param target: host:port, http://host:port, https://host:port, or what gRPC understands.
        :param token: Bearer token, or a function that gives the one to use; it is refused where it
            would leave this machine unencrypted.
        :param tls: How to speak TLS, or whether; by default when the target begins with https.
        :param deadline: Seconds for each call with all of its attempts. The server is told, and
            stops work on calls whose time is up. Feeds and watches have none.
        :param max_attempts: How often a call is tried in all; 1 = never again.
        :param max_message_bytes: Most bytes in one message, in either direction.
        """
        self._connection = Connection(
            target,
            token=token,
            tls=tls,
            deadline=deadline,
            max_attempts=max_attempts,
            max_message_bytes=max_message_bytes,
        )
        channel = self._connection.channel
        self._analysis = v1.AnalysisServiceStub(channel)
        self._comparison = v1.ComparisonServiceStub(channel)
        self._document = v1.DocumentServiceStub(channel)
        self._entity = v1.EntityServiceStub(channel)
        self._ingest = v1.IngestServiceStub(channel)
        self._story = v1.StoryServiceStub(channel)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection and ends what is open on it. Calls raise ValueError afterwards."""
        self._connection.close()

    @property
    def channel(self) -> grpc.Channel:
        """For the stubs of ``parallax_client.v1``, which have the methods that are not here."""
        return self._connection.channel

    def call(
        self,
        method: grpc.UnaryUnaryMultiCallable[_Request, _Response],
        request: _Request,
        *,
        deadline: float | None = None,
        repeatable: bool = False,
    ) -> _Response:
        """Calls a method of a stub with this client's token, deadline and attempts.

        Say that it is repeatable when carrying it out twice does no harm: what only reads, and
        what has a request_id.
        """
        return self._connection.call(method, request, deadline=deadline, repeatable=repeatable)

    def wait_until_ready(self, timeout: float = 10.0) -> None:
        """Waits until the server can be reached; UnavailableError when it cannot in time."""
        ready = grpc.channel_ready_future(self._connection.channel)
        try:
            ready.result(timeout=timeout)
        except grpc.FutureTimeoutError:
            ready.cancel()
            raise UnavailableError(
                grpc.StatusCode.UNAVAILABLE, f"the server cannot be reached within {timeout} s"
            ) from None

    # Nothing stored.

    def analyze(
        self,
        given: ArticleLike,
        *,
        features: Sequence[v1.Feature.ValueType] = (),
        gazetteer: Sequence[v1.GazetteerEntry] = (),
        skip_cleaning: bool = False,
        deadline: float | None = None,
    ) -> Analysis:
        """What is found in one article; nothing is stored. No features = all."""
        one = article(given)
        request = v1.AnalyzeTextRequest(
            article=one.content(),
            metadata=one.metadata(),
            features=features,
            gazetteer=gazetteer,
            skip_cleaning=skip_cleaning,
            offset_unit=_UNIT,
        )
        response = self._connection.call(
            self._analysis.AnalyzeText, request, deadline=deadline
        )
        return Analysis(response.analysis, one.submitted_text())

    def compare(
        self,
        articles: Iterable[ArticleLike] | Mapping[str, ArticleLike],
        *,
        options: v1.ComparisonOptions | None = None,
        deadline: float | None = None,
    ) -> Comparison:
        """Compares articles that are given along; nothing is stored.

        Each has a column under its key: that of the mapping or the article, the name of the file,
        or S0, S1 and so on.
        """
        given = columns(articles)
        request = v1.CompareTextsRequest(
            articles=[
                v1.InlineArticle(key=one.key, article=one.content(), metadata=one.metadata())
                for one in given
            ],
            options=_in_code_points(options),
        )
        response = self._connection.call(
            self._comparison.CompareTexts, request, deadline=deadline
        )
        texts = {one.key: one.submitted_text() for one in given}
        return Comparison(response.comparison, texts_of(texts))

    # The library.

    def compare_stored(
        self,
        scope: str | Iterable[str],
        *,
        options: v1.ComparisonOptions | None = None,
        deadline: float | None = None,
    ) -> Comparison:
        """Compares stored articles: a story, stories/{story}, or several documents/{document}."""
        request = v1.CompareRequest(options=_in_code_points(options))
        if isinstance(scope, str):
            request.story = scope
        else:
            request.documents.names.extend(scope)
        response = self._connection.call(self._comparison.Compare, request, deadline=deadline)
        columns = {column.key: column for column in response.comparison.documents}

        def stored(key: str) -> str | None:
            return self.document(columns[key].document, revision=columns[key].revision).text

        return Comparison(response.comparison, stored)

    def store(
        self,
        given: ArticleLike,
        *,
        wait_for_analysis: bool = False,
        validate_only: bool = False,
        skip_cleaning: bool = False,
        deadline: float | None = None,
    ) -> v1.IngestDocumentResponse:
        """Stores one article; when this returns it is on the server's disk."""
        one = article(given)
        request = v1.IngestDocumentRequest(
            article=one.content(),
            metadata=one.metadata(),
            document_id=one.document_id,
            wait_for_analysis=wait_for_analysis,
            validate_only=validate_only,
            skip_cleaning=skip_cleaning,
            # A second attempt has the answer of the first.
            request_id=str(uuid.uuid4()),
        )
        return self._connection.call(self._ingest.IngestDocument, request, deadline=deadline)

    def feed(
        self,
        articles: Iterable[ArticleLike],
        *,
        session: str = "",
        wait_for_analysis: bool = False,
        validate_only: bool = False,
        skip_cleaning: bool = False,
        defaults: v1.ArticleMetadata | None = None,
        patience: float = PATIENCE,
    ) -> Feed:
        """Stores a long stream of articles, in little memory: an iterator over what becomes of
        each, in their order. One bad article does not end it.

        It goes on by itself where it was torn, for as long as ``patience`` seconds without
        success. With the name of a ``session`` ([a-z0-9][a-z0-9-]{0,62}) it also goes on after a
        restart of your own program: give it the same articles in the same order, and those that
        are acknowledged already are passed over.
        """
        level = v1.IngestConfig.ACK_LEVEL_DURABLE
        if wait_for_analysis:
            level = v1.IngestConfig.ACK_LEVEL_ANALYZED
        config = v1.IngestConfig(
            session_id=session,
            ack_level=level,
            validate_only=validate_only,
            skip_cleaning=skip_cleaning,
            default_metadata=defaults,
        )
        return Feed(self._connection, articles, config, patience)

    def ingest(
        self,
        articles: Iterable[ArticleLike],
        *,
        on_progress: Callable[[IngestSummary, Ingested], None] | None = None,
        session: str = "",
        wait_for_analysis: bool = False,
        validate_only: bool = False,
        skip_cleaning: bool = False,
        defaults: v1.ArticleMetadata | None = None,
        patience: float = PATIENCE,
    ) -> IngestSummary:
        """Stores articles as ``feed`` does, and counts what became of them.

        :param on_progress: Told of each answer, with the counts so far.
        """
        feed = self.feed(
            articles,
            session=session,
            wait_for_analysis=wait_for_analysis,
            validate_only=validate_only,
            skip_cleaning=skip_cleaning,
            defaults=defaults,
            patience=patience,
        )
        summary = IngestSummary()
        for one in feed:
            summary.skipped = feed.skipped
            summary.add(one)
            if on_progress is not None:
                on_progress(summary, one)
        summary.skipped = feed.skipped
        return summary

    def document(
        self, name: str, *, revision: str = "", deadline: float | None = None
    ) -> v1.Document:
        """A stored document with its text: documents/{document}."""
        request = v1.GetDocumentRequest(
            name=name, revision=revision, view=v1.DOCUMENT_VIEW_FULL
        )
        return self._connection.call(
            self._document.GetDocument, request, deadline=deadline
        ).document

    def documents(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        view: v1.DocumentView.ValueType = v1.DOCUMENT_VIEW_BASIC,
        page_size: int = 0,
    ) -> Iterator[v1.Document]:
        """All stored documents that pass a filter, fetched page by page as they are taken.

        :param filter: As in ``source = "example.org" AND entities:"Xi Jinping"``; all fields are
            in the protocol, at ListDocumentsRequest.
        :param order_by: "publish_time desc", say; the latest to arrive first by default.
        """
        request = v1.ListDocumentsRequest(
            filter=filter, order_by=order_by, view=view, page_size=page_size
        )
        while True:
            page = self._connection.call(self._document.ListDocuments, request)
            yield from page.documents
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def search(
        self, query: str, filter: str = "", *, page_size: int = 0
    ) -> Iterator[v1.SearchHit]:
        """Stored documents that hold words, best first, fetched page by page as they are taken.

        :param query: Words, "phrases in quotation marks", -words that must not occur, OR.
        """
        request = v1.SearchDocumentsRequest(
            query=query, filter=filter, page_size=page_size, offset_unit=_UNIT
        )
        while True:
            page = self._connection.call(self._document.SearchDocuments, request)
            yield from page.hits
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def delete(self, name: str) -> list[str]:
        """Removes a stored document, if there is one; names of the stories that it has left."""
        request = v1.DeleteDocumentRequest(name=name, allow_missing=True)
        response = self._connection.call(self._document.DeleteDocument, request)
        return list(response.affected_stories)

    def analysis(
        self, name: str, *, features: Sequence[v1.Feature.ValueType] = ()
    ) -> Analysis:
        """The analysis of a stored document. No features = all."""
        request = v1.GetAnalysisRequest(name=name, features=features, offset_unit=_UNIT)
        response = self._connection.call(self._document.GetAnalysis, request)
        return Analysis(response.analysis, self.document(name).text)

    def stories(
        self, filter: str = "", *, order_by: str = "", page_size: int = 0
    ) -> Iterator[v1.Story]:
        """All stories that pass a filter, fetched page by page as they are taken.

        :param filter: As in ``source_count >= 3 AND entities:"Xi Jinping"``; all fields are in the
            protocol, at ListStoriesRequest.
        :param order_by: "last_publish_time desc", say; the latest founded first by default.
        """
        request = v1.ListStoriesRequest(filter=filter, order_by=order_by, page_size=page_size)
        while True:
            page = self._connection.call(self._story.ListStories, request)
            yield from page.stories
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def entities(
        self, filter: str = "", *, order_by: str = "", page_size: int = 0
    ) -> Iterator[v1.Entity]:
        """All entities of the corpus that pass a filter, fetched page by page as they are taken."""
        request = v1.ListEntitiesRequest(filter=filter, order_by=order_by, page_size=page_size)
        while True:
            page = self._connection.call(self._entity.ListEntities, request)
            yield from page.entities
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def watch(
        self,
        *,
        kinds: Sequence[v1.EventKind.ValueType] = (),
        filter: str = "",
        resume_token: str = "",
        include_initial: bool = False,
        heartbeat: float = 0.0,
        heartbeats: bool = False,
        coalesce: float = 0.0,
        patience: float = PATIENCE,
        on_interruption: Callable[[ParallaxError, float], None] | None = None,
    ) -> Watch:
        """Watches changes as they happen: an iterator without an end of its own, that goes on by
        itself where it was torn.

        :param kinds: Kinds of changes; none = all.
        :param filter: Which resources, in the language of lists.
        :param resume_token: Goes on after the message that carried it, see ``Watch.resume_token``.
        :param include_initial: First what there is now, then EVENT_KIND_SYNCED, then changes.
        :param heartbeat: Seconds after which a quiet stream gives a sign of life; 0 = 30.
        :param heartbeats: Whether these are given out as well.
        :param coalesce: Changes of one resource within so many seconds are told as one.
        :param patience: Seconds for which it tries to go on without success.
        :param on_interruption: Told why it was torn, and after how many seconds it goes on.
        """
        request = v1.WatchRequest(
            kinds=kinds,
            filter=filter,
            resume_token=resume_token,
            include_initial=include_initial,
            offset_unit=_UNIT,
        )
        request.heartbeat_interval.FromTimedelta(timedelta(seconds=heartbeat))
        request.coalesce_window.FromTimedelta(timedelta(seconds=coalesce))
        return Watch(
            self._connection,
            request,
            heartbeats=heartbeats,
            patience=patience,
            on_interruption=on_interruption,
        )


def files(folder: str | os.PathLike[str], pattern: str = "*.txt") -> Iterator[Article]:
    """The articles of a folder and those below it, in the order of their paths, each read when it
    is taken."""
    from pathlib import Path

    for path in sorted(Path(folder).rglob(pattern)):
        if path.is_file():
            yield Article.from_file(path)


def _in_code_points(options: v1.ComparisonOptions | None) -> v1.ComparisonOptions:
    wanted = v1.ComparisonOptions()
    if options is not None:
        wanted.CopyFrom(options)
    wanted.offset_unit = _UNIT
    return wanted
