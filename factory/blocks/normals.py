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

import numpy as np
import torch
from torch import Tensor

BITS = 16
MOST = 2**64 - 1
"""The largest word: whole words are drawn."""


class NormalSampler:
    """Fills tensors from a normal distribution; one a thread, because it keeps scratch memory.

    Attributes:
        places, picks: table places made of random bits, and what stands there.
    """

    def __init__(self, capacity: int) -> None:
        """Make room for ``capacity`` values, the most that is asked for at once."""
        pairs = (capacity + 1) // 2
        self.places = torch.empty(2 * pairs, dtype=torch.int32, device="cpu")
        self.picks = torch.empty(2 * pairs, dtype=torch.float32, device="cpu")

    def fill(self, out: Tensor, std: float, seed: int) -> None:
        """Fill `out`, (values,) in float32 on the CPU, with numbers that `seed` alone decides."""
        count = len(out)
        pairs = (count + 1) // 2
        generator = np.random.Generator(np.random.SFC64(seed % 2**64))
        words = generator.integers(0, MOST, (pairs + 1) // 2, dtype=np.uint64, endpoint=True)
        bits = torch.from_numpy(words.view(np.uint16)[: 2 * pairs])
        places = self.places[: 2 * pairs].copy_(bits)
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
