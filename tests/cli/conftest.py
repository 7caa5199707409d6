"""The command line in this process, and a small bundle to work with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from factory.cli import main

TINY = (
    "architecture.hidden_size=16",
    "architecture.intermediate_size=16",
    "architecture.num_attention_heads=2",
    "tokenizer.train_vocab_size=300",
)
"""Overrides that make any build quick."""


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The JSON objects on the standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Answer]


@pytest.fixture
def factory(capfd: pytest.CaptureFixture[str]) -> Command:
    """``factory("build", "--json")``, in this process."""

    def run(*argv: str) -> Answer:
        capfd.readouterr()
        status = main([str(word) for word in argv])
        return Answer(status, *capfd.readouterr())

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bundle that was built once, with labels of its own."""
    folder = tmp_path_factory.mktemp("bundles") / "bundle"
    assert main(["build", *TINY, "head.labels=[no,yes,maybe]", f"output_dir={folder}"]) == 0
    return folder
