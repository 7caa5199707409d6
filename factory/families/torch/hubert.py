"""The torch modules of HuBERT's convolution for places over normed frames."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from factory.blocks.base import Block, builds
from factory.blocks.context import Context
from factory.blocks.sound import ConvPosition
from factory.families import hubert


@builds(hubert.BatchNorm)
class BatchNorm(Block[hubert.BatchNorm]):
    """Normalisation over a batch; training changes the running mean and variance."""

    weight: Tensor
    bias: Tensor
    mean: Tensor
    variance: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, W) -> (B, T, W)."""
        y = F.batch_norm(
            x.transpose(1, 2),
            self.mean,
            self.variance,
            self.weight,
            self.bias,
            self.training,
            self.spec.momentum,
            self.spec.eps,
        )
        return y.transpose(1, 2)


@builds(hubert.NormedConvPosition)
class NormedConvPosition(ConvPosition):
    """What a norm makes of padding is no zero, so that it needs the padded grid."""

    norm: BatchNorm

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        if ctx.packing is None and ctx.real is not None:
            x = x.masked_fill(~ctx.real[..., None], 0)
        return x + ctx.pack(self.around(self.norm(ctx.pad(x)), self.conv.weight))
