"""What changes the scores of the next token before one is chosen.

Axes: B rows, T tokens so far, V tokens of the vocabulary. A processor owns the scores that it is
given, and changes them in place where it can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor

NEVER = -math.inf


class Processor:
    """One rule about the next token."""

    def applies(self, length: int) -> bool:
        """Whether it does anything for texts of that many tokens."""
        return True

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        """The scores (B, V) after the rule, given the texts (B, T)."""
        raise NotImplementedError


class Chain:
    """Processors one after the other, each where it applies.

    Attributes:
        processors: in the order in which they act.
    """

    def __init__(self, processors: Sequence[Processor]) -> None:
        self.processors = tuple(processors)

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        """The scores (B, V) after all of them, given the texts (B, T)."""
        length = ids.shape[1]
        for processor in self.processors:
            if processor.applies(length):
                scores = processor(ids, scores)
        return scores


class RepetitionPenalty(Processor):
    """Tokens that are in the text already become less likely (https://arxiv.org/abs/1909.05858).

    Args:
        penalty: above 1 they do; below 1 they become likelier.
        real: which tokens of the prompts count (B, T of the prompts); all when None.
    """

    def __init__(self, penalty: float, real: Tensor | None = None) -> None:
        self.penalty = penalty
        self._padding = None if real is None else ~real
        self._first_real = None if real is None else real.int().argmax(1, keepdim=True)

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        if self._padding is not None and self._first_real is not None:
            # A token that counts anyway stands in for padding, so that the shapes stay the same.
            width = self._padding.shape[1]
            counted = torch.where(self._padding, ids.gather(1, self._first_real), ids[:, :width])
            ids = torch.cat([counted, ids[:, width:]], dim=1)
        found = scores.gather(1, ids)
        return scores.scatter_(
            1, ids, torch.where(found < 0, found * self.penalty, found / self.penalty)
        )


class NoRepeatedNgrams(Processor):
    """No run of ``size`` tokens comes twice."""

    def __init__(self, size: int) -> None:
        self.size = size

    def applies(self, length: int) -> bool:
        return length >= self.size

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        runs = ids.unfold(1, self.size, 1)  # (B, T - size + 1, size)
        begun = ids[:, ids.shape[1] - self.size + 1 :]
        same = (runs[..., :-1] == begun.unsqueeze(1)).all(-1)
        # Adding, where runs share their last token, keeps what one of them forbids.
        return scores.scatter_add_(1, runs[..., -1], torch.where(same, NEVER, 0.0))


class Suppressed(Processor):
    """Tokens that are never chosen, or not for texts of some lengths.

    Args:
        tokens: which (N,).
        start: the shortest text that it is about.
        stop: the shortest text that it is no longer about.
    """

    def __init__(self, tokens: Tensor, start: int = 0, stop: float = math.inf) -> None:
        self.tokens, self.start, self.stop = tokens, start, stop

    def applies(self, length: int) -> bool:
        return self.start <= length < self.stop

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        # What a family suppresses by default may lie outside a vocabulary that is smaller.
        return scores.index_fill_(1, self.tokens[self.tokens < scores.shape[1]], NEVER)


class NoBadWords(Processor):
    """Runs of several tokens that are never completed.

    Args:
        runs: of at least two tokens each.
        device: of the scores.
    """

    def __init__(self, runs: Sequence[Sequence[int]], device: torch.device) -> None:
        by_size = groupby(sorted(runs, key=len), key=len)
        self._groups = [torch.tensor(list(group), device=device) for _, group in by_size]

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        for runs in self._groups:
            before = runs.shape[1] - 1
            if ids.shape[1] < before:
                break
            begun = (ids[:, None, -before:] == runs[:, :-1]).all(-1)  # (B, runs)
            last = runs[:, -1].expand(ids.shape[0], -1)
            scores.scatter_add_(1, last, torch.where(begun, NEVER, 0.0))
        return scores


class Forced(Processor):
    """The tokens of which one must come in a text of one length."""

    def __init__(self, tokens: Tensor, length: int) -> None:
        self.tokens, self.length = tokens, length

    def applies(self, length: int) -> bool:
        return length == self.length

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        return scores.fill_(NEVER).index_fill_(1, self.tokens, 0.0)


class OnlyNumbers(Processor):
    """Scores that are no numbers become 0, infinite ones the largest there are."""

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        return scores.nan_to_num_(nan=0.0)


class Normalized(Processor):
    """Scores become logarithms of probabilities."""

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        return scores.log_softmax(-1)
