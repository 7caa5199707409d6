"""Decoders that look at what an encoder has read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from factory.configuration import hints
from factory.families import Family
from tests.models.support import (
    BATCH,
    LENGTH,
    PAIRS,
    SMALL,
    assert_equal_on_real_tokens,
    batch,
    labels,
    named,
    pair,
    tiny_model,
)

CROSSED = [
    (family, head)
    for family, head in PAIRS
    if "add_cross_attention" in hints(family.config)
    and "encoder_hidden_states" in family.inputs_of(head)
]
every_crossed = pytest.mark.parametrize(("family", "head"), CROSSED, ids=named)
READ = 5
"""Tokens of the longest text that the encoder has read."""


def decoder(family: Family) -> dict[str, bool]:
    """What makes a decoder of a family that may be one."""
    return {"is_decoder": True} if "is_decoder" in hints(family.config) else {}


def crossed(family: Family, head: str, **options: Any) -> tuple[Any, Any]:
    """(ours, theirs) with the same weights, which look at an encoder."""
    return pair(family, head, add_cross_attention=True, **decoder(family), **options)


def memory(padded: bool = True) -> dict[str, Tensor]:
    """What an encoder gives for three texts, of 5, 2 and 4 tokens where there is padding."""
    generator = torch.Generator().manual_seed(4)
    hidden = torch.randn(BATCH, READ, SMALL["hidden_size"], generator=generator)
    if not padded:
        return {"encoder_hidden_states": hidden}
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 1, 1, 1, 1]])
    return {"encoder_hidden_states": hidden, "encoder_attention_mask": mask}


def answers(model: Any, *ends: int, **inputs: Tensor) -> Tensor:
    """What a model gives for all tokens, in calls that end at these and go on from each other."""
    cache, found, begin = model.new_cache(), [], 0
    per_token = ("input_ids", "token_type_ids", "position_ids")
    with torch.inference_mode():
        for end in ends:
            part = {n: x[:, begin:end] if n in per_token else x for n, x in inputs.items()}
            part["attention_mask"] = inputs["attention_mask"][:, :end]
            found.append(model(**part, past_key_values=cache)[0])
            begin = end
    return torch.cat(found, 1)


@every_crossed
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
@pytest.mark.parametrize("masked", [True, False], ids=["masked", "unmasked"])
def test_outputs_equal_with_a_memory(
    family: Family, head: str, side: str, pack: bool, masked: bool
) -> None:
    ours, theirs = crossed(family, head)
    ours.pack_padded_batches = pack
    inputs = {**batch(family, head, side), **memory(masked)}
    with torch.no_grad():
        a, b = ours(**inputs), theirs(**inputs, use_cache=False)
    assert_equal_on_real_tokens(a, b, inputs["attention_mask"])


@every_crossed
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
def test_gradients_reach_what_the_encoder_has_read(family: Family, head: str, pack: bool) -> None:
    ours, theirs = crossed(family, head)
    ours.pack_padded_batches = pack
    inputs, found = {**batch(family, head), **memory()}, []
    for model in (ours, theirs):
        read = inputs["encoder_hidden_states"].clone().requires_grad_()
        output = model(**{**inputs, **labels(family, head), "encoder_hidden_states": read})
        loss = getattr(output, "loss", None)
        if loss is None:
            loss = output[0][inputs["attention_mask"].bool()].square().mean()
        loss.backward()
        found.append(read.grad)
    mine, other = found
    assert mine.abs().max() > 0
    assert torch.allclose(mine, other, atol=1e-5)
    assert (mine[inputs["encoder_attention_mask"] == 0] == 0).all()


@every_crossed
def test_what_layers_see_of_the_memory_is_recorded(family: Family, head: str) -> None:
    ours, theirs = crossed(family, head, eager=True)
    inputs = {**batch(family, head), **memory()}
    with torch.no_grad():
        a, b = (model(**inputs, output_attentions=True) for model in (ours, theirs))
    heads = SMALL["num_attention_heads"]
    assert [w.shape for w in a.cross_attentions] == [(BATCH, heads, LENGTH, READ)] * 2
    for name in ("attentions", "cross_attentions"):
        assert_equal_on_real_tokens({name: a[name]}, b, inputs["attention_mask"])
    with torch.no_grad():
        assert ours(**inputs).cross_attentions is None


@every_crossed
def test_without_a_memory_none_is_looked_at(family: Family, head: str) -> None:
    ours, theirs = crossed(family, head)
    inputs = batch(family, head)
    plain = tiny_model(family, head, **decoder(family))
    weights = {n: w for n, w in ours.state_dict().items() if ".cross." not in n}
    plain.load_state_dict(weights, strict=True)
    with torch.no_grad():
        a = ours(**inputs, output_attentions=True)
        assert a.cross_attentions is None
        a = ours(**inputs)
        assert_equal_on_real_tokens(a, theirs(**inputs), inputs["attention_mask"])
        assert torch.equal(a[0], plain(**inputs)[0])


@every_crossed
@pytest.mark.parametrize("side", ["right", "left"])
def test_tokens_read_one_by_one_see_the_memory_as_those_read_at_once(
    family: Family, head: str, side: str
) -> None:
    ours, theirs = crossed(family, head)
    inputs = {**batch(family, head, side), **memory()}
    real = inputs["attention_mask"]
    inputs["position_ids"] = (real.cumsum(1) - 1).clamp(min=0)
    with torch.no_grad():
        whole = theirs(**inputs, use_cache=False)[0]
    for ends in (range(1, LENGTH + 1), (LENGTH - 4, LENGTH - 1, LENGTH)):
        found = answers(ours, *ends, **inputs)
        assert (found - whole)[real.bool()].abs().max() <= 1e-5


@every_crossed
def test_keys_of_the_memory_are_computed_once(family: Family, head: str) -> None:
    ours, _ = crossed(family, head)
    calls: list[str] = []
    for name, module in ours.named_modules():
        if name.endswith(("cross.block.key", "cross.block.value")):
            module.register_forward_hook(lambda *_, name=name: calls.append(name))
    answers(ours, *range(1, LENGTH + 1), **batch(family, head), **memory())
    assert len(calls) == len(set(calls)) == 2 * SMALL["num_hidden_layers"]


@every_crossed
def test_a_chosen_sequence_keeps_its_memory(family: Family, head: str) -> None:
    ours, _ = crossed(family, head)
    inputs = {**batch(family, head, "left"), **memory()}
    rows, last = torch.tensor([2, 0, 0]), LENGTH - 1
    inputs["position_ids"] = torch.arange(LENGTH).expand(BATCH, -1)
    expected = answers(ours, last, LENGTH, **inputs)[rows, -1]
    cache = ours.new_cache()
    begun = {n: x if n.startswith("encoder_") else x[:, :last] for n, x in inputs.items()}
    ended = {n: x if n.startswith("encoder_") else x[:, last:] for n, x in inputs.items()}
    ended["attention_mask"] = inputs["attention_mask"]
    with torch.inference_mode():
        ours(**begun, past_key_values=cache)
        cache.reorder(rows)
        chosen = {name: x[rows] for name, x in ended.items()}
        found = ours(**chosen, past_key_values=cache)[0][:, -1]
    assert (found - expected).abs().max() <= 1e-6


@every_crossed
def test_models_with_a_memory_travel_both_ways(family: Family, head: str, tmp_path: Path) -> None:
    ours, theirs = crossed(family, head)
    ours.save_pretrained(tmp_path / "ours")
    theirs.save_pretrained(tmp_path / "theirs")
    there, report = type(theirs).from_pretrained(tmp_path / "ours", output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"]
    here = type(ours).from_pretrained(tmp_path / "theirs")
    assert not here.load_report.new and not here.load_report.dropped
    inputs = {**batch(family, head), **memory()}
    with torch.no_grad():
        expected = theirs(**inputs, use_cache=False)
        for model in (ours, here):
            assert_equal_on_real_tokens(model(**inputs), expected, inputs["attention_mask"])
        result = ours(**inputs)
        assert_equal_on_real_tokens(result, there(**inputs), inputs["attention_mask"])


@every_crossed
def test_a_memory_that_nothing_looks_at_is_refused(family: Family, head: str) -> None:
    plain = tiny_model(family, head, **decoder(family))
    with pytest.raises(ValueError, match="looks at nothing that an encoder has read"):
        plain(**batch(family, head), **memory())


@every_crossed
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
def test_a_memory_is_of_as_many_texts(family: Family, head: str, pack: bool) -> None:
    ours = tiny_model(family, head, add_cross_attention=True, **decoder(family))
    ours.pack_padded_batches = pack
    one = memory(padded=False)["encoder_hidden_states"][:1]
    with pytest.raises(ValueError, match=r"\(1, 5, .*; \(3, tokens, width\) is needed"):
        ours(**batch(family, head), encoder_hidden_states=one)


@every_crossed
def test_a_memory_that_was_looked_at_is_given_again(family: Family, head: str) -> None:
    ours = tiny_model(family, head, add_cross_attention=True, **decoder(family))
    cache, inputs = ours.new_cache(), batch(family, head)
    ours(**inputs, **memory(), past_key_values=cache)
    with pytest.raises(ValueError, match="give encoder_hidden_states again"):
        ours(input_ids=inputs["input_ids"][:, :1], past_key_values=cache)


@every_crossed
def test_a_pass_goes_on_with_the_memory_that_was_looked_at(family: Family, head: str) -> None:
    ours = tiny_model(family, head, add_cross_attention=True, **decoder(family))
    cache, inputs = ours.new_cache(), batch(family, head)
    ours(**inputs, **memory(), past_key_values=cache)
    other = memory()["encoder_hidden_states"][:, :-1]
    with pytest.raises(ValueError, match="the cache remembers a look at"):
        ours(
            input_ids=inputs["input_ids"][:, :1],
            encoder_hidden_states=other,
            past_key_values=cache,
        )


@every_crossed
def test_a_mask_of_the_memory_has_its_length(family: Family, head: str) -> None:
    ours = tiny_model(family, head, add_cross_attention=True, **decoder(family))
    inputs = {**batch(family, head), **memory(), "encoder_attention_mask": torch.ones(3, 4)}
    with pytest.raises(ValueError, match=r"\(3, 4\); \(3, 5\) is needed"):
        ours(**inputs)


@every_crossed
@pytest.mark.parametrize("side", ["right", "left"])
def test_places_run_on_as_in_transformers(family: Family, head: str, side: str) -> None:
    """Those that a model numbers itself, wherever padding lies."""
    ours, theirs = crossed(family, head)
    inputs = {**batch(family, head, side), **memory()}
    cache, theirs_cache = ours.new_cache(), None
    for begin, end in ((0, 6), (6, 9), (9, LENGTH)):
        part = {n: x if n.startswith("encoder_") else x[:, begin:end] for n, x in inputs.items()}
        part["attention_mask"] = inputs["attention_mask"][:, :end]
        with torch.no_grad():
            a = ours(**part, past_key_values=cache)[0]
            b = theirs(**part, past_key_values=theirs_cache, use_cache=True)
        theirs_cache = b.past_key_values
        real = inputs["attention_mask"][:, begin:end].bool()
        assert (a - b[0])[real].abs().max() <= 1e-5 if real.any() else True


@every_crossed
def test_a_mask_of_no_memory_is_refused(family: Family, head: str) -> None:
    model = tiny_model(family, head, add_cross_attention=True, **decoder(family))
    inputs = batch(family, head)
    with pytest.raises(ValueError, match="none are given"):
        model(**inputs, encoder_attention_mask=torch.ones(3, 5))
