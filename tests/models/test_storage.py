"""What is saved comes back bit for bit, here and in transformers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import transformers

from factory.families import Family
from factory.models import model_class
from tests.models.support import (
    assert_equal_on_real_tokens,
    batch,
    every_family,
    every_pair,
    pair,
    tiny_model,
)


@every_pair
def test_a_reloaded_model_computes_the_same_bits(family: Family, head: str, tmp_path: Path) -> None:
    model = tiny_model(family, head)
    model.save_pretrained(tmp_path)
    loaded = model_class(family.name, head).from_pretrained(tmp_path)
    assert not loaded.training
    for side in ("right", "left"):
        inputs = batch(family, head, side)
        with torch.no_grad():
            results = model(**inputs), loaded(**inputs)
        for a, b in zip(*(r.to_tuple() for r in results), strict=True):
            assert torch.equal(a, b)


@every_pair
def test_models_travel_both_ways(family: Family, head: str, tmp_path: Path) -> None:
    ours, theirs = pair(family, head)
    ours.save_pretrained(tmp_path / "ours")
    theirs.save_pretrained(tmp_path / "theirs")
    there, report = type(theirs).from_pretrained(tmp_path / "ours", output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"]
    assert not report["mismatched_keys"]
    here = type(ours).from_pretrained(tmp_path / "theirs")
    assert not here.load_report.new and not here.load_report.dropped
    inputs = batch(family, head)
    with torch.no_grad():
        expected = theirs(**inputs)
        assert_equal_on_real_tokens(here(**inputs), expected, inputs["attention_mask"])
        result = ours(**inputs)
        assert_equal_on_real_tokens(result, there(**inputs), inputs["attention_mask"])


@every_family
def test_auto_classes_find_the_family_there_and_here(family: Family, tmp_path: Path) -> None:
    from factory import AutoConfig, AutoModel, AutoModelForMaskedLM

    model = tiny_model(family, "masked_lm")
    model.save_pretrained(tmp_path)
    assert type(AutoConfig.from_pretrained(tmp_path)) is family.config
    assert type(AutoModelForMaskedLM.from_pretrained(tmp_path)) is type(model)
    assert type(AutoModel.from_pretrained(tmp_path)) is model_class(family.name)
    there = transformers.AutoModelForMaskedLM.from_pretrained(tmp_path)
    assert type(there).__name__ == type(model).__name__


@every_family
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_weights_keep_their_type_unless_another_is_asked_for(
    family: Family, dtype: str, tmp_path: Path
) -> None:
    tiny_model(family).to(getattr(torch, dtype)).save_pretrained(tmp_path)
    assert model_class(family.name).from_pretrained(tmp_path).config.dtype == dtype
    assert model_class(family.name).from_pretrained(tmp_path).dtype == getattr(torch, dtype)
    cast = model_class(family.name).from_pretrained(tmp_path, dtype="float16")
    assert cast.dtype == torch.float16


@every_family
def test_a_changed_configuration_may_be_given(family: Family, tmp_path: Path) -> None:
    tiny_model(family).save_pretrained(tmp_path)
    cls = model_class(family.name)
    config = family.config.from_pretrained(tmp_path, hidden_act="relu")
    for model in (
        cls.from_pretrained(tmp_path, config=config),
        cls.from_pretrained(tmp_path, hidden_act="relu"),
    ):
        assert model.config.hidden_act == "relu"
        assert model.tree.body.layers[0].feedforward.block.activation.function == "relu"
