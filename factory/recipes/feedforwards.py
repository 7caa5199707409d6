"""Feed-forward blocks: what is done to each token by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from factory.configuration import option
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import (
    ACTIVATIONS,
    Dense,
    Experts,
    Gated,
    Linear,
    Spec,
    activation,
)


@dataclass(frozen=True, kw_only=True)
class HiddenOptions(Scope):
    """Options of a feed-forward block."""

    hidden: int | None = option(None, "Its inner width; as before if null.", low=1)


@dataclass(frozen=True, kw_only=True)
class DenseOptions(HiddenOptions):
    """Options of a block of two matrices."""

    activation: str | None = option(None, "Its activation; as before if null.", choices=ACTIVATIONS)


@dataclass(frozen=True, kw_only=True)
class ExpertsOptions(HiddenOptions):
    """Options of a mixture of experts."""

    count: int = option(8, "How many experts there are.", low=1)
    active: int = option(2, "How many of them a token goes to.", low=1)
    block: str | None = option(
        None, "What each of them is; as before if null.", choices=("dense", "swiglu", "geglu")
    )


def dense(place: Place, options: DenseOptions) -> Dense:
    """Two matrices with an activation between them."""
    known = getattr(place.old, "activation", None)
    kept = known if known is not None and options.activation is None else None
    up, down = _projections(place, options)
    chosen = kept or activation(options.activation or "gelu")
    return Dense(up=up, activation=chosen, down=down, dropout=place.dropout)


def swiglu(place: Place, options: HiddenOptions) -> Gated:
    """Inner numbers gated by SiLU."""
    return _gated(place, options, "silu")


def geglu(place: Place, options: HiddenOptions) -> Gated:
    """Inner numbers gated by GELU."""
    return _gated(place, options, "gelu")


def experts(place: Place, options: ExpertsOptions) -> Experts:
    """Several blocks like the old one, of which each token goes to a few."""
    old = place.old.experts[0] if isinstance(place.old, Experts) else place.old
    block = old if isinstance(old, Dense | Gated) and options.hidden is None else None
    if block is None or options.block is not None:
        usual = "swiglu" if isinstance(old, Gated) else "dense"
        kinds: Mapping[str, Callable[[Place, DenseOptions], Dense | Gated]] = {
            "dense": dense,
            "swiglu": swiglu,
            "geglu": geglu,
        }
        like, sizes = replace(place, old=old), DenseOptions(hidden=options.hidden)
        block = kinds[options.block or usual](like, sizes)
    return Experts(
        router=Linear(inputs=place.width, outputs=options.count, bias=False),
        experts=(block,) * options.count,
        active=options.active,
    )


def _gated(place: Place, options: HiddenOptions, function: str) -> Gated:
    up, down = _projections(place, options)
    return Gated(gate=up, up=up, activation=activation(function), down=down, dropout=place.dropout)


def _projections(place: Place, options: HiddenOptions) -> tuple[Linear, Linear]:
    """Up and down."""
    hidden = options.hidden or place.hidden
    return (
        Linear(inputs=place.width, outputs=hidden, bias=place.bias),
        Linear(inputs=hidden, outputs=place.width, bias=place.bias),
    )


def inner(block: Spec | None) -> Dense | Gated | None:
    """The block whose inner width a place has: itself, or one of its experts."""
    found = block.experts[0] if isinstance(block, Experts) else block
    return found if isinstance(found, Dense | Gated) else None


DENSE = Recipe(
    role="feedforward",
    name="dense",
    summary="two matrices with an activation between them",
    paper="https://arxiv.org/abs/1706.03762",
    options=DenseOptions,
    make=dense,
)
SWIGLU = Recipe(
    role="feedforward",
    name="swiglu",
    summary="inner numbers gated by SiLU",
    paper="https://arxiv.org/abs/2002.05202",
    options=HiddenOptions,
    make=swiglu,
)
GEGLU = Recipe(
    role="feedforward",
    name="geglu",
    summary="inner numbers gated by GELU",
    paper="https://arxiv.org/abs/2002.05202",
    options=HiddenOptions,
    make=geglu,
)
EXPERTS = Recipe(
    role="feedforward",
    name="experts",
    summary="several blocks, of which each token goes to a few",
    paper="https://arxiv.org/abs/2401.04088",
    options=ExpertsOptions,
    make=experts,
)
