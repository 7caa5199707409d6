"""What becomes of tensors when a model changes its shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from factory.configuration import PretrainedConfig
from factory.errors import RequestError, did_you_mean
from factory.specs import Attention, Spec
from factory.specs.edits import mixers


def grown(old: Tensor, new: Tensor) -> Tensor:
    """``new`` with the values of ``old`` wherever both have a place."""
    overlap = tuple(slice(min(a, b)) for a, b in zip(old.shape, new.shape, strict=True))
    new[overlap] = old[overlap]
    return new


@dataclass(frozen=True, slots=True)
class Kept:
    """Heads that stay in one attention block.

    Attributes:
        heads: places of those heads among the ones the block has now.
        axes: tensors that hold the heads side by side -> along which axis, and numbers per head.
    """

    heads: tuple[int, ...]
    axes: Mapping[str, tuple[int, int]]


def pruned(config: PretrainedConfig, heads: Mapping[Any, Any]) -> PretrainedConfig:
    """A configuration without some more attention heads.

    Args:
        config: of a model.
        heads: layer -> heads to remove; or part of the configuration -> such a mapping.

    Raises:
        RequestError: a layer, a head or a part does not exist, or no head would be left.
    """
    parts = config.parts()
    if parts and heads and all(isinstance(name, str) for name in heads):
        if unknown := [name for name in heads if name not in parts]:
            raise RequestError(
                f"{type(config).__name__} has no part {unknown[0]!r}."
                f"{did_you_mean(unknown[0], parts)} There are: {', '.join(parts)}."
            )
        inner = {name: pruned(getattr(config, name), own) for name, own in heads.items()}
        return config.replace(**inner)
    before = config.pruned_heads
    after = {
        layer: tuple(sorted({*before.get(layer, ()), *heads.get(layer, ())}))
        for layer in sorted({*before, *heads})
    }
    return config.replace(pruned_heads=after)


def kept_heads(before: Spec, after: Spec) -> dict[str, Kept]:
    """Which heads stay, by path of the block.

    Args:
        before: the tree that a model has.
        after: the same tree with fewer heads.
    """
    blocks = mixers(before)
    kept: dict[str, Kept] = {}
    for path, node in mixers(after).items():
        old = blocks[path]
        if not isinstance(node, Attention) or not isinstance(old, Attention) or node == old:
            continue
        present, staying = (n.kept or tuple(range(n.heads)) for n in (old, node))
        axes = {
            f"{path}.{part}.{name}": (sides.index(side), getattr(linear, side) // node.heads)
            for part, axis in node.head_axes.items()
            if (linear := getattr(node, part)) is not None
            for name, sides in linear.sides.items()
            if (side := ("outputs", "inputs")[axis]) in sides
        }
        kept[path] = Kept(tuple(map(present.index, staying)), axes)
    return kept


def without_heads(tensors: Mapping[str, Tensor], kept: Mapping[str, Kept]) -> dict[str, Tensor]:
    """Tensors of a model with only the kept heads in its attention blocks."""
    result = dict(tensors)
    for block in kept.values():
        for name, (axis, width) in block.axes.items():
            if name in result:
                result[name] = select(result[name], axis, block.heads, width)
    return result


def select(tensor: Tensor, axis: int, heads: Iterable[int], width: int) -> Tensor:
    """The slices of some heads along an axis that lays heads side by side."""
    places = [head * width + i for head in heads for i in range(width)]
    chosen = torch.tensor(places, dtype=torch.long)
    return tensor.index_select(axis, chosen.to(tensor.device))
