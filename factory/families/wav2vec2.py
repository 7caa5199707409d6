"""wav2vec 2.0: speech from its samples, pretrained to tell hidden frames from others.

Paper: https://arxiv.org/abs/2006.11477
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import Problem, configuration, option
from factory.errors import RequestError
from factory.families import speech
from factory.families.base import Family, Head
from factory.families.shared import divides
from factory.heads import FRAMES, HIDDEN_FRAMES, Feature
from factory.specs import (
    Conv,
    Dense,
    Free,
    Layer,
    LayerNorm,
    Linear,
    Normal,
    Residual,
    Rules,
    Shortening,
    SoundStack,
    Spec,
    TokenClassifier,
    Uniform,
    activation,
    pre,
    spec,
)
from factory.specs.leaves import positive, probability


@configuration
class Wav2Vec2Config(speech.SpeechConfig):
    """Options of wav2vec 2.0; the defaults are those of ``wav2vec2-base``."""

    model_type = "wav2vec2"

    feat_quantizer_dropout: float = option(
        0.0, "Dropout of what the quantiser reads.", low=0, high=1
    )
    num_codevectors_per_group: int = option(320, "Code vectors in each group.", low=1)
    num_codevector_groups: int = option(2, "Groups of code vectors.", low=1)
    contrastive_logits_temperature: float = option(
        0.1, "Divides the similarities of frames in pretraining.", low=1e-30
    )
    num_negatives: int = option(100, "Frames that a hidden one is told from.", low=1)
    codevector_dim: int = option(256, "Width of a frame's code vectors.", low=1)
    proj_codevector_dim: int = option(256, "Width at which frames are compared.", low=1)
    diversity_loss_weight: float = option(
        0.1, "How much it counts that all code vectors are in use.", low=0
    )
    tdnn_dim: tuple[int, ...] = option(
        (512, 512, 512, 512, 1500), "Channels of each convolution of x-vectors.", low=1
    )
    tdnn_kernel: tuple[int, ...] = option(
        (5, 3, 3, 1, 1), "Frames that each convolution of x-vectors reads.", low=1
    )
    tdnn_dilation: tuple[int, ...] = option(
        (1, 2, 3, 1, 1), "Frames from one to the next that it reads.", low=1
    )
    xvector_output_dim: int = option(512, "Width of x-vectors.", low=1)
    add_adapter: bool = option(False, "Shorten the hidden states by convolutions.")
    adapter_kernel_size: int = option(3, "Frames that each of them reads.", low=1)
    adapter_stride: int = option(2, "Steps of each of them.", low=1)
    num_adapter_layers: int = option(3, "How many of them there are.", low=1)
    output_hidden_size: int | None = option(
        None, "Width of what they give; hidden_size when null.", low=1
    )
    adapter_attn_dim: int | None = option(
        None, "Width of a small block at the end of each layer; none when null.", low=1
    )

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_codevector_groups", "codevector_dim")
        for name in ("tdnn_kernel", "tdnn_dilation"):
            count, wanted = len(getattr(self, name)), len(self.tdnn_dim)
            if count != wanted:
                yield Problem(name, f"names {count} convolutions where tdnn_dim names {wanted}")
        if self.adapter_attn_dim is not None and not self.do_stable_layer_norm:
            yield Problem("adapter_attn_dim", "needs do_stable_layer_norm")

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options: option -> its value where it is null."""
        return {"output_hidden_size": self.hidden_size}

    @property
    def output_width(self) -> int:
        """Width of what a head reads."""
        width = self.output_hidden_size or self.hidden_size
        return width if self.add_adapter else self.hidden_size


@spec
class AdaptedLayer(Layer):
    """A layer with a small block at its end, all that is trained for another language."""

    adapter: Residual


@spec
class Adapter(Shortening):
    """Gated convolutions that each leave fewer frames.

    Attributes:
        layers: each gives twice the numbers it reads, half of them gates.
        project: to the width of the convolutions, if it is another than the layers'.
        norm: after the projection.
        drop: probability that a convolution is left out in training.
    """

    layers: tuple[Conv, ...]
    project: Linear | None = None
    norm: LayerNorm | None = None
    drop: float = 0.0


@spec
class FrameClassifier(TokenClassifier):
    """Scores of each frame; labels say 0 or 1 for each label, of which the first 1 counts."""


@spec
class TimeDelay(Spec):
    """Frames that lie apart, side by side, through one projection.

    Attributes:
        kernel: reads ``size`` frames one after another.
        size: frames it reads.
        dilation: frames from one to the next.
    """

    kernel: Linear
    size: int
    dilation: int

    def check(self) -> Iterator[str]:
        yield from positive(size=self.size, dilation=self.dilation)


@spec
class XVector(Spec):
    """One vector a recording (https://www.danielpovey.com/files/2018_icassp_xvectors.pdf).

    Attributes:
        project: before the convolutions.
        layers: over time.
        embed: reads mean and deviation over time.
        output: reads that.
        speakers: a direction for each label, (width, labels).
        scale, margin: of the loss (https://arxiv.org/abs/1801.05599).
    """

    project: Linear
    layers: tuple[TimeDelay, ...]
    embed: Linear
    output: Linear
    speakers: Free
    scale: float = 30.0
    margin: float = 0.4


@spec
class Quantizer(Spec):
    """A code vector for each frame, put together of one a group.

    Attributes:
        choose: (channels) -> (groups x vectors of each).
        vectors: (1, groups x vectors of each, width of one).
        groups: how many there are.
        temperature: of the choice in training (https://arxiv.org/abs/1611.01144).
    """

    choose: Linear
    vectors: Free
    groups: int
    temperature: float = 2.0


@spec
class HiddenFrames(Spec):
    """Tells a hidden frame's code vector from those of other frames.

    Attributes:
        states: of what the layers make of a frame.
        codes: of what the quantiser makes of it, to the same width.
        quantizer: reads the frames before any is hidden.
        dropout: of what the quantiser reads.
        temperature: divides similarities.
        diversity: how much it counts that all code vectors are in use.
    """

    states: Linear
    codes: Linear
    quantizer: Quantizer
    dropout: float
    temperature: float
    diversity: float

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


def body(config: Wav2Vec2Config, pooled: bool) -> SoundStack:
    """Frames through layers, perhaps shortened."""
    each = speech.layer(config)
    if config.adapter_attn_dim is not None:
        each = adapted(each, config.hidden_size, config.adapter_attn_dim)
    plain = speech.stack(config, speech.frontend(config), each)
    return replace(plain, shorten=adapter(config)) if config.add_adapter else plain


def adapted(each: Layer, width: int, inner: int) -> AdaptedLayer:
    """A layer with a small block at its end."""
    small = Dense(
        up=Linear(inputs=width, outputs=inner),
        activation=activation("relu"),
        down=Linear(inputs=inner, outputs=width),
    )
    return AdaptedLayer(
        mixer=each.mixer,
        feedforward=each.feedforward,
        adapter=pre(small, LayerNorm(width=width)),
    )


def adapter(config: Wav2Vec2Config) -> Adapter:
    """What shortens the hidden states."""
    width, given = config.output_width, config.hidden_size
    conv = Conv(
        inputs=width,
        outputs=2 * width,
        kernel=(config.adapter_kernel_size,),
        stride=(config.adapter_stride,),
        padding=1,
    )
    return Adapter(
        layers=(conv,) * config.num_adapter_layers,
        project=Linear(inputs=given, outputs=width) if width != given else None,
        norm=LayerNorm(width=width) if width != given else None,
        drop=config.layerdrop,
    )


def rows(config: Wav2Vec2Config) -> tuple[AnyRow, ...]:
    """Names on disk of the body."""
    small, native = "encoder.layers.{i}.adapter_layer.", "layers.{i}.adapter."
    return (
        *speech.rows(config),
        Row(small + "norm.{p}", native + "before.{p}"),
        Row(small + "linear_1.{p}", native + "block.up.{p}"),
        Row(small + "linear_2.{p}", native + "block.down.{p}"),
        Row("adapter.proj.{p}", "shorten.project.{p}"),
        Row("adapter.proj_layer_norm.{p}", "shorten.norm.{p}"),
        Row("adapter.layers.{i}.conv.{p}", "shorten.layers.{i}.{p}"),
    )


def ctc(config: Wav2Vec2Config) -> Head:
    """Scores of letters."""
    return speech.transcription(config, config.output_width)


def sequence_classification(config: Wav2Vec2Config) -> Head:
    """A projection of the mean of all frames, then the labels."""
    without_adapter(config, "sequence_classification")
    return speech.sequence_classification(config)


def audio_frame_classification(config: Wav2Vec2Config) -> Head:
    """The labels of each frame."""
    without_adapter(config, "audio_frame_classification")
    output = Linear(inputs=config.hidden_size, outputs=config.num_labels)
    return speech.over_layers(
        config, FrameClassifier(output=output), {"classifier.{p}": "output.{p}"}
    )


def without_adapter(config: Wav2Vec2Config, head: str) -> None:
    """Refuse a head that reads frames before they are shortened.

    Raises:
        RequestError: the configuration shortens them.
    """
    if config.add_adapter:
        raise RequestError(f"add_adapter: true is not available with the head {head!r}")


def xvector(config: Wav2Vec2Config) -> Head:
    """Mean and deviation of what convolutions find, through two layers."""
    without_adapter(config, "xvector")
    first, last, width = config.tdnn_dim[0], config.tdnn_dim[-1], config.xvector_output_dim
    reads = (first, *config.tdnn_dim[:-1])
    sizes = zip(reads, config.tdnn_dim, config.tdnn_kernel, config.tdnn_dilation, strict=True)
    vector = XVector(
        project=Linear(inputs=config.hidden_size, outputs=first),
        layers=tuple(
            TimeDelay(
                kernel=Linear(inputs=inputs * size, outputs=outputs), size=size, dilation=dilation
            )
            for inputs, outputs, size, dilation in sizes
        ),
        embed=Linear(inputs=2 * last, outputs=width),
        output=Linear(inputs=width, outputs=width),
        speakers=Free(shape=(width, config.num_labels)),
    )
    names = {
        "projector.{p}": "project.{p}",
        "tdnn.{i}.kernel.{p}": "layers.{i}.kernel.{p}",
        "feature_extractor.{p}": "embed.{p}",
        "classifier.{p}": "output.{p}",
        "objective.weight": "speakers.weight",
    }
    return speech.over_layers(config, vector, names)


def pretraining(config: Wav2Vec2Config) -> Head:
    """Hidden frames are told from others by what a quantiser makes of them."""
    without_adapter(config, "pretraining")
    groups, count = config.num_codevector_groups, config.num_codevectors_per_group
    width, common = config.codevector_dim, config.proj_codevector_dim
    return Head(
        spec=HiddenFrames(
            states=Linear(inputs=config.hidden_size, outputs=common),
            codes=Linear(inputs=width, outputs=common),
            quantizer=Quantizer(
                choose=Linear(inputs=config.conv_dim[-1], outputs=groups * count),
                vectors=Free(shape=(1, groups * count, width // groups)),
                groups=groups,
            ),
            dropout=config.feat_quantizer_dropout,
            temperature=config.contrastive_logits_temperature,
            diversity=config.diversity_loss_weight,
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("project_hid.{p}", "head.states.{p}"),
            Row("project_q.{p}", "head.codes.{p}"),
            Row("quantizer.weight_proj.{p}", "head.quantizer.choose.{p}"),
            Row("quantizer.codevectors", "head.quantizer.vectors.weight"),
        ),
    )


def init(config: Wav2Vec2Config) -> Rules:
    """As in all of speech; projections and biases of convolutions begin by their sizes too."""
    yield from speech.init(config)
    for place, kernel in enumerate(config.conv_kernel):
        reads = kernel * (config.conv_dim[place - 1] if place else 1)
        yield f"body.frontend.blocks.{place}.conv.bias", speech.within(reads)
    yield "body.frontend.project.*", speech.within(config.conv_dim[-1])
    reads = config.output_width * config.adapter_kernel_size
    yield "body.shorten.layers.*.weight", Normal(std=(2 / reads) ** 0.5)
    yield "body.shorten.layers.*.bias", speech.within(reads)
    yield "head.quantizer.choose.weight", Normal(std=1.0)
    yield "head.quantizer.vectors.weight", Uniform(low=0.0, high=1.0)
    yield "head.states.*", speech.within(config.hidden_size)
    yield "head.codes.*", speech.within(config.codevector_dim)
    for path in ("head.speakers.weight", "head.head.speakers.weight"):
        yield path, Normal(std=1.0)


FAMILY = Family(
    config=Wav2Vec2Config,
    class_prefix="Wav2Vec2",
    title="wav2vec 2.0",
    summary="encoder of speech, from its samples",
    paper="https://arxiv.org/abs/2006.11477",
    body=body,
    rows=rows,
    heads={
        "ctc": ctc,
        "sequence_classification": sequence_classification,
        "audio_frame_classification": audio_frame_classification,
        "xvector": xvector,
        "pretraining": pretraining,
    },
    prefix="wav2vec2",
    provides=frozenset({Feature.HIDDEN}),
    inputs=speech.INPUTS,
    processor="wav2vec2_audio",
    init=init,
    kinds={"base": FRAMES, "pretraining": HIDDEN_FRAMES},
)
