"""What the page about composing shows works as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import factory
from factory.cli import main
from registry import REGISTRY

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "composing.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_presets_commands_and_python_work_and_refusals_are_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for preset in blocks("yaml"):
        path = tmp_path / preset.splitlines()[0].removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(preset)
    for line in "".join(blocks("sh")).splitlines():
        assert main(shlex.split(line.removeprefix("factory "))) == 0, capfd.readouterr().err
    assert "4 x Layer" in capfd.readouterr().out
    for source in blocks("python"):
        exec(source, {})
    again = factory.AutoModelForCausalLM.from_pretrained(tmp_path / "hybrid")
    assert len(again.body.layers) == 4
    for block in blocks("text"):
        (command, *told) = block.splitlines()
        capfd.readouterr()
        assert main(shlex.split(command.removeprefix("$ factory "))) == 2
        assert capfd.readouterr().err.splitlines() == told


def test_what_each_frontend_takes_and_brings_is_on_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \| the (\w+) `(\w+)` \|$", PAGE, re.M)
    for name, takes, heads, kind, brought in rows:
        recipe = REGISTRY.get("frontend", name)
        assert recipe.inputs[0] == takes and getattr(recipe, kind) == brought
        assert tuple(re.findall(r"`(\w+)`", heads)) == recipe.heads
    assert {row[0] for row in rows} == set(REGISTRY.built_in("frontend"))
