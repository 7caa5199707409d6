"""What several verbs do with their arguments before anything else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from factory.cli.arguments import CONFIG_DIR, INPUT, WEIGHTS, Arguments
from factory.errors import RequestError

if TYPE_CHECKING:
    from factory.composition import Composer


def composer(given: Arguments, job: Path | None = None) -> Composer:
    """The composer of a command line; Hydra is imported here."""
    from factory.composition import Composer
    from factory.composition.engine import register_resolvers

    register_resolvers()
    folder = given.get(CONFIG_DIR)
    return Composer(Path(folder) if folder is not None else None, job)


def overrides(given: Arguments, words: tuple[str, ...]) -> list[str]:
    """The overrides of a command line, with those that flags stand for.

    Free text and paths often cannot be written in the grammar of overrides, hence the flags.

    Raises:
        RequestError: an option is given both ways.
    """
    from factory.composition.engine import quoted

    lines = list(words)
    for flag, key in ((INPUT, "input"), (WEIGHTS, "weights")):
        text = given.get(flag)
        if text is None:
            continue
        if any(line.startswith(f"{key}=") for line in words):
            raise RequestError(f"{flag.name} and {key}= are the same; give one of them")
        if flag is INPUT and text == "-":
            text = sys.stdin.read()
        lines.append(f"{key}={quoted(text)}")
    return lines
