"""compose.yaml: against the schema of the Compose specification, the image and the server."""

import copy
import json
import subprocess

import pytest
import yaml

from conftest import ROOT, accepted, seconds

FILE = ROOT / "compose.yaml"
# Abandoned work gets this long after the calls in progress.
LAST_WORK_SECONDS = 1


@pytest.fixture
def project() -> dict:
    return yaml.safe_load(FILE.read_text())


def server(project: dict) -> dict:
    return project["services"]["parallax"]


def check_schema(project: dict, folder) -> None:
    file = folder / "compose.yaml"
    file.write_text(yaml.safe_dump(project))
    command = ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_specification_allows_it(project: dict, tmp_path) -> None:
    check_schema(project, tmp_path)
    spoilt = copy.deepcopy(project)
    server(spoilt)["read-only"] = True
    with pytest.raises(AssertionError, match="read-only"):
        check_schema(spoilt, tmp_path)


def test_it_runs_the_image_unprivileged(project: dict, image: dict[str, str], version: str) -> None:
    service = server(project)
    assert service["image"] == f"parallax:{version}"
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "user", "cap_add", "network_mode", "pid"} & service.keys()
    mounts = dict(volume.split(":") for volume in service["volumes"])
    assert set(mounts) <= set(project["volumes"])
    assert set(mounts.values()) == {image["VOLUME"]}
    assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory", "pids"}


def test_what_is_published_is_what_the_image_exposes(project: dict, image: dict[str, str]) -> None:
    exposed = set(image["EXPOSE"].split())
    for published in server(project)["ports"]:
        host, _, inside = published.rsplit(":", 2)
        assert host == "127.0.0.1" and inside in exposed, published


def test_nothing_is_published_beyond_this_machine(project: dict) -> None:
    for name, service in project["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"]), name
        assert service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"], name
        assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory", "pids"}, name


def test_what_observes_is_asked_for_and_finds_its_files(project: dict) -> None:
    observers = {name for name, service in project["services"].items() if service.get("profiles") == ["observe"]}
    assert observers == set(project["services"]) - {"parallax"} == {"prometheus", "grafana"}
    used = set()
    for name, service in project["services"].items():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists() and volume.endswith(":ro"), f"{name}: {volume}"
            else:
                used.add(source)
    assert used == set(project["volumes"])


def test_grafana_finds_prometheus_and_the_dashboard(project: dict) -> None:
    grafana, provisioning = project["services"]["grafana"], ROOT / "deploy/grafana/provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_text())["datasources"]
    port = project["services"]["prometheus"]["ports"][0].rsplit(":", 1)[1]
    assert source["type"] == "prometheus" and source["url"] == f"http://prometheus:{port}"
    (provider,) = yaml.safe_load((provisioning / "dashboards/parallax.yml").read_text())["providers"]
    mounts = dict(volume.split(":")[:2] for volume in grafana["volumes"])
    dashboard = mounts["./deploy/grafana/parallax.json"]
    assert dashboard.rsplit("/", 1)[0] == provider["options"]["path"]
    assert grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] == dashboard
    # The dashboard takes whichever Prometheus there is.
    variables = json.loads((ROOT / "deploy/grafana/parallax.json").read_text())["templating"]["list"]
    assert any(one["type"] == "datasource" and one["query"] == source["type"] for one in variables)


def test_it_is_not_killed_while_it_drains(project: dict) -> None:
    service = server(project)
    drain = seconds(service["environment"]["PARALLAX_DRAIN_TIMEOUT"])
    assert seconds(service["stop_grace_period"]) > drain + LAST_WORK_SECONDS


def test_the_server_takes_the_settings(project: dict, variables: set[str]) -> None:
    service = server(project)
    given = service["environment"]
    assert given and set(given) <= variables and service["command"] == ["serve"]
    accepted(given)
