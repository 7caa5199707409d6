"""The torch modules of wav2vec 2.0's own parts."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory.blocks.base import builds
from factory.blocks.context import Context
from factory.blocks.leaves import LayerNorm, Linear
from factory.blocks.sound import Shortening
from factory.blocks.stacks import Layer
from factory.families import wav2vec2


@builds(wav2vec2.AdaptedLayer)
class AdaptedLayer(Layer[wav2vec2.AdaptedLayer]):
    """Its three residuals in order."""


@builds(wav2vec2.Adapter)
class Adapter(Shortening[wav2vec2.Adapter]):
    """Convolutions whose output is half numbers and half gates."""

    layers: nn.ModuleList
    project: Linear | None
    norm: LayerNorm | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, fewer T, width of the convolutions)."""
        if self.project is not None and self.norm is not None:
            x = self.norm(self.project(x))
        frames = None if ctx.real is None else ctx.real.sum(1)
        x = x.transpose(1, 2)
        for conv, layer in zip(self.spec.layers, self.layers, strict=True):
            if frames is not None:
                # Padding does not count, whatever the kernel: as transformers counts.
                frames = (frames - 1) // conv.stride[0] + 1
            if not self.training or float(torch.rand(())) > self.spec.drop:
                x = F.glu(layer(x), 1)
        x = x.transpose(1, 2)
        ctx.grid = (x.shape[0], x.shape[1])
        if frames is not None:
            ctx.real = torch.arange(x.shape[1], device=x.device) < frames[:, None]
        return x
