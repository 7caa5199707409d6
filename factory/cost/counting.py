"""Parameters of a tree, part by part; what is tied or shared is counted once, at its owner."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from factory.specs import (
    DualEncoder,
    EncoderDecoder,
    Group,
    Layer,
    LoRA,
    Model,
    Spec,
    Stack,
    children,
)

HEAD = "head"
"""The part that is no body's; its parameters are trained beside adapters."""


@dataclass(slots=True)
class Count:
    """Parameters.

    Attributes:
        all: every number.
        trained: those that training changes.
        factored: numbers that an optimizer keeps which has a number for each row and each column
            of a matrix in place of one for each parameter.
        added: those of adapters, which are trained in place of the body that they are in.
        added_factored: of those the same as ``factored``.
    """

    all: int = 0
    trained: int = 0
    factored: int = 0
    added: int = 0
    added_factored: int = 0

    def add(self, other: Count, times: int = 1) -> None:
        """Count another, several times."""
        self.all += other.all * times
        self.trained += other.trained * times
        self.factored += other.factored * times
        self.added += other.added * times
        self.added_factored += other.added_factored * times


def parameters(tree: Spec) -> dict[str, Count]:
    """Parameters by part: ``frontend``, ``layers.mixer``, ``encoder.norm``, ``head``."""
    known: dict[int, Count] = {}
    found: dict[str, Count] = {}
    for part, node, times in parts(tree):
        found.setdefault(part, Count()).add(_count(node, known), times)
    if any(count.added for count in found.values()):
        for part, count in found.items():
            if part != HEAD:
                count.trained, count.factored = count.added, count.added_factored
    return found


def parts(node: Spec, prefix: str = "") -> Iterator[tuple[str, Spec, int]]:
    """The parts of a tree: name, node, and how often it is there with parameters of its own.

    Layers are told apart by what they are made of, not by their number.
    """
    match node:
        case Model():
            yield from parts(node.body)
            if node.head is not None:
                yield HEAD, node.head, 1
        case EncoderDecoder() | DualEncoder():
            for name, value in children(node):
                assert isinstance(value, Spec)
                inner = isinstance(value, Stack)
                yield from parts(value, f"{name}.") if inner else ((name, value, 1),)
        case Stack():
            for name, value in children(node):
                if name != "layers":
                    assert isinstance(value, Spec)
                    yield prefix + name, value, 1
                    continue
                times: dict[int, int] = {}
                for layer in node.layers:
                    times[id(layer)] = times.get(id(layer), 0) + 1
                distinct = {id(layer): layer for layer in node.layers}
                for key, layer in distinct.items():
                    for part, inside, number in parts(layer, prefix):
                        yield part, inside, number * times[key]
        case Group():
            for layer in node.layers:
                yield from parts(layer, prefix)
        case Layer():
            for name, value in children(node):
                assert isinstance(value, Spec)
                yield f"{prefix}layers.{name}", value, 1
        case _:
            yield f"{prefix}layers", node, 1


def _count(node: Spec, known: dict[int, Count]) -> Count:
    """Parameters of a node; equal parts that are one object are looked at once."""
    found = known.get(id(node))
    if found is not None:
        return found
    found = known[id(node)] = Count()
    for name, shape in node.parameters().items():
        size = math.prod(shape)
        found.all += size
        if name not in node.frozen:
            found.trained += size
            matrix = len(shape) > 1
            factored = size // shape[-1] + size // shape[-2] if matrix else size
            found.factored += factored
            if isinstance(node, LoRA) and name in node.added:
                found.added += size
                found.added_factored += factored
    for _, value in children(node):
        for inside in (value,) if isinstance(value, Spec) else value:
            found.add(_count(inside, known))
    return found
