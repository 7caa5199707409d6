"""A position fits the attention that it acts on, or the tree is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from factory.specs import (
    Attention,
    Embedding,
    Layer,
    LayerNorm,
    Position,
    Positions,
    RelativeBias,
    Rotary,
    SpecError,
    Stack,
    Tokens,
    attention,
    post,
    spec,
)
from factory.specs.edits import prune

WIDTH = 8


def bias(heads: int) -> RelativeBias:
    """Of eight buckets."""
    return RelativeBias(table=Embedding(count=8, width=heads))


def stack(position: RelativeBias | Rotary | Positions) -> Stack:
    """Two layers with four heads over a position."""
    layer = Layer(mixer=post(attention(WIDTH, 4), LayerNorm(width=WIDTH)))
    tokens = Tokens(token=Embedding(count=10, width=WIDTH))
    return Stack(frontend=tokens, layers=(layer, layer), position=position)


@pytest.mark.parametrize(
    ("position", "message"),
    [
        (bias(3), "the bias by distance is for 3 heads, the attention has 4"),
        (Rotary(width=4), "rotary width 4 is more than the head width 2"),
        (Positions(parts=(Rotary(width=2), bias(5))), "the bias by distance is for 5 heads"),
    ],
    ids=["bias", "rotary", "second of two"],
)
def test_a_position_that_does_not_fit_the_heads_is_refused(
    position: RelativeBias | Rotary | Positions, message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        stack(position)


def test_pruned_heads_keep_their_numbers_and_the_shared_bias_its_size() -> None:
    small = prune(stack(bias(4)), {1: (0, 2)})
    assert small.position == bias(4)
    kept = [layer.mixer.block.kept for layer in small.layers]  # type: ignore[union-attr]
    assert kept == [None, (1, 3)]
    with pytest.raises(SpecError, match="the bias by distance is for 2 heads, there is none for 3"):
        Stack(frontend=small.frontend, layers=small.layers[1:], position=bias(2))


@spec
class Needy(Attention):
    """Attention that needs a rotary position."""

    def misses(self, position: Position | None) -> Iterator[str]:
        if not isinstance(position, Rotary):
            yield "a rotary position is needed"


def test_attention_without_the_position_it_needs_is_refused() -> None:
    layer = Layer(mixer=post(Needy(**vars(attention(WIDTH, 4))), LayerNorm(width=WIDTH)))
    needy = replace(stack(Rotary(width=2)), layers=(layer,))
    with pytest.raises(SpecError, match=r"layers.0.mixer.block: a rotary position is needed"):
        replace(needy, position=bias(4))
