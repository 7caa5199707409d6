"""What narrows the tokens that one is drawn from.

Each keeps at least ``least`` tokens, the likeliest. Axes: B rows, V tokens of the vocabulary.
"""

from __future__ import annotations

import torch
from torch import Tensor

from factory.generation.decoding.processors import NEVER, Processor


class Temperature(Processor):
    """Scores divided by a temperature: below 1, likely tokens become likelier."""

    def __init__(self, temperature: float) -> None:
        self.temperature = temperature

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        return scores.div_(self.temperature)


class TopK(Processor):
    """The ``count`` likeliest tokens, and those as likely as the last of them."""

    def __init__(self, count: int, least: int) -> None:
        self.count = max(count, least)

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        if self.count >= scores.shape[1]:
            return scores
        last = scores.topk(self.count).values[:, -1:]
        return scores.masked_fill_(scores < last, NEVER)


class TopP(Processor):
    """The fewest likeliest tokens whose probabilities add up to ``mass``.

    https://arxiv.org/abs/1904.09751
    """

    def __init__(self, mass: float, least: int) -> None:
        self.mass, self.least = mass, least

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        ascending, order = scores.sort()
        unlikely = ascending.softmax(-1).cumsum(-1) <= 1 - self.mass
        unlikely[:, -self.least :] = False
        return scores.masked_fill_(torch.empty_like(unlikely).scatter_(1, order, unlikely), NEVER)


class MinP(Processor):
    """Tokens with at least a fraction of the likeliest one's probability.

    https://arxiv.org/abs/2407.01082
    """

    def __init__(self, fraction: float, least: int) -> None:
        self.fraction, self.least = fraction, least

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        chances = scores.softmax(-1)
        unlikely = chances < self.fraction * chances.amax(-1, keepdim=True)
        return _without(unlikely, scores, self.least)


class Typical(Processor):
    """Tokens whose surprise is nearest to what is expected, up to ``mass`` together.

    https://arxiv.org/abs/2202.00666
    """

    def __init__(self, mass: float, least: int) -> None:
        self.mass, self.least = mass, least

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        surprise = -scores.log_softmax(-1)
        expected = (surprise * (-surprise).exp()).nansum(-1, keepdim=True)
        ascending, order = (surprise - expected).abs().sort()
        reached = scores.gather(1, order).softmax(-1).cumsum(-1) < self.mass
        last = reached.sum(1, keepdim=True).clamp_(max=scores.shape[1] - 1)
        odd = ascending > ascending.gather(1, last)
        odd[:, : self.least] = False
        return scores.masked_fill_(torch.empty_like(odd).scatter_(1, order, odd), NEVER)


class Epsilon(Processor):
    """Tokens that are at least so probable (https://arxiv.org/abs/2210.15191)."""

    def __init__(self, least_chance: float, least: int) -> None:
        self.least_chance, self.least = least_chance, least

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        return _without(scores.softmax(-1) < self.least_chance, scores, self.least)


class Eta(Processor):
    """The same, but where nothing is certain less probable tokens are kept too."""

    def __init__(self, least_chance: float, least: int) -> None:
        self.least_chance, self.least = least_chance, least

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        logs = scores.log_softmax(-1)
        chances = logs.exp()
        entropy = -(chances * logs).nansum(-1, keepdim=True)
        bound = (self.least_chance**0.5 * (-entropy).exp()).clamp_(max=self.least_chance)
        return _without(chances < bound, scores, self.least)


def _without(unlikely: Tensor, scores: Tensor, least: int) -> Tensor:
    """Scores without unlikely tokens, but for the ``least`` likeliest."""
    last = scores.topk(min(least, scores.shape[1])).values[:, -1:]
    return scores.masked_fill_(unlikely & (scores < last), NEVER)
