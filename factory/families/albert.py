"""ALBERT: a BERT whose layers share their weights, over a narrow token table.

Paper: https://arxiv.org/abs/1909.11942
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import Problem, configuration, option
from factory.families import bert, encoders
from factory.families.base import Family, Head
from factory.families.shared import OLD_NORM, activation_rows
from factory.heads import SENTENCE_ORDER, Feature
from factory.specs import (
    ACTIVATIONS,
    Group,
    Layer,
    Linear,
    Pretraining,
    Stack,
    attention,
    dense,
    post,
    spec,
)
from factory.specs.leaves import probability


@configuration
class AlbertConfig(encoders.PairConfig):
    """Options of ALBERT; the defaults are those of ``albert-xxlarge-v2``."""

    model_type = "albert"

    vocab_size: int = option(30000, "Number of tokens in the vocabulary.", low=1)
    embedding_size: int = option(128, "Width of the embedded tokens.", low=1)
    hidden_size: int = option(4096, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(12, "Number of steps, each of which runs a group.", low=1)
    num_hidden_groups: int = option(1, "Groups of layers; steps share them evenly.", low=1)
    inner_group_num: int = option(1, "Layers in each group.", low=1)
    num_attention_heads: int = option(64, "Attention heads per layer.", low=1)
    intermediate_size: int = option(16384, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option(
        "gelu_new", "Activation of the feed-forward blocks.", choices=ACTIVATIONS
    )
    hidden_dropout_prob: float = option(
        0.0, "Dropout of embeddings and attention blocks.", low=0, high=1
    )
    attention_probs_dropout_prob: float = option(
        0.0, "Dropout of attention weights.", low=0, high=1
    )
    classifier_dropout_prob: float = option(0.1, "Dropout of the classifiers.", low=0, high=1)
    bos_token_id: int | None = option(2, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(3, "Id of the token a text ends with.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        groups, steps = self.num_hidden_groups, self.num_hidden_layers
        if groups > steps:
            yield Problem("num_hidden_groups", f"{groups} is more than num_hidden_layers, {steps}")

    @property
    def distinct_layers(self) -> int:
        """Layers with weights of their own, which is how heads to prune are counted."""
        return self.num_hidden_groups * self.inner_group_num

    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
        return self.classifier_dropout_prob


@spec
class AlbertPretraining(Pretraining):
    """Masked tokens, and the order of two sentences from what is left by dropout."""

    dropout: float = 0.0

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


def body(config: AlbertConfig, pooled: bool) -> Stack:
    """The encoder, with its pooler if it is wanted; feed-forward blocks have no dropout."""
    width, norm = config.hidden_size, encoders.layer_norm(config)
    mixer = attention(
        width, config.num_attention_heads, dropout=config.attention_probs_dropout_prob
    )
    layer = Layer(
        mixer=post(mixer, norm, dropout=config.hidden_dropout_prob),
        feedforward=post(dense(width, config.intermediate_size, config.hidden_act), norm),
    )
    return Stack(
        frontend=encoders.tokens(config),
        position=encoders.places(config),
        entry=encoders.layer_norm(config, config.embedding_size),
        project=Linear(inputs=config.embedding_size, outputs=width),
        layers=(Group(layers=(layer,) * config.inner_group_num),) * config.num_hidden_groups,
        schedule=schedule(config.num_hidden_layers, config.num_hidden_groups),
        pool=encoders.pooler(config) if pooled else None,
        dropout=config.hidden_dropout_prob,
    )


def schedule(steps: int, groups: int) -> tuple[int, ...]:
    """Which group runs at each step."""
    # Rounded as transformers does it: a few borders differ from those of whole numbers.
    return tuple(int(step / (steps / groups)) for step in range(steps))


def rows(config: AlbertConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder and its pooler."""
    disk = "encoder.albert_layer_groups.{g}.albert_layers.{i}."
    mixer, feedforward = "layers.{g}.layers.{i}.mixer.", "layers.{g}.layers.{i}.feedforward."
    return (
        *encoders.EMBEDDING_ROWS,
        Row("encoder.embedding_hidden_mapping_in.{p}", "project.{p}"),
        Row(disk + "attention.query.{p}", mixer + "block.query.{p}"),
        Row(disk + "attention.key.{p}", mixer + "block.key.{p}"),
        Row(disk + "attention.value.{p}", mixer + "block.value.{p}"),
        Row(disk + "attention.dense.{p}", mixer + "block.output.{p}"),
        Row(disk + "attention.LayerNorm.{p}", mixer + "after.{p}", OLD_NORM),
        Row(disk + "ffn.{p}", feedforward + "block.up.{p}"),
        *activation_rows(disk + "activation", feedforward + "block.activation"),
        Row(disk + "ffn_output.{p}", feedforward + "block.down.{p}"),
        Row(disk + "full_layer_layer_norm.{p}", feedforward + "after.{p}"),
        Row("pooler.{p}", "pool.dense.{p}"),
    )


def masked_lm(config: AlbertConfig) -> Head:
    """Dense, activation, norm, then the input table."""
    return Head(
        spec=bert.vocabulary(config, config.hidden_act),
        needs=Feature.HIDDEN,
        rows=vocabulary_rows(config, "head."),
    )


def pretraining(config: AlbertConfig) -> Head:
    """Masked tokens and the order of two sentences at once."""
    return Head(
        spec=AlbertPretraining(
            tokens=bert.vocabulary(config, config.hidden_act),
            sequence=Linear(inputs=config.hidden_size, outputs=config.num_labels),
            dropout=config.classifier_dropout_prob,
        ),
        needs=Feature.POOLED,
        rows=(
            *vocabulary_rows(config, "head.tokens."),
            Row("sop_classifier.classifier.{p}", "head.sequence.{p}"),
        ),
    )


def vocabulary_rows(config: AlbertConfig, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of what scores tokens."""
    return (
        *bert.transform_rows("predictions.", native + "transform.", "activation"),
        *bert.decoder_rows(config, "predictions.", native + "decoder."),
    )


FAMILY = Family(
    config=AlbertConfig,
    class_prefix="Albert",
    title="ALBERT",
    summary="BERT with shared layers and a narrow token table",
    paper="https://arxiv.org/abs/1909.11942",
    body=body,
    rows=rows,
    heads={
        "masked_lm": masked_lm,
        "sequence_classification": bert.sequence_classification,
        "token_classification": bert.token_classification,
        "question_answering": bert.question_answering,
        "multiple_choice": bert.multiple_choice,
        "pretraining": pretraining,
    },
    prefix="albert",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=encoders.INPUTS,
    tokenizer="albert",
    kinds={"pretraining": SENTENCE_ORDER},
)
