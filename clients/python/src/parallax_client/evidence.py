"""Answers with the texts that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from google.protobuf.message import Message

from parallax_client import v1

_Entry = TypeVar("_Entry", v1.ClaimCluster, v1.Discrepancy, v1.QuoteCluster, v1.EntityComparison)


@dataclass(frozen=True)
class Passage:
    """Words of an article that a finding rests on."""

    key: str
    """Column of the article in the comparison."""
    source: str
    """The outlet, if it is known, else the key."""
    begin: int
    """Index of the first character in the article's text."""
    end: int
    """Index after the last one."""
    text: str
    """The words: ``article[begin:end]``."""
    sentence: str
    """The whole sentence around them."""


class Comparison:
    """A comparison with the texts that it is about. Everything else it says is in ``message``."""

    def __init__(self, message: v1.Comparison, texts: Callable[[str], str | None]) -> None:
        self.message = message
        self._load = texts
        self._texts: dict[str, str | None] = {}
        self._columns = {column.key: column for column in message.documents}
        self._keys = {column.document: column.key for column in message.documents}

    @property
    def name(self) -> str:
        """comparisons/{comparison} where it is stored, else empty."""
        return self.message.name

    @property
    def documents(self) -> Sequence[v1.ComparedDocument]:
        """The columns, in the order of the articles."""
        return self.message.documents

    @property
    def overview(self) -> v1.Overview:
        """The whole in figures, with its key points."""
        return self.message.overview

    @property
    def claims(self) -> Sequence[v1.ClaimCluster]:
        """Claims: those of most independent voices first."""
        return self.message.claims

    @property
    def discrepancies(self) -> Sequence[v1.Discrepancy]:
        """In what the articles differ, the most severe first."""
        return self.message.discrepancies

    @property
    def quotes(self) -> Sequence[v1.QuoteCluster]:
        """Utterances: those in most articles first."""
        return self.message.quotes

    @property
    def entities(self) -> Sequence[v1.EntityComparison]:
        """Who and what is named: those in most articles first."""
        return self.message.entities

    def claim(self, id: str) -> v1.ClaimCluster:
        """The claim of an id such as "C12". KeyError when there is none."""
        return _by_id(self.message.claims, id)

    def discrepancy(self, id: str) -> v1.Discrepancy:
        """The discrepancy of an id such as "D3". KeyError when there is none."""
        return _by_id(self.message.discrepancies, id)

    def quote(self, id: str) -> v1.QuoteCluster:
        """The utterance of an id such as "Q3". KeyError when there is none."""
        return _by_id(self.message.quotes, id)

    def entity(self, id: str) -> v1.EntityComparison:
        """The entity of an id such as "E0". KeyError when there is none."""
        return _by_id(self.message.entities, id)

    def document(self, key: str) -> v1.ComparedDocument:
        """The column of a key. KeyError when there is none."""
        return self._columns[key]

    def text(self, key: str) -> str | None:
        """The text of a column as it was submitted, which positions count in; of stored articles
        it is fetched when it is first asked for. None when only the server knows its charset."""
        if key not in self._texts:
            self._texts[key] = self._load(self._columns[key].key)
        return self._texts[key]

    def supporters(self, claim: v1.ClaimCluster) -> list[str]:
        """Keys of the articles that make a claim, wholly or in part."""
        made = (v1.ClaimStance.RELATION_SUPPORTS, v1.ClaimStance.RELATION_PARTIAL)
        return [stance.key for stance in claim.stances if stance.relation in made]

    def passage(self, evidence: v1.Evidence) -> Passage:
        """A piece of evidence with its words."""
        key = self._keys.get(evidence.document, evidence.document)
        span = evidence.span
        text = self.text(key) if key in self._columns else None
        return Passage(
            key=key,
            source=(self._columns[key].source if key in self._columns else "") or key,
            begin=span.begin,
            end=span.end,
            text=span.text if text is None else text[span.begin : span.end],
            sentence=evidence.sentence.text,
        )

    def evidence(self, finding: Message) -> list[Passage]:
        """All that a finding rests on, be it a claim, a stance, a discrepancy, a quotation or any
        other part of the comparison, in the order in which it stands there."""
        return [self.passage(piece) for piece in _pieces(finding)]


class Analysis:
    """An analysis with the text that it is about. Everything else it says is in ``message``."""

    def __init__(self, message: v1.Analysis, text: str | None) -> None:
        self.message = message
        self.text = text
        """As it was submitted; None when only the server knows its charset."""

    @property
    def entities(self) -> Sequence[v1.EntityAnnotation]:
        """In order of first mention."""
        return self.message.entities

    @property
    def dates(self) -> Sequence[v1.DateAnnotation]:
        """Expressions of time, in text order."""
        return self.message.dates

    @property
    def quantities(self) -> Sequence[v1.QuantityAnnotation]:
        """Numbers, in text order."""
        return self.message.quantities

    @property
    def quotes(self) -> Sequence[v1.QuoteAnnotation]:
        """Quotations and reported speech, in text order."""
        return self.message.quotes

    @property
    def claims(self) -> Sequence[v1.ClaimAnnotation]:
        """Claims, in text order."""
        return self.message.claims

    def words(self, span: v1.Span) -> str:
        """The words of a span."""
        return span.text if self.text is None else self.text[span.begin : span.end]


def _by_id(entries: Sequence[_Entry], id: str) -> _Entry:
    """Ids are a letter and the position in a list of which a limit may have cut the end."""
    position = id[1:]
    if position.isdecimal() and int(position) < len(entries) and entries[int(position)].id == id:
        return entries[int(position)]
    raise KeyError(id)


def _pieces(finding: Message) -> Iterator[v1.Evidence]:
    if isinstance(finding, v1.Evidence):
        yield finding
        return
    for descriptor, value in finding.ListFields():
        if descriptor.message_type is None or descriptor.message_type.GetOptions().map_entry:
            continue
        inner = [value] if isinstance(value, Message) else value
        for one in inner:
            yield from _pieces(one)


def texts_of(known: Mapping[str, str | None]) -> Callable[[str], str | None]:
    """Texts that are at hand."""
    return known.__getitem__
