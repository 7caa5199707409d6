"""What the names in a file of weights mean for one family."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Protocol

from factory.checkpoint.rows import AnyRow, Entry, Row, Table, as_native, pattern, tabulate, under
from factory.checkpoint.safetensors_files import Layout
from factory.configuration import PretrainedConfig
from factory.specs import Model, shapes
from registry import REGISTRY


class Family(Protocol):
    """What a checkpoint needs to know of a family."""

    @property
    def name(self) -> str:
        """The registry's name."""

    @property
    def config(self) -> type[PretrainedConfig]:
        """Its configuration class."""

    @property
    def prefix(self) -> str:
        """What the body's names begin with on disk when there is a head."""

    @property
    def has_peer(self) -> bool:
        """Whether transformers has the family too, under the same names."""

    @property
    def head_names(self) -> tuple[str, ...]:
        """The tasks it has a head for, the bare model first."""

    def plan(self, config: PretrainedConfig, head: str = ...) -> Model:
        """The spec tree of a configuration with a head."""

    def own(self, config: PretrainedConfig, head: str = ...) -> Model:
        """The same as the family itself has it: nothing swapped or pruned."""

    def disk_rows(self, config: PretrainedConfig, head: str = ...) -> tuple[AnyRow, ...]:
        """Checkpoint rows of a model with that head."""


def table_of(
    family: Family, config: PretrainedConfig, head: str, tree: Model, layout: Layout
) -> Table:
    """The names of a model with a head, as transformers writes them or as the tree has them."""
    wanted = shapes(tree)
    if layout is Layout.NATIVE:
        return as_native(wanted)
    return tabulate(family.disk_rows(config, head), wanted)


class Relatives:
    """Names that a family's files hold when they were saved with another head, or without one.

    Tables are made one after another, as questions need them: a file that fits needs none, and one
    of a bare model the first alone.
    """

    def __init__(self, family: Family, config: PretrainedConfig, head: str, layout: Layout) -> None:
        self._family, self._config, self._head, self._layout = family, config, head, layout
        self._made: list[_Names] = []
        self._more = self._tabulate()

    def also(self, native: str) -> Iterator[Entry]:
        """Where else a parameter of the body may be: without the prefix, or with it."""
        if native.startswith("body."):
            for names in self._tables():
                if native in names.natives:
                    yield names.natives[native]

    def know(self, name: str) -> bool:
        """Whether a file of another head may hold this name."""
        if any(name in names.disk for names in self._tables()) or self.ignore(name):
            return True
        return any(template.fullmatch(name) for template in self._of_whole)

    def ignore(self, name: str) -> bool:
        """Whether this name is one that no model of the family reads."""
        return any(gone.fullmatch(name) for names in self._tables() for gone in names.dropped)

    def added(self, table: Table) -> frozenset[str]:
        """What the model has that the bare one has not: its head, and what that adds to the body.

        Args:
            table: the model's own.
        """
        own = {entry.native for entry in table.entries}
        if self._head == "base":
            return frozenset()
        bare = next(self._tables()).natives
        extended = all(name in own for name in bare if not name.startswith("body.pool."))
        return frozenset(name for name in own if extended and name not in bare)

    @cached_property
    def _of_whole(self) -> list[re.Pattern[str]]:
        """Names in files of the families that this one is a part of."""
        wholes = [REGISTRY.get("architecture", name) for name in self._family.config.within]
        return [pattern(name) for whole in wholes for name in _templates(whole, whole.config())]

    def _tables(self) -> Iterator[_Names]:
        for number in itertools.count():
            if number == len(self._made):
                table = next(self._more, None)
                if table is None:
                    return
                self._made.append(_Names(table))
            yield self._made[number]

    def _tabulate(self) -> Iterator[Table]:
        family, config, prefix = self._family, self._config, self._family.prefix
        for head in family.head_names:
            if head != self._head:
                yield table_of(family, config, head, family.plan(config, head), self._layout)
            if head == "base" and prefix and self._layout is Layout.HUGGING_FACE:
                # A file may hold a pooler behind the prefix although no head asks for one.
                rows = under(family.disk_rows(config, head), disk=f"{prefix}.")
                yield tabulate(rows, shapes(family.plan(config, head)))


class _Names:
    """A table, to be asked about names."""

    def __init__(self, table: Table) -> None:
        entries = (*table.entries, *table.tied, *table.copied)
        self.disk = {name for entry in entries for name in (entry.disk, *entry.old)}
        self.natives = {entry.native: entry for entry in table.entries}
        self.dropped = table.dropped


def lookalikes(
    names: Iterable[str], family: Family, config: PretrainedConfig
) -> tuple[tuple[str, ...], int, int]:
    """The registered families whose files hold more of these names than the given one's.

    Returns:
        The families that fit best, none if no other fits better than the given one; how many names
        are theirs; how many the given one's.
    """
    names = tuple(names)
    own = _known(names, family, config)
    others = {}
    for name, other in REGISTRY.components("architecture"):
        if name != family.name and name not in family.config.within:
            others[name] = _known(names, other, other.config())
    most = max(others.values(), default=0)
    best = tuple(name for name, known in others.items() if known == most > own)
    return best, most, own


def _known(names: Iterable[str], family: Family, config: PretrainedConfig) -> int:
    """How many names are a family's, whatever the number of layers."""
    wanted = [pattern(template) for template in set(_templates(family, config))]
    return sum(any(template.fullmatch(name) for template in wanted) for name in names)


def _templates(family: Family, config: PretrainedConfig) -> Iterator[str]:
    for head in family.head_names:
        for row in family.disk_rows(config, head):
            yield row.disk
            if isinstance(row, Row):
                yield from (row.disk.replace(new, old) for old, new in row.old)


def parts(entries: Iterable[Entry], added: frozenset[str]) -> dict[str, list[Entry]]:
    """Parameters by the part of the model that is there wholly or not at all.

    A head or a pooler that a file lacks is started anew; the rest of the body must be complete.

    Args:
        entries: the parameters.
        added: paths of those that a head adds to the body, which go with the head.
    """
    found: dict[str, list[Entry]] = {"body": [], "head": [], "pooler": []}
    for entry in entries:
        if entry.native.startswith("head.") or entry.native in added:
            found["head"].append(entry)
        elif entry.native.startswith("body.pool."):
            found["pooler"].append(entry)
        else:
            found["body"].append(entry)
    return found
