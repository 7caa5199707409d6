"""Frontends: what a model composed of blocks reads, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from factory.configuration import option
from factory.recipes.base import FRONTEND, Place, Recipe, Scope
from factory.specs import (
    Conv,
    ConvBlock,
    Embedding,
    Free,
    GroupNorm,
    LayerNorm,
    Linear,
    LogMel,
    Patches,
    SpecError,
    Tokens,
    Waveform,
    activation,
)
from registry import REGISTRY, RegistryError

ANSWERED = (
    "sequence_classification",
    "token_classification",
    "question_answering",
    "masked_lm",
    "causal_lm",
    "image_classification",
    "audio_classification",
    "ctc",
)
"""Tasks that models composed of blocks have heads for, without a decoder beside them."""


@dataclass(frozen=True, kw_only=True)
class FrontendRecipe(Recipe):
    """A registered way to turn inputs into vectors.

    Attributes:
        class_prefix: what class names of models with it begin with, ``Patch``.
        inputs: names of the inputs, in the order of ``forward``.
        heads: tasks that mean something for what is read; of :data:`ANSWERED`.
        pooling: which vector stands for the whole, unless it is said.
        vectors: how many a frontend gives, where inputs are of one size; tables of places have as
            many rows then.
        decoded: a decoder can look at what its layers give.
        tokenizer: registry name of the tokenizer, where texts are read.
        processor: registry name of the processor, where pictures or sound are.
    """

    role: str = FRONTEND
    class_prefix: str
    inputs: tuple[str, ...]
    heads: tuple[str, ...]
    pooling: str = "mean"
    vectors: Callable[[Any], int] | None = None
    decoded: bool = False
    tokenizer: str = ""
    processor: str = ""


@dataclass(frozen=True, kw_only=True)
class TokensOptions(Scope):
    """Options of a table of tokens."""

    segments: int = option(0, "Texts that are told apart in one sequence; none if 0.", low=0)


def tokens(place: Place, options: TokensOptions) -> Tokens:
    """A learned vector for each token."""
    segments = Embedding(count=options.segments, width=place.width) if options.segments else None
    table = Embedding(count=place.vocabulary, width=place.width, padding=place.padding)
    return Tokens(token=table, segment=segments)


@dataclass(frozen=True, kw_only=True)
class PatchesOptions(Scope):
    """Options of a picture's patches."""

    image_size: int = option(224, "Pixels of a picture's side.", low=1)
    patch_size: int = option(16, "Pixels of a patch's side.", low=1)
    num_channels: int = option(3, "Colours of a picture.", low=1)
    first: bool = option(True, "Whether a token stands before the patches, for the whole picture.")


def patches(place: Place, options: PatchesOptions) -> Patches:
    """A projection of each patch."""
    if options.patch_size > options.image_size:
        raise SpecError(f"patch_size: {options.patch_size} is more than image_size")
    size = (options.patch_size,) * 2
    return Patches(
        conv=Conv(inputs=options.num_channels, outputs=place.width, kernel=size, stride=size),
        height=options.image_size,
        width_of_picture=options.image_size,
        before=(Free(shape=(1, 1, place.width)),) if options.first else (),
    )


@dataclass(frozen=True, kw_only=True)
class WaveformOptions(Scope):
    """Options of convolutions over samples."""

    channels: int = option(512, "Channels of each convolution.", low=1)
    kernels: tuple[int, ...] = option(
        (10, 3, 3, 3, 3, 2, 2), "Values that each convolution reads at once.", low=1
    )
    strides: tuple[int, ...] = option((5, 2, 2, 2, 2, 2, 2), "Steps of each convolution.", low=1)
    group_norm: bool = option(
        False, "One norm over all of a recording after the first, not one of each frame after each."
    )


def waveform(place: Place, options: WaveformOptions) -> Waveform:
    """Convolutions, each of which shortens the recording, and a projection."""
    kernels, strides, channels = options.kernels, options.strides, options.channels
    if not kernels or min(kernels) < 1:
        raise SpecError(f"kernels: {list(kernels)} are no convolutions")
    if len(strides) != len(kernels) or min(strides) < 1:
        raise SpecError(f"strides: {list(strides)} are no steps of {len(kernels)} convolutions")
    blocks = []
    for number, (kernel, stride) in enumerate(zip(kernels, strides, strict=True)):
        norm: LayerNorm | GroupNorm | None = LayerNorm(width=channels)
        if options.group_norm:
            norm = None if number else GroupNorm(width=channels, groups=channels, eps=1e-5)
        conv = Conv(
            inputs=channels if number else 1,
            outputs=channels,
            kernel=(kernel,),
            stride=(stride,),
            bias=False,
        )
        blocks.append(ConvBlock(conv=conv, norm=norm, activation=activation("gelu")))
    return Waveform(
        blocks=tuple(blocks),
        norm=LayerNorm(width=channels),
        project=Linear(inputs=channels, outputs=place.width),
    )


@dataclass(frozen=True, kw_only=True)
class MelOptions(Scope):
    """Options of convolutions over a spectrogram."""

    num_mel_bins: int = option(80, "Bands of a spectrogram.", low=1)
    max_source_positions: int = option(
        1500, "Frames of a recording; its spectrogram has twice as many times.", low=1
    )


def mel(place: Place, options: MelOptions) -> LogMel:
    """Two convolutions over time, of which the second makes a frame of two times."""
    conv = Conv(
        inputs=options.num_mel_bins, outputs=place.width, kernel=(3,), stride=(1,), padding=1
    )
    return LogMel(
        convs=(conv, replace(conv, inputs=place.width, stride=(2,))),
        activation=activation("gelu"),
        times=2 * options.max_source_positions,
    )


TOKENS = FrontendRecipe(
    name="tokens",
    summary="texts: a learned vector for each token",
    paper="https://arxiv.org/abs/1706.03762",
    options=TokensOptions,
    make=tokens,
    class_prefix="",
    inputs=("input_ids", "attention_mask", "position_ids", "past_key_values", "inputs_embeds"),
    heads=(
        "sequence_classification",
        "token_classification",
        "question_answering",
        "masked_lm",
        "causal_lm",
    ),
    pooling="first",
    decoded=True,
    tokenizer="bpe",
)
PATCHES = FrontendRecipe(
    name="patches",
    summary="pictures: a projection of each patch",
    paper="https://arxiv.org/abs/2010.11929",
    options=PatchesOptions,
    make=patches,
    class_prefix="Patch",
    inputs=("pixel_values", "interpolate_pos_encoding"),
    heads=("image_classification",),
    pooling="first",
    vectors=lambda made: made.rows * made.columns + len(made.before),
    processor="vit",
)
WAVEFORM = FrontendRecipe(
    name="waveform",
    summary="sound: convolutions over its samples",
    paper="https://arxiv.org/abs/2006.11477",
    options=WaveformOptions,
    make=waveform,
    class_prefix="Waveform",
    inputs=("input_values", "attention_mask"),
    heads=("audio_classification", "ctc"),
    processor="wav2vec2_audio",
)
MEL = FrontendRecipe(
    name="mel",
    summary="sound: convolutions over a log-mel spectrogram",
    paper="https://arxiv.org/abs/2212.04356",
    options=MelOptions,
    make=mel,
    class_prefix="Mel",
    inputs=("input_features", "attention_mask"),
    heads=("audio_classification", "ctc"),
    vectors=lambda made: made.frames,
    decoded=True,
    processor="whisper_audio",
)


def frontend_of(written: object) -> FrontendRecipe:
    """The frontend that is written, or that of texts where nothing can be made of it."""
    name = written.get("name") if isinstance(written, Mapping) else written
    try:
        found: FrontendRecipe = REGISTRY.get(FRONTEND, str(name))
    except RegistryError:
        return TOKENS
    return found


def every_frontend() -> Iterator[FrontendRecipe]:
    """Every frontend that is registered and can be used."""
    for _, recipe in REGISTRY.components(FRONTEND):
        yield recipe
