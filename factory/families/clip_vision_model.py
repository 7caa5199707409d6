"""CLIP's encoder of pictures, by itself.

Paper: https://arxiv.org/abs/2103.00020
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import Problem, configuration, option
from factory.families.base import Family, Head
from factory.families.clip_encoder import (
    CLIPEncoderConfig,
    encoder_init,
    encoder_layers,
    encoder_norm,
    encoder_rows,
    projection_init,
)
from factory.heads import PROJECTED_IMAGE, Feature
from factory.specs import (
    Conv,
    Embedding,
    Free,
    Full,
    Grid,
    Linear,
    Normal,
    Patches,
    Pool,
    Projector,
    Rules,
    Stack,
)


@configuration
class CLIPVisionConfig(CLIPEncoderConfig):
    """Options of CLIP's encoder of pictures; the defaults are of ``clip-vit-base-patch32``."""

    model_type = "clip_vision_model"
    within = MappingProxyType({"clip": "vision_config"})

    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    intermediate_size: int = option(3072, "Width inside the feed-forward blocks.", low=1)
    num_attention_heads: int = option(12, "Attention heads per layer.", low=1)
    num_channels: int = option(3, "Colours of a picture.", low=1)
    image_size: int = option(224, "Pixels of a side.", low=1)
    patch_size: int = option(32, "Pixels of a patch's side.", low=1)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.patch_size > self.image_size:
            said = f"{self.patch_size} is more than image_size {self.image_size}"
            yield Problem("patch_size", said)


def body(config: CLIPVisionConfig, pooled: bool) -> Stack:
    """Patches after a token that is pooled; norms before the first layer and on what is pooled."""
    width, patch = config.hidden_size, (config.patch_size,) * 2
    frontend = Patches(
        conv=Conv(
            inputs=config.num_channels, outputs=width, kernel=patch, stride=patch, bias=False
        ),
        height=config.image_size,
        width_of_picture=config.image_size,
        before=(Free(shape=(width,)),),
    )
    places = frontend.rows * frontend.columns + 1
    return Stack(
        frontend=frontend,
        position=Grid(
            table=Embedding(count=places, width=width),
            rows=frontend.rows,
            columns=frontend.columns,
        ),
        entry=encoder_norm(config),
        layers=encoder_layers(config, Full()),
        pool=Pool(norm=encoder_norm(config)) if pooled else None,
    )


def rows(config: CLIPVisionConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder; ``pre_layrnorm`` is its name."""
    return (
        Row("embeddings.class_embedding", "frontend.before.0.weight"),
        Row("embeddings.patch_embedding.weight", "frontend.conv.weight"),
        Row("embeddings.position_embedding.weight", "position.table.weight"),
        Row("pre_layrnorm.{p}", "entry.{p}"),
        *encoder_rows(),
        Row("post_layernorm.{p}", "pool.norm.{p}"),
        Drop("embeddings.position_ids"),
    )


def with_projection(config: CLIPVisionConfig) -> Head:
    """One linear map of the pooled output."""
    output = Linear(inputs=config.hidden_size, outputs=config.projection_dim, bias=False)
    return Head(
        spec=Projector(output=output, result="image_embeds"),
        needs=Feature.POOLED,
        rows=(Row("visual_projection.{p}", "head.output.{p}"),),
    )


def stack_init(config: CLIPVisionConfig, stack: str) -> Rules:
    """How the encoder at a path begins."""
    factor = config.initializer_factor
    tables = Normal(std=config.initializer_range * factor)
    return (
        (f"{stack}.frontend.before.0.weight", Normal(std=config.hidden_size**-0.5 * factor)),
        (f"{stack}.frontend.conv.weight", tables),
        (f"{stack}.position.table.weight", tables),
        *encoder_init(config, stack),
    )


def init(config: CLIPVisionConfig) -> Rules:
    """How the encoder and its projection begin."""
    return (
        *stack_init(config, "body"),
        *projection_init("head.output", config.hidden_size, config.initializer_factor),
    )


FAMILY = Family(
    config=CLIPVisionConfig,
    class_prefix="CLIPVision",
    title="CLIP vision",
    summary="CLIP's encoder of pictures alone",
    paper="https://arxiv.org/abs/2103.00020",
    body=body,
    rows=rows,
    heads={"with_projection": with_projection},
    prefix="vision_model",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=("pixel_values", "interpolate_pos_encoding"),
    processor="clip",
    init=init,
    kinds={"with_projection": PROJECTED_IMAGE},
)
