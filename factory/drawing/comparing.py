"""What differs between two spec trees, part by part, with what is alike told once."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from factory.drawing.labels import details, plain, ranges, short, title
from factory.drawing.outline import formula
from factory.specs import Layer, Residual, Spec, children, count

Child = Spec | tuple[Spec, ...] | None


@dataclass(frozen=True)
class Difference:
    """One difference between two trees.

    Attributes:
        path: of the part; ``layers.0-5.mixer.block.{query,key}`` stands for twelve.
        a, b: what it is on either side; None where it is not.
    """

    path: str
    a: str | None
    b: str | None

    @property
    def change(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.a is None else "removed" if self.b is None else "changed"


def differences(a: Spec, b: Spec) -> list[Difference]:
    """What differs between two trees; nothing where they are equal."""
    found = _differences(a, b)
    return [dataclasses.replace(one, path=one.path.removeprefix(".") or "model") for one in found]


def _differences(a: Spec | None, b: Spec | None) -> list[Difference]:
    """Differences with paths from a part on, each beginning with a dot unless it is empty."""
    if a == b:
        return []
    if a is None or b is None or not _related(a, b):
        return [Difference("", _said(a), _said(b))]
    left, right = dict(children(a)), dict(children(b))
    found = [] if type(a) is type(b) else [Difference("", _said(a), _said(b))]
    if not found or left or right:  # of a leaf, that tells its values too
        found += _values(a, b)
    below = [
        (name, one)
        for name in dict.fromkeys((*left, *right))
        for one in _fields(left.get(name), right.get(name))
    ]
    return [*found, *_merged(below, lambda names: "{" + ",".join(names) + "}")]


def _related(a: Spec, b: Spec) -> bool:
    """Whether a type that has fields is above both, so that these can be compared."""
    shared = (kind for kind in type(a).__mro__ if kind in type(b).__mro__)
    return any(dataclasses.is_dataclass(kind) and dataclasses.fields(kind) for kind in shared)


def _values(a: Spec, b: Spec) -> Iterator[Difference]:
    """The plain values in which two parts differ, as one difference."""
    held = {name for node in (a, b) for name, _ in children(node)}
    both = {field.name for field in dataclasses.fields(b)} - held
    names = [field.name for field in dataclasses.fields(a) if field.name in both]
    if changed := [name for name in names if getattr(a, name) != getattr(b, name)]:
        yield Difference("", _told(a, changed), _told(b, changed))


def _told(node: Spec, names: Iterable[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {plain(getattr(node, name))}" for name in names)


def _fields(a: Child, b: Child) -> list[Difference]:
    """Differences of what a field holds; of several parts, alike ones are told once."""
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return _differences(a, b)
    left = a if isinstance(a, tuple) else () if a is None else (a,)
    right = b if isinstance(b, tuple) else () if b is None else (b,)
    below = [
        (place, one)
        for place, (old, new) in enumerate(itertools.zip_longest(left, right))
        for one in _differences(old, new)
    ]
    return _merged(below, ranges)


def _merged(
    found: Iterable[tuple[Any, Difference]], joined: Callable[[list[Any]], str]
) -> list[Difference]:
    """Differences of neighbours, those that are alike as one."""
    alike: dict[Difference, list[Any]] = {}
    for step, one in found:
        alike.setdefault(one, []).append(step)
    return [
        dataclasses.replace(one, path=f".{joined(steps) if len(steps) > 1 else steps[0]}{one.path}")
        for one, steps in alike.items()
    ]


def _said(node: Spec | None) -> str | None:
    """What stands at a place."""
    match node:
        case None:
            return None
        case Residual():
            text = formula(node)
        case Layer():
            runs = (part for _, part in children(node) if isinstance(part, Residual))
            text = f"{title(node)}: {'; '.join(map(formula, runs))}"
        case _:
            text = ", ".join((title(node), *details(node)))
    return f"{text} ({short(count(node))})" if count(node) else text
