"""Rules about scores do what those of transformers do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import transformers
from transformers.generation import logits_process as peers

from factory.generation import GenerationConfig
from factory.generation.decoding.processors import (
    Forced,
    NoBadWords,
    NoRepeatedNgrams,
    Normalized,
    OnlyNumbers,
    Processor,
    RepetitionPenalty,
    Suppressed,
)
from factory.generation.decoding.rules import Lengths, chain_of
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

ROWS, WORDS, LENGTH = 5, 40, 12
CPU = torch.device("cpu")


def several(*tokens: int) -> torch.Tensor:
    return torch.tensor(tokens)


CASES: dict[str, tuple[Processor, Any]] = {
    "temperature": (Temperature(0.7), peers.TemperatureLogitsWarper(0.7)),
    "top k": (TopK(7, 1), peers.TopKLogitsWarper(7)),
    "top k, more than there are": (TopK(400, 1), peers.TopKLogitsWarper(400)),
    "top k, at least 3": (TopK(1, 3), peers.TopKLogitsWarper(1, min_tokens_to_keep=3)),
    "top p": (TopP(0.6, 1), peers.TopPLogitsWarper(0.6)),
    "top p, at least 4": (TopP(0.01, 4), peers.TopPLogitsWarper(0.01, min_tokens_to_keep=4)),
    "min p": (MinP(0.2, 1), peers.MinPLogitsWarper(0.2)),
    "min p, at least 4": (MinP(0.99, 4), peers.MinPLogitsWarper(0.99, min_tokens_to_keep=4)),
    "typical": (Typical(0.5, 1), peers.TypicalLogitsWarper(0.5)),
    "typical, at least 3": (
        Typical(0.01, 3),
        peers.TypicalLogitsWarper(0.01, min_tokens_to_keep=3),
    ),
    "epsilon": (Epsilon(0.03, 1), peers.EpsilonLogitsWarper(0.03)),
    "epsilon, at least 2": (Epsilon(0.9, 2), peers.EpsilonLogitsWarper(0.9, min_tokens_to_keep=2)),
    "eta": (Eta(0.05, 1), peers.EtaLogitsWarper(0.05)),
    "repetition": (RepetitionPenalty(1.7), peers.RepetitionPenaltyLogitsProcessor(1.7)),
    "n-grams of 1": (NoRepeatedNgrams(1), peers.NoRepeatNGramLogitsProcessor(1)),
    "n-grams of 2": (NoRepeatedNgrams(2), peers.NoRepeatNGramLogitsProcessor(2)),
    "n-grams of 3": (NoRepeatedNgrams(3), peers.NoRepeatNGramLogitsProcessor(3)),
    "suppressed": (Suppressed(several(3, 9)), peers.SuppressTokensLogitsProcessor([3, 9])),
    "numbers": (OnlyNumbers(), peers.InfNanRemoveLogitsProcessor()),
    "normalized": (Normalized(), peers.LogitNormalization()),
    "forced": (Forced(several(4), LENGTH), peers.ForcedEOSTokenLogitsProcessor(LENGTH + 1, 4)),
}


def texts(seed: int) -> torch.Tensor:
    """Texts of few different tokens, so that much comes twice."""
    return torch.randint(0, 5, (ROWS, LENGTH), generator=torch.Generator().manual_seed(seed))


def scores(seed: int) -> torch.Tensor:
    return torch.randn(ROWS, WORDS, generator=torch.Generator().manual_seed(seed)) * 3


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", range(5))
def test_a_rule_does_what_that_of_transformers_does(name: str, seed: int) -> None:
    ours, theirs = CASES[name]
    found = ours(texts(seed), scores(seed))
    torch.testing.assert_close(found, theirs(texts(seed), scores(seed)), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_runs_of_tokens_are_not_completed(seed: int) -> None:
    ids = texts(seed)
    runs = [[1, 2], [3, 4, 1], [*ids[0, -2:].tolist(), 7], [int(ids[1, -1]), 8]]
    found = NoBadWords(runs, CPU)(ids, scores(seed))
    theirs = peers.NoBadWordsLogitsProcessor(runs)
    torch.testing.assert_close(found, theirs(ids, scores(seed)))


def test_padding_is_no_repetition() -> None:
    real = torch.arange(LENGTH) >= several(0, 1, 3, 5, 7)[:, None]
    theirs = peers.RepetitionPenaltyLogitsProcessor(
        1.7, prompt_ignore_length=several(0, 1, 3, 5, 7)
    )
    longer = torch.cat((texts(0), texts(1)[:, :2] + 5), 1)
    found = RepetitionPenalty(1.7, real)(longer, scores(0))
    torch.testing.assert_close(found, theirs(longer, scores(0)))


TIMES: list[Callable[[], list[list[int]]]] = [
    lambda: [[9, 9, 9]],
    lambda: [[9, 9, 9, 31]],
    lambda: [[9, 9, 9, 31, 4]],
    lambda: [[9, 9, 9, 31, 4, 33]],
    lambda: [[9, 9, 9, 31, 4, 33, 33], [9, 9, 9, 31, 4, 33, 35], [9, 9, 9, 31, 4, 5, 6]],
    lambda: [[9, 9, 9, 31, 4, 33, 33, 2], [9, 9, 9, 30, 4, 35, 35, 36]],
]


@pytest.mark.parametrize("ids", TIMES)
@pytest.mark.parametrize("latest", [None, 2])
@pytest.mark.parametrize("seed", range(3))
def test_times_keep_their_order(ids: Any, latest: int | None, seed: int) -> None:
    tokens = torch.tensor(ids())
    begin = scores(seed)[: len(tokens)]
    config = transformers.GenerationConfig(
        no_timestamps_token_id=29, eos_token_id=28, max_initial_timestamp_index=latest
    )
    theirs = peers.WhisperTimeStampLogitsProcessor(config, begin_index=3)(tokens, begin.clone())
    ours = Timestamps(29, 28, 3, latest)(tokens, begin.clone())
    torch.testing.assert_close(ours, theirs)


def test_rules_that_do_nothing_are_left_out() -> None:
    config = GenerationConfig(eos_token_id=3, do_sample=True, top_k=0, temperature=1.0).complete()
    assert chain_of(config, Lengths(5, 0, 9), CPU, None).processors == ()


def test_rules_come_in_the_order_of_transformers() -> None:
    config = GenerationConfig(
        do_sample=True,
        temperature=0.5,
        top_k=9,
        top_p=0.9,
        min_p=0.1,
        typical_p=0.8,
        epsilon_cutoff=0.01,
        eta_cutoff=0.01,
        repetition_penalty=1.2,
        no_repeat_ngram_size=2,
        bad_words_ids=((4,), (5, 6)),
        min_length=9,
        eos_token_id=3,
        forced_bos_token_id=1,
        forced_eos_token_id=2,
        remove_invalid_values=True,
        suppress_tokens=(7,),
        begin_suppress_tokens=(8,),
        renormalize_logits=True,
    ).complete()
    chain = chain_of(config, Lengths(5, 9, 12), CPU, None)
    assert [type(rule).__name__ for rule in chain.processors] == [
        "RepetitionPenalty",
        "NoRepeatedNgrams",
        "Suppressed",
        "NoBadWords",
        "Suppressed",
        "Forced",
        "Forced",
        "OnlyNumbers",
        "Suppressed",
        "Suppressed",
        "Temperature",
        "TopK",
        "TopP",
        "MinP",
        "Typical",
        "Epsilon",
        "Eta",
        "Normalized",
    ]
