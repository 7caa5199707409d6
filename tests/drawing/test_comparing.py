"""Two trees differ in what is told, and in nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from factory.drawing.comparing import Difference, differences
from factory.specs import Model, Rotary, Stack, at, gated
from registry import REGISTRY
from tests.drawing.support import FAMILIES, bert, models, rotated


@pytest.mark.parametrize("family", FAMILIES)
def test_a_tree_differs_from_others_alone(family: str) -> None:
    planned = list(models(family).values())
    for model in planned:
        assert differences(model, replace(model)) == []
    for a, b in itertools.pairwise(planned):
        assert bool(differences(a, b)) is (a != b)


def test_differences_are_the_same_from_either_side() -> None:
    few, many = bert(2), rotated(bert(4), (1, 3))
    there = {(one.path, one.a, one.b) for one in differences(few, many)}
    assert there == {(one.path, one.b, one.a) for one in differences(many, few)}


def test_a_part_that_some_layers_have_besides_is_told_once_with_their_numbers() -> None:
    assert differences(bert(), rotated(bert(), (2, 4))) == [
        Difference(
            "body.layers.2,4.mixer.block.position",
            None,
            "Rotary positions, 64 of a head's numbers, base 10000",
        )
    ]


def test_a_block_of_another_type_is_told_as_a_whole() -> None:
    model = bert(3, "base")
    body = model.body
    assert isinstance(body, Stack)
    block = gated(768, 2048, "silu")
    layer = replace(
        body.layers[0], feedforward=replace(at(body, "layers.0.feedforward"), block=block)
    )
    (found,) = differences(model, Model(body=replace(body, layers=(layer,) * 3)))
    assert found.path == "body.layers.0-2.feedforward.block" and found.change == "changed"
    assert (found.a, found.b) == (
        "Feed-forward, 768 -> 3072 -> 768, gelu (4.72M)",
        "Gated feed-forward, 768 -> 2 x 2048 -> 768, silu (4.72M)",
    )


def test_more_layers_are_told_in_one_line() -> None:
    (found,) = differences(bert(6), bert(12))
    assert (found.path, found.change) == ("body.layers.6-11", "added")


def test_values_of_one_part_are_told_together() -> None:
    model = bert()
    body = model.body
    assert isinstance(body, Stack)
    turned = replace(model, body=replace(body, position=Rotary(width=64)))
    slower = replace(model, body=replace(body, position=Rotary(width=32, theta=5e5)))
    (found,) = differences(turned, slower)
    assert (found.path, found.a, found.b) == (
        "body.position",
        "width 64, theta 10000",
        "width 32, theta 500000",
    )


def test_families_that_are_relatives_differ_in_what_their_papers_changed() -> None:
    made = [REGISTRY.get("architecture", name) for name in ("mistral", "mixtral")]
    values = {"num_hidden_layers": 2, "rms_norm_eps": 1e-5, "sliding_window": None}
    trees = [family.plan(family.config(**values), "base") for family in made]
    told = {one.path for one in differences(*trees)}
    assert told == {"body.layers.0-1.feedforward.block", "body.position"}
