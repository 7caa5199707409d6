"""Labels of stretches of a recording, such as who speaks when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from factory.cli.answers.rows import Answer
from factory.configuration import PretrainedConfig

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the frames of a recording lie in it.

    Attributes:
        step: seconds from one frame to the next.
        frames: those of the recording; later ones are of padding.
        seconds: its length.
    """

    step: float
    frames: int
    seconds: float

    def span(self, first: int, last: int) -> tuple[float, float]:
        """When some frames begin and end; the last one of all lasts to the end."""
        end = self.seconds if last + 1 >= self.frames else (last + 1) * self.step
        return first * self.step, min(end, self.seconds)


def stretches(scores: Tensor, config: PretrainedConfig, clock: Clock) -> Answer:
    """Stretches of a recording with one label each, in order.

    Neighbouring frames of one label are one stretch, whose score is their mean probability. Where
    the configuration lets several labels hold at once, as when two people speak, each label has
    stretches of its own.

    Args:
        scores: (frames, labels).
        config: names the labels and says how they are meant.
        clock: of the recording.
    """
    scores = scores[: clock.frames].double()
    several = (config.problem_type or "").startswith("multi_label")
    probabilities = scores.sigmoid() if several else scores.softmax(-1)
    if several:
        held = [(probabilities[:, label] > 0.5).tolist() for label in range(scores.shape[-1])]
    else:
        best = scores.argmax(-1).tolist()
        held = [[label == one for one in best] for label in range(scores.shape[-1])]
    found: list[Answer] = []
    for label, frames in enumerate(held):
        for first, last in _runs(frames):
            start, end = clock.span(first, last)
            score = float(probabilities[first : last + 1, label].mean())
            found.append({"label": config.label(label), "start": start, "end": end, "score": score})
    return {"stretches": sorted(found, key=lambda stretch: stretch["start"])}


def _runs(frames: list[bool]) -> Iterator[tuple[int, int]]:
    """The first and the last frame of every run that holds."""
    for holds, run in groupby(enumerate(frames), key=lambda frame: frame[1]):
        if holds:
            places = [place for place, _ in run]
            yield places[0], places[-1]
