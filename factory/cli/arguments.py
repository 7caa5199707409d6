"""Flags of the command line; everything else on it is an override or a name.

A small parser of our own: ``argparse`` would abbreviate flags and take values that begin with a
dash, such as ``--input -``, for flags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from factory.errors import RequestError, did_you_mean


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag.

    Attributes:
        name: with its dashes.
        meaning: one line of help.
        value: what its value is called, or an empty text for a switch.
        short: another spelling.
    """

    name: str
    meaning: str
    value: str = ""
    short: str = ""

    @property
    def usage(self) -> str:
        """The flag as help shows it."""
        names = f"{self.short}, {self.name}" if self.short else self.name
        return f"{names} {self.value}".rstrip()


JSON = Flag("--json", "print JSON: one object a job, or one for the whole answer")
CONFIG_DIR = Flag("--config-dir", "a folder of your own groups and presets", "DIR", "-cd")
INPUT = Flag(
    "--input",
    "try the model on a text, a file (of lines, a picture, sound), or - for standard input",
    "TEXT",
)
WEIGHTS = Flag("--weights", "start from the weights of a folder or a hub name", "PATH")
MULTIRUN = Flag("--multirun", "run every combination of the values that are listed", "", "-m")
PLOT = Flag("--plot", "draw the pictures or sound that are tried, and what the model sees of them")
ORIGINS = Flag("--origins", "say where each value comes from")
VERBOSE = Flag("--verbose", "tell more on the standard error", "", "-v")
HELP = Flag("--help", "show this help", "", "-h")
VERSION = Flag("--version", "show the version")

REQUEST = (MULTIRUN, INPUT, PLOT, WEIGHTS, CONFIG_DIR, JSON)
"""What every verb takes that composes a request."""

_REFUSED = {
    "--experimental-rerun": "it unpickles a file, which can run code; use factory rerun FOLDER",
    "--config-path": "the shipped configs are always there; --config-dir adds your own",
    "--config-name": "each verb has its own; presets of yours go into --config-dir",
    "--cfg": "factory show prints the composed tree",
    "--info": "factory show --origins says where each value comes from",
}
"""Hydra's flags that are not taken, each with what to do instead."""


@dataclass(frozen=True)
class Arguments:
    """A parsed command line.

    Attributes:
        words: everything that is no flag, in order.
        values: flags that were given, with their value or an empty text.
    """

    words: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, flag: Flag) -> bool:
        return flag.name in self.values

    def get(self, flag: Flag) -> str | None:
        """The value of a flag, or None when it was not given."""
        return self.values.get(flag.name)


def parse(argv: Sequence[str], flags: Sequence[Flag]) -> Arguments:
    """Take the flags off a command line.

    Args:
        argv: what follows the verb.
        flags: those that the verb has; ``--help`` and ``--verbose`` go without saying.

    Raises:
        RequestError: an unknown flag, a value missing or too many.
    """
    known = {
        spelling: flag
        for flag in (*flags, HELP, VERBOSE)
        for spelling in (flag.name, flag.short)
        if spelling
    }
    words: list[str] = []
    values: dict[str, str] = {}
    problems: list[str] = []
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if not word.startswith("-") or word == "-":
            words.append(word)
            continue
        name, equals, value = word.partition("=")
        flag = known.get(name)
        if flag is None:
            problems.append(_unknown(name, known))
        elif flag.value:
            if not equals and not rest:
                problems.append(f"{name} needs a value: {flag.usage}")
                continue
            if flag.name in values:
                problems.append(f"{name} is given twice")
            values[flag.name] = value if equals else rest.pop(0)
        elif equals:
            problems.append(f"{name} takes no value")
        else:
            values[flag.name] = ""
    if problems:
        raise RequestError(problems)
    return Arguments(tuple(words), values)


def _unknown(name: str, known: Mapping[str, Flag]) -> str:
    if name in _REFUSED:
        return f"{name} is refused: {_REFUSED[name]}"
    spellings = [spelling for spelling in known if spelling.startswith("--")]
    return f"{name}: there is no such flag.{did_you_mean(name, spellings)}"
