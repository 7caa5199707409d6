"""Normal numbers at half the price of `Tensor.normal_`, most of which goes into random bits.

Two steps. A table holds the normal distribution at 65,536 equally probable places, so that
sixteen random bits pick a number. Two picks u and v become (u + v) / sqrt 2 and (u - v) / sqrt 2:
turned by 45 degrees, two independent normal numbers stay so, and now take some 2^31 values up to
6 standard deviations. The table is scaled to a variance of 1; the fourth moment is 3 to within
0.001.
"""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor

BITS = 16
ANY_64_BITS = -(2**63)
"""With no upper end: `random_` then draws whole words."""


class NormalSampler:
    """Fills tensors from a normal distribution; one a thread, because it keeps scratch memory.

    Attributes:
        words, places, picks: random bits, table places made of them, and what stands there.
    """

    def __init__(self, capacity: int) -> None:
        """Make room for ``capacity`` values, the most that is asked for at once."""
        pairs = (capacity + 1) // 2
        self.words = torch.empty((pairs + 1) // 2, dtype=torch.int64, device="cpu")
        self.places = torch.empty(2 * pairs, dtype=torch.int32, device="cpu")
        self.picks = torch.empty(2 * pairs, dtype=torch.float32, device="cpu")

    def fill(self, out: Tensor, std: float, seed: int) -> None:
        """Fill `out`, (values,) in float32 on the CPU, with numbers that `seed` alone decides."""
        count = len(out)
        pairs = (count + 1) // 2
        words = self.words[: (pairs + 1) // 2]
        words.random_(ANY_64_BITS, None, generator=torch.Generator().manual_seed(seed))
        places = self.places[: 2 * pairs].copy_(words.view(torch.uint16)[: 2 * pairs])
        picks = self.picks[: 2 * pairs]
        torch.index_select(quantiles(), 0, places, out=picks)
        picks.mul_(std * math.sqrt(0.5))
        torch.add(picks[:pairs], picks[pairs:], out=out[:pairs])
        rest = count - pairs
        torch.sub(picks[:rest], picks[pairs : pairs + rest], out=out[pairs:])


@functools.cache
def quantiles() -> Tensor:
    """(65,536,): the standard normal distribution, in the middle of equally probable parts."""
    count = 1 << BITS
    middles = (torch.arange(count, dtype=torch.float64, device="cpu") + 0.5) / count
    table = torch.special.ndtri(middles)
    return (table / table.square().mean().sqrt()).float()
