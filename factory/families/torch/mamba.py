"""The torch modules of Mamba's own spec types."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context, Inputs
from factory.blocks.selective import precise
from factory.blocks.stacks import Residual, Stack
from factory.families import mamba


@builds(mamba.PreciseResidual)
class PreciseResidual(Residual):
    """A block beside a stream of float32; its norm hands the block numbers of its own type."""

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        return super().forward(precise(x), ctx)


@builds(mamba.ResultStack)
class ResultStack(Stack):
    """Records what layers give, rather than what they read."""

    def forward(
        self, inputs: Inputs, ctx: Context, packs: Callable[[], bool]
    ) -> tuple[Tensor, Tensor | None]:
        """Hidden states (..., W) in the context's layout, and no pooled output."""
        x, pooled = super().forward(inputs, ctx, packs)
        if ctx.record.hidden_states is not None:
            del ctx.record.hidden_states[0]
            ctx.keep_hidden(x)
        return x, pooled
