"""Mixers that carry a state from token to token.

Sequences of a packed batch are laid on the padded grid where they are read in order, so that each
has a state of its own.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context
from factory.blocks.leaves import Conv, Linear
from factory.blocks.scan import selective_scan


@builds(specs.ShortConv)
class ShortConv(Conv):
    """A convolution along time, each channel by itself."""

    def forward(self, x: Tensor) -> Tensor:
        """(B, window + T, C) -> (B, T, C)."""
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


@builds(specs.StepSize)
class StepSize(Linear):
    """How much time tokens take."""

    bias: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(..., rank) -> (..., C), in float32 or better."""
        return F.softplus(precise(F.linear(x, self.weight)) + precise(self.bias))


@builds(specs.SelectiveState)
class SelectiveState(Block[specs.SelectiveState]):
    """A state space whose steps depend on what is read; states are float32 or better.

    Padding is read as nothing: neither the convolution nor a state takes it in.
    """

    expand: Linear
    conv: ShortConv
    activation: nn.Module
    select: Linear
    step: StepSize
    output: Linear
    decay: Tensor
    skip: Tensor

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        spec = self.spec
        inner, gate = self.expand(x).chunk(2, -1)
        inner = without_padding(ctx.pad(inner), ctx)
        slot = None if ctx.cache is None else ctx.cache.states()
        window = inner.new_zeros(inner.shape[0], spec.window, spec.channels)
        state = precise(inner.new_zeros(inner.shape[0], spec.channels, spec.states))
        if slot is not None:
            window, state = slot.recall(window, state)
        seen = torch.cat((window, inner), 1)
        inner = without_padding(self.activation(self.conv(seen)), ctx)
        rank, write, read = self.select(inner).split(
            (spec.step.inputs, spec.states, spec.states), -1
        )
        channels = precise(inner)
        mixed, state = selective_scan(
            channels,
            self.step(rank),
            -precise(self.decay).exp(),
            precise(write),
            precise(read),
            state,
        )
        if slot is not None:
            slot.keep(seen[:, seen.shape[1] - spec.window :].clone(), state)
        mixed = torch.addcmul(mixed, channels, precise(self.skip))
        return self.output((ctx.pack(mixed) * F.silu(gate)).to(x.dtype))


def precise(x: Tensor) -> Tensor:
    """Numbers in float32, or as they are where they are of a better type."""
    return x.to(torch.promote_types(x.dtype, torch.float32))


def without_padding(x: Tensor, ctx: Context) -> Tensor:
    """(B, T, C) with zeros where there is padding."""
    return x if ctx.real is None else x * ctx.real[..., None]
