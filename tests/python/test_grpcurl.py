"""grpcurl knows nothing but the address: all it uses comes from reflection."""

import json
import subprocess
from pathlib import Path

SERVICES = {
    "grpc.health.v1.Health",
    "parallax.v1.AnalysisService",
    "parallax.v1.ComparisonService",
    "parallax.v1.DocumentService",
    "parallax.v1.EntityService",
    "parallax.v1.IngestService",
    "parallax.v1.StoryService",
    "parallax.v1.WatchService",
}


def grpcurl(*arguments: str, request: dict | None = None) -> subprocess.CompletedProcess:
    command = ["grpcurl", "-plaintext", "-max-time", "60"]
    if request is not None:
        command += ["-d", "@"]
    return subprocess.run(
        [*command, *arguments],
        input=None if request is None else json.dumps(request),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_list_names_every_service(address: str) -> None:
    listed = grpcurl(address, "list")
    assert listed.returncode == 0, listed.stderr
    assert SERVICES <= set(listed.stdout.split())
    assert any(name.startswith("grpc.reflection.") for name in listed.stdout.split())


def test_describe_shows_methods_and_messages(address: str) -> None:
    service = grpcurl(address, "describe", "parallax.v1.ComparisonService")
    assert service.returncode == 0, service.stderr
    assert "rpc CompareTexts ( .parallax.v1.CompareTextsRequest )" in service.stdout
    assert "rpc Compare ( .parallax.v1.CompareRequest )" in service.stdout
    message = grpcurl(address, "describe", "parallax.v1.Span")
    assert message.returncode == 0, message.stderr
    assert "int32 begin = 1;" in message.stdout


def test_compare_texts_of_two_seeds(address: str, seeds: list[Path]) -> None:
    texts = {seed.stem: seed.read_bytes().decode() for seed in seeds[:2]}
    articles = [{"key": key, "article": {"text": text}} for key, text in texts.items()]
    result = grpcurl(
        address,
        "parallax.v1.ComparisonService/CompareTexts",
        request={"articles": articles},
    )
    assert result.returncode == 0, result.stderr
    comparison = json.loads(result.stdout)["comparison"]
    assert [document["key"] for document in comparison["documents"]] == list(texts)
    shared = [c for c in comparison["claims"] if c["status"] != "STATUS_SINGLE_SOURCE"]
    assert shared, "the two seeds have no claim in common"
    for claim in comparison["claims"]:
        stances = claim["stances"]
        assert [stance["key"] for stance in stances] == list(texts)
        pieces = [piece for stance in stances for piece in stance.get("evidence", [])]
        assert pieces, f"{claim['id']} has no evidence"
        for piece in pieces:
            span = piece["span"]
            covered = texts[piece["document"]][span.get("begin", 0) : span["end"]]
            assert covered == span["text"]


def test_errors_come_with_readable_details(address: str) -> None:
    result = grpcurl(
        address,
        "parallax.v1.ComparisonService/CompareTexts",
        request={"articles": [{"article": {"text": "One article is too few."}}]},
    )
    assert result.returncode != 0
    assert "Code: InvalidArgument" in result.stderr
    assert "TOO_FEW_DOCUMENTS" in result.stderr


def test_health_by_service(address: str) -> None:
    for service in ["", *sorted(SERVICES - {"grpc.health.v1.Health"})]:
        result = grpcurl(address, "grpc.health.v1.Health/Check", request={"service": service})
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout) == {"status": "SERVING"}
    unknown = grpcurl(address, "grpc.health.v1.Health/Check", request={"service": "nobody.Knows"})
    assert "Code: NotFound" in unknown.stderr


def test_a_watch_tells_what_there_is_and_that_it_is_all(address: str) -> None:
    stored = grpcurl(
        address,
        "parallax.v1.IngestService/IngestDocument",
        request={
            "article": {"text": "Snow fell on the old harbour of Bergen on Sunday night."},
            "metadata": {"source": "watched.example"},
        },
    )
    assert stored.returncode == 0, stored.stderr
    name = json.loads(stored.stdout)["document"]["name"]
    # A watch has no end of its own: a deadline ends it.
    command = ["grpcurl", "-plaintext", "-max-time", "3", "-d", "@", address]
    result = subprocess.run(
        [*command, "parallax.v1.WatchService/Watch"],
        input=json.dumps({"includeInitial": True, "filter": 'source = "watched.example"'}),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    messages, decoder, rest = [], json.JSONDecoder(), result.stdout.strip()
    while rest:
        message, end = decoder.raw_decode(rest)
        messages.append(message)
        rest = rest[end:].strip()
    assert [message["kind"] for message in messages[:2]] == [
        "EVENT_KIND_DOCUMENT_CREATED",
        "EVENT_KIND_SYNCED",
    ], result.stderr
    assert messages[0]["document"]["name"] == name
    assert "DeadlineExceeded" in result.stderr
