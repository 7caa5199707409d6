"""Answers to questions, found in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factory.cli.answers.rows import Answer, Row

if TYPE_CHECKING:
    from torch import Tensor

BEST_SPANS = 4
LONGEST_SPAN = 30
"""Tokens that the answer to a question has at most."""


def found(row: Row, start: Tensor, end: Tensor) -> Answer:
    """The stretches of the second text that answer the first, the best one first.

    The score is the probability that the answer starts where it does times that of where it ends,
    over the tokens of the second text. Stretches are widened to whole words.

    Args:
        row: a question and a text.
        start: (tokens,).
        end: (tokens,).
    """
    places = row.places(1)
    starts, ends = (scores.double()[places].softmax(-1) for scores in (start, end))
    scores = (starts[:, None] * ends[None, :]).triu().tril(LONGEST_SPAN - 1)
    best = scores.flatten().topk(min(16 * BEST_SPANS, scores.numel()))
    answers: dict[tuple[int, int], Answer] = {}
    for index, score in zip(best.indices.tolist(), best.values.tolist(), strict=True):
        first, last = (places[i] for i in divmod(index, len(places)))
        span = row.slice(1, _word(row, first)[0], _word(row, last)[1])
        if score > 0 and span["text"]:
            answers.setdefault((span["start"], span["end"]), {**span, "score": score})
    return {"answers": list(answers.values())[:BEST_SPANS]}


def _word(row: Row, place: int) -> tuple[int, int]:
    """Where the word of a token begins and ends in its text."""
    encoding = row.encoding
    word, sequence = encoding.word_ids[place], encoding.sequence_ids[place]
    span = None if word is None else encoding.word_to_chars(word, sequence or 0)
    start, end = encoding.offsets[place] if span is None else span
    return start, end
