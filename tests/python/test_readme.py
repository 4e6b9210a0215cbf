"""The calls that the README prints work as printed."""

import re
import subprocess
import time

from conftest import ROOT

DEFAULT_ADDRESS = "127.0.0.1:50051"


def printed_calls() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    calls = [call for block in blocks for call in re.split(r"\n\n+", block.strip())]
    return [call for call in calls if call.startswith("grpcurl ")]


def test_grpcurl_calls(address: str) -> None:
    calls = printed_calls()
    assert len(calls) >= 3, calls
    for call in calls:
        assert DEFAULT_ADDRESS in call, call
        # What an article belongs to is known soon after it is stored, not at once.
        deadline = time.monotonic() + 60
        while True:
            result = subprocess.run(
                ["bash", "-c", call.replace(DEFAULT_ADDRESS, address)],
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
            assert result.returncode == 0, f"{call}\n{result.stderr}"
            if result.stdout.strip() != "{}" or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        # Services, an engine's version, or what is stored: never an empty answer.
        shown = ("parallax", "documents/", "stories/", "entities/")
        assert any(word in result.stdout for word in shown), f"{call}\n{result.stdout}"
