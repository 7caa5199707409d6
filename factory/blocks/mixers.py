"""Mixers: where tokens look at each other."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.cache import Sides
from factory.blocks.context import Context, Visible, as_mask
from factory.blocks.leaves import Linear
from factory.blocks.positions import Position

A = TypeVar("A", bound=specs.Attention)
Terms = tuple[Tensor, ...]


class MultiHead(Block[A]):
    """Multi-head attention over padded batches or, sequence by sequence, over packed ones."""

    query: Linear
    key: Linear
    value: Linear
    output: Linear
    position: Position[specs.Position] | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        spec = self.spec
        q, k, v = self.sides(x, ctx)
        terms = self.terms(q, k, ctx)
        seen = ctx.remember(k, v, spec.mask)
        if ctx.packing is None:
            mask = ctx.mask(spec.mask, q.shape[-2], seen[0].shape[-2], x.device)
            joined = join_heads(self.mix(q, *seen, terms, mask, ctx))
            return ctx.projected(joined, self.output)[0]
        mixed = []
        split = (part[None].split(ctx.packing.lengths, -2) for part in (q, k, v, *terms))
        for a, b, c, *own in zip(*split, strict=True):
            mask = ctx.packed_mask(spec.mask, a.shape[-2], x.device)
            mixed.append(join_heads(self.mix(a, b, c, tuple(own), mask, ctx))[0])
        return self.output(torch.cat(mixed))

    def sides(self, x: Tensor, ctx: Context) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values (..., H, T, D), turned by their places."""
        spec = self.spec
        q, k, v = ctx.projected(x, self.query, self.key, self.value)
        q, k, v = (split_heads(q, spec.heads), *(split_heads(y, spec.kv_heads) for y in (k, v)))
        q, k = self.normed(q, k)
        position = self.acting(ctx)
        if position is not None:
            q, k = position.rotate(q, k, ctx)
        return q, k, v

    def normed(self, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        """Queries and keys (..., H, T, D) as they meet, before they are turned."""
        return q, k

    def acting(self, ctx: Context) -> Position[specs.Position] | None:
        """The position that acts here: its own, or the stack's."""
        return ctx.position if self.position is None else self.position

    def terms(self, q: Tensor, k: Tensor, ctx: Context) -> Terms:
        """What :meth:`bias` is made of token by token, computed for the whole batch at once.

        Args:
            q: queries, (..., H, T, D).
            k: keys, (..., H, T, D).
            ctx: the pass.

        Returns:
            Tensors (..., H, T, any), which are cut into sequences as queries and keys are.
        """
        return ()

    def bias(self, length: int, terms: Terms, ctx: Context) -> Tensor | None:
        """What is added to the scores of sequences of that length, (B or 1, H, T, T), or None."""
        position = self.acting(ctx)
        bias = None if position is None else position.bias(length, ctx)
        # Layers share what a position computes, and each may have lost other heads.
        return bias if bias is None or self.spec.kept is None else bias[list(self.spec.kept)]

    def mix(
        self, q: Tensor, k: Tensor, v: Tensor, terms: Terms, mask: Visible, ctx: Context
    ) -> Tensor:
        """(B, H, T, D) each -> (B, H, T, D).

        Args:
            q: queries.
            k: keys, of as many or fewer heads; there may be more tokens of them.
            v: values, of as many heads as the keys.
            terms: what the bias is made of.
            mask: where a query may look.
            ctx: attention weights are recorded there when they are wanted.
        """
        bias = self.bias(q.shape[-2], terms, ctx)
        if bias is not None:  # what a window has passed by is not among the keys
            bias = bias[..., -k.shape[-2] :].to(q.dtype)
        if ctx.record.attentions is None:
            return self.fused(q, k, v, bias, mask)
        weights = self.weights(q, self.for_each_query(k), bias, mask)
        self.recorded(ctx).append(weights)
        return weights @ self.for_each_query(v)

    def fused(self, q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None, mask: Visible) -> Tensor:
        """What attention gives, without its weights; shapes as of :meth:`mix`."""
        spec = self.spec
        dropout = spec.dropout if self.training else 0.0
        if bias is not None:
            mask = hidden_by(bias, as_mask(mask, bias))
        grouped = spec.heads != spec.kv_heads  # of the spec, as traced shapes are tensors
        if grouped and q.shape[2] == 1 and bias is None and not isinstance(mask, specs.Causal):
            # A group's queries as so many tokens of one head: its keys are read once, not copied.
            q = q.unflatten(1, (spec.kv_heads, -1)).squeeze(3)
            grouped = False
        causal = isinstance(mask, specs.Causal)
        mixed = F.scaled_dot_product_attention(
            q,
            k,
            v,
            None if isinstance(mask, specs.Causal) else mask,
            dropout,
            is_causal=causal and bool(q.shape[2] > 1),
            scale=spec.scale,
            enable_gqa=grouped,
        )
        return mixed if mixed.shape[1] == spec.heads else mixed.flatten(1, 2)[:, :, None]

    def weights(self, q: Tensor, k: Tensor, bias: Tensor | None, mask: Visible) -> Tensor:
        """Shares of the keys for each query, (B, H, T, keys); there is a key head a query head."""
        spec = self.spec
        scale = spec.head_width**-0.5 if spec.scale is None else spec.scale
        scores = self.scores(q @ k.transpose(-1, -2) * scale)
        scores = hidden_by(scores if bias is None else scores + bias, as_mask(mask, scores))
        return F.dropout(scores.softmax(-1), spec.dropout, self.training)

    def scores(self, scores: Tensor) -> Tensor:
        """Scaled scores (B, H, T, keys) as they enter the softmax, before anything is hidden."""
        return scores

    def for_each_query(self, x: Tensor) -> Tensor:
        """Keys or values (B, key heads, T, D) once a query head, (B, H, T, D)."""
        groups = self.spec.heads // self.spec.kv_heads
        return x.repeat_interleave(groups, 1) if groups > 1 else x

    def recorded(self, ctx: Context) -> list[Tensor]:
        """Where its weights are kept."""
        assert ctx.record.attentions is not None
        return ctx.record.attentions


@builds(specs.Attention)
class Attention(MultiHead[specs.Attention]):
    """Plain multi-head attention."""


@builds(specs.NormedAttention)
class NormedAttention(MultiHead[specs.NormedAttention]):
    """Multi-head attention of normed queries and keys."""

    query_norm: nn.Module
    key_norm: nn.Module

    def normed(self, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        """Queries and keys (..., H, T, D), each head normed by itself."""
        return self.query_norm(q), self.key_norm(k)


@builds(specs.Cross)
class Cross(MultiHead[specs.Cross]):
    """Multi-head attention to what another stack has read; places have no part in it."""

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W).

        Raises:
            ValueError: there is nothing to look at.
        """
        if ctx.memory is None:
            raise ValueError("this model looks at what an encoder has read, and is given none")
        memory = ctx.memory
        q = split_heads(self.query(x), self.spec.heads)

        def make() -> Sides:
            hidden = memory.hidden.to(x.dtype)
            return (
                split_heads(self.key(hidden), self.spec.kv_heads),
                split_heads(self.value(hidden), self.spec.kv_heads),
            )

        k, v = make() if ctx.cache is None else ctx.cache.memory(make)
        mask = None if memory.real is None else memory.real[:, None, None]
        if ctx.packing is None:
            return self.output(join_heads(self.mix(q, k, v, (), mask, ctx)))
        mixed = []
        for row, part in enumerate(q[None].split(ctx.packing.lengths, -2)):
            own = slice(row, row + 1)
            seen = None if mask is None else mask[own]
            mixed.append(join_heads(self.mix(part, k[own], v[own], (), seen, ctx))[0])
        return self.output(torch.cat(mixed))

    def bias(self, length: int, terms: Terms, ctx: Context) -> None:
        """None: what is added by distance is between tokens of one sequence."""

    def recorded(self, ctx: Context) -> list[Tensor]:
        """Where its weights are kept."""
        return ctx.record.cross_attentions


def hidden_by(scores: Tensor, mask: Tensor | None) -> Tensor:
    """Scores with the lowest number where the mask is false."""
    if mask is None:
        return scores
    return scores.masked_fill(~mask, torch.finfo(scores.dtype).min)


def split_heads(x: Tensor, heads: int) -> Tensor:
    """(..., T, H * D) -> (..., H, T, D)."""
    return x.view(*x.shape[:-1], heads, -1).transpose(-2, -3)


def join_heads(x: Tensor) -> Tensor:
    """(..., H, T, D) -> (..., T, H * D)."""
    return x.transpose(-2, -3).flatten(-2)
