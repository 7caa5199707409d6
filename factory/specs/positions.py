"""Positions: one slot of a stack; the type says how tokens are numbered and where that acts."""

from __future__ import annotations

from factory.specs.base import Spec, spec
from factory.specs.leaves import Embedding


class Position(Spec):
    """How tokens know their place."""


@spec
class Learned(Position):
    """A learned vector for each place, added to the token's own (https://arxiv.org/abs/1810.04805)."""

    table: Embedding


@spec
class LearnedFromPadding(Learned):
    """Places count only tokens other than ``padding``, from ``padding + 1``; padding stays at it.

    RoBERTa's numbering (https://arxiv.org/abs/1907.11692), inherited from fairseq.
    """

    padding: int = 1
