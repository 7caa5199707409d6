"""Folding a row of things: what repeats is shown once, with how often and where."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

LONGEST = 16
"""Places of the longest pattern that is looked for."""


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
    numbered = {kind: number for number, kind in enumerate(kinds)}
    ordered = _ordered(tuple(numbered[kind] for kind in row))
    if sum(found.shown for found in ordered) <= len(kinds):
        return ordered
    return tuple(Fold(tuple(places), len(places)) for places in kinds.values())


@functools.lru_cache(maxsize=256)
def _ordered(row: tuple[int, ...]) -> tuple[Fold, ...]:
    """The shortest way to tell a row in its order."""
    total = len(row)
    best: list[tuple[float, tuple[Fold, ...]]] = [(0.0, ())] * (total + 1)
    for start in range(total - 1, -1, -1):
        options = []
        for found in _segments(row, start):
            cost, rest = best[start + len(found.places)]
            # a pattern counts a little more than its parts, so that equal neighbours win
            options.append((cost + found.shown + 0.1 * bool(found.inside), (found, *rest)))
        best[start] = min(options, key=lambda option: option[0])
    return best[0][1]


def _segments(row: tuple[int, ...], start: int) -> list[Fold]:
    """What can be shown as one from a place on: the place itself, and patterns that repeat."""
    found = [Fold((start,), 1)]
    for period in range(1, min(LONGEST, (len(row) - start) // 2) + 1):
        pattern = row[start : start + period]
        times = 1
        while row[start + times * period : start + (times + 1) * period] == pattern:
            times += 1
        if times == 1 or (period > 1 and len(set(pattern)) == 1):
            continue
        inside = _ordered(pattern) if period > 1 else ()
        for count in range(2, times + 1):
            places = tuple(range(start, start + count * period))
            spread = tuple(_spread(part, start, period, count) for part in inside)
            found.append(Fold(places, count, spread))
    return found


def _spread(part: Fold, start: int, period: int, times: int) -> Fold:
    """A part of a pattern, with its places in all repetitions."""
    places = tuple(start + turn * period + place for turn in range(times) for place in part.places)
    inside = tuple(_spread(inner, start, period, times) for inner in part.inside)
    return Fold(places, part.times, inside)
