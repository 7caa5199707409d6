"""Which places tokens may have in a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from factory import specs


@dataclass(frozen=True, slots=True)
class Places:
    """The numbers of a model's tokens.

    Attributes:
        first: that of the first token.
        room: how many tokens have one, or None when any number of them has.
    """

    first: int = 0
    room: int | None = None


def places_of(model: Any) -> Places:
    """The places of what writes texts: the model, or its decoder."""
    tree = getattr(model, "tree", None)
    if tree is None:
        return Places()
    writer = getattr(tree.body, "decoder", tree.body)
    for _, node in specs.walk(writer):
        if isinstance(node, specs.Learned):
            return Places(node.begin, node.table.count - node.begin)
    return Places()
