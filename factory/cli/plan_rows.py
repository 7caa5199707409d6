"""Rows of ``factory plan -m``: what each point of a grid costs, as they come.

A point that is impossible, or beyond the budget, is a row that says so, and no failure of the rest.
"""

from __future__ import annotations

import heapq
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from factory.composition.grid import Grid, Point
from factory.cost import UNITS
from factory.errors import RequestError, did_you_mean
from factory.specs import SpecError

_CHUNK = 250
"""Points that a process computes at a time."""

_PAYS = 4 * _CHUNK
"""Points from which on a second process is worth its start."""

COSTS = tuple(UNITS)


@dataclass(frozen=True, slots=True)
class Row:
    """One point.

    Attributes:
        number: its place in the grid.
        values: what was swept, by key.
        costs: by the names of ``factory.cost.UNITS``; None where it is impossible.
        beyond: bounds of the budget that it does not keep.
        problem: why it is impossible, in one line.
    """

    number: int
    values: Mapping[str, Any]
    costs: Mapping[str, int] | None
    beyond: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def flat(self) -> dict[str, Any]:
        """Everything by the name of its column."""
        costs = self.costs or dict.fromkeys(COSTS)
        return {"number": self.number, **self.values, **costs, "problem": self.problem}


@dataclass
class Outcome:
    """How many points there are of each sort.

    Attributes:
        fit: possible and within the budget.
        beyond: bounds that were not kept, and how often.
        impossible: reasons, and how often.
    """

    fit: int = 0
    left_out: int = 0
    beyond: Counter[str] = field(default_factory=Counter)
    impossible: Counter[str] = field(default_factory=Counter)

    def seen(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted, without those that are beyond the budget."""
        for row in rows:
            if row.beyond:
                self.left_out += 1
                self.beyond.update(text.partition(":")[0] for text in row.beyond)
                continue
            if row.problem is None:
                self.fit += 1
            else:
                self.impossible[row.problem] += 1
            yield row

    def sentences(self) -> Iterator[str]:
        """What is to be told of them."""
        if self.left_out:
            bounds = ", ".join(f"{name} {count:,}" for name, count in self.beyond.items())
            yield f"{self.left_out:,} left out, beyond the budget ({bounds})"
        if count := self.impossible.total():
            reason, often = self.impossible.most_common(1)[0]
            others = len(self.impossible) - 1
            share = f"; {often:,} of them" if others else ""
            more = f"; and {others:,} other reasons" if others else ""
            yield f"{count:,} impossible{share}: {reason}{more}"


def rows_of(grid: Grid) -> Iterator[Row]:
    """What each point costs, in order; memory does not grow with their number."""
    processes = min(_cores(), 1 + len(grid) // _PAYS)
    if processes == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(_row, grid.points())
        return
    next(grid.points(0, 1), None)  # what all points share is composed before there are two
    global _GRID
    _GRID = grid
    ranges = [(at, min(at + _CHUNK, len(grid))) for at in range(0, len(grid), _CHUNK)]
    try:
        with multiprocessing.get_context("fork").Pool(processes, _left_to_parent) as pool:
            for rows in pool.imap(_chunk, ranges):
                yield from rows
    finally:
        _GRID = None


_GRID: Grid | None = None
"""The grid of the process, which those that are forked off find in their memory."""


def _left_to_parent() -> None:
    """Leave interruptions to the process that was asked, which ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _chunk(bounds: tuple[int, int]) -> list[Row]:
    assert _GRID is not None
    return [_row(point) for point in _GRID.points(*bounds)]


def _row(point: Point) -> Row:
    if point.blueprint is None:
        return Row(point.number, point.values, None, (), _line(point.problems))
    try:
        costs = point.blueprint.estimate().totals
    except RequestError as error:
        return Row(point.number, point.values, None, (), _line(error.problems))
    except SpecError as error:
        return Row(point.number, point.values, None, (), _line([f"architecture: {error}"]))
    return Row(point.number, point.values, costs, tuple(point.blueprint.budget.excesses(costs)))


def _line(problems: Sequence[str]) -> str:
    return " ".join("; ".join(problems).split())


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True)
class Order:
    """By which column rows are sorted.

    Attributes:
        name: of the column.
        falling: whether the greatest comes first.
    """

    name: str
    falling: bool

    @classmethod
    def asked(cls, text: str, keys: Sequence[str]) -> Order:
        """What ``--sort`` asks for: a cost or a swept key, ``-`` before it for falling.

        Raises:
            RequestError: there is no such column.
        """
        name = text.removeprefix("-")
        short = {key.rpartition(".")[2]: key for key in keys}
        found = name if name in (*COSTS, *keys) else short.get(name)
        if found is None:
            known = (*COSTS, *keys)
            raise RequestError(
                f"--sort {text}: there is no such column.{did_you_mean(name, (*known, *short))} "
                f"There are: {', '.join(known)}."
            )
        return cls(found, text.startswith("-"))

    def key(self, row: Row) -> tuple[Any, ...]:
        """What rows are compared by; those that are impossible come last."""
        cost: Any = (row.costs or {}).get(self.name, row.values.get(self.name))
        if isinstance(cost, int | float):
            return (row.costs is None, 0, -cost if self.falling else cost, row.number)
        return (row.costs is None, 1, "" if cost is None else str(cost), row.number)

    def sorted(self, rows: Iterable[Row]) -> list[Row]:
        """All rows."""
        return sorted(rows, key=self.key)

    def first(self, rows: Iterable[Row], count: int) -> list[Row]:
        """The first so many, without keeping the others."""
        return heapq.nsmallest(count, rows, key=self.key)
