"""Processors: what pictures become before a model takes them.

Importing this package loads neither numpy nor Pillow nor torch.
"""

from factory.processors.base import (
    FeatureExtractionMixin,
    ImageProcessingMixin,
    Options,
    Preprocessor,
)
from factory.processors.features import BatchFeature
from factory.processors.images import (
    CLIPImageProcessor,
    DeiTImageProcessor,
    ImageOptions,
    ImageProcessor,
    ViTImageProcessor,
)
from factory.processors.kinds import CLIP, DEIT, IMAGE, VIT, ProcessorKind, build_processor
from factory.processors.sizes import Size

__all__ = [
    "CLIP",
    "DEIT",
    "IMAGE",
    "VIT",
    "BatchFeature",
    "CLIPImageProcessor",
    "DeiTImageProcessor",
    "FeatureExtractionMixin",
    "ImageOptions",
    "ImageProcessingMixin",
    "ImageProcessor",
    "Options",
    "Preprocessor",
    "ProcessorKind",
    "Size",
    "ViTImageProcessor",
    "build_processor",
]
