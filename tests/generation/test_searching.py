"""Texts are those that transformers generates, token for token."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest
import torch

from factory.errors import RequestError
from tests.generation.peers import VOCABULARY, Peer, decoder, pair, prompts, ragged

LONG, SHORT = {"max_new_tokens": 200}, {"max_new_tokens": 50}
RULES: list[dict[str, Any]] = [
    LONG,
    {"eos_token_id": 5},
    {"eos_token_id": [5, 9, 30], "pad_token_id": 1},
    {"eos_token_id": 5, "min_new_tokens": 40},
    {"eos_token_id": [5, 30], "min_length": 60, "max_length": 120, "max_new_tokens": None},
    {"repetition_penalty": 1.3},
    {"repetition_penalty": 0.9, "eos_token_id": 5},
    {"no_repeat_ngram_size": 2},
    {"no_repeat_ngram_size": 1, "max_new_tokens": 40},
    {"suppress_tokens": [4, 8, 15], "begin_suppress_tokens": [16, 23, 42]},
    {"bad_words_ids": [[7], [14, 30], [30, 30, 30], [57, 43]]},
    {"bad_words_ids": [[5], [30, 52]], "eos_token_id": 5},
    {"forced_eos_token_id": 11, "max_new_tokens": 30},
    {"forced_eos_token_id": [11, 12], "max_new_tokens": 30, "eos_token_id": 11},
    {"remove_invalid_values": True, "renormalize_logits": True},
    {"repetition_penalty": 1.2, "no_repeat_ngram_size": 3, "eos_token_id": [5, 9]},
    {"use_cache": False, "max_new_tokens": 30},
]
BEAMS: list[dict[str, Any]] = [
    {"num_beams": 2, **LONG},
    {"num_beams": 4, "eos_token_id": 5},
    {"num_beams": 4, "eos_token_id": 5, "early_stopping": True},
    {"num_beams": 4, "eos_token_id": 5, "early_stopping": "never"},
    {"num_beams": 3, "eos_token_id": 5, "early_stopping": "never", "length_penalty": 0.0},
    {"num_beams": 3, "eos_token_id": [5, 9, 30], "length_penalty": 2.0},
    {"num_beams": 3, "eos_token_id": [5, 9, 30], "length_penalty": -1.0, "early_stopping": True},
    {"num_beams": 5, "num_return_sequences": 5, "eos_token_id": [5, 9], "pad_token_id": 0},
    {"num_beams": 5, "num_return_sequences": 2, "eos_token_id": 5, "pad_token_id": 1},
    {"num_beams": 4, "no_repeat_ngram_size": 3, "eos_token_id": 5, "min_new_tokens": 20},
    {"num_beams": 4, "repetition_penalty": 1.4, "eos_token_id": 5},
    {"num_beams": 4, "renormalize_logits": True, "suppress_tokens": [30], "max_new_tokens": 60},
    {"num_beams": 3, "bad_words_ids": [[7], [14, 30]], "max_new_tokens": 60},
    {"num_beams": 3, "forced_eos_token_id": 11, "max_new_tokens": 30},
    {"num_beams": 3, "use_cache": False, "max_new_tokens": 20},
]


def both(model: Any, ids: torch.Tensor, **options: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """What transformers generates and what we do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = model.generate(ids, **options)
    return theirs, Peer(model).generate(ids, **options)


@pytest.mark.parametrize("options", [*RULES, *BEAMS], ids=str)
def test_a_decoder_goes_on_as_transformers_does(options: dict[str, Any]) -> None:
    theirs, ours = both(decoder(), prompts(), **SHORT | options)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("options", [*RULES, *BEAMS], ids=str)
def test_prompts_padded_on_the_left_go_on_as_in_transformers(options: dict[str, Any]) -> None:
    ids, mask = ragged()
    options = {**SHORT, "pad_token_id": 0, **options, "attention_mask": mask}
    theirs, ours = both(decoder("gpt2"), ids, **options)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("options", [*RULES, *BEAMS], ids=str)
def test_an_encoder_is_written_from_as_in_transformers(options: dict[str, Any]) -> None:
    ids = prompts(length=11)
    mask = torch.ones_like(ids)
    mask[0, 6:] = 0
    theirs, ours = both(pair(), ids, **SHORT | options, attention_mask=mask)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("first", [[[0, 4, 7]], [[4, 7]]], ids=["with start", "without"])
def test_a_decoder_begins_as_it_is_told(beams: int, first: list[list[int]]) -> None:
    options = {"decoder_input_ids": torch.tensor(first * 2), "num_beams": beams, **SHORT}
    theirs, ours = both(pair(), prompts(2), **options)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("beams", [1, 3])
def test_a_forced_first_token_comes_first(beams: int) -> None:
    options = {"forced_bos_token_id": 17, "begin_suppress_tokens": [3, 4], "num_beams": beams}
    theirs, ours = both(pair("bart"), prompts(2), **SHORT | options)
    assert ours.tolist() == theirs.tolist()
    assert set(ours[:, 1].tolist()) == {17}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("beams", [1, 4])
def test_many_random_models_say_the_same(seed: int, beams: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    ends = torch.randint(3, VOCABULARY, (1 + seed % 3,), generator=generator).tolist()
    options = {"num_beams": beams, "eos_token_id": ends, "pad_token_id": 2, "max_new_tokens": 60}
    theirs, ours = both(decoder(seed=seed), prompts(5, seed=seed), **options)
    assert ours.tolist() == theirs.tolist()


def test_more_than_the_tokens_is_returned_as_transformers_does() -> None:
    options = {
        "num_beams": 3,
        "num_return_sequences": 2,
        "eos_token_id": 5,
        "max_new_tokens": 20,
        "return_dict_in_generate": True,
        "output_scores": True,
        "output_logits": True,
    }
    theirs, ours = both(decoder(), prompts(), **options)
    assert ours.sequences.tolist() == theirs.sequences.tolist()
    torch.testing.assert_close(ours.sequences_scores, theirs.sequences_scores)
    for name in ("scores", "logits"):
        assert len(ours[name]) == len(theirs[name])
        for our, their in zip(ours[name], theirs[name], strict=True):
            torch.testing.assert_close(our, their, rtol=1e-4, atol=1e-4)


def test_a_text_alone_is_what_it_is_in_a_padded_batch() -> None:
    peer = Peer(decoder("gpt2", pad_token_id=0))
    ids, mask = ragged()
    together = peer.generate(ids, attention_mask=mask, max_new_tokens=50)
    for row in range(len(ids)):
        alone = peer.generate(ids[row : row + 1, mask[row].bool()], max_new_tokens=50)
        assert alone[0, -50:].tolist() == together[row, -50:].tolist()


def test_padding_is_found_by_its_token_where_no_mask_is_given() -> None:
    peer = Peer(decoder("gpt2", pad_token_id=0))
    ids, mask = ragged()
    with_mask = peer.generate(ids, attention_mask=mask, max_new_tokens=20)
    assert peer.generate(ids, max_new_tokens=20).tolist() == with_mask.tolist()


def test_without_a_prompt_a_text_begins_with_the_token_for_that() -> None:
    ours = Peer(decoder(bos_token_id=7)).generate(max_new_tokens=5)
    assert ours[0, 0] == 7
    assert ours.shape == (1, 6)


def test_twenty_tokens_are_generated_where_nobody_says() -> None:
    theirs, ours = both(decoder(), prompts())
    assert ours.tolist() == theirs.tolist()
    assert ours.shape[1] == 27


def test_a_length_that_is_asked_for_replaces_that_of_the_model() -> None:
    peer = Peer(decoder())
    peer.generation_config = peer.generation_config.replace(max_new_tokens=30)
    assert peer.generate(prompts(), max_length=10).shape[1] == 10


def test_what_is_generated_can_be_learned_from() -> None:
    ids = Peer(decoder()).generate(prompts(), max_new_tokens=3)
    table = torch.nn.Embedding(VOCABULARY, 4)
    table(ids).sum().backward()
    assert table.weight.grad is not None


def test_time_is_up_when_it_is() -> None:
    assert Peer(decoder()).generate(prompts(), max_time=0.0, max_new_tokens=100).shape[1] == 8


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_new_tokns": 5}, "Did you mean 'max_new_tokens'"),
        ({"max_new_tokens": 0}, "below the smallest allowed, 1"),
        ({"max_length": 7}, "none is left to generate"),
        ({"temperature": 0.0, "do_sample": True}, "do_sample=false takes the likeliest"),
        ({"num_return_sequences": 3}, "do_sample=true or num_beams"),
        ({"num_return_sequences": 3, "num_beams": 2}, "more than num_beams"),
        ({"stop_strings": "a"}, "tokenizer"),
        ({"top_p": 1.5}, "above the largest allowed"),
        ({"early_stopping": "sometimes"}, "early_stopping"),
        ({"suppress_tokens": [3], "forced_eos_token_id": 3}, "no token would be left"),
        ({"attention_mask": torch.tensor([[1, 1, 1, 1, 1, 0, 0]] * 3)}, "pad on the left"),
        ({"attention_mask": torch.ones(3, 5)}, r"\(3, 5\)"),
        ({"inputs": [[1, 2]]}, "a tensor of token ids is needed"),
        ({"inputs": torch.tensor([1, 2])}, "no batch of token ids"),
        ({"min_new_tokens": 9, "max_new_tokens": 4}, "min_new_tokens"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        Peer(decoder()).generate(**{"inputs": prompts(), **options})


def test_a_stream_and_beams_do_not_go_together() -> None:
    class Silent:
        def put(self, value: Any) -> None: ...
        def end(self) -> None: ...

    with pytest.raises(RequestError, match="num_beams=1"):
        Peer(decoder()).generate(prompts(1), num_beams=2, streamer=Silent())


def test_generate_says_in_its_signature_what_it_takes() -> None:
    names = inspect.signature(Peer.generate).parameters
    assert {"inputs", "attention_mask", "generation_config", "streamer", "seed"} <= set(names)
