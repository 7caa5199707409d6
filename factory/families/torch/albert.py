"""The torch module of ALBERT's own pretraining head."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.heads import Answer, TwoTasks
from factory.families import albert


@builds(albert.AlbertPretraining)
class AlbertPretraining(TwoTasks[albert.AlbertPretraining]):
    """Masked tokens and the order of two sentences at once."""

    about_pair = "sop_logits"
    pair_label = "sentence_order_label"

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``prediction_logits`` (..., vocabulary) and ``sop_logits`` (B, labels)."""
        assert pooled is not None
        dropped = F.dropout(pooled, self.spec.dropout, self.training)
        return super().answer(hidden, dropped, ctx)
