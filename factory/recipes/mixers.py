"""Mixers without attention, which may stand where a token sees none of those after it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from factory.configuration import option
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import Recurrence, SelectiveState, SpecError
from factory.specs import selective as selective_state


@dataclass(frozen=True, kw_only=True)
class SelectiveOptions(Scope):
    """Options of a selective state space."""

    expand: int = option(2, "Channels with a state, in widths of the stream.", low=1)
    state_size: int = option(16, "Numbers in the state of a channel.", low=1)
    conv_kernel: int = option(4, "Tokens that the convolution sees at once.", low=1)
    rank: int | None = option(
        None, "Numbers that steps are made of; a sixteenth of the stream if null.", low=1
    )


def selective(place: Place, options: SelectiveOptions) -> SelectiveState:
    """A state space whose steps depend on what is read.

    Raises:
        SpecError: tokens see what comes after them, which a state has not met yet.
    """
    if not place.looks_back and not isinstance(place.old, Recurrence):
        raise SpecError(
            "a state goes from token to token, and here tokens see those after them; it can take "
            "the place of a decoder's attention, whose stack swap.attention.stack names"
        )
    return selective_state(
        place.width,
        options.expand * place.width,
        options.state_size,
        rank=options.rank or math.ceil(place.width / 16),
        kernel=options.conv_kernel,
        bias=place.bias,
    )


SELECTIVE = Recipe(
    role="attention",
    name="selective",
    summary="a state that each token changes, in place of looking back",
    paper="https://arxiv.org/abs/2312.00752",
    options=SelectiveOptions,
    make=selective,
)
