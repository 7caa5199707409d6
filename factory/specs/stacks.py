"""Stacks: a frontend, layers, and what is read off them; a model is a body and a head."""

from __future__ import annotations

from collections.abc import Iterator

from factory.specs.base import Data, Spec, spec, walk
from factory.specs.blocks import Attention, Layer
from factory.specs.leaves import Embedding, Linear, probability
from factory.specs.positions import Position


@spec
class Tokens(Spec):
    """Token ids to vectors; ``segment`` tells the texts of a pair apart."""

    token: Embedding
    segment: Embedding | None = None

    @property
    def width(self) -> int:
        """Width of the vectors it gives."""
        return self.token.width


class Select(Data):
    """Which token of a sequence stands for the whole."""


@spec
class First(Select):
    """The first token."""


@spec
class Pool(Spec):
    """One vector a sequence: ``activation(dense(dropout(selected token)))``."""

    select: Select = First()
    dropout: float = 0.0
    dense: Linear | None = None
    activation: Spec | None = None

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


@spec
class Stack(Spec):
    """Frontend, position, entry norm, layers, final norm, pool.

    Attributes:
        frontend: what turns inputs into vectors.
        layers: run in order.
        position: how tokens know their place.
        entry: norm on the embedded tokens, before the first layer.
        norm: norm after the last layer.
        pool: one vector a sequence, for the heads that want it.
        dropout: probability on the embedded tokens.
    """

    frontend: Tokens
    layers: tuple[Layer, ...]
    position: Position | None = None
    entry: Spec | None = None
    norm: Spec | None = None
    pool: Pool | None = None
    dropout: float = 0.0

    @property
    def width(self) -> int:
        """Width of the stream between layers."""
        return self.frontend.width

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if not self.layers:
            yield "a stack needs at least one layer"
        for path, node in walk(self):
            if isinstance(node, Attention) and node.width != self.width:
                yield f"{path} reads {node.width} where the stream has {self.width}"


@spec
class Model(Spec):
    """A body and, unless the bare hidden states are wanted, a head."""

    body: Stack
    head: Spec | None = None
