"""DistilBERT: BERT at half the depth, without token types and pooler.

Paper: https://arxiv.org/abs/1910.01108
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from factory.checkpoint.rows import AnyRow, Drop, Row, TiedRow
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families.base import Family, Head
from factory.families.shared import (
    OLD_NORM,
    activation_rows,
    divides,
    output_table,
    padding_in_vocabulary,
)
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    ChoiceClassifier,
    Embedding,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    Pool,
    Rules,
    SequenceClassifier,
    Sinusoid,
    SpanClassifier,
    Stack,
    TokenClassifier,
    Tokens,
    Transform,
    Vocabulary,
    activation,
    attention,
    dense,
    post,
)

EPS = 1e-12


@configuration
class DistilBertConfig(PretrainedConfig):
    """Options of DistilBERT; the defaults are those of ``distilbert-base-uncased``."""

    model_type = "distilbert"
    aliases: ClassVar[Mapping[str, str]] = {
        "hidden_size": "dim",
        "num_attention_heads": "n_heads",
        "num_hidden_layers": "n_layers",
        "intermediate_size": "hidden_dim",
        "hidden_act": "activation",
        "hidden_dropout_prob": "dropout",
        "attention_probs_dropout_prob": "attention_dropout",
    }

    vocab_size: int = option(30522, "Number of tokens in the vocabulary.", low=1)
    max_position_embeddings: int = option(512, "Longest sequence, in tokens.", low=1)
    sinusoidal_pos_embds: bool = option(False, "Start the positions as sines and cosines.")
    n_layers: int = option(6, "Number of layers.", low=1)
    n_heads: int = option(12, "Attention heads per layer.", low=1)
    dim: int = option(768, "Width of the hidden states.", low=1)
    hidden_dim: int = option(3072, "Width inside the feed-forward blocks.", low=1)
    dropout: float = option(0.1, "Dropout of embeddings and feed-forward blocks.", low=0, high=1)
    attention_dropout: float = option(0.1, "Dropout of attention weights.", low=0, high=1)
    activation: str = option("gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    qa_dropout: float = option(0.1, "Dropout of the question-answering head.", low=0, high=1)
    seq_classif_dropout: float = option(
        0.2, "Dropout of the sequence-classification and multiple-choice heads.", low=0, high=1
    )
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "n_heads", "dim")
        yield from padding_in_vocabulary(self)


def body(config: DistilBertConfig, pooled: bool) -> Stack:
    """The encoder; DistilBERT has no pooler."""
    width = config.dim
    norm = LayerNorm(width=width, eps=EPS)
    layer = Layer(
        mixer=post(attention(width, config.n_heads, dropout=config.attention_dropout), norm),
        feedforward=post(
            dense(width, config.hidden_dim, config.activation), norm, dropout=config.dropout
        ),
    )
    token = Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id)
    return Stack(
        frontend=Tokens(token=token),
        position=Learned(table=Embedding(count=config.max_position_embeddings, width=width)),
        entry=norm,
        layers=(layer,) * config.n_layers,
        dropout=config.dropout,
    )


def rows(config: DistilBertConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    disk, block = "transformer.layer.{i}.", "layers.{i}.mixer.block."
    feedforward = "layers.{i}.feedforward."
    return (
        Row("embeddings.word_embeddings.weight", "frontend.token.weight"),
        Row("embeddings.position_embeddings.weight", "position.table.weight"),
        Row("embeddings.LayerNorm.{p}", "entry.{p}", OLD_NORM),
        Row(disk + "attention.q_lin.{p}", block + "query.{p}"),
        Row(disk + "attention.k_lin.{p}", block + "key.{p}"),
        Row(disk + "attention.v_lin.{p}", block + "value.{p}"),
        Row(disk + "attention.out_lin.{p}", block + "output.{p}"),
        Row(disk + "sa_layer_norm.{p}", "layers.{i}.mixer.after.{p}"),
        Row(disk + "ffn.lin1.{p}", feedforward + "block.up.{p}"),
        *activation_rows(disk + "ffn.activation", feedforward + "block.activation"),
        Row(disk + "ffn.lin2.{p}", feedforward + "block.down.{p}"),
        Row(disk + "output_layer_norm.{p}", feedforward + "after.{p}"),
        Drop("embeddings.position_ids"),
    )


def masked_lm(config: DistilBertConfig) -> Head:
    """Dense, activation, norm, then the input table."""
    width = config.dim
    return Head(
        spec=Vocabulary(
            transform=Transform(
                dense=Linear(inputs=width, outputs=width),
                activation=activation(config.activation),
                norm=LayerNorm(width=width, eps=EPS),
            ),
            decoder=output_table(config.tie_word_embeddings, width, config.vocab_size),
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("vocab_transform.{p}", "head.transform.dense.{p}"),
            *activation_rows("activation", "head.transform.activation"),
            Row("vocab_layer_norm.{p}", "head.transform.norm.{p}"),
            Row("vocab_projector.{p}", "head.decoder.{p}"),
            TiedRow("vocab_projector.weight", "body.frontend.token.weight"),
        ),
    )


def sequence_classification(config: DistilBertConfig) -> Head:
    """The first token through a dense layer with ReLU."""
    return Head(
        spec=SequenceClassifier(
            pool=_first_token(config), dropout=config.seq_classif_dropout, output=_labels(config)
        ),
        needs=Feature.HIDDEN,
        rows=_FIRST_TOKEN_ROWS,
    )


def multiple_choice(config: DistilBertConfig) -> Head:
    """As sequence classification, one score a candidate."""
    return Head(
        spec=ChoiceClassifier(
            pool=_first_token(config),
            dropout=config.seq_classif_dropout,
            output=Linear(inputs=config.dim, outputs=1),
        ),
        needs=Feature.HIDDEN,
        rows=_FIRST_TOKEN_ROWS,
    )


def token_classification(config: DistilBertConfig) -> Head:
    """One linear layer on every token."""
    return Head(
        spec=TokenClassifier(output=_labels(config), dropout=config.dropout),
        needs=Feature.HIDDEN,
        rows=(Row("classifier.{p}", "head.output.{p}"),),
    )


def question_answering(config: DistilBertConfig) -> Head:
    """Start and end scores of every token."""
    return Head(
        spec=SpanClassifier(output=Linear(inputs=config.dim, outputs=2), dropout=config.qa_dropout),
        needs=Feature.HIDDEN,
        rows=(Row("qa_outputs.{p}", "head.output.{p}"),),
    )


def init(config: DistilBertConfig) -> Rules:
    """Sinusoidal positions start as what they are called."""
    return (("body.position.table.weight", Sinusoid()),) if config.sinusoidal_pos_embds else ()


_FIRST_TOKEN_ROWS = (
    Row("pre_classifier.{p}", "head.pool.dense.{p}"),
    Row("classifier.{p}", "head.output.{p}"),
)


def _first_token(config: DistilBertConfig) -> Pool:
    dense = Linear(inputs=config.dim, outputs=config.dim)
    return Pool(dense=dense, activation=activation("relu"))


def _labels(config: DistilBertConfig) -> Linear:
    return Linear(inputs=config.dim, outputs=config.num_labels)


FAMILY = Family(
    config=DistilBertConfig,
    class_prefix="DistilBert",
    title="DistilBERT",
    summary="BERT at half the depth, distilled",
    paper="https://arxiv.org/abs/1910.01108",
    body=body,
    rows=rows,
    heads={
        "masked_lm": masked_lm,
        "sequence_classification": sequence_classification,
        "token_classification": token_classification,
        "question_answering": question_answering,
        "multiple_choice": multiple_choice,
    },
    prefix="distilbert",
    provides=frozenset({Feature.HIDDEN}),
    inputs=("input_ids", "attention_mask", "position_ids", "inputs_embeds"),
    tokenizer="wordpiece",
    init=init,
)
