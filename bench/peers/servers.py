"""Servers that are measured: started, looked at, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

START_SECONDS = 120
END_SECONDS = 30
TICKS = os.sysconf("SC_CLK_TCK")


class StartError(Exception):
    """A server that does not serve."""


class Server:
    """A server with all of its processes, from when it accepts connections until it is left."""

    def __init__(self, name: str, address: str, command: list[str]) -> None:
        self.name, self.address, self._command = name, address, command

    def __enter__(self) -> Server:
        # A session of its own: Ctrl-C reaches the script alone, which ends it in order.
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            self._wait()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _wait(self) -> None:
        host, port = self.address.rsplit(":", 1)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.check()
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise StartError(f"{self.name} does not serve after {START_SECONDS} s")

    def check(self) -> None:
        """Fails when it has ended."""
        if (code := self._process.poll()) is not None:
            raise StartError(f"{self.name} ended with code {code}")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _processes(self) -> Iterator[Path]:
        """Its process and all below it."""
        waiting = [self._process.pid]
        while waiting:
            process = Path("/proc") / str(waiting.pop())
            yield process
            for task in process.glob("task/*/children"):
                waiting.extend(int(child) for child in task.read_text().split())

    def processor_seconds(self) -> float:
        """What it has worked in user and system mode."""
        ticks = 0
        for process in self._processes():
            # The name in parentheses may hold anything; utime and stime are fields 14 and 15.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory_mb(self) -> dict[str, float]:
        """What is resident: with memory that its processes share counted once (proportional set
        size), and as often as they have it."""
        sums = {"Pss": 0, "Rss": 0}
        for process in self._processes():
            for line in (process / "smaps_rollup").read_text().splitlines():
                name, _, value = line.partition(":")
                if name in sums:
                    sums[name] += int(value.split()[0])
        return {f"{name.lower()}_mb": kilobytes / 1024 for name, kilobytes in sums.items()}
