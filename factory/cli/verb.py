"""What a verb is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from factory.cli.arguments import Arguments, Flag


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A verb of the command line.

    Attributes:
        run: does it; returns the exit status, and raises ``RequestError`` for a wrong request.
        usage: what follows the verb.
        summary: one line.
        flags: those it has beside ``--help`` and ``--verbose``.
        details: further help, examples above all.
    """

    run: Callable[[Arguments], int]
    usage: str
    summary: str
    flags: tuple[Flag, ...] = ()
    details: str = ""
