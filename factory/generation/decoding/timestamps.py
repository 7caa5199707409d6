"""The grammar of times in transcribed speech (https://arxiv.org/abs/2212.04356)."""

from __future__ import annotations

import torch
from torch import Tensor

from factory.generation.decoding.processors import NEVER, Processor


class Timestamps(Processor):
    """A piece of speech stands between two times, which never go back.

    Args:
        none: the token that says that no times are wanted; those of times follow it.
        end: the token that ends a text; those of words are before it.
        begin: how many tokens the prompt has.
        latest_start: the last time that the first piece may begin at, in steps, or None.
    """

    def __init__(self, none: int, end: int, begin: int, latest_start: int | None = None) -> None:
        self.none, self.end, self.begin, self.latest_start = none, end, begin, latest_start
        self.first = none + 1

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        words, times = scores[:, : self.first], scores[:, self.first :]  # views of the scores
        scores[:, self.none] = NEVER
        if ids.shape[1] == self.begin:
            words.fill_(NEVER)
            if self.latest_start is not None:
                times[:, self.latest_start + 1 :] = NEVER
        else:
            self._in_order(ids[:, self.begin :], scores, times)
        logs = scores.log_softmax(-1)
        together = logs[:, self.first :].logsumexp(-1)
        due = together > logs[:, : self.first].amax(-1)
        words.masked_fill_(due[:, None], NEVER)
        return scores

    def _in_order(self, said: Tensor, scores: Tensor, times: Tensor) -> None:
        """Times in pairs, each no earlier than the last; ``said`` is (B, N), N at least 1."""
        is_time = said >= self.first
        ends = is_time[:, -1]
        in_pair = is_time[:, -2] if said.shape[1] > 1 else torch.ones_like(ends)
        times.masked_fill_((ends & in_pair)[:, None], NEVER)
        scores[:, : self.end].masked_fill_((ends & ~in_pair)[:, None], NEVER)
        places = torch.arange(1, said.shape[1] + 1, device=said.device)
        latest = (is_time * places).amax(1, keepdim=True)  # 0 where there is none
        last = said.gather(1, (latest - 1).clamp_(min=0))
        # A time that closes a piece may open the next one too; any other has passed.
        bound = last + ~(ends & ~in_pair)[:, None]
        passed = torch.arange(self.first, scores.shape[1], device=said.device) < bound
        times.masked_fill_(passed & (latest > 0), NEVER)
