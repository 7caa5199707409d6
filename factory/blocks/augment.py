"""Spans that are hidden in training (https://arxiv.org/abs/1904.08779)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from factory.specs import Spans


def hidden_spans(lengths: Sequence[int], total: int, kind: Spans, device: torch.device) -> Tensor:
    """Which places are hidden, (rows, total) booleans; drawn from torch's global generator.

    Args:
        lengths: places of each row that count; spans lie within them.
        total: places of every row.
        kind: how many spans there are, and how long.
        device: where the result is.
    """
    hidden = torch.zeros(len(lengths), total, dtype=torch.bool)
    rounding = float(torch.rand(()))  # so that the expected number is exact, not rounded down
    for row, length in zip(hidden, lengths, strict=True):
        begins = length - kind.length + 1
        wanted = max(int(kind.share * length / kind.length + rounding), kind.least)
        count = min(wanted, total // kind.length, begins)
        if count > 0:
            first = torch.randperm(begins)[:count, None]
            row[first + torch.arange(kind.length)] = True
    return hidden.to(device)
