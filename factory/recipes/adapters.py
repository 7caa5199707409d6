"""Adapters: small parts beside projections, which are trained in their place."""

from __future__ import annotations

from dataclasses import dataclass

from factory.configuration import option
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import Linear, LoRA, SpecError


@dataclass(frozen=True, kw_only=True)
class LoRAOptions(Scope):
    """Options of low-rank adapters."""

    rank: int = option(8, "Numbers between the two small matrices.", low=1)
    alpha: float = option(16.0, "What they give is scaled by alpha / rank.", low=0)
    dropout: float = option(0.0, "Probability on what they read.", low=0, high=1)
    targets: tuple[str, ...] = option(
        ("query", "value"), "Names of the projections that get one, such as query, up, down."
    )


def lora(place: Place, options: LoRAOptions) -> Linear:
    """The projection with two small matrices beside it; those that are no targets as they are."""
    old = place.old
    if not isinstance(old, Linear):
        raise SpecError("only a projection can have an adapter")
    if place.name not in options.targets:
        return old
    return LoRA(
        inputs=old.inputs,
        outputs=old.outputs,
        bias=old.bias,
        rank=options.rank,
        alpha=options.alpha,
        dropout=options.dropout,
    )


LORA = Recipe(
    role="adapter",
    name="lora",
    summary="two small matrices beside projections; the body itself is not trained",
    paper="https://arxiv.org/abs/2106.09685",
    options=LoRAOptions,
    make=lora,
)
