"""Help that is worth reading."""

from __future__ import annotations

from factory.cli import VERBS
from factory.cli.arguments import HELP, VERBOSE
from factory.cli.verb import Verb

_OVERVIEW = """\
The model factory: models composed from plain data.

  factory VERB [overrides and flags]

{verbs}

Start here
  factory build                                  a small model, built, tried and saved
  factory list                                   what can be composed
  factory describe bert                          the options of one of them
  factory show architecture=bert_tiny            a tree before it is built

Overrides, as Hydra has them
  architecture=bert_tiny head=masked_lm          choose what to compose
  architecture.hidden_size=256 seed=3            set values; common names work on every family
  -m architecture=bert_tiny,distilbert_small     every combination: a sweep

factory VERB --help says more about one verb. Exit status: 0 done, 1 a job failed, 2 the request was
wrong."""


def overview() -> str:
    """What ``factory`` alone shows."""
    return _OVERVIEW.format(verbs=_columns(list(VERBS.items())))


def of_verb(name: str, verb: Verb) -> str:
    """What ``factory VERB --help`` shows."""
    flags = [(flag.usage, flag.meaning) for flag in (*verb.flags, VERBOSE, HELP)]
    text = f"factory {name} {verb.usage}\n\n{verb.summary}\n\n{_columns(flags)}"
    return f"{text}\n\n{verb.details}" if verb.details else text


def _columns(rows: list[tuple[str, str]]) -> str:
    width = max(len(left) for left, _ in rows)
    return "\n".join(f"  {left:<{width}}  {right}" for left, right in rows)
