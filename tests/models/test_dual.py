"""CLIP: two encoders in one model, each by itself, and files of one read as another's."""

from __future__ import annotations

import inspect
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import Tensor

import factory
from factory.errors import RequestError
from factory.families import Family
from factory.models import PreTrainedModel, model_class
from registry import REGISTRY
from tests.models.support import assert_equal_on_real_tokens, pair

CLIP: Family = REGISTRY.get("architecture", "clip")
END, LATE_END = 63, 2
"""An end of a text that is looked for, and the one that stands for the largest id."""
LENGTHS = (11, 7, 3)


def sizes(end: int = END) -> dict[str, Any]:
    """Small encoders whose texts end with a token."""
    shared = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    text = {**shared, "vocab_size": 64, "max_position_embeddings": 40, "eos_token_id": end}
    return {
        "text_config": {**text, "intermediate_size": 48, "projection_dim": 24},
        "vision_config": {**shared, "image_size": 24, "patch_size": 8, "projection_dim": 24},
        "projection_dim": 24,
    }


def ragged(side: str = "right") -> dict[str, Tensor]:
    """Texts of several lengths, each of which ends with its end, and as many pictures."""
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(5, END, (3, 11), generator=generator)
    mask = torch.zeros(3, 11, dtype=torch.long)
    for row, length in enumerate(LENGTHS):
        ids[row, length - 1], mask[row, :length] = END, 1
    ids = ids.masked_fill(mask == 0, 1)
    if side == "left":
        ids = torch.stack([row.roll(11 - n) for row, n in zip(ids, LENGTHS, strict=True)])
        mask = mask.flip(1)
    pixels = torch.randn(3, 3, 24, 24, generator=generator)
    return {"input_ids": ids, "attention_mask": mask, "pixel_values": pixels}


def runs_packed(model: Any, inputs: dict[str, Tensor]) -> bool:
    """Whether the layers for texts see tokens without padding."""
    seen: list[int] = []
    layer = model.body.text.layers[0]
    handle = layer.register_forward_hook(lambda module, given, _: seen.append(given[0].dim()))
    model(**inputs)
    handle.remove()
    return seen == [2]


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("end", [END, LATE_END])
def test_ragged_texts_run_packed_and_equal_transformers(side: str, end: int) -> None:
    ours, theirs = pair(CLIP, "base", **sizes(end))
    inputs = ragged(side)
    with torch.no_grad():
        assert runs_packed(ours, inputs)
        result = ours(**inputs)
        assert_equal_on_real_tokens(result, theirs(**inputs), inputs["attention_mask"])
    hidden = result.text_model_output.last_hidden_state
    assert (hidden[inputs["attention_mask"] == 0] == 0).all()


def test_texts_whose_end_is_padding_keep_their_padding() -> None:
    ours, theirs = pair(CLIP, "base", **sizes())
    inputs = ragged()
    inputs["attention_mask"][1, 6] = 0
    with torch.no_grad():
        assert not runs_packed(ours, inputs)
        assert_equal_on_real_tokens(ours(**inputs), theirs(**inputs), inputs["attention_mask"])


def test_each_encoder_can_be_asked_alone() -> None:
    ours, theirs = pair(CLIP, "base", **sizes())
    inputs = ragged()
    texts = {name: inputs[name] for name in ("input_ids", "attention_mask")}
    pictures = {"pixel_values": torch.randn(2, 3, 40, 32), "interpolate_pos_encoding": True}
    with torch.no_grad():
        for name, given in (("get_text_features", texts), ("get_image_features", pictures)):
            a, b = getattr(ours, name)(**given), getattr(theirs, name)(**given)
            assert_equal_on_real_tokens(a, b, inputs["attention_mask"])
            assert isinstance(getattr(ours, name)(**given, return_dict=False), tuple)


@pytest.mark.parametrize("name", ["get_text_features", "get_image_features"])
def test_asking_one_encoder_takes_what_it_reads_and_no_more(name: str) -> None:
    ours, theirs = pair(CLIP, "base", **sizes())
    own, peer = (inspect.signature(getattr(model, name)).parameters for model in (ours, theirs))
    flags = {"output_attentions", "output_hidden_states", "return_dict"}
    assert own.keys() - flags == peer.keys() - {"kwargs"} - flags
    assert all(f"    {argument}: " in getattr(ours, name).__doc__ for argument in own)
    with pytest.raises(TypeError, match=f"{name} got an unexpected argument 'retrun_dict'"):
        getattr(ours, name)(retrun_dict=False)


def test_recorded_states_of_both_encoders_equal() -> None:
    ours, theirs = pair(CLIP, "base", eager=True, **sizes())
    inputs, wanted = ragged(), {"output_hidden_states": True, "output_attentions": True}
    with torch.no_grad():
        a, b = ours(**inputs, **wanted), theirs(**inputs, **wanted)
    assert_equal_on_real_tokens(a, b, inputs["attention_mask"])
    assert len(a.text_model_output.hidden_states) == 3


def test_a_loss_needs_a_picture_for_each_text() -> None:
    ours, _ = pair(CLIP, "base", **sizes())
    inputs = ragged()
    inputs["pixel_values"] = inputs["pixel_values"][:2]
    assert ours(**inputs).logits_per_text.shape == (3, 2)
    with pytest.raises(ValueError, match="3 texts and 2 pictures"):
        ours(**inputs, return_loss=True)


ENCODERS = ("CLIPTextModel", "CLIPVisionModel")
PARTS = (*ENCODERS, *(f"{name}WithProjection" for name in ENCODERS))


@pytest.mark.parametrize("name", PARTS)
def test_an_encoder_is_read_out_of_a_whole_model(name: str, tmp_path: Path) -> None:
    ours, _ = pair(CLIP, "base", **sizes())
    ours.save_pretrained(tmp_path)
    part: PreTrainedModel = getattr(factory, name).from_pretrained(tmp_path)
    theirs = getattr(transformers, name).from_pretrained(tmp_path).eval()
    assert part.load_report.new == () and "logit_scale" in part.load_report.dropped
    inputs = {n: x for n, x in ragged().items() if n in part.family.inputs}
    mask = inputs.get("attention_mask", torch.ones(1, 1))
    with torch.no_grad():
        assert_equal_on_real_tokens(part(**inputs), theirs(**inputs), mask)


@pytest.mark.parametrize("name", ENCODERS)
def test_names_of_older_files_are_read_and_not_written(name: str, tmp_path: Path) -> None:
    family = REGISTRY.get(
        "architecture", "clip_" + name.removeprefix("CLIP")[:-5].lower() + "_model"
    )
    config = CLIP.config(**sizes())
    model = model_class(family.name)(getattr(config, family.config.within["clip"]), seed=0)
    model.save_pretrained(tmp_path)
    file = tmp_path / "model.safetensors"
    new = load_file(file)
    older = {f"{family.prefix}.{key}": value for key, value in new.items()}
    older[f"{family.prefix}.embeddings.position_ids"] = torch.arange(40)[None]
    save_file(older, file, metadata={"format": "pt"})
    loaded = type(model).from_pretrained(tmp_path)
    assert all(torch.equal(a, b) for a, b in zip(*map(weights, (model, loaded)), strict=True))
    loaded.save_pretrained(tmp_path / "again")
    assert load_file(tmp_path / "again" / "model.safetensors").keys() == new.keys()


def weights(model: Any) -> list[Tensor]:
    """Every parameter of a model."""
    return list(model.parameters())


def test_a_vocabulary_is_that_of_the_texts() -> None:
    ours, _ = pair(CLIP, "base", **sizes())
    ours.resize_token_embeddings(70)
    assert ours.config.text_config.vocab_size == ours.config.vocab_size == 70
    assert ours.body.text.frontend.token.weight.shape == (70, 32)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"text_config": {"hiden_size": 3}}, r"text_config\.hiden_size.*'hidden_size'"),
        ({"vision_config": {"patch_size": 0}}, r"vision_config\.patch_size: 0 is below"),
        ({"text_config": {"hidden_size": 15}}, r"text_config\.num_attention_heads: 8 heads"),
        ({"text_config": 3}, "text_config: 3 is neither a CLIPTextConfig nor a mapping"),
        ({"hidden_size": 3}, r"text_config\.hidden_size or vision_config\.hidden_size"),
        ({"pruned_heads": {0: [1]}}, "say of which encoder"),
    ],
)
def test_wrong_options_are_told_by_their_full_names(options: dict[str, Any], said: str) -> None:
    for make in (CLIP.config, lambda **given: CLIP.config().replace(**given)):
        with pytest.raises(RequestError, match=said):
            make(**options)


def test_configurations_print_travel_and_change_as_in_transformers(tmp_path: Path) -> None:
    config = CLIP.config(**sizes())
    theirs = transformers.CLIPConfig(**sizes())
    config.save_pretrained(tmp_path / "ours")
    theirs.save_pretrained(tmp_path / "theirs")
    files = [json.loads((tmp_path / who / "config.json").read_text()) for who in ("ours", "theirs")]
    assert files[0] == files[1]
    assert str(CLIP.config()).strip() == str(transformers.CLIPConfig()).strip()
    assert pickle.loads(pickle.dumps(config)) == config
    wider = CLIP.config.from_pretrained(tmp_path / "theirs", text_config={"hidden_size": 64})
    assert wider.text_config == config.text_config.replace(hidden_size=64)
    assert CLIP.config().replace(vocab_size=5).to_diff_dict()["text_config"]["vocab_size"] == 5


def test_older_dictionaries_of_an_encoder_count_as_a_whole() -> None:
    said = {"text_config": {"hidden_size": 64}, "text_config_dict": {"num_hidden_layers": 3}}
    theirs = transformers.CLIPConfig(**said).text_config
    for ours in (CLIP.config(**said).text_config, CLIP.config.from_dict(said).text_config):
        assert (ours.hidden_size, ours.num_hidden_layers) == (
            theirs.hidden_size,
            theirs.num_hidden_layers,
        )


def test_two_configurations_make_one() -> None:
    parts = CLIP.config(**sizes())
    made = CLIP.config.from_text_vision_configs(  # type: ignore[attr-defined]
        parts.text_config, parts.vision_config, projection_dim=24
    )
    assert made == parts


GONE = {"text_config": {0: [1, 3]}, "vision_config": {1: [0], 0: [2]}}


@pytest.mark.parametrize("head", ["base", "image_classification"])
def test_heads_of_each_encoder_are_pruned_as_if_their_output_were_zero(
    head: str, tmp_path: Path
) -> None:
    whole, pruned = pair(CLIP, head, **sizes())[0], pair(CLIP, head, **sizes())[0]
    pruned.load_state_dict(whole.state_dict())
    pruned.prune_heads({"text_config": {0: [3]}})
    pruned.prune_heads(GONE)
    assert pruned.config.text_config.pruned_heads == {0: (1, 3)}
    assert pruned.config.vision_config.pruned_heads == {0: (2,), 1: (0,)}
    assert pruned.num_parameters() < whole.num_parameters()
    towers = {"text_config": "text", "vision_config": "image"} if head == "base" else {}
    for part, layers in GONE.items():
        if head != "base" and part == "text_config":
            continue
        for layer, heads in layers.items():
            body = getattr(whole.body, towers[part]) if towers else whole.body
            for number in heads:
                start = number * 8
                body.layers[layer].mixer.block.output.weight.data[:, start : start + 8] = 0
    inputs = ragged() if head == "base" else {"pixel_values": ragged()["pixel_values"]}
    pruned.save_pretrained(tmp_path)
    assert (tmp_path / "model.native.safetensors").is_file()
    loaded = model_class(CLIP.name, head).from_pretrained(tmp_path)
    name = "logits_per_image" if head == "base" else "logits"
    with torch.no_grad():
        wanted, found, again = (getattr(m(**inputs), name) for m in (whole, pruned, loaded))
    assert (wanted - found).abs().max() < 1e-5
    assert torch.equal(found, again)


def test_an_encoder_that_is_not_there_cannot_be_pruned() -> None:
    model = pair(CLIP, "base", **sizes())[0]
    with pytest.raises(RequestError, match=r"no part 'vision'.*vision_config"):
        model.prune_heads({"vision": {0: [1]}})
    with pytest.raises(RequestError, match="say of which encoder"):
        model.prune_heads({0: [1]})
