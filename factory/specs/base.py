"""The spec tree: frozen, torch-free data that says what a model is made of.

A :class:`Spec` is a node that becomes a module; its children are the fields that hold a Spec or a
tuple of Specs, so that a module's path equals its spec's path. A :class:`Data` is a frozen value
inside a spec that becomes no module. Everything that needs names, shapes or counts walks this tree.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

Shape = tuple[int, ...]
T = TypeVar("T")
S = TypeVar("S", bound="Spec")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def spec(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, keyword-only dataclass."""
    return dataclasses.dataclass(frozen=True, kw_only=True)(cls)


class SpecError(ValueError):
    """A spec holds an impossible value, or a tree's parts do not fit each other."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Data:
    """A frozen value that is not a module: which token to pool, how to initialise."""


class Init(Data):
    """A way to fill a parameter; the kinds are in :mod:`factory.specs.init`."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Spec:
    """A frozen node that becomes a module.

    Attributes:
        frozen: names of its parameters that are never trained.
    """

    frozen: ClassVar[tuple[str, ...]] = ()

    def parameters(self) -> dict[str, Shape]:
        """Its own parameters, not its children's: name -> shape."""
        return {}

    def starts(self, std: float) -> Mapping[str, Init]:
        """How its own parameters begin.

        Args:
            std: the model's standard deviation of projections and tables.
        """
        return {}

    def check(self) -> Iterator[str]:
        """What is wrong with its values; called when it is built."""
        return iter(())

    def __post_init__(self) -> None:
        if wrong := "; ".join(self.check()):
            raise SpecError(f"{type(self).__name__}: {wrong}")


def children(node: Spec) -> Iterator[tuple[str, Spec | tuple[Spec, ...]]]:
    """The fields that hold specs, in field order."""
    for name in _names(cast("Any", type(node))):  # types are hashable, which mypy doubts
        value = getattr(node, name)
        if isinstance(value, Spec) or (
            isinstance(value, tuple) and value and isinstance(value[0], Spec)
        ):
            yield name, value


@functools.cache
def _names(kind: Any) -> tuple[str, ...]:
    """Names of the fields of a spec type; trees ask for them often."""
    return tuple(field.name for field in dataclasses.fields(kind))


def walk(node: Spec, path: str = "") -> Iterator[tuple[str, Spec]]:
    """Every node with its path, parents first."""
    yield path, node
    for name, value in children(node):
        below = f"{path}.{name}" if path else name
        if isinstance(value, Spec):
            yield from walk(value, below)
        else:
            for index, item in enumerate(value):
                yield from walk(item, f"{below}.{index}")


def distinct(
    node: Spec, path: str = "", seen: set[int] | None = None
) -> Iterator[tuple[str, Spec]]:
    """Every node with its path, parents first, but one that is the same object as another once.

    Layers that are alike mostly are; what holds of one then need not be asked of the others.
    """
    seen = set() if seen is None else seen
    if id(node) in seen:
        return
    seen.add(id(node))
    yield path, node
    for name, value in children(node):
        below = f"{path}.{name}" if path else name
        if isinstance(value, Spec):
            yield from distinct(value, below, seen)
        else:
            for index, item in enumerate(value):
                yield from distinct(item, f"{below}.{index}", seen)


def shapes(node: Spec) -> dict[str, Shape]:
    """Every parameter of the tree: path -> shape. Tied weights appear once, at their owner."""
    return {
        f"{path}.{name}" if path else name: shape
        for path, part in walk(node)
        for name, shape in part.parameters().items()
    }


def count(node: Spec) -> int:
    """Number of scalar parameters of the tree."""
    return sum(math.prod(shape) for shape in shapes(node).values())


def at(node: Spec, path: str) -> Spec:
    """The node at a path.

    Raises:
        KeyError: there is none.
    """
    found: Any = node
    for step in path.split(".") if path else ():
        try:
            found = found[int(step)] if isinstance(found, tuple) else getattr(found, step)
        except (AttributeError, IndexError, ValueError):
            found = None
        if found is None:
            raise KeyError(path)
    if not isinstance(found, Spec):
        raise KeyError(path)
    return found


def rewrite(node: S, change: Callable[[str, Spec], Spec], path: str = "") -> S:
    """A copy of the tree with ``change(path, node)`` applied from the leaves up.

    Subtrees that nothing changed keep their identity.
    """
    changed: dict[str, Any] = {}
    for name, value in children(node):
        below = f"{path}.{name}" if path else name
        new: Spec | tuple[Spec, ...]
        if isinstance(value, Spec):
            new = rewrite(value, change, below)
        else:
            new = tuple(rewrite(item, change, f"{below}.{i}") for i, item in enumerate(value))
        if new != value:
            changed[name] = new
    return cast("S", change(path, dataclasses.replace(node, **changed) if changed else node))


def to_data(value: Any) -> Any:
    """A spec tree as plain data: every node a mapping with its ``kind``, defaults left out."""
    if isinstance(value, Spec | Data):
        fields = dataclasses.fields(value)
        held = {f.name: getattr(value, f.name) for f in fields}
        return {"kind": type(value).__name__} | {
            f.name: to_data(held[f.name]) for f in fields if held[f.name] != f.default
        }
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    return value
