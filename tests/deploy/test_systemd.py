"""The systemd unit: read by systemd itself, with the settings of the server."""

import re
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT, accepted, seconds

UNIT = ROOT / "deploy/systemd/parallax.service"
PROGRAM = "/usr/local/bin/parallax"
# Abandoned work gets this long after the calls in progress.
LAST_WORK_SECONDS = 1
# As systemd counts, 0 is best and 10 worst; one that listens on the network cannot reach 0.
MOST_EXPOSED = 1.5


def settings() -> dict[str, str]:
    lines = [line for line in UNIT.read_text().splitlines() if re.match(r"\w+=", line)]
    return dict(line.split("=", 1) for line in lines)


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in settings()["Environment"].split())


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as systemd can read it here, where neither the program nor its page is installed."""
    text = UNIT.read_text()
    assert f"ExecStart={PROGRAM} serve\n" in text
    path = tmp_path / "parallax.service"
    path.write_text(re.sub(r"^Documentation=.*\n", "", text.replace(PROGRAM, "/bin/true"), flags=re.MULTILINE))
    return path


def verify(unit: Path) -> str:
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stderr


def test_systemd_reads_it(unit: Path) -> None:
    assert verify(unit) == ""
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHome=perhaps\nProtectHouse=yes"))
    told = verify(unit)
    assert "protect home" in told and "ProtectHouse" in told


def test_it_is_confined(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    level = float(re.search(r"Overall exposure level for parallax.service: ([0-9.]+)", told)[1])
    assert level <= MOST_EXPOSED, told


def test_it_is_not_killed_while_it_drains() -> None:
    drain = seconds(environment()["PARALLAX_DRAIN_TIMEOUT"])
    assert seconds(settings()["TimeoutStopSec"]) > drain + LAST_WORK_SECONDS


def test_the_server_takes_the_settings(variables: set[str]) -> None:
    given = environment()
    assert set(given) <= variables
    assert given["PARALLAX_DATA"] == f"/var/lib/{settings()['StateDirectory']}"
    assert given["PARALLAX_LISTEN"].startswith("127.0.0.1:")
    accepted(given)
