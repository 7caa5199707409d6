"""The torch modules of ModernBERT's own spec types."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.heads import (
    Answer,
    Targets,
    Vocabulary,
    cross_entropy,
    padding_unlabelled,
)
from factory.families import modernbert


@builds(modernbert.SparseVocabulary)
class SparseVocabulary(Vocabulary):
    """Scores of the labelled tokens alone, where there are labels."""

    spec: modernbert.SparseVocabulary

    def respond(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> tuple[Answer, Tensor | None]:
        """``logits`` (labelled tokens, vocabulary) and their loss, or of all without labels."""
        if targets.labels is None:
            return super().respond(hidden, pooled, targets, ctx)
        labels = ctx.pack(targets.labels)
        labelled = labels != self.spec.ignored
        answer = self.answer(hidden[labelled], pooled, ctx)
        return answer, cross_entropy(answer["logits"], labels[labelled])

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Padding must be among what is left out."""
        return padding_unlabelled(targets.labels, real, self.spec.ignored)
