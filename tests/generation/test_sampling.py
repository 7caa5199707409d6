"""What is drawn is reproducible, independent row by row, and distributed as it should be."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers.generation import logits_process as peers

from factory.errors import FactoryError
from factory.generation.decoding.draws import BeamDraws, Draws
from tests.generation.peers import Peer, decoder, prompts

CPU = torch.device("cpu")
RARE = 1e-3
SAMPLED: dict[str, Any] = {"do_sample": True, "max_new_tokens": 12}


def chance_of(found: torch.Tensor, expected: torch.Tensor) -> float:
    """How probable counts as far from the expected ones are: Pearson's chi-square test."""
    distance = ((found - expected) ** 2 / expected).sum()
    freedom = torch.tensor(found.numel() - 1.0, dtype=torch.float64)
    return float(torch.special.gammaincc(freedom / 2, distance / 2))


@pytest.fixture(scope="module")
def peer() -> Peer:
    return Peer(decoder())


def test_one_seed_draws_the_same_again(peer: Peer) -> None:
    first = peer.generate(prompts(), seed=7, **SAMPLED)
    assert peer.generate(prompts(), seed=7, **SAMPLED).tolist() == first.tolist()
    assert peer.generate(prompts(), seed=8, **SAMPLED).tolist() != first.tolist()


def test_torchs_seed_governs_what_has_none_of_its_own(peer: Peer) -> None:
    torch.manual_seed(3)
    first = peer.generate(prompts(), **SAMPLED)
    second = peer.generate(prompts(), **SAMPLED)
    torch.manual_seed(3)
    assert peer.generate(prompts(), **SAMPLED).tolist() == first.tolist() != second.tolist()


@pytest.mark.parametrize("beams", [1, 3])
def test_a_seed_leaves_torchs_generator_as_it_was(peer: Peer, beams: int) -> None:
    before = torch.get_rng_state()
    peer.generate(prompts(), seed=7, num_beams=beams, **SAMPLED)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_row_draws_the_same_whatever_other_rows_there_are(peer: Peer) -> None:
    together = peer.generate(prompts(), seed=7, **SAMPLED)
    assert peer.generate(prompts()[:1], seed=7, **SAMPLED).tolist() == together[:1].tolist()
    assert peer.generate(prompts()[:2], seed=7, **SAMPLED).tolist() == together[:2].tolist()


def test_texts_of_one_prompt_differ(peer: Peer) -> None:
    found = peer.generate(prompts(2), seed=1, num_return_sequences=4, **SAMPLED)
    assert found.shape[0] == 8
    assert found[:4, :7].unique(dim=0).shape[0] == 1
    assert found[:4].unique(dim=0).shape[0] == 4


def test_a_seed_may_stand_in_the_options_of_the_model(peer: Peer) -> None:
    other = Peer(peer.model)
    other.generation_config = other.generation_config.replace(seed=7)
    expected = peer.generate(prompts(), seed=7, **SAMPLED)
    assert other.generate(prompts(), **SAMPLED).tolist() == expected.tolist()


def test_beams_that_are_drawn_are_reproducible(peer: Peer) -> None:
    first = peer.generate(prompts(), seed=7, num_beams=3, **SAMPLED)
    assert peer.generate(prompts(), seed=7, num_beams=3, **SAMPLED).tolist() == first.tolist()
    assert peer.generate(prompts(), seed=8, num_beams=3, **SAMPLED).tolist() != first.tolist()


@pytest.mark.parametrize("seed", range(3))
def test_tokens_come_as_often_as_they_are_probable(seed: int) -> None:
    scores = torch.randn(1, 25, generator=torch.Generator().manual_seed(seed)) * 1.5
    scores[0, 4] = -torch.inf
    count = 40_000
    tokens = Draws(seed, count, CPU)(scores.expand(count, -1))
    found = tokens.bincount(minlength=25)
    chances = scores[0].softmax(-1).double()
    assert found[4] == 0
    there = chances > 0
    expected = chances[there] / chances[there].sum() * count
    assert chance_of(found[there], expected) > RARE


@pytest.mark.parametrize("value", [torch.nan, -torch.inf])
def test_scores_that_are_no_numbers_are_told(value: float) -> None:
    scores = torch.full((2, 5), value)
    scores[0] = 0.0
    with pytest.raises(FactoryError, match="no token can be drawn"):
        Draws(0, 2, CPU)(scores)


def test_steps_of_one_row_are_independent() -> None:
    draws, scores = Draws(5, 1, CPU), torch.zeros(1, 4)
    tokens = torch.cat([draws(scores) for _ in range(20_000)]).view(-1, 2)
    found = (tokens[:, 0] * 4 + tokens[:, 1]).bincount(minlength=16)
    assert chance_of(found, torch.full((16,), 625.0, dtype=torch.float64)) > RARE


def test_what_is_drawn_from_is_what_transformers_draws_from() -> None:
    model = decoder(seed=4)
    peer, ids, count = Peer(model), prompts(1), 4_000
    options = {
        "do_sample": True,
        "max_new_tokens": 1,
        "temperature": 2.0,
        "top_k": 20,
        "top_p": 0.9,
    }
    ours = peer.generate(ids, num_return_sequences=count, seed=0, **options)[:, -1]
    scores = model(ids).logits[:, -1].detach()
    for rule in (
        peers.TemperatureLogitsWarper(2.0),
        peers.TopKLogitsWarper(20),
        peers.TopPLogitsWarper(0.9),
    ):
        scores = rule(ids, scores)
    chances = scores[0].softmax(-1).double()
    there = chances > 0
    found = ours.bincount(minlength=61)
    assert found[~there].sum() == 0
    assert chance_of(found[there], chances[there] * count) > RARE


def test_several_continuations_are_drawn_without_repetition() -> None:
    scores = torch.randn(500, 30)
    places = BeamDraws(0, CPU)(scores, 6)
    assert all(len(set(row)) == 6 for row in places.tolist())
