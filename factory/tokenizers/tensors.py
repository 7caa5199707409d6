"""Numpy arrays and torch tensors of token ids, built in bulk; both libraries are loaded late."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from factory.errors import RequestError, did_you_mean
from factory.tokenizers.backend import Padding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TENSOR_TYPES = ("pt", "np")


def check_tensor_type(tensor_type: str | None) -> None:
    """Refuse a kind of tensor that is not made here.

    Raises:
        RequestError: it is not "pt", "np" or None.
    """
    if tensor_type is not None and tensor_type not in TENSOR_TYPES:
        raise RequestError(
            f"return_tensors={tensor_type!r} is not one of 'pt' (torch), 'np' (numpy) and None."
            + did_you_mean(str(tensor_type), TENSOR_TYPES)
        )


def to_tensor(name: str, value: Any, tensor_type: str) -> Any:
    """Nested lists, or an array, as a tensor.

    Args:
        name: the input, for the error.
        value: numbers nested in lists, an array or a tensor.
        tensor_type: "pt" or "np".

    Raises:
        RequestError: rows of different lengths, or values that are not numbers.
    """
    import numpy as np

    check_tensor_type(tensor_type)
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ragged(name) from error
    if array.size == 0:
        array = array.astype(np.int64)
    if array.dtype.kind not in "biuf":
        raise RequestError(f"{name} holds values that are not numbers; no tensor can be made.")
    return from_array(array, tensor_type)


def ragged(name: str) -> RequestError:
    """The refusal of rows of different lengths."""
    return RequestError(
        f"{name} has rows of different lengths, which no tensor can hold. Pass padding=True, and "
        "truncation=True if texts are longer than max_length."
    )


def from_array(array: NDArray[Any], tensor_type: str) -> Any:
    """An array as it is, or the torch tensor that shares its memory."""
    if tensor_type == "np":
        return array
    import torch

    return torch.from_numpy(array)


def row_lengths(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """The length of each row."""
    import numpy as np

    return np.fromiter(map(len, rows), np.int64, len(rows))


def columns_for(lengths: NDArray[np.int64], padding: Padding | None) -> int:
    """The number of columns of a batch whose rows have these lengths.

    Raises:
        RequestError: the rows would differ in length.
    """
    longest = int(lengths.max(initial=0))
    columns = longest if padding is None or padding.length is None else padding.length
    if padding is not None and padding.multiple:
        columns += -columns % padding.multiple
    filled_up = padding is not None and longest <= columns
    if filled_up or not (lengths != longest).any():
        return max(columns, longest)
    raise ragged("input_ids")


def real_places(lengths: NDArray[np.int64], columns: int, side: str) -> NDArray[np.bool_]:
    """True where a row of its length, padded on a side, has a token: (rows, columns)."""
    import numpy as np

    places = np.arange(columns)
    if side == "left":
        places = places[::-1]
    return places < lengths[:, None]


def filled(
    rows: Sequence[Sequence[int]], real: NDArray[np.bool_], padding_value: int
) -> NDArray[np.int64]:
    """The rows laid into their real places, padding elsewhere: (rows, columns)."""
    import numpy as np

    array = np.full(real.shape, padding_value, np.int64)
    count = int(real.sum())
    array[real] = np.fromiter(chain.from_iterable(rows), np.int64, count)
    return array
