"""Why a pipeline cannot be converted."""

from __future__ import annotations

from typing import NoReturn


class Refused(Exception):
    """The pipeline has something that the engine does not run."""


def refuse(message: str) -> NoReturn:
    raise Refused(message)


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())
