"""Image processors: one implementation, and classes that are told as data.

Neither numpy nor Pillow is loaded before a picture is processed, nor torch before a tensor is asked
for.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from factory.configuration.options import Problem, option
from factory.errors import did_you_mean
from factory.processors.base import ImageProcessingMixin, Options
from factory.processors.features import BatchFeature
from factory.processors.sizes import Size
from factory.tokenizers.tensors import check_tensor_type

if TYPE_CHECKING:
    from factory.processors.pipeline import Pipeline

FILTERS = {"NEAREST": 0, "LANCZOS": 1, "BILINEAR": 2, "BICUBIC": 3, "BOX": 4, "HAMMING": 5}
"""Pillow's filters and its numbers for them."""

LAYOUTS = ("channels_first", "channels_last")

PILLOW_LIMIT = 89_478_485
"""Pixels from which on Pillow warns of decompression bombs: a quarter of a gigabyte of RGB."""


@dataclass(frozen=True, kw_only=True)
class ImageOptions(Options):
    """The options of every image processor, in the order in which they act."""

    max_pixels: int = option(
        PILLOW_LIMIT, "The most pixels that a picture may have, read or resized.", low=1
    )
    do_convert_rgb: bool | None = option(
        None, "Make every picture RGB; when null, unless image_mean is for other channels."
    )
    background: tuple[int, ...] = option(
        (255, 255, 255), "What shows through transparent pixels: red, green, blue from 0 to 255."
    )
    input_data_format: str | None = option(
        None, "Where arrays have their channels; found from the shape when null.", choices=LAYOUTS
    )
    do_resize: bool = option(True, "Resize pictures to size.")
    size: int | tuple[int, ...] | Mapping[str, int] = option(
        224, "An edge, [height, width], or shortest_edge, longest_edge, max_height … by name."
    )
    default_to_square: bool = option(
        True, "Whether a size of one number is a square; else it is the shortest edge."
    )
    resample: int | str = option(2, "Pillow's filter: its number, name, or PIL.Image.NAME.")
    do_center_crop: bool = option(False, "Cut crop_size out of the middle, or pad with zeros.")
    crop_size: int | tuple[int, ...] | Mapping[str, int] = option(
        224, "An edge, or height and width."
    )
    do_rescale: bool = option(True, "Multiply values, from 0 to 255, by rescale_factor.")
    rescale_factor: float = option(1 / 255, "What values are multiplied by.")
    do_normalize: bool = option(True, "Subtract image_mean and divide by image_std.")
    image_mean: float | tuple[float, ...] = option((0.5, 0.5, 0.5), "The mean of each channel.")
    image_std: float | tuple[float, ...] = option(
        (0.5, 0.5, 0.5), "The standard deviation of each channel."
    )
    do_pad: bool = option(False, "Add zeros at the right and below, after normalising.")
    pad_size: int | tuple[int, ...] | Mapping[str, int] | None = option(
        None, "An edge, or height and width; those of the largest picture of a batch when null."
    )
    data_format: str = option(
        "channels_first", "Where pixel_values have their channels.", choices=LAYOUTS
    )

    def rules(self) -> Iterator[Problem]:
        yield from self._sizes()
        try:
            filter_number(self.resample)
        except ValueError as error:
            yield Problem("resample", str(error))
        if self.rescale_factor == 0:
            yield Problem("rescale_factor", "is 0, which makes every picture black")
        channels = (3,) if self.do_convert_rgb else (1, 3, 4)
        allowed = " or ".join(map(str, channels))
        for name in ("image_mean", "image_std"):
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) not in channels:
                yield Problem(name, f"has {len(value)} numbers; pictures have {allowed} channels")
        means, stds = self.image_mean, self.image_std
        if isinstance(means, tuple) and isinstance(stds, tuple) and len(means) != len(stds):
            yield Problem("image_std", f"has {len(stds)} numbers where image_mean has {len(means)}")
        if 0 in (stds if isinstance(stds, tuple) else (stds,)):
            yield Problem("image_std", "is 0 for a channel, by which values would be divided")
        if len(self.background) != 3 or not all(0 <= value <= 255 for value in self.background):
            yield Problem("background", "is not three numbers from 0 to 255")

    def _sizes(self) -> Iterator[Problem]:
        uses = {"size": self.do_resize, "crop_size": self.do_center_crop, "pad_size": self.do_pad}
        for name, used in uses.items():
            try:
                size = self.read_size(name)
            except ValueError as error:
                yield Problem(name, str(error))
                continue
            if size is None:
                continue
            if name != "size" and size.fixed is None:
                yield Problem(name, "needs a height and a width")
            elif used and size.fixed is not None and math.prod(size.fixed) > self.max_pixels:
                edges = " x ".join(map(str, size.fixed))
                yield Problem(name, f"{edges} pixels are more than max_pixels={self.max_pixels}")

    def read_size(self, name: str) -> Size | None:
        """The option of that name, which is a size or None.

        Raises:
            ValueError: it is no size.
        """
        value = getattr(self, name)
        square = self.default_to_square or name != "size"
        return None if value is None else Size.read(value, square=square)

    @property
    def channels(self) -> int | None:
        """How many channels every picture gets, or None where each keeps its own."""
        return 3 if self.converts else None

    @property
    def converts(self) -> bool:
        """Whether pictures are made RGB."""
        if self.do_convert_rgb is not None:
            return self.do_convert_rgb
        return not isinstance(self.image_mean, tuple) or len(self.image_mean) == 3


class ImageProcessor(ImageProcessingMixin):
    """Any picture to the numbers that a model takes: resize, crop, rescale, normalise.

    Pictures are paths, bytes, file objects, PIL images of any mode, numpy or torch arrays of shape
    (height, width), (height, width, channels) or (channels, height, width), a batch of such arrays,
    or a list of any of them. Their values mean:

    - 8 bits and single bits: 0 to 255. PIL images with 16 or 32 bits (modes ``I;16`` and ``I``) are
      from 0 to 65535, or from 0 to 255 if nothing in them is larger.
    - floats (mode ``F`` too) that all lie in 0 to 1 are such values divided by 255 already, and
      ``do_rescale`` divides them no second time. Other floats, and whole numbers in arrays, are
      from 0 to 255. Floats are resized with 8 bits, as transformers does; without resizing they
      keep their precision, and may be any numbers that are finite.

    Transparent pixels show ``background``. The orientation that a camera wrote (EXIF) is followed,
    in PIL images too. An array has its channels where it has 3 entries, else where it has 1 or 4,
    in front if both ends fit; ``input_data_format`` says it outright.

    Attributes:
        geometry: the steps that change the shape, in their order.
    """

    options_type = ImageOptions
    geometry: ClassVar[tuple[str, ...]] = ("resize", "center_crop")
    # Which takes every option; a file of this class names all that matter.
    saved_class: ClassVar[str | None] = "ViTImageProcessor"
    shown: ClassVar[tuple[str, ...]] = (
        "do_center_crop",
        "do_normalize",
        "do_rescale",
        "do_resize",
        "image_mean",
        "image_std",
        "resample",
        "rescale_factor",
        "size",
    )
    seldom = (
        "background",
        "data_format",
        "default_to_square",
        "do_pad",
        "input_data_format",
        "max_pixels",
        "pad_size",
    )

    @property
    def size(self) -> Size:
        """What pictures are resized to."""
        size: Size = self.options.read_size("size")
        return size

    @property
    def crop_size(self) -> Size:
        """What is cut out of the middle."""
        size: Size = self.options.read_size("crop_size")
        return size

    @property
    def pad_size(self) -> Size | None:
        """What pictures are padded to; None stands for the largest of a batch."""
        size: Size | None = self.options.read_size("pad_size")
        return size

    def __call__(
        self, images: Any, *, return_tensors: str | None = None, **overrides: Any
    ) -> BatchFeature:
        """Prepare one picture or many.

        Args:
            images: pictures as the class describes them.
            return_tensors: "pt" for torch, "np" for numpy, None for a list of arrays.
            overrides: options for this call.

        Returns:
            ``pixel_values`` of shape (batch, channels, height, width), float32; 8-bit numbers if
            values are neither rescaled nor normalised.

        Raises:
            RequestError: an option is wrong, or pictures cannot be used; each is named.
        """
        check_tensor_type(return_tensors)
        used = self.replace(**overrides) if overrides else self
        values = used._pipeline(images, stacked=return_tensors is not None)
        return BatchFeature({"pixel_values": values}, return_tensors)

    def preprocess(
        self, images: Any, *, return_tensors: str | None = None, **overrides: Any
    ) -> BatchFeature:
        """The same as calling it."""
        return self(images, return_tensors=return_tensors, **overrides)

    @functools.cached_property
    def _pipeline(self) -> Pipeline:
        from factory.processors.pipeline import Pipeline

        return Pipeline(self.options, self.geometry)

    def _stored(self) -> dict[str, Any]:
        crops = self.options.do_center_crop or "crop_size" in self._changed()
        return self._values() | {
            "size": self.size,
            "crop_size": self.crop_size if crops else None,
            "pad_size": self.pad_size,
            "resample": filter_number(self.options.resample),
            "do_convert_rgb": self.options.converts,
        }


class ViTImageProcessor(ImageProcessor):
    """ViT's: a square of 224 x 224 pixels with values from -1 to 1."""

    defaults: ClassVar[Mapping[str, Any]] = {}
    saved_class = None
    shown = ("do_normalize", "do_resize", "image_mean", "image_std", "resample", "size")


class DeiTImageProcessor(ImageProcessor):
    """DeiT's: a square of 256 x 256 pixels, of which the middle 224 x 224 are taken."""

    defaults: ClassVar[Mapping[str, Any]] = {"size": 256, "resample": 3, "do_center_crop": True}
    saved_class = None
    shown = ("crop_size", "do_center_crop", *ViTImageProcessor.shown)


class CLIPImageProcessor(ImageProcessor):
    """CLIP's: the shortest edge becomes 224 pixels, of which the middle square is taken."""

    defaults: ClassVar[Mapping[str, Any]] = {
        "default_to_square": False,
        "resample": 3,
        "do_center_crop": True,
        "do_convert_rgb": True,
        "image_mean": (0.48145466, 0.4578275, 0.40821073),
        "image_std": (0.26862954, 0.26130258, 0.27577711),
    }
    saved_class = None
    shown = ("crop_size", "do_center_crop", "do_convert_rgb", *ViTImageProcessor.shown)


def filter_number(name: int | str) -> int:
    """Pillow's number of a filter.

    Args:
        name: its number, ``BOX``, ``box``, ``PIL.Image.BOX`` or ``PIL.Image.Resampling.BOX``.

    Raises:
        ValueError: there is no such filter.
    """
    if isinstance(name, int) and name in FILTERS.values():
        return int(name)
    short = str(name)
    for prefix in ("PIL.", "Image.", "Resampling."):
        short = short.removeprefix(prefix)
    if isinstance(name, str) and short.upper() in FILTERS:
        return FILTERS[short.upper()]
    ways = ", ".join(f"{number} ({filter_name})" for filter_name, number in FILTERS.items())
    raise ValueError(
        f"{name!r} is no filter of Pillow.{did_you_mean(short, FILTERS)} There are: {ways}"
    )
