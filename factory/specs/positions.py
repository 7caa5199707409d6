"""Positions: one slot of a stack; the type says how tokens are numbered and where that acts.

A learned vector is added at the input, a rotation acts on queries and keys, a bias on the scores;
several at once are :class:`Positions`. An attention may have a position of its own, which then
takes the place of its stack's.
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.specs.base import Spec, spec
from factory.specs.leaves import Embedding, Free, positive
from factory.specs.scalings import Dynamic, Long, Scaling, Unscaled


class Position(Spec):
    """How tokens know their place."""

    def reaches(self, mixer: Spec) -> bool:
        """Whether tokens that look at each other in such a way know their place by it."""
        return True


@spec
class Learned(Position):
    """A learned vector for each place, added to the token's own (https://arxiv.org/abs/1810.04805)."""

    table: Embedding

    @property
    def begin(self) -> int:
        """The place of the first token."""
        return 0


@spec
class LearnedFromPadding(Learned):
    """Places count only tokens other than ``padding``, from ``padding + 1``; padding stays at it.

    RoBERTa's numbering (https://arxiv.org/abs/1907.11692), inherited from fairseq.
    """

    padding: int

    @property
    def begin(self) -> int:
        """The place of the first token."""
        return self.padding + 1


@spec
class Grid(Position):
    """A learned vector for each patch of a picture, and for each token before them.

    For pictures of another size the table is stretched (https://arxiv.org/abs/2010.11929).

    Attributes:
        table: (..., tokens before + rows x columns, width).
        rows, columns: patches of a picture.
        before: tokens that stand before the patches.
    """

    table: Embedding | Free
    rows: int
    columns: int
    before: int = 1


@spec
class Rotary(Position):
    """Queries and keys are rotated by their place (https://arxiv.org/abs/2104.09864).

    Attributes:
        width: numbers of a head that take part; number i goes with number i + width / 2.
        theta: the slowest wavelength is about 2 pi theta tokens.
        scaling: how the rates are changed to reach further.
    """

    width: int
    theta: float = 10000.0
    scaling: Scaling = Unscaled()

    def check(self) -> Iterator[str]:
        if self.width < 2 or self.width % 2:
            yield f"width is {self.width}; rotary needs an even head width"
        if self.theta <= 0:
            yield f"theta is {self.theta}, not above 0"
        if isinstance(self.scaling, Dynamic) and self.width < 4:
            yield f"width is {self.width}; a base that grows needs two pairs"
        if isinstance(self.scaling, Long):
            for name in ("short", "long"):
                given = len(getattr(self.scaling, name))
                if given != self.width // 2:
                    yield f"{given} {name} factors for {self.width // 2} pairs"


@spec
class RelativeBias(Position):
    """A learned bias on the scores, a head and bucket of distances (https://arxiv.org/abs/1910.10683).

    Half of the buckets are for keys before the query, half for those after it; in each half the
    first are for one distance each, the others for ranges that grow with the logarithm.

    Attributes:
        table: (buckets, heads).
        distance: from which distance on all share the last bucket.
    """

    table: Embedding
    distance: int = 128

    @property
    def heads(self) -> int:
        """Attention heads it has a bias for."""
        return self.table.width

    @property
    def side(self) -> int:
        """Buckets of the keys on one side of the query."""
        return self.table.count // 2

    def check(self) -> Iterator[str]:
        if self.table.count % 2 or self.table.count < 4:
            yield f"{self.table.count} buckets; an even number from 4 on is needed"
        elif self.distance <= self.side // 2:
            yield f"distance {self.distance} leaves no range for {self.table.count} buckets"


@spec
class BackwardBias(RelativeBias):
    """All buckets are for keys before the query; those after it are as the query itself."""

    @property
    def side(self) -> int:
        """Buckets of the keys on one side of the query."""
        return self.table.count


@spec
class Alibi(Position):
    """A penalty on the scores in proportion to the distance (https://arxiv.org/abs/2108.12409).

    Keys after the query are as far as those before it.

    Attributes:
        heads: attention heads; each has a slope of its own.
    """

    heads: int

    @property
    def slopes(self) -> tuple[float, ...]:
        """How fast the penalty of each head grows.

        A geometric series for a power of two; the others take every second of the next one's.
        """
        whole = 1 << (self.heads.bit_length() - 1)
        series = [2.0 ** (-8 * (i + 1) / whole) for i in range(whole)]
        finer = [2.0 ** (-4 * (i + 1) / whole) for i in range(0, 2 * whole, 2)]
        return (*series, *finer[: self.heads - whole])

    def check(self) -> Iterator[str]:
        yield from positive(heads=self.heads)


@spec
class Placeless(Position):
    """Nothing tells tokens their place, but for what a mask hides."""


@spec
class Positions(Position):
    """Several at once, each acting where it does; the first numbers the tokens."""

    parts: tuple[Position, ...]

    def check(self) -> Iterator[str]:
        if not self.parts:
            yield "no part is given"
