"""What is saved comes back bit for bit, here and in transformers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import transformers

from factory.checkpoint.rows import expand
from factory.errors import CheckpointError, RequestError
from factory.families import Family
from factory.models import model_class
from factory.specs import Activation, shapes, walk
from tests.models.support import (
    assert_equal_on_real_tokens,
    batch,
    each_block,
    each_block_of,
    every,
    every_family,
    has,
    has_peer,
    needed,
    one_stack,
    pair,
    real_places,
    stack_of,
    tensors,
    tiny,
    tiny_model,
)


@each_block
def test_a_reloaded_model_computes_the_same_bits(family: Family, head: str, tmp_path: Path) -> None:
    model = tiny_model(family, head)
    model.save_pretrained(tmp_path)
    loaded = model_class(family.name, head).from_pretrained(tmp_path)
    assert not loaded.training
    for side in ("right", "left"):
        inputs = batch(family, head, side)
        with torch.no_grad():
            results = model(**inputs), loaded(**inputs)
        for a, b in zip(*map(tensors, results), strict=True):
            assert torch.equal(a, b)


@each_block_of(has_peer)
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
        assert_equal_on_real_tokens(here(**inputs), expected, real_places(family, inputs))
        result = ours(**inputs)
        assert_equal_on_real_tokens(result, there(**inputs), real_places(family, inputs))


@every(has("masked_lm"))
def test_auto_classes_find_the_family_there_and_here(family: Family, tmp_path: Path) -> None:
    from factory import AutoConfig, AutoModel, AutoModelForMaskedLM

    model = tiny_model(family, "masked_lm")
    model.save_pretrained(tmp_path)
    assert type(AutoConfig.from_pretrained(tmp_path)) is family.config
    assert type(AutoModelForMaskedLM.from_pretrained(tmp_path)) is type(model)
    assert type(AutoModel.from_pretrained(tmp_path)) is model_class(family.name)
    if family.has_peer:
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


@every(one_stack)
def test_a_changed_configuration_may_be_given(family: Family, tmp_path: Path) -> None:
    tiny_model(family).save_pretrained(tmp_path)
    cls = model_class(family.name)
    config = family.config.from_pretrained(tmp_path, hidden_act="relu")
    for model in (
        cls.from_pretrained(tmp_path, config=config),
        cls.from_pretrained(tmp_path, hidden_act="relu"),
    ):
        assert model.config.hidden_act == tiny(family, hidden_act="relu").hidden_act
        nodes = [node for _, node in walk(model.tree.body)]
        assert "relu" in {n.function for n in nodes if isinstance(n, Activation)}


@each_block
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_new_parts_have_the_type_of_the_stored_ones(
    family: Family, head: str, dtype: str, tmp_path: Path
) -> None:
    stored = tiny_model(family, **needed(family, head)).to(getattr(torch, dtype))
    stored.save_pretrained(tmp_path)
    model = model_class(family.name, head).from_pretrained(tmp_path)
    assert {p.dtype for p in model.parameters()} == {getattr(torch, dtype)}
    model(**batch(family, head))


@every_family
def test_files_that_mix_types_are_read_as_float32(family: Family, tmp_path: Path) -> None:
    model = tiny_model(family)
    stack_of(model).layers[0].half()
    model.save_pretrained(tmp_path)
    loaded = type(model).from_pretrained(tmp_path)
    assert {p.dtype for p in loaded.parameters()} == {torch.float32}
    assert loaded.config.dtype == "float32"
    loaded(**batch(family, "base"))


@every_family
def test_types_that_weights_never_have_are_refused(family: Family, tmp_path: Path) -> None:
    tiny_model(family).save_pretrained(tmp_path)
    for wrong in ("flaot16", "nn", "int64"):
        with pytest.raises(RequestError, match="is not one of float32"):
            model_class(family.name).from_pretrained(tmp_path, dtype=wrong)
    assert model_class(family.name).from_pretrained(tmp_path, dtype="auto").dtype == torch.float32


@every(has("masked_lm"))
def test_a_tied_checkpoint_can_be_untied(family: Family, tmp_path: Path) -> None:
    tied = tiny_model(family, "masked_lm")
    tied.save_pretrained(tmp_path)
    free = type(tied).from_pretrained(tmp_path, tie_word_embeddings=False)
    inputs = batch(family, "masked_lm")
    assert torch.equal(tied(**inputs).logits, free(**inputs).logits)
    free.get_input_embeddings().weight.data.zero_()
    assert free.get_output_embeddings().weight.abs().sum() > 0


@every_family
def test_what_may_be_missing_is_named_exactly(family: Family, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    model = tiny_model(family)
    model.save_pretrained(tmp_path)
    (file,) = tmp_path.glob("*.safetensors")
    weights = load_file(file)
    gone = next(name for name in weights if ".0." in name)
    del weights[gone]
    save_file(weights, file, metadata={"format": "pt"})
    cls = type(model)
    with pytest.raises(CheckpointError, match="missing"):
        cls.from_pretrained(tmp_path, allow={"missing": "classifier.*"})
    table = expand(family.disk_rows(model.config), shapes(model.tree))
    held = sum(entry.disk == gone for entry in table)
    assert len(cls.from_pretrained(tmp_path, allow={"missing": gone}).load_report.new) == held
    with pytest.raises(RequestError, match="Did you mean 'missing'"):
        cls.from_pretrained(tmp_path, allow={"mising": [gone]})


@every_family
def test_a_size_that_is_none_leaves_nothing_behind(family: Family, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="'5XB' is not a size"):
        tiny_model(family).save_pretrained(tmp_path / "new", max_shard_size="5XB")
    assert not (tmp_path / "new").exists()


@every_family
def test_bundles_are_not_changed_in_part(family: Family, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    for part in (tiny_model(family), tiny_model(family).config):
        with pytest.raises(RequestError, match="is a bundle"):
            part.save_pretrained(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]
