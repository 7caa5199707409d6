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
    """Four hooks, each the identity unless a type says otherwise; so far two are used."""

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
    places: int

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        assert ctx.positions is not None
        return x + self.table(ctx.positions)

    def check_length(self, inputs: Inputs, room: int) -> None:
        """A sequence longer than the table is an error that says so."""
        if inputs.position_ids is None and inputs.shape[1] > room:
            raise ValueError(
                f"a sequence of {inputs.shape[1]} tokens does not fit the model's {room} "
                "positions; truncate it, or build the model with more max_position_embeddings"
            )


@builds(specs.Learned)
class Learned(AddsTable[specs.Learned]):
    """Places are 0, 1, 2 and so on."""

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """(T,), or the given (B, T)."""
        self.check_length(inputs, self.spec.table.count)
        return super().number(inputs, ctx)


@builds(specs.LearnedFromPadding)
class LearnedFromPadding(AddsTable[specs.LearnedFromPadding]):
    """Places count the tokens that are not padding, from ``padding + 1``."""

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """(B, T); without ids nothing is known to be padding, so places run on."""
        padding = self.spec.padding
        self.check_length(inputs, self.spec.table.count - padding - 1)
        if inputs.position_ids is not None:
            return inputs.position_ids
        if inputs.input_ids is None:
            return torch.arange(inputs.shape[1], device=inputs.device) + padding + 1
        real = (inputs.input_ids != padding).long()
        return real.cumsum(1) * real + padding
