"""Pictures to a batch of values: read, change the shape, compute, lay into one array.

Axes: N pictures, C channels, H height, W width.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from factory.errors import RequestError
from factory.processors.images import ImageOptions, filter_number
from factory.processors.pictures import Picture, check_pixels, listed, read
from factory.processors.pixels import Arithmetic
from factory.processors.sizes import Size
from factory.processors.sources import process

Values = NDArray[Any]


class Pipeline:
    """The steps of a processor, ready to run.

    Args:
        options: of the processor.
        geometry: names of the steps that change the shape, in their order.
    """

    def __init__(self, options: ImageOptions, geometry: tuple[str, ...]) -> None:
        self._options = options
        known: Mapping[str, tuple[bool, Callable[[Picture], Picture]]] = {
            "resize": (options.do_resize, self._resized),
            "center_crop": (options.do_center_crop, self._cropped),
        }
        self._steps = tuple(known[name][1] for name in geometry if known[name][0])
        self._size = _size(options, "size")
        self._crop = _size(options, "crop_size").fixed or (0, 0)
        self._filter = Image.Resampling(filter_number(options.resample))
        self._arithmetic = functools.cache(functools.partial(Arithmetic, options))

    def __call__(self, images: Any, *, stacked: bool) -> Values | list[Values]:
        """The values of pictures.

        Args:
            images: one picture or many.
            stacked: whether one array is wanted, of shape (N, C, H, W) or (N, H, W, C).

        Raises:
            RequestError: naming every picture that cannot be used, or sizes that do not stack.
        """
        sources = listed(images)
        batch = _Batch(len(sources), self._options.data_format == "channels_last")

        def work(place: int, picture: Picture) -> None:
            for step in self._steps:
                picture = step(picture)
            self._computed(picture, functools.partial(batch.place, place))

        process(sources, functools.partial(read, options=self._options), work, "image")
        if self._options.do_pad:
            batch.pad(self._options.read_size("pad_size"))
        return batch.stacked() if stacked else batch.rows

    def _resized(self, picture: Picture) -> Picture:
        image = picture.pixels
        assert isinstance(image, Image.Image), "what is resized has been read as 8 bits"
        height, width = self._size.applied(image.height, image.width)
        check_pixels(width, height, self._options, "would be resized to")
        return picture._replace(pixels=image.resize((width, height), self._filter))

    def _cropped(self, picture: Picture) -> Picture:
        """The middle of a picture; what lies outside of it is zero."""
        pixels, (height, width) = picture.pixels, self._crop
        if isinstance(pixels, Image.Image):
            top, left = (pixels.height - height) // 2, (pixels.width - width) // 2
            return picture._replace(pixels=pixels.crop((left, top, left + width, top + height)))
        middle = np.zeros((height, width, pixels.shape[2]), pixels.dtype)
        rows, to_rows = _middle(pixels.shape[0], height)
        columns, to_columns = _middle(pixels.shape[1], width)
        middle[to_rows, to_columns] = pixels[rows, columns]
        return picture._replace(pixels=middle)

    def _computed(
        self, picture: Picture, place: Callable[[tuple[int, int, int], type[np.generic]], Values]
    ) -> None:
        """Write a picture's values to the place that there is for an array of that shape."""
        pixels, scaled = picture
        if isinstance(pixels, Image.Image):
            channels = len(pixels.getbands())
            arithmetic = self._arithmetic(channels, scaled)
            out = place((channels, pixels.height, pixels.width), arithmetic.dtype)
            arithmetic.of_image(pixels, out)
        else:
            height, width, channels = pixels.shape
            arithmetic = self._arithmetic(channels, scaled)
            arithmetic.of_floats(pixels, place((channels, height, width), np.float32))


class _Batch:
    """The values of pictures, in one array as long as their shapes are the same.

    Args:
        count: how many pictures there are.
        channels_last: whether their layout is (H, W, C).
    """

    def __init__(self, count: int, channels_last: bool) -> None:
        self._last = channels_last
        self._whole: Values | None = None
        self._rows: list[Values | None] = [None] * count
        self._lock = threading.Lock()

    def place(self, number: int, shape: tuple[int, int, int], dtype: type[np.generic]) -> Values:
        """Where a picture's values go: (C, H, W)."""
        channels, height, width = shape
        kept = (height, width, channels) if self._last else shape
        with self._lock:
            if self._whole is None:
                self._whole = np.empty((len(self._rows), *kept), dtype)
        whole = self._whole
        fits = whole.shape[1:] == kept and whole.dtype == dtype
        row = whole[number] if fits else np.empty(kept, dtype)
        self._rows[number] = row
        return np.moveaxis(row, -1, 0) if self._last else row

    @property
    def rows(self) -> list[Values]:
        """The values of each picture."""
        return [row for row in self._rows if row is not None]

    def pad(self, size: Size | None) -> None:
        """Add zeros at the right and below, up to a size or to the largest height and width."""
        rows = self.rows
        axes = (0, 1) if self._last else (1, 2)
        height, width = (max(row.shape[axis] for row in rows) for axis in axes)
        if size is not None and size.fixed is not None:
            if height > size.fixed[0] or width > size.fixed[1]:
                raise RequestError(
                    f"pad_size: {size.fixed[0]} x {size.fixed[1]} is smaller than a picture of "
                    f"{height} x {width}"
                )
            height, width = size.fixed
        padded = []
        for row in rows:
            around = [(0, 0)] * 3
            for axis, edge in zip(axes, (height, width), strict=True):
                around[axis] = (0, edge - row.shape[axis])
            padded.append(np.pad(row, around))
        self._rows, self._whole = list(padded), None

    def stacked(self) -> Values:
        """All in one array.

        Raises:
            RequestError: their shapes differ.
        """
        rows, whole = self.rows, self._whole
        if whole is not None and all(row.base is whole for row in rows):
            return whole
        shapes = {row.shape: place for place, row in reversed([*enumerate(rows)])}
        if len(shapes) > 1:
            said = ", ".join(f"{shape} (image {place})" for shape, place in sorted(shapes.items()))
            raise RequestError(
                f"pixel_values have different shapes, which no tensor can hold: {said}. Give size "
                "a height and a width, set do_center_crop=True or do_pad=True, or leave "
                "return_tensors out"
            )
        return np.stack(rows)


def _middle(length: int, wanted: int) -> tuple[slice, slice]:
    """What is taken of an axis, and where it lies on one of another length with the same middle."""
    start = (length - wanted) // 2
    begin, end = max(start, 0), min(start + wanted, length)
    return slice(begin, end), slice(begin - start, end - start)


def _size(options: ImageOptions, name: str) -> Size:
    size = options.read_size(name)
    assert size is not None, f"{name} has a default"
    return size
