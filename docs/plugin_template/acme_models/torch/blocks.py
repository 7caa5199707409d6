"""Modules of the spec types in ``acme_models.blocks``."""

from __future__ import annotations

from torch import Tensor

from acme_models import blocks
from factory.blocks.base import Block, builds


@builds(blocks.LayerScale)
class LayerScale(Block[blocks.LayerScale]):
    """Scales each channel; the parameter is made from what the spec declares."""

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., W), whether padded or packed."""
        return x * self.weight
