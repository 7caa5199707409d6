"""What the shared blocks promise beyond what the registered families ask of them."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.nn import functional as F

from factory import specs
from factory.blocks import build
from factory.blocks.context import Context, Inputs, Record
from factory.blocks.leaves import FUNCTIONS
from factory.specs.leaves import FUNCTIONS as NAMES


def filled(node: specs.Spec) -> torch.nn.Module:
    """A block with random weights, in double precision."""
    torch.manual_seed(0)
    block = build(node).double()
    for parameter in block.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return block.eval()


def grouped(heads: int, kv_heads: int, scale: float | None = None) -> specs.Attention:
    """Attention of width 8 whose queries share keys and values in groups."""
    keys = specs.Linear(inputs=8, outputs=kv_heads * 8 // heads)
    plain = specs.attention(8, heads)
    return dataclasses.replace(plain, key=keys, value=keys, scale=scale)


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("scale", [None, 0.7])
def test_grouped_queries_are_repeated_keys_and_values(recorded: bool, scale: float | None) -> None:
    block = filled(grouped(4, 2, scale))
    x = torch.randn(2, 5, 8, dtype=torch.double)
    ctx = Context(record=Record(attentions=[] if recorded else None))
    q, k, v = (
        part(x).unflatten(-1, (-1, 2)).transpose(1, 2)
        for part in (block.query, block.key, block.value)
    )
    k, v = k.repeat_interleave(2, 1), v.repeat_interleave(2, 1)
    weights = (q @ k.mT * (2**-0.5 if scale is None else scale)).softmax(-1)
    expected = block.output((weights @ v).transpose(1, 2).flatten(2))
    assert torch.allclose(block(x, ctx), expected)
    if recorded:
        assert torch.allclose(ctx.record.attentions[0], weights)


@pytest.mark.parametrize("places", [("before",), ("inner",), ("after",), ("before", "inner")])
def test_norms_stand_where_the_residual_has_them(places: tuple[str, ...]) -> None:
    norm = specs.LayerNorm(width=8)
    dense = specs.dense(8, 12, "relu")
    block = filled(specs.Residual(block=dense, **dict.fromkeys(places, norm)))
    x = torch.randn(3, 8, dtype=torch.double)

    def at(place: str, y: torch.Tensor) -> torch.Tensor:
        if place not in places:
            return y
        module = getattr(block, place)
        return F.layer_norm(y, (8,), module.weight, module.bias, 1e-5)

    inside = block.block(at("before", x), Context())
    assert torch.allclose(block(x, Context()), at("after", x + at("inner", inside)))


def test_a_stack_may_end_with_a_norm() -> None:
    norm = specs.LayerNorm(width=8)
    layer = specs.Layer(mixer=specs.Residual(block=specs.attention(8, 2), before=norm))
    token = specs.Embedding(count=10, width=8)
    plain = specs.Stack(frontend=specs.Tokens(token=token), layers=(layer,))
    normed = dataclasses.replace(plain, norm=norm)
    a, b = filled(plain), filled(normed)
    b.load_state_dict(a.state_dict(), strict=False)
    from factory.blocks.context import Inputs

    inputs = Inputs(input_ids=torch.randint(10, (2, 5)))
    x = a(inputs, Context(), packs=lambda: False)[0]
    expected = F.layer_norm(x, (8,), b.norm.weight, b.norm.bias, 1e-5)
    assert torch.allclose(b(inputs, Context(), packs=lambda: False)[0], expected)


def test_projections_may_have_no_bias() -> None:
    block = filled(specs.Linear(inputs=3, outputs=2, bias=False))
    x = torch.randn(4, 3, dtype=torch.double)
    assert torch.equal(block(x), x @ block.weight.T)
    assert list(block.state_dict()) == ["weight"]


def test_every_activation_that_can_be_named_is_known() -> None:
    assert set(FUNCTIONS) == set(NAMES)


def test_a_spec_type_without_a_module_is_an_error_even_if_its_parent_has_one() -> None:
    class Other(specs.Linear):
        pass

    with pytest.raises(TypeError, match="no torch module is known for the spec type Other"):
        build(Other(inputs=1, outputs=1))


def test_packing_and_padding_undo_each_other() -> None:
    from factory.blocks.context import Packing

    real = torch.tensor([[1, 1, 0], [1, 0, 0], [1, 1, 1]]).bool()
    packing = Packing.of(real)
    x = torch.randn(3, 3, 4)
    assert packing.lengths == (2, 1, 3)
    assert torch.equal(packing.pad(packing.pack(x)), x * real[..., None])
    assert torch.equal(packing.first(packing.pack(x)), x[:, 0])


def test_every_position_of_several_has_room_for_the_tokens() -> None:
    table = specs.Learned(table=specs.Embedding(count=4, width=8))
    layer = specs.Layer(mixer=specs.post(specs.attention(8, 2), specs.LayerNorm(width=8)))
    stack = build(
        specs.Stack(
            frontend=specs.Tokens(token=specs.Embedding(count=10, width=8)),
            position=specs.Positions(parts=(specs.Rotary(width=4), table)),
            layers=(layer,),
        )
    )
    with pytest.raises(ValueError, match="a sequence of 5 tokens needs 5 positions"):
        stack(Inputs(input_ids=torch.zeros(1, 5, dtype=torch.long)), Context(), lambda: False)
