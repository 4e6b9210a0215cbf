"""The Python service that Parallax is measured beside, bench/peers, answers as it should."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "clients" / "python" / "src"))

from parallax_client.v1 import analysis_pb2, analysis_pb2_grpc, annotation_pb2  # noqa: E402

TEXT = (
    "Angela Merkel met French President Emmanuel Macron in Paris on Monday 🎈. "
    "Emmanuel Macron said the talks in Paris were useful."
)
PATIENCE_SECONDS = 300


@pytest.fixture(params=["front", "reuseport"])
def service(request):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    program = ROOT / "bench" / "peers" / "service.py"
    command = [sys.executable, str(program), "--listen", address, "--workers", "2"]
    process = subprocess.Popen([*command, "--spread", request.param])
    try:
        # A channel that has failed waits longer and longer before it tries again.
        options = [("grpc.max_reconnect_backoff_ms", 500)]
        with grpc.insecure_channel(address, options=options) as channel:
            ready = grpc.channel_ready_future(channel)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while True:
                try:
                    ready.result(timeout=1)
                    break
                except grpc.FutureTimeoutError:
                    assert process.poll() is None, "the service has ended"
                    assert time.monotonic() < deadline
            yield process, analysis_pb2_grpc.AnalysisServiceStub(channel)
    finally:
        process.kill()
        process.wait()


def ask(text):
    request = analysis_pb2.ExtractEntitiesRequest()
    request.article.text = text
    return request


def test_it_answers_calls_at_once_refuses_and_ends(service):
    process, stub = service
    calls = [stub.ExtractEntities.future(ask(TEXT), timeout=PATIENCE_SECONDS) for _ in range(20)]
    empty = stub.ExtractEntities.future(ask(""), timeout=PATIENCE_SECONDS)
    answers = [call.result() for call in calls]
    assert all(answer == answers[0] for answer in answers)
    entities = {entity.canonical_name: entity for entity in answers[0].entities}
    macron, paris = entities["Emmanuel Macron"], entities["Paris"]
    assert macron.type == annotation_pb2.ENTITY_TYPE_PERSON
    assert [role.text for role in macron.roles] == ["French President"]
    assert paris.type == annotation_pb2.ENTITY_TYPE_LOCATION
    assert len(macron.mentions) == len(paris.mentions) == 2
    for entity in entities.values():
        for mention in entity.mentions:
            assert TEXT[mention.span.begin : mention.span.end] == mention.span.text
    assert sum(entity.salience for entity in entities.values()) == pytest.approx(1)
    assert empty.code() == grpc.StatusCode.INVALID_ARGUMENT

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE_SECONDS) == 0
