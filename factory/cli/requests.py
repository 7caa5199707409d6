"""What several verbs do with their arguments before anything else."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from factory.cli.arguments import CONFIG_DIR, INPUT, PLOT, WEIGHTS, Arguments
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


def overrides(composer: Composer, given: Arguments, words: Sequence[str]) -> list[str]:
    """The overrides of a command line, with those that flags stand for.

    Free text and paths often cannot be written in the grammar of overrides, hence the flags.

    Raises:
        RequestError: an option is given both ways, or the standard input cannot be read.
    """
    from factory.composition.engine import quoted
    from factory.composition.inputs import as_text

    lines = list(words)
    for flag, key in ((INPUT, "input"), (WEIGHTS, "weights")):
        text = given.get(flag)
        if text is None:
            continue
        if composer.sets(words, key):
            raise RequestError(f"{flag.name} and {key}= are the same; give one of them")
        if flag is INPUT and text == "-":
            text = as_text(standard_input("--input -"))
        lines.append(f"{key}={quoted(text)}")
    if PLOT in given:
        lines.append("plot=true")
    return lines


def standard_input(asked: str) -> str:
    """The text on the standard input.

    Args:
        asked: what of the command line asks for it, for errors.

    Raises:
        RequestError: it is closed, cannot be read, or is not text in UTF-8.
    """
    # None where the process was started with its standard input closed.
    stream: TextIO | None = sys.stdin
    if stream is None:
        raise RequestError(f"{asked}: the standard input is closed")
    bytes_of = getattr(stream, "buffer", None)
    try:  # bytes where there are any: not every locale's text is UTF-8, or refused when it is not
        return stream.read() if bytes_of is None else str(bytes_of.read(), "utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"{asked}: the standard input is not text in UTF-8") from error
    except OSError as error:
        raise RequestError(f"{asked}: the standard input cannot be read: {error}") from error
