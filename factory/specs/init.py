"""How a parameter can begin: distributions as data."""

from __future__ import annotations

from factory.specs.base import Init, spec


@spec
class Normal(Init):
    """A normal distribution around 0; row ``zero_row``, if any, is 0 throughout."""

    std: float
    zero_row: int | None = None


@spec
class TruncatedNormal(Normal):
    """A normal distribution around 0 without what is further than ``cutoff`` deviations away."""

    cutoff: float


@spec
class Uniform(Init):
    """The same chance for every number from ``low`` to ``high``."""

    low: float
    high: float


@spec
class Constant(Init):
    """The same value everywhere."""

    value: float


@spec
class Sinusoid(Init):
    """Sines in the even columns, cosines in the odd ones (https://arxiv.org/abs/1706.03762)."""


@spec
class HalvedSinusoid(Init):
    """Sines in the first half of the columns, cosines in the second (https://arxiv.org/abs/2212.04356).

    The rates of the columns of a half fall from 1 to 1 / 10000.
    """


@spec
class Logarithms(Init):
    """The logarithms of 1, 2, 3 and so on along the last axis (https://arxiv.org/abs/2206.11893)."""


@spec
class StepBias(Init):
    """So that softplus makes steps of it, each magnitude with the same chance.

    Attributes:
        low, high: between which steps are drawn.
        floor: shorter ones are made so long.
    """

    low: float = 0.001
    high: float = 0.1
    floor: float = 1e-4


ZEROS = Constant(value=0.0)
ONES = Constant(value=1.0)
