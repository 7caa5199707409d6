"""Pools: what stands for a whole sequence."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from factory import specs
from factory.blocks.base import Block, builds, dropped
from factory.blocks.context import Context, may_look_at
from factory.blocks.leaves import Linear


@builds(specs.Pool)
class Pool(Block[specs.Pool]):
    """One vector a sequence."""

    dense: Linear | None
    activation: nn.Module | None
    norm: nn.Module | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (B, W)."""
        x = dropped(self.selected(x, ctx), self.spec.dropout, self.training)
        if self.dense is not None:
            x = self.dense(x)
        if self.activation is not None:
            x = self.activation(x)
        return x if self.norm is None else self.norm(x)

    def selected(self, x: Tensor, ctx: Context) -> Tensor:
        """What stands for each sequence, (..., W) -> (B, W)."""
        match self.spec.select:
            case specs.First():
                return ctx.first(x)
            case specs.FirstReal():
                return ctx.first_real(x)
            case specs.Mean():
                return ctx.mean(x)
            case specs.AtToken() | specs.AtLargest() | specs.AtSourceLast() | specs.LastUnlike():
                return ctx.at(x, self.places(ctx))
            case other:
                raise TypeError(f"pooling cannot select by {type(other).__name__}")

    def places(self, ctx: Context) -> Tensor:
        """Where the token lies that is chosen by its id, counted on the padded grid (B,).

        Raises:
            ValueError: there are no ids, or they are not those that the selection is for.
        """
        select = self.spec.select
        source = ctx.source if isinstance(select, specs.AtSourceLast) else ctx.inputs
        ids = None if source is None else source.input_ids
        if isinstance(select, specs.LastUnlike) and (ids is None or select.padding is None):
            return self.last(ctx)
        if ids is None:
            raise ValueError("input_ids are needed: the token to pool is found by its id")
        match select:
            case specs.AtToken(token=token):
                return (ids == token).int().argmax(1)
            case specs.AtSourceLast(token=token):
                return last_of_source(ids == token, token, ctx)
            case specs.LastUnlike(padding=int(padding)):
                return last_true(ids != torch.tensor(padding, device=ids.device))
            case _:
                return ids.argmax(1)

    def last(self, ctx: Context) -> Tensor:
        """The last place of each sequence (B,), where no id tells padding apart.

        Raises:
            ValueError: there are several sequences of which one has padding.
        """
        batch, length = ctx.grid
        if ctx.real is not None:
            return last_true(ctx.real)
        if batch > 1 and ctx.inputs.input_ids is not None:
            raise ValueError(
                "the last token of several texts is pooled: give an attention_mask, or a model "
                "that knows its pad_token_id"
            )
        return torch.full((batch,), length - 1, device=ctx.inputs.device)

    def packable(self, ctx: Context) -> bool:
        """Whether it selects the same when the padding is left out."""
        real = ctx.real
        assert real is not None
        match self.spec.select:
            case specs.First():
                there = real[:, 0]
            case specs.AtToken() | specs.AtLargest() | specs.AtSourceLast() | specs.LastUnlike():
                there = real.gather(1, self.places(ctx)[:, None])
            case _:
                there = real.any(1)
        return bool(there.all())


def last_true(mask: Tensor) -> Tensor:
    """The last place of each row (B, T) that is true (B,), or 0 where none is."""
    places = torch.arange(mask.shape[1], device=mask.device)
    return (places * mask).argmax(1)


def last_of_source(found: Tensor, token: int, ctx: Context) -> Tensor:
    """The last place of each source (B,) that holds the token it is pooled at.

    Args:
        found: where the token is, (B, tokens of the source).
        token: its id.
        ctx: the pass of what is pooled, which has a place for each of the source.

    Raises:
        ValueError: the source is of another length, or its texts do not have the token alike.
    """
    if found.shape != ctx.grid:
        raise ValueError(
            f"the token to pool is found in input_ids, of shape {tuple(found.shape)}; "
            f"decoder_input_ids must have that shape too, not {ctx.grid}"
        )
    if may_look_at(found):
        counts = sorted(set(found.sum(1).tolist()))
        if len(counts) > 1 or counts == [0]:
            raise ValueError(
                f"input_ids hold the token to pool, {token}, "
                f"{' or '.join(map(str, counts))} times a text; each must have it, and as often"
            )
    return last_true(found)
