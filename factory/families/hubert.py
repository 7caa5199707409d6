"""HuBERT: speech from its samples, pretrained to name the clusters that hidden frames belong to.

Paper: https://arxiv.org/abs/2106.07447
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import configuration, option
from factory.families import speech
from factory.families.base import Family, Head
from factory.heads import Feature
from factory.specs import (
    Conv,
    ConvPosition,
    Init,
    Normal,
    Rules,
    SoundStack,
    Spec,
    activation,
    spec,
)
from factory.specs.init import ONES, ZEROS


@configuration
class HubertConfig(speech.SpeechConfig):
    """Options of HuBERT; the defaults are those of ``hubert-base-ls960``."""

    model_type = "hubert"

    feat_proj_layer_norm: bool = option(True, "Norm the channels before they are projected.")
    conv_pos_batch_norm: bool = option(
        False, "Norm frames over the batch before the convolution for places, not its weight."
    )


@spec
class BatchNorm(Spec):
    """Normalisation of each number over all frames of a batch (https://arxiv.org/abs/1502.03167).

    Mean and variance are those of the batch in training, and else the running ones.

    Attributes:
        width: of a frame.
        momentum: how much a batch counts in the running mean and variance.
        eps: added to the variance.
    """

    frozen: ClassVar[tuple[str, ...]] = ("mean", "variance")

    width: int
    momentum: float = 0.1
    eps: float = 1e-5

    def parameters(self) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(("weight", "bias", "mean", "variance"), (self.width,))

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": ONES, "bias": ZEROS, "mean": ZEROS, "variance": ONES}


@spec
class NormedConvPosition(ConvPosition):
    """A convolution over neighbours that are normed first, padding included.

    Attributes:
        norm: before the convolution.
    """

    norm: BatchNorm


def body(config: HubertConfig, pooled: bool) -> SoundStack:
    """Frames through layers."""
    frontend = speech.frontend(config, norm=config.feat_proj_layer_norm)
    stack = speech.stack(config, frontend, speech.layer(config))
    return replace(stack, position=normed(config)) if config.conv_pos_batch_norm else stack


def normed(config: HubertConfig) -> NormedConvPosition:
    """The convolution for places, over normed frames."""
    width, kernel = config.hidden_size, config.num_conv_pos_embeddings
    return NormedConvPosition(
        norm=BatchNorm(width=width),
        conv=Conv(
            inputs=width,
            outputs=width,
            kernel=(kernel,),
            stride=(1,),
            padding=kernel // 2,
            groups=config.num_conv_pos_embedding_groups,
        ),
        activation=activation(config.feat_extract_activation),
    )


def rows(config: HubertConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the body."""
    places, place = "encoder.pos_conv_embed.", "position."
    return (
        *speech.rows(config),
        Row(places + "conv.weight", place + "conv.weight"),
        Row(places + "batch_norm.{p}", place + "norm.{p}"),
        Row(places + "batch_norm.running_mean", place + "norm.mean"),
        Row(places + "batch_norm.running_var", place + "norm.variance"),
        Drop(places + "batch_norm.num_batches_tracked"),  # nothing reads it, in torch neither
    )


def init(config: HubertConfig) -> Rules:
    """As in all of speech; a convolution for places without norm begins by its size."""
    reads = config.hidden_size // config.num_conv_pos_embedding_groups
    reads *= config.num_conv_pos_embeddings
    yield from speech.init(config)
    yield "body.position.conv.weight", Normal(std=(2 / reads) ** 0.5)


def ctc(config: HubertConfig) -> Head:
    """Scores of letters."""
    return speech.transcription(config, config.hidden_size)


FAMILY = Family(
    config=HubertConfig,
    class_prefix="Hubert",
    title="HuBERT",
    summary="encoder of speech, pretrained on clusters of hidden frames",
    paper="https://arxiv.org/abs/2106.07447",
    body=body,
    rows=rows,
    heads={"ctc": ctc, "sequence_classification": speech.sequence_classification},
    prefix="hubert",
    provides=frozenset({Feature.HIDDEN}),
    inputs=speech.INPUTS,
    processor="wav2vec2_audio",
    init=init,
)
