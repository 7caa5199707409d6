"""ELECTRA: an encoder pretrained to tell which tokens a small generator replaced.

Paper: https://arxiv.org/abs/2003.10555
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import AnyRow, Row, TiedRow
from factory.configuration import Problem, configuration, option
from factory.families import bert, encoders, roberta
from factory.families.base import Family, Head
from factory.families.shared import activation_rows
from factory.heads import REPLACED_TOKENS, Feature
from factory.specs import (
    ACTIVATIONS,
    ChoiceClassifier,
    Detector,
    First,
    Linear,
    Pool,
    Select,
    Transform,
    activation,
    spec,
)


@configuration
class ElectraConfig(bert.BertConfig):
    """Options of ELECTRA; the defaults are those of ``electra-small-discriminator``."""

    model_type = "electra"

    embedding_size: int = option(128, "Width of the embedded tokens.", low=1)
    hidden_size: int = option(256, "Width of the hidden states.", low=1)
    num_attention_heads: int = option(4, "Attention heads per layer.", low=1)
    intermediate_size: int = option(1024, "Width inside the feed-forward blocks.", low=1)
    summary_type: str = option(
        "first",
        "Place that multiple choice pools; cls_index is the last one, padding counts as a place.",
        choices=("first", "last", "mean", "cls_index"),
    )
    summary_use_proj: bool = option(True, "Put a dense layer into the pooling of multiple choice.")
    summary_activation: str = option(
        "gelu", "Activation in the pooling of multiple choice.", choices=ACTIVATIONS
    )
    summary_last_dropout: float = option(
        0.1, "Dropout of what multiple choice pools.", low=0, high=1
    )

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        for name in ("summary_first_dropout", "summary_proj_to_labels"):
            if self.foreign.get(name):
                yield Problem(name, "is not available, only null, 0 or false")


@spec
class LastPlace(Select):
    """The last place of the batch, be it padding or not."""


@spec
class AllPlaces(Select):
    """The mean of all places of the batch, padding included."""


@spec
class Summary(Pool):
    """A pool that counts padding as places, which transformers' own does."""


def rows(config: ElectraConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    return (*encoders.encoder_rows(config), Row("embeddings_project.{p}", "project.{p}"))


def masked_lm(config: ElectraConfig) -> Head:
    """The generator: dense, GELU, norm, then the input table."""
    return Head(
        spec=bert.vocabulary(config, "gelu"),
        needs=Feature.HIDDEN,
        rows=(
            Row("generator_predictions.dense.{p}", "head.transform.dense.{p}"),
            Row("generator_predictions.LayerNorm.{p}", "head.transform.norm.{p}"),
            Row("generator_lm_head.{p}", "head.decoder.{p}"),
            TiedRow("generator_lm_head.weight", "body.frontend.token.weight"),
        ),
    )


def causal_lm(config: ElectraConfig) -> Head:
    """As the generator, trained to go on."""
    return bert.next_token(masked_lm(config))


def pretraining(config: ElectraConfig) -> Head:
    """The discriminator: dense, activation, one score a token."""
    width, disk = config.hidden_size, "discriminator_predictions."
    return Head(
        spec=Detector(
            transform=Transform(
                dense=Linear(inputs=width, outputs=width), activation=activation(config.hidden_act)
            ),
            output=Linear(inputs=width, outputs=1),
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row(disk + "dense.{p}", "head.transform.dense.{p}"),
            *activation_rows(disk + "activation", "head.transform.activation"),
            Row(disk + "dense_prediction.{p}", "head.output.{p}"),
        ),
    )


def sequence_classification(config: ElectraConfig) -> Head:
    """The first token through a dense layer with GELU."""
    return roberta.classification(config, "gelu")


def multiple_choice(config: ElectraConfig) -> Head:
    """One score for the summary of each candidate."""
    width, select = config.hidden_size, SELECT[config.summary_type]
    pool = Pool if isinstance(select, First) else Summary
    return Head(
        spec=ChoiceClassifier(
            pool=pool(
                select=select,
                dense=Linear(inputs=width, outputs=width) if config.summary_use_proj else None,
                activation=activation(config.summary_activation),
            ),
            dropout=config.summary_last_dropout,
            output=Linear(inputs=width, outputs=1),
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("sequence_summary.summary.{p}", "head.pool.dense.{p}"),
            *activation_rows("sequence_summary.activation", "head.pool.activation"),
            *bert.CLASSIFIER,
        ),
    )


SELECT: dict[str, Select] = {
    "first": First(),
    "last": LastPlace(),
    "cls_index": LastPlace(),
    "mean": AllPlaces(),
}

FAMILY = Family(
    config=ElectraConfig,
    class_prefix="Electra",
    title="ELECTRA",
    summary="encoder pretrained to detect replaced tokens",
    paper="https://arxiv.org/abs/2003.10555",
    body=bert.body,
    rows=rows,
    heads={
        "masked_lm": masked_lm,
        "causal_lm": causal_lm,
        "sequence_classification": sequence_classification,
        "token_classification": bert.token_classification,
        "question_answering": bert.question_answering,
        "multiple_choice": multiple_choice,
        "pretraining": pretraining,
    },
    prefix="electra",
    provides=frozenset({Feature.HIDDEN}),
    inputs=encoders.INPUTS,
    head_inputs=bert.HEAD_INPUTS,
    head_options=bert.HEAD_OPTIONS,
    tokenizer="wordpiece",
    kinds={"pretraining": REPLACED_TOKENS},
)
