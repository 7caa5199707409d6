"""Edits of a spec tree: recipes that give a new tree and never touch the old one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from factory.specs.base import Spec, SpecError, rewrite, walk
from factory.specs.blocks import Attention

T = TypeVar("T", bound=Spec)

_MIXER = re.compile(r"(?:.*\.)?layers\.(\d+)\.mixer\.block")


def prune(tree: T, heads: Mapping[int, Iterable[int]]) -> T:
    """A tree without some attention heads.

    Args:
        tree: a model or a stack.
        heads: layer number -> numbers of the heads to remove, counted in the unpruned layer.

    Raises:
        SpecError: a layer or head does not exist, or no head would be left.
    """
    if not any(heads.values()):
        return tree
    layers = {i: node for path, node in walk(tree) if (i := layer_of(path)) is not None}
    for layer, gone in heads.items():
        node = layers.get(layer)
        if not isinstance(node, Attention):
            raise SpecError(f"layer {layer} has no attention heads to prune")
        if node.kv_heads != node.heads:
            raise SpecError(f"layer {layer} groups its queries; its heads cannot be pruned singly")
        if wrong := sorted(h for h in gone if not 0 <= h < node.heads):
            raise SpecError(f"layer {layer} has heads 0 to {node.heads - 1}, not {wrong}")
        if len(set(gone)) == node.heads:
            raise SpecError(f"layer {layer} would be left without heads")

    def smaller(path: str, node: Spec) -> Spec:
        layer = layer_of(path)
        if layer is None or not heads.get(layer) or not isinstance(node, Attention):
            return node
        left = node.heads - len(set(heads[layer]))
        inner, value = node.head_width, node.value.outputs // node.heads
        return replace(
            node,
            query=replace(node.query, outputs=left * inner),
            key=replace(node.key, outputs=left * inner),
            value=replace(node.value, outputs=left * value),
            output=replace(node.output, inputs=left * value),
            heads=left,
        )

    return rewrite(tree, smaller)


def layer_of(path: str) -> int | None:
    """The layer number in the path of a mixer, or None."""
    found = _MIXER.fullmatch(path)
    return int(found[1]) if found else None
