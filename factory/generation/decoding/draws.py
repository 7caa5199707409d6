"""Drawing tokens, each row from random numbers of its own."""

from __future__ import annotations

import hashlib

import torch
from torch import Tensor

from factory.errors import FactoryError

_AHEAD = 128
"""Steps for which random numbers are drawn at once."""


class Draws:
    """Tokens drawn by their probabilities.

    Row number ``i`` draws the same numbers whatever other rows there are, on every device: they
    depend on the seed, on ``i`` and on the step.

    Args:
        seed: fixes everything that is drawn.
        rows: how many texts there are.
        device: of the scores.
    """

    def __init__(self, seed: int, rows: int, device: torch.device) -> None:
        self._generators = [
            torch.Generator().manual_seed(seed_of(seed, row)) for row in range(rows)
        ]
        self._device = device
        # One kind of device has no longer numbers; there a mass of 1 is one of 2**24 parts.
        self._dtype = torch.float32 if device.type == "mps" else torch.float64
        self._ready = torch.empty(rows, 0)
        self._step = 0

    def __call__(self, scores: Tensor) -> Tensor:
        """One token a row (B,), by scores (B, V) before softmax.

        Raises:
            FactoryError: there are scores that are no numbers, or nothing can be drawn.
        """
        mass = scores.softmax(-1).cumsum(-1, dtype=self._dtype)
        point = self._next() * mass[:, -1:]
        # The first token whose mass is above the point; one of probability 0 never is.
        tokens = torch.searchsorted(mass, point, right=True).squeeze(1)
        if bool((tokens == scores.shape[1]).any()):
            raise FactoryError(
                "no token can be drawn: the model's scores are no numbers, or the options allow no "
                "token; remove_invalid_values=true goes on where scores are no numbers"
            )
        return tokens

    def _next(self) -> Tensor:
        """A number from 0 to below 1 for each row (B, 1)."""
        if self._step == self._ready.shape[1]:
            drawn = [torch.rand(_AHEAD, generator=g, dtype=torch.float64) for g in self._generators]
            below_one = 1 - torch.finfo(self._dtype).eps
            self._ready = torch.stack(drawn).clamp_(max=below_one).to(self._dtype).to(self._device)
            self._step = 0
        self._step += 1
        return self._ready[:, self._step - 1 : self._step]


class BeamDraws:
    """Several continuations of a beam drawn at once, none of them twice.

    Args:
        seed: fixes everything that is drawn, together with the shapes.
        device: of the scores.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self._generator = torch.Generator(device).manual_seed(seed_of(seed, 0))

    def __call__(self, scores: Tensor, count: int) -> Tensor:
        """Places (B, count) by scores (B, N) before softmax."""
        return torch.multinomial(scores.softmax(-1), count, generator=self._generator)


def seed_of(seed: int, row: int) -> int:
    """A seed for one row, unlike that of any other row or seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{row}".encode()).digest()[:8], "big") >> 1
