"""Padding and truncation of sequences: how long each becomes, and where its own values lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from factory.errors import RequestError, did_you_mean
from factory.tokenizers.call_options import PADDINGS


@dataclass(frozen=True, kw_only=True)
class Padding:
    """How sequences are made equally long.

    Attributes:
        strategy: "longest", "max_length" or "do_not_pad".
        max_length: of "max_length" and of truncation.
        truncation: whether longer sequences are cut at their end.
        multiple: what lengths are rounded up to a multiple of.
        side: where padding goes.
    """

    strategy: str
    max_length: int | None
    truncation: bool
    multiple: int
    side: str

    @classmethod
    def read(
        cls, padding: Any, max_length: Any, truncation: Any, pad_to_multiple_of: Any, side: str
    ) -> Self:
        """From the arguments of a call.

        Raises:
            RequestError: listing every argument that is wrong, or missing for another.
        """
        strategy = padding
        if padding is None or isinstance(padding, bool):
            strategy = "longest" if padding else "do_not_pad"
        problems = []
        if strategy not in PADDINGS:
            choices = ", ".join(map(repr, (True, False, *PADDINGS)))
            hint = did_you_mean(str(padding), PADDINGS)
            problems.append(f"padding={padding!r} is not one of {choices}.{hint}")
        if truncation not in (True, False, None):
            problems.append(f"truncation={truncation!r} is not True or False")
        for name, value in (("max_length", max_length), ("pad_to_multiple_of", pad_to_multiple_of)):
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            if value is not None and not (is_whole and value > 0):
                problems.append(f"{name}={value!r} is not a whole number from 1 up")
        if max_length is None and strategy == "max_length":
            problems.append("padding='max_length' needs max_length, a number of samples")
        if max_length is None and truncation is True:
            problems.append("truncation=True needs max_length, a number of samples")
        if problems:
            raise RequestError(problems)
        return cls(
            strategy=str(strategy),
            max_length=max_length,
            truncation=bool(truncation),
            multiple=pad_to_multiple_of or 1,
            side=side,
        )

    @property
    def pads(self) -> bool:
        """Whether anything is padded."""
        return self.strategy != "do_not_pad"

    def lengths(self, lengths: Sequence[int]) -> tuple[list[int], list[int]]:
        """How much of each sequence is kept, and how long it is then with its padding."""
        kept = list(lengths)
        if self.truncation and self.max_length is not None:
            kept = [min(length, self._rounded(self.max_length)) for length in lengths]
        if not self.pads:
            return kept, kept
        most = max(kept) if self.strategy == "longest" else self.max_length
        assert most is not None, "'max_length' was checked to have one"
        return kept, [max(length, self._rounded(most)) for length in kept]

    def place(self, kept: int, total: int) -> slice:
        """Where a sequence's own values lie."""
        return slice(0, kept) if self.side == "right" else slice(total - kept, total)

    def _rounded(self, length: int) -> int:
        return -(-length // self.multiple) * self.multiple
