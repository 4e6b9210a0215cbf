"""The list of what is in the binary: against the schema of CycloneDX and against Cargo."""

import json
import os
import re
import subprocess

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from conftest import ROOT


def printed() -> str:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    command = [ROOT / "scripts/sbom"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def text() -> str:
    return printed()


@pytest.fixture(scope="module")
def sbom(text: str) -> dict:
    return json.loads(text)


def test_the_schema_allows_it(text: str, sbom: dict) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    sbom = json.loads(text)
    sbom["components"][0]["licenses"] = [{"expression": "MIT"}, {"expression": "Zlib"}]
    assert validator.validate_str(json.dumps(sbom)) is not None


def test_it_is_the_same_each_time(text: str) -> None:
    assert printed() == text
    assert '"timestamp": "2023-11-14T22:13:20+00:00"' in text


def test_every_crate_of_the_binary_is_in_it(sbom: dict, version: str) -> None:
    command = [
        *("cargo", "tree", "--locked", "-p", "parallax", "--edges", "normal,no-proc-macro"),
        *("--no-default-features", "--features", "cli", "--prefix", "none", "--no-dedupe"),
    ]
    tree = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    expected = set(re.findall(r"^(\S+) v(\S+)", tree, re.MULTILINE)) - {("parallax", version)}
    crates = [found for found in sbom["components"] if found.get("purl", "").startswith("pkg:cargo/")]
    assert {(found["name"], found["version"]) for found in crates} == expected
    assert ("tonic" in {found["name"] for found in crates}) and len(crates) > 100
    assert sbom["metadata"]["component"]["version"] == version


def test_everything_has_a_licence_and_crates_a_checksum(sbom: dict) -> None:
    for found in sbom["components"]:
        assert found["licenses"], found["name"]
        ours = found["name"].startswith("parallax")
        if found.get("purl", "").startswith("pkg:cargo/") and not ours:
            assert re.fullmatch("[0-9a-f]{64}", found["hashes"][0]["content"]), found["name"]


def test_what_is_no_crate_is_in_it(sbom: dict) -> None:
    kinds = {found["name"]: found["type"] for found in sbom["components"]}
    assert kinds["sqlite"] == kinds["rust-std"] == "library"
    assert kinds["en_core_web_sm"] == "machine-learning-model"
    notices = {path.stem for folder in ("crates", "src") for path in (ROOT / folder).rglob("*.LICENSES")}
    assert notices and all(kinds[name] == "data" for name in notices)
