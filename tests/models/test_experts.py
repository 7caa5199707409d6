"""Experts are chosen, and their uneven use is punished, as in transformers."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from factory.configuration import hints
from factory.errors import RequestError
from factory.families import Family
from tests.models.support import (
    assert_equal_on_real_tokens,
    batch,
    every,
    labels,
    pair,
    real_places,
)

HEAD = "causal_lm"


def routes(family: Family) -> bool:
    """Whether a family's tokens go to a few of several experts."""
    return "output_router_logits" in hints(family.config)


@every(routes)
@pytest.mark.parametrize("side", ["right", "left", "unpadded"])
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_uneven_use_is_a_part_of_the_loss(
    family: Family, side: str, pack: bool, share: float
) -> None:
    options = {"output_router_logits": True, "router_aux_loss_coef": share}
    ours, theirs = pair(family, HEAD, **options)
    ours.pack_padded_batches = pack
    inputs = {**batch(family, HEAD, side), **labels(family, HEAD)}
    mask = real_places(family, inputs)
    if side == "unpadded":
        del inputs["attention_mask"]
        mask = torch.ones_like(mask)
    a, b = ours(**inputs), theirs(**inputs)
    assert len(a.router_logits) == 2
    assert_equal_on_real_tokens(a, b, mask)
    a.loss.backward()
    b.loss.backward()
    mine, other = (m.get_input_embeddings().weight.grad for m in (ours, theirs))
    assert torch.allclose(mine, other, atol=1e-5)


@every(routes)
def test_uneven_use_counts_whether_activations_are_kept_or_not(family: Family) -> None:
    options = {"output_router_logits": True, "router_aux_loss_coef": 0.5}
    gradients = []
    for checkpointing in (False, True):
        model, _ = pair(family, HEAD, **options)
        model.body.checkpointing = checkpointing
        inputs = {**batch(family, HEAD), **labels(family, HEAD)}
        model.train()(**inputs).loss.backward()
        gradients.append([p.grad for p in model.parameters()])
    for kept, again in zip(*gradients, strict=True):
        assert torch.allclose(kept, again, atol=1e-6)


@every(routes)
def test_scores_of_experts_are_given_when_they_are_asked_for(family: Family) -> None:
    model, _ = pair(family, HEAD)
    found = model(**batch(family, HEAD))
    assert found.router_logits is None and found.aux_loss is None


@every(routes)
def test_tokens_are_shaken_in_training_alone(family: Family) -> None:
    """By the same numbers as in transformers, drawn in the same order."""
    ours, theirs = pair(family, "base", router_jitter_noise=0.5)
    inputs = batch(family, "base")
    mask = torch.ones_like(inputs.pop("attention_mask"))

    def run(model: Any) -> Any:
        torch.manual_seed(0)
        with torch.no_grad():
            return model(**inputs)

    still = run(ours)
    ours.train(), theirs.train()
    assert_equal_on_real_tokens(run(ours), run(theirs), mask)
    assert not torch.allclose(run(ours)[0], still[0], atol=1e-3)


@every(routes)
def test_more_experts_than_there_are_are_refused(family: Family) -> None:
    with pytest.raises(RequestError, match="num_experts_per_tok: is 9; there are 8 experts"):
        family.config(num_experts_per_tok=9)
