"""Choosing how to search, and running it."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from factory.errors import RequestError
from factory.generation.config import GenerationConfig
from factory.generation.decoding.beams import Preference, search_beams
from factory.generation.decoding.draws import BeamDraws, Draws
from factory.generation.decoding.outputs import Generated
from factory.generation.decoding.rules import chain_of
from factory.generation.decoding.single import Record, Search, decode, likeliest
from factory.generation.decoding.starting import Start
from factory.generation.decoding.stopping import Ending, StopTexts
from factory.generation.streamers import Streamer


def run(
    config: GenerationConfig, start: Start, tokenizer: Any, streamer: Streamer | None
) -> Generated:
    """The texts that complete options ask for.

    Raises:
        RequestError: what is asked for needs something that is not there.
    """
    device, beams = start.prompts.device, config.num_beams or 1
    texts, sampled = config.num_return_sequences or 1, bool(config.do_sample)
    if beams > 1 and streamer is not None:
        raise RequestError("streamer: a beam search knows its text only at the end; num_beams=1")
    copies = beams if beams > 1 else texts
    real = None if start.real is None else start.real.repeat_interleave(copies, 0)
    seed = _seed(config) if sampled else 0
    search = Search(
        steps=start.steps,
        chain=chain_of(config, start.lengths, device, real),
        ending=_ending(config, tokenizer, device),
        lengths=start.lengths,
        filler=config.filler,
        record=Record([] if config.output_scores else None, [] if config.output_logits else None),
    )
    if beams == 1:
        rows = len(start.prompts) * copies
        choose = Draws(seed, rows, device) if sampled else likeliest
        ids = decode(search, start.prompts, copies, choose, streamer)
        return _generated(search, ids[:, start.hidden :])
    preference = Preference(
        length_penalty=1.0 if config.length_penalty is None else config.length_penalty,
        early=config.early_stopping or False,
    )
    draw = BeamDraws(seed, device) if sampled else None
    found = search_beams(search, start.prompts, beams, preference, draw)
    longest = int(found.lengths[:, :texts].max())
    ids = found.ids[:, :texts, start.hidden : longest].flatten(0, 1)
    return _generated(search, ids, found.scores[:, :texts].flatten())


def _generated(search: Search, ids: Tensor, scores: Tensor | None = None) -> Generated:
    kept = (search.record.scores, search.record.logits)
    steps, logits = (None if found is None else tuple(found) for found in kept)
    return Generated(sequences=ids, sequences_scores=scores, scores=steps, logits=logits)


def _ending(config: GenerationConfig, tokenizer: Any, device: torch.device) -> Ending:
    ends, texts = config.eos_token_ids, None
    if config.stop_texts:
        if tokenizer is None:
            raise RequestError(
                "generation.stop_strings: what tokens mean is not known; "
                "give model.generate(tokenizer=…) too"
            )
        texts = StopTexts(config.stop_texts, tokenizer)
    return Ending(torch.tensor(ends, device=device) if ends else None, texts, config.max_time)


def _seed(config: GenerationConfig) -> int:
    if config.seed is not None:
        return config.seed
    return int(torch.randint(2**63 - 1, ()))
