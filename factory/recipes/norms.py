"""Norms of the stream."""

from __future__ import annotations

from dataclasses import dataclass

from factory.configuration import option
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import LayerNorm, RMSNorm


@dataclass(frozen=True, kw_only=True)
class NormOptions(Scope):
    """Options of a norm."""

    eps: float | None = option(
        None, "Keeps it from dividing by zero; as before if null.", low=1e-12
    )


@dataclass(frozen=True, kw_only=True)
class LayerNormOptions(NormOptions):
    """Options of layer normalisation."""

    bias: bool = option(True, "Whether it adds a vector.")


def layernorm(place: Place, options: LayerNormOptions) -> LayerNorm:
    """Mean 0 and variance 1, scaled and shifted."""
    return LayerNorm(width=place.width, eps=options.eps or place.eps, bias=options.bias)


def rmsnorm(place: Place, options: NormOptions) -> RMSNorm:
    """A root mean square of 1, scaled."""
    return RMSNorm(width=place.width, eps=options.eps or place.eps)


LAYERNORM = Recipe(
    role="norm",
    name="layernorm",
    summary="mean 0 and variance 1, scaled and shifted",
    paper="https://arxiv.org/abs/1607.06450",
    options=LayerNormOptions,
    make=layernorm,
)
RMSNORM = Recipe(
    role="norm",
    name="rmsnorm",
    summary="root mean square of 1, scaled",
    paper="https://arxiv.org/abs/1910.07467",
    options=NormOptions,
    make=rmsnorm,
)
