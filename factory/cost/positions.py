"""Rules of positions: an object of the hooks that their torch modules have.

A position's rule takes the node and the pass and gives its :class:`Acting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from factory import specs
from factory.cost.interpreter import Pass, Value, costs
from factory.cost.leaves import FLOAT, convolved, weigh
from factory.specs import Position

P = TypeVar("P", bound=Position)


@dataclass(frozen=True, slots=True)
class Acting(Generic[P]):
    """What a position does in a pass; nothing unless a type says otherwise."""

    node: P
    run: Pass

    @property
    def room(self) -> int | None:
        """The longest sequence that there are places for; None where there is no end."""
        return None

    def embed(self, x: Value) -> Value:
        """The embedded tokens with what is added to them."""
        return x

    def prepare(self) -> None:
        """What layers share, before the first of them."""

    def rotate(self, q: Value, k: Value) -> tuple[Value, Value]:
        """Queries and keys as their places turn them."""
        return q, k

    @property
    def biases(self) -> bool:
        """Whether something that learns is added to the scores."""
        return False

    @property
    def penalties(self) -> int:
        """How many numbers are added to scores that do not learn, alike for all items."""
        return 0


class _Adds(Acting[specs.Learned]):
    @property
    def room(self) -> int | None:
        return self.node.table.count - self.node.begin

    def embed(self, x: Value) -> Value:
        return self.run.made(x.size, x)


class _Grid(Acting[specs.Grid]):
    def embed(self, x: Value) -> Value:
        return self.run.made(x.size, x)


class _Turns(Acting[specs.Rotary]):
    def prepare(self) -> None:
        self.run.once(self.node, 2 * self.run.length * self.node.width, FLOAT)

    def rotate(self, q: Value, k: Value) -> tuple[Value, Value]:
        self.prepare()
        self.run.made(max(3 * q.size, q.size + 3 * k.size))
        return Value(q.size, q.learns), Value(k.size, k.learns)


class _Biases(Acting[specs.RelativeBias]):
    def prepare(self) -> None:
        run, pairs = self.run, self.run.length**2
        run.once(self.node, pairs, 8)  # buckets, by which the backward pass finds rows
        run.made(pairs * self.node.heads)

    @property
    def biases(self) -> bool:
        return True


class _Penalises(Acting[specs.Alibi]):
    def prepare(self) -> None:
        self.run.once(self.node, self.penalties, FLOAT)
        self.run.made(self.penalties)

    @property
    def penalties(self) -> int:
        return self.node.heads * self.run.length**2


class _Several(Acting[specs.Positions]):
    @property
    def parts(self) -> list[Acting[Position]]:
        return [self.run.run(part) for part in self.node.parts]

    @property
    def room(self) -> int | None:
        return min((part.room for part in self.parts if part.room is not None), default=None)

    def embed(self, x: Value) -> Value:
        for part in self.parts:
            x = part.embed(x)
        return x

    def prepare(self) -> None:
        for part in self.parts:
            part.prepare()

    def rotate(self, q: Value, k: Value) -> tuple[Value, Value]:
        for part in self.parts:
            q, k = part.rotate(q, k)
        return q, k

    @property
    def biases(self) -> bool:
        return any(part.biases for part in self.parts)

    @property
    def penalties(self) -> int:
        return max(part.penalties for part in self.parts)


class Convolves(Acting[specs.ConvPosition]):
    """Adds what a convolution makes of a vector's neighbours."""

    def embed(self, x: Value) -> Value:
        """(..., W) -> (..., W)."""
        return self.run.made(self.around(x).size, x)

    def around(self, x: Value) -> Value:
        """What the convolution makes of vectors."""
        conv, run = self.node.conv, self.run
        if isinstance(conv, specs.WeightNormConv):
            weigh(conv, run)
        y = convolved(conv, run, x, conv.length(run.length))
        y = run.run(self.node.activation, y)
        return Value(x.size, y.learns)


costs(specs.Learned, specs.LearnedFromPadding)(_Adds)
costs(specs.Grid)(_Grid)
costs(specs.Rotary)(_Turns)
costs(specs.RelativeBias, specs.BackwardBias)(_Biases)
costs(specs.Alibi)(_Penalises)
costs(specs.Placeless)(Acting)
costs(specs.Positions)(_Several)
costs(specs.ConvPosition)(Convolves)
