"""Models are torch modules: compile, export, copy, pickle, cast, checkpoint, spawn."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from typing import Any

import pytest
import torch

from factory.families import Family
from factory.models import model_class
from tests.models.support import (
    FAMILIES,
    assert_equal_on_real_tokens,
    batch,
    classifier,
    classifies,
    dropouts,
    each_block,
    each_block_of,
    every,
    every_family,
    every_newcomer,
    has,
    labels,
    one_stack,
    reads_tokens,
    real_part,
    real_places,
    stack_of,
    tensors,
    tiny,
    tiny_model,
)


@each_block
def test_copies_and_pickles_give_the_same_outputs(family: Family, head: str) -> None:
    model, inputs = tiny_model(family, head), batch(family, head)
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert type(twin) is type(model)
        assert twin.config == model.config
        for a, b in zip(tensors(model(**inputs)), tensors(twin(**inputs)), strict=True):
            assert torch.equal(a, b)


@every(has("masked_lm"))
def test_a_copy_s_tie_is_to_its_own_table(family: Family) -> None:
    model = tiny_model(family, "masked_lm")
    twin = copy.deepcopy(model)
    before = model(**batch(family, "masked_lm")).logits
    twin.get_input_embeddings().weight.data.zero_()
    assert torch.equal(model(**batch(family, "masked_lm")).logits, before)
    assert not torch.equal(twin(**batch(family, "masked_lm")).logits, before)


def _forward(name: str, head: str) -> float:
    family = next(f for f in FAMILIES if f.name == name)
    with torch.no_grad():
        return float(tiny_model(family, head)(**batch(family, head))[0].sum())


def test_classes_travel_to_spawned_processes() -> None:
    family = FAMILIES[0]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(type, (tiny(family),)) is family.config
        there = pool.apply(_forward, (family.name, "masked_lm"))
    assert there == pytest.approx(_forward(family.name, "masked_lm"), abs=1e-3)


@every_newcomer(classifies)
def test_compiled_models_give_equal_outputs(family: Family) -> None:
    torch._dynamo.reset()
    head = classifier(family)
    model, inputs = tiny_model(family, head), batch(family, head)
    compiled = torch.compile(model, backend="aot_eager", fullgraph=True)
    with torch.no_grad():
        assert torch.allclose(compiled(**inputs).logits, model(**inputs).logits, atol=1e-6)


@each_block
def test_exported_models_give_equal_outputs(family: Family, head: str) -> None:
    model, inputs = tiny_model(family, head), batch(family, head)
    program = torch.export.export(model, (), inputs, strict=False)
    with torch.no_grad():
        assert_equal_on_real_tokens(
            program.module()(**inputs), model(**inputs), real_places(family, inputs)
        )


@every_newcomer(reads_tokens)
def test_exported_models_take_other_batches_and_lengths(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    dims = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=30)}
    program = torch.export.export(
        model, (), inputs, dynamic_shapes=dict.fromkeys(inputs, dims), strict=False
    )
    shorter = {name: x[:2, :7] for name, x in inputs.items()}
    with torch.no_grad():
        assert_equal_on_real_tokens(
            program.module()(**shorter), model(**shorter), shorter["attention_mask"]
        )


@each_block_of(one_stack)
def test_bfloat16_stays_bfloat16_and_near(family: Family, head: str) -> None:
    model, inputs = tiny_model(family, head), batch(family, head)
    exact = model(**inputs)
    rough = copy.deepcopy(model).to(torch.bfloat16)(**inputs)
    for name in exact:
        a, b = exact[name], rough[name]
        assert b.dtype == torch.bfloat16
        at = real_part(real_places(family, inputs), a.shape)
        near = (a - b.float())[at].abs() < 0.1
        # Where a model picks the nearest code of a codebook, a near tie may fall the other way.
        assert near.float().mean() > (0.9 if name == "projected_quantized_states" else 0.999)


@each_block
def test_checkpointing_gives_the_same_gradients(family: Family, head: str) -> None:
    def gradients(checkpointing: bool) -> tuple[dict[str, Any], float]:
        model = tiny_model(family, head, **dict.fromkeys(dropouts(family), 0.0)).train()
        calls = []
        stack_of(model).layers[0].register_forward_pre_hook(lambda *_: calls.append(1))
        if checkpointing:
            model.gradient_checkpointing_enable()
        for parameter in model.parameters():
            parameter.grad = None
        torch.manual_seed(0)
        output = model(**batch(family, head), **labels(family, head))
        (output[0].sum() if getattr(output, "loss", None) is None else output.loss).backward()
        runs = len(calls) / stack_of(model.tree).steps.count(0)
        return {n: p.grad for n, p in model.named_parameters() if p.grad is not None}, runs

    (plain, once), (saved, twice) = gradients(False), gradients(True)
    assert (once, twice) == (1, 2)
    assert plain.keys() == saved.keys()
    if head in ("base", "masked_lm", "pretraining", "token_classification"):
        for name in plain:
            assert torch.allclose(plain[name], saved[name], atol=1e-6), name


@every(classifies)
def test_training_steps_lower_the_loss(family: Family) -> None:
    torch.manual_seed(0)
    head = classifier(family)
    model = tiny_model(family, head).train()
    inputs = {**batch(family, head), "labels": torch.tensor([0, 1, 1])}
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(35):
        loss = model(**inputs).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2


@every_family
def test_state_dict_names_are_the_paths_of_the_tree(family: Family) -> None:
    from factory.specs import shapes

    for head in family.head_names:
        model = tiny_model(family, head)
        state = {name: tuple(x.shape) for name, x in model.state_dict().items()}
        assert state == shapes(model.tree)


@every(classifies)
def test_outputs_can_be_read_by_name_place_and_tuple(family: Family) -> None:
    head = classifier(family)
    model = tiny_model(family, head)
    inputs = {**batch(family, head), "labels": torch.tensor([0, 1, 1])}
    output = model(**inputs)
    assert output.keys()[:2] == ("loss", "logits") == tuple(output)[:2]
    assert output[0] is output.loss is output["loss"]
    loss, logits = output.to_tuple()[:2]
    plain = model(**inputs, return_dict=False)
    assert isinstance(plain, tuple)
    assert torch.equal(plain[1], logits) and torch.equal(plain[0], loss)
    with pytest.raises(KeyError, match="logits"):
        output["logit"]


@every(reads_tokens)
def test_a_sequence_without_real_tokens_stays_finite(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    inputs["attention_mask"][1] = 0
    assert torch.isfinite(model(**inputs).last_hidden_state).all()
    assert torch.isfinite(model(**inputs, output_hidden_states=True)[0]).all()


@every_family
def test_the_class_is_found_by_reference(family: Family) -> None:
    import factory

    for head in family.head_names:
        cls = model_class(family.name, head)
        assert getattr(factory, cls.__name__) is cls
        assert pickle.loads(pickle.dumps(cls)) is cls
