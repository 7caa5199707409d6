"""What generating returns when more than the tokens is asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

from torch import Tensor


@dataclass(frozen=True, kw_only=True)
class Generated:
    """Texts, and how they came about; what was not asked for is None.

    Attributes:
        sequences: tokens (texts, tokens), filled up after the ends.
        sequences_scores: of the texts of a beam search (texts,): log-probabilities, weighed by
            length.
        scores: of each step, what tokens were chosen by (rows, vocabulary).
        logits: of each step, what the model gave (rows, vocabulary).
    """

    sequences: Tensor
    sequences_scores: Tensor | None = None
    scores: tuple[Tensor, ...] | None = None
    logits: tuple[Tensor, ...] | None = None

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def usable(self) -> Self:
        """A copy that gradients may be computed through, as no tensor of inference mode can."""
        return type(self)(**{f.name: _usable(getattr(self, f.name)) for f in fields(self)})


def _usable(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_usable, value))
    return value.clone() if isinstance(value, Tensor) else value
