"""The torch module of ELECTRA's own way to pool."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.pools import Pool
from factory.families import electra


@builds(electra.Summary)
class Summary(Pool):
    """One vector a sequence, read off places rather than off real tokens."""

    def selected(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, W)."""
        return x[:, -1] if isinstance(self.spec.select, electra.LastPlace) else x.mean(1)

    def packable(self, ctx: Context) -> bool:
        """Padding takes part."""
        return False
