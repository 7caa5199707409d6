"""What the factory raises when a request, a checkpoint or a bundle is wrong.

Every message is a sentence that a user can act on: what was given, where, what is allowed, and the
nearest match. The command line prints it, and exits with 2 for a wrong request and with 1 for the
rest; Python callers catch one of these types.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class FactoryError(Exception):
    """A problem outside the factory's own code, told in words that can be acted on."""


class RequestError(FactoryError, ValueError):
    """The request is wrong: an unknown name, a wrong type, an impossible value.

    Attributes:
        problems: every problem found, one sentence each.
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems: tuple[str, ...] = (
            (problems,) if isinstance(problems, str) else tuple(problems)
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class CheckpointError(FactoryError):
    """Weights that do not fit the model they are loaded into, or cannot be read safely."""


class BundleError(FactoryError):
    """A bundle that is damaged, incomplete, or names something outside its folder."""


class MissingExtraError(FactoryError, ImportError):
    """A feature needs a package that is not installed; the message names the extra."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The closest of ``allowed`` to ``name``, or None when nothing is close."""
    by_lower = {candidate.lower(): candidate for candidate in allowed}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """`` Did you mean 'x'?`` with a leading space, or an empty string."""
    match = nearest(name, allowed)
    return f" Did you mean {match!r}?" if match is not None else ""
