"""Whisper: what only a model that hears and writes has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from transformers.models.whisper.modeling_whisper import sinusoids

from factory.blocks.filling import halved_sinusoid
from factory.errors import RequestError
from factory.families.whisper import FAMILY
from factory.models import model_class
from tests.models.support import (
    assert_equal_on_real_tokens,
    batch,
    pair,
    tensors,
    tiny_model,
)

EVERYWHERE = torch.ones(1, 1)
HEARD = (3, 16, 100)
"""(recordings, bands, times) of what a tiny model hears."""


def test_places_of_frames_begin_as_in_transformers() -> None:
    for count, width in ((7, 4), (1500, 384)):
        assert torch.equal(halved_sinusoid(count, width), sinusoids(count, width))


def test_places_of_frames_are_never_trained() -> None:
    ours, theirs = pair(FAMILY, "conditional_generation")
    ours.unfreeze()
    fixed = [name for name, p in ours.named_parameters() if not p.requires_grad]
    assert fixed == ["body.encoder.position.table.weight"]
    counts = (sum(p.numel() for p in m.parameters() if p.requires_grad) for m in (ours, theirs))
    assert len(set(counts)) == 1


def test_a_decoder_alone_looks_at_what_it_is_given() -> None:
    ours, theirs = pair(FAMILY, "causal_lm")
    inputs, heard = batch(FAMILY, "causal_lm"), torch.randn(3, 50, 32)
    with torch.no_grad():
        a = ours(**inputs, encoder_hidden_states=heard)
        b = theirs(**inputs, encoder_outputs=(heard,))
        alone = ours(**inputs)
    assert_equal_on_real_tokens({"logits": a.logits}, b, inputs["attention_mask"])
    assert not torch.allclose(a.logits, alone.logits, atol=1e-3)


def test_what_was_heard_may_be_given_with_the_mask_of_its_spectrogram() -> None:
    ours, theirs = pair(FAMILY, "conditional_generation")
    inputs = batch(FAMILY, "conditional_generation")
    mask = (torch.arange(100) < 60).long().expand(3, -1)
    with torch.no_grad():
        heard = ours.encode(input_features=inputs["input_features"], attention_mask=mask)
        whole = ours(**inputs, attention_mask=mask)
        del inputs["input_features"]
        given = ours(**inputs, encoder_outputs=heard, attention_mask=mask)
        other = theirs(**inputs, encoder_outputs=tuple(tensors(heard)), attention_mask=mask)
    assert torch.equal(given.logits, whole.logits)
    assert_equal_on_real_tokens(given, other, EVERYWHERE)


def augmented(**options: Any) -> Any:
    hides = {"mask_time_prob": 0.5, "mask_time_length": 4, "mask_feature_length": 3}
    return tiny_model(FAMILY, apply_spec_augment=True, **hides | options)


def test_training_hides_times_and_bands_by_the_seed() -> None:
    inputs = batch(FAMILY, "base")
    model = augmented(mask_feature_prob=0.5)
    plain = model(**inputs)[0]
    results = []
    model.train()
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        results.append(model(**inputs)[0])
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])
    assert not torch.equal(results[0], plain)


@pytest.mark.parametrize(("times", "bands"), [(0.5, 0.0), (0.0, 0.5)], ids=["times", "bands"])
def test_what_is_hidden_is_zero_and_lies_within_the_recording(times: float, bands: float) -> None:
    frontend = augmented(mask_time_prob=times, mask_feature_prob=bands).body.encoder.frontend
    mask = (torch.arange(100) < 30).long().expand(3, -1)
    torch.manual_seed(0)
    hidden = frontend.hidden(torch.ones(HEARD), mask) == 0
    assert hidden[:, :, :30].any() and not hidden.all()
    if times:
        assert not hidden[:, :, 30:].any()
        assert (hidden.all(1) == hidden.any(1)).all()
    else:
        assert (hidden.all(2) == hidden.any(2)).all()


def test_classifiers_hear_everything_in_training() -> None:
    model = tiny_model(FAMILY, "audio_classification", apply_spec_augment=True)
    inputs = batch(FAMILY, "audio_classification")
    assert torch.equal(model(**inputs).logits, model.train()(**inputs).logits)


def test_training_leaves_layers_of_either_stack_out() -> None:
    for stack in ("encoder", "decoder"):
        model = tiny_model(FAMILY, **{f"{stack}_layerdrop": 1.0}).train()
        output = model(**batch(FAMILY, "base"), output_hidden_states=True)
        first, *_, last, _ = output[f"{stack}_hidden_states"]
        assert torch.equal(first, last)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "input_features are needed"),
        ({"input_features": torch.zeros(1, 16, 99)}, "(batch, 16 bands, 100 times) is needed"),
        ({"input_features": torch.zeros(1, 80, 100)}, "(batch, 16 bands, 100 times) is needed"),
        (
            {"input_features": torch.zeros(1, 16, 100), "attention_mask": torch.ones(1, 50)},
            "attention_mask has shape (1, 50); (1, 100) is needed",
        ),
    ],
    ids=["none", "times", "bands", "mask"],
)
def test_what_is_no_spectrogram_is_refused(inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        tiny_model(FAMILY)(**inputs, decoder_input_ids=torch.ones(1, 2, dtype=torch.long))


def test_texts_that_are_too_long_are_refused() -> None:
    model = tiny_model(FAMILY, "conditional_generation")
    labels = torch.ones(3, 41, dtype=torch.long)
    with pytest.raises(ValueError, match="needs 41 positions and the model has 40"):
        model(batch(FAMILY, "base")["input_features"], labels=labels)


@pytest.mark.parametrize("head", ["base", "conditional_generation"])
@pytest.mark.parametrize("part", ["audio_classification", "causal_lm"])
def test_a_stack_is_read_out_of_a_whole_model(head: str, part: str, tmp_path: Path) -> None:
    whole = tiny_model(FAMILY, head, seed=1)
    whole.save_pretrained(tmp_path)
    alone = model_class("whisper", part).from_pretrained(tmp_path)
    stack = whole.body.encoder if part == "audio_classification" else whole.body.decoder
    own = alone.body.state_dict()
    assert own.keys() == stack.state_dict().keys()
    assert all(torch.equal(own[name], value) for name, value in stack.state_dict().items())
    assert alone.base_model is alone


def test_tokens_beyond_the_vocabulary_are_not_suppressed(tmp_path: Path) -> None:
    ours = tiny_model(FAMILY, "conditional_generation", begin_suppress_tokens=(3, 50256))
    ours.save_pretrained(tmp_path)
    theirs = transformers.WhisperForConditionalGeneration.from_pretrained(tmp_path)
    heard = batch(FAMILY, "base")["input_features"]
    found, expected = (model.generate(heard, max_new_tokens=8) for model in (ours, theirs))
    assert found[:, : expected.shape[1]].tolist() == expected.tolist()


def test_odd_widths_are_refused() -> None:
    with pytest.raises(RequestError, match="d_model: 33 is odd"):
        FAMILY.config(d_model=33, encoder_attention_heads=3, decoder_attention_heads=3)
