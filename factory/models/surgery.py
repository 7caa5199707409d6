"""What becomes of tensors when a model changes its shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

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
        axes: parts whose weights hold the heads side by side -> along which axis.
        widths: numbers per head in those parts.
    """

    heads: tuple[int, ...]
    axes: Mapping[str, int]
    widths: Mapping[str, int]


def kept_heads(
    whole: Spec, before: Mapping[int, Iterable[int]], after: Mapping[int, Iterable[int]]
) -> dict[str, Kept]:
    """Which heads stay, by path of the block.

    Args:
        whole: the tree before anything was pruned.
        before: layer -> heads that are gone already.
        after: layer -> heads that shall be gone.
    """
    kept: dict[str, Kept] = {}
    for layer, (path, node) in enumerate(mixers(whole).items()):
        if not isinstance(node, Attention) or layer not in after:
            continue
        gone, going = set(before.get(layer, ())), set(after[layer])
        present = [head for head in range(node.heads) if head not in gone]
        places = tuple(i for i, head in enumerate(present) if head not in going)
        parts = {part: linear for part in node.head_axes if (linear := getattr(node, part))}
        widths = {
            part: (linear.inputs if node.head_axes[part] else linear.outputs) // node.heads
            for part, linear in parts.items()
        }
        kept[path] = Kept(places, node.head_axes, widths)
    return kept


def without_heads(tensors: Mapping[str, Tensor], kept: Mapping[str, Kept]) -> dict[str, Tensor]:
    """Tensors of a model with only the kept heads in its attention blocks."""
    result = dict(tensors)
    for path, block in kept.items():
        for part, width in block.widths.items():
            axis = block.axes[part]
            for name in ("weight", "bias"):
                full = f"{path}.{part}.{name}"
                if full in result and result[full].dim() > axis:
                    result[full] = select(result[full], axis, block.heads, width)
    return result


def select(tensor: Tensor, axis: int, heads: Iterable[int], width: int) -> Tensor:
    """The slices of some heads along an axis that lays heads side by side."""
    places = [head * width + i for head in heads for i in range(width)]
    chosen = torch.tensor(places, dtype=torch.long)
    return tensor.index_select(axis, chosen.to(tensor.device))
