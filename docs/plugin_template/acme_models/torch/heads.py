"""The module of the head in ``acme_models.heads``, and what its models return."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from acme_models import heads
from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.heads import Answer, HeadBlock, Targets
from factory.blocks.pools import Pool
from factory.models.outputs import ModelOutput


@builds(heads.Similarity)
class Similarity(HeadBlock[heads.Similarity]):
    """Vectors of length 1."""

    pool: Pool

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``embeddings`` (batch, embedding_size)."""
        return {"embeddings": F.normalize(self.pool(hidden, ctx), dim=-1)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Squared error of the cosines of texts that follow each other: 0 and 1, 2 and 3, ..."""
        if targets.labels is None:
            return None
        first, second = answer["embeddings"].unflatten(0, (-1, 2)).unbind(1)
        return F.mse_loss((first * second).sum(-1), targets.labels)


@dataclass(kw_only=True)
class SimilarityOutput(ModelOutput):
    """Vectors, and the loss when labels were given.

    Attributes:
        loss: a scalar, when labels were given.
        embeddings: vectors of length 1, (batch, embedding_size).
        hidden_states: embeddings and the output of each layer, (batch, tokens, width) each.
        attentions: weights of each layer, (batch, heads, tokens, tokens) each.
    """

    loss: Tensor | None = None
    embeddings: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None
