"""wav2vec 2.0: speech from its samples, pretrained to tell hidden frames from others.

Paper: https://arxiv.org/abs/2006.11477
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import Problem, configuration, option
from factory.families import speech
from factory.families.base import Family, Head
from factory.families.shared import divides
from factory.heads import FRAMES, Feature
from factory.specs import (
    Conv,
    Dense,
    Layer,
    LayerNorm,
    Linear,
    Normal,
    Residual,
    Rules,
    Shortening,
    SoundStack,
    activation,
    pre,
    spec,
)


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

    @property
    def output_width(self) -> int:
        """Width of what a head reads."""
        return (
            (self.output_hidden_size or self.hidden_size) if self.add_adapter else self.hidden_size
        )


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
        "sequence_classification": speech.sequence_classification,
    },
    prefix="wav2vec2",
    provides=frozenset({Feature.HIDDEN}),
    inputs=speech.INPUTS,
    init=init,
    kinds={"base": FRAMES},
)
