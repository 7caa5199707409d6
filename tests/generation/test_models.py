"""Every model that generates says what transformers' model with the same weights says."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

import factory
from factory.configuration import hints
from factory.errors import RequestError
from factory.families import Family
from factory.generation import GenerationConfig
from factory.heads import Labels
from tests.models.support import FAMILIES, PEERS, kind_of, named, pair, tiny_model

GENERATING = [
    (family, head)
    for family in PEERS
    for head in family.head_names
    if kind_of(family, head).labels in (Labels.NEXT, Labels.TEXT)
    and "input_ids" in family.inputs_of(head)
]
every_generating = pytest.mark.parametrize(("family", "head"), GENERATING, ids=named)

NUMBERED_FROM_PADDING = ("roberta", "xlm_roberta", "camembert")
"""Families whose places transformers numbers from 0 when it generates, and in no other call."""


def spread(ours: Any, theirs: Any) -> None:
    """Give both the same larger weights: fresh ones would say one token for ever."""
    with torch.no_grad():
        for model in (ours, theirs):
            for weights in (*model.parameters(), *model.buffers()):
                if weights.dim() > 1 and weights.is_floating_point():
                    weights.mul_(8)


def models(family: Family, head: str) -> tuple[Any, Any]:
    """Ours and theirs, with room for long texts."""
    options = {"is_decoder": True, "max_position_embeddings": 300}
    if "decoder_input_ids" in family.inputs_of(head):
        del options["is_decoder"]
    known = {*hints(family.config), *family.config.aliases}
    ours, theirs = pair(family, head, **{k: v for k, v in options.items() if k in known})
    spread(ours, theirs)
    chosen = {"pad_token_id": 1, "decoder_start_token_id": 2}
    ours.generation_config = GenerationConfig(**chosen)
    theirs.generation_config = transformers.GenerationConfig(**chosen)
    return ours, theirs


def keeps_states(model: Any) -> bool:
    """Whether a model of transformers carries states in place of keys and values."""
    return "cache_params" in inspect.signature(model.forward).parameters


def takes_places(model: Any) -> bool:
    """Whether tokens of a padded batch can be numbered."""
    return "position_ids" in inspect.signature(model.forward).parameters


@pytest.mark.parametrize(
    ("family", "head"),
    [(family, head) for family, head in GENERATING if family.name not in NUMBERED_FROM_PADDING],
    ids=named,
)
def test_texts_are_those_of_transformers(family: Family, head: str) -> None:
    ours, theirs = models(family, head)
    ids = torch.randint(5, 20, (2, 6), generator=torch.Generator().manual_seed(1))
    mask = torch.tensor([[0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]])
    apart = "decoder_input_ids" in family.inputs_of(head)
    if apart:
        mask = mask.flip(1)
    elif takes_places(ours) != takes_places(theirs):
        mask.fill_(1)  # theirs numbers padding, which ours need not
    options: tuple[dict[str, Any], ...] = (
        {"max_new_tokens": 200},
        {"max_new_tokens": 60, "attention_mask": mask, "repetition_penalty": 1.3},
        {"max_new_tokens": 40, "attention_mask": mask, "num_beams": 3, "eos_token_id": [7, 11]},
    )
    for chosen in options:
        cache: Any = transformers.DynamicCache()  # its own has as many layers as the encoder
        if apart:
            cache = transformers.EncoderDecoderCache(cache, transformers.DynamicCache())
        given = {} if keeps_states(theirs) else {"past_key_values": cache}
        expected = theirs.generate(ids, do_sample=False, **given, **chosen)
        assert ours.generate(ids, **chosen).tolist() == expected.tolist()


@every_generating
def test_a_text_is_what_one_pass_after_the_other_gives(family: Family, head: str) -> None:
    ours, _ = models(family, head)
    ids = torch.randint(5, 20, (2, 6), generator=torch.Generator().manual_seed(1))
    apart = "decoder_input_ids" in family.inputs_of(head)
    whole = torch.full((2, 1), 2) if apart else ids
    for _ in range(20):
        given = {"input_ids": ids, "decoder_input_ids": whole} if apart else {"input_ids": whole}
        with torch.no_grad():
            best = ours(**given).logits[:, -1].argmax(-1)
        whole = torch.cat((whole, best[:, None]), 1)
    for cached in (True, False):
        assert ours.generate(ids, max_new_tokens=20, use_cache=cached).tolist() == whole.tolist()


@every_generating
def test_options_lie_beside_weights(family: Family, head: str, tmp_path: Any) -> None:
    ours, _ = models(family, head)
    chosen = {"max_new_tokens": 9, "num_beams": 2, "eos_token_id": (7, 11)}
    ours.generation_config = ours.generation_config.replace(**chosen)
    ours.save_pretrained(tmp_path)
    theirs = transformers.GenerationConfig.from_pretrained(tmp_path)
    assert theirs.num_beams == 2
    assert theirs.eos_token_id == [7, 11]
    again = type(ours).from_pretrained(tmp_path)
    assert again.generation_config == ours.generation_config
    ids = torch.randint(5, 20, (1, 6))
    assert again.generate(ids).tolist() == ours.generate(ids).tolist()


def test_options_of_older_folders_stand_in_their_configuration(tmp_path: Path) -> None:
    config = transformers.GPT2Config(n_embd=16, n_head=2, n_layer=1, vocab_size=30, eos_token_id=3)
    transformers.GPT2LMHeadModel(config).save_pretrained(tmp_path)
    (tmp_path / "generation_config.json").unlink()
    data = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**data, "num_beams": 3}))
    model = factory.GPT2LMHeadModel.from_pretrained(tmp_path)
    chosen = model.generation_config.chosen()
    assert (chosen["num_beams"], chosen["eos_token_id"]) == (3, 3)
    assert not model.generation_config.foreign


@pytest.mark.parametrize("head", ["base", "masked_lm", "sequence_classification"])
def test_a_model_of_another_task_says_that_it_does_not_generate(head: str) -> None:
    family = next(family for family in FAMILIES if head in family.head_names)
    with pytest.raises(RequestError, match="cannot generate"):
        tiny_model(family, head).generate(torch.ones(1, 3, dtype=torch.long))


def test_a_text_that_has_no_place_is_refused_before_it_begins() -> None:
    config = factory.GPT2Config(n_positions=20, n_embd=16, n_head=2, n_layer=1, vocab_size=30)
    model = factory.GPT2LMHeadModel(config, seed=0).eval()
    ids = torch.ones(1, 5, dtype=torch.long)
    with pytest.raises(RequestError, match="the 20 that the model has places for"):
        model.generate(ids, max_new_tokens=16)
    assert model.generate(ids, max_new_tokens=15, eos_token_id=None).shape[1] <= 20


def test_places_before_the_first_token_are_no_room_for_texts() -> None:
    family = next(family for family in FAMILIES if family.name == "bart")
    model = tiny_model(family, "causal_lm", max_position_embeddings=20)
    with pytest.raises(RequestError, match="the 20 that the model has places for"):
        model.generate(torch.full((1, 5), 7), max_new_tokens=16)


@pytest.mark.parametrize(
    ("inputs", "options", "name"),
    [
        (torch.tensor([[5, 30]]), {}, "input_ids"),
        (torch.tensor([[5, -1]]), {}, "input_ids"),
        (None, {"bos_token_id": 30}, "input_ids"),
        (torch.tensor([[5]]), {"forced_eos_token_id": 30}, "generation.forced_eos_token_id"),
        (torch.tensor([[5]]), {"forced_bos_token_id": 30}, "generation.forced_bos_token_id"),
        (torch.tensor([[5]]), {"bad_words_ids": [[3], [4, 30]]}, "generation.bad_words_ids"),
    ],
)
def test_tokens_outside_the_vocabulary_are_told(inputs: Any, options: Any, name: str) -> None:
    config = factory.GPT2Config(n_positions=20, n_embd=16, n_head=2, n_layer=1, vocab_size=30)
    model = factory.GPT2LMHeadModel(config, seed=0).eval()
    with pytest.raises(RequestError, match=f"{name}: -?\\d+ is outside .* vocabulary of 30"):
        model.generate(inputs, **options)


def test_what_an_encoder_gave_is_no_bare_tensor() -> None:
    family = next(family for family in FAMILIES if family.name == "t5")
    model = tiny_model(family, "conditional_generation")
    read = model.encode(input_ids=torch.full((2, 5), 7))
    with pytest.raises(RequestError, match=r"encoder_outputs: a tensor is given"):
        model.generate(encoder_outputs=read.last_hidden_state)
    with pytest.raises(ValueError, match=r"encoder_outputs are what encode gave"):
        model(encoder_outputs=read[0], decoder_input_ids=torch.full((2, 1), 7))
    assert len(model.generate(encoder_outputs=read, max_new_tokens=2)) == 2


def test_a_model_that_trains_tells_once_that_its_texts_are_left_to_chance(
    caplog: pytest.LogCaptureFixture,
) -> None:
    family = next(family for family in FAMILIES if family.name == "gpt2")
    model = tiny_model(family, "causal_lm").train()
    ids = torch.tensor([[7, 8]])
    for _ in range(2):
        model.generate(ids, max_new_tokens=1)
    told = [record.getMessage() for record in caplog.records if "training" in record.msg]
    assert len(told) == 1
    assert told[0].startswith("GPT2LMHeadModel generates in training mode, so dropout changes")


def test_options_of_speech_are_refused_where_nothing_is_heard() -> None:
    family = next(family for family in FAMILIES if family.name == "llama")
    with pytest.raises(RequestError, match="language: is of models that hear"):
        tiny_model(family, "causal_lm").generate(torch.tensor([[7]]), language="en")
