"""Documents, searches, stories, page by page."""

import time

import pytest
from parallax_client import Article, Client, NotFoundError, v1


def test_lists_go_through_all_pages(client: Client) -> None:
    texts = [f"The ferry to island {n} was late on Monday, its captain said." for n in range(5)]
    names = [client.store(Article(text=t, source="pages.example")).document.name for t in texts]
    listed = client.documents(
        'source = "pages.example"', order_by="create_time", page_size=2
    )
    assert [document.name for document in listed] == names
    hits = list(client.search("ferry captain", 'source = "pages.example"', page_size=2))
    assert sorted(hit.document.name for hit in hits) == sorted(names)
    for hit in hits:
        text = client.document(hit.document.name).text
        assert {text[span.begin : span.end].lower() for span in hit.highlights} >= {"ferry"}


def test_a_document_comes_back_and_goes(client: Client) -> None:
    text = "Snow fell on the old harbour of Bergen on Sunday night \U0001f328. Nobody was hurt.\n"
    stored = client.store(Article(text=text, source="gone.example"), wait_for_analysis=True)
    assert stored.outcome == v1.INGEST_OUTCOME_CREATED
    name = stored.document.name
    assert client.document(name).text == text
    analysis = client.analysis(name)
    assert [analysis.words(e.mentions[0].span) for e in analysis.entities]
    client.delete(name)
    client.delete(name)
    with pytest.raises(NotFoundError) as raised:
        client.document(name)
    assert raised.value.reason == "DOCUMENT_NOT_FOUND"


def test_stories_and_entities(client: Client) -> None:
    for source in ("one.example", "two.example"):
        text = (
            "Jens Stoltenberg opened the lighthouse museum of Kristiansund on 3 March 2024. "
            f"The museum cost nine million crowns, its keeper told {source}.\n"
        )
        client.store(Article(text=text, source=source), wait_for_analysis=True)
    deadline = time.monotonic() + 60
    # What an article belongs to is known soon after it is stored, not at once.
    while True:
        stories = list(client.stories('entities:"Kristiansund" AND source_count = 2'))
        entities = list(client.entities('aliases:"Stoltenberg"'))
        if stories and entities:
            break
        assert time.monotonic() < deadline
        time.sleep(0.2)
    comparison = client.compare_stored(stories[0].name)
    assert comparison.message.story == stories[0].name
    assert len(comparison.documents) == 2
