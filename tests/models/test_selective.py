"""Mixers that carry a state: what they compute, remember, refuse, and where they may stand."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers
from torch import Tensor
from torch.nn import functional as F

from factory import MambaConfig, MambaForCausalLM, MambaModel
from factory.blocks import scan
from factory.blocks.cache import Cache
from factory.errors import RequestError
from factory.models import model_class
from factory.specs import Attention, SelectiveState, SpecError, walk
from tests.models.support import FAMILIES, tiny, tiny_model

MAMBA = next(family for family in FAMILIES if family.name == "mamba")
GPT2 = next(family for family in FAMILIES if family.name == "gpt2")


def ids(rows: int = 2, length: int = 11) -> Tensor:
    return torch.randint(5, 64, (rows, length), generator=torch.Generator().manual_seed(1))


def sides(length: int) -> tuple[Tensor, ...]:
    """Arguments of a scan in double precision: x, step, rate, write, read, state."""
    draw = torch.Generator().manual_seed(0)
    shapes = ((2, length, 3), (2, length, 3), (3, 2), (2, length, 2), (2, length, 2), (2, 3, 2))
    drawn = [torch.randn(shape, generator=draw, dtype=torch.float64) for shape in shapes]
    drawn[1], drawn[2] = F.softplus(drawn[1]), -drawn[2].exp()
    return tuple(x.requires_grad_() for x in drawn)


def one_by_one(
    x: Tensor, step: Tensor, rate: Tensor, write: Tensor, read: Tensor, state: Tensor
) -> tuple[Tensor, Tensor]:
    """The recurrence as the paper writes it, token by token."""
    seen = []
    for t in range(x.shape[1]):
        decay = torch.exp(torch.einsum("bc,cn->bcn", step[:, t], rate))
        added = torch.einsum("bc,bn->bcn", step[:, t] * x[:, t], write[:, t])
        state = decay * state + added
        seen.append(torch.einsum("bcn,bn->bc", state, read[:, t]))
    return torch.stack(seen, 1), state


@pytest.mark.parametrize("length", [1, scan.CHUNK, scan.CHUNK + 1, 2 * scan.CHUNK + 5])
def test_a_scan_and_its_gradients_are_those_of_the_loop_it_stands_for(length: int) -> None:
    arguments = sides(length)
    found = []
    for run in (scan.selective_scan, one_by_one):
        seen, last = run(*arguments)
        loss = (seen * torch.arange(1, length + 1)[:, None]).square().sum() + last.exp().sum()
        found.append([seen, last, *torch.autograd.grad(loss, arguments)])
    for a, b in zip(*found, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_padding_leaves_no_trace(side: str, pack: bool) -> None:
    """Not even in what follows it, where projections and convolutions have biases."""
    model = tiny_model(MAMBA, use_bias=True)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias") and "step" not in name:
                parameter.normal_()
    model.pack_padded_batches = pack
    text, other = ids(1, 6), ids(1, 10)
    gap = torch.full((1, 4), 3)
    row = torch.cat((gap, text) if side == "left" else (text, gap), 1)
    mask = (row != 3).long()
    batch = torch.cat((row, other)), torch.cat((mask, torch.ones_like(mask)))
    with torch.no_grad():
        found = model(batch[0], attention_mask=batch[1]).last_hidden_state
        alone = model(text).last_hidden_state
    assert (found[:1][mask.bool()] - alone[0]).abs().max() <= 1e-5


def test_what_is_remembered_does_not_grow() -> None:
    model, cache = tiny_model(MAMBA), Cache()
    taken = set()
    with torch.inference_mode():
        for text in (ids(), ids(2, 200), ids(2, 1)):
            model(text, past_key_values=cache)
            taken.add(cache.nbytes)
    channels, states, window = 64, 4, 2
    assert taken == {2 * 2 * channels * (states + window) * 4}


def test_what_a_state_has_taken_in_is_not_forgotten_in_part() -> None:
    model, cache = tiny_model(MAMBA), Cache()
    with torch.inference_mode():
        model(ids(), past_key_values=cache)
        with pytest.raises(ValueError, match="a cache of states cannot be cropped"):
            cache.crop(4)
        cache.crop(11)
        with pytest.raises(ValueError, match="what mixers of another kind remember"):
            tiny_model(GPT2)(ids(), past_key_values=cache)


def test_what_needs_attention_is_refused() -> None:
    model = tiny_model(MAMBA)
    pairs = torch.ones(2, 11, 11).tril()
    with pytest.raises(ValueError, match=r"mask of pairs .* reads tokens in their order"):
        model(ids(), attention_mask=pairs)
    with pytest.raises(ValueError, match="output_attentions: no layer of this model has attention"):
        model(ids(), output_attentions=True)
    with pytest.raises(RequestError, match="there are no attention heads to remove"):
        model.prune_heads({0: [1]})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"intermediate_size": 48}, "intermediate_size: is 48, but expand 2 times hidden_size 32"),
        ({"output_attentions": True}, "output_attentions: there is no attention"),
        ({"num_attention_heads": 4}, "num_attention_heads: MambaConfig has no such option"),
        ({"time_step_min": 0.2}, "time_step_min: 0.2 is not above 0 and at most time_step_max"),
        ({"hidden_act": "prelu"}, "hidden_act: 'prelu' is not one of"),
        ({"pruned_heads": {0: [0]}}, "pruned_heads: there are no attention heads to remove"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        MambaConfig(hidden_size=32, **options)


def test_sizes_follow_the_width_unless_they_are_said() -> None:
    config = MambaConfig(hidden_size=40, time_step_rank="auto")  # type: ignore[arg-type]
    assert (config.intermediate_size, config.time_step_rank) == (80, 3)
    wider = config.replace(hidden_size=64, expand=3)
    assert (wider.intermediate_size, wider.time_step_rank) == (192, 4)


def test_steps_begin_as_the_options_say() -> None:
    options = {"time_step_min": 0.02, "time_step_max": 0.3, "time_step_floor": 0.05}
    config = tiny(MAMBA, **options, time_step_init_scheme="constant", time_step_scale=2.0)
    block: Any = MambaModel(config, seed=0).body.layers[0].mixer.block
    steps = F.softplus(block.step.bias)
    assert steps.min() >= 0.05 - 1e-6 and steps.max() <= 0.3 + 1e-6
    assert (steps < 0.0501).any() and steps.max() > 0.2
    assert torch.allclose(block.step.weight, torch.tensor(2.0 * 5**-0.5))
    assert torch.allclose(block.decay.exp(), torch.arange(1.0, 5.0).expand(64, 4))


@pytest.mark.parametrize("rescale", [True, False])
def test_output_projections_begin_as_in_transformers(rescale: bool) -> None:
    config = tiny(MAMBA, rescale_prenorm_residual=rescale)
    options = {k: v for k, v in config.to_dict().items() if k != "model_type"}
    theirs = transformers.MambaModel(transformers.MambaConfig(**options))
    mine: Any = MambaModel(config, seed=0).body.layers[1].mixer.block
    found, wanted = mine.output.weight.detach(), theirs.layers[1].mixer.out_proj.weight.detach()
    assert found.abs().max() == pytest.approx(float(wanted.abs().max()), rel=0.01)


@pytest.mark.parametrize("precise", [True, False])
def test_layers_add_in_float32_where_that_is_asked_for(precise: bool) -> None:
    model = tiny_model(MAMBA, residual_in_fp32=precise).to(torch.bfloat16)
    with torch.no_grad():
        output = model(ids(), output_hidden_states=True, use_cache=True)
    kinds = [states.dtype for states in output.hidden_states]
    added = torch.float32 if precise else torch.bfloat16
    assert kinds == [added, added, torch.bfloat16]
    assert {state.dtype for slot in output.past_key_values._slots for state in slot._held[1:]} == {
        torch.float32
    }


def swapped(layers: list[int] | None = None) -> Any:
    options = {"name": "selective", "state_size": 4, "layers": layers}
    return tiny_model(GPT2, "causal_lm", swap={"attention": options})


@pytest.mark.parametrize("layers", [None, [1]], ids=["all layers", "one layer"])
def test_a_state_may_stand_in_place_of_causal_attention(layers: list[int] | None) -> None:
    model = swapped(layers)
    mixers = [type(layer.mixer.block) for layer in model.tree.body.layers]
    assert mixers.count(SelectiveState) == (1 if layers else 2)
    mask = torch.ones(2, 11, dtype=torch.long)
    mask[0, :4] = 0
    chosen = {"attention_mask": mask, "max_new_tokens": 8, "eos_token_id": 63, "pad_token_id": 0}
    for search in ({}, {"num_beams": 3}):
        again = model.generate(ids(), use_cache=False, **chosen, **search)
        assert model.generate(ids(), **chosen, **search).tolist() == again.tolist()
    if layers:
        with torch.no_grad():
            assert len(model(ids(), output_attentions=True).attentions) == 1


def test_a_state_does_not_stand_where_tokens_see_those_after_them() -> None:
    with pytest.raises(SpecError, match="it can take the place of a decoder's attention"):
        model_class("bert")(tiny_config("bert", swap={"attention": "selective"}))


def tiny_config(name: str, **options: Any) -> Any:
    return tiny(next(family for family in FAMILIES if family.name == name), **options)


def test_attention_in_place_of_a_state_sees_nothing_that_comes_after() -> None:
    config = tiny(MAMBA, swap={"attention": {"name": "plain", "heads": 4}})
    model = MambaForCausalLM(config, seed=0).eval()
    assert any(isinstance(node, Attention) for _, node in walk(model.tree))
    text = ids()
    with torch.no_grad():
        whole, part = model(text).logits, model(text[:, :6]).logits
    assert (whole[:, :6] - part).abs().max() <= 1e-5
