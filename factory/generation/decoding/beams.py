"""Beam search: several candidates a prompt, of which the best texts are kept.

It chooses as transformers does: of each prompt's continuations the best are looked at, at least
twice as many as there are beams; those that end may become texts, the best others go on.

Axes: B prompts, K beams of each, C continuations that are looked at, V tokens of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from factory.generation.decoding.single import Search

FAR = -1e9
"""A score below every real one; finite, so that it can be added to others."""


@dataclass(frozen=True, kw_only=True)
class Preference:
    """Which texts are preferred, and when a search is over.

    Attributes:
        length_penalty: scores are divided by the length to this power.
        early: end once there are as many texts as beams; "never", only once none can be better.
    """

    length_penalty: float
    early: bool | Literal["never"]

    def score(self, log_probability: Tensor, tokens: int) -> Tensor:
        """Of texts with so many tokens after their prompts."""
        weighed: Tensor = log_probability / tokens**self.length_penalty
        return weighed


@dataclass
class Found:
    """The best texts so far.

    Attributes:
        ids: (B, K, the greatest length).
        scores: (B, K), from the best on; FAR where there is no text yet.
        lengths: tokens of each (B, K), prompts included.
    """

    ids: Tensor
    scores: Tensor
    lengths: Tensor

    @property
    def there(self) -> Tensor:
        """Where there is a text (B, K)."""
        return self.lengths > 0

    @property
    def full(self) -> Tensor:
        """For which prompts there are as many texts as beams (B, 1)."""
        return self.there.all(1, keepdim=True)

    def add(self, ids: Tensor, scores: Tensor, new: Tensor, length: int) -> None:
        """Keep the best of these and more.

        Args:
            ids: (B, C, ``length``).
            scores: (B, C).
            new: which of them are texts that may be kept (B, C).
            length: how many tokens each has.
        """
        count = self.scores.shape[1]
        scores = torch.cat((self.scores, torch.where(new, scores, FAR)), 1)
        self.scores, best = scores.topk(count)
        held = self.ids.new_empty(len(ids), count + ids.shape[1], length)
        held[:, :count], held[:, count:] = self.ids[:, :, :length], ids
        self.ids[:, :, :length] = held.gather(1, best[..., None].expand(-1, -1, length))
        self.lengths = torch.cat((self.lengths, new * length), 1).gather(1, best)


def search_beams(
    search: Search,
    prompts: Tensor,
    beams: int,
    preference: Preference,
    draw: Callable[[Tensor, int], Tensor] | None = None,
) -> Found:
    """The best texts of each prompt.

    Args:
        search: what to go by.
        prompts: (B, T).
        beams: K.
        preference: which texts are preferred.
        draw: places of several continuations by their scores; the best are taken when None.
    """
    start = length = search.lengths.prompt
    batch, device = len(prompts), prompts.device
    ends = 0 if search.ending.tokens is None else len(search.ending.tokens)
    count = max(2, 1 + ends) * beams
    ids = prompts.new_full((batch * beams, search.lengths.most), search.filler)
    ids[:, :length] = prompts.repeat_interleave(beams, 0)
    running = torch.zeros(batch, beams, device=device)
    running[:, 1:] = FAR  # all beams of a prompt are still alike, so only the first counts
    found = Found(
        ids.view(batch, beams, -1).clone(),
        torch.full_like(running, FAR),
        torch.zeros_like(running, dtype=torch.long),
    )
    improvable = torch.ones(batch, 1, dtype=torch.bool, device=device)
    first_beam = torch.arange(batch, device=device)[:, None] * beams
    any_found = False

    scores = search.steps(prompts)
    search.steps.expand(batch, beams)
    scores = scores.repeat_interleave(beams, 0)
    while True:
        search.record.keep(search.record.logits, scores)
        scores = search.chain(ids[:, :length], scores.log_softmax(-1))
        search.record.keep(search.record.scores, scores)
        vocabulary = scores.shape[1]
        total = (scores.view(batch, beams, -1) + running[..., None]).view(batch, -1)
        if draw is None:
            best, places = total.topk(count)
        else:
            places = draw(total, count)
            best = total.gather(1, places)
        rows = places // vocabulary + first_beam  # (B, C)
        tokens = places % vocabulary
        length += 1
        at_most = length == search.lengths.most
        ended = _ended(search, ids, rows, tokens, length, at_most)
        if at_most or bool(ended.any()):
            top = ended.clone()
            top[:, beams:] = False  # the others are only looked at so that enough go on
            if preference.early is True:
                top &= ~found.full
            whole = torch.cat((ids[rows, : length - 1], tokens[..., None]), -1)
            found.add(whole, preference.score(best, length - start), top & improvable, length)
            any_found = True
        if at_most or bool(ended.all()):
            break
        running, chosen = (best + ended * FAR).topk(beams)
        rows, tokens = rows.gather(1, chosen).view(-1), tokens.gather(1, chosen).view(-1)
        if any_found:
            improvable &= _improvable(
                found, running, preference, start, length, search.lengths.most
            )
            over = preference.early is True and bool(found.full.all())
            if over or not bool(improvable.any()):
                break
        ids[:, : length - 1] = ids[rows, : length - 1]
        ids[:, length - 1] = tokens
        search.steps.reorder(rows)
        scores = search.steps(ids[:, :length])
    return found


def _ended(
    search: Search, ids: Tensor, rows: Tensor, tokens: Tensor, length: int, at_most: bool
) -> Tensor:
    """Which continuations (B, C) end their texts."""
    if at_most:
        return torch.ones_like(tokens, dtype=torch.bool)
    if search.ending.texts is None and search.ending.deadline is None:
        return search.ending.of_tokens(tokens)
    whole = torch.cat((ids[rows.view(-1), : length - 1], tokens.view(-1, 1)), 1)
    return search.ending(whole).view(tokens.shape)


def _improvable(
    found: Found, running: Tensor, preference: Preference, start: int, length: int, most: int
) -> Tensor:
    """For which prompts a better text may yet come (B, 1), as far as one can tell."""
    hopeful = preference.early == "never" and preference.length_penalty > 0
    hoped = preference.score(running[:, :1], (most if hopeful else length) - start)
    worst = found.scores.amin(1, keepdim=True)
    return (hoped > torch.where(found.there, worst, FAR)).any(1, keepdim=True)
