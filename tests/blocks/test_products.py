"""Products by oneDNN, and several at once."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import factory
from factory import specs
from factory.blocks import build
from factory.blocks.joined import Joined
from factory.blocks.products import WORTH, linear


def near(found: Tensor, x: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    """Compare with the product in double precision."""
    wide = F.linear(x.double(), weight.double(), None if bias is None else bias.double())
    torch.testing.assert_close(found.double(), wide, atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize("shape", [(1,), (3, 1), (2, 40)], ids=str)
@pytest.mark.parametrize("has_bias", [True, False])
def test_large_products_are_those_of_torch(shape: tuple[int, ...], has_bias: bool) -> None:
    x, weight = torch.randn(*shape, 640), torch.randn(704, 640)
    bias = torch.randn(704) if has_bias else None
    assert x.numel() * len(weight) > WORTH
    with torch.inference_mode():
        near(linear(x, weight, bias), x, weight, bias)
        near(linear(x, weight.T.contiguous().T, bias), x, weight, bias)


def test_where_gradients_may_be_wanted_nothing_changes() -> None:
    x, weight = torch.randn(3, 640), torch.randn(704, 640, requires_grad=True)
    found = linear(x, weight, None)
    assert torch.equal(found, F.linear(x, weight))
    found.sum().backward()
    assert weight.grad is not None


def test_autocast_is_followed() -> None:
    x, weight = torch.randn(3, 640), torch.randn(704, 640)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        assert linear(x, weight, None).dtype is torch.bfloat16


def test_a_wrong_width_is_the_error_it_was() -> None:
    with torch.inference_mode(), pytest.raises(RuntimeError, match="cannot be multiplied"):
        linear(torch.randn(3, 641), torch.randn(704, 640), None)


def projections(width: int, *biases: bool) -> list[nn.Module]:
    """Projections of one input, with or without a bias."""
    parts: list[nn.Module] = []
    for place, bias in enumerate(biases, 1):
        part = build(specs.Linear(inputs=width, outputs=width * place, bias=bias))
        for parameter in part.parameters():
            nn.init.normal_(parameter)
        parts.append(part)
    return parts


@pytest.mark.parametrize("biases", [(True, True), (True, False, True), (False, False)], ids=str)
@pytest.mark.parametrize("width", [16, 160])
def test_joined_projections_are_the_single_ones(width: int, biases: tuple[bool, ...]) -> None:
    parts, x = projections(width, *biases), torch.randn(4, 1, width)
    with torch.inference_mode():
        joined = Joined()
        for _ in range(2):
            for found, part in zip(joined(x, parts), parts, strict=True):
                torch.testing.assert_close(found, part(x), atol=1e-4, rtol=1e-5)


def test_hooks_of_single_projections_run() -> None:
    parts, seen = projections(160, False, False), []
    parts[1].register_forward_hook(lambda *given: seen.append(given))
    with torch.inference_mode():
        Joined()(torch.randn(1, 1, 160), parts)
    assert len(seen) == 1


def test_a_later_text_is_of_the_weights_of_then() -> None:
    config = factory.LlamaConfig(
        hidden_size=192,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=300,
    )
    model = factory.LlamaForCausalLM(config, seed=0).eval()
    ids = torch.arange(5, 13)[None]
    for seed in (1, 2):
        with torch.no_grad():
            chance = torch.Generator().manual_seed(seed)
            for weights in model.parameters():
                weights.copy_(torch.randn(weights.shape, generator=chance) * 0.2)
        options = {"max_new_tokens": 12, "do_sample": False, "pad_token_id": 0}
        found = model.generate(ids, **options)
        assert torch.equal(found, model.generate(ids, use_cache=False, **options))
