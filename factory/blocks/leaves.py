"""Leaves: projections, tables, norms and activations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds, dropped
from factory.blocks.products import linear

B = TypeVar("B", specs.Tied, specs.Shared)

FEW = 2048
"""Numbers up to which torch's own root mean square norm costs more than its parts on a CPU."""


@builds(specs.Linear)
class Linear(Block[specs.Linear]):
    """(..., inputs) -> (..., outputs)."""

    weight: Tensor

    def __init__(self, spec: specs.Linear) -> None:
        super().__init__(spec)
        if not spec.bias:
            self.bias: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """(..., inputs) -> (..., outputs)."""
        return linear(x, self.weight, self.bias)


@builds(specs.LoRA)
class LoRA(Linear):
    """A projection with two small matrices beside it."""

    spec: specs.LoRA
    down: Tensor
    up: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(..., inputs) -> (..., outputs)."""
        spec = self.spec
        small = F.linear(dropped(x, spec.dropout, self.training), self.down)
        return super().forward(x) + F.linear(small, self.up) * (spec.alpha / spec.rank)


@builds(specs.Embedding)
class Embedding(Block[specs.Embedding]):
    """Ids to vectors."""

    weight: Tensor

    def forward(self, ids: Tensor) -> Tensor:
        """(...) -> (..., W); the padding row gets no gradient."""
        return F.embedding(ids, self.weight, self.spec.padding)


@builds(specs.Free)
class Free(Block[specs.Free]):
    """A parameter by itself."""

    weight: Tensor


@builds(specs.Conv)
class Conv(Block[specs.Conv]):
    """A convolution over one or two axes."""

    weight: Tensor

    def __init__(self, spec: specs.Conv) -> None:
        super().__init__(spec)
        if not spec.bias:
            self.bias: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, ...) -> (B, outputs, ...)."""
        return self.convolve(x, self.weight)

    def convolve(self, x: Tensor, weight: Tensor) -> Tensor:
        """(B, inputs, ...) -> (B, outputs, ...), with a weight in place of its own."""
        spec = self.spec
        function = F.conv1d if len(spec.kernel) == 1 else F.conv2d
        return function(x, weight, self.bias, spec.stride, spec.padding, 1, spec.groups)


@builds(specs.WeightNormConv)
class WeightNormConv(Conv):
    """A convolution whose weight is computed from its direction and length."""

    scale: Tensor
    direction: Tensor

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """(outputs, inputs / groups, kernel), computed at each call."""
        length = torch.linalg.vector_norm(self.direction, dim=(0, 1), keepdim=True)
        return self.direction * (self.scale / length)


class Bound(Block[B]):
    """Uses another module's table.

    The table's module is found after the whole model is built and kept out of the module tree, so
    that its weight has one name and stays shared when it is replaced, copied or pickled.
    """

    table: tuple[Any, ...]

    def bind(self, root: nn.Module) -> None:
        """Find the table in the model; a tuple hides it from the module tree."""
        self.table = (root.get_submodule(self.spec.to),)

    @property
    def weight(self) -> Tensor:
        """The table's own, (rows, W)."""
        weight: Tensor = self.table[0].weight
        return weight


@builds(specs.Tied)
class Tied(Bound[specs.Tied]):
    """A linear map with another module's table."""

    bias: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., rows of the table)."""
        return linear(x, self.weight, self.bias if self.spec.bias else None)


@builds(specs.Shared)
class Shared(Bound[specs.Shared]):
    """Looks ids up in another module's table."""

    def forward(self, ids: Tensor) -> Tensor:
        """(...) -> (..., W), as the module that owns the table does."""
        found: Tensor = self.table[0](ids)
        return found


@builds(specs.GroupNorm)
class GroupNorm(Block[specs.GroupNorm]):
    """Normalisation over time and the channels of each group."""

    weight: Tensor
    bias: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, T) -> (B, C, T)."""
        return F.group_norm(x, self.spec.groups, self.weight, self.bias, self.spec.eps)


@builds(specs.LayerNorm)
class LayerNorm(Block[specs.LayerNorm]):
    """Layer normalisation over the last axis."""

    weight: Tensor

    def __init__(self, spec: specs.LayerNorm) -> None:
        super().__init__(spec)
        if not spec.bias:
            self.bias: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., W)."""
        return F.layer_norm(x, (self.spec.width,), self.weight, self.bias, self.spec.eps)


def _are_few(x: Tensor) -> bool:
    """Whether numbers are so few that calls are what they cost, in a pass that only infers."""
    return torch.is_inference_mode_enabled() and x.numel() <= FEW


@builds(specs.RMSNorm)
class RMSNorm(Block[specs.RMSNorm]):
    """Division by the root of the mean square."""

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., W), of the weight's type; the mean is taken in float32, or better."""
        spec, weight = self.spec, self.weight
        if x.dtype is weight.dtype is torch.float32:
            if not torch.compiler.is_compiling() and _are_few(x):
                mean = torch.linalg.vecdot(x, x) / spec.width
                return x * weight * torch.rsqrt(mean + spec.eps)[..., None]
            return F.rms_norm(x, (spec.width,), weight, spec.eps)
        return weight * F.rms_norm(x.float(), (spec.width,), None, spec.eps).to(weight.dtype)


@builds(specs.ShiftedRMSNorm)
class ShiftedRMSNorm(Block[specs.ShiftedRMSNorm]):
    """Division by the root of the mean square, times 1 and what the weight adds to it."""

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., W), computed in float32, or better."""
        factor = 1.0 + self.weight.float()
        return F.rms_norm(x.float(), (self.spec.width,), factor, self.spec.eps).to(x.dtype)


def gelu_tanh(x: Tensor) -> Tensor:
    """GELU by its tanh approximation (https://arxiv.org/abs/1606.08415)."""
    return F.gelu(x, approximate="tanh")


FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": F.gelu,
    "gelu_10": lambda x: F.gelu(x).clip(-10, 10),
    "gelu_accurate": gelu_tanh,
    "gelu_fast": gelu_tanh,
    "gelu_new": gelu_tanh,
    "gelu_python": F.gelu,
    "gelu_python_tanh": gelu_tanh,
    "gelu_pytorch_tanh": gelu_tanh,
    "hardswish": F.hardswish,
    "laplace": lambda x: 0.5 * (1 + torch.erf((x - 0.707107) / (0.282095 * math.sqrt(2)))),
    "leaky_relu": F.leaky_relu,
    "linear": lambda x: x,
    "mish": F.mish,
    "quick_gelu": lambda x: x * torch.sigmoid(1.702 * x),
    "relu": F.relu,
    "relu2": lambda x: F.relu(x).square(),
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
    "silu": F.silu,
    "sqrtsoftplus": lambda x: F.softplus(x).sqrt(),
    "swish": F.silu,
    "tanh": torch.tanh,
}


@builds(specs.Activation)
class Activation(Block[specs.Activation]):
    """A function applied to each number."""

    def forward(self, x: Tensor) -> Tensor:
        """(...) -> (...)."""
        return FUNCTIONS[self.spec.function](x)


@builds(specs.PReLU)
class PReLU(Block[specs.PReLU]):
    """One learned slope below zero."""

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(...) -> (...)."""
        return torch.where(x > 0, x, self.weight * x)


@builds(specs.XIELU)
class XIELU(Block[specs.XIELU]):
    """A learned quadratic above zero, a learned exponential below."""

    alpha_p: Tensor
    alpha_n: Tensor
    beta: Tensor
    eps: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """(...) -> (...)."""
        above = F.softplus(self.alpha_p) * x * x
        below = (torch.expm1(torch.minimum(x, self.eps)) - x) * (
            self.beta + F.softplus(self.alpha_n)
        )
        return torch.where(x > 0, above, below) + self.beta * x
