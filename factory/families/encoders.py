"""What BERT and its relatives share: options, the stack, and names on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families.shared import OLD_NORM, activation_rows, divides, padding_in_vocabulary
from factory.specs import (
    ACTIVATIONS,
    Causal,
    Cross,
    Embedding,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    Pool,
    Position,
    Stack,
    Tokens,
    activation,
    attention,
    dense,
    post,
)

INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids", "inputs_embeds")
"""What an encoder takes that tells the texts of a sequence apart."""


@configuration
class EncoderConfig(PretrainedConfig):
    """Options that every encoder of BERT's shape has; the defaults are BERT's."""

    vocab_size: int = option(30522, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(12, "Number of layers.", low=1)
    num_attention_heads: int = option(12, "Attention heads per layer.", low=1)
    intermediate_size: int = option(3072, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option("gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    hidden_dropout_prob: float = option(0.1, "Dropout of embeddings and blocks.", low=0, high=1)
    attention_probs_dropout_prob: float = option(
        0.1, "Dropout of attention weights.", low=0, high=1
    )
    max_position_embeddings: int = option(512, "Longest sequence, in tokens.", low=1)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    layer_norm_eps: float = option(1e-12, "Added to the variance in layer norms.", low=1e-30)
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")
        yield from padding_in_vocabulary(self)

    @property
    def embedding_size(self) -> int:
        """Width of the embedded tokens; some families make it another than the layers'."""
        return self.hidden_size

    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
        return self.hidden_dropout_prob


@configuration
class PairConfig(EncoderConfig):
    """Options of an encoder that tells the texts of a sequence apart."""

    type_vocab_size: int = option(2, "Number of texts told apart in one sequence.", low=1)


def tokens(config: PairConfig) -> Tokens:
    """Tokens of one text or of several."""
    width = config.embedding_size
    return Tokens(
        token=Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id),
        segment=Embedding(count=config.type_vocab_size, width=width),
    )


def places(config: EncoderConfig) -> Learned:
    """A vector for each place."""
    table = Embedding(count=config.max_position_embeddings, width=config.embedding_size)
    return Learned(table=table)


def encoder(
    config: EncoderConfig,
    frontend: Tokens,
    position: Position,
    pooled: bool,
    repeated: Layer | None = None,
) -> Stack:
    """BERT's stack over a frontend, a position and perhaps a layer of the caller's choice."""
    width, narrow = config.hidden_size, frontend.width
    return Stack(
        frontend=frontend,
        position=position,
        entry=layer_norm(config, narrow),
        project=Linear(inputs=narrow, outputs=width) if narrow != width else None,
        layers=(repeated or layer(config),) * config.num_hidden_layers,
        pool=pooler(config) if pooled else None,
        dropout=config.hidden_dropout_prob,
    )


def layer(config: EncoderConfig, *, causal: bool = False, crossed: bool = False) -> Layer:
    """An attention and a feed-forward block, with norms after the sums.

    Args:
        config: gives the sizes.
        causal: tokens see only what comes before them.
        crossed: between the two blocks is a look at what another stack has read.
    """
    norm, dropout = layer_norm(config), config.hidden_dropout_prob
    full = attention(
        config.hidden_size, config.num_attention_heads, dropout=config.attention_probs_dropout_prob
    )
    hidden = dense(config.hidden_size, config.intermediate_size, config.hidden_act)
    return Layer(
        mixer=post(replace(full, mask=Causal()) if causal else full, norm, dropout),
        cross=post(Cross(**vars(full)), norm, dropout) if crossed else None,
        feedforward=post(hidden, norm, dropout),
    )


def layer_norm(config: EncoderConfig, width: int | None = None) -> LayerNorm:
    """The norm used everywhere in the model, of the layers' width when none is given."""
    return LayerNorm(width=width or config.hidden_size, eps=config.layer_norm_eps)


def pooler(config: EncoderConfig) -> Pool:
    """The first token through a dense layer with tanh."""
    dense = Linear(inputs=config.hidden_size, outputs=config.hidden_size)
    return Pool(dense=dense, activation=activation("tanh"))


def rows(config: PretrainedConfig) -> tuple[AnyRow, ...]:
    """Names on disk of embeddings, layers and the pooler."""
    return (*encoder_rows(config), Row("pooler.dense.{p}", "pool.dense.{p}"))


def encoder_rows(config: PretrainedConfig) -> tuple[AnyRow, ...]:
    """Names on disk of embeddings and layers."""
    disk = "encoder.layer.{i}."
    return (
        *EMBEDDING_ROWS,
        *attention_rows(disk + "attention.", "layers.{i}.mixer."),
        *attention_rows(disk + "crossattention.", "layers.{i}.cross."),
        *feedforward_rows(disk, "layers.{i}.feedforward."),
    )


def attention_rows(disk: str, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of an attention and its norm."""
    return (
        Row(disk + "self.query.{p}", native + "block.query.{p}"),
        Row(disk + "self.key.{p}", native + "block.key.{p}"),
        Row(disk + "self.value.{p}", native + "block.value.{p}"),
        Row(disk + "output.dense.{p}", native + "block.output.{p}"),
        Row(disk + "output.LayerNorm.{p}", native + "after.{p}", OLD_NORM),
    )


def feedforward_rows(disk: str, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of a feed-forward block and its norm."""
    return (
        Row(disk + "intermediate.dense.{p}", native + "block.up.{p}"),
        *activation_rows(disk + "intermediate.intermediate_act_fn", native + "block.activation"),
        Row(disk + "output.dense.{p}", native + "block.down.{p}"),
        Row(disk + "output.LayerNorm.{p}", native + "after.{p}", OLD_NORM),
    )


EMBEDDING_ROWS = (
    Row("embeddings.word_embeddings.weight", "frontend.token.weight"),
    Row("embeddings.position_embeddings.weight", "position.table.weight"),
    Row("embeddings.token_type_embeddings.weight", "frontend.segment.weight"),
    Row("embeddings.LayerNorm.{p}", "entry.{p}", OLD_NORM),
    Drop("embeddings.position_ids"),
)
