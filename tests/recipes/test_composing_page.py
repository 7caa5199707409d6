"""What the page about composing shows works as it stands."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import factory
from registry import REGISTRY
from tests.packaging.test_readme import program
from tests.recipes.test_documentation import shell

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "composing.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_presets_commands_and_python_work_and_refusals_are_as_shown(tmp_path: Path) -> None:
    for preset in blocks("yaml"):
        path = tmp_path / preset.splitlines()[0].removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(preset)
    done = shell("set -e", *blocks("sh"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 x Layer" in done.stdout and "small_vit" not in done.stderr
    done = program(sys.executable, "-c", "\n".join(blocks("python")), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    again = factory.AutoModelForCausalLM.from_pretrained(tmp_path / "hybrid")
    assert len(again.body.layers) == 4
    for block in blocks("text"):
        commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        told = [line for line in block.splitlines() if not line.startswith("$ ")]
        assert shell(*commands, cwd=tmp_path).stderr.splitlines() == told


def test_what_each_frontend_takes_and_brings_is_on_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \| the (\w+) `(\w+)` \|$", PAGE, re.M)
    for name, takes, heads, kind, brought in rows:
        recipe = REGISTRY.get("frontend", name)
        assert recipe.inputs[0] == takes and getattr(recipe, kind) == brought
        assert tuple(re.findall(r"`(\w+)`", heads)) == recipe.heads
    assert {row[0] for row in rows} == set(REGISTRY.built_in("frontend"))
