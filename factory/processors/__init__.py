"""Processors: what pictures and sound become before a model takes them.

Importing this package loads neither numpy nor Pillow nor soundfile nor torch.
"""

from factory.processors.base import (
    FeatureExtractionMixin,
    ImageProcessingMixin,
    Options,
    Preprocessor,
)
from factory.processors.extractors import (
    ASTFeatureExtractor,
    Wav2Vec2FeatureExtractor,
    WhisperFeatureExtractor,
)
from factory.processors.features import BatchFeature
from factory.processors.images import (
    CLIPImageProcessor,
    DeiTImageProcessor,
    ImageOptions,
    ImageProcessor,
    ViTImageProcessor,
)
from factory.processors.kinds import (
    AST,
    AUDIO,
    CLIP,
    DEIT,
    IMAGE,
    SPEECH,
    TRANSCRIPTION,
    VIT,
    WAV2VEC2,
    WHISPER,
    ProcessorKind,
    build_processor,
    options_of,
)
from factory.processors.sequences import SequenceFeatureExtractor, SequenceOptions
from factory.processors.sizes import Size

__all__ = [
    "AST",
    "AUDIO",
    "CLIP",
    "DEIT",
    "IMAGE",
    "SPEECH",
    "TRANSCRIPTION",
    "VIT",
    "WAV2VEC2",
    "WHISPER",
    "ASTFeatureExtractor",
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
    "SequenceFeatureExtractor",
    "SequenceOptions",
    "Size",
    "ViTImageProcessor",
    "Wav2Vec2FeatureExtractor",
    "WhisperFeatureExtractor",
    "build_processor",
    "options_of",
]
