"""Spec trees check their values, know their names and shapes, and are edited by copying."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from factory.errors import RequestError
from factory.families import Family
from factory.specs import (
    Activation,
    Attention,
    Dense,
    Embedding,
    LayerNorm,
    Linear,
    Model,
    Normal,
    Pool,
    Residual,
    Sinusoid,
    Spec,
    SpecError,
    Stack,
    Tokens,
    at,
    attention,
    children,
    count,
    rewrite,
    shapes,
    starts,
    to_data,
    walk,
)
from factory.specs.edits import mixers, prune
from registry import REGISTRY
from tests.sizes import fitting

FAMILIES: list[Family] = [
    REGISTRY.get("architecture", name) for name in REGISTRY.names("architecture")
]
every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
every_stack = pytest.mark.parametrize(
    "family",
    [f for f in FAMILIES if isinstance(f.plan(f.config()).body, Stack)],
    ids=lambda f: f.name,
)
"""The families whose body is one stack."""
every_prunable = pytest.mark.parametrize(
    "family",
    [
        family
        for family in FAMILIES
        if isinstance(tree := family.plan(family.config()).body, Stack)
        and any(isinstance(node, Attention) for node in mixers(tree).values())
    ],
    ids=lambda f: f.name,
)
"""Those of them that have attention heads."""


APART = {
    "hidden_size": 768,
    "num_attention_heads": 12,
    "num_key_value_heads": 12,
    "head_dim": 64,
    "num_hidden_layers": 4,
    "num_hidden_groups": 4,
    "vocab_size": 1000,
}
"""Options under which families have layers of one size, each and its heads with own weights."""


def whole(family: Family, **options: Any) -> Model:
    """The bare model of a family with those options."""
    return family.plan(family.config(**fitting(family.config, APART), **options))


def square(width: int) -> Linear:
    return Linear(inputs=width, outputs=width)


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "width": (lambda: Linear(inputs=0, outputs=3), "inputs is 0, not at least 1"),
    "count": (lambda: Embedding(count=-1, width=3), "count is -1"),
    "padding": (lambda: Embedding(count=4, width=3, padding=4), "outside a table of 4"),
    "eps": (lambda: LayerNorm(width=3, eps=0.0), "eps is 0.0, not above 0"),
    "activation": (lambda: Activation(function="gelu2"), "no activation is called 'gelu2'"),
    "heads": (lambda: attention(10, 3), "3 heads do not divide the query width 10"),
    "attention dropout": (lambda: attention(8, 2, dropout=7), "dropout is 7, not between 0 and 1"),
    "output": (
        lambda: dataclasses.replace(attention(8, 2), output=square(6)),
        "output reads 6 where the heads give 8",
    ),
    "grouped keys": (
        lambda: dataclasses.replace(attention(8, 4), key=Linear(inputs=8, outputs=6)),
        "3 key heads do not divide 4 heads",
    ),
    "feed-forward": (
        lambda: Dense(up=square(4), activation=Activation(function="relu"), down=square(5)),
        "down reads 5 where up gives 4",
    ),
    "residual dropout": (lambda: Residual(block=square(2), dropout=-0.1), "dropout is -0.1"),
    "pool dropout": (lambda: Pool(dropout=2.0), "dropout is 2.0"),
    "no layers": (
        lambda: Stack(frontend=Tokens(token=Embedding(count=3, width=2)), layers=()),
        "at least one layer",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_impossible_values_are_told_when_a_spec_is_built(name: str) -> None:
    make, message = WRONG[name]
    with pytest.raises(SpecError, match=message):
        make()


def test_layers_must_read_the_width_of_the_stream() -> None:
    stack = whole(REGISTRY.get("architecture", "bert")).body
    other = dataclasses.replace(stack.layers[0].mixer, block=attention(64, 2))
    layer = dataclasses.replace(stack.layers[0], mixer=other)
    with pytest.raises(SpecError, match=r"layers\.0\.mixer\.block reads 64"):
        dataclasses.replace(stack, layers=(layer, *stack.layers[1:]))


@every_family
def test_paths_lead_to_the_nodes_they_name(family: Family) -> None:
    tree = family.plan(family.config())
    for path, node in walk(tree):
        assert at(tree, path) is node
    for wrong in ("body.layer", "body.layers.99", "body.layers", "head"):
        with pytest.raises(KeyError, match=wrong):
            at(tree, wrong)


@every_family
def test_every_parameter_begins_in_some_way(family: Family) -> None:
    for head in family.head_names:
        tree = family.plan(family.config(), head)
        ways = {start.path: start for start in starts(tree, 0.02)}
        assert {path: start.shape for path, start in ways.items()} == shapes(tree)


def test_a_spec_type_without_a_way_to_begin_is_an_error() -> None:
    class Strange(Spec):
        def parameters(self) -> dict[str, tuple[int, ...]]:
            return {"weight": (2,)}

    strange = dataclasses.dataclass(frozen=True, kw_only=True)(Strange)()
    with pytest.raises(TypeError, match=r"Strange\.starts says nothing of 'weight'"):
        list(starts(strange, 0.02))


@every_family
def test_rules_come_before_the_defaults_of_a_type(family: Family) -> None:
    tree = family.plan(family.config())
    mixer = next(iter(mixers(tree)))
    first, *_, last = [n for n, s in shapes(tree).items() if n.startswith(mixer) and len(s) == 2]
    ways = {s.path: s.init for s in starts(tree, 0.5, [(first, Sinusoid())])}
    assert ways[first] == Sinusoid()
    assert ways[last] == Normal(std=0.5)


@every_family
def test_rewriting_nothing_gives_the_same_tree(family: Family) -> None:
    tree = family.plan(family.config())
    assert rewrite(tree, lambda path, node: node) is tree


@every_stack
def test_rewriting_keeps_what_it_does_not_touch(family: Family) -> None:
    tree = whole(family)
    layer = tuple(mixers(tree))[1].removesuffix("mixer.block")
    place = next(
        path for path, node in walk(tree) if path.startswith(layer) and isinstance(node, Activation)
    )

    def other(path: str, node: Spec) -> Spec:
        return Activation(function="relu") if path == place else node

    new = rewrite(tree, other)
    assert new != tree
    assert new.body.layers[0] is tree.body.layers[0]
    assert at(new, place) == Activation(function="relu")


@every_family
def test_trees_are_plain_data(family: Family) -> None:
    import json

    tree = family.plan(family.config(), family.head_names[-1])
    data = to_data(tree)
    assert json.loads(json.dumps(data)) == data
    assert data["kind"] == "Model" and data["body"]["kind"] == type(tree.body).__name__


@every_prunable
def test_pruning_leaves_other_layers_and_counts_down(family: Family) -> None:
    tree = whole(family)
    small = prune(tree, {0: (0, 5)})
    block = next(iter(mixers(small).values()))
    assert isinstance(block, Attention) and block.heads == 10 and block.head_width == 64
    assert small.body.layers[1] is tree.body.layers[1]
    width = 2 * 64
    read = width * 768 + width * block.query.bias
    reading = [part for part, axis in block.head_axes.items() if axis == 0 and getattr(block, part)]
    assert count(tree) - count(small) == len(reading) * read + 768 * width


@every_prunable
def test_the_configuration_can_ask_for_pruned_heads(family: Family) -> None:
    assert whole(family, pruned_heads={"2": [1]}) == prune(whole(family), {2: (1,)})


@every_stack
def test_a_configuration_counts_the_layers_that_can_be_pruned(family: Family) -> None:
    shared = family.config(**fitting(family.config, APART | {"num_hidden_groups": 2}))
    assert shared.distinct_layers == len(mixers(family.plan(shared)))
    with pytest.raises(RequestError, match="pruned_heads: there is no layer"):
        shared.replace(pruned_heads={shared.distinct_layers: [0]})


@every_family
def test_an_unsupported_head_is_refused_with_those_there_are(family: Family) -> None:
    head = family.head_names[-1]
    with pytest.raises(RequestError, match=f"Did you mean '{head}'") as caught:
        family.plan(family.config(), head[:-1])
    assert all(head in str(caught.value) for head in family.head_names)


def test_models_are_bodies_with_an_optional_head() -> None:
    family = FAMILIES[0]
    assert [name for name, _ in children(family.plan(family.config()))] == ["body"]
    assert isinstance(family.plan(family.config()), Model)
