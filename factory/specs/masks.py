"""Who may see whom, beside what the batch itself hides."""

from __future__ import annotations

from factory.specs.base import Data, spec


class Mask(Data):
    """Which keys a query may see by their distance."""


@spec
class Full(Mask):
    """All of them."""


FULL = Full()


@spec
class Causal(Mask):
    """Those that do not come after the query."""


@spec
class Window(Mask):
    """Those near the query, itself included.

    Attributes:
        before: how many places before the query are visible.
        after: how many places after it.
    """

    before: int
    after: int

    def __post_init__(self) -> None:
        if self.before < 0 or self.after < 0:
            raise ValueError(f"a window of {self.before} before and {self.after} after the query")
