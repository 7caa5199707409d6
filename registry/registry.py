"""A registry from (kind, name) to a component, lazy by design.

An entry is a string ``"module:attribute"`` that is imported when somebody asks for it, so that
listing a thousand components costs as much as listing one. Duplicate names raise; unknown names
raise with the nearest match. This module imports nothing of the project.
"""

from __future__ import annotations

import difflib
import fnmatch
import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class UnknownNameError(LookupError):
    """No component of that kind has that name; the message lists what there is."""


class DuplicateNameError(ValueError):
    """Two components of one kind ask for the same name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered component.

    Attributes:
        kind: the group it belongs to, such as ``"architecture"``.
        name: the name users write.
        target: ``"module:attribute"``, imported on first use.
        summary: one line for listings.
    """

    kind: str
    name: str
    target: str
    summary: str = ""


class Registry:
    """Named components by kind."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            self.register(entry.kind, entry.name, entry.target, entry.summary)

    def register(self, kind: str, name: str, target: str, summary: str = "") -> None:
        """Add a component.

        Args:
            kind: its group; a new kind is made on first use.
            name: what users write; letters, digits and underscores.
            target: ``"module:attribute"``.
            summary: one line for listings.

        Raises:
            DuplicateNameError: the kind already has that name.
            ValueError: the name or the target is malformed.
        """
        if not name.isidentifier():
            raise ValueError(f"{kind} name {name!r} is not made of letters, digits and underscores")
        module, _, attribute = target.partition(":")
        if not module or not attribute:
            raise ValueError(f"target of {kind} {name!r} is {target!r}, not 'module:attribute'")
        names = self._entries.setdefault(kind, {})
        if name in names:
            raise DuplicateNameError(
                f"{kind} {name!r} is registered twice: {names[name].target} and {target}"
            )
        names[name] = Entry(kind, name, target, summary)

    def kinds(self) -> tuple[str, ...]:
        """The kinds, in order of first registration."""
        return tuple(self._entries)

    def names(self, kind: str, pattern: str = "*") -> tuple[str, ...]:
        """Names of a kind that match a shell-style pattern, sorted."""
        return tuple(sorted(fnmatch.filter(self._of(kind), pattern)))

    def __contains__(self, key: tuple[str, str]) -> bool:
        kind, name = key
        return name in self._entries.get(kind, {})

    def describe(self, kind: str, name: str) -> Entry:
        """The entry itself, without importing its target."""
        names = self._of(kind)
        if name not in names:
            close = self.suggest(kind, name)
            hint = f" Did you mean {close!r}?" if close else ""
            raise UnknownNameError(
                f"no {kind} is called {name!r}.{hint} There are: {', '.join(sorted(names))}."
            )
        return names[name]

    def get(self, kind: str, name: str) -> Any:
        """The component, imported now if it was not before.

        Raises:
            UnknownNameError: no such kind or name.
        """
        module, _, attribute = self.describe(kind, name).target.partition(":")
        return getattr(importlib.import_module(module), attribute)

    def suggest(self, kind: str, name: str) -> str | None:
        """The nearest registered name, or None."""
        by_lower = {candidate.lower(): candidate for candidate in self._of(kind)}
        close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
        return by_lower[close[0]] if close else None

    def _of(self, kind: str) -> dict[str, Entry]:
        if kind not in self._entries:
            raise UnknownNameError(
                f"no kind is called {kind!r}. There are: {', '.join(self._entries)}."
            )
        return self._entries[kind]
