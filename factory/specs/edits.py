"""Edits of a spec tree: recipes that give a new tree and never touch the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from factory.specs.base import Spec, SpecError, rewrite, shapes, walk
from factory.specs.blocks import Attention
from factory.specs.leaves import LoRA

T = TypeVar("T", bound=Spec)


def prune(tree: T, heads: Mapping[int, Iterable[int]]) -> T:
    """A tree without some attention heads.

    Args:
        tree: a model or a stack.
        heads: layer number -> numbers of the heads to remove, counted in the unpruned layer.

    Raises:
        SpecError: a layer or head does not exist, heads share their keys, or no head would be left.
    """
    if not any(heads.values()):
        return tree
    blocks = mixers(tree)
    numbers = {path: number for number, path in enumerate(blocks)}
    for layer, gone in heads.items():
        node = dict(enumerate(blocks.values())).get(layer)
        if not isinstance(node, Attention):
            raise SpecError(f"layer {layer} has no attention heads to prune")
        if node.kv_heads != node.heads:
            raise SpecError(
                f"the {node.heads} heads of layer {layer} share {node.kv_heads} of keys and "
                "values; heads that share cannot be pruned"
            )
        if wrong := sorted(h for h in gone if not 0 <= h < node.heads):
            raise SpecError(f"layer {layer} has heads 0 to {node.heads - 1}, not {wrong}")
        if len(set(gone)) == node.heads:
            raise SpecError(f"layer {layer} would be left without heads")

    def smaller(path: str, node: Spec) -> Spec:
        gone = heads.get(numbers.get(path, -1))
        if not gone or not isinstance(node, Attention):
            return node
        kept = tuple(head for head in range(node.heads) if head not in set(gone))
        changed: dict[str, Any] = {"heads": len(kept), "kept": kept}
        for part, axis in node.head_axes.items():
            if (linear := getattr(node, part)) is not None:
                side = ("outputs", "inputs")[axis]
                size = getattr(linear, side) // node.heads * len(kept)
                changed[part] = replace(linear, **{side: size})
        return replace(node, **changed)

    return rewrite(tree, smaller)


def untrained(tree: Spec) -> frozenset[str]:
    """Parameters of a body that adapters are trained in place of; none where there are none."""
    adapters = [path for path, node in walk(tree) if isinstance(node, LoRA)]
    small = {f"{path}.{name}" for path in adapters for name in LoRA.added}
    body = (path for path in shapes(tree) if path.startswith("body."))
    return frozenset(body) - small if small else frozenset()


def mixers(tree: Spec) -> dict[str, Spec]:
    """The blocks in which tokens look at each other, by path; their order numbers the layers.

    Layers that a schedule runs several times are counted once.
    """
    return {path: node for path, node in walk(tree) if path.endswith("mixer.block")}
