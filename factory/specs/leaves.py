"""Leaves of the spec tree: projections, tables, norms and activations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from factory.specs.base import Init, Shape, Spec, spec
from factory.specs.init import ONES, ZEROS, Constant, Normal, Uniform


@spec
class Linear(Spec):
    """``x @ weight.T + bias``.

    Attributes:
        sides: what lies along each axis of its parameters.
    """

    sides: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "weight": ("outputs", "inputs"),
        "bias": ("outputs",),
    }

    inputs: int
    outputs: int
    bias: bool = True

    def parameters(self) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.outputs, self.inputs)}
        return weight | {"bias": (self.outputs,)} if self.bias else weight

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Normal(std=std), "bias": ZEROS}

    def check(self) -> Iterator[str]:
        yield from positive(inputs=self.inputs, outputs=self.outputs)


@spec
class LoRA(Linear):
    """A projection that stays, and two small matrices beside it (https://arxiv.org/abs/2106.09685).

    ``x @ weight.T + bias + alpha / rank * (dropout(x) @ down.T) @ up.T``

    Attributes:
        rank: numbers between the two.
        alpha: scales what they give.
        dropout: probability on what they read.
        added: names of the two, which are trained in place of the body.
    """

    added: ClassVar[tuple[str, ...]] = ("down", "up")
    sides: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **Linear.sides,
        "down": ("rank", "inputs"),
        "up": ("outputs", "rank"),
    }

    rank: int
    alpha: float
    dropout: float = 0.0

    def parameters(self) -> dict[str, Shape]:
        small: dict[str, Shape] = {
            "down": (self.rank, self.inputs),
            "up": (self.outputs, self.rank),
        }
        return super().parameters() | small

    def starts(self, std: float) -> Mapping[str, Init]:
        reach = self.inputs**-0.5
        return {**super().starts(std), "down": Uniform(low=-reach, high=reach), "up": ZEROS}

    def check(self) -> Iterator[str]:
        yield from super().check()
        yield from positive(rank=self.rank)
        yield from probability(dropout=self.dropout)


@spec
class Embedding(Spec):
    """A table of ``count`` vectors; row ``padding``, if any, starts at zero and stays."""

    count: int
    width: int
    padding: int | None = None

    def parameters(self) -> dict[str, Shape]:
        return {"weight": (self.count, self.width)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Normal(std=std, zero_row=self.padding)}

    def check(self) -> Iterator[str]:
        yield from positive(count=self.count, width=self.width)
        if self.padding is not None and not 0 <= self.padding < self.count:
            yield f"padding row {self.padding} is outside a table of {self.count}"


@spec
class Free(Spec):
    """A parameter by itself: a token that every sequence gets, a temperature."""

    shape: tuple[int, ...]

    def parameters(self) -> dict[str, Shape]:
        return {"weight": self.shape}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Normal(std=std)}

    def check(self) -> Iterator[str]:
        if any(size < 1 for size in self.shape):
            yield f"shape is {self.shape}, not all at least 1"


@spec
class Conv(Spec):
    """A convolution over as many axes as the kernel has.

    Attributes:
        inputs, outputs: channels.
        kernel: size along each axis.
        stride: step along each axis.
        padding: zeros on both ends of every axis.
        groups: parts of the channels that are kept apart.
    """

    inputs: int
    outputs: int
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: int = 0
    groups: int = 1
    bias: bool = True

    def parameters(self) -> dict[str, Shape]:
        weight: dict[str, Shape] = {
            "weight": (self.outputs, self.inputs // self.groups, *self.kernel)
        }
        return weight | {"bias": (self.outputs,)} if self.bias else weight

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Normal(std=std), "bias": ZEROS}

    def length(self, size: int, axis: int = 0) -> int:
        """Places along an axis after the convolution of so many."""
        return (size + 2 * self.padding - self.kernel[axis]) // self.stride[axis] + 1

    def check(self) -> Iterator[str]:
        yield from positive(inputs=self.inputs, outputs=self.outputs, groups=self.groups)
        if len(self.kernel) != len(self.stride):
            yield f"kernel {self.kernel} and stride {self.stride} differ in their axes"
        if any(size < 1 for size in (*self.kernel, *self.stride)):
            yield f"kernel {self.kernel} and stride {self.stride} are not all at least 1"
        if self.groups > 0 and (self.inputs % self.groups or self.outputs % self.groups):
            yield f"{self.groups} groups do not divide {self.inputs} and {self.outputs} channels"


@spec
class WeightNormConv(Conv):
    """A convolution along time whose weight is a direction and, for each place, a length.

    Weight normalisation (https://arxiv.org/abs/1602.07868), over all axes but the last.
    """

    def parameters(self) -> dict[str, Shape]:
        shapes = super().parameters()
        direction = shapes.pop("weight")
        return {"scale": (1, 1, *self.kernel), "direction": direction} | shapes

    def starts(self, std: float) -> Mapping[str, Init]:
        length = std * (self.outputs * self.inputs / self.groups) ** 0.5
        return {"scale": Constant(value=length), "direction": Normal(std=std), "bias": ZEROS}


@spec
class Tied(Spec):
    """Uses the table at the absolute path ``to`` as a linear map; only the bias is its own."""

    to: str
    bias: int = 0

    def parameters(self) -> dict[str, Shape]:
        return {"bias": (self.bias,)} if self.bias else {}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"bias": ZEROS}


@spec
class Shared(Spec):
    """Looks vectors up in the table at the absolute path ``to``, which another part has too."""

    to: str
    width: int


@spec
class LayerNorm(Spec):
    """Layer normalisation over the last axis (https://arxiv.org/abs/1607.06450)."""

    width: int
    eps: float = 1e-5
    bias: bool = True

    def parameters(self) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.width,)}
        return weight | {"bias": (self.width,)} if self.bias else weight

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": ONES, "bias": ZEROS}

    def check(self) -> Iterator[str]:
        yield from positive(width=self.width)
        if self.eps <= 0:
            yield f"eps is {self.eps}, not above 0"


@spec
class RMSNorm(Spec):
    """Division by the root of the mean square over the last axis (https://arxiv.org/abs/1910.07467)."""

    width: int
    eps: float = 1e-6

    def parameters(self) -> dict[str, Shape]:
        return {"weight": (self.width,)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": ONES}

    def check(self) -> Iterator[str]:
        yield from positive(width=self.width)
        if self.eps <= 0:
            yield f"eps is {self.eps}, not above 0"


@spec
class ShiftedRMSNorm(RMSNorm):
    """One whose weight says how far the factor is from 1 (https://arxiv.org/abs/2403.08295)."""

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": ZEROS}


@spec
class GroupNorm(Spec):
    """Normalisation over time and the channels of each group (https://arxiv.org/abs/1803.08494)."""

    width: int
    groups: int
    eps: float

    def parameters(self) -> dict[str, Shape]:
        return {"weight": (self.width,), "bias": (self.width,)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": ONES, "bias": ZEROS}

    def check(self) -> Iterator[str]:
        yield from positive(width=self.width, groups=self.groups)
        if self.groups > 0 and self.width % self.groups:
            yield f"{self.groups} groups do not divide {self.width} channels"


FUNCTIONS = (
    "gelu",
    "gelu_10",
    "gelu_accurate",
    "gelu_fast",
    "gelu_new",
    "gelu_python",
    "gelu_python_tanh",
    "gelu_pytorch_tanh",
    "hardswish",
    "laplace",
    "leaky_relu",
    "linear",
    "mish",
    "quick_gelu",
    "relu",
    "relu2",
    "relu6",
    "sigmoid",
    "silu",
    "sqrtsoftplus",
    "swish",
    "tanh",
)
"""Activations without parameters, by the names Hugging Face configurations use."""


@spec
class Activation(Spec):
    """A function applied to each number."""

    function: str

    def check(self) -> Iterator[str]:
        if self.function not in FUNCTIONS:
            yield f"no activation is called {self.function!r}"


@spec
class PReLU(Spec):
    """``max(0, x) + weight * min(0, x)`` with one learned slope (https://arxiv.org/abs/1502.01852)."""

    def parameters(self) -> dict[str, Shape]:
        return {"weight": (1,)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Constant(value=0.25)}


@spec
class XIELU(Spec):
    """A learned piecewise activation (https://arxiv.org/abs/2411.13010); two numbers stay fixed."""

    frozen: ClassVar[tuple[str, ...]] = ("beta", "eps")

    def parameters(self) -> dict[str, Shape]:
        return {"alpha_p": (1,), "alpha_n": (1,), "beta": (), "eps": ()}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {
            "alpha_p": Constant(value=0.2041015625),
            "alpha_n": Constant(value=-1.046875),
            "beta": Constant(value=0.5),
            "eps": Constant(value=-1e-6),
        }


LEARNED: dict[str, type[Spec]] = {"prelu": PReLU, "xielu": XIELU}
ACTIVATIONS = tuple(sorted((*FUNCTIONS, *LEARNED)))
"""Every activation a configuration can name."""


def activation(name: str) -> Spec:
    """The spec of an activation by its Hugging Face name."""
    return LEARNED[name]() if name in LEARNED else Activation(function=name)


def positive(**sizes: int) -> Iterator[str]:
    """One sentence for each size that is not at least 1."""
    for name, size in sizes.items():
        if size < 1:
            yield f"{name} is {size}, not at least 1"


def probability(**values: float) -> Iterator[str]:
    """One sentence for each value that is not a probability."""
    for name, value in values.items():
        if not 0 <= value <= 1:
            yield f"{name} is {value}, not between 0 and 1"
