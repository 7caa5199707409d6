"""Mixers, feed-forward blocks, and how a layer strings them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from factory.specs.base import Spec, spec
from factory.specs.leaves import LayerNorm, Linear, RMSNorm, activation, probability
from factory.specs.masks import FULL, Mask
from factory.specs.positions import Position


@spec
class Attention(Spec):
    """Multi-head attention (https://arxiv.org/abs/1706.03762).

    Attributes:
        query, key, value, output: projections; widths may differ, key heads may be fewer.
        heads: number of query heads.
        scale: factor of the scores; 1 / sqrt(head width) when None.
        mask: which keys a query may see by their distance.
        position: in place of the stack's, if it is given.
        dropout: probability on the attention weights.
        kept: numbers that its heads had before others were pruned; None when none was.
        head_axes: parts whose weights hold the heads side by side -> along which axis.
    """

    head_axes: ClassVar[Mapping[str, int]] = {"query": 0, "key": 0, "value": 0, "output": 1}

    query: Linear
    key: Linear
    value: Linear
    output: Linear
    heads: int
    scale: float | None = None
    mask: Mask = FULL
    position: Position | None = None
    dropout: float = 0.0
    kept: tuple[int, ...] | None = None

    @property
    def width(self) -> int:
        """Width of the stream it reads."""
        return self.query.inputs

    @property
    def head_width(self) -> int:
        """Numbers per query head."""
        return self.query.outputs // self.heads

    @property
    def kv_heads(self) -> int:
        """Number of key and value heads."""
        return self.key.outputs // self.head_width

    def misses(self, position: Position | None) -> Iterator[str]:
        """What it needs of the position that acts on it, and does not find there."""
        return iter(())

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if self.heads < 1 or self.query.outputs % self.heads:
            yield f"{self.heads} heads do not divide the query width {self.query.outputs}"
            return
        if self.kept is not None and len(self.kept) != self.heads:
            yield f"{self.heads} heads, but kept names {len(self.kept)}"
        if self.kv_heads < 1 or self.heads % self.kv_heads:
            yield f"{self.kv_heads} key heads do not divide {self.heads} heads"
            return
        joined = self.heads * self.value.outputs // self.kv_heads
        if self.output.inputs != joined:
            yield f"output reads {self.output.inputs} where the heads give {joined}"


@spec
class NormedAttention(Attention):
    """Queries and keys are normed, head by head, before they meet (https://arxiv.org/abs/2010.04245).

    Attributes:
        query_norm, key_norm: of a head's numbers.
    """

    query_norm: Spec
    key_norm: Spec


@spec
class Cross(Attention):
    """Attention to the memory: what the layers of another stack, an encoder, have given."""


@spec
class Dense(Spec):
    """``down(dropout(activation(up(x))))``."""

    up: Linear
    activation: Spec
    down: Linear
    dropout: float = 0.0

    @property
    def width(self) -> int:
        """Width of the stream it reads."""
        return self.up.inputs

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if self.up.outputs != self.down.inputs:
            yield f"down reads {self.down.inputs} where up gives {self.up.outputs}"


@spec
class Gated(Spec):
    """``down(dropout(activation(gate(x)) * up(x)))`` (https://arxiv.org/abs/2002.05202)."""

    gate: Linear
    up: Linear
    activation: Spec
    down: Linear
    dropout: float = 0.0

    @property
    def width(self) -> int:
        """Width of the stream it reads."""
        return self.up.inputs

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if (self.gate.inputs, self.gate.outputs) != (self.up.inputs, self.up.outputs):
            yield "gate and up have different shapes"
        if self.up.outputs != self.down.inputs:
            yield f"down reads {self.down.inputs} where up gives {self.up.outputs}"


@spec
class Experts(Spec):
    """Several feed-forward blocks, of which each token goes to a few (https://arxiv.org/abs/2401.04088).

    Attributes:
        router: scores of the experts, whose softmax over all of them are the shares.
        experts: the blocks.
        active: how many a token goes to; their shares are scaled to a sum of 1.
        jitter: in training a token is multiplied by a random number this near to 1.
    """

    router: Linear
    experts: tuple[Dense | Gated, ...]
    active: int
    jitter: float = 0.0

    @property
    def width(self) -> int:
        """Width of the stream it reads."""
        return self.router.inputs

    def check(self) -> Iterator[str]:
        if not 1 <= self.active <= len(self.experts):
            yield f"a token goes to {self.active} of {len(self.experts)} experts"
        if self.router.outputs != len(self.experts):
            yield f"the router scores {self.router.outputs} of {len(self.experts)} experts"
        if any(expert.width != self.width for expert in self.experts):
            yield f"not all experts read {self.width} numbers"


@spec
class Residual(Spec):
    """``after(x + dropout(inner(block(before(x)))))``; which norms there are is the placement."""

    block: Spec
    before: Spec | None = None
    inner: Spec | None = None
    after: Spec | None = None
    dropout: float = 0.0

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


@spec
class Layer(Spec):
    """Its residuals run in field order; a one-off order is a subclass with other fields."""

    mixer: Residual
    cross: Residual | None = None
    feedforward: Residual | None = None


@spec
class Group(Spec):
    """Layers that a schedule runs as one."""

    layers: tuple[Layer, ...]

    def check(self) -> Iterator[str]:
        if not self.layers:
            yield "a group needs at least one layer"


def attention(
    width: int,
    heads: int,
    *,
    bias: bool = True,
    mask: Mask = FULL,
    dropout: float = 0.0,
) -> Attention:
    """Plain multi-head attention: four square projections, a head a slice of their outputs."""
    square = Linear(inputs=width, outputs=width, bias=bias)
    return Attention(
        query=square,
        key=square,
        value=square,
        output=square,
        heads=heads,
        mask=mask,
        dropout=dropout,
    )


def dense(width: int, hidden: int, function: str, *, dropout: float = 0.0) -> Dense:
    """A two-matrix feed-forward block with biases."""
    return Dense(
        up=Linear(inputs=width, outputs=hidden),
        activation=activation(function),
        down=Linear(inputs=hidden, outputs=width),
        dropout=dropout,
    )


def gated(
    width: int, hidden: int, function: str, *, bias: bool = True, dropout: float = 0.0
) -> Gated:
    """A feed-forward block whose inner numbers are gated."""
    wide = Linear(inputs=width, outputs=hidden, bias=bias)
    return Gated(
        gate=wide,
        up=wide,
        activation=activation(function),
        down=Linear(inputs=hidden, outputs=width, bias=bias),
        dropout=dropout,
    )


def pre(block: Spec, norm: LayerNorm | RMSNorm | None, dropout: float = 0.0) -> Residual:
    """A residual whose norm, if any, comes before the block."""
    return Residual(block=block, before=norm, dropout=dropout)


def post(block: Spec, norm: LayerNorm, dropout: float = 0.0) -> Residual:
    """A residual whose norm comes after the sum."""
    return Residual(block=block, after=norm, dropout=dropout)
