"""What a spec tree is said to cost is what torch counts, for every family and head."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

from factory.cost import Budget, Workload, estimate, parameters, rule_of
from factory.errors import RequestError
from factory.families import Family
from factory.models import model_class
from factory.specs import Layer, Model, Spec, walk
from registry import REGISTRY
from tests.cost import measuring
from tests.models.support import (
    FAMILIES,
    PAIRS,
    batch,
    dropouts,
    every_pair,
    has,
    labels,
    needed,
    tiny,
    tiny_model,
)
from tests.recipes.test_swaps import drawn


def new_types() -> Iterator[Any]:
    """Pairs of family and head that have a spec type which none before them has; --full: all."""
    seen: set[type[Spec]] = set()
    for family, head in PAIRS:
        types = {type(node) for _, node in walk(family.plan(tiny(family), head))}
        marks = [] if types - seen else [pytest.mark.again]
        yield pytest.param(family, head, marks=marks, id=f"{family.name}-{head}")
        seen |= types


def some_families() -> list[Any]:
    """Every third family, and with --full every one."""
    return [
        pytest.param(family, marks=[pytest.mark.again] if number % 3 else [], id=family.name)
        for number, family in enumerate(FAMILIES)
    ]


def counted(model: Any) -> tuple[int, int]:
    """Parameters of a model, and those of them that are trained, as torch has them."""
    sizes = [(p.numel(), p.requires_grad) for p in model.parameters()]
    return sum(size for size, _ in sizes), sum(size for size, trained in sizes if trained)


def said(tree: Model) -> tuple[int, int]:
    """The same as the tree says."""
    counts = parameters(tree).values()
    return sum(count.all for count in counts), sum(count.trained for count in counts)


@every_pair
def test_parameters_are_those_that_torch_has(family: Family, head: str) -> None:
    config = tiny(family, **needed(family, head))
    model = model_class(family.name, head)(config, device="meta")
    assert said(model.tree) == counted(model)


@pytest.mark.parametrize(("family", "head"), new_types())
def test_flops_are_those_that_torch_counts(family: Family, head: str) -> None:
    model = tiny_model(family, head).train()
    model.pack_padded_batches = False
    inputs = batch(family, head, config=model.config)
    totals = estimate(model.tree, measuring.workload(inputs)).totals
    assert (totals["flops"], totals["training_flops"]) == measuring.flops(model, inputs)


@pytest.mark.parametrize("family", some_families())
def test_a_swapped_model_costs_what_torch_counts(family: Family) -> None:
    config = tiny(family)
    swaps = drawn(family, config, "base", random.Random(family.name))
    model = model_class(family.name, "base")(config.replace(swap=swaps), seed=0).train()
    model.pack_padded_batches = False
    assert said(model.tree) == counted(model)
    inputs = batch(family, "base", config=config)
    totals = estimate(model.tree, measuring.workload(inputs)).totals
    found = measuring.flops(model, inputs)
    assert (totals["flops"], totals["training_flops"]) == found, swaps


def run_whole(
    family: Family, head: str, dropout: float = 0.0
) -> tuple[Any, dict[str, Tensor], Workload]:
    """A tiny model, inputs of which none is padding, and what they are as a workload."""
    options = dict.fromkeys(dropouts(family), dropout) | needed(family, head)
    model = tiny_model(family, head, **options)
    inputs = batch(family, head, config=model.config)
    inputs.pop("attention_mask", None)
    return model, inputs, measuring.workload(inputs)


@pytest.mark.parametrize("dropout", [0.0, 0.1])
@pytest.mark.parametrize("family", some_families())
def test_activations_are_what_autograd_keeps_to_a_tenth(family: Family, dropout: float) -> None:
    head = next((name for name in ("masked_lm", "causal_lm") if has(name)(family)), "base")
    model, inputs, load = run_whole(family, head, dropout)
    kept = measuring.kept_bytes(model.train(), inputs | labels(family, head, config=model.config))
    found = estimate(model.tree, load).totals["activation_bytes"]
    assert found == pytest.approx(kept, rel=0.1)


@pytest.mark.parametrize("family", some_families())
def test_inference_holds_what_is_alive_at_once_to_a_quarter(family: Family) -> None:
    model, inputs, load = run_whole(family, "base")
    with measuring.live() as seen:
        output = model(**inputs)
    assert output is not None
    found = estimate(model.tree, load).totals["inference_activation_bytes"]
    assert found == pytest.approx(seen.peak, rel=0.25)


@pytest.mark.parametrize("name", ["bart", "gpt2", "llama", "mamba", "mistral", "t5"])
def test_a_cache_is_as_large_as_the_one_that_a_pass_fills(name: str) -> None:
    family = REGISTRY.get("architecture", name)
    head = "causal_lm" if "causal_lm" in family.heads and name != "bart" else "base"
    model, inputs, load = run_whole(family, head)
    length = load.decoder_length or load.length or 0
    cache = model.new_cache(capacity=length)
    with torch.no_grad():
        model(**inputs, past_key_values=cache)
    held = cache.nbytes
    found = estimate(model.tree, load).totals["cache_bytes"]
    assert found == pytest.approx(held, rel=0.0 if name != "mistral" else 1.0)


def test_a_cache_behind_windows_does_not_grow() -> None:
    family = REGISTRY.get("architecture", "mistral")
    tree = family.plan(tiny(family, sliding_window=4), "causal_lm")
    sizes = [estimate(tree, Workload(length=n)).totals["cache_bytes"] for n in (3, 4, 20, 40)]
    assert sizes[0] < sizes[1] == sizes[2] == sizes[3]


def test_a_model_that_looks_ahead_has_no_cache() -> None:
    family = REGISTRY.get("architecture", "bert")
    assert estimate(family.plan(tiny(family))).totals["cache_bytes"] == 0


@pytest.mark.parametrize(("optimizer", "numbers"), [("adamw", 2), ("sgd", 0), ("sgd_momentum", 1)])
def test_an_optimizer_keeps_so_many_numbers_of_a_parameter(optimizer: str, numbers: int) -> None:
    family = REGISTRY.get("architecture", "bert")
    totals = estimate(family.plan(tiny(family)), Workload(optimizer=optimizer)).totals
    assert totals["optimizer_bytes"] == 4 * numbers * totals["trained"]


def test_adafactor_keeps_what_torch_does() -> None:
    model = tiny_model(REGISTRY.get("architecture", "bert"))
    optimizer = torch.optim.Adafactor(model.parameters())
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    states = [value for state in optimizer.state.values() for value in state.values()]
    kept = sum(value.numel() for value in states if value.dim())
    totals = estimate(model.tree, Workload(optimizer="adafactor")).totals
    assert totals["optimizer_bytes"] == 4 * kept


def test_smaller_numbers_take_less() -> None:
    tree = REGISTRY.get("architecture", "llama").plan(tiny(REGISTRY.get("architecture", "llama")))
    wide, narrow = (estimate(tree, dtype=dtype).totals for dtype in ("float32", "bfloat16"))
    assert narrow["bytes"] * 2 == wide["bytes"]
    assert narrow["cache_bytes"] * 2 == wide["cache_bytes"]
    assert narrow["activation_bytes"] < wide["activation_bytes"]


def test_layers_that_are_equal_cost_as_much_each() -> None:
    family = REGISTRY.get("architecture", "bert")
    costs = [estimate(family.plan(tiny(family, num_hidden_layers=n))).totals for n in (1, 2, 3)]
    for name in ("parameters", "flops", "training_flops", "activation_bytes"):
        assert costs[2][name] - costs[1][name] == costs[1][name] - costs[0][name]


def test_a_layer_of_a_type_that_is_not_known_is_refused_rather_than_guessed() -> None:
    class Strange(Layer):
        """Of no rule."""

    with pytest.raises(RequestError, match="what the spec type Strange costs is not known"):
        rule_of(Strange)


@pytest.mark.parametrize(
    ("name", "load", "message"),
    [
        ("bert", {"length": 41}, "plan.length: 41 tokens are more than there are places, 40"),
        ("bert", {"samples": 3}, "plan.samples: this model reads nothing of it"),
        ("vit", {"length": 3}, "plan.length: this model reads nothing of it"),
        ("vit", {"image_size": 3}, "plan.image_size: 3 pixels hold no patch"),
        ("wav2vec2", {"samples": 3}, "plan.samples: 3 are too few"),
    ],
)
def test_a_workload_that_does_not_fit_the_model_is_refused(
    name: str, load: dict[str, Any], message: str
) -> None:
    family = REGISTRY.get("architecture", name)
    with pytest.raises(RequestError, match=message):
        estimate(family.plan(tiny(family)), Workload(**load))


def test_a_budget_tells_every_bound_that_is_not_kept() -> None:
    costs = {"parameters": 50, "flops": 7, "bytes": 200}
    budget = Budget(max_parameters=40, min_parameters=60, max_flops=7)
    assert list(budget.excesses(costs)) == [
        "budget.min_parameters: 50 are fewer than 60",
        "budget.max_parameters: 50 are more than 40",
    ]


def test_every_node_of_a_tree_is_counted_in_one_part() -> None:
    from factory.specs import count

    for family in FAMILIES:
        tree: Spec = family.plan(tiny(family))
        assert sum(part.all for part in parameters(tree).values()) == count(tree)
