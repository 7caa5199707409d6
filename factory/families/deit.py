"""DeiT: ViT with a second token, which learns from another model's answers.

Paper: https://arxiv.org/abs/2012.12877
"""

from __future__ import annotations

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import configuration
from factory.families import vit
from factory.families.base import Family, Head
from factory.heads import Feature
from factory.specs import Linear, Rules, Spec, Stack, spec
from factory.specs.init import ZEROS


@configuration
class DeiTConfig(vit.ViTConfig):
    """Options of DeiT; the defaults are those of ``deit-base-distilled-patch16-224``."""

    model_type = "deit"


@spec
class TaughtClassifier(Spec):
    """A classifier on each of the first two tokens; the model's scores are the mean of both.

    Attributes:
        output: on the token that learned from labels.
        distilled: on the token that learned from the teacher.
    """

    output: Linear
    distilled: Linear


def body(config: DeiTConfig, pooled: bool) -> Stack:
    """Patches with two tokens before them, through pre-norm layers."""
    return vit.encoder(config, before=2, pooled=pooled)


def rows(config: DeiTConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    return (*vit.rows(config), Row("embeddings.distillation_token", "frontend.before.1.weight"))


def image_classification_with_teacher(config: DeiTConfig) -> Head:
    """One linear layer on each of both tokens."""
    classifier = Linear(inputs=config.hidden_size, outputs=config.num_labels)
    return Head(
        spec=TaughtClassifier(output=classifier, distilled=classifier),
        needs=Feature.HIDDEN,
        rows=(
            Row("cls_classifier.{p}", "head.output.{p}"),
            Row("distillation_classifier.{p}", "head.distilled.{p}"),
        ),
    )


def masked_image_modeling(config: DeiTConfig) -> Head:
    """Pixels from every patch, hidden ones above all."""
    return vit.reconstruction(config, body(config, pooled=False))


def init(config: DeiTConfig) -> Rules:
    """What is no layer begins at zero, as in transformers."""
    return (
        ("body.frontend.masked.weight", ZEROS),
        ("body.frontend.before.*", ZEROS),
        ("body.position.table.weight", ZEROS),
    )


FAMILY = Family(
    config=DeiTConfig,
    class_prefix="DeiT",
    title="DeiT",
    summary="ViT with a token that learned from a teacher",
    paper="https://arxiv.org/abs/2012.12877",
    body=body,
    rows=rows,
    heads={
        "image_classification": vit.image_classification,
        "image_classification_with_teacher": image_classification_with_teacher,
        "masked_image_modeling": masked_image_modeling,
    },
    prefix="deit",
    provides=vit.FAMILY.provides,
    inputs=vit.FAMILY.inputs,
    processor="deit",
    init=init,
)
