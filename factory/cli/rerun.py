"""``factory rerun``: a bundle built again from its pinned tree."""

from __future__ import annotations

from pathlib import Path

from factory.cli import arguments
from factory.cli.arguments import Arguments
from factory.cli.build import run_jobs
from factory.cli.verb import Verb
from factory.errors import RequestError


def run(given: Arguments) -> int:
    """Build from the pinned tree of a folder, with overrides."""
    from factory.composition import pins

    if not given.words:
        raise RequestError("rerun needs a folder: factory rerun FOLDER [overrides]")
    folder, *lines = given.words
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise RequestError(f"{folder} is not a folder")
    return run_jobs(given, tuple(lines), pins.check(place))


VERB = Verb(
    run=run,
    usage="FOLDER [overrides]",
    summary="Build a bundle again from the tree that it pins.",
    flags=arguments.REQUEST,
    details="""\
Without overrides the new bundle has the same configuration, weights and tokenizer, bit for bit,
even when defaults or presets have changed since. Values are overridden as in factory build;
choosing another config of a group replaces what was pinned for it.

  factory rerun outputs/2026-01-31/12-00-00
  factory rerun out seed=1 output_dir=out2
  factory rerun out -m head=base,masked_lm""",
)
