"""The release archive, made of the binary at hand."""

import hashlib
import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from conftest import ROOT


def make(folder: Path, **others: str) -> tuple[Path, Path]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **others}
    command = [ROOT / "scripts/package", folder, os.environ["PARALLAX_BIN"]]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    archive, checksum = sorted(folder.iterdir())
    return archive, checksum


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make(tmp_path_factory.mktemp("package"))


def test_what_is_in_it(made: tuple[Path, Path], version: str) -> None:
    archive, _ = made
    name = f"parallax-{version}-linux-{os.uname().machine}"
    assert archive.name == f"{name}.tar.gz"
    with tarfile.open(archive) as members:
        files = {member.name.removeprefix(f"{name}/"): member for member in members if member.isfile()}
        wanted = {
            "LICENSE": "licences/LICENSE",
            "page": "share/man/man1/parallax-serve.1",
            "bash": "share/bash-completion/completions/parallax",
            "zsh": "share/zsh/site-functions/_parallax",
            "fish": "share/fish/vendor_completions.d/parallax.fish",
            "unit": "lib/systemd/system/parallax.service",
            "list": "parallax.cdx.json",
        }
        assert set(wanted.values()) <= files.keys(), sorted(files)
        assert all(member.size for member in files.values())
        executable = {path for path, member in files.items() if member.mode & 0o111}
        assert executable == {"bin/parallax"}
        listed = json.load(members.extractfile(files["parallax.cdx.json"]))
        assert listed["bomFormat"] == "CycloneDX"
        notices = {path.name for path in ROOT.glob("crates/**/*.LICENSES")}
        assert notices <= {Path(path).name for path in files}
        for member in members.getmembers():
            assert (member.uid, member.gid, member.mtime) == (0, 0, 1_700_000_000)


def test_its_checksum_is_told(made: tuple[Path, Path]) -> None:
    archive, checksum = made
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert checksum.read_text() == f"{digest}  {archive.name}\n"


def test_it_is_the_same_each_time(made: tuple[Path, Path], tmp_path: Path) -> None:
    again, _ = make(tmp_path / "other", TZ="Asia/Kathmandu", LC_ALL="C")
    assert again.read_bytes() == made[0].read_bytes()
