"""Greedy search and sampling: one candidate a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from factory.generation.decoding.processors import Chain
from factory.generation.decoding.rules import Lengths
from factory.generation.decoding.steps import Steps
from factory.generation.decoding.stopping import Ending
from factory.generation.streamers import Streamer


@dataclass
class Record:
    """What is kept of each step, where it was asked for.

    Attributes:
        scores: what tokens were chosen by, (R, V) each.
        logits: what the model gave, (R, V) each.
    """

    scores: list[Tensor] | None = None
    logits: list[Tensor] | None = None

    def keep(self, kept: list[Tensor] | None, found: Tensor) -> None:
        """Keep a copy, if it was asked for."""
        if kept is not None:
            kept.append(found.clone())


@dataclass(frozen=True, kw_only=True)
class Search:
    """What every way of searching goes by.

    Attributes:
        steps: runs the model.
        chain: what is done to scores.
        ending: what ends a text.
        lengths: of the texts.
        filler: the token after a text that has ended.
        record: what to keep.
    """

    steps: Steps
    chain: Chain
    ending: Ending
    lengths: Lengths
    filler: int
    record: Record = field(default_factory=Record)


def decode(
    search: Search,
    prompts: Tensor,
    copies: int,
    choose: Callable[[Tensor], Tensor],
    streamer: Streamer | None = None,
) -> Tensor:
    """Texts that go on with one token after the other.

    Args:
        search: what to go by.
        prompts: (B, T).
        copies: how many texts each prompt gets; those of one prompt lie side by side.
        choose: a token a row (R,) by scores (R, V).
        streamer: is handed every token.

    Returns:
        The texts (R, at most ``lengths.most``); after their ends they are filled up.
    """
    length, record, filler = search.lengths.prompt, search.record, search.filler
    ids = prompts.new_full((len(prompts) * copies, search.lengths.most), filler)
    ids[:, :length] = prompts.repeat_interleave(copies, 0)
    ended = torch.zeros(len(ids), dtype=torch.bool, device=ids.device)
    if streamer is not None:
        streamer.put(ids[:, :length].cpu())
    scores = search.steps(prompts)
    search.steps.expand(len(prompts), copies)
    scores = scores.repeat_interleave(copies, 0) if copies > 1 else scores
    while True:
        record.keep(record.logits, scores)
        scores = search.chain(ids[:, :length], scores)
        record.keep(record.scores, scores)
        token = choose(scores)
        if search.ending:
            token = token.masked_fill(ended, filler)
        ids[:, length] = token
        length += 1
        if streamer is not None:
            streamer.put(token.cpu())
        if search.ending:
            ended |= search.ending(ids[:, :length])
            if bool(ended.all()):
                break
        if length == search.lengths.most:
            break
        scores = search.steps(ids[:, :length])
    if streamer is not None:
        streamer.end()
    return ids[:, :length]


def likeliest(scores: Tensor) -> Tensor:
    """The token of each row (R,) with the highest score (R, V)."""
    return scores.argmax(-1)
