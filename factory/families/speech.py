"""What models of speech share: convolutions over samples, then layers over frames.

Papers: https://arxiv.org/abs/2006.11477 (wav2vec 2.0), https://arxiv.org/abs/2106.07447 (HuBERT)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families.base import Head
from factory.families.shared import activation_rows, divides, padding_in_vocabulary
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    CTC,
    Augmentation,
    Constant,
    Conv,
    ConvBlock,
    ConvPosition,
    Free,
    GroupNorm,
    Init,
    Layer,
    LayerMean,
    LayerNorm,
    Linear,
    Mean,
    Normal,
    Pool,
    Residual,
    Rules,
    SequenceClassifier,
    SoundStack,
    Spans,
    Spec,
    Uniform,
    Waveform,
    WeightNormConv,
    activation,
    attention,
    dense,
)

INPUTS = ("input_values", "attention_mask", "mask_time_indices")


@configuration
class ListenerConfig(PretrainedConfig):
    """Options of all that listens: what training hides, and what classifiers read."""

    apply_spec_augment: bool = option(True, "Hide frames in training, and where it is asked for.")
    mask_time_prob: float = option(0.05, "Share of frames that training hides.", low=0, high=1)
    mask_time_length: int = option(10, "Frames of a hidden span.", low=1)
    mask_time_min_masks: int = option(2, "Spans of frames that are hidden at least.", low=0)
    mask_feature_prob: float = option(
        0.0, "Share of each frame's numbers that training hides.", low=0, high=1
    )
    mask_feature_length: int = option(10, "Numbers of a hidden span.", low=1)
    mask_feature_min_masks: int = option(0, "Spans of numbers that are hidden at least.", low=0)
    use_weighted_layer_sum: bool = option(
        False, "Let classifiers read a weighted mean of all layers, not the last one."
    )
    classifier_proj_size: int = option(256, "Width of what a classifier pools.", low=1)


@configuration
class SpeechConfig(ListenerConfig):
    """Options that wav2vec 2.0 and its relatives share; the defaults are those of base sizes."""

    vocab_size: int = option(32, "Number of letters that transcripts are written in.", low=1)
    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(12, "Number of layers.", low=1)
    num_attention_heads: int = option(12, "Attention heads per layer.", low=1)
    intermediate_size: int = option(3072, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option("gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    hidden_dropout: float = option(0.1, "Dropout of frames and blocks.", low=0, high=1)
    activation_dropout: float = option(
        0.1, "Dropout inside the feed-forward blocks.", low=0, high=1
    )
    attention_dropout: float = option(0.1, "Dropout of attention weights.", low=0, high=1)
    feat_proj_dropout: float = option(0.0, "Dropout of projected frames.", low=0, high=1)
    final_dropout: float = option(0.1, "Dropout before the scores of letters.", low=0, high=1)
    layerdrop: float = option(0.1, "Chance that training leaves a layer out.", low=0, high=1)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    layer_norm_eps: float = option(1e-5, "Added to the variance in layer norms.", low=1e-30)
    feat_extract_norm: str = option(
        "group",
        "Norm of the convolutions: group after the first alone, layer after each.",
        choices=("group", "layer"),
    )
    feat_extract_activation: str = option(
        "gelu", "Activation of the convolutions.", choices=ACTIVATIONS
    )
    conv_dim: tuple[int, ...] = option((512,) * 7, "Channels of each convolution.", low=1)
    conv_stride: tuple[int, ...] = option(
        (5, 2, 2, 2, 2, 2, 2), "Steps of each convolution.", low=1
    )
    conv_kernel: tuple[int, ...] = option(
        (10, 3, 3, 3, 3, 2, 2), "Values that each convolution reads at once.", low=1
    )
    conv_bias: bool = option(False, "Biases of the convolutions.")
    num_conv_pos_embeddings: int = option(
        128, "Frames that the convolution for places reads at once.", low=1
    )
    num_conv_pos_embedding_groups: int = option(16, "Groups of the convolution for places.", low=1)
    do_stable_layer_norm: bool = option(False, "Put norms before the blocks, not after them.")
    ctc_loss_reduction: str = option(
        "sum", "What becomes of the losses of a batch.", choices=("sum", "mean", "none")
    )
    ctc_zero_infinity: bool = option(
        False, "Let transcripts that are longer than their recording count as no loss."
    )
    pad_token_id: int | None = option(0, "Id of the padding token, the blank.", low=0)
    bos_token_id: int | None = option(1, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")
        yield from divides(self, "num_conv_pos_embedding_groups", "hidden_size")
        yield from padding_in_vocabulary(self)
        for name in ("conv_stride", "conv_kernel"):
            count, wanted = len(getattr(self, name)), len(self.conv_dim)
            if count != wanted:
                yield Problem(name, f"names {count} convolutions where conv_dim names {wanted}")
        if not self.conv_dim:
            yield Problem("conv_dim", "names no convolution")


def frontend(config: SpeechConfig, norm: bool = True) -> Waveform:
    """Samples to frames, with or without a norm of the channels."""
    channels = config.conv_dim[-1]
    hides = config.mask_time_prob > 0 or config.mask_feature_prob > 0
    return Waveform(
        blocks=tuple(conv_block(config, place) for place in range(len(config.conv_dim))),
        norm=LayerNorm(width=channels, eps=config.layer_norm_eps) if norm else None,
        project=Linear(inputs=channels, outputs=config.hidden_size),
        dropout=config.feat_proj_dropout,
        masked=Free(shape=(config.hidden_size,)) if hides else None,
        augment=augmentation(config) if config.apply_spec_augment else None,
    )


def conv_block(config: SpeechConfig, place: int) -> ConvBlock:
    """One convolution of the frontend."""
    channels = config.conv_dim[place]
    norm: LayerNorm | GroupNorm | None = None
    if config.feat_extract_norm == "layer":
        norm = LayerNorm(width=channels)
    elif place == 0:
        norm = GroupNorm(width=channels, groups=channels, eps=1e-5)
    return ConvBlock(
        conv=Conv(
            inputs=config.conv_dim[place - 1] if place else 1,
            outputs=channels,
            kernel=(config.conv_kernel[place],),
            stride=(config.conv_stride[place],),
            bias=config.conv_bias,
        ),
        norm=norm,
        activation=activation(config.feat_extract_activation),
    )


def augmentation(config: ListenerConfig) -> Augmentation:
    """What training hides."""
    frames = Spans(
        share=config.mask_time_prob,
        length=config.mask_time_length,
        least=config.mask_time_min_masks,
    )
    numbers = Spans(
        share=config.mask_feature_prob,
        length=config.mask_feature_length,
        least=config.mask_feature_min_masks,
    )
    return Augmentation(
        frames=frames if frames.share > 0 else None,
        numbers=numbers if numbers.share > 0 else None,
    )


def layer(config: SpeechConfig) -> Layer:
    """Attention and feed-forward, norms before or after them."""
    width, stable = config.hidden_size, config.do_stable_layer_norm
    norm = LayerNorm(width=width, eps=config.layer_norm_eps)

    def placed(block: Spec) -> Residual:
        return Residual(
            block=block,
            before=norm if stable else None,
            after=None if stable else norm,
            dropout=config.hidden_dropout,
        )

    return Layer(
        mixer=placed(
            attention(width, config.num_attention_heads, dropout=config.attention_dropout)
        ),
        feedforward=placed(
            dense(
                width,
                config.intermediate_size,
                config.hidden_act,
                dropout=config.activation_dropout,
            )
        ),
    )


def stack(config: SpeechConfig, waveform: Waveform, each: Layer) -> SoundStack:
    """A frontend and so many of the same layer, a convolution telling places."""
    width, kernel = config.hidden_size, config.num_conv_pos_embeddings
    norm = LayerNorm(width=width, eps=config.layer_norm_eps)
    stable = config.do_stable_layer_norm
    return SoundStack(
        frontend=waveform,
        position=ConvPosition(
            conv=WeightNormConv(
                inputs=width,
                outputs=width,
                kernel=(kernel,),
                stride=(1,),
                padding=kernel // 2,
                groups=config.num_conv_pos_embedding_groups,
            ),
            activation=activation(config.feat_extract_activation),
        ),
        entry=None if stable else norm,
        layers=(each,) * config.num_hidden_layers,
        norm=norm if stable else None,
        norm_kept_apart=True,
        dropout=config.hidden_dropout,
        layerdrop=config.layerdrop,
    )


def rows(config: SpeechConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the frontend and the layers."""
    conv, block = "feature_extractor.conv_layers.{i}.", "frontend.blocks.{i}."
    places, place = "encoder.pos_conv_embed.", "position."
    weight = places + "conv.parametrizations.weight.original"
    disk, native = "encoder.layers.{i}.", "layers.{i}."
    inner = "feed_forward.intermediate_"
    return (
        Row("masked_spec_embed", "frontend.masked.weight"),
        Row(conv + "conv.{p}", block + "conv.{p}"),
        Row(conv + "layer_norm.{p}", block + "norm.{p}"),
        *activation_rows(conv + "activation", block + "activation"),
        Row("feature_projection.layer_norm.{p}", "frontend.norm.{p}"),
        Row("feature_projection.projection.{p}", "frontend.project.{p}"),
        Row(
            weight + "0",
            place + "conv.scale",
            old=(("weight_g", "parametrizations.weight.original0"),),
        ),
        Row(
            weight + "1",
            place + "conv.direction",
            old=(("weight_v", "parametrizations.weight.original1"),),
        ),
        Row(places + "conv.bias", place + "conv.bias"),
        *activation_rows(places + "activation", place + "activation"),
        *(
            Row(disk + f"attention.{theirs}_proj.{{p}}", native + f"mixer.block.{ours}.{{p}}")
            for theirs, ours in (("q", "query"), ("k", "key"), ("v", "value"), ("out", "output"))
        ),
        Row(disk + inner + "dense.{p}", native + "feedforward.block.up.{p}"),
        *activation_rows(disk + inner + "act_fn", native + "feedforward.block.activation"),
        Row(disk + "feed_forward.output_dense.{p}", native + "feedforward.block.down.{p}"),
        *(
            Row(disk + f"{theirs}.{{p}}", native + f"{ours}.{side}.{{p}}")
            for theirs, ours in (("layer_norm", "mixer"), ("final_layer_norm", "feedforward"))
            for side in ("before", "after")
        ),
        Row("encoder.layer_norm.{p}", "entry.{p}"),
        Row("encoder.layer_norm.{p}", "norm.{p}"),
    )


def transcription(config: SpeechConfig, width: int) -> Head:
    """Scores of letters at each frame of so many numbers."""
    return Head(
        spec=CTC(
            output=Linear(inputs=width, outputs=config.vocab_size),
            blank=config.pad_token_id or 0,
            reduction=config.ctc_loss_reduction,
            zero_infinity=config.ctc_zero_infinity,
            dropout=config.final_dropout,
        ),
        needs=Feature.HIDDEN,
        rows=(Row("lm_head.{p}", "head.output.{p}"),),
    )


def sequence_classification(config: Any) -> Head:
    """A projection of the mean of all frames, then the labels."""
    return over_layers(
        config,
        SequenceClassifier(
            pool=Pool(
                select=Mean(),
                dense=Linear(inputs=config.hidden_size, outputs=config.classifier_proj_size),
            ),
            output=Linear(inputs=config.classifier_proj_size, outputs=config.num_labels),
        ),
        {"projector.{p}": "pool.dense.{p}", "classifier.{p}": "output.{p}"},
    )


def over_layers(config: Any, spec: Spec, names: dict[str, str]) -> Head:
    """A head that reads the last layer, or the mean of all if the configuration says so.

    Args:
        config: the options.
        spec: the head.
        names: on disk -> within the head.
    """
    if not config.use_weighted_layer_sum:
        listed = tuple(Row(disk, f"head.{path}") for disk, path in names.items())
        return Head(spec=spec, needs=Feature.HIDDEN, rows=listed)
    weights = Free(shape=(config.num_hidden_layers + 1,))
    return Head(
        spec=LayerMean(weights=weights, head=spec),
        needs=Feature.HIDDEN,
        rows=(
            Row("layer_weights", "head.weights.weight"),
            *(Row(disk, f"head.head.{path}") for disk, path in names.items()),
        ),
    )


def init(config: SpeechConfig) -> Rules:
    """Convolutions begin by their sizes, layers count alike."""
    yield "body.frontend.masked.weight", Uniform(low=0.0, high=1.0)
    yield "head.weights.weight", Constant(value=1 / (config.num_hidden_layers + 1))
    for place, kernel in enumerate(config.conv_kernel):
        reads = kernel * (config.conv_dim[place - 1] if place else 1)
        yield f"body.frontend.blocks.{place}.conv.weight", Normal(std=(2 / reads) ** 0.5)
    width, groups = config.hidden_size, config.num_conv_pos_embedding_groups
    reads = width // groups * config.num_conv_pos_embeddings
    yield "body.position.conv.direction", within(reads)
    # A direction of so many numbers is about as long as this, at each place of the kernel.
    length = (width * width // groups / 3 / reads) ** 0.5
    yield "body.position.conv.scale", Constant(value=length)


def within(reads: int) -> Init:
    """The usual range of a projection that reads so many numbers."""
    return Uniform(low=-(reads**-0.5), high=reads**-0.5)
