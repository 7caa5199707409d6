"""Reading pictures: paths, bytes, file objects, PIL images of every mode, arrays of either layout.

A picture comes out with its channels as asked for: as 8-bit numbers in a PIL image, or as floats
where they were floats. Axes: H height, W width, C channels.
"""

from __future__ import annotations

import io
import logging
import os
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from factory.errors import RequestError
from factory.processors.images import ImageOptions
from factory.processors.sources import UnusableError, contents, existing, is_file

log = logging.getLogger(__name__)

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_WIDE = 65_535
_OPENING = threading.Lock()


class Picture(NamedTuple):
    """A picture in the computer's memory.

    Attributes:
        pixels: an 8-bit image of mode L, RGB or RGBA; or floats of shape (H, W, C).
        scaled: whether values are from 0 to 1; else they are from 0 to 255. An image that is
            scaled has 255 for 1.
    """

    pixels: Image.Image | NDArray[np.float32]
    scaled: bool = False


def listed(images: Any) -> list[Any]:
    """One picture, a batch of arrays, or a list of these, as a list of pictures.

    Raises:
        RequestError: there is none.
    """
    found = list(_each(images))
    if not found:
        raise RequestError("there are no images: an empty list is given")
    return found


def _each(images: Any) -> Iterator[Any]:
    if isinstance(images, list | tuple):
        for entry in images:
            yield from _each(entry)
    elif getattr(images, "ndim", 3) == 4:
        yield from images
    else:
        yield images


def read(source: Any, options: ImageOptions) -> Picture:
    """A picture, upright, with the channels that options ask for.

    Args:
        source: a path, the bytes of a file, a file object, a PIL image or an array.
        options: of the processor.

    Raises:
        UnusableError: it is none of these, or broken, or larger than allowed.
    """
    if isinstance(source, Image.Image):
        return _from_image(source, options)
    if is_file(source):
        return _from_file(source, options)
    if hasattr(source, "detach"):  # a torch tensor, on any device
        tensor = source.detach().cpu()
        source = tensor.float().numpy() if tensor.is_floating_point() else tensor.numpy()
    if hasattr(source, "__array__"):
        return _from_array(np.asarray(source), options)
    raise UnusableError(
        "is no picture; pictures are paths, bytes, file objects, PIL images, numpy or torch arrays"
    )


def _from_file(source: Any, options: ImageOptions) -> Picture:
    try:
        if isinstance(source, str | os.PathLike):
            file: Path | io.BytesIO = existing(source, "picture")
        else:
            file = io.BytesIO(contents(source))
        with _opened(file) as image:
            return _from_image(image, options)
    except UnusableError:
        raise
    except UnidentifiedImageError:
        raise UnusableError(_unidentified(file)) from None
    except OSError as error:
        raise UnusableError(f"cannot be read: {error.strerror or error}") from error
    except Exception as error:  # decoders meet strangers' bytes with errors of many kinds
        raise UnusableError(f"is broken: {error}") from error


def _opened(source: Any) -> Image.Image:
    """A file's picture, of which only the size has been read so far."""
    # Pillow warns of large pictures before their size can be asked for; max_pixels is what counts
    # here. Filters of warnings are the process's own, so that threads must take turns.
    with _OPENING, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(source)
        except Image.DecompressionBombError as error:
            raise UnusableError(
                f"has more pixels than Pillow opens, whatever max_pixels is: {error} Its own limit "
                "is PIL.Image.MAX_IMAGE_PIXELS."
            ) from None


def _unidentified(file: Path | io.BytesIO) -> str:
    if isinstance(file, Path):
        with file.open("rb") as stream:
            start = stream.read(24)
    else:
        start = file.getvalue()[:24]
    if not start:
        return "is empty"
    return f"is no picture in a format that Pillow reads; it begins with {start!r}"


def _from_image(image: Image.Image, options: ImageOptions) -> Picture:
    check_pixels(image.width, image.height, options, "has")
    try:
        image.load()
        if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:  # without, it would be copied
            image = ImageOps.exif_transpose(image)
    except Exception as error:  # of many kinds, as above
        raise UnusableError(f"is broken: {error}") from error
    if 0 in image.size:
        raise UnusableError("has no pixels")
    if image.mode == "F":
        return _from_array(np.asarray(image), options)
    if image.mode == "I" or image.mode.startswith("I;"):
        image = _narrowed(image)
    wanted = "RGB" if options.converts else _own_mode(image)
    return Picture(_converted(image, wanted, options.background))


def check_pixels(width: int, height: int, options: ImageOptions, verb: str) -> None:
    """Refuse a picture that is larger than allowed.

    Raises:
        UnusableError: it has more than ``max_pixels``.
    """
    if width * height > options.max_pixels:
        raise UnusableError(
            f"{verb} {width * height:,} pixels ({width} x {height}), more than "
            f"max_pixels={options.max_pixels}; raise that option if it is to be used"
        )


def _narrowed(image: Image.Image) -> Image.Image:
    """Whole numbers of 16 or 32 bits as 8 bits."""
    values = np.asarray(image).astype(np.int64)
    least, most = int(values.min()), int(values.max())
    if least < 0 or most > _WIDE:
        raise UnusableError(
            f"has values from {least} to {most}; those of mode {image.mode} are read from 0 to 255 "
            f"or from 0 to {_WIDE}"
        )
    if most > 255:
        values = (values + 128) // 257
    return Image.fromarray(values.astype(np.uint8))


def _own_mode(image: Image.Image) -> str:
    """The nearest of the modes that keep a picture's channels."""
    if image.mode in ("1", "L"):
        return "L"
    if image.mode == "P":
        return "RGBA" if "transparency" in image.info else "RGB"
    return "RGBA" if {"A", "a"} & set(image.getbands()) else "RGB"


def _converted(image: Image.Image, mode: str, background: tuple[int, ...]) -> Image.Image:
    """An 8-bit image in mode L, RGB or RGBA; without alpha, it lies on the background."""
    if image.mode == mode and "transparency" not in image.info:
        return image
    try:
        if image.mode in ("La", "RGBa"):  # premultiplied
            image = image.convert({"La": "LA", "RGBa": "RGBA"}[image.mode])
        if image.mode == "LAB":
            spaces = (ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"))
            converted = ImageCms.profileToProfile(image, *spaces, outputMode="RGB")
            image = image if converted is None else converted
        if mode != "RGB":
            return image.convert(mode)
        if "A" not in image.getbands() and image.info.get("transparency") is None:
            return image.convert("RGB")
        image = image.convert("RGBA")
    except ValueError as error:
        raise UnusableError(f"has mode {image.mode}, which Pillow cannot convert") from error
    ground = Image.new("RGBA", image.size, (*background, 255))
    return Image.alpha_composite(ground, image).convert("RGB")


def _from_array(array: NDArray[Any], options: ImageOptions) -> Picture:
    array = _channels_last(array, options.input_data_format)
    height, width, channels = array.shape
    check_pixels(width, height, options, "has")
    if array.dtype.kind not in "buif":
        raise UnusableError(f"holds {array.dtype}, not numbers")
    if array.dtype == np.bool_:
        array = array * np.uint8(255)
    least, most, scaled = _span(array)
    if options.converts and channels != 3:
        array = _to_rgb(array, 1.0 if scaled else 255, options.background)
    if array.dtype.kind != "f" and least >= 0 and most <= 255:
        return Picture(_image(array.astype(np.uint8, copy=False)))
    if not options.do_resize:
        return Picture(array.astype(np.float32, copy=False), scaled)
    if least < 0 or most > 255:
        raise UnusableError(
            f"has values from {least:g} to {most:g}, which 8 bits cannot hold to be resized: give "
            "values from 0 to 255 or from 0 to 1, or set do_resize=False"
        )
    return Picture(_image(_eight_bits(array, scaled)), scaled)


def _span(array: NDArray[Any]) -> tuple[float, float, bool]:
    """The least and the largest value that there may be, and whether they are from 0 to 1."""
    if array.dtype == np.uint8:
        return 0, 255, False
    least, most = array.min(), array.max()
    if not np.isfinite(most - least):
        raise UnusableError("has values that are not finite (NaN or infinity)")
    return float(least), float(most), array.dtype.kind == "f" and least >= 0 and most <= 1


def _channels_last(array: NDArray[Any], layout: str | None) -> NDArray[Any]:
    """An array of shape (H, W), (H, W, C) or (C, H, W) as (H, W, C)."""
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise UnusableError(
            f"has the shape {array.shape}; pictures are (height, width), (height, width, channels) "
            "or (channels, height, width)"
        )
    if array.ndim == 2:
        return array[..., None]
    first = _has_channels_first(array.shape) if layout is None else layout == "channels_first"
    array = np.moveaxis(array, 0, -1) if first else array
    if array.shape[-1] not in _MODES:
        raise UnusableError(f"has {array.shape[-1]} channels, not 1, 3 or 4, as {layout}")
    return array


def _has_channels_first(shape: tuple[int, ...]) -> bool:
    ends = shape[0], shape[-1]
    if not set(ends) & set(_MODES):
        raise UnusableError(f"has the shape {shape}, no end of which is 1, 3 or 4 channels")
    if ends.count(3) == 1:
        return ends[0] == 3
    if set(ends) <= set(_MODES):
        log.warning(
            "an array of shape %s may have its channels at either end and is taken to have them "
            "first; input_data_format says it outright",
            shape,
        )
    return ends[0] in _MODES


def _to_rgb(array: NDArray[Any], white: float, background: tuple[int, ...]) -> NDArray[Any]:
    """Gray or RGBA values, (H, W, 1) or (H, W, 4), as RGB: (H, W, 3)."""
    if array.shape[-1] == 1:
        return np.repeat(array, 3, axis=-1)
    alpha = array[..., 3:] / white
    ground = np.array(background) * (white / 255)
    mixed: NDArray[Any] = alpha * array[..., :3] + (1 - alpha) * ground
    return (mixed if array.dtype.kind == "f" else np.round(mixed)).astype(array.dtype)


def _eight_bits(array: NDArray[Any], scaled: bool) -> NDArray[np.uint8]:
    """Floats as 8-bit numbers: rounded, or cut off where transformers does so before it resizes."""
    levels: NDArray[Any]
    levels = (array.astype(np.float64) * 255).astype(np.float32) if scaled else np.rint(array)
    return levels.astype(np.uint8)


def _image(array: NDArray[np.uint8]) -> Image.Image:
    """An array of shape (H, W, C) as an image."""
    channels = array.shape[-1]
    return Image.fromarray(np.ascontiguousarray(array[..., 0] if channels == 1 else array))
