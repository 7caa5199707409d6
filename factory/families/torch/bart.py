"""The torch modules of BART's own spec types."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context, Inputs
from factory.blocks.heads import Answer, Vocabulary
from factory.blocks.positions import AddsTable
from factory.families import bart as own


@builds(own.LearnedAfter)
class LearnedAfter(AddsTable[own.LearnedAfter]):
    """Places are counted from a number on."""

    def count(self, inputs: Inputs, places: Tensor, past: int) -> Tensor:
        """Those places, moved."""
        return places + self.spec.begin


@builds(own.BiasedVocabulary)
class BiasedVocabulary(Vocabulary):
    """Scores of every token, each with a number added."""

    bias: Tensor

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., vocabulary)."""
        scores = super().answer(hidden, pooled, ctx)["logits"]
        return {"logits": scores + self.bias[0]}
