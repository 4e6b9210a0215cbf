"""The steps of the workflows, as the shell reads them."""

import subprocess

import pytest
import yaml

from conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_steps_are_sound(path) -> None:
    jobs = yaml.safe_load(path.read_text())["jobs"]
    steps = [step for job in jobs.values() for step in job.get("steps", [])]
    assert steps
    for step in steps:
        if script := step.get("run"):
            # What is put into a script is code of whoever wrote it: values come as variables.
            assert "${{" not in script, script
            command = ["shellcheck", "--shell=bash", "-"]
            # The runner starts bash with -e.
            script = f"set -e\n{script}"
            told = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
            assert told.returncode == 0, told.stdout
        else:
            assert step["uses"].startswith("actions/"), step["uses"]


def test_a_release_is_made_of_scripts_that_are_there() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    named = {word for word in text.split() if word.startswith(("scripts/", ".ci/run"))}
    assert named == {"scripts/reproducible", ".ci/run"}
    assert all((ROOT / name).is_file() for name in named)
