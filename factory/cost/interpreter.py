"""The interpreter that counts: a pass through a spec tree with sizes in place of numbers.

What a spec type costs is a rule of its own, a function that does what the type's torch module does:
it takes values and gives values, and tells the pass what it multiplied, what the backward pass will
need, and what there was at once. A type without a rule is an error rather than a guess.

A value is a tensor of which only the size is known. What autograd keeps of it is counted once,
whoever keeps it, as in torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from factory.cost.options import Workload
from factory.errors import RequestError
from factory.specs import Position, Spec

R = TypeVar("R", bound=Callable[..., Any])

RULES: dict[type[Spec], Callable[..., Any]] = {}
"""Spec type -> what it does to values and to a pass."""


def costs(*kinds: type[Spec]) -> Callable[[R], R]:
    """Register the rule of spec types.

    Raises:
        ValueError: one of them has a rule already.
    """

    def register(rule: R) -> R:
        for kind in kinds:
            if kind in RULES:
                raise ValueError(f"{kind.__name__} has a rule already")
            RULES[kind] = rule
        return rule

    return register


def costs_as(kind: type[Spec], *others: type[Spec]) -> None:
    """Say that types cost what another does, whose fields they have."""
    costs(*others)(RULES[kind])


def rule_of(kind: type[Spec]) -> Callable[..., Any]:
    """The rule of a spec type.

    One that a family or a plug-in alone has is registered beside it: in ``package.cost.x`` for a
    type of ``package.x``.

    Raises:
        RequestError: there is none.
    """
    if kind not in RULES:
        package, _, module = kind.__module__.rpartition(".")
        beside = f"{package}.cost.{module}"
        try:
            importlib.import_module(beside)
        except ModuleNotFoundError as error:
            if error.name not in (f"{package}.cost", beside):
                raise
        if kind not in RULES:
            raise RequestError(
                f"what the spec type {kind.__name__} costs is not known; {beside} may say it"
            )
    return RULES[kind]


class Value:
    """A tensor of which only the size is known.

    Attributes:
        size: how many numbers it has.
        learns: whether the backward pass goes through it.
        kept: whether the backward pass needs it, so that it is counted already.
        keeper: the tally of who asked first to keep it.
    """

    __slots__ = ("keeper", "kept", "learns", "size")

    def __init__(self, size: int, learns: bool = True, *, kept: bool = False) -> None:
        self.size, self.learns, self.kept = size, learns, kept
        self.keeper: str | None = None


@dataclass(slots=True)
class Tally:
    """What was counted in one part of a model.

    Attributes:
        forward, backward: FLOPs, two a multiplication and addition.
        kept: bytes of activations that the backward pass needs.
        cache: bytes of keys and values that are remembered.
    """

    forward: int = 0
    backward: int = 0
    kept: int = 0
    cache: int = 0

    def add(self, other: Tally) -> None:
        """Count what another has counted."""
        self.forward += other.forward
        self.backward += other.backward
        self.kept += other.kept
        self.cache += other.cache


@dataclass(frozen=True, slots=True)
class _Ran:
    """What a layer did the first time that it ran."""

    tallies: dict[str, Tally]
    peak: int
    keepers: tuple[str | None, ...]
    output: Value


class Pass:
    """One pass through a tree.

    Attributes:
        tree: the whole model, which holds the tables that parts share.
        workload: what it is run on.
        width: bytes of a number.
        on_cpu: whether kernels are those of the CPU, which keep more where they drop numbers.
        adapted: whether adapters are trained in place of the body.
        trains: whether the parameters of the part that runs are trained.
        batch, length: the grid that layers see.
        position: that of the stack.
        memory: what decoders look at, and how many vectors of it an item has.
        prefix: of the names of parts, such as ``encoder.``.
        tallies: what was counted, by part.
        shared: what layers share, which is no layer's own.
        held: numbers that are needed later, beside those that a rule works on.
        peak: most numbers that were there at once, no gradients wanted.
        read: what of the workload was of account.
        grid: how many of what each stack read of an item, such as ``encoder tokens``.
        features: values that a head reads beside the last layer's, by name.
        states: what went into each layer and came out of the last, where a head reads all.
    """

    def __init__(
        self, tree: Spec, workload: Workload, *, width: int, on_cpu: bool, adapted: bool = False
    ) -> None:
        self.tree, self.workload, self.width, self.on_cpu = tree, workload, width, on_cpu
        self.adapted, self.trains = adapted, True
        self.batch, self.length = workload.batch_size, 0
        self.position: Position | None = None
        self.memory: tuple[Value, int] | None = None
        self.prefix = self._label = ""
        self.tallies: dict[str, Tally] = {}
        self.shared: dict[str, Tally] = {}
        self.tally = Tally()
        self.held = self.peak = 0
        self.read: set[str] = set()
        self.grid: dict[str, int] = {}
        self.features: dict[str, Value] = {}
        self.states: list[Value] | None = None
        self._once: set[Any] = set()
        self._ran: dict[Any, _Ran] = {}

    @property
    def tokens(self) -> int:
        """Vectors of the whole batch."""
        return self.batch * self.length

    def asked(self, name: str) -> Any:
        """A number of the workload, which is then known to be of account."""
        self.read.add(name)
        return getattr(self.workload, name)

    def reads(self, what: str, count: int) -> None:
        """Take down how many of what a stack reads of an item."""
        self.grid[self.prefix.replace(".", " ") + what] = count

    def part(self, name: str) -> None:
        """Count what follows as a part of the model."""
        self._label = self.prefix + name
        self.tally = self.tallies.setdefault(self._label, Tally())

    def run(self, node: Spec, *given: Any) -> Any:
        """What a node makes of what it is given, by the rule of its type."""
        rule = RULES.get(type(node)) or rule_of(type(node))
        return rule(node, self, *given)

    def maybe(self, node: Spec | None, x: Value) -> Value:
        """What a node makes of a value, or the value where there is none."""
        return x if node is None else self.run(node, x)

    def made(self, size: int, *parents: Value) -> Value:
        """A new value, made of others and of parameters; whoever calls still holds the others."""
        if self.held + size > self.peak:
            self.peak = self.held + size
        return Value(size, self.learning(*parents))

    def learning(self, *values: Value) -> bool:
        """Whether the backward pass goes through what is made of values and of parameters."""
        return self.trains or any(value.learns for value in values)

    def keep(self, *values: Value) -> None:
        """Let the backward pass have values; each is counted once."""
        if not self.learning(*values):
            return
        for value in values:
            if value.keeper is None:
                value.keeper = self._label
            if not value.kept:
                value.kept = True
                self.tally.kept += value.size * self.width

    def keep_more(self, count: int, width: int | None = None) -> None:
        """Let the backward pass have numbers that nothing else sees."""
        self.tally.kept += count * (self.width if width is None else width)

    def multiply(self, rows: int, inner: int, columns: int, left: bool, right: bool) -> None:
        """Count a matrix product (rows, inner) by (inner, columns).

        Args:
            rows: of the left side, those of all products of a batch together.
            inner: numbers that are summed up.
            columns: of the right side.
            left: whether a gradient of that side is wanted.
            right: the same of the other.
        """
        flops = 2 * rows * inner * columns
        self.tally.forward += flops
        self.tally.backward += flops * (left + right)

    def dropped(self, x: Value, share: float) -> Value:
        """Numbers of which training drops a share; the backward pass has to know which."""
        if not share or not x.learns:
            return x
        self.keep_more(x.size, self.width if self.on_cpu else 1)
        return Value(x.size, x.learns)

    def once(self, key: Any, count: int, width: int) -> None:
        """Numbers that layers share and the backward pass needs, counted once a pass."""
        if key not in self._once:
            self._once.add(key)
            self.shared.setdefault(f"{self.prefix}position", Tally()).kept += count * width

    def layer(self, node: Spec, x: Value) -> Value:
        """What a layer makes of the stream; one that equals an earlier one is not run again."""
        inputs = (x, *((self.memory[0],) if self.memory else ()))
        key = (self.prefix, id(node), x.learns)
        ran = self._ran.get(key)
        if ran is None:
            equal = (self.prefix, node, x.learns)
            ran = self._ran.get(equal)
            if ran is None:
                ran = self._ran[equal] = self._first(node, x)
            self._ran[key] = ran
        for label, tally in ran.tallies.items():
            self.tallies.setdefault(label, Tally()).add(tally)
        self.peak = max(self.peak, self.held + ran.peak)
        for value, keeper in zip(inputs, ran.keepers, strict=True):
            if keeper is not None and not value.kept:
                value.kept = True
                self.tallies[keeper].kept += value.size * self.width
        return Value(ran.output.size, ran.output.learns, kept=ran.output.kept)

    def _first(self, node: Spec, x: Value) -> _Ran:
        """Run a layer on inputs of which is only taken down whether they are kept, and by whom."""
        outer = (self.tallies, self.tally, self._label, self.held, self.peak, self.memory)
        self.tallies, self.held, self.peak = {}, 0, 0
        given = Value(x.size, x.learns, kept=True)
        inputs = [given]
        if self.memory is not None:
            inputs.append(Value(self.memory[0].size, self.memory[0].learns, kept=True))
            self.memory = (inputs[1], self.memory[1])
        output = self.run(node, given)
        keepers = tuple(value.keeper for value in inputs)
        ran = _Ran(self.tallies, self.peak, keepers, output)
        self.tallies, self.tally, self._label, self.held, self.peak, self.memory = outer
        return ran
