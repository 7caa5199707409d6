"""Mixers: where tokens look at each other."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context
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
        q = split_heads(self.query(x), spec.heads)
        k = split_heads(self.key(x), spec.kv_heads)
        v = split_heads(self.value(x), spec.kv_heads)
        position = self.acting(ctx)
        if position is not None:
            q, k = position.rotate(q, k, ctx)
        terms = self.terms(q, k, ctx)
        if ctx.packing is None:
            mask = ctx.mask(spec.mask, x.shape[-2], x.device)
            return self.output(join_heads(self.mix(q, k, v, terms, mask, ctx)))
        mixed = []
        split = (part[None].split(ctx.packing.lengths, -2) for part in (q, k, v, *terms))
        for a, b, c, *own in zip(*split, strict=True):
            mask = ctx.packed_mask(spec.mask, a.shape[-2], x.device)
            mixed.append(join_heads(self.mix(a, b, c, tuple(own), mask, ctx))[0])
        return self.output(torch.cat(mixed))

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
        self, q: Tensor, k: Tensor, v: Tensor, terms: Terms, mask: Tensor | None, ctx: Context
    ) -> Tensor:
        """(B, H, T, D) each -> (B, H, T, D).

        Args:
            q: queries.
            k: keys, of as many or fewer heads.
            v: values, of as many heads as the keys.
            terms: what the bias is made of.
            mask: broadcasts to (B, H, T, T), true where a query may look, or None.
            ctx: attention weights are recorded there when they are wanted.
        """
        spec = self.spec
        dropout = spec.dropout if self.training else 0.0
        bias = self.bias(q.shape[-2], terms, ctx)
        if ctx.record.attentions is None:
            seen = mask if bias is None else hidden_by(bias, mask)
            return F.scaled_dot_product_attention(
                q, k, v, seen, dropout, scale=spec.scale, enable_gqa=spec.kv_heads != spec.heads
            )
        groups = spec.heads // spec.kv_heads
        if groups > 1:
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        scale = spec.head_width**-0.5 if spec.scale is None else spec.scale
        scores = q @ k.transpose(-1, -2) * scale
        scores = hidden_by(scores if bias is None else scores + bias, mask)
        weights = F.dropout(scores.softmax(-1), dropout, self.training)
        ctx.record.attentions.append(weights)
        return weights @ v


@builds(specs.Attention)
class Attention(MultiHead[specs.Attention]):
    """Plain multi-head attention."""


def hidden_by(scores: Tensor, mask: Tensor | None) -> Tensor:
    """Scores with the lowest number where the mask is false."""
    if mask is None:
        return scores
    return scores.masked_fill(~mask, torch.finfo(scores.dtype).min)


def split_heads(x: Tensor, heads: int) -> Tensor:
    """(..., T, H * D) -> (..., H, T, D)."""
    return x.unflatten(-1, (heads, -1)).transpose(-2, -3)


def join_heads(x: Tensor) -> Tensor:
    """(..., H, T, D) -> (..., T, H * D)."""
    return x.transpose(-2, -3).flatten(-2)
