"""What the names in a file of weights mean for one family."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Protocol

from factory.checkpoint.rows import AnyRow, Entry, Row, Table, as_native, pattern, tabulate, under
from factory.configuration import PretrainedConfig
from factory.specs import Model, shapes
from registry import REGISTRY


class Family(Protocol):
    """What a checkpoint needs to know of a family."""

    @property
    def name(self) -> str:
        """The registry's name."""

    @property
    def prefix(self) -> str:
        """What the body's names begin with on disk when there is a head."""

    @property
    def head_names(self) -> tuple[str, ...]:
        """The tasks it has a head for, the bare model first."""

    def plan(self, config: PretrainedConfig, head: str = ...) -> Model:
        """The spec tree of a configuration with a head."""

    def disk_rows(self, config: PretrainedConfig, head: str = ...) -> tuple[AnyRow, ...]:
        """Checkpoint rows of a model with that head."""


def table_of(family: Family, config: PretrainedConfig, head: str, *, native: bool = False) -> Table:
    """The names of a model with a head, as transformers writes them or as the tree has them."""
    wanted = shapes(family.plan(config, head))
    return as_native(wanted) if native else tabulate(family.disk_rows(config, head), wanted)


class Relatives:
    """Names that a family's files hold when they were saved with another head, or without one.

    Everything is made on first use: a file that fits needs none of it.
    """

    def __init__(
        self, family: Family, config: PretrainedConfig, head: str, *, native: bool = False
    ) -> None:
        self._family, self._config, self._head, self._native = family, config, head, native

    def also(self, native: str) -> Iterable[Entry]:
        """Where else a parameter of the body may be: without the prefix, or with it."""
        return self._body.get(native, ())

    def know(self, name: str) -> bool:
        """Whether a file of another head may hold this name."""
        return name in self._names or any(
            dropped.fullmatch(name) for table in self._tables for dropped in table.dropped
        )

    @cached_property
    def _tables(self) -> tuple[Table, ...]:
        family, config = self._family, self._config
        others = [head for head in family.head_names if head != self._head]
        tables = [table_of(family, config, head, native=self._native) for head in others]
        if family.prefix and not self._native:
            # A file may hold the prefix although no head that needs this part of the body has it.
            bare = under(family.disk_rows(config, "base"), disk=f"{family.prefix}.")
            tables.append(tabulate(bare, shapes(family.plan(config, "base"))))
        return tuple(tables)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(
            name
            for table in self._tables
            for entry in (*table.entries, *table.tied, *table.copied)
            for name in (entry.disk, *entry.old)
        )

    @cached_property
    def _body(self) -> Mapping[str, dict[Entry, None]]:
        found: defaultdict[str, dict[Entry, None]] = defaultdict(dict)
        for table in self._tables:
            for entry in table.entries:
                if entry.native.startswith("body."):
                    found[entry.native][entry] = None
        return found


def lookalike(
    names: Iterable[str], family: Family, config: PretrainedConfig
) -> tuple[str, int, int] | None:
    """The registered family whose files hold more of these names than the given one's.

    Returns:
        Its name, how many names are that family's, how many the given one's; None when no other
        family fits better.
    """
    names = tuple(names)
    own = _known(names, family, config)
    best, most = "", 0
    for name in REGISTRY.names("architecture"):
        other = REGISTRY.get("architecture", name)
        if name != family.name and (known := _known(names, other, other.config())) > most:
            best, most = name, known
    return (best, most, own) if most > own else None


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


def parts(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Parameters by the part of the model that is there wholly or not at all.

    A head or a pooler that a file lacks is started anew; the rest of the body must be complete.
    """
    found: dict[str, list[Entry]] = {"body": [], "head": [], "pooler": []}
    for entry in entries:
        if entry.native.startswith("head."):
            found["head"].append(entry)
        elif entry.native.startswith("body.pool."):
            found["pooler"].append(entry)
        else:
            found["body"].append(entry)
    return found
