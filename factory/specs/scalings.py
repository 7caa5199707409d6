"""How rotary positions are made to reach further than a model was trained for."""

from __future__ import annotations

from factory.specs.base import Data, spec


class Scaling(Data):
    """A change of the rates at which pairs of numbers turn."""


@spec
class Unscaled(Scaling):
    """None."""


@spec
class Interpolated(Scaling):
    """Every place counts as so many times fewer (https://arxiv.org/abs/2306.15595).

    Attributes:
        factor: by how much the length grows.
    """

    factor: float


@spec
class Dynamic(Scaling):
    """The base grows with the length of a sequence, once that is beyond the trained one.

    Attributes:
        factor: by how much the base grows.
        trained: longest sequence of the training.
    """

    factor: float
    trained: int


@spec
class Banded(Scaling):
    """Slow pairs are interpolated, fast ones kept, those between them mixed.

    The scaling of https://arxiv.org/abs/2407.21783.

    Attributes:
        factor: by how much the length grows.
        low, high: turns within the trained length up to which a pair is slow, and from which it is
            fast.
        trained: longest sequence of the training.
    """

    factor: float
    low: float
    high: float
    trained: int


@spec
class Yarn(Scaling):
    """Interpolation by wavelength, and sharper attention (https://arxiv.org/abs/2309.00071).

    Attributes:
        factor: by how much the length grows.
        trained: longest sequence of the training.
        fast, slow: turns within the trained length from which a pair is kept, and up to which it is
            interpolated.
        magnitude: factor of cosines and sines.
        whole: the ramp between the pairs begins and ends at whole numbers.
    """

    factor: float
    trained: int
    fast: float
    slow: float
    magnitude: float
    whole: bool = True


@spec
class Long(Scaling):
    """Each pair is slowed by a factor of its own (https://arxiv.org/abs/2402.13753).

    Attributes:
        short, long: factors for sequences up to the trained length, and for longer ones.
        trained: longest sequence of the training.
        magnitude: factor of cosines and sines.
    """

    short: tuple[float, ...]
    long: tuple[float, ...]
    trained: int
    magnitude: float
