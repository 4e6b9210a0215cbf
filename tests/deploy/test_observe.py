"""What observes a server: Prometheus itself with the file of deploy/, and every query of the dashboard."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conftest import ROOT

FILE = ROOT / "deploy/prometheus/prometheus.yml"
DASHBOARD = json.loads((ROOT / "deploy/grafana/parallax.json").read_text())
# Longer than anything here takes on a busy machine.
PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def queries() -> list[str]:
    found = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]
    assert len(found) >= 20
    return found


def until(what: str, condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


class Prometheus:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, query: str) -> list[dict]:
        path = "/api/v1/query?" + urllib.parse.urlencode({"query": query})
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            told = json.load(answer)
        assert told["status"] == "success", told
        return told["data"]["result"]


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Prometheus, which scrapes a server."""
    folder = tmp_path_factory.mktemp("observe")
    listen, admin, own = free_port(), free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PARALLAX_LISTEN": f"127.0.0.1:{listen}",
        "PARALLAX_ADMIN_LISTEN": f"127.0.0.1:{admin}",
        "PARALLAX_DATA": str(folder / "data"),
    }
    # As it stands, but for what is other here: the name of the server, and patience.
    text = FILE.read_text().replace("parallax:9464", f"127.0.0.1:{admin}")
    text = re.sub(r"scrape_(interval|timeout): \w+", r"scrape_\1: 1s", text)
    config = folder / "prometheus.yml"
    config.write_text(text)
    options = [f"--config.file={config}", f"--storage.tsdb.path={folder / 'metrics'}"]
    options += [f"--web.listen-address=127.0.0.1:{own}", "--log.level=warn"]
    started = [subprocess.Popen([os.environ["PARALLAX_BIN"], "serve"], env=environment)]
    try:
        until("the server serves", lambda: answers(f"http://127.0.0.1:{admin}/readyz"))
        started.append(subprocess.Popen(["prometheus", *options]))
        until("Prometheus serves", lambda: answers(f"http://127.0.0.1:{own}/-/ready"))
        found = Prometheus(own)
        until("a scrape", lambda: found.ask("parallax_build_info"))
        yield found
    finally:
        for process in started:
            process.terminate()
        codes = [process.wait(timeout=PATIENCE) for process in started]
    assert codes[0] == 0, f"SIGTERM ended the server with {codes[0]}"


def test_promtool_reads_the_file(tmp_path: Path) -> None:
    command = ["promtool", "check", "config", str(FILE)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    spoilt = tmp_path / "prometheus.yml"
    shutil.copy(FILE, spoilt)
    spoilt.write_text(spoilt.read_text().replace("scrape_interval", "scrape_intervall"))
    command[-1] = str(spoilt)
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_it_scrapes_what_compose_runs() -> None:
    (job,) = yaml.safe_load(FILE.read_text())["scrape_configs"]
    ((target,),) = [config["targets"] for config in job["static_configs"]]
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    host, port = target.split(":")
    image = (ROOT / "Dockerfile").read_text()
    assert host in services and f"PARALLAX_ADMIN_LISTEN=0.0.0.0:{port}" in image


def test_the_server_is_up(prometheus: Prometheus) -> None:
    (up,) = prometheus.ask('up{job="parallax"}')
    assert up["value"][1] == "1"
    (built,) = prometheus.ask("parallax_build_info")
    assert built["metric"]["version"]


@pytest.mark.parametrize("query", queries())
def test_prometheus_understands_every_query_of_the_dashboard(prometheus: Prometheus, query: str) -> None:
    asked = query.replace("$instance", ".*").replace("$__rate_interval", "1m")
    assert "$" not in asked, asked
    prometheus.ask(asked)


def test_levels_have_values(prometheus: Prometheus) -> None:
    levels = [query for query in queries() if "rate(" not in query]
    assert len(levels) >= 8
    for query in levels:
        asked = query.replace("$instance", ".*")
        # What is read of the store may come with a later scrape.
        until(asked, lambda asked=asked: prometheus.ask(asked))
