"""Mixers: where tokens look at each other."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context
from factory.blocks.leaves import Linear


@builds(specs.Attention)
class Attention(Block[specs.Attention]):
    """Multi-head attention over padded batches or, sequence by sequence, over packed ones."""

    query: Linear
    key: Linear
    value: Linear
    output: Linear

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        spec = self.spec
        q = split_heads(self.query(x), spec.heads)
        k = split_heads(self.key(x), spec.kv_heads)
        v = split_heads(self.value(x), spec.kv_heads)
        if ctx.packing is None:
            return self.output(join_heads(self.mix(q, k, v, ctx.mask(), ctx)))
        lengths = ctx.packing.lengths
        parts = zip(*(x[None].split(lengths, -2) for x in (q, k, v)), strict=True)
        mixed = [join_heads(self.mix(a, b, c, None, ctx))[0] for a, b, c in parts]
        return self.output(torch.cat(mixed))

    def mix(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, ctx: Context) -> Tensor:
        """(B, H, T, D) each -> (B, H, T, D).

        Args:
            q: queries.
            k: keys, of as many or fewer heads.
            v: values, of as many heads as the keys.
            mask: (B, 1, 1 or T, T), true where a query may look, or None.
            ctx: attention weights are recorded there when they are wanted.
        """
        spec = self.spec
        dropout = spec.dropout if self.training else 0.0
        if ctx.record.attentions is None:
            return F.scaled_dot_product_attention(
                q, k, v, mask, dropout, scale=spec.scale, enable_gqa=spec.kv_heads != spec.heads
            )
        groups = spec.heads // spec.kv_heads
        if groups > 1:
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        scale = spec.head_width**-0.5 if spec.scale is None else spec.scale
        scores = q @ k.transpose(-1, -2) * scale
        if mask is not None:
            scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
        weights = F.dropout(scores.softmax(-1), dropout, self.training)
        ctx.record.attentions.append(weights)
        return weights @ v


def split_heads(x: Tensor, heads: int) -> Tensor:
    """(..., T, H * D) -> (..., H, T, D)."""
    return x.unflatten(-1, (heads, -1)).transpose(-2, -3)


def join_heads(x: Tensor) -> Tensor:
    """(..., H, T, D) -> (..., T, H * D)."""
    return x.transpose(-2, -3).flatten(-2)
