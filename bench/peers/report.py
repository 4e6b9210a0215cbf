"""Tables out of the figures of all rounds."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Any

# The figures of one service at one number of callers, as `xtask bench calls` names them.
Round = dict[str, Any]

TITLES = {
    "parallax": "Parallax",
    "python-roles": "Python, names and roles",
    "python-names": "Python, names alone",
}


class Rounds:
    """All figures, looked up by service and number of callers."""

    def __init__(self, rounds: list[Round]) -> None:
        self._rounds = rounds

    def callers(self) -> list[int]:
        return sorted({figures["callers"] for figures in self._rounds})

    def values(self, service: str, callers: int, figure: Callable[[Round], float]) -> list[float]:
        """A figure in each round, in their order."""
        chosen = [
            figures
            for figures in self._rounds
            if (figures["service"], figures["callers"]) == (service, callers)
        ]
        return [figure(figures) for figures in chosen]

    def median(self, service: str, callers: int, figure: Callable[[Round], float]) -> float:
        return statistics.median(self.values(service, callers, figure))

    def ratio(self, service: str, callers: int, figure: Callable[[Round], float]) -> float:
        """Of Parallax's figure by the service's: the median of the ratios of the rounds, since a
        shared machine's speed drifts from round to round."""
        ours = self.values("parallax", callers, figure)
        theirs = self.values(service, callers, figure)
        return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def table(rounds: list[Round], services: list[str]) -> Iterator[str]:
    """Markdown: a table of each service, and what of the processors the callers took."""
    all_rounds = Rounds(rounds)
    for service in services:
        yield from service_table(all_rounds, service)
    shares = [figures["own_processor_share"] for figures in rounds]
    idle = max(figures["idle_services_processor_share"] for figures in rounds)
    yield (
        f"Medians of {max(figures['round'] for figures in rounds)} rounds. Of one core the "
        f"callers took {min(shares):.1%} to {max(shares):.1%}, and services that were not called "
        f"{idle:.1%} at most."
    )


def service_table(rounds: Rounds, service: str) -> Iterator[str]:
    compared = service != "parallax"
    heads = ["callers", "articles/s", "p50 ms", "p95 ms", "p99 ms", "memory MB", "processor ms"]
    if compared:
        heads += ["Parallax: throughput", "Parallax: p99"]
    yield f"**{TITLES[service]}**\n"
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for callers in rounds.callers():
        median = [rounds.median(service, callers, figure) for figure in FIGURES]
        cells = [f"{callers}", f"{median[0]:,.0f}", *(f"{value:,.1f}" for value in median[1:4])]
        cells += [f"{median[4]:.0f}", f"{median[5]:.2f}"]
        if compared:
            cells.append(f"**{rounds.ratio(service, callers, speed):.1f}** times")
            cells.append(f"1/**{1 / rounds.ratio(service, callers, p99):.1f}**")
        yield f"| {' | '.join(cells)} |"
    yield ""


def speed(figures: Round) -> float:
    return float(figures["calls_per_second"])


def p99(figures: Round) -> float:
    return float(figures["latency_ms"]["p99"])


FIGURES: list[Callable[[Round], float]] = [
    speed,
    lambda figures: float(figures["latency_ms"]["p50"]),
    lambda figures: float(figures["latency_ms"]["p95"]),
    p99,
    lambda figures: float(figures["pss_mb"]),
    lambda figures: float(figures["processor_ms_per_call"]),
]
