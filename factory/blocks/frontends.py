"""Frontends: from what a model is given to vectors, and what the layers' grid looks like."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from torch import Tensor

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Inputs, may_look_at
from factory.blocks.leaves import Embedding

F = TypeVar("F", bound=specs.Frontend)


class Frontend(Block[F]):
    """What every frontend can be asked."""

    def begin(self, inputs: Inputs, ctx: Context) -> Inputs:
        """Check the inputs, and tell the pass its grid and what is padding.

        Returns:
            The inputs as they are read.

        Raises:
            ValueError: they contradict each other, or do not fit the model.
        """
        raise NotImplementedError

    def forward(self, inputs: Inputs, ctx: Context) -> Tensor:
        """Vectors (..., W) in the layout of the pass."""
        raise NotImplementedError


@builds(specs.Tokens)
class Tokens(Frontend[specs.Tokens]):
    """Token ids, or vectors in their place, plus the vector of the text they are of."""

    token: Embedding
    segment: Embedding | None

    def begin(self, inputs: Inputs, ctx: Context) -> Inputs:
        """Inputs on one grid (B, T), those given once for all sequences repeated."""
        if (inputs.input_ids is None) == (inputs.inputs_embeds is None):
            raise ValueError("give either input_ids or inputs_embeds, not both and not neither")
        for name, axes in (("input_ids", 2), ("inputs_embeds", 3)):
            given = getattr(inputs, name)
            if given is not None and given.dim() != axes:
                raise ValueError(
                    f"{name} has shape {tuple(given.shape)}; {axes} axes are needed for each text"
                )
        given = inputs.input_ids if inputs.inputs_embeds is None else inputs.inputs_embeds
        assert given is not None
        ctx.grid = (given.shape[0], given.shape[1])
        look_at_mask(inputs.attention_mask, ctx)
        return replace(
            inputs,
            token_type_ids=on_grid("token_type_ids", inputs.token_type_ids, ctx.grid),
            position_ids=on_grid("position_ids", inputs.position_ids, ctx.grid),
        )

    def forward(self, inputs: Inputs, ctx: Context) -> Tensor:
        """-> (..., W)."""
        if inputs.inputs_embeds is not None:
            x = ctx.pack(inputs.inputs_embeds)
        else:
            assert inputs.input_ids is not None
            x = self.token(ctx.pack(inputs.input_ids))
        if self.segment is None:
            return x
        if inputs.token_type_ids is None:
            return x + self.segment.weight[0]
        return x + self.segment(ctx.pack(inputs.token_type_ids))


def look_at_mask(mask: Tensor | None, ctx: Context) -> None:
    """Tell the pass what an ``attention_mask`` says.

    Raises:
        ValueError: it does not lie on the grid, or is no mask.
    """
    if mask is None:
        return
    batch, length = ctx.grid
    allowed = ((batch, length), (batch, length, length))
    if tuple(mask.shape) not in allowed:
        raise ValueError(
            f"attention_mask has shape {tuple(mask.shape)}; "
            f"allowed are {allowed[0]} and {allowed[1]}"
        )
    if (
        mask.is_floating_point()
        and may_look_at(mask)
        and not bool(((mask == 0) | (mask == 1)).all())
    ):
        raise ValueError(
            "attention_mask holds values other than 0 and 1; it says which tokens are real and is "
            "not added to the scores"
        )
    if mask.dim() == 3:
        ctx.visible = mask.bool()
    else:
        ctx.hide_padding(mask.bool())


def on_grid(name: str, given: Tensor | None, grid: tuple[int, int]) -> Tensor | None:
    """A tensor (T,), (1, T) or (B, T) as (B, T).

    Raises:
        ValueError: it has another shape.
    """
    if given is None:
        return None
    if tuple(given.shape) not in (grid, (1, grid[1]), grid[1:]):
        raise ValueError(f"{name} has shape {tuple(given.shape)}; {grid} is needed")
    return given.expand(grid)
