"""Any block of any family can be swapped: random legal swaps are built, run, saved, counted."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from factory.configuration import PretrainedConfig
from factory.families import Family
from factory.models import model_class
from factory.recipes import ROLES
from factory.specs import SpecError, shapes
from registry import REGISTRY
from tests.models.support import (
    FAMILIES,
    assert_equal_on_real_tokens,
    batch,
    labels,
    needed,
    real_places,
    tensors,
    tiny,
)

OPTIONS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("attention", "grouped"): [{"kv_heads": 1}, {"kv_heads": 2}],
    ("attention", "windowed"): [{"before": 3}],
    ("feedforward", "experts"): [{"count": 3, "active": 2}],
    ("feedforward", "swiglu"): [{}, {"hidden": 20}],
    ("position", "rotary"): [{}, {"theta": 100.0}],
    ("adapter", "lora"): [{"rank": 2}, {"rank": 3, "targets": ["up", "output"]}],
}
"""Options that recipes are tried with, where their defaults are too large or not all."""

SCOPES: list[dict[str, Any]] = [{}, {}, {"layers": [0]}, {"layers": [1]}]


def drawn(
    family: Family, config: PretrainedConfig, head: str, dice: random.Random
) -> dict[str, Any]:
    """A random request for swaps that is legal: roles are added as long as they fit."""
    swaps: dict[str, Any] = {}
    for role in dice.sample(ROLES, k=dice.randint(1, len(ROLES))):
        name = dice.choice(REGISTRY.names(role))
        options = dice.choice(OPTIONS.get((role, name), [{}]))
        wanted = {**swaps, role: {"name": name, **options, **dice.choice(SCOPES)}}
        try:
            family.plan(config.replace(swap=wanted), head)
        except SpecError:
            continue
        swaps = wanted
    return swaps


def draws() -> list[Any]:
    """Every family with a seed; with --full more of them, and other heads."""
    found = []
    for family in FAMILIES:
        for seed in range(12):
            marks = [pytest.mark.again] if seed else []
            found.append(pytest.param(family, seed, marks=marks, id=f"{family.name}-{seed}"))
    return found


@pytest.mark.parametrize(("family", "seed"), draws())
def test_random_legal_swaps_run_train_reload_and_count(
    family: Family, seed: int, tmp_path: Path
) -> None:
    dice = random.Random(f"{family.name} {seed}")
    head = dice.choice(family.head_names)
    config = tiny(family, **needed(family, head))
    swaps = drawn(family, config, head, dice)
    config = config.replace(swap=swaps)
    model = model_class(family.name, head)(config, seed=0).eval()

    counted = sum(math.prod(shape) for shape in shapes(family.plan(config, head)).values())
    assert counted == model.num_parameters()

    inputs = batch(family, head, config=config)
    torch.manual_seed(0)
    output = model(**inputs, **labels(family, head, config=config))
    loss = getattr(output, "loss", None)
    (tensors(output)[0].float().square() if loss is None else loss).mean().backward()
    trained = [p for p in model.parameters() if p.requires_grad]
    assert any(p.grad is not None and bool(p.grad.any()) for p in trained)
    assert all(torch.isfinite(p.grad).all() for p in trained if p.grad is not None)

    with torch.no_grad():
        given = model(**inputs)
        model.pack_padded_batches = False
        padded = model(**inputs)
        model.save_pretrained(tmp_path)
        again = type(model).from_pretrained(tmp_path)
        again.pack_padded_batches = False
        reloaded = again(**inputs)
    assert_equal_on_real_tokens(given, padded, real_places(family, inputs, config))
    assert again.config.swap == model.config.swap
    kept = zip(model.parameters(), again.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in kept)
    assert_equal_on_real_tokens(padded, reloaded, real_places(family, inputs, config), 1e-6)
