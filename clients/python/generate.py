"""Writes src/parallax_client/v1 anew from proto/. Run it when the protocol has changed:

    pip install -r tests/requirements.txt
    python generate.py
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2

HERE = Path(__file__).resolve().parent
PROTO = HERE.parent.parent / "proto"
PACKAGE = HERE / "src/parallax_client/v1"
NOTE = "Generated from proto/parallax/v1 by generate.py. Do not edit."


def generate(into: Path) -> None:
    """Writes the whole package into a folder, which must be empty."""
    files = sorted((PROTO / "parallax/v1").glob("*.proto"))
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        descriptors = out / "descriptors"
        command = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={PROTO}"]
        command += [f"--python_out={out}", f"--grpc_python_out={out}", f"--mypy_out={out}"]
        command += [f"--mypy_grpc_out={out}", f"--descriptor_set_out={descriptors}"]
        subprocess.run([*command, *map(str, files)], check=True, stderr=subprocess.PIPE)
        known = descriptor_pb2.FileDescriptorSet.FromString(descriptors.read_bytes())
        empty = {f"{Path(file.name).stem}_pb2_grpc" for file in known.file if not file.service}
        for file in sorted((out / "parallax/v1").iterdir()):
            if file.stem not in empty:
                (into / file.name).write_text(inside_the_package(file.read_text()))
    (into / "__init__.py").write_text(exports(known))


def inside_the_package(code: str) -> str:
    """The same module with imports that do not ask for a package `parallax` at the top."""
    code = re.sub(r"^from parallax\.v1 import ", "from parallax_client.v1 import ", code, flags=re.M)
    code = re.sub(r"^import parallax\.v1\.", "import parallax_client.v1.", code, flags=re.M)
    # In the stubs names are written out in full.
    code = re.sub(r"(?<![\w.'\"/])parallax\.v1\.(?=\w+_pb2\b)", "parallax_client.v1.", code)
    return code


def exports(known: descriptor_pb2.FileDescriptorSet) -> str:
    """A module from which every message, enum, value and stub can be imported."""
    lines = [f'"""Messages and stubs of the protocol. {NOTE}"""', ""]
    for file in known.file:
        stem = Path(file.name).stem
        names = [message.name for message in file.message_type]
        for enum in file.enum_type:
            names += [enum.name, *(value.name for value in enum.value)]
        stubs = [f"{service.name}Stub" for service in file.service]
        for module, exported in ((f"{stem}_pb2", names), (f"{stem}_pb2_grpc", stubs)):
            if exported:
                lines.append(f"from parallax_client.v1.{module} import (")
                lines += [f"    {name} as {name}," for name in sorted(exported)]
                lines.append(")")
    return "\n".join(lines) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as fresh:
        generate(Path(fresh))
        PACKAGE.mkdir(exist_ok=True)
        for old in PACKAGE.iterdir():
            if old.is_file():
                old.unlink()
        for file in Path(fresh).iterdir():
            (PACKAGE / file.name).write_text(file.read_text())


if __name__ == "__main__":
    main()
