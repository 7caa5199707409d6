"""Vision Transformer: a picture is a sequence of patches.

Paper: https://arxiv.org/abs/2010.11929
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families.base import Family, Head
from factory.families.shared import activation_rows, divides
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    Attention,
    Conv,
    Free,
    Grid,
    Layer,
    LayerNorm,
    Linear,
    Patches,
    Pool,
    Reconstruction,
    Rules,
    SequenceClassifier,
    Stack,
    TruncatedNormal,
    activation,
    dense,
    pre,
)
from factory.specs.init import ZEROS


@configuration
class EncoderConfig(PretrainedConfig):
    """Options of the layers, which relatives that read other than pictures have as well."""

    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(12, "Number of layers.", low=1)
    num_attention_heads: int = option(12, "Attention heads per layer.", low=1)
    intermediate_size: int = option(3072, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option("gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    hidden_dropout_prob: float = option(0.0, "Dropout of embeddings and blocks.", low=0, high=1)
    attention_probs_dropout_prob: float = option(
        0.0, "Dropout of attention weights.", low=0, high=1
    )
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    layer_norm_eps: float = option(1e-12, "Added to the variance in layer norms.", low=1e-30)
    qkv_bias: bool = option(True, "Biases of queries, keys and values.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")


@configuration
class ViTConfig(EncoderConfig):
    """Options of ViT; the defaults are those of ``vit-base-patch16-224``."""

    model_type = "vit"

    image_size: int | tuple[int, ...] = option(224, "Pixels of a side, or (height, width).", low=1)
    patch_size: int | tuple[int, ...] = option(16, "Pixels of a patch's side, or of both.", low=1)
    num_channels: int = option(3, "Colours of a picture.", low=1)
    encoder_stride: int = option(16, "Pixels of a side that a patch is turned back into.", low=1)
    pooler_output_size: int | None = option(
        None, "Width of the pooled output; hidden_size when null.", low=1
    )
    pooler_act: str = option("tanh", "Activation of the pooled output.", choices=ACTIVATIONS)

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options: option -> its value where it is null."""
        return {"pooler_output_size": self.hidden_size}

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        for name in ("image_size", "patch_size"):
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) != 2:
                yield Problem(name, f"{list(value)} is neither one number nor two")
                return
        for picture, patch in zip(both(self.image_size), both(self.patch_size), strict=True):
            if patch > picture:
                yield Problem("patch_size", f"{patch} is more than image_size {picture}")


def both(size: int | tuple[int, ...]) -> tuple[int, int]:
    """(height, width) of a size that may be said once for both."""
    return (size, size) if isinstance(size, int) else (size[0], size[1])


def body(config: ViTConfig, pooled: bool) -> Stack:
    """Patches with a token before them, through pre-norm layers."""
    return encoder(config, before=1, pooled=pooled)


def encoder(config: ViTConfig, before: int, pooled: bool) -> Stack:
    """The stack, with so many tokens before the patches."""
    width = config.hidden_size
    height, picture_width = both(config.image_size)
    patch = both(config.patch_size)
    frontend = Patches(
        conv=Conv(inputs=config.num_channels, outputs=width, kernel=patch, stride=patch),
        height=height,
        width_of_picture=picture_width,
        before=(Free(shape=(1, 1, width)),) * before,
    )
    pooler = Pool(
        dense=Linear(inputs=width, outputs=config.pooler_output_size or width),
        activation=activation(config.pooler_act),
    )
    return stack(config, frontend, pooler if pooled else None)


def stack(config: EncoderConfig, frontend: Patches, pool: Pool | None) -> Stack:
    """Patches through pre-norm layers."""
    width, dropout = config.hidden_size, config.hidden_dropout_prob
    norm = LayerNorm(width=width, eps=config.layer_norm_eps)
    reads = Linear(inputs=width, outputs=width, bias=config.qkv_bias)
    mixer = Attention(
        query=reads,
        key=reads,
        value=reads,
        output=Linear(inputs=width, outputs=width),
        heads=config.num_attention_heads,
        dropout=config.attention_probs_dropout_prob,
    )
    feedforward = dense(width, config.intermediate_size, config.hidden_act)
    layer = Layer(
        mixer=pre(mixer, norm, dropout=dropout),
        feedforward=pre(feedforward, norm, dropout=dropout),
    )
    before = len(frontend.before)
    places = frontend.rows * frontend.columns + before
    return Stack(
        frontend=frontend,
        position=Grid(
            table=Free(shape=(1, places, width)),
            rows=frontend.rows,
            columns=frontend.columns,
            before=before,
        ),
        layers=(layer,) * config.num_hidden_layers,
        norm=norm,
        norm_kept_apart=True,
        pool=pool,
        dropout=dropout,
    )


def rows(config: ViTConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the body."""
    return (
        *encoder_rows(config),
        Row("embeddings.mask_token", "frontend.masked.weight"),
        Row("pooler.dense.{p}", "pool.dense.{p}"),
        *activation_rows("pooler.activation", "pool.activation"),
    )


def encoder_rows(config: EncoderConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the patches, the token before them and the layers."""
    disk, native = "encoder.layer.{i}.", "layers.{i}."
    block, feedforward = native + "mixer.block.", native + "feedforward."
    return (
        Row("embeddings.cls_token", "frontend.before.0.weight"),
        Row("embeddings.position_embeddings", "position.table.weight"),
        Row("embeddings.patch_embeddings.projection.{p}", "frontend.conv.{p}"),
        *(
            Row(disk + f"attention.attention.{part}.{{p}}", block + f"{part}.{{p}}")
            for part in ("query", "key", "value")
        ),
        Row(disk + "attention.output.dense.{p}", block + "output.{p}"),
        Row(disk + "intermediate.dense.{p}", feedforward + "block.up.{p}"),
        *activation_rows(disk + "mlp.activation_fn", feedforward + "block.activation"),
        Row(disk + "output.dense.{p}", feedforward + "block.down.{p}"),
        Row(disk + "layernorm_before.{p}", native + "mixer.before.{p}"),
        Row(disk + "layernorm_after.{p}", native + "feedforward.before.{p}"),
        Row("layernorm.{p}", "norm.{p}"),
    )


def image_classification(config: ViTConfig) -> Head:
    """One linear layer on the first token."""
    return Head(
        spec=SequenceClassifier(
            pool=Pool(), output=Linear(inputs=config.hidden_size, outputs=config.num_labels)
        ),
        needs=Feature.HIDDEN,
        rows=(Row("classifier.{p}", "head.output.{p}"),),
    )


def masked_image_modeling(config: ViTConfig) -> Head:
    """Pixels from every patch, hidden ones above all."""
    return reconstruction(config, body(config, pooled=False))


def reconstruction(config: ViTConfig, plain: Stack) -> Head:
    """Pixels from the patches of a stack that can hide some of them."""
    frontend = plain.frontend
    assert isinstance(frontend, Patches)
    width, step = config.hidden_size, config.encoder_stride
    hiding = replace(frontend, masked=Free(shape=(1, 1, width)))
    conv = Conv(inputs=width, outputs=config.num_channels * step**2, kernel=(1, 1), stride=(1, 1))
    return Head(
        spec=Reconstruction(conv=conv, step=step, before=len(frontend.before)),
        needs=Feature.HIDDEN,
        rows=(Row("decoder.0.{p}", "head.conv.{p}"),),
        body=replace(plain, frontend=hiding),
    )


def init(config: ViTConfig) -> Rules:
    """The token and the places begin within 2 of zero, the hidden patch at zero."""
    std = config.initializer_range
    free = TruncatedNormal(std=std, cutoff=2 / std) if std else ZEROS
    return (
        ("body.frontend.masked.weight", ZEROS),
        ("body.frontend.before.*", free),
        ("body.position.table.weight", free),
    )


FAMILY = Family(
    config=ViTConfig,
    class_prefix="ViT",
    title="ViT",
    summary="encoder of pictures, as sequences of patches",
    paper="https://arxiv.org/abs/2010.11929",
    body=body,
    rows=rows,
    heads={
        "image_classification": image_classification,
        "masked_image_modeling": masked_image_modeling,
    },
    prefix="vit",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=("pixel_values", "bool_masked_pos", "interpolate_pos_encoding"),
    processor="vit",
    init=init,
)
