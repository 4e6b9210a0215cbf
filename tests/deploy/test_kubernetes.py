"""The Kubernetes manifests: what kubectl makes of them, against the schemas and the server."""

import copy
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from conftest import ROOT, accepted, seconds

KUBERNETES = ROOT / "deploy/kubernetes"
# The newest that the schemas know, and the oldest that the manifests are for.
VERSIONS = ["1.37", "1.32"]
# Abandoned work gets this long after the calls in progress.
LAST_WORK_SECONDS = 1

Object = dict


def rendered(folder: str) -> list[Object]:
    command = ["kubectl", "kustomize", str(KUBERNETES / folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0 and not result.stderr, result.stderr
    return list(yaml.safe_load_all(result.stdout))


def folders() -> list[str]:
    found = sorted(path.parent for path in KUBERNETES.rglob("kustomization.yaml"))
    return [str(path.relative_to(KUBERNETES)) for path in found]


@pytest.fixture(params=folders())
def objects(request: pytest.FixtureRequest) -> list[Object]:
    return rendered(request.param)


def one(objects: list[Object], kind: str) -> Object:
    found = [found for found in objects if found["kind"] == kind]
    assert len(found) == 1, f"{len(found)} of {kind}"
    return found[0]


def pod(objects: list[Object]) -> Object:
    return one(objects, "StatefulSet")["spec"]["template"]


def container(objects: list[Object]) -> Object:
    (only,) = pod(objects)["spec"]["containers"]
    return only


def environment(objects: list[Object]) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in container(objects)["env"]}


def check_schema(objects: list[Object]) -> None:
    for found in objects:
        for version in VERSIONS:
            kubernetes_validate.validate(found, version, strict=True)


def check_restricted(objects: list[Object]) -> None:
    """The rules of the "restricted" pod security standard, and a read-only root beyond them."""
    spec = pod(objects)["spec"]
    assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
    of_pod, of_container = spec["securityContext"], container(objects)["securityContext"]
    assert of_pod["runAsNonRoot"] is True and of_pod["runAsUser"] > 0
    assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert of_container["allowPrivilegeEscalation"] is False
    assert of_container["readOnlyRootFilesystem"] is True
    assert of_container["capabilities"] == {"drop": ["ALL"]}
    assert all("hostPath" not in volume for volume in spec.get("volumes", []))
    assert spec["automountServiceAccountToken"] is False
    assert one(objects, "ServiceAccount")["automountServiceAccountToken"] is False


def check_one_owner_of_the_store(objects: list[Object]) -> None:
    spec = one(objects, "StatefulSet")["spec"]
    assert spec["replicas"] == 1
    (claim,) = spec["volumeClaimTemplates"]
    assert claim["spec"]["accessModes"] in (["ReadWriteOnce"], ["ReadWriteOncePod"])
    mounts = {mount["name"]: mount["mountPath"] for mount in container(objects)["volumeMounts"]}
    assert mounts[claim["metadata"]["name"]] == environment(objects)["PARALLAX_DATA"]


def check_protection(objects: list[Object]) -> None:
    """Plaintext is told to be wanted, or the certificate and its key are files of a secret."""
    given = environment(objects)
    secrets = {volume["name"] for volume in pod(objects)["spec"].get("volumes", []) if "secret" in volume}
    mounts = container(objects)["volumeMounts"]
    folders = {mount["mountPath"] for mount in mounts if mount["name"] in secrets}
    files = [given[name] for name in ("PARALLAX_TLS_CERT", "PARALLAX_TLS_KEY", "PARALLAX_CALLERS") if name in given]
    assert all(path.rsplit("/", 1)[0] in folders for path in files), files
    assert ("PARALLAX_INSECURE" in given) == (not files)
    assert len(files) in (0, 3)


def check_stopping(objects: list[Object]) -> None:
    drain = seconds(environment(objects)["PARALLAX_DRAIN_TIMEOUT"])
    assert pod(objects)["spec"]["terminationGracePeriodSeconds"] > drain + LAST_WORK_SECONDS


def check_ports(objects: list[Object]) -> None:
    def number(variable: str) -> int:
        return int(environment(objects)[variable].rsplit(":", 1)[1])

    ports = {entry["name"]: entry["containerPort"] for entry in container(objects)["ports"]}
    assert ports == {"grpc": number("PARALLAX_LISTEN"), "admin": number("PARALLAX_ADMIN_LISTEN")}
    named = ports.keys()
    for probe, path in (("startupProbe", "/readyz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/livez")):
        # Plain HTTP: the same whether the API speaks TLS or not.
        assert container(objects)[probe]["httpGet"] == {"path": path, "port": "admin"}
    assert [entry["port"] for entry in one(objects, "Service")["spec"]["ports"]] == [ports["grpc"]]
    assert {entry["targetPort"] for entry in one(objects, "Service")["spec"]["ports"]} <= named
    for rule in one(objects, "NetworkPolicy")["spec"]["ingress"]:
        assert {entry["port"] for entry in rule["ports"]} <= named


def check_selectors(objects: list[Object]) -> None:
    labels = pod(objects)["metadata"]["labels"].items()
    for selector in (
        one(objects, "StatefulSet")["spec"]["selector"]["matchLabels"],
        one(objects, "Service")["spec"]["selector"],
        one(objects, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one(objects, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
    ):
        assert selector and selector.items() <= labels
    assert one(objects, "StatefulSet")["spec"]["serviceName"] == one(objects, "Service")["metadata"]["name"]
    assert pod(objects)["spec"]["serviceAccountName"] == one(objects, "ServiceAccount")["metadata"]["name"]


def check_resources(objects: list[Object]) -> None:
    resources = container(objects)["resources"]
    assert resources["requests"].keys() >= {"cpu", "memory"}
    # Without a limit of processors the server would start a thread for each of the node's.
    assert resources["limits"].keys() >= {"cpu", "memory"}


CHECKS = [
    check_schema,
    check_restricted,
    check_one_owner_of_the_store,
    check_protection,
    check_stopping,
    check_ports,
    check_selectors,
    check_resources,
]


@pytest.mark.parametrize("check", CHECKS)
def test_manifests(objects: list[Object], check) -> None:
    check(objects)


def test_the_image_is_as_the_manifests_say(objects: list[Object], image: dict[str, str], version: str) -> None:
    assert container(objects)["image"] == f"parallax:{version}"
    user = pod(objects)["spec"]["securityContext"]
    assert image["USER"] == f"{user['runAsUser']}:{user['runAsGroup']}"
    assert user["fsGroup"] == user["runAsGroup"]
    assert image["VOLUME"] == environment(objects)["PARALLAX_DATA"]


def test_the_server_takes_the_settings(objects: list[Object], variables: set[str]) -> None:
    given = environment(objects)
    assert {name for name in given if name.startswith("PARALLAX_")} <= variables
    assert container(objects)["args"] == ["serve"]
    accepted(given)


def test_the_overlay_of_the_documents_works(tmp_path: Path) -> None:
    text = (ROOT / "docs/deploy.md").read_text()
    (overlay,) = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    path = tmp_path / overlay[0]
    path.parent.mkdir()
    path.write_text(overlay[1])
    objects = rendered(str(path.parent))
    for check in CHECKS:
        check(objects)
    assert container(objects)["image"].startswith("registry.example/parallax:")
    assert {found["metadata"]["namespace"] for found in objects} == {"news"}
    # Its secrets are made under the names that it asks for.
    for volume in pod(objects)["spec"]["volumes"]:
        assert f"create secret generic {volume['secret']['secretName']} " in text


def broken() -> dict:
    """One fault each, with the check that must see it."""

    return {
        "a field that is not there": (check_schema, (lambda o: pod(o)["spec"].update(conatiners=[]))),
        "a port as text": (check_schema, (lambda o: container(o)["ports"][0].update(containerPort="x"))),
        "a budget without its group": (
            check_schema,
            (lambda o: one(o, "PodDisruptionBudget").update(apiVersion="policy/v1beta2")),
        ),
        "root": (check_restricted, (lambda o: pod(o)["spec"]["securityContext"].update(runAsUser=0))),
        "a writable root": (
            check_restricted,
            (lambda o: container(o)["securityContext"].update(readOnlyRootFilesystem=False)),
        ),
        "two servers": (
            check_one_owner_of_the_store,
            (lambda o: one(o, "StatefulSet")["spec"].update(replicas=2)),
        ),
        "a data folder beside the volume": (
            check_one_owner_of_the_store,
            (lambda o: container(o)["volumeMounts"][0].update(mountPath="/elsewhere")),
        ),
        "plaintext that nobody asked for": (
            check_protection,
            (lambda o: container(o)["env"].remove({"name": "PARALLAX_INSECURE", "value": "true"})),
        ),
        "killed while it drains": (
            check_stopping,
            (lambda o: pod(o)["spec"].update(terminationGracePeriodSeconds=20)),
        ),
        "a probe of no port": (
            check_ports,
            (lambda o: container(o).update(livenessProbe={"grpc": {"port": 1}})),
        ),
        "a probe of what is not there": (
            check_ports,
            (lambda o: container(o)["readinessProbe"]["httpGet"].update(path="/ready")),
        ),
        "a service of nothing": (
            check_selectors,
            (lambda o: one(o, "Service")["spec"].update(selector={"app": "else"})),
        ),
        "no limit": (check_resources, (lambda o: container(o)["resources"].pop("limits"))),
    }


@pytest.mark.parametrize("fault", broken())
def test_a_fault_is_seen(fault: str) -> None:
    check, change = broken()[fault]
    objects = rendered("base")
    check(objects)
    spoilt = copy.deepcopy(objects)
    change(spoilt)
    with pytest.raises((AssertionError, KeyError, kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError)):
        check(spoilt)
