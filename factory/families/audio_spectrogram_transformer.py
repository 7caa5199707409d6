"""Audio Spectrogram Transformer: a spectrogram is a sequence of overlapping patches.

Paper: https://arxiv.org/abs/2104.01778
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import Problem, configuration, option
from factory.families import vit
from factory.families.base import Family, Head
from factory.heads import Feature
from factory.specs import (
    Conv,
    Free,
    LayerNorm,
    Linear,
    Pool,
    Rules,
    SequenceClassifier,
    Spectrogram,
    Stack,
    spec,
)
from factory.specs.init import ZEROS


@configuration
class ASTConfig(vit.EncoderConfig):
    """Options of AST; the defaults are those of ``ast-finetuned-audioset-10-10``."""

    model_type = "audio-spectrogram-transformer"

    patch_size: int = option(16, "Bands and times of a patch.", low=1)
    frequency_stride: int = option(10, "Bands from one patch to the next.", low=1)
    time_stride: int = option(10, "Times from one patch to the next.", low=1)
    max_length: int = option(1024, "Times of a spectrogram.", low=1)
    num_mel_bins: int = option(128, "Bands of a spectrogram.", low=1)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        for name in ("max_length", "num_mel_bins"):
            if self.patch_size > getattr(self, name):
                yield Problem(
                    "patch_size", f"{self.patch_size} is more than {name} {getattr(self, name)}"
                )


@spec
class BothTokens(Pool):
    """A pool on the mean of the two tokens before the patches."""


def body(config: ASTConfig, pooled: bool) -> Stack:
    """Patches with two tokens before them, through pre-norm layers."""
    width, patch = config.hidden_size, (config.patch_size, config.patch_size)
    frontend = Spectrogram(
        conv=Conv(
            inputs=1,
            outputs=width,
            kernel=patch,
            stride=(config.frequency_stride, config.time_stride),
        ),
        height=config.num_mel_bins,
        width_of_picture=config.max_length,
        before=(Free(shape=(1, 1, width)),) * 2,
    )
    return vit.stack(config, frontend, BothTokens() if pooled else None)


def rows(config: ASTConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    return (
        *vit.encoder_rows(config),
        Row("embeddings.distillation_token", "frontend.before.1.weight"),
    )


def audio_classification(config: ASTConfig) -> Head:
    """A norm and one linear layer on the mean of both tokens."""
    width = config.hidden_size
    return Head(
        spec=SequenceClassifier(
            pool=BothTokens(norm=LayerNorm(width=width, eps=config.layer_norm_eps)),
            output=Linear(inputs=width, outputs=config.num_labels),
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("classifier.layernorm.{p}", "head.pool.norm.{p}"),
            Row("classifier.dense.{p}", "head.output.{p}"),
        ),
    )


def init(config: ASTConfig) -> Rules:
    """Tokens and places begin at zero."""
    return (("body.frontend.before.*", ZEROS), ("body.position.table.weight", ZEROS))


FAMILY = Family(
    config=ASTConfig,
    class_prefix="AST",
    title="Audio Spectrogram Transformer",
    summary="encoder of spectrograms, as sequences of patches",
    paper="https://arxiv.org/abs/2104.01778",
    body=body,
    rows=rows,
    heads={"audio_classification": audio_classification},
    prefix="audio_spectrogram_transformer",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=("input_values",),
    processor="ast",
    init=init,
)
