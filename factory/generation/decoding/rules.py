"""From options to what is done to scores, in the order in which transformers does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from factory.generation.config import GenerationConfig
from factory.generation.decoding.processors import (
    Chain,
    Forced,
    NoBadWords,
    NoRepeatedNgrams,
    Normalized,
    OnlyNumbers,
    Processor,
    RepetitionPenalty,
    Suppressed,
)
from factory.generation.decoding.timestamps import Timestamps
from factory.generation.decoding.warpers import (
    Epsilon,
    Eta,
    MinP,
    Temperature,
    TopK,
    TopP,
    Typical,
)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long texts are, in tokens, prompts included.

    Attributes:
        prompt: of the prompts, padding included.
        least: of no text that has ended.
        most: of any text.
    """

    prompt: int
    least: int
    most: int


def chain_of(
    config: GenerationConfig, lengths: Lengths, device: torch.device, real: Tensor | None
) -> Chain:
    """Everything that a choice of options does to scores; what does nothing is left out.

    Args:
        config: complete options.
        lengths: of the texts.
        device: of the scores.
        real: which tokens of the prompts are no padding (B, T), or None when all are.
    """
    rules = [*_rules(config, lengths, device, real)]
    if config.do_sample:
        rules += _warpers(config)
    if config.renormalize_logits:
        rules.append(Normalized())
    return Chain(rules)


def _rules(
    config: GenerationConfig, lengths: Lengths, device: torch.device, real: Tensor | None
) -> Iterator[Processor]:
    def tokens(ids: Iterable[int]) -> Tensor:
        return torch.tensor(sorted(ids), device=device)

    ends = config.eos_token_ids
    if config.repetition_penalty != 1:
        assert config.repetition_penalty is not None
        yield RepetitionPenalty(config.repetition_penalty, real)
    if config.no_repeat_ngram_size:
        yield NoRepeatedNgrams(config.no_repeat_ngram_size)
    if config.bad_words_ids:
        words = [word for word in config.bad_words_ids if len(word) > 1]
        if alone := {w[0] for w in config.bad_words_ids if len(w) == 1} - set(ends):
            yield Suppressed(tokens(alone))
        if words:
            yield NoBadWords(words, device)
    if ends and lengths.least > lengths.prompt:
        yield Suppressed(tokens(ends), stop=lengths.least)
    if config.forced_bos_token_id is not None:
        yield Forced(tokens([config.forced_bos_token_id]), 1)
    if config.forced_eos_token_id is not None:
        forced = config.forced_eos_token_id
        yield Forced(tokens([forced] if isinstance(forced, int) else forced), lengths.most - 1)
    if config.remove_invalid_values:
        yield OnlyNumbers()
    if config.suppress_tokens:
        yield Suppressed(tokens(config.suppress_tokens))
    if config.begin_suppress_tokens:
        forced_first = lengths.prompt == 1 and config.forced_bos_token_id is not None
        begin = lengths.prompt + forced_first
        yield Suppressed(tokens(config.begin_suppress_tokens), begin, begin + 1)
    if config.return_timestamps and config.no_timestamps_token_id is not None:
        yield Timestamps(
            config.no_timestamps_token_id,
            ends[0],
            lengths.prompt,
            config.max_initial_timestamp_index,
        )


def _warpers(config: GenerationConfig) -> Iterator[Processor]:
    ends = len(config.eos_token_ids)
    # A beam needs one token that does not end it, to go on with.
    least = max(2, ends + 1) if (config.num_beams or 1) > 1 else 1
    if config.temperature is not None and config.temperature != 1:
        yield Temperature(config.temperature)
    if config.top_k:
        yield TopK(config.top_k, least)
    if config.top_p is not None and config.top_p < 1:
        yield TopP(config.top_p, least)
    if config.min_p is not None:
        yield MinP(config.min_p, least)
    if config.typical_p is not None and config.typical_p < 1:
        yield Typical(config.typical_p, least)
    if config.epsilon_cutoff:
        yield Epsilon(config.epsilon_cutoff, least)
    if config.eta_cutoff:
        yield Eta(config.eta_cutoff, least)
