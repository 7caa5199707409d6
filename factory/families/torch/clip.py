"""The torch module of CLIP's own way to pool patches."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.pools import Pool
from factory.families import clip


@builds(clip.PatchPool)
class PatchPool(Pool):
    """The mean of a picture's patches, without the token before them."""

    def selected(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, W)."""
        return x[:, 1:].mean(1)
