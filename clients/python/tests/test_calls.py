"""Errors, deadlines, attempts, tokens: against the real server, and one that does as told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from parallax_client import (
    BusyError,
    Client,
    DeadlineError,
    InvalidArgumentError,
    UnavailableError,
    v1,
)
from parallax_client.errors import from_item
from server import Server


def status(code: grpc.StatusCode, reason: str, delay: float | None) -> status_pb2.Status:
    info = any_pb2.Any()
    info.Pack(error_details_pb2.ErrorInfo(reason=reason, domain="parallax"))
    details = [info]
    if delay is not None:
        retry = any_pb2.Any()
        pause = duration_pb2.Duration(seconds=int(delay), nanos=int(delay % 1 * 1e9))
        retry.Pack(error_details_pb2.RetryInfo(retry_delay=pause))
        details.append(retry)
    return status_pb2.Status(code=code.value[0], message="no", details=details)


class Scripted(grpc.GenericRpcHandler):
    """Answers calls with refusals as long as there are any, then with an empty message."""

    def __init__(self, refusals: list[tuple[grpc.StatusCode, str, float | None]]) -> None:
        self.refusals = refusals
        self.calls: list[tuple[str, dict[str, Any], bytes]] = []

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes]:
        metadata = dict(details.invocation_metadata)

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            self.calls.append((details.method, metadata, request))
            if self.refusals:
                code, reason, delay = self.refusals.pop(0)
                encoded = status(code, reason, delay).SerializeToString()
                context.set_trailing_metadata((("grpc-status-details-bin", encoded),))
                context.abort(code, "no")
            return b""

        return grpc.unary_unary_rpc_method_handler(answer)


@pytest.fixture
def scripted() -> Iterator[tuple[Scripted, str]]:
    handler = Scripted([])
    server = grpc.server(ThreadPoolExecutor(2), handlers=[handler])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield handler, f"127.0.0.1:{port}"
    server.stop(None)


def test_errors_name_reason_and_field(client: Client) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        client.analyze(" \n\t ")
    error = raised.value
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "CONTENT_EMPTY")
    assert [violation.field for violation in error.field_violations] == ["article.text"]
    with pytest.raises(InvalidArgumentError) as raised:
        client.compare(["One article is too few."])
    assert raised.value.reason == "TOO_FEW_DOCUMENTS"
    assert "TOO_FEW" not in raised.value.message


def test_a_message_that_is_too_large_names_the_setting(client: Client) -> None:
    with pytest.raises(BusyError) as raised:
        client.analyze("x" * (60 << 20))
    assert raised.value.reason == "CONTENT_TOO_LARGE"
    assert raised.value.metadata["setting"]


def test_a_deadline_is_kept(client: Client) -> None:
    long = "The mayor of Oslo opened the new bridge on Friday, critics said. " * 12_000
    began = time.monotonic()
    with pytest.raises(DeadlineError):
        client.analyze(long, deadline=0.1)
    assert time.monotonic() - began < 10


def test_what_passes_is_tried_again_when_the_server_says(scripted: tuple[Scripted, str]) -> None:
    handler, address = scripted
    handler.refusals += [
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL", 0.3),
        (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN", None),
    ]
    with Client(address) as client:
        began = time.monotonic()
        client.analyze("Rain fell.")
        assert time.monotonic() - began >= 0.3
    assert len(handler.calls) == 3


def test_what_does_not_pass_is_not(scripted: tuple[Scripted, str]) -> None:
    handler, address = scripted
    for code in (grpc.StatusCode.INTERNAL, grpc.StatusCode.RESOURCE_EXHAUSTED):
        handler.refusals.append((code, "INTERNAL", None))
    with Client(address) as client:
        for _ in range(2):
            with pytest.raises(Exception, match="no"):
                client.analyze("Rain fell.")
    assert len(handler.calls) == 2


def test_attempts_and_deadlines_end(scripted: tuple[Scripted, str]) -> None:
    handler, address = scripted
    handler.refusals += [(grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN", None)] * 9
    with Client(address, max_attempts=2) as client, pytest.raises(UnavailableError) as raised:
        client.analyze("Rain fell.")
    assert raised.value.reason == "SHUTTING_DOWN"
    assert len(handler.calls) == 2
    handler.refusals[:] = [(grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL", 60.0)]
    with Client(address, deadline=5) as client, pytest.raises(BusyError) as busy:
        client.analyze("Rain fell.")
    assert busy.value.retry_delay == 60.0, "the cause is told, and at once"


def test_only_what_may_be_repeated_is(scripted: tuple[Scripted, str]) -> None:
    handler, address = scripted
    with Client(address) as client:
        stories = v1.StoryServiceStub(client.channel)
        away = (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN", None)
        handler.refusals.append(away)
        with pytest.raises(UnavailableError):
            client.call(stories.MoveDocuments, v1.MoveDocumentsRequest(documents=["documents/a"]))
        assert len(handler.calls) == 1
        # Refused before it was begun.
        handler.refusals.append((grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL", 0.01))
        client.call(stories.MoveDocuments, v1.MoveDocumentsRequest(documents=["documents/a"]))
        assert len(handler.calls) == 3
        handler.refusals.append(away)
        handler.calls.clear()
        client.store("Rain fell.")
    requests = [v1.IngestDocumentRequest.FromString(call[2]) for call in handler.calls]
    assert len(requests) == 2
    assert requests[0].request_id == requests[1].request_id != ""


def test_a_token_goes_along(scripted: tuple[Scripted, str]) -> None:
    handler, address = scripted
    tokens = iter(["first", "second"])
    with Client(address, token=lambda: next(tokens)) as client:
        client.analyze("Rain fell.")
        client.analyze("Rain fell.")
    sent = [metadata["authorization"] for _, metadata, _ in handler.calls]
    assert sent == ["Bearer first", "Bearer second"]


def test_no_token_leaves_the_machine_unencrypted() -> None:
    for target in ("news.example:50051", "http://10.0.0.1:50051", "dns:///news.example:50051"):
        with pytest.raises(ValueError, match="TLS"):
            Client(target, token="secret")
    for target in ("localhost:1", "[::1]:1", "http://127.0.0.1:1", "https://news.example"):
        Client(target, token="secret").close()
    with pytest.raises(ValueError, match="not a target"):
        Client("http://127.0.0.1:1/path")


def test_nobody_there() -> None:
    with Client("127.0.0.1:9", max_attempts=1) as nobody:
        with pytest.raises(UnavailableError):
            nobody.analyze("Rain fell.")
        with pytest.raises(UnavailableError, match="within"):
            nobody.wait_until_ready(0.3)


def test_the_status_of_an_item_reads_as_that_of_a_call() -> None:
    sent = status(grpc.StatusCode.INVALID_ARGUMENT, "CONTENT_EMPTY", None)
    error = from_item(v1.ItemStatus.FromString(sent.SerializeToString()))
    assert isinstance(error, InvalidArgumentError)
    assert error.reason == "CONTENT_EMPTY"


def test_a_closed_client_says_so(server: Server) -> None:
    text = "The mayor of Oslo opened the new bridge on Friday, critics said."
    with Client(server.address) as client:
        client.analyze(text)
    for call in (
        lambda: client.analyze(text),
        lambda: client.ingest([text]),
        lambda: next(iter(client.watch())),
        lambda: client.channel,
        client.wait_until_ready,
    ):
        with pytest.raises(ValueError, match="the client is closed"):
            call()
    client.close()
