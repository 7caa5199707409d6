"""Positions: how tokens know their place."""

from __future__ import annotations

from dataclasses import dataclass

from factory.configuration import option
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import (
    Alibi,
    BackwardBias,
    Embedding,
    Learned,
    Placeless,
    RelativeBias,
    Rotary,
    SpecError,
)


@dataclass(frozen=True, kw_only=True)
class RotaryOptions(Scope):
    """Options of rotary positions."""

    theta: float = option(10000.0, "The slowest wavelength is about 2 pi theta tokens.", low=1e-6)
    share: float = option(1.0, "How much of each head is rotated.", low=0, high=1)


def rotary(place: Place, options: RotaryOptions) -> Rotary:
    """Queries and keys rotated by their place."""
    turned = int(place.head_width * options.share)
    if options.share < 1:
        turned -= turned % 2
        if turned < 2:
            raise SpecError(
                f"share: {options.share} of the {place.head_width} numbers of a head is not a pair"
            )
    if turned % 2 or turned < 2:
        raise SpecError(
            f"rotary needs an even head width, and heads have {place.head_width} numbers; "
            "another number of heads, or alibi, relative or learned positions would do"
        )
    return Rotary(width=turned, theta=options.theta)


@dataclass(frozen=True, kw_only=True)
class RelativeOptions(Scope):
    """Options of relative positions."""

    buckets: int = option(32, "Ranges of distances that are told apart.", low=4)
    distance: int = option(128, "From which distance on all share the last range.", low=1)


def relative(place: Place, options: RelativeOptions) -> RelativeBias:
    """A learned bias on the scores for each head and range of distances."""
    kind = BackwardBias if place.looks_back else RelativeBias
    table = Embedding(count=options.buckets, width=place.heads)
    return kind(table=table, distance=options.distance)


@dataclass(frozen=True, kw_only=True)
class LearnedOptions(Scope):
    """Options of learned positions."""

    places: int | None = option(None, "The longest sequence; as many as before if null.", low=1)


def learned(place: Place, options: LearnedOptions) -> Learned:
    """A learned vector for each place, added at the input."""
    return Learned(table=Embedding(count=options.places or place.places, width=place.width))


def alibi(place: Place, options: Scope) -> Alibi:
    """A fixed penalty on the scores that grows with the distance."""
    return Alibi(heads=place.heads)


def placeless(place: Place, options: Scope) -> Placeless:
    """No position at all."""
    return Placeless()


ROTARY = Recipe(
    role="position",
    name="rotary",
    summary="queries and keys rotated by their place",
    paper="https://arxiv.org/abs/2104.09864",
    options=RotaryOptions,
    make=rotary,
)
ALIBI = Recipe(
    role="position",
    name="alibi",
    summary="a penalty on the scores that grows with the distance",
    paper="https://arxiv.org/abs/2108.12409",
    options=Scope,
    make=alibi,
)
RELATIVE = Recipe(
    role="position",
    name="relative",
    summary="a learned bias on the scores for each range of distances",
    paper="https://arxiv.org/abs/1910.10683",
    options=RelativeOptions,
    make=relative,
)
LEARNED = Recipe(
    role="position",
    name="learned",
    summary="a learned vector for each place, added at the input",
    paper="https://arxiv.org/abs/1810.04805",
    options=LearnedOptions,
    make=learned,
)
PLACELESS = Recipe(
    role="position",
    name="none",
    summary="no positions; a decoder still sees order by its mask",
    paper="https://arxiv.org/abs/2305.19466",
    options=Scope,
    make=placeless,
)
