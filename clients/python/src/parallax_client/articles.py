"""Articles as a caller hands them in."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from parallax_client import v1


@dataclass(frozen=True)
class Article:
    """An article: exactly one of text, html and raw, and what is known of it."""

    text: str | None = None
    """Plain text."""
    html: str | None = None
    """An HTML page, from which the article is taken out."""
    raw: bytes | None = None
    """Bytes: text or a page, told apart by mime_type or by what they begin with."""
    key: str = ""
    """Name of its column in a comparison."""
    charset: str = ""
    """Of raw, as in a Content-Type header; detected when empty."""
    mime_type: str = ""
    """Of raw, for example ``"text/html"``."""
    source: str = ""
    """Outlet, as a bare domain or a name."""
    url: str = ""
    """Where it was found."""
    external_id: str = ""
    """The caller's own id, unique within the source."""
    title: str = ""
    """Headline."""
    authors: tuple[str, ...] = ()
    """Who wrote it."""
    publish_time: datetime | None = None
    """When it was published: anchor of every relative date. Must know its time zone."""
    fetch_time: datetime | None = None
    """When it was fetched. Must know its time zone."""
    language_code: str = ""
    """BCP 47 code; detected when empty."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """The caller's own notes; stored and returned, never read."""
    document_id: str = ""
    """Wanted id where it is stored; derived from source and text when empty."""

    def __post_init__(self) -> None:
        if sum(content is not None for content in (self.text, self.html, self.raw)) != 1:
            raise ValueError("an article has exactly one of text, html and raw")
        for name in ("publish_time", "fetch_time"):
            time: datetime | None = getattr(self, name)
            if time is not None and time.tzinfo is None:
                raise ValueError(f"{name} has no time zone: {time}")

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], **known: Any) -> Article:
        """An article out of a file, under its name without folder and suffix unless told
        otherwise."""
        file = Path(path)
        return cls(raw=file.read_bytes(), **{"key": file.stem, **known})

    def submitted_text(self) -> str | None:
        """The text that positions count in; None when only the server knows the charset."""
        if self.raw is None:
            return self.text if self.text is not None else self.html
        if self.charset and self.charset.lower() not in ("utf-8", "utf8"):
            return None
        try:
            return self.raw.decode()
        except UnicodeDecodeError:
            return None

    def content(self) -> v1.ArticleContent:
        """As the protocol has it."""
        if self.text is not None:
            return v1.ArticleContent(text=self.text)
        if self.html is not None:
            return v1.ArticleContent(html=self.html)
        raw = self.raw or b""
        return v1.ArticleContent(raw=raw, charset=self.charset, mime_type=self.mime_type)

    def metadata(self) -> v1.ArticleMetadata:
        """As the protocol has it."""
        metadata = v1.ArticleMetadata(
            source=self.source,
            url=self.url,
            external_id=self.external_id,
            title=self.title,
            authors=self.authors,
            language_code=self.language_code,
            labels=self.labels,
        )
        if self.publish_time is not None:
            metadata.publish_time.FromDatetime(self.publish_time)
        if self.fetch_time is not None:
            metadata.fetch_time.FromDatetime(self.fetch_time)
        return metadata


ArticleLike: TypeAlias = "str | os.PathLike[str] | Article"
"""An article, its text, or the path of a file: strings are text, never paths."""


def article(given: ArticleLike) -> Article:
    """Reads a file where a path is given."""
    if isinstance(given, Article):
        return given
    if isinstance(given, str):
        return Article(text=given)
    return Article.from_file(given)


def columns(given: Iterable[ArticleLike] | Mapping[str, ArticleLike]) -> list[Article]:
    """The articles of a comparison, each under its key. Names of files that come twice are no
    keys: these have S0, S1 and so on."""
    if isinstance(given, (str, os.PathLike)):
        raise TypeError("a comparison takes several articles, not one")
    if isinstance(given, Mapping):
        return [replace(article(one), key=key) for key, one in given.items()]
    found = [(isinstance(one, os.PathLike), article(one)) for one in given]
    times = Counter(one.key for _, one in found)
    found = [
        (named, replace(one, key="") if named and times[one.key] > 1 else one)
        for named, one in found
    ]
    return [replace(one, key=one.key or f"S{n}") for n, (_, one) in enumerate(found)]
