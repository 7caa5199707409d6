"""Checkpoint maps as data: rows of templates that expand against the names a spec tree declares.

A row says which parameter here is which tensor on disk. ``{i}`` stands for a layer number and
``{p}`` for ``weight`` or ``bias``; no row knows how many layers there are. Expansion covers every
parameter exactly once and uses every disk name at most once, or it is an error, so the map is a
bijection and reading and writing follow from the same table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from factory.specs import Shape


@dataclass(frozen=True, slots=True)
class Row:
    """One tensor: its name on disk and its path here.

    Attributes:
        disk: template of the name that is written.
        native: template of the parameter's path.
        old: (old, new) parts of names that older files use; an old name is read when the new one is
            absent, and never written.
    """

    disk: str
    native: str
    old: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TiedRow:
    """A second name of a parameter: may be on disk, must equal it then, is never written."""

    disk: str
    native: str


@dataclass(frozen=True, slots=True)
class Drop:
    """A name that older files carry and nothing reads."""

    disk: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A dead second copy that transformers expects to find: written, never read."""

    disk: str
    native: str


AnyRow: TypeAlias = Row | TiedRow | Copied | Drop


@dataclass(frozen=True, slots=True)
class Entry:
    """One expanded row.

    Attributes:
        disk: the name on disk.
        native: the parameter's path.
        old: what older files call it, in the order in which the names are tried.
    """

    disk: str
    native: str
    old: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Every name that the files of one kind of model may hold.

    Attributes:
        entries: each parameter once, in the order of the tree.
        tied: second names, which may be in a file.
        copied: names that are written for others and never read.
        dropped: patterns of names that nothing reads.
    """

    entries: tuple[Entry, ...]
    tied: tuple[Entry, ...] = ()
    copied: tuple[Entry, ...] = ()
    dropped: tuple[re.Pattern[str], ...] = ()


class MapError(ValueError):
    """Rows that do not cover a tree exactly; a mistake in a family's file."""


def expand(rows: Iterable[AnyRow], shapes: Mapping[str, Shape]) -> tuple[Entry, ...]:
    """Rows against parameter names: a table that covers each name exactly once.

    Raises:
        MapError: a parameter has no row or two, or two parameters share a disk name.
    """
    entries: dict[str, Entry] = {}
    used: dict[str, str] = {}
    for row in rows:
        if not isinstance(row, Row):
            continue
        wanted = pattern(row.native)
        for name in shapes:
            if (found := wanted.fullmatch(name)) is None:
                continue
            disk = row.disk.format(**found.groupdict())
            if name in entries:
                raise MapError(f"{name} has two rows: {entries[name].disk} and {disk}")
            if disk in used:
                raise MapError(f"{disk} would hold both {used[disk]} and {name}")
            old = tuple(disk.replace(new, before) for before, new in row.old if new in disk)
            entries[name], used[disk] = Entry(disk, name, old), name
    if missing := [name for name in shapes if name not in entries]:
        raise MapError(f"no row for {len(missing)} parameters: {', '.join(missing[:6])}")
    return tuple(entries[name] for name in shapes)


def tabulate(rows: Iterable[AnyRow], shapes: Mapping[str, Shape]) -> Table:
    """All rows against parameter names: what is read, what may be there, what is written besides.

    Raises:
        MapError: as :func:`expand`.
    """
    rows = tuple(rows)
    entries = expand(rows, shapes)
    # An untied output matrix has a Row of its own; a TiedRow for the same name then means nothing.
    own = {entry.disk for entry in entries}
    return Table(
        entries=entries,
        tied=tuple(e for e in _second_names(rows, TiedRow, shapes) if e.disk not in own),
        copied=tuple(e for e in _second_names(rows, Copied, shapes) if e.disk not in own),
        dropped=tuple(pattern(row.disk) for row in rows if isinstance(row, Drop)),
    )


def _second_names(
    rows: Iterable[AnyRow], kind: type[TiedRow] | type[Copied], shapes: Mapping[str, Shape]
) -> Iterator[Entry]:
    for row in rows:
        if isinstance(row, kind):
            wanted = pattern(row.native)
            for name in shapes:
                if (found := wanted.fullmatch(name)) is not None:
                    yield Entry(row.disk.format(**found.groupdict()), name)


def as_native(shapes: Mapping[str, Shape]) -> Table:
    """The table of a file that holds the tree's own names."""
    return Table(tuple(Entry(name, name) for name in shapes))


def pattern(template: str) -> re.Pattern[str]:
    """A template as a regular expression: ``{p}`` is weight or bias, other fields are numbers."""

    def field(found: re.Match[str]) -> str:
        values = "weight|bias" if found[1] == "p" else r"\d+"
        return f"(?P<{found[1]}>{values})"

    return re.compile(re.sub(r"\\\{(\w+)\\\}", field, re.escape(template)))


def under(rows: Iterable[AnyRow], *, disk: str = "", native: str = "") -> tuple[AnyRow, ...]:
    """Rows with a prefix on the disk names, on the native paths, or on both."""

    def moved(row: AnyRow) -> AnyRow:
        if isinstance(row, Drop):
            return Drop(disk + row.disk)
        return replace(row, disk=disk + row.disk, native=native + row.native)

    return tuple(moved(row) for row in rows)
