"""The torch modules of DeBERTa-v2's own spec types."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Visible
from factory.blocks.heads import Answer, SequenceClassifier, Targets
from factory.blocks.leaves import Embedding, LayerNorm, Linear
from factory.blocks.mixers import MultiHead, Terms, split_heads
from factory.blocks.positions import Position
from factory.blocks.stacks import Layer, Stack
from factory.families import deberta_v2 as own


@dataclass(frozen=True, slots=True)
class Distances:
    """What the layers of a pass share.

    Attributes:
        vectors: one a row of the table, (rows, W).
        rows: which of them is for each query and key, (T, T), of the longest sequence.
    """

    vectors: Tensor
    rows: Tensor


@builds(own.Disentangled)
class Disentangled(Position[own.Disentangled]):
    """Vectors of distances, and which of them is for each query and key."""

    table: Embedding
    norm: LayerNorm | None

    def prepare(self, length: int, ctx: Context) -> None:
        """Both for the longest sequence; shorter ones take the corner of the rows."""

        def make() -> Distances:
            vectors = self.table.weight
            normed = vectors if self.norm is None else self.norm(vectors)
            place = torch.arange(length, device=vectors.device)
            return Distances(normed, self.rows(place[:, None] - place[None, :]))

        ctx.once(own.Disentangled, make)

    def rows(self, behind: Tensor) -> Tensor:
        """Row of the table for keys so many tokens before the query."""
        span = self.table.spec.count // 2
        if self.spec.ranged is not None:
            behind = ranged(behind, span // 2, self.spec.ranged, last=span)
        return (behind + span).clamp(0, 2 * span - 1)


def ranged(behind: Tensor, exact: int, farthest: int, last: int) -> Tensor:
    """Numbers of distances that share one by their logarithm where they are beyond ``exact``.

    Args:
        behind: how many tokens a key is before the query.
        exact: up to here a distance is its own number.
        farthest: the distance, less one, that has the number ``2 * exact - 1``.
        last: numbers end here.
    """
    away = behind.abs()
    # As tensors of float32, whose rounding decides which number a distance at the edge of two has.
    growth = torch.log(torch.tensor((farthest - 1) / exact, device=behind.device))
    steps = torch.ceil(torch.log(away.clamp(min=exact) / exact) / growth * (exact - 1))
    number = (steps + exact).clamp(max=last).long()
    return torch.where(away <= exact, behind, number * behind.sign())


@builds(own.DisentangledAttention)
class DisentangledAttention(MultiHead[own.DisentangledAttention]):
    """Queries and keys meet the distances as well as each other."""

    position_key: Linear | None
    position_query: Linear | None

    def terms(self, q: Tensor, k: Tensor, ctx: Context) -> Terms:
        """Scores of every row of the table, (..., H, T, rows), for queries and for keys."""
        if not self.spec.terms:
            return ()
        vectors = F.dropout(shared(ctx).vectors, self.spec.position_dropout, self.training)
        sides = {
            "c2p": (q, self.position_key or self.key),
            "p2c": (k, self.position_query or self.query),
        }
        scores = []
        for term in self.spec.terms:
            content, project = sides[term]
            distances = split_heads(project(vectors), self.spec.heads)
            scores.append(content @ distances.transpose(-1, -2))
        return tuple(scores)

    def mix(
        self, q: Tensor, k: Tensor, v: Tensor, terms: Terms, mask: Visible, ctx: Context
    ) -> Tensor:
        """(B, H, T, D) each -> (B, H, T, D); padding asks for nothing and sees all tokens alike."""
        if ctx.packing is None and ctx.real is not None:
            asks = ctx.real[:, None, :, None]
            q, mask = q * asks, mask | ~asks if isinstance(mask, Tensor) else mask
        return super().mix(q, k, v, terms, mask, ctx)

    def bias(self, length: int, terms: Terms, ctx: Context) -> Tensor | None:
        """Of each term the scores of the rows that are for each query and key, (B, H, T, T)."""
        if not terms:
            return None
        rows = shared(ctx).rows[:length, :length]
        found = []
        for term, scores in zip(self.spec.terms, terms, strict=True):
            turned = term == "p2c"
            index = (rows.T if turned else rows).expand(*scores.shape[:-1], length)
            picked = scores.gather(-1, index)
            found.append(picked.transpose(-1, -2) if turned else picked)
        scale = self.spec.head_width**-0.5 if self.spec.scale is None else self.spec.scale
        total = sum(found[1:], found[0]) * scale
        if ctx.packing is not None or ctx.real is None:
            return total
        return total * ctx.real[:, None, :, None]


@builds(own.Convolution)
class Convolution(Block[own.Convolution]):
    """A convolution along the tokens."""

    weight: Tensor
    bias: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, W) -> (B, T, W), with zeros beyond both ends."""
        around, groups = self.spec.kernel // 2, self.spec.groups
        x = x.transpose(1, 2)
        return F.conv1d(x, self.weight, self.bias, padding=around, groups=groups).transpose(1, 2)


@builds(own.ConvolvedLayer)
class ConvolvedLayer(Layer[own.ConvolvedLayer]):
    """A layer and a convolution side by side."""

    convolution: Convolution
    activation: nn.Module
    norm: LayerNorm

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        near = ctx.pack(self.convolution(ctx.pad(zeroed(x, ctx))))
        near = self.activation(F.dropout(near, self.spec.dropout, self.training))
        return zeroed(self.norm(super().forward(x, ctx) + near), ctx)


@builds(own.ZeroPaddedStack)
class ZeroPaddedStack(Stack):
    """A stack in which padding enters the layers as zeros."""

    def enter(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        return zeroed(super().enter(x, ctx), ctx)


@builds(own.SoftLabelClassifier)
class SoftLabelClassifier(SequenceClassifier):
    """Unless a problem type is named, labels are classes or shares of them."""

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Cross-entropy; a class below 0 does not count."""
        labels, logits = targets.labels, answer["logits"]
        if labels is None or targets.problem_type is not None or logits.shape[-1] == 1:
            return super().loss(answer, targets, ctx)
        if labels.dim() > 1:
            return F.cross_entropy(logits, labels.to(logits))
        known = labels.long().clamp(min=-1)
        total = F.cross_entropy(logits, known, ignore_index=-1, reduction="sum")
        return total / (known >= 0).sum().clamp(min=1)


def zeroed(x: Tensor, ctx: Context) -> Tensor:
    """(..., W) with zeros for tokens that are not real, or that none may see."""
    if ctx.packing is not None:
        return x
    real = ctx.real
    if real is None and ctx.visible is not None:
        real = ctx.visible.any(1)
    return x if real is None else x * real[..., None]


def shared(ctx: Context) -> Distances:
    """What the stack's position prepared."""
    return ctx.memo[own.Disentangled]  # type: ignore[return-value]
