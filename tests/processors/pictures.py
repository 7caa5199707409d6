"""Photographs that scikit-learn carries, and the peer's processors that use Pillow."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from factory.processors import (
    CLIPImageProcessor,
    DeiTImageProcessor,
    ImageProcessor,
    ViTImageProcessor,
)

CLASSES: tuple[type[ImageProcessor], ...] = (
    ViTImageProcessor,
    DeiTImageProcessor,
    CLIPImageProcessor,
)
NAMES = ("china.jpg", "flower.jpg")


def path(name: str) -> Path:
    import sklearn.datasets

    return Path(sklearn.datasets.__file__).parent / "images" / name


@functools.cache
def photograph(name: str = "china.jpg") -> Image.Image:
    """A photograph of 640 x 427 pixels, in memory."""
    image = Image.open(path(name))
    image.load()
    return image


def peer(cls: type[ImageProcessor], **options: Any) -> Any:
    """The processor of transformers with that name, its Pillow backend."""
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
    from transformers.models.deit.image_processing_pil_deit import DeiTImageProcessorPil
    from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

    classes = {
        "ViTImageProcessor": ViTImageProcessorPil,
        "DeiTImageProcessor": DeiTImageProcessorPil,
        "CLIPImageProcessor": CLIPImageProcessorPil,
    }
    return classes[cls.__name__](**options)


def noise(height: int, width: int, channels: int = 3) -> NDArray[np.uint8]:
    """An array of random bytes: (height, width, channels)."""
    return np.random.default_rng(0).integers(0, 256, (height, width, channels), np.uint8)


def equal(ours: Any, theirs: Any) -> None:
    """Both have the same pixel values, to 1e-6."""
    left, right = np.asarray(ours["pixel_values"]), np.asarray(theirs["pixel_values"])
    assert left.shape == right.shape
    np.testing.assert_allclose(left, right, rtol=0, atol=1e-6)
