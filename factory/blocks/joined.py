"""Projections of the same vectors as one product, where a token at a time is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

import torch
from torch import Tensor, nn
from torch.nn.modules.module import _has_any_global_hook

from factory.blocks.leaves import Linear
from factory.blocks.products import linear

SMALLEST, LARGEST = 2**15, 2**20
"""Numbers of a joined matrix.

With more nothing is gained, as the time goes into reading them. Models with fewer are fast enough,
and keep the rounding of their single products, so that near ties fall as they do in other passes.
"""

MOST = 2**24
"""Numbers of all joined matrices, which are copies: 64 MiB."""


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Several projections as one: (outputs of all, inputs), and how many outputs each has."""

    weight: Tensor
    bias: Tensor | None
    sizes: list[int]


class Joined:
    """Projections that read the same vectors, multiplied at once.

    A product of one token with a small matrix takes no longer than what is around it, and is faster
    with a matrix that lies as (inputs, outputs); so one such copy does for query, key and value,
    and one for the projection after them. It is right for as long as weights stay as they are: for
    one generation, and not for longer.
    """

    def __init__(self) -> None:
        self._made: dict[nn.Module, _Matrix | None] = {}
        self._numbers = 0

    def __call__(self, x: Tensor, parts: Sequence[nn.Module]) -> Sequence[Tensor]:
        """What each of the projections makes of vectors (..., 1, W), (..., 1, outputs).

        Args:
            x: vectors of one token.
            parts: always the same for the same first one; those that are more than a plain
                projection, or too large, run by themselves.
        """
        first = parts[0]
        if first not in self._made:
            self._made[first] = self._join(parts)
        whole = self._made[first]
        if whole is None:
            return [part(x) for part in parts]
        found = linear(x, whole.weight, whole.bias)
        return (found,) if len(parts) == 1 else found.split(whole.sizes, -1)

    def _join(self, parts: Sequence[nn.Module]) -> _Matrix | None:
        """One matrix for all, or None where they cannot be or should not be joined."""
        plain = [part for part in parts if _is_plain(part)]
        if len(plain) < len(parts) or _has_any_global_hook():
            return None
        numbers = sum(part.weight.numel() for part in plain)
        if not SMALLEST <= numbers <= min(LARGEST, MOST - self._numbers):
            return None
        self._numbers += numbers
        weight = torch.cat([part.weight.T for part in plain], 1).T
        bias = None
        if any(part.bias is not None for part in plain):
            bias = torch.cat([_bias_of(part) for part in plain])
        return _Matrix(weight, bias, [len(part.weight) for part in plain])


def _is_plain(part: nn.Module) -> TypeGuard[Linear]:
    """Whether it is a projection, nothing else happens when it runs, and joining it is worth it."""
    if type(part) is not Linear or part._forward_hooks or part._forward_pre_hooks:
        return False
    weight = part.weight
    return type(weight) is nn.Parameter and weight.is_cpu and weight.dtype is torch.float32


def _bias_of(part: Linear) -> Tensor:
    return part.weight.new_zeros(len(part.weight)) if part.bias is None else part.bias
