"""Labels: of a whole text, and of stretches of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from factory.cli.answers.rows import Answer, Row
from factory.configuration import PretrainedConfig

if TYPE_CHECKING:
    from torch import Tensor

_TAGGED = re.compile(r"([BI])-(.+)")
_OUTSIDE = "O"


def classes(scores: Tensor, config: PretrainedConfig) -> Answer:
    """Labels of a whole text, the most probable first; values in their own order.

    Args:
        scores: (labels,).
        config: names the labels and says how they are meant, which one label alone says as well.
    """
    kind = config.problem_type or ("regression" if len(scores) == 1 else "single_label")
    names = [config.label(index) for index in range(len(scores))]
    if kind == "regression":
        values = zip(names, scores.tolist(), strict=True)
        return {"values": [{"label": name, "value": value} for name, value in values]}
    several = kind.startswith("multi_label")
    scores = scores.double()
    probabilities = scores.sigmoid() if several else scores.softmax(-1)
    found = zip(names, probabilities.tolist(), strict=True)
    labels = [{"label": name, "probability": p} for name, p in found]
    labels.sort(key=lambda label: -label["probability"])
    return {"labels": labels, "independent": several}


def spans(row: Row, scores: Tensor, config: PretrainedConfig) -> Answer:
    """Stretches of the text with one label each.

    The pieces of a word share their mean probability. Neighbouring words of one label are one
    stretch; where labels are named ``B-`` and ``I-``, a ``B-`` begins a new one. What is labelled
    ``O`` is left out. The score is the mean over the words.

    Args:
        row: the text.
        scores: (tokens, labels).
        config: names the labels.
    """
    groups: list[list[Word]] = []
    previous = None
    for word in _words(row, scores.double().softmax(-1), config):
        if word.label != _OUTSIDE and previous is not None and word.goes_on(previous):
            groups[-1].append(word)
        elif word.label != _OUTSIDE:
            groups.append([word])
        previous = word
    return {
        "spans": [
            {
                "label": words[0].label,
                **row.slice(words[0].sequence, words[0].start, words[-1].end),
                "sequence": words[0].sequence,
                "score": sum(word.score for word in words) / len(words),
            }
            for words in groups
        ]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word with its label.

    Attributes:
        sequence: which text it is of.
        start: its first character.
        end: the character behind it.
        label: without ``B-`` and ``I-``.
        begins: whether it had ``B-``.
        score: the label's probability.
    """

    sequence: int
    start: int
    end: int
    label: str
    begins: bool
    score: float

    def goes_on(self, other: Word) -> bool:
        """Whether it belongs to the same stretch as the word before it."""
        return not self.begins and (self.label, self.sequence) == (other.label, other.sequence)


def _words(row: Row, probabilities: Tensor, config: PretrainedConfig) -> Iterator[Word]:
    """The words of the texts, each with its most probable label."""
    encoding = row.encoding

    def word_of(place: int) -> tuple[int | None, int | None]:
        return encoding.sequence_ids[place], encoding.word_ids[place]

    for (sequence, _), group in groupby(row.places(), word_of):
        pieces = list(group)
        mean = probabilities[pieces].mean(0)
        best = int(mean.argmax())
        label = config.label(best)
        tagged = _TAGGED.fullmatch(label)
        yield Word(
            sequence=sequence or 0,
            start=min(encoding.offsets[piece][0] for piece in pieces),
            end=max(encoding.offsets[piece][1] for piece in pieces),
            label=tagged[2] if tagged else label,
            begins=tagged is not None and tagged[1] == "B",
            score=float(mean[best]),
        )
