"""The torch module of Mixtral's own spec type."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.heads import Answer, NextToken, Targets
from factory.families import mixtral


@builds(mixtral.BalancedNextToken)
class BalancedNextToken(NextToken):
    """Scores of the next token and of the experts, and how unevenly these are used."""

    spec: mixtral.BalancedNextToken

    def respond(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> tuple[Answer, Tensor | None]:
        """``logits``, ``router_logits`` of each layer (B * T, experts), ``aux_loss``; the loss."""
        answer, loss = super().respond(hidden, pooled, targets, ctx)
        uneven = imbalance(real_routes(ctx), self.spec.active)
        padded = (ctx.pad(scores) for scores in ctx.routes)
        routes = tuple(scores.flatten(0, -2) for scores in padded)
        given: dict[str, Any] = {**answer, "aux_loss": uneven, "router_logits": routes}
        return given, None if loss is None else loss + self.spec.share * uneven


def real_routes(ctx: Context) -> Tensor:
    """Scores of the experts at real tokens, those of all layers in a row (tokens, experts)."""
    if ctx.packing is not None or ctx.real is None:
        return torch.cat(ctx.routes)
    real = ctx.real.flatten()
    return torch.cat([scores[real] for scores in ctx.routes])


def imbalance(scores: Tensor, active: int) -> Tensor:
    """How unevenly experts are used; ``active`` where they are used alike.

    Equations 4 to 6 of https://arxiv.org/abs/2101.03961.

    Args:
        scores: of the experts (tokens, experts).
        active: how many experts a token goes to.
    """
    shares = scores.softmax(-1)
    chosen = torch.zeros_like(shares).scatter(-1, shares.topk(active, -1).indices, 1.0)
    return scores.shape[-1] * (chosen.mean(0) * shares.mean(0)).sum()
