"""Folding a row of things: what repeats is shown once, with how often and where."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

LONGEST = 16
"""Places of the longest pattern that is looked for."""

_MOST = 400  # places of rows in which patterns are looked for, as that takes their square


@dataclass(frozen=True)
class Fold:
    """Places of a row that are shown as one.

    Attributes:
        places: all of them, in order.
        times: how often what is inside comes one after another.
        inside: what a pattern is made of; nothing where all places hold the same.
    """

    places: tuple[int, ...]
    times: int
    inside: tuple[Fold, ...] = ()

    @property
    def shown(self) -> int:
        """How many things are shown of it."""
        return sum(fold.shown for fold in self.inside) or 1


def fold(row: Sequence[Hashable]) -> tuple[Fold, ...]:
    """A row as few things: equal neighbours and alternating patterns folded.

    Where the same few kinds come in no order, each stands once with its places instead.
    """
    kinds: dict[Hashable, list[int]] = {}
    for place, kind in enumerate(row):
        kinds.setdefault(kind, []).append(place)
    apart = tuple(Fold(tuple(places), len(places)) for places in kinds.values())
    if len(row) > _MOST or len(kinds) < 2:
        return apart
    numbered = {kind: number for number, kind in enumerate(kinds)}
    ordered = _ordered(tuple(numbered[kind] for kind in row))
    return ordered if sum(found.shown for found in ordered) <= len(apart) else apart


@functools.lru_cache(maxsize=256)
def _ordered(row: tuple[int, ...]) -> tuple[Fold, ...]:
    """The shortest way to tell a row in its order."""
    total = len(row)
    cost = [0.0] * (total + 1)  # of telling what begins at a place
    chosen: list[tuple[int, int]] = [(1, 1)] * total  # by a pattern of so many places, so often
    alike = [[0] * (total + 1) for _ in range(LONGEST + 1)]  # places that come again so far on
    for start in range(total - 1, -1, -1):
        cost[start] = 1 + cost[start + 1]
        for period in range(1, min(LONGEST, total - start - 1) + 1):
            if row[start] != row[start + period]:
                continue
            alike[period][start] = alike[period][start + 1] + 1
            pattern = row[start : start + period]
            times = alike[period][start] // period + 1
            if times == 1 or (period > 1 and len(set(pattern)) == 1):
                continue
            inner = 1 if period == 1 else sum(part.shown for part in _ordered(pattern)) + 0.1
            for count in range(2, times + 1):  # 0.1 more, so that equal neighbours win
                if (found := inner + cost[start + count * period]) < cost[start]:
                    cost[start], chosen[start] = found, (period, count)
    folds, place = [], 0
    while place < total:
        period, times = chosen[place]
        folds.append(_segment(row, place, period, times))
        place += period * times
    return tuple(folds)


def _segment(row: tuple[int, ...], start: int, period: int, times: int) -> Fold:
    """A pattern that begins at a place and comes so often."""
    places = tuple(range(start, start + period * times))
    parts = _ordered(row[start : start + period]) if period > 1 else ()
    return Fold(places, times, tuple(_spread(part, start, period, times) for part in parts))


def _spread(part: Fold, start: int, period: int, times: int) -> Fold:
    """A part of a pattern, with its places in all repetitions."""
    places = tuple(start + turn * period + place for turn in range(times) for place in part.places)
    inside = tuple(_spread(inner, start, period, times) for inner in part.inside)
    return Fold(places, part.times, inside)
