"""Checkpoint maps as data: rows of templates that expand against the names a spec tree declares.

A row says which parameter here is which tensor on disk. ``{i}`` stands for a layer number and
``{p}`` for ``weight`` or ``bias``; no row knows how many layers there are. Expansion covers every
parameter exactly once and uses every disk name at most once, or it is an error, so the map is a
bijection and reading and writing follow from the same table.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from factory.specs import Shape

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Row:
    """One tensor: its name on disk and its path here.

    Attributes:
        disk: template of the name that is written.
        native: template of the parameter's path.
        old: (old, new) parts of names that older files use; an old name is read when the new one is
            absent, and never written.
        turned: a matrix lies on disk as (inputs, outputs).
    """

    disk: str
    native: str
    old: tuple[tuple[str, str], ...] = ()
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Fused:
    """Several parameters laid one after another, along their first axis, in one tensor.

    Attributes:
        disk: template of the name that is written.
        native: templates of the parameters' paths, in the order in which they lie.
        turned: a matrix lies on disk as (inputs, outputs).
    """

    disk: str
    native: tuple[str, ...]
    turned: bool = False


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


AnyRow: TypeAlias = Row | Fused | TiedRow | Copied | Drop


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a tensor on disk that is one parameter.

    Attributes:
        start, stop: rows of the parameter among those of the whole.
        whole: how many there are.
        turned: what are rows here are columns on disk.
    """

    start: int
    stop: int
    whole: int
    turned: bool = False

    def of(self, tensor: Tensor) -> Tensor:
        """The parameter, out of the tensor on disk."""
        if self.turned:
            return tensor[:, self.start : self.stop].T.contiguous()
        return tensor[self.start : self.stop]

    def joined(self, parameters: Sequence[Tensor]) -> Tensor:
        """The tensor on disk, made of all its parameters, of which this piece is one."""
        import torch

        whole = torch.cat(list(parameters)) if len(parameters) > 1 else parameters[0]
        return whole.T.contiguous() if self.turned else whole


@dataclass(frozen=True, slots=True)
class Entry:
    """One expanded row.

    Attributes:
        disk: the name on disk.
        native: the parameter's path.
        old: what older files call it, in the order in which the names are tried.
        piece: which part of the tensor on disk it is; the whole when None.
    """

    disk: str
    native: str
    old: tuple[str, ...] = ()
    piece: Piece | None = None

    def shape_on_disk(self, shape: Shape) -> Shape:
        """Shape of the tensor on disk that holds a parameter of that shape."""
        if self.piece is None:
            return shape
        whole = (self.piece.whole, *shape[1:])
        return whole[::-1] if self.piece.turned else whole


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

    @property
    def pieces(self) -> dict[str, Piece]:
        """The parameters that are parts of a tensor on disk."""
        return {entry.native: entry.piece for entry in self.entries if entry.piece is not None}


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
        if not isinstance(row, Row | Fused):
            continue
        natives = (row.native,) if isinstance(row, Row) else row.native
        wanted = pattern(natives[0])
        for name in shapes:
            if (found := wanted.fullmatch(name)) is None:
                continue
            disk = row.disk.format(**found.groupdict())
            if disk in used:
                raise MapError(f"{disk} would hold both {used[disk]} and {name}")
            used[disk] = name
            paths = [native.format(**found.groupdict()) for native in natives]
            for entry in _entries(row, disk, paths, shapes):
                if entry.native in entries:
                    earlier = entries[entry.native].disk
                    raise MapError(f"{entry.native} has two rows: {earlier} and {disk}")
                entries[entry.native] = entry
    if missing := [name for name in shapes if name not in entries]:
        raise MapError(f"no row for {len(missing)} parameters: {', '.join(missing[:6])}")
    return tuple(entries[name] for name in shapes)


def _entries(
    row: Row | Fused, disk: str, paths: list[str], shapes: Mapping[str, Shape]
) -> Iterator[Entry]:
    if isinstance(row, Row):
        old = tuple(disk.replace(new, before) for before, new in row.old if new in disk)
        shape = shapes[paths[0]]
        turned = row.turned and len(shape) == 2
        yield Entry(disk, paths[0], old, Piece(0, shape[0], shape[0], True) if turned else None)
        return
    if absent := [path for path in paths if path not in shapes]:
        raise MapError(f"{disk} would hold {absent[0]}, which is not in the tree")
    ends = list(itertools.accumulate((shapes[path][0] for path in paths), initial=0))
    turned = row.turned and len(shapes[paths[0]]) == 2
    for path, (start, stop) in zip(paths, itertools.pairwise(ends), strict=True):
        yield Entry(disk, path, piece=Piece(start, stop, ends[-1], turned))


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

    def under_both(row: AnyRow) -> AnyRow:
        if isinstance(row, Drop):
            return Drop(disk + row.disk)
        if isinstance(row, Fused):
            moved = tuple(native + path for path in row.native)
            return replace(row, disk=disk + row.disk, native=moved)
        return replace(row, disk=disk + row.disk, native=native + row.native)

    return tuple(under_both(row) for row in rows)
