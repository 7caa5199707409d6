"""Frontends: from what a model is given to vectors, and what the layers' grid looks like."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import torch
from torch import Tensor, nn

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Inputs, may_look_at
from factory.blocks.leaves import Conv, Embedding, Free, Shared

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

    token: Embedding | Shared
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
        """-> (..., W).

        Raises:
            ValueError: an id has no row in its table; on a GPU the device itself complains.
        """
        if torch.compiler.is_compiling():
            return self.vectors(inputs, ctx)
        try:
            return self.vectors(inputs, ctx)
        except IndexError as error:
            tables = [("token", inputs.input_ids, len(self.token.weight))]
            if self.segment is not None:
                tables.append(("token type", inputs.token_type_ids, len(self.segment.weight)))
            told = (outside(what, ids, count) for what, ids, count in tables)
            raise ValueError(next(filter(None, told), str(error))) from error

    def vectors(self, inputs: Inputs, ctx: Context) -> Tensor:
        """-> (..., W)."""
        if inputs.inputs_embeds is not None:
            x = ctx.pack(inputs.inputs_embeds)
        else:
            assert inputs.input_ids is not None
            x = self.looked_up(ctx.pack(inputs.input_ids))
        if self.segment is None:
            return x
        if inputs.token_type_ids is None:
            return x + self.segment.weight[0]
        return x + self.segment(ctx.pack(inputs.token_type_ids))

    def looked_up(self, ids: Tensor) -> Tensor:
        """Vectors of ids (...), (..., W)."""
        found: Tensor = self.token(ids)
        return found


@builds(specs.ScaledTokens)
class ScaledTokens(Tokens):
    """Token ids to vectors, which are multiplied; vectors that are given in their place are not."""

    spec: specs.ScaledTokens

    def looked_up(self, ids: Tensor) -> Tensor:
        """Vectors of ids (...), (..., W)."""
        found = super().looked_up(ids)
        return found * torch.tensor(self.spec.scale, dtype=found.dtype, device=found.device)


@builds(specs.Patches)
class Patches(Frontend[specs.Patches]):
    """Patches of pictures, after the tokens that every picture gets."""

    conv: Conv
    before: nn.ModuleList
    masked: Free | None

    def begin(self, inputs: Inputs, ctx: Context) -> Inputs:
        """Pictures of the model's size, or of any that holds a patch if that is asked for."""
        spec, pixels = self.spec, inputs.pixel_values
        if pixels is None:
            raise ValueError("pixel_values are needed")
        channels = spec.conv.inputs
        if pixels.dim() != 4 or pixels.shape[1] != channels:
            raise ValueError(
                f"pixel_values have shape {tuple(pixels.shape)}; "
                f"(batch, {channels}, height, width) is needed"
            )
        height, width = pixels.shape[2:]
        wanted = (spec.height, spec.width_of_picture)
        if (height, width) != wanted and not inputs.interpolate_pos_encoding:
            raise ValueError(
                f"pictures are {height} x {width} pixels and the model takes {wanted[0]} x "
                f"{wanted[1]}; resize them, or give interpolate_pos_encoding=True"
            )
        ctx.patches = (spec.conv.length(height, 0), spec.conv.length(width, 1))
        count = ctx.patches[0] * ctx.patches[1]
        ctx.grid = (len(pixels), count + len(spec.before))
        hidden = inputs.bool_masked_pos
        if hidden is not None and self.masked is None:
            raise ValueError("bool_masked_pos needs a model that can hide patches")
        if hidden is not None and tuple(hidden.shape) != (len(pixels), count):
            raise ValueError(
                f"bool_masked_pos has shape {tuple(hidden.shape)}; {(len(pixels), count)} is needed"
            )
        return replace(inputs, pixel_values=pixels.to(self.conv.weight.dtype))

    def forward(self, inputs: Inputs, ctx: Context) -> Tensor:
        """-> (B, T, W)."""
        assert inputs.pixel_values is not None
        x = self.conv(inputs.pixel_values).flatten(2).transpose(1, 2)
        if inputs.bool_masked_pos is not None:
            assert self.masked is not None
            x = torch.where(inputs.bool_masked_pos[..., None].bool(), self.masked.weight, x)
        before = [as_free(token).weight.expand(len(x), 1, -1) for token in self.before]
        return torch.cat((*before, x), 1)


def outside(what: str, ids: Tensor | None, count: int) -> str | None:
    """A sentence about the first of ids (B, T) that a table of so many rows does not have."""
    if ids is None:
        return None
    wrong = ((ids < 0) | (ids >= count)).nonzero()
    if not len(wrong):
        return None
    row, place = wrong[0].tolist()
    return (
        f"{what} id {int(ids[row, place])} in row {row}, place {place}, is outside the {count} "
        f"that the model knows, 0 to {count - 1}"
    )


def as_free(module: nn.Module) -> Free:
    """A module of a list, by its type."""
    assert isinstance(module, Free)
    return module


def look_at_mask(mask: Tensor | None, ctx: Context) -> None:
    """Tell the pass what an ``attention_mask`` says.

    Raises:
        ValueError: it does not lie on the grid, or is no mask.
    """
    if mask is None:
        return
    batch, length = ctx.grid
    seen = ctx.past + length
    allowed = ((batch, seen), (batch, length, seen))
    if tuple(mask.shape) not in allowed:
        raise ValueError(
            f"attention_mask has shape {tuple(mask.shape)}; "
            f"allowed are {allowed[0]} and {allowed[1]}"
            + (f", as {ctx.past} tokens are remembered" if ctx.past else "")
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
