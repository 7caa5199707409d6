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

Floats = NDArray[np.float32]

_EPSILON = 1e-7


class Recording(NamedTuple):
    """One recording.

    Attributes:
        samples: of shape (T,).
        total: their sum, as numpy adds them: the one look at all of them that finds what is not
            finite, kept because their mean needs it too.
    """

    samples: Floats
    total: np.float32

    @classmethod
    def of(cls, samples: Floats) -> Recording:
        """A recording of samples, which may be large enough to overflow."""
        with np.errstate(over="ignore", invalid="ignore"):
            return cls(samples, np.add.reduce(samples))


class Batch(NamedTuple):
    """Sequences laid beside each other.

    Attributes:
        rows: the values of each, padding included.
        whole: all of them in one array, if they are equally long.
        places: where the values of each that are its own lie.
    """

    rows: list[NDArray[Any]]
    whole: NDArray[Any] | None
    places: list[slice]

    def masks(self) -> Batch:
        """The attention masks: 1 where a value is a sequence's own, (N, T), int32."""
        lengths = [len(row) for row in self.rows]
        made = _laid(lengths, (), np.dtype(np.int32), self.places)
        for row, place in zip(made.rows, self.places, strict=True):
            row[place] = 1
            _fill(row, place, 0)
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
    batch = _room(sequences, padding)
    for row, place, sequence in zip(batch.rows, batch.places, sequences, strict=True):
        row[place] = sequence[: place.stop - place.start]
        _fill(row, place, value)
    return batch


def normalized(
    recordings: Sequence[Recording], padding: Padding, value: float, *, masked: bool
) -> Batch:
    """Recordings cut, filled up, and given the mean 0 and the variance 1.

    In one thread, as others would take as long to start as this takes.

    Args:
        recordings: what to lay beside each other.
        padding: how.
        value: what they are filled up with.
        masked: leave padding out of mean and variance, and as it is; else it counts as sound.
    """
    batch = _room([samples for samples, _ in recordings], padding)
    scratch = np.empty(max(map(len, batch.rows)), np.float32)
    for row, place, (samples, total) in zip(batch.rows, batch.places, recordings, strict=True):
        own = samples[: place.stop - place.start]
        if masked or len(own) == len(row):
            uncut = len(own) == len(samples)
            _standardize(own, total if uncut else own.sum(), row[place], scratch[: len(own)])
            _fill(row, place, value)
        else:
            row[place] = own
            _fill(row, place, value)
            _standardize(row, row.sum(), row, scratch[: len(row)])
    return batch


def _standardize(values: Floats, total: np.float32, out: Floats, scratch: Floats) -> None:
    # In the order and with the precision of numpy's own mean and var, which transformers calls.
    np.subtract(values, np.float32(float(total) / len(values)), out=out)
    np.square(out, out=scratch)
    np.divide(out, np.sqrt(scratch.mean() + _EPSILON), out=out)


def _fill(row: NDArray[Any], place: slice, value: float) -> None:
    row[: place.start] = value
    row[place.stop :] = value


def _room(sequences: Sequence[NDArray[Any]], padding: Padding) -> Batch:
    """Room for sequences that are cut and filled up."""
    kept, totals = padding.lengths([len(sequence) for sequence in sequences])
    dtype = np.result_type(*{sequence.dtype for sequence in sequences})
    places = [padding.place(*lengths) for lengths in zip(kept, totals, strict=True)]
    return _laid(totals, sequences[0].shape[1:], dtype, places)


def _laid(
    totals: list[int], inner: tuple[int, ...], dtype: np.dtype[Any], places: list[slice]
) -> Batch:
    """Room for rows of these lengths, in one array if they are equal."""
    if len(set(totals)) == 1:
        whole = np.empty((len(totals), totals[0], *inner), dtype)
        return Batch(list(whole), whole, places)
    return Batch([np.empty((total, *inner), dtype) for total in totals], None, places)
