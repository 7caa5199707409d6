"""Whisper's timestamps among ids: windows of half a minute, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

STEPS = 1500
"""Timestamps of a window, besides the one at 0."""
STEP = 0.02
"""Seconds between two of them."""


@dataclass(frozen=True)
class Segment:
    """What was said between two timestamps.

    Attributes:
        ids: its ids, both timestamps included.
        begin: the step of its window at which it begins.
        end: the step at which it ends.
        before: steps of the windows before its own.
    """

    ids: Sequence[int]
    begin: int
    end: int
    before: int


def segments(ids: Sequence[int], first: int) -> Iterator[Segment]:
    """The segments of some ids, in order.

    Args:
        ids: the ids.
        first: the id of the first timestamp.
    """
    places = [place for place, token_id in enumerate(ids) if token_id >= first]
    # Two timestamps in a row: a segment ends at one and the next begins at the other.
    cuts = [second for one, second in pairwise(places) if second == one + 1]
    if len(places) < 2:
        return
    if places[-1] + 1 not in cuts:
        cuts.append(places[-1] + 1)
    start, latest, before = places[0], 0, 0
    for cut in cuts:
        segment = ids[start:cut]
        if len(segment) > 1:
            begin, end = segment[0] - first, segment[-1] - first
            if begin < latest:
                before += STEPS if _window_was_full(ids, start, first) else latest
            latest = end
            yield Segment(segment, begin, end, before)
        start = cut


def timed_pieces(ids: Sequence[int], first: int, precision: float) -> Iterator[float | list[int]]:
    """Times in seconds, and the ids between them.

    Args:
        ids: the ids.
        first: the id of the first timestamp.
        precision: seconds between two timestamps.
    """
    pieces: list[float | list[int]] = []
    text: list[int] = []
    previous = latest = before = 0.0
    for place, token_id in enumerate(ids):
        if token_id < first:
            text.append(token_id)
            continue
        pieces.append(text)
        time = float((token_id - first) * precision)
        if time < latest:
            if _window_was_full(ids, place, first):
                before += STEPS * precision
            else:
                # The window ended before its last timestamp, which is of no use.
                latest = previous
                before += previous
                del pieces[-2:]
        previous, latest = latest, time
        pieces.append(time + before)
        text = []
    yield from pieces
    yield text


def _window_was_full(ids: Sequence[int], place: int, first: int) -> bool:
    """Whether the window before a place ended with one timestamp alone, at its very end."""
    return place >= 2 and min(ids[place - 2 : place]) < first
