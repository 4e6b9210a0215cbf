"""Comparisons and analyses: every position is an index of Python's strings."""

from datetime import datetime, timezone
from pathlib import Path

import pytest
from parallax_client import Article, Client, Comparison, v1

ASTRAL = "\U0001f30d\U0001f469\u200d\U0001f680 "
TIMES = (
    ASTRAL + "The mayor of Oslo opened the new bridge on Friday. It cost 40 million euros. "
    "\u201cThe bridge is safe,\u201d Marianne Borgen said.\n"
)
POST = (
    "On Friday the new bridge was opened by the mayor of Oslo \U0001f389. It cost 45 million "
    "euros, critics said.\n"
)


def everything_resolves(comparison: Comparison, texts: dict[str, str]) -> None:
    passages = comparison.evidence(comparison.message)
    assert len(passages) > 10
    for passage in passages:
        assert texts[passage.key][passage.begin : passage.end] == passage.text != ""
        assert passage.text in passage.sentence or passage.sentence in passage.text


def test_evidence_leads_to_the_words(client: Client) -> None:
    texts = {"Times": TIMES, "Post": POST}
    comparison = client.compare(texts)
    assert [column.key for column in comparison.documents] == ["Times", "Post"]
    everything_resolves(comparison, texts)
    shared = [claim for claim in comparison.claims if len(comparison.supporters(claim)) == 2]
    assert shared, "both say that the bridge was opened"
    first = comparison.evidence(shared[0])[0]
    assert "bridge" in first.text and first.source == first.key
    # Spans tell what they cover, so that the arithmetic can be checked.
    for claim in comparison.claims:
        span = claim.representative.span
        assert comparison.passage(claim.representative).text == span.text
    assert comparison.claim(shared[0].id) == shared[0]
    with pytest.raises(KeyError):
        comparison.claim("C9999")
    with pytest.raises(KeyError):
        comparison.discrepancy("C0")
    values = [d for d in comparison.discrepancies if d.type == v1.Discrepancy.TYPE_NUMBER]
    assert {p.key for p in comparison.evidence(values[0])} == {"Times", "Post"}


def test_files_are_columns_under_their_names(client: Client, seeds: list[Path]) -> None:
    comparison = client.compare(seeds[:3])
    assert [column.key for column in comparison.documents] == [seed.stem for seed in seeds[:3]]
    everything_resolves(comparison, {seed.stem: seed.read_bytes().decode() for seed in seeds[:3]})


def test_files_of_one_name_are_told_by_position(client: Client, tmp_path: Path) -> None:
    for folder, text in (("a", TIMES), ("b", POST)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(text)
    comparison = client.compare([tmp_path / "a/news.txt", tmp_path / "b/news.txt"])
    assert [column.key for column in comparison.documents] == ["S0", "S1"]


def test_a_charset_that_only_the_server_knows(client: Client) -> None:
    latin = "Caf\u00e9 owners in Besan\u00e7on met on Friday. The mayor of Besan\u00e7on spoke.\n"
    articles = [
        Article(raw=latin.encode("windows-1252"), charset="windows-1252", key="a"),
        Article(text="The mayor of Besan\u00e7on spoke to the owners of caf\u00e9s.", key="b"),
    ]
    comparison = client.compare(articles)
    assert comparison.text("a") is None
    passages = [p for p in comparison.evidence(comparison.message) if p.key == "a"]
    for passage in passages:
        assert latin[passage.begin : passage.end] == passage.text


def test_options_and_metadata_reach_the_server(client: Client) -> None:
    day = datetime(2023, 3, 20, 8, tzinfo=timezone.utc)
    articles = [
        Article(text=TIMES, source="times.example", publish_time=day),
        Article(text=POST, source="post.example", publish_time=day),
    ]
    options = v1.ComparisonOptions(max_claims=1, offset_unit=v1.OFFSET_UNIT_UTF8_BYTE)
    comparison = client.compare(articles, options=options)
    assert len(comparison.claims) == 1
    assert comparison.message.total_sizes["claims"] > 1
    assert comparison.documents[0].publish_time.ToDatetime(timezone.utc) == day
    assert comparison.message.offset_unit == v1.OFFSET_UNIT_CODE_POINT
    sources = {p.source for p in comparison.evidence(comparison.message)}
    assert sources == {"times.example", "post.example"}
    assert options.offset_unit == v1.OFFSET_UNIT_UTF8_BYTE, "the caller's own is left alone"


def test_stored_articles_and_their_story(client: Client) -> None:
    names = [
        client.store(
            Article(text=text, source=source), wait_for_analysis=True
        ).document.name
        for source, text in (("compared.one", TIMES), ("compared.two", POST))
    ]
    comparison = client.compare_stored(names)
    assert comparison.name.startswith("comparisons/")
    keys = [column.key for column in comparison.documents]
    everything_resolves(comparison, dict(zip(keys, (TIMES, POST), strict=True)))
    assert comparison.text(keys[0]) == TIMES


def test_an_analysis_leads_to_the_words(client: Client) -> None:
    analysis = client.analyze(TIMES)
    spans = [mention.span for entity in analysis.entities for mention in entity.mentions]
    spans += [claim.span for claim in analysis.claims]
    spans += [quote.span for quote in analysis.quotes]
    assert analysis.dates and len(spans) > 5
    for span in spans:
        assert analysis.words(span) == span.text != ""
    only = client.analyze(TIMES, features=[v1.FEATURE_QUOTES])
    assert only.quotes and not only.claims


def test_what_is_no_article() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Article()
    with pytest.raises(ValueError, match="exactly one"):
        Article(text="a", html="b")
    with pytest.raises(ValueError, match="time zone"):
        Article(text="a", publish_time=datetime(2023, 3, 20))
    with pytest.raises(TypeError, match="several"):
        Client("127.0.0.1:1").compare("one text")
