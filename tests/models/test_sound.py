"""Models of sound: padding, what training hides, what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from factory.blocks.augment import hidden_spans
from factory.errors import RequestError
from factory.families import Family
from factory.models import model_class
from factory.specs import Spans
from registry import REGISTRY
from tests.models.support import (
    assert_equal_on_real_tokens,
    batch,
    every,
    pair,
    real_places,
    takes,
    tiny_model,
)

SAMPLES = 400
every_speech = every(takes("mask_time_indices"))
SPEECH: tuple[Family, ...] = tuple(
    REGISTRY.get("architecture", name) for name in ("wav2vec2", "hubert")
)


def spans(share: float, length: int, least: int = 0) -> Spans:
    return Spans(share=share, length=length, least=least)


@every_speech
def test_frames_that_are_hidden_on_demand_equal(family: Family) -> None:
    ours, theirs = pair(family, "base", apply_spec_augment=True)
    inputs = batch(family, "base")
    frames = real_places(family, inputs, ours.config).shape[1]
    hidden = torch.zeros(3, frames, dtype=torch.bool)
    hidden[:, 1:3] = True
    inputs["mask_time_indices"] = hidden
    plain = ours(**batch(family, "base")).last_hidden_state
    for packed in (True, False):
        ours.pack_padded_batches = packed
        with torch.no_grad():
            a, b = ours(**inputs), theirs(**inputs)
        assert_equal_on_real_tokens(a, b, real_places(family, inputs, ours.config))
        assert not torch.allclose(a.last_hidden_state[0], plain[0])


@every_speech
@pytest.mark.parametrize("kernel", [4, 5])
@pytest.mark.parametrize("stable", [False, True])
def test_both_norms_and_kernels_of_both_parities_equal(
    family: Family, kernel: int, stable: bool
) -> None:
    options = {"do_stable_layer_norm": stable, "feat_extract_norm": "layer", "conv_bias": True}
    ours, theirs = pair(family, "ctc", num_conv_pos_embeddings=kernel, **options)
    inputs = batch(family, "ctc")
    with torch.no_grad():
        a, b = ours(**inputs), theirs(**inputs)
    assert_equal_on_real_tokens(a, b, real_places(family, inputs, ours.config))


@pytest.mark.parametrize("stable", [False, True])
def test_frames_that_are_normed_over_the_batch_equal(stable: bool, tmp_path: Path) -> None:
    family = SPEECH[1]
    options = {"conv_pos_batch_norm": True, "do_stable_layer_norm": stable, "conv_bias": True}
    ours, theirs = pair(family, "ctc", **options)
    generator = torch.Generator().manual_seed(3)
    norm, other = ours.body.position.norm, theirs.hubert.encoder.pos_conv_embed.batch_norm
    for mine, its in ((norm.mean, other.running_mean), (norm.variance, other.running_var)):
        value = torch.rand(mine.shape, generator=generator) + 0.5
        mine.data.copy_(value)
        its.copy_(value)
    inputs = batch(family, "ctc")
    real = real_places(family, inputs, ours.config)

    def compare(theirs: torch.nn.Module) -> None:
        with torch.no_grad():
            a, b = ours(**inputs), theirs(**inputs)
        assert_equal_on_real_tokens(a, b, real)

    for packed in (True, False):
        ours.pack_padded_batches = packed
        compare(theirs)
    ours.save_pretrained(tmp_path / "ours")
    theirs.save_pretrained(tmp_path / "theirs")
    compare(transformers.HubertForCTC.from_pretrained(tmp_path / "ours").eval())
    ours = model_class("hubert", "ctc").from_pretrained(tmp_path / "theirs").eval()
    compare(theirs)

    frames = torch.randn(2, 5, norm.spec.width, generator=generator)
    norm.train()
    other.train()
    a, b = norm(frames), other(frames.transpose(1, 2)).transpose(1, 2)
    assert (a - b).abs().max() < 1e-5
    assert torch.allclose(norm.variance, other.running_var)
    assert {name for name, p in norm.named_parameters() if p.requires_grad} == {"weight", "bias"}


def test_small_blocks_for_languages_equal() -> None:
    family = SPEECH[0]
    ours, theirs = pair(family, "ctc", adapter_attn_dim=8, do_stable_layer_norm=True)
    inputs = batch(family, "ctc")
    with torch.no_grad():
        a, b = ours(**inputs), theirs(**inputs)
    assert_equal_on_real_tokens(a, b, real_places(family, inputs, ours.config))


@pytest.mark.parametrize("width", [None, 24])
def test_shortened_hidden_states_equal(width: int | None) -> None:
    family = SPEECH[0]
    ours, theirs = pair(family, "ctc", add_adapter=True, output_hidden_size=width)
    inputs = {**batch(family, "ctc"), "labels": torch.tensor([[1, 2], [3, -100], [5, 4]])}
    with torch.no_grad():
        a, b = ours(**inputs), theirs(**inputs)
    assert a.logits.shape == b.logits.shape
    assert (a.logits - b.logits).abs().max() < 1e-5
    assert abs(a.loss - b.loss) < 1e-4


@every_speech
def test_the_older_names_of_a_weight_norm_are_read(family: Family, tmp_path) -> None:
    model = tiny_model(family)
    model.save_pretrained(tmp_path)
    file = tmp_path / "model.safetensors"
    newer = "parametrizations.weight.original"
    tensors = {
        name.replace(newer + "0", "weight_g").replace(newer + "1", "weight_v"): tensor
        for name, tensor in load_file(file).items()
    }
    assert any(name.endswith("weight_g") for name in tensors)
    save_file(tensors, file, {"format": "pt"})
    again = type(model).from_pretrained(tmp_path).eval()
    inputs = batch(family, "base")
    assert torch.equal(model(**inputs)[0], again(**inputs)[0])


@every_speech
def test_a_recording_alone_equals_itself_in_a_padded_batch(family: Family) -> None:
    """Where norms do not look at padding."""
    model = tiny_model(family, feat_extract_norm="layer")
    inputs = batch(family, "base")
    length = int(inputs["attention_mask"][2].sum())
    with torch.no_grad():
        together = model(**inputs).last_hidden_state[2]
        alone = model(input_values=inputs["input_values"][2:, :length]).last_hidden_state[0]
    assert torch.allclose(together[: len(alone)], alone, atol=1e-5)
    assert not together[len(alone) :].any()


@every_speech
def test_training_hides_frames_by_the_seed(family: Family) -> None:
    quiet = {name: 0.0 for name in family.config().to_dict() if name.endswith("dropout")}
    options = {"apply_spec_augment": True, "mask_time_prob": 0.5, "mask_time_length": 2}
    model = tiny_model(family, **quiet, **options, mask_feature_prob=0.5, mask_feature_length=4)
    inputs = batch(family, "base")
    plain = model(**inputs).last_hidden_state
    model.train()
    results = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        results.append(model(**inputs).last_hidden_state)
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])
    assert not torch.equal(results[0], plain)


@every_speech
def test_training_leaves_layers_out(family: Family) -> None:
    model = tiny_model(family, layerdrop=1.0).train()
    states = model(**batch(family, "base"), output_hidden_states=True).hidden_states
    assert all(torch.equal(state, states[0]) for state in states)


def test_spans_lie_within_recordings_and_cover_their_share() -> None:
    torch.manual_seed(0)
    hidden = hidden_spans([1000, 500, 3], 1000, spans(0.2, 5), torch.device("cpu"))
    assert not hidden[1, 500:].any() and not hidden[2].any()
    assert 0.15 < hidden[0].float().mean() <= 0.2
    assert hidden_spans([9], 9, spans(0.0, 2, least=2), torch.device("cpu")).sum() >= 3


def test_spans_are_as_many_as_in_transformers() -> None:
    from transformers.models.wav2vec2.modeling_wav2vec2 import _compute_mask_indices

    torch.manual_seed(0)
    np.random.seed(0)
    ours = hidden_spans([400] * 1000, 400, spans(0.3, 7), torch.device("cpu")).float().mean()
    theirs = torch.tensor(_compute_mask_indices((1000, 400), 0.3, 7)).float().mean()
    assert abs(ours - theirs) < 0.005


@every_speech
def test_the_convolutions_can_be_left_as_they_are(family: Family) -> None:
    model = tiny_model(family, "ctc")
    model.freeze_feature_encoder()
    model(**batch(family, "ctc"), labels=torch.tensor([[1, 2]] * 3)).loss.backward()
    frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
    assert frozen == {n for n, _ in model.named_parameters() if n.startswith("body.frontend.bl")}


def test_a_model_without_waveforms_says_so() -> None:
    with pytest.raises(RequestError, match="no convolutions over samples"):
        tiny_model(REGISTRY.get("architecture", "bert")).freeze_feature_encoder()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "input_values are needed"),
        ({"input_values": torch.zeros(1, 1, SAMPLES)}, "(batch, samples) is needed"),
        ({"input_values": torch.zeros(1, 20)}, "20 samples are too short; "),
        (
            {"input_values": torch.zeros(1, SAMPLES), "attention_mask": torch.ones(1, 9)},
            "attention_mask has shape (1, 9); (1, 400) is needed",
        ),
        (
            {
                "input_values": torch.zeros(2, SAMPLES),
                "attention_mask": torch.ones(2, SAMPLES).tril(SAMPLES - 2).flip(1),
            },
            "padding before real samples",
        ),
        (
            {
                "input_values": torch.zeros(2, SAMPLES),
                "attention_mask": torch.tensor([[1] * SAMPLES, [0] * SAMPLES]),
            },
            "recording 1 has 0 samples and is too short",
        ),
        (
            {"input_values": torch.zeros(1, SAMPLES), "mask_time_indices": torch.ones(1, 3)},
            "mask_time_indices have shape (1, 3); (1, 19) is needed",
        ),
    ],
    ids=["none", "axes", "short", "mask", "left", "empty", "hidden"],
)
def test_what_is_no_recording_is_refused(inputs: dict[str, torch.Tensor], message: str) -> None:
    model = tiny_model(SPEECH[0], apply_spec_augment=True)
    with pytest.raises(ValueError, match=re.escape(message)):
        model(**inputs)


def test_letters_beyond_the_vocabulary_are_refused() -> None:
    model = tiny_model(SPEECH[0], "ctc")
    with pytest.raises(ValueError, match="labels hold 99; there are 64 letters"):
        model(torch.zeros(1, SAMPLES), labels=torch.tensor([[99]]))


def test_heads_that_read_all_frames_refuse_to_be_shortened() -> None:
    for head in ("sequence_classification", "audio_frame_classification", "xvector", "pretraining"):
        with pytest.raises(RequestError, match=f"add_adapter.*{head}"):
            tiny_model(SPEECH[0], head, add_adapter=True)


def test_a_spectrogram_of_another_size_is_refused() -> None:
    model = tiny_model(REGISTRY.get("architecture", "audio_spectrogram_transformer"))
    with pytest.raises(ValueError, match=re.escape("(batch, 40 times, 16 bands) is needed")):
        model(torch.zeros(1, 16, 40))


def test_pretraining_in_training_equals_by_the_seed() -> None:
    quiet = SPEECH[0].config().to_dict()
    zero = {name: 0.0 for name in quiet if name.endswith("dropout")}
    ours, theirs = pair(SPEECH[0], "pretraining", apply_spec_augment=True, **zero)
    inputs = batch(SPEECH[0], "pretraining")
    frames = real_places(SPEECH[0], inputs, ours.config).shape[1]
    hidden = torch.zeros(3, frames, dtype=torch.bool)
    hidden[:, :4] = True
    others = torch.randint(4, (3, frames, 5)) + frames * torch.arange(3)[:, None, None]
    inputs |= {"mask_time_indices": hidden, "sampled_negative_indices": others}
    results = []
    for model in (ours.train(), theirs.train()):
        torch.manual_seed(3)
        results.append(model(**{name: x.clone() for name, x in inputs.items()}))
    for name in ("loss", "contrastive_loss", "diversity_loss", "codevector_perplexity"):
        assert torch.allclose(results[0][name], results[1][name], atol=1e-4), name


def test_transformers_knows_the_classes() -> None:
    for family in SPEECH:
        for head in family.head_names:
            assert hasattr(transformers, model_class(family.name, head).__name__)
