"""Client of Parallax, which compares news articles of several outlets on one event.

    from parallax_client import Client

    with Client("127.0.0.1:50051") as client:
        comparison = client.compare({"Times": "Rain fell in Oslo.", "Post": "It rained in Oslo."})
        for claim in comparison.claims:
            print(claim.id, comparison.supporters(claim), comparison.evidence(claim)[0].text)

Messages and stubs of the protocol are in ``parallax_client.v1``.
"""

from parallax_client.articles import Article, ArticleLike
from parallax_client.client import Client, files
from parallax_client.connection import Tls
from parallax_client.errors import (
    AccessError,
    BusyError,
    ConflictError,
    DeadlineError,
    ErrorDetails,
    FieldViolation,
    InvalidArgumentError,
    NotFoundError,
    OutOfRangeError,
    ParallaxError,
    UnavailableError,
)
from parallax_client.evidence import Analysis, Comparison, Passage
from parallax_client.feed import Feed, Ingested, IngestSummary
from parallax_client.watch import Watch

__all__ = [
    "AccessError",
    "Analysis",
    "Article",
    "ArticleLike",
    "BusyError",
    "Client",
    "Comparison",
    "ConflictError",
    "DeadlineError",
    "ErrorDetails",
    "Feed",
    "FieldViolation",
    "IngestSummary",
    "Ingested",
    "InvalidArgumentError",
    "NotFoundError",
    "OutOfRangeError",
    "ParallaxError",
    "Passage",
    "Tls",
    "UnavailableError",
    "Watch",
    "files",
]
