"""Positions: which number a token has, and where that number acts."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Inputs
from factory.blocks.leaves import Embedding

P = TypeVar("P", bound=specs.Position)


class Position(Block[P]):
    """How places are counted and where they act; plain unless a type says otherwise."""

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """Places of the tokens, (T,) or (B, T), counted on the padded grid."""
        if inputs.position_ids is not None:
            return inputs.position_ids
        return torch.arange(inputs.shape[1], device=inputs.device)

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """What is added to the embedded tokens (..., W)."""
        return x


class AddsTable(Position[P]):
    """Adds a learned vector for each place."""

    table: Embedding

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """Places of the tokens, (T,) or (B, T).

        Raises:
            ValueError: a place is beyond the table.
        """
        places = super().number(inputs, ctx)
        if inputs.position_ids is None:
            places = self.count(inputs, places)
        room = self.table.spec.count
        if inputs.shape[1] > room - self.first and not torch.compiler.is_compiling():
            needed = int(places.max()) + 1
            if needed > room:
                raise ValueError(
                    f"a sequence of {inputs.shape[1]} tokens needs {needed} positions and the "
                    f"model has {room}; truncate it, or build the model with more "
                    "max_position_embeddings"
                )
        return places

    @property
    def first(self) -> int:
        """The place of the first token."""
        return 0

    def count(self, inputs: Inputs, places: Tensor) -> Tensor:
        """The model's own numbering, from places 0, 1, 2 and so on."""
        return places

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        assert ctx.positions is not None
        return x + self.table(ctx.positions)


@builds(specs.Learned)
class Learned(AddsTable[specs.Learned]):
    """Places are 0, 1, 2 and so on."""


@builds(specs.LearnedFromPadding)
class LearnedFromPadding(AddsTable[specs.LearnedFromPadding]):
    """Places count the tokens that are not padding, from ``padding + 1``."""

    @property
    def first(self) -> int:
        """The place of the first token."""
        return self.spec.padding + 1

    def count(self, inputs: Inputs, places: Tensor) -> Tensor:
        """(B, T); without ids nothing is known to be padding, so places run on."""
        if inputs.input_ids is None:
            return places + self.first
        real = (inputs.input_ids != self.spec.padding).long()
        return real.cumsum(1) * real + self.spec.padding
