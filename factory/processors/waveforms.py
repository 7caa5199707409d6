"""Waveforms to a batch of values: cut, fill up, normalise, all of it in place.

Axes: N recordings, T samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from factory.errors import RequestError
from factory.processors.padding import Padding
from factory.processors.parallel import spread

Floats = NDArray[np.float32]

_EPSILON = 1e-7


class Batch(NamedTuple):
    """Sequences laid beside each other.

    Attributes:
        rows: the values of each, padding included.
        whole: all of them in one array, if they are equally long.
        kept: how many values of each are its own.
        places: where these lie.
    """

    rows: list[NDArray[Any]]
    whole: NDArray[Any] | None
    kept: list[int]
    places: list[slice]

    def masks(self) -> Batch:
        """The attention masks: 1 where a value is a sequence's own, (N, T), int32."""
        made = _laid([len(row) for row in self.rows], (), np.dtype(np.int32))
        for row, place in zip(made.rows, self.places, strict=True):
            row[...] = 0
            row[place] = 1
        return made

    def result(self, name: str, tensor_type: str | None) -> NDArray[Any] | list[NDArray[Any]]:
        """One array if a tensor is wanted, else a list of arrays.

        Raises:
            RequestError: their lengths differ.
        """
        if tensor_type is None:
            return self.rows
        if self.whole is None:
            lengths = sorted({len(row) for row in self.rows})
            raise RequestError(
                f"{name} has rows of different lengths, from {lengths[0]:,} to {lengths[-1]:,}, "
                "which no tensor can hold. Pass padding=True; longer ones are cut by max_length "
                "with truncation=True. Or leave return_tensors out"
            )
        return self.whole


def padded(sequences: Sequence[NDArray[Any]], padding: Padding, value: float) -> Batch:
    """Sequences cut and filled up along their first axis.

    Args:
        sequences: arrays that differ in their first axis at most.
        padding: how.
        value: what they are filled up with.
    """
    kept, totals = padding.lengths([len(sequence) for sequence in sequences])
    places = [padding.place(*lengths) for lengths in zip(kept, totals, strict=True)]
    dtype = np.result_type(*{sequence.dtype for sequence in sequences})
    made = _laid(totals, sequences[0].shape[1:], dtype)._replace(kept=kept, places=places)
    for row, sequence, length, place in zip(made.rows, sequences, kept, places, strict=True):
        row[: place.start] = value
        row[place] = sequence[:length]
        row[place.stop :] = value
    return made


def normalize(batch: Batch, *, masked: bool) -> None:
    """Give every row the mean 0 and the variance 1, in place.

    Args:
        batch: rows of shape (T,), float32.
        masked: leave padding out, and as it is; else it counts as if it were sound.
    """

    def work(number: int) -> None:
        row = batch.rows[number]
        _standardize(row[batch.places[number]] if masked else row)

    spread(work, len(batch.rows))


def _standardize(values: Floats) -> None:
    # In the order and with the precision of numpy's own mean and var, which transformers calls.
    np.subtract(values, values.mean(), out=values)
    variance = np.square(values).mean()
    np.divide(values, np.sqrt(variance + _EPSILON), out=values)


def _laid(totals: list[int], inner: tuple[int, ...], dtype: np.dtype[Any]) -> Batch:
    """Room for rows of these lengths, in one array if they are equal."""
    if len(set(totals)) == 1:
        whole = np.empty((len(totals), totals[0], *inner), dtype)
        return Batch(list(whole), whole, [], [])
    return Batch([np.empty((total, *inner), dtype) for total in totals], None, [], [])
