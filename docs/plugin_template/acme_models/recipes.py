"""Ways to make blocks, for a place in any family and in models composed of blocks alone."""

from __future__ import annotations

from dataclasses import dataclass

from factory.configuration import option
from factory.recipes import Place, Recipe, Scope
from factory.specs import Dense, Linear, SpecError, activation


@dataclass(frozen=True, kw_only=True)
class BottleneckOptions(Scope):
    """Options of a block that is narrow inside."""

    share: int = option(4, "What part of the width is left inside.", low=1)


def bottleneck(place: Place, options: BottleneckOptions) -> Dense:
    """Two matrices with few numbers between them."""
    if place.width % options.share:
        raise SpecError(f"share: {options.share} does not divide {place.width}")
    inner = place.width // options.share
    return Dense(
        up=Linear(inputs=place.width, outputs=inner),
        activation=activation("relu"),
        down=Linear(inputs=inner, outputs=place.width),
    )


BOTTLENECK = Recipe(
    role="feedforward",
    name="bottleneck",
    summary="fewer numbers inside than outside",
    options=BottleneckOptions,
    make=bottleneck,
)
