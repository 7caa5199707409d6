"""Kinds of processors as the registry lists them, and how options become a processor."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from factory.configuration.options import Problem, default_of, hints, option, problems
from factory.processors.base import ImageProcessingMixin, Options, Preprocessor
from factory.processors.extractors import (
    ASTFeatureExtractor,
    Wav2Vec2FeatureExtractor,
    WhisperFeatureExtractor,
)
from factory.processors.images import (
    CLIPImageProcessor,
    DeiTImageProcessor,
    ImageOptions,
    ImageProcessor,
    ViTImageProcessor,
)


@dataclass(frozen=True)
class ProcessorKind:
    """A kind of processor.

    Attributes:
        name: its name in the registry.
        summary: one line on it.
        processor: the class that is made.
        options: the options that can be set.
        models: model types that it goes with, besides one of its own name.
        part: the key under which options stand in the tree, where they are those of one part of a
            processor of several kinds of input.
        follows: options whose defaults are options of the architecture, the first that it has.
    """

    name: str
    summary: str
    processor: type[Preprocessor]
    options: type[Any]
    models: tuple[str, ...] = ()
    part: str = ""
    follows: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


def _loadable(options: type[Any], name: str, what: str) -> type[Any]:
    """Options that are all absent at first, and a folder that says what they are."""
    types = hints(options)
    loaded: list[Any] = [
        ("load_from", str | None, option(None, "A folder with a processor, or a hub name."))
    ]
    for field in dataclasses.fields(options):
        facts = dict(field.metadata)
        declared = option(None, facts.pop("meaning"), **facts)
        loaded.append((field.name, types[field.name] | None, declared))
    doc = (
        f"Options of {what} that may be loaded; None stands for what the folder says, "
        "or else for the default."
    )
    made = dataclasses.make_dataclass(
        name,
        loaded,
        bases=(Options,),
        frozen=True,
        kw_only=True,
        namespace={"__doc__": doc},
    )
    made.__module__ = __name__
    return made


def _nested(processor: type[Preprocessor], part: str) -> type[Any]:
    """Options that stand under the name of a part, checked where they are given."""
    own = processor.options_type
    defaults = {field.name: default_of(field) for field in dataclasses.fields(own)}

    def rules(self: Any) -> Iterator[Problem]:
        for problem in problems(own, getattr(self, part)):
            yield Problem(f"{part}.{problem.key}", problem.message)

    made = dataclasses.make_dataclass(
        f"{processor.__name__}Part",
        [(part, Mapping[str, Any], option(defaults, f"Options of the {processor.__name__}."))],
        bases=(Options,),
        frozen=True,
        kw_only=True,
        namespace={"__doc__": f"The options of a {processor.__name__} as a part.", "rules": rules},
    )
    made.__module__ = __name__
    return made


LoadableImageOptions = _loadable(ImageOptions, "LoadableImageOptions", "an image processor")
LoadableAudioOptions = _loadable(
    Wav2Vec2FeatureExtractor.options_type, "LoadableAudioOptions", "a feature extractor"
)

IMAGE = ProcessorKind(
    name="image",
    summary="images: loaded from a folder, or with every option of one's own",
    processor=ImageProcessor,
    options=LoadableImageOptions,
)
VIT = ProcessorKind(
    name="vit",
    summary="images, as ViT takes them",
    processor=ViTImageProcessor,
    options=ViTImageProcessor.options_type,
    follows={"size": ("image_size", "frontend.image_size")},
)
DEIT = ProcessorKind(
    name="deit",
    summary="images, as DeiT takes them",
    processor=DeiTImageProcessor,
    options=DeiTImageProcessor.options_type,
    follows={"crop_size": ("image_size",)},
)
CLIP = ProcessorKind(
    name="clip",
    summary="images, as CLIP takes them",
    processor=CLIPImageProcessor,
    options=CLIPImageProcessor.options_type,
    follows={
        "size": ("image_size", "vision_config.image_size"),
        "crop_size": ("image_size", "vision_config.image_size"),
    },
)

AUDIO = ProcessorKind(
    name="audio",
    summary="sound: loaded from a folder, or else as Wav2Vec2 takes it",
    processor=Wav2Vec2FeatureExtractor,
    options=LoadableAudioOptions,
)
WAV2VEC2 = ProcessorKind(
    name="wav2vec2_audio",
    summary="sound, as Wav2Vec2 and its relatives take it: samples",
    processor=Wav2Vec2FeatureExtractor,
    options=Wav2Vec2FeatureExtractor.options_type,
    models=("wav2vec2", "hubert"),
)
SPEECH = ProcessorKind(
    name="wav2vec2",
    summary="sound and its transcripts, as Wav2Vec2 and its relatives take them",
    processor=Wav2Vec2FeatureExtractor,
    options=_nested(Wav2Vec2FeatureExtractor, "feature_extractor"),
    part="feature_extractor",
)
AST = ProcessorKind(
    name="ast",
    summary="sound, as AST takes it: Kaldi's filter banks",
    processor=ASTFeatureExtractor,
    options=ASTFeatureExtractor.options_type,
    models=("audio-spectrogram-transformer",),
    follows={"max_length": ("max_length",), "num_mel_bins": ("num_mel_bins",)},
)
_BANDS = {"feature_size": ("num_mel_bins", "frontend.num_mel_bins")}
WHISPER = ProcessorKind(
    name="whisper_audio",
    summary="sound, as Whisper takes it: log-mel spectrograms",
    processor=WhisperFeatureExtractor,
    options=WhisperFeatureExtractor.options_type,
    models=("whisper",),
    follows=_BANDS,
)
TRANSCRIPTION = ProcessorKind(
    name="whisper",
    summary="sound and its transcripts, as Whisper takes them",
    processor=WhisperFeatureExtractor,
    options=_nested(WhisperFeatureExtractor, "feature_extractor"),
    part="feature_extractor",
    follows=_BANDS,
)


def options_of(kind: ProcessorKind, options: Any) -> dict[str, Any]:
    """Options by name, those of a part as if they stood alone.

    Args:
        kind: the kind.
        options: an instance of ``kind.options``.
    """
    if kind.part:
        return dict(getattr(options, kind.part))
    return {field.name: getattr(options, field.name) for field in dataclasses.fields(options)}


def build_processor(kind: ProcessorKind, options: Any) -> Preprocessor:
    """The processor that options ask for.

    Args:
        kind: the kind.
        options: an instance of ``kind.options``.

    Raises:
        RequestError: options that are wrong, or a folder without a processor.
    """
    given = options_of(kind, options)
    source = given.pop("load_from", None)
    if source is None:
        return kind.processor(**given)
    from factory.processors.auto import AutoFeatureExtractor, AutoImageProcessor

    is_image = issubclass(kind.processor, ImageProcessingMixin)
    auto = AutoImageProcessor if is_image else AutoFeatureExtractor
    changes = {name: value for name, value in given.items() if value is not None}
    loaded: Preprocessor = auto.from_pretrained(source, **changes)
    return loaded
