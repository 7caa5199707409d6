"""The torch module of AST's own way to pool."""

from __future__ import annotations

from torch import Tensor

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.pools import Pool
from factory.families import audio_spectrogram_transformer


@builds(audio_spectrogram_transformer.BothTokens)
class BothTokens(Pool):
    """One vector a spectrogram; there is no padding."""

    def selected(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, W)."""
        return x[:, :2].mean(1)
