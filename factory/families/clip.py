"""CLIP: texts and pictures that belong together come to lie near each other.

Paper: https://arxiv.org/abs/2103.00020
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from factory.checkpoint.rows import AnyRow, Row, under
from factory.configuration import PretrainedConfig, Problem, configuration, option, part
from factory.families import clip_text_model, clip_vision_model
from factory.families.base import Family, Head
from factory.families.clip_encoder import projection_init
from factory.families.clip_text_model import CLIPTextConfig
from factory.families.clip_vision_model import CLIPVisionConfig
from factory.heads import TEXTS_AND_PICTURES, Feature
from factory.specs import (
    Constant,
    DualEncoder,
    Free,
    Linear,
    Pool,
    Rules,
    SequenceClassifier,
    Stack,
    spec,
)
from factory.specs.edits import prune


@configuration
class CLIPConfig(PretrainedConfig):
    """Options of CLIP; the defaults are those of ``clip-vit-base-patch32``."""

    model_type = "clip"
    older = ("text_config_dict", "vision_config_dict")

    text_config: CLIPTextConfig = part(CLIPTextConfig, "The encoder of texts.")
    vision_config: CLIPVisionConfig = part(CLIPVisionConfig, "The encoder of pictures.")
    projection_dim: int = option(512, "Width at which texts and pictures are compared.", low=1)
    logit_scale_init_value: float = option(
        2.6592, "Initial logarithm of the factor of the similarities."
    )
    initializer_factor: float = option(1.0, "Factor of the initial projections.", low=0)

    @classmethod
    def from_text_vision_configs(
        cls, text_config: CLIPTextConfig, vision_config: CLIPVisionConfig, **options: Any
    ) -> Self:
        """Of two encoders' configurations.

        Raises:
            RequestError: an option is wrong.
        """
        return cls(text_config=text_config, vision_config=vision_config, **options)

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Where older files say an encoder's options twice, the dictionary counts as a whole."""
        new, found = super().renewed(given)
        for name, kind in cls.parts().items():
            if (whole := new.pop(f"{name}_dict", None)) is not None:
                new[name] = kind.from_dict(whole)
        return new, found

    def _unprunable(self) -> Iterator[Problem]:
        if self.pruned_heads:
            yield Problem(
                "pruned_heads", "say of which encoder: text_config.pruned_heads or vision_config's"
            )


@spec
class PatchPool(Pool):
    """The mean of a picture's patches, without the token before them."""


def body(config: CLIPConfig, pooled: bool) -> DualEncoder:
    """Both encoders, and what their pooled outputs are compared through."""
    text, vision, width = config.text_config, config.vision_config, config.projection_dim
    return DualEncoder(
        text=prune(clip_text_model.body(text, pooled=True), text.pruned_heads),
        image=pictures(config),
        text_projection=Linear(inputs=text.hidden_size, outputs=width, bias=False),
        image_projection=Linear(inputs=vision.hidden_size, outputs=width, bias=False),
        scale=Free(shape=()),
    )


def pictures(config: CLIPConfig) -> Stack:
    """The encoder of pictures."""
    vision = config.vision_config
    return prune(clip_vision_model.body(vision, pooled=True), vision.pruned_heads)


def rows(config: CLIPConfig) -> tuple[AnyRow, ...]:
    """Names on disk of both encoders, the projections and the factor."""
    text = clip_text_model.rows(config.text_config)
    return (
        *under(text, disk="text_model.", native="text."),
        *picture_rows(config, "image."),
        Row("text_projection.{p}", "text_projection.{p}"),
        Row("visual_projection.{p}", "image_projection.{p}"),
        Row("logit_scale", "scale.weight"),
    )


def picture_rows(config: CLIPConfig, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder of pictures, whose path is given."""
    vision = clip_vision_model.rows(config.vision_config)
    return under(vision, disk="vision_model.", native=native)


def image_classification(config: CLIPConfig) -> Head:
    """One linear layer on the mean of the patches; the pooler's norm is there and not used."""
    width = config.vision_config.hidden_size
    return Head(
        spec=SequenceClassifier(
            pool=PatchPool(), output=Linear(inputs=width, outputs=config.num_labels)
        ),
        needs=Feature.HIDDEN,
        rows=(*picture_rows(config, "body."), Row("classifier.{p}", "head.output.{p}")),
        body=pictures(config),
        part="image",
    )


def init(config: CLIPConfig) -> Rules:
    """How both encoders, the projections, the factor and a classifier begin."""
    text, vision, factor = config.text_config, config.vision_config, config.initializer_factor
    return (
        *clip_text_model.stack_init(text, "body.text"),
        *clip_vision_model.stack_init(vision, "body.image"),
        *clip_vision_model.stack_init(vision, "body"),
        *projection_init("body.text_projection", text.hidden_size, factor),
        *projection_init("body.image_projection", vision.hidden_size, factor),
        *projection_init("head.output", vision.hidden_size, factor),
        ("body.scale.weight", Constant(value=config.logit_scale_init_value)),
    )


FAMILY = Family(
    config=CLIPConfig,
    class_prefix="CLIP",
    title="CLIP",
    summary="one encoder for texts and one for pictures, compared",
    paper="https://arxiv.org/abs/2103.00020",
    body=body,
    rows=rows,
    heads={"image_classification": image_classification},
    prefix="",
    provides=frozenset({Feature.HIDDEN}),
    inputs=(
        "input_ids",
        "pixel_values",
        "attention_mask",
        "position_ids",
        "interpolate_pos_encoding",
    ),
    tokenizer="clip",
    processor="clip",
    init=init,
    kinds={"base": TEXTS_AND_PICTURES},
    head_inputs={"image_classification": ("pixel_values", "interpolate_pos_encoding")},
)
