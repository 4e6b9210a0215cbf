"""Watches that go on by themselves."""

import threading
from pathlib import Path

import pytest
from parallax_client import Article, Client, InvalidArgumentError, ParallaxError, v1
from server import Server

FILTER = 'source = "watched.example"'
KINDS = [v1.EVENT_KIND_DOCUMENT_CREATED]


def store(client: Client, n: int) -> str:
    text = f"The {n}th tram of the day was late in Bergen, its driver said."
    return client.store(Article(text=text, source="watched.example")).document.name


def test_changes_come_as_they_happen(client: Client) -> None:
    with client.watch(filter=FILTER, kinds=KINDS, heartbeats=True, heartbeat=0.2) as watch:
        assert next(watch).kind == v1.EVENT_KIND_HEARTBEAT
        name = store(client, 1)
        changes = (change for change in watch if change.kind != v1.EVENT_KIND_HEARTBEAT)
        change = next(changes)
        assert (change.kind, change.document.name) == (v1.EVENT_KIND_DOCUMENT_CREATED, name)
        token = watch.resume_token
    assert token == change.resume_token
    later = store(client, 2)
    with client.watch(filter=FILTER, kinds=KINDS, resume_token=token) as watch:
        assert next(watch).document.name == later


def test_first_what_there_is(client: Client) -> None:
    names = [store(client, n) for n in (11, 12)]
    with client.watch(filter=FILTER, kinds=KINDS, include_initial=True) as watch:
        seen = set()
        for change in watch:
            if change.kind == v1.EVENT_KIND_SYNCED:
                break
            seen.add(change.document.name)
    assert seen >= set(names)


def test_a_watch_outlives_the_server(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    interruptions: list[ParallaxError] = []
    with Client(server.address) as client:
        watch = client.watch(
            filter=FILTER,
            kinds=KINDS,
            heartbeats=True,
            on_interruption=lambda error, pause: interruptions.append(error),
        )
        assert next(watch).kind == v1.EVENT_KIND_HEARTBEAT
        changes = (change for change in watch if change.kind != v1.EVENT_KIND_HEARTBEAT)
        expected, seen = [], []
        for n, end in enumerate((server.kill, server.stop)):
            expected.append(store(client, 21 + 2 * n))
            seen.append(next(changes).document.name)
            end()
            server.start()
            # Stored while nobody watches.
            client.wait_until_ready(30)
            expected.append(store(client, 22 + 2 * n))
            seen.append(next(changes).document.name)
        assert seen == expected
        assert len(interruptions) >= 2
        watch.close()
    server.stop()


def test_it_can_be_closed_from_another_thread(client: Client) -> None:
    watch = client.watch(filter=FILTER)
    threading.Timer(0.3, watch.close).start()
    assert list(watch) == []


def test_what_is_refused_is_final(client: Client) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        next(client.watch(resume_token="00"))
    assert raised.value.reason == "RESUME_TOKEN_INVALID"
    with pytest.raises(InvalidArgumentError) as raised:
        next(client.watch(filter="source ="))
    assert raised.value.reason == "FILTER_INVALID"
