"""Completion scripts in the shells that they are for, and manual pages as groff reads them."""

import re
import subprocess
from pathlib import Path

import pytest


def script(binary: str, shell: str, folder: Path) -> Path:
    path = folder / f"parallax.{shell}"
    path.write_bytes(subprocess.run([binary, "completions", shell], check=True, capture_output=True).stdout)
    return path


def run(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0 and not result.stderr, f"{command}: {result.stderr}"
    return result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_reads_its_script(binary: str, shell: str, tmp_path: Path) -> None:
    run(shell, "-n", str(script(binary, shell, tmp_path)))


def test_bash_completes(binary: str, tmp_path: Path) -> None:
    def completed(*words: str) -> set[str]:
        line = " ".join(f"'{word}'" for word in words)
        body = (
            f"source '{script(binary, 'bash', tmp_path)}'; COMP_WORDS=({line}); "
            f"COMP_CWORD={len(words) - 1}; _parallax parallax '{words[-1]}' '{words[-2]}'; "
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return set(run("bash", "--norc", "-c", body).split())

    assert completed("parallax", "sto") == {"store", "stories"}
    assert completed("parallax", "store", "") >= {"backup", "check", "compact"}
    assert "--listen" in completed("parallax", "serve", "--li")


def test_fish_completes(binary: str, tmp_path: Path) -> None:
    path = script(binary, "fish", tmp_path)
    words = run("fish", "--no-config", "-c", f"source {path}; complete -C 'parallax sto'")
    assert {line.split("\t")[0] for line in words.splitlines()} == {"store", "stories"}


def test_zsh_completes(binary: str, tmp_path: Path) -> None:
    # The completion system needs a terminal; what can be seen without is that the function is
    # loaded by the name under which it is looked up.
    script(binary, "zsh", tmp_path).rename(tmp_path / "_parallax")
    body = f"fpath=({tmp_path} $fpath); autoload -U compinit; compinit -u -d {tmp_path}/dump; print $_comps[parallax]"
    assert run("zsh", "-f", "-c", body).strip() == "_parallax"


def test_groff_reads_the_pages(binary: str, tmp_path: Path) -> None:
    pages = run(binary, "man", "--out", str(tmp_path)).splitlines()
    assert len(pages) > 10
    for page in pages:
        # -ww: every warning is told, and none is borne.
        run("groff", "-man", "-ww", "-z", "-Tutf8", page)
    # -P-cbou: neither colours nor overstruck letters.
    shown = run("groff", "-man", "-Tascii", "-P-cbou", str(tmp_path / "parallax-store.1"))
    assert "parallax store compact" in shown and "EXIT STATUS" in shown
    assert shown.split()[1:3] == ["Parallax", "Manual"], shown
    assert re.search(r"^parallax [0-9.]+ +parallax-store\(1\)$", shown, re.MULTILINE), shown
