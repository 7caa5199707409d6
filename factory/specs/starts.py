"""How every parameter of a tree begins: what spec types say, and what rules put in its place."""

from __future__ import annotations

import fnmatch
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from factory.specs.base import Init, Shape, Spec, walk

Rules: TypeAlias = Iterable[tuple[str, Init]]


@dataclass(frozen=True, slots=True)
class Start:
    """One parameter to fill: its path, shape and way."""

    path: str
    shape: Shape
    init: Init


def starts(
    tree: Spec, std: float, rules: Rules = (), exempt: Container[str] = ()
) -> Iterator[Start]:
    """How every parameter of a tree begins.

    Args:
        tree: the model.
        std: standard deviation of projections and tables.
        rules: (shell-style pattern of parameter paths, way); the first match replaces what the
            spec's type says.
        exempt: paths of nodes that the rules were not made for.

    Raises:
        TypeError: a type has a parameter and says nothing of how it begins.
    """
    listed = tuple(rules)
    for path, node in walk(tree):
        defaults = node.starts(std)
        for name, shape in node.parameters().items():
            full = f"{path}.{name}" if path else name
            matching = (way for pattern, way in listed if fnmatch.fnmatchcase(full, pattern))
            chosen = None if path in exempt else next(matching, None)
            if chosen is None and name not in defaults:
                raise TypeError(f"{type(node).__name__}.starts says nothing of {name!r}")
            yield Start(full, shape, chosen if chosen is not None else defaults[name])
