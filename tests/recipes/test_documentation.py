"""What the page about swapping shows works as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from factory.recipes import KEEP, ROLES
from registry import REGISTRY
from tests.packaging.test_readme import program

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "swapping.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def shell(*lines: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Lines of a shell in which the factory is on the path."""
    script = cwd / "commands.sh"
    function = f'factory() {{ "{sys.executable}" -m factory "$@"; }}'
    script.write_text("\n".join([function, *lines]))
    return program("sh", str(script), cwd=cwd)


def test_the_commands_and_the_python_run(tmp_path: Path) -> None:
    done = shell("set -e", *blocks("sh"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = program(sys.executable, "-c", "\n".join(blocks("python")), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_refusals_are_as_they_are_shown(tmp_path: Path) -> None:
    for block in blocks("text"):
        commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        told = [line for line in block.splitlines() if not line.startswith("$ ")]
        assert shell(*commands, cwd=tmp_path).stderr.splitlines() == told


def test_every_choice_is_on_the_page() -> None:
    table = PAGE.split("## What can be swapped")[1].split("`factory list swaps`")[0]
    rows = {row: text for row, text in re.findall(r"^\| `swap/(\w+)` \|([^|]*)\|", table, re.M)}
    for role, text in rows.items():
        if role != "activation":
            named = set(re.findall(r"`(\w+)`", text))
            assert named == set(REGISTRY.names(role)) - {KEEP}
    assert set(rows) <= set(ROLES)
