"""The torch modules of Gemma 2's own spec types."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context, Visible
from factory.blocks.heads import Answer, NextToken
from factory.blocks.mixers import MultiHead
from factory.families import gemma2


@builds(gemma2.CappedAttention)
class CappedAttention(MultiHead[gemma2.CappedAttention]):
    """Attention whose scores are squeezed, for which there is no fused kernel."""

    def fused(self, q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None, mask: Visible) -> Tensor:
        """What attention gives, (B, H, T, D) each."""
        weights = self.weights(q, self.for_each_query(k), bias, mask)
        return weights @ self.for_each_query(v)

    def scores(self, scores: Tensor) -> Tensor:
        """(B, H, T, keys), each between the limits."""
        return capped(scores, self.spec.cap)


@builds(gemma2.CappedNextToken)
class CappedNextToken(NextToken):
    """Scores of the next token, squeezed."""

    spec: gemma2.CappedNextToken

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., vocabulary), each between the limits."""
        answer = super().answer(hidden, pooled, ctx)
        return {"logits": capped(answer["logits"], self.spec.cap)}


def capped(x: Tensor, limit: float) -> Tensor:
    """Numbers between a limit and its negative; small ones stay nearly as they are."""
    return (x / limit).tanh() * limit
