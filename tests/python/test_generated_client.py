"""A client generated from proto/ by grpcio-tools."""

import hashlib
import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import grpc
import pytest
from conftest import ROOT
from google.protobuf import json_format
from google.rpc import error_details_pb2
from grpc_status import rpc_status


@pytest.fixture(scope="session")
def api(channel: grpc.Channel, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Message modules by file name, and a stub for each service."""
    out = tmp_path_factory.mktemp("generated")
    files = sorted((ROOT / "proto/parallax/v1").glob("*.proto"))
    command = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={ROOT / 'proto'}"]
    command += [f"--python_out={out}", f"--grpc_python_out={out}", *map(str, files)]
    subprocess.run(command, check=True)
    sys.path.insert(0, str(out))
    modules = {
        file.stem: importlib.import_module(f"parallax.v1.{file.stem}_pb2") for file in files
    }

    def stub(file: str, service: str):
        module = importlib.import_module(f"parallax.v1.{file}_pb2_grpc")
        return getattr(module, f"{service}Stub")(channel)

    return SimpleNamespace(
        **modules,
        analyses=stub("analysis", "AnalysisService"),
        comparisons=stub("comparison", "ComparisonService"),
        documents=stub("document", "DocumentService"),
        ingests=stub("ingest", "IngestService"),
        watches=stub("watch", "WatchService"),
    )


def content(api: SimpleNamespace, text: str):
    return api.article.ArticleContent(text=text)


def ingest(api: SimpleNamespace, text: str, source: str = ""):
    request = api.ingest.IngestDocumentRequest(
        article=content(api, text), metadata=api.article.ArticleMetadata(source=source)
    )
    return api.ingests.IngestDocument(request, timeout=60)


def failure(call, request) -> tuple[grpc.StatusCode, dict]:
    """Status code and details, by their type's name, of a call that must fail."""
    with pytest.raises(grpc.RpcError) as raised:
        call(request, timeout=60)
    status = rpc_status.from_call(raised.value)
    assert status is not None, "the error has no details"
    details = {}
    for packed in status.details:
        name = packed.type_url.rsplit(".", 1)[1]
        details[name] = getattr(error_details_pb2, name)()
        assert packed.Unpack(details[name])
    return raised.value.code(), details


def test_ingested_text_comes_back_unchanged(api: SimpleNamespace) -> None:
    text = "Jane Doe visited Oslo on Monday.\r\n\r\nShe met Per Hansen\u2019s team. \U0001f1f3\U0001f1f4\n"
    first = ingest(api, text, "python.example")
    assert first.outcome == api.ingest.INGEST_OUTCOME_CREATED
    assert first.document.content_hash == hashlib.sha256(text.encode()).hexdigest()
    again = ingest(api, text, "python.example")
    assert again.outcome == api.ingest.INGEST_OUTCOME_DUPLICATE
    assert again.document.name == first.document.name
    request = api.document.GetDocumentRequest(name=first.document.name)
    stored = api.documents.GetDocument(request, timeout=60).document
    assert stored.text == text
    assert stored.size_bytes == len(text.encode())
    assert stored.metadata.source == "python.example"


def test_stored_and_inline_comparison_agree(api: SimpleNamespace, seeds: list[Path]) -> None:
    texts = [seed.read_bytes().decode() for seed in seeds[:3]]
    names = [ingest(api, text).document.name for text in texts]
    stored = api.comparisons.Compare(
        api.comparison.CompareRequest(documents=api.comparison.DocumentSet(names=names)),
        timeout=60,
    ).comparison
    inline = api.comparisons.CompareTexts(
        api.comparison.CompareTextsRequest(
            articles=[api.article.InlineArticle(article=content(api, text)) for text in texts]
        ),
        timeout=60,
    ).comparison
    assert len(stored.claims) == len(inline.claims) > 0
    for mine, theirs in zip(stored.claims, inline.claims, strict=True):
        assert mine.status == theirs.status
        for a, b in zip(mine.stances, theirs.stances, strict=True):
            assert (a.key, a.relation) == (b.key, b.relation)
            assert [e.span for e in a.evidence] == [e.span for e in b.evidence]


def test_a_kept_comparison_comes_in_pieces_pages_and_by_name(
    api: SimpleNamespace, seeds: list[Path]
) -> None:
    names = [ingest(api, seed.read_bytes().decode()).document.name for seed in seeds[:3]]
    request = api.comparison.CompareRequest(documents=api.comparison.DocumentSet(names=names))
    whole = api.comparisons.Compare(request, timeout=60).comparison
    assert whole.name.startswith("comparisons/")

    merged = api.comparison.Comparison()
    parts = list(
        api.comparisons.CompareStream(
            api.comparison.CompareStreamRequest(request=request), timeout=60
        )
    )
    assert parts[0].facet == api.comparison.FACET_OVERVIEW
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    for part in parts:
        merged.MergeFrom(part.part)
    assert merged == whole

    mask = {"paths": ["claims", "name"]}
    by_name = api.comparisons.GetComparison(
        api.comparison.GetComparisonRequest(name=whole.name, read_mask=mask), timeout=60
    ).comparison
    assert list(by_name.claims) == list(whole.claims)
    assert not by_name.entities

    page = api.comparisons.ListClaims(
        api.comparison.ListClaimsRequest(
            parent=whole.name, filter="independent_support > 1", page_size=1000
        ),
        timeout=60,
    )
    shared = [claim.id for claim in whole.claims if claim.independent_support > 1]
    assert [claim.id for claim in page.claims] == shared
    assert page.total_size == len(shared) > 0
    listed = api.comparisons.ListDiscrepancies(
        api.comparison.ListDiscrepanciesRequest(parent=whole.name, page_size=1000), timeout=60
    )
    assert list(listed.discrepancies) == list(whole.discrepancies)


def test_the_library_is_asked_for_a_quotation_and_a_claim(api: SimpleNamespace) -> None:
    text = (
        "\u201cThe lighthouse keeper will repaint every one of the seventeen wooden doors,\u201d "
        "Jane Doe told reporters in Bergen on Monday. The keeper repainted seventeen doors.\n"
    )
    name = ingest(api, text, "doors.example").document.name
    traced = api.comparisons.TraceQuote(
        api.comparison.TraceQuoteRequest(
            text="repaint every one of the seventeen wooden doors",
            filter='source = "doors.example"',
        ),
        timeout=60,
    )
    assert list(traced.first_seen_documents) == [name]
    for rendering in traced.quote.renderings:
        span = rendering.evidence.span
        assert text[span.begin : span.end] == span.text
    matched = api.comparisons.MatchClaim(
        api.comparison.MatchClaimRequest(
            text="The keeper repainted seventeen doors.", filter='source = "doors.example"'
        ),
        timeout=60,
    )
    assert [match.evidence.document for match in matched.matches] == [name]
    span = matched.matches[0].evidence.span
    assert text[span.begin : span.end] == span.text


def test_code_points_are_python_indices(api: SimpleNamespace) -> None:
    text = "\U0001f600 Angela Merkel flew from Berlin to Kyiv on Friday, her office said.\n"
    request = api.analysis.AnalyzeTextRequest(article=content(api, text))
    analysis = api.analyses.AnalyzeText(request, timeout=60).analysis
    spans = [m.span for e in analysis.entities for m in e.mentions]
    spans += [zone.span for zone in analysis.zones]
    spans += [claim.span for claim in analysis.claims]
    assert analysis.entities and analysis.claims
    for span in spans:
        assert text[span.begin : span.end] == span.text


def test_error_details_name_field_and_reason(api: SimpleNamespace) -> None:
    request = api.analysis.AnalyzeTextRequest(article=content(api, " \n\t "))
    code, details = failure(api.analyses.AnalyzeText, request)
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert details["ErrorInfo"].reason == "CONTENT_EMPTY"
    assert details["ErrorInfo"].domain == "parallax"
    fields = [violation.field for violation in details["BadRequest"].field_violations]
    assert fields == ["article.text"]

    request = api.document.GetDocumentRequest(name="documents/not-there")
    code, details = failure(api.documents.GetDocument, request)
    assert code == grpc.StatusCode.NOT_FOUND
    assert details["ErrorInfo"].reason == "DOCUMENT_NOT_FOUND"


def test_command_line_and_server_give_the_same(
    api: SimpleNamespace, binary: str, seeds: list[Path], tmp_path: Path
) -> None:
    # In a folder of their own, so that no sources.toml adds what the request does not say.
    files = [tmp_path / seed.name for seed in seeds]
    for file, seed in zip(files, seeds, strict=True):
        file.write_bytes(seed.read_bytes())
    printed = subprocess.run(
        [binary, "compare", "--format", "json", *map(str, files)],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert printed.returncode == 0, printed.stderr.decode()
    by_command = json_format.Parse(printed.stdout, api.comparison.CompareTextsResponse())
    articles = [
        api.article.InlineArticle(article=api.article.ArticleContent(raw=seed.read_bytes()))
        for seed in seeds
    ]
    by_server = api.comparisons.CompareTexts(
        api.comparison.CompareTextsRequest(articles=articles), timeout=120
    )
    assert by_server.comparison.claims
    assert by_command == by_server


def test_a_watch_goes_on_where_it_was(api: SimpleNamespace) -> None:
    kind = api.watch.EventKind
    first = api.watches.Watch(api.watch.WatchRequest(filter='source = "watch.example"'), timeout=60)
    start = next(first)
    assert start.kind == kind.EVENT_KIND_HEARTBEAT
    names = [
        ingest(api, f"The ferry to island {n} was late on Monday, its captain said.", "watch.example")
        .document.name
        for n in (7, 8)
    ]
    created = next(first)
    assert (created.kind, created.document.name) == (kind.EVENT_KIND_DOCUMENT_CREATED, names[0])
    first.cancel()
    request = api.watch.WatchRequest(
        filter='source = "watch.example"', resume_token=created.resume_token
    )
    second = api.watches.Watch(request, timeout=60)
    changes = (message for message in second if message.kind != kind.EVENT_KIND_HEARTBEAT)
    assert next(changes).document.name == names[1]
    second.cancel()

    odd = api.watches.Watch(api.watch.WatchRequest(resume_token="00"), timeout=60)
    with pytest.raises(grpc.RpcError) as raised:
        next(odd)
    assert raised.value.code() == grpc.StatusCode.INVALID_ARGUMENT
