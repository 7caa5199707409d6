"""Rescaling and normalising in one pass, with the results that transformers has in several.

Axes: C channels, H height, W width.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from factory.processors.images import ImageOptions
from factory.processors.sources import UnusableError

_LEVELS = np.arange(256)
_TOLERANCE = 5e-7
"""How far one pass may be from the result of separate steps: half of what is promised."""

_INTERLEAVED = {"L": "L", "RGB": "RGB;L", "RGBA": "RGBA;L"}
"""Pillow's names of the layout in which each line has its channels one after another."""

Floats = NDArray[np.float32]


class Arithmetic:
    """What is done to every value of a picture.

    Args:
        options: of the processor.
        channels: of the picture.
        scaled: whether its values are from 0 to 1 rather than to 255; those of an image are
            255-fold.

    Raises:
        UnusableError: the statistics are for another number of channels.
    """

    def __init__(self, options: ImageOptions, channels: int, scaled: bool) -> None:
        self._options, self._scaled = options, scaled
        self._mean = _by_channel(options.image_mean, channels)
        self._std = _by_channel(options.image_std, channels)
        factor = options.rescale_factor if options.do_rescale else 1.0
        self._of_floats = factor * 255 if scaled and options.do_rescale else factor
        if abs(self._of_floats - 1) < 1e-12:
            self._of_floats = 1.0
        self._of_levels = 1 / 255 if scaled and not options.do_rescale else factor
        levels = np.broadcast_to(_LEVELS[:, None], (channels, 256, 1))
        self._table = self._in_steps(levels, self._of_levels)[..., 0]
        self._shift, self._scale = self._fused()
        fused = (_LEVELS.astype(np.float32) - self._shift[..., 0]) * self._scale[..., 0]
        self._is_fused = bool(np.abs(fused - self._table).max() <= _TOLERANCE)

    @property
    def dtype(self) -> type[np.generic]:
        """Of what comes out of an image."""
        untouched = not (self._scaled or self._options.do_rescale or self._options.do_normalize)
        return np.uint8 if untouched else np.float32

    def of_image(self, image: Image.Image, out: NDArray[Any]) -> None:
        """Write the values of an 8-bit image into an array of shape (C, H, W)."""
        channels, height, width = out.shape
        lines = image.tobytes("raw", _INTERLEAVED[image.mode])
        values = np.frombuffer(lines, np.uint8).reshape(height, channels, width).swapaxes(0, 1)
        if out.dtype == np.uint8:
            out[...] = values
        elif self._is_fused:
            np.copyto(out, values)  # by itself, it is faster than as a part of subtracting
            np.subtract(out, self._shift, out=out)
            np.multiply(out, self._scale, out=out)
        else:
            for channel, table in enumerate(self._table):
                out[channel] = table[values[channel]]

    def of_floats(self, values: Floats, out: NDArray[Any]) -> None:
        """Write floats of shape (H, W, C) into an array of shape (C, H, W)."""
        out[...] = self._in_steps(np.moveaxis(values, -1, 0), self._of_floats)

    def _in_steps(self, values: NDArray[Any], factor: float) -> Floats:
        """Values of shape (C, H, W), with the precision of each of transformers' steps."""
        if factor != 1:
            values = values.astype(np.float64) * factor
        result = values.astype(np.float32)
        return (result - self._mean) / self._std if self._options.do_normalize else result

    def _fused(self) -> tuple[Floats, Floats]:
        """Shift and scale of each channel: a value v becomes (v - shift) * scale."""
        if not self._options.do_normalize:
            mean, std = np.zeros_like(self._mean), np.ones_like(self._std)
        else:
            mean, std = self._mean, self._std
        shift, scale = mean.astype(np.float64) / self._of_levels, self._of_levels / std
        return shift.astype(np.float32), scale.astype(np.float32)


def _by_channel(value: float | tuple[float, ...], channels: int) -> Floats:
    """One number a channel: (C, 1, 1)."""
    numbers = value if isinstance(value, tuple) else (value,) * channels
    if len(numbers) != channels:
        raise UnusableError(
            f"has {channels} channels where image_mean or image_std has {len(numbers)}"
        )
    return np.array(numbers, np.float32).reshape(-1, 1, 1)
