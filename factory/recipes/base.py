"""What a recipe is: a registered way to make a block for a place in a model.

A recipe makes the block that stands somewhere from what is known of the place: how wide the stream
is, how many heads look there, what stood there before. The same recipes serve two uses: swapping a
block of a family for another, and composing a model from nothing but blocks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from factory.configuration import option
from factory.specs import FULL, Causal, Mask, Spec, Window

KEEP = "keep"
"""The choice that leaves a role as the family has it."""

ROLES = ("position", "norm", "feedforward", "attention", "order", "activation", "adapter")
"""Roles of blocks that can be swapped, in the order people read them."""

FRONTEND = "frontend"
"""The role of what a model composed of blocks begins with, which no swap can change."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a swap acts; what every recipe's options have.

    Attributes:
        layers: numbers of the layers; all when None.
        stack: the stack; all when None.
    """

    layers: tuple[int, ...] | None = option(None, "Numbers of the layers it acts in; all if null.")
    stack: str | None = option(
        None, "The stack it acts in: encoder or decoder, text or image; all if null."
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a recipe knows of the place its block is for.

    Attributes:
        old: what stands there; None in a model that is composed from nothing.
        width: numbers of the vectors that the block reads.
        heads: query heads of the attention there.
        head_width: numbers of a head.
        hidden: inner width of the feed-forward block there.
        places: the longest sequence that a table of places has rows for.
        mask: which keys a query may see.
        bias: whether projections add a vector.
        dropout: probability inside the block.
        eps: what keeps a norm from dividing by zero.
        norm: what norms of the stream are like there; None where there is none.
        name: the field that holds the block.
        vocabulary: numbers of the tokens that are read.
        padding: the token that is none; None where there is no such.
    """

    old: Spec | None
    width: int
    heads: int = 1
    head_width: int = 1
    hidden: int = 1
    places: int = 512
    mask: Mask = FULL
    bias: bool = True
    dropout: float = 0.0
    eps: float = 1e-5
    norm: Spec | None = None
    name: str = ""
    vocabulary: int = 1
    padding: int | None = None

    @property
    def looks_back(self) -> bool:
        """Whether a token sees none of those that come after it."""
        mask = self.mask
        return isinstance(mask, Causal) or (isinstance(mask, Window) and mask.after == 0)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A registered way to make a block.

    Attributes:
        role: what kind of block it makes; one of :data:`ROLES`, or :data:`FRONTEND`.
        name: the registry's name.
        summary: one line.
        paper: where it is described; empty where there is no such place.
        options: dataclass of its options, a :class:`Scope`.
        make: ``make(place, options)`` gives the block, for an order the residual around one.
            It raises :class:`~factory.specs.SpecError` where the block cannot stand.
    """

    role: str
    name: str
    summary: str
    options: type[Scope]
    make: Callable[[Place, Any], Spec]
    paper: str = ""

    @property
    def own_options(self) -> tuple[str, ...]:
        """Names of its options besides where it acts."""
        scope = {field.name for field in dataclasses.fields(Scope)}
        return tuple(f.name for f in dataclasses.fields(self.options) if f.name not in scope)
