"""The torch modules of T5's own spec types."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.heads import Answer, Vocabulary
from factory.blocks.leaves import RMSNorm
from factory.families import t5 as own


@builds(own.DroppedRMSNorm)
class DroppedRMSNorm(RMSNorm):
    """A norm and a dropout."""

    spec: own.DroppedRMSNorm

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., W)."""
        return F.dropout(super().forward(x), self.spec.dropout, self.training)


@builds(own.ScaledVocabulary)
class ScaledVocabulary(Vocabulary):
    """Scores of every token, by a table whose vectors are long."""

    spec: own.ScaledVocabulary

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., vocabulary)."""
        return super().answer(hidden * self.spec.width**-0.5, pooled, ctx)
