"""What the page about generation shows works as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import factory
from factory.configuration import hints
from factory.generation import GenerationConfig

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "generation.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_the_commands_run(tmp_path: Path) -> None:
    function = f'factory() {{ "{sys.executable}" -m factory "$@"; }}'
    script = tmp_path / "commands.sh"
    script.write_text("\n".join(["set -e", function, *blocks("sh")]))
    done = run("sh", str(script), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_python_runs(tmp_path: Path) -> None:
    done = run(sys.executable, "-c", "\n".join(blocks("python")), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    options = factory.GenerationConfig.from_pretrained(tmp_path / "two_beams")
    assert (options.max_new_tokens, options.num_beams) == (50, 2)


def test_every_option_is_there_and_told() -> None:
    table = PAGE.split("## Options")[1].split("## Batches")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")]
    named = {name for name in re.findall(r"`([a-z_]+)`", "\n".join(rows))}
    values = {"true", "false", "never", "en", "english", "transcribe", "translate"}
    assert named - values <= hints(GenerationConfig).keys()
    of_files = {
        "alignment_heads",
        "forced_decoder_ids",
        "is_multilingual",
        "lang_to_id",
        "max_initial_timestamp_index",
        "no_timestamps_token_id",
        "task_to_id",
        "use_cache",
    }
    assert hints(GenerationConfig).keys() - named == of_files
