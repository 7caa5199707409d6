"""The torch module of DeiT's head with a teacher."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.heads import Answer, HeadBlock, Targets
from factory.blocks.leaves import Linear
from factory.families import deit


@builds(deit.TaughtClassifier)
class TaughtClassifier(HeadBlock[deit.TaughtClassifier]):
    """Scores of a picture from two tokens; for answers only, as the teacher is not there."""

    output: Linear
    distilled: Linear

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits``, ``cls_logits`` and ``distillation_logits`` (B, labels) each."""
        own, taught = self.output(hidden[:, 0]), self.distilled(hidden[:, 1])
        return {"logits": (own + taught) / 2, "cls_logits": own, "distillation_logits": taught}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """None."""
        return None
