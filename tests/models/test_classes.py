"""Classes that users extend, look into and trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from factory import AutoModel, PreTrainedModel
from factory.errors import RequestError
from factory.families import Family
from factory.models import model_class
from factory.models.classes import family_base
from tests.models.support import (
    PAIRS,
    batch,
    each_block,
    each_block_of,
    every,
    every_family,
    has,
    named,
    needed,
    one_stack,
    reads_tokens,
    tiny,
    tiny_model,
)


@every_family
def test_a_user_s_subclass_is_made_by_its_own_constructor(family: Family, tmp_path: Path) -> None:
    class Scored(model_class(family.name)):
        def __init__(self, config: Any, scale: float = 2.0, **options: Any) -> None:
            super().__init__(config, **options)
            self.scale = scale
            self.extra = nn.Linear(3, 3)

    tiny_model(family).save_pretrained(tmp_path)
    model = Scored.from_pretrained(tmp_path)
    assert model.scale == 2.0 and isinstance(model.extra, nn.Linear)
    inputs = batch(family, "base")
    assert torch.equal(model(**inputs)[0], tiny_model(family)(**inputs)[0])
    if reads_tokens(family):
        model.resize_token_embeddings(70)
        assert model.get_input_embeddings().weight.shape[0] == 70


@every(has("masked_lm"))
def test_modules_stay_the_same_objects_through_changes(family: Family) -> None:
    head = family.head_names[-1]
    model = tiny_model(family, head)
    modules, calls = dict(model.named_modules()), []
    model.body.layers[0].register_forward_hook(lambda *_: calls.append(1))
    model.body.layers[-1].eval()
    model.resize_token_embeddings(70)
    model.prune_heads({0: [1]})
    assert dict(model.named_modules()) == modules
    model(**batch(family, head))
    assert calls == [1] * model.tree.body.steps.count(0)


@each_block_of(one_stack)
def test_the_bare_model_shares_the_body(family: Family, head: str) -> None:
    model = tiny_model(family, head)
    bare = model.base_model
    assert type(bare) is model_class(family.name)
    assert getattr(model, model.base_model_prefix or "base_model").body is model.body
    assert bare.body is model.body
    inputs = batch(family, "base")
    whole = tiny_model(family, **needed(family, head))(**inputs)
    assert torch.equal(bare(**inputs).last_hidden_state, whole.last_hidden_state)
    assert set(model.state_dict()) == {name for name, _ in model.named_parameters()}


@every(has("masked_lm"))
def test_output_tables_show_their_weight(family: Family) -> None:
    model = tiny_model(family, "masked_lm")
    assert model.get_output_embeddings().weight is model.get_input_embeddings().weight
    assert tiny_model(family).get_output_embeddings() is None


@pytest.mark.parametrize(("family", "head"), [pair for pair in PAIRS if needed(*pair)], ids=named)
def test_a_head_that_needs_options_refuses_others(
    family: Family, head: str, tmp_path: Path
) -> None:
    cls = model_class(family.name, head)
    for option, value in needed(family, head).items():
        other = tiny(family, **{option: not value})
        other.save_pretrained(tmp_path)
        with pytest.raises(RequestError, match=f"{option}: the head '{head}' needs"):
            cls(other)
        with pytest.raises(RequestError, match=f"{option}: the head '{head}' needs"):
            cls.from_pretrained(tmp_path)
        cls(tiny(family, **{option: value}))


@every_family
def test_base_classes_say_that_they_are_not_models(family: Family) -> None:
    for base in (PreTrainedModel, family_base(family)):
        with pytest.raises(TypeError, match="is a base class"):
            base(tiny(family))
    with pytest.raises(RequestError, match="takes a configuration, not dict"):
        AutoModel.from_config({})


@every_family
def test_another_family_s_configuration_is_refused(family: Family) -> None:
    from factory.configuration import PretrainedConfig

    with pytest.raises(RequestError, match=f"takes a {family.config.__name__}"):
        model_class(family.name)(PretrainedConfig())


@every(reads_tokens)
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning", "ignore::DeprecationWarning")
def test_traced_models_hold_for_other_masks(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    model.freeze()
    ids, mask = inputs["input_ids"], inputs["attention_mask"]
    with torch.no_grad():
        traced = torch.jit.trace(
            lambda i, m: model(i, m, return_dict=False)[0], (ids, mask), check_trace=False
        )
        other = mask.roll(1, 0)
        expected = model(ids, other).last_hidden_state
        assert (traced(ids, other) - expected)[other.bool()].abs().max() < 1e-5


@every(reads_tokens)
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning", "ignore::DeprecationWarning")
def test_models_are_traced_without_a_mask(family: Family) -> None:
    model, ids = tiny_model(family), batch(family, "base")["input_ids"]
    model.freeze()
    with torch.no_grad():
        traced = torch.jit.trace(
            lambda i: model(i, return_dict=False)[0], (ids,), check_trace=False
        )
        other = ids.roll(1, 0)
        assert (traced(other) - model(other).last_hidden_state).abs().max() < 1e-5


@each_block
def test_models_live_on_meta(family: Family, head: str) -> None:
    with torch.device("meta"):
        model = tiny_model(family, head)
    assert {p.device.type for p in model.parameters()} == {"meta"}
    inputs = {name: x.to("meta") for name, x in batch(family, head).items()}
    assert model(**inputs)[0].device.type == "meta"


@every_family
def test_torch_s_defaults_do_not_change_seeded_weights(family: Family) -> None:
    plain = tiny_model(family).state_dict()
    torch.set_default_dtype(torch.float64)
    try:
        other = tiny_model(family).state_dict()
    finally:
        torch.set_default_dtype(torch.float32)
    assert all(torch.equal(plain[name], other[name]) for name in plain)


@every(one_stack)
def test_results_come_in_the_order_of_transformers(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    plain = model(**inputs, output_hidden_states=True, return_dict=False)
    assert [isinstance(x, tuple) for x in plain] == [False] * (len(plain) - 1) + [True]
