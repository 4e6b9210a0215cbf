"""When to try a call again."""

from __future__ import annotations

import random

import grpc

from parallax_client.errors import ParallaxError

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0


class Retry:
    """The attempts of one call."""

    def __init__(self, max_attempts: int | None) -> None:
        """So many in all; None = any number."""
        self._left = None if max_attempts is None else max(max_attempts, 1) - 1
        self._pause = FIRST_PAUSE

    def pause(self, error: ParallaxError, *, repeatable: bool = True) -> float | None:
        """How many seconds to wait before the next attempt; None = give up."""
        if self._left == 0 or not _may_pass(error, repeatable):
            return None
        if self._left is not None:
            self._left -= 1
        # Between half and all of it, so that clients that failed together do not return together.
        pause = self._pause * random.uniform(0.5, 1.0)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        # Never earlier than the server asks for.
        return max(pause, error.retry_delay or 0.0)


def _may_pass(error: ParallaxError, repeatable: bool) -> bool:
    if error.code is grpc.StatusCode.UNAVAILABLE:
        # The call may have been carried out before the connection was lost.
        return repeatable
    # A message that is too large stays so; what the server says will pass was not begun.
    return error.code is grpc.StatusCode.RESOURCE_EXHAUSTED and error.retry_delay is not None
