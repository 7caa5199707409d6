"""Mixers that carry a state from token to token, and look back at none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from factory.specs.base import Init, Shape, Spec, spec
from factory.specs.init import ONES, ZEROS, Logarithms, StepBias, Uniform
from factory.specs.leaves import Conv, Linear, activation


class Recurrence(Spec):
    """A mixer that reads tokens in their order.

    No token sees a later one, no position acts on it, and what it remembers of a text has a size
    that does not grow. There are no weights between pairs of tokens.
    """

    @property
    def width(self) -> int:
        """Width of the stream it reads."""
        raise NotImplementedError


@spec
class ShortConv(Conv):
    """A convolution along time, each channel by itself, over a token and those just before it."""

    def starts(self, std: float) -> Mapping[str, Init]:
        bound = self.kernel[0] ** -0.5
        return {"weight": Uniform(low=-bound, high=bound), "bias": ZEROS}

    def check(self) -> Iterator[str]:
        yield from super().check()
        if len(self.kernel) != 1 or self.stride != (1,) or self.padding:
            yield "it goes along time by single steps, without padding"
        if self.inputs != self.outputs or self.groups != self.inputs:
            yield f"{self.groups} groups of {self.inputs} channels mix channels"


@spec
class StepSize(Linear):
    """``softplus(x @ weight.T + bias)``: how much time a token takes, for each channel."""

    def starts(self, std: float) -> Mapping[str, Init]:
        bound = self.inputs**-0.5
        return {"weight": Uniform(low=-bound, high=bound), "bias": StepBias()}

    def check(self) -> Iterator[str]:
        yield from super().check()
        if not self.bias:
            yield "steps need a bias, which says how long they usually are"


@spec
class SelectiveState(Recurrence):
    """A state space whose steps depend on what is read (https://arxiv.org/abs/2312.00752).

    Each channel has a state of some numbers. A token decays it by ``exp(-step * exp(decay))``, adds
    ``step * write * channel`` and reads ``read . state + skip * channel``.

    Attributes:
        expand: to the channels and, behind them, a gate for each.
        conv: over each channel, before its state.
        activation: of what the convolution gives.
        select: from the channels to the rank of the steps, what is written and what is read.
        step: from that rank to a step for each channel.
        output: from the gated channels back to the stream.
    """

    expand: Linear
    conv: ShortConv
    activation: Spec
    select: Linear
    step: StepSize
    output: Linear

    @property
    def width(self) -> int:
        """Width of the stream it reads."""
        return self.expand.inputs

    @property
    def channels(self) -> int:
        """How many channels have a state."""
        return self.conv.outputs

    @property
    def states(self) -> int:
        """Numbers in the state of a channel."""
        return (self.select.outputs - self.step.inputs) // 2

    @property
    def window(self) -> int:
        """Tokens before one that the convolution sees with it."""
        return self.conv.kernel[0] - 1

    def parameters(self) -> dict[str, Shape]:
        return {"decay": (self.channels, self.states), "skip": (self.channels,)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"decay": Logarithms(), "skip": ONES}

    def check(self) -> Iterator[str]:
        inner = self.channels
        if self.expand.outputs != 2 * inner:
            yield f"expand gives {self.expand.outputs} where {inner} channels and gates are needed"
        for name in ("select", "output"):
            if (reads := getattr(self, name).inputs) != inner:
                yield f"{name} reads {reads} of {inner} channels"
        if self.step.outputs != inner:
            yield f"step gives {self.step.outputs} of {inner} channels"
        if self.states < 1 or self.select.outputs != self.step.inputs + 2 * self.states:
            yield (
                f"select gives {self.select.outputs}: {self.step.inputs} for the steps leave no "
                "even number to write and to read"
            )
        if self.output.outputs != self.width:
            yield f"output gives {self.output.outputs} where the stream has {self.width}"


def selective(
    width: int,
    inner: int,
    states: int,
    *,
    rank: int,
    kernel: int = 4,
    function: str = "silu",
    bias: bool = False,
    conv_bias: bool = True,
) -> SelectiveState:
    """A selective state space.

    Args:
        width: of the stream.
        inner: channels.
        states: numbers in the state of a channel.
        rank: numbers that steps are made of.
        kernel: tokens that the convolution sees at once.
        function: activation of what it gives.
        bias: of the projections from and to the stream.
        conv_bias: of the convolution.
    """
    return SelectiveState(
        expand=Linear(inputs=width, outputs=2 * inner, bias=bias),
        conv=ShortConv(
            inputs=inner, outputs=inner, kernel=(kernel,), stride=(1,), groups=inner, bias=conv_bias
        ),
        activation=activation(function),
        select=Linear(inputs=inner, outputs=rank + 2 * states, bias=False),
        step=StepSize(inputs=rank, outputs=inner),
        output=Linear(inputs=inner, outputs=width, bias=bias),
    )
