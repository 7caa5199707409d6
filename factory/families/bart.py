"""BART: an encoder and a decoder with learned positions and a norm after each block.

Paper: https://arxiv.org/abs/1910.13461
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from factory.checkpoint.rows import AnyRow, Copied, Drop, Row, TiedRow, under
from factory.configuration import configuration, option
from factory.families import causal, encoder_decoders
from factory.families.base import Family, Head
from factory.families.encoder_decoders import attention_rows, layer_rows
from factory.families.shared import output_table
from factory.heads import READ_AND_ANSWERED, READ_AND_LABELLED, READ_AND_WRITTEN, Feature
from factory.specs import (
    FULL,
    Causal,
    Constant,
    Cross,
    DroppingStack,
    Embedding,
    EncoderDecoder,
    Init,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    Mask,
    ScaledTokens,
    Shape,
    Shared,
    Tied,
    Tokens,
    Vocabulary,
    attention,
    dense,
    post,
)
from factory.specs import spec as spec_type

FIRST = 2
"""The place of the first token."""


@configuration
class BartConfig(encoder_decoders.StacksConfig):
    """Options of BART; the defaults are those of ``bart-large``."""

    model_type = "bart"
    usual_labels = 3

    vocab_size: int = option(50265, "Number of tokens in the vocabulary.", low=1)
    max_position_embeddings: int = option(1024, "Longest sequence, in tokens.", low=1)
    classifier_dropout: float = option(0.0, "Dropout of the classifier.", low=0, high=1)
    scale_embedding: bool = option(
        False, "Multiply the vectors of tokens by the root of their width."
    )
    is_encoder_decoder: bool = option(True, "It is both; false of a decoder by itself.")
    is_decoder: bool = option(False, "Of the halves of other libraries; nothing is computed by it.")
    bos_token_id: int | None = option(0, "Id of the token a text begins with.", low=0)
    pad_token_id: int | None = option(1, "Id of the padding token.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")
    decoder_start_token_id: int | None = option(
        2, "Id of the token that the decoder begins with.", low=0
    )
    forced_eos_token_id: int | tuple[int, ...] | None = option(
        2, "Id of the token that ends a text of the greatest length."
    )


@spec_type
class LearnedAfter(Learned):
    """Places are counted from ``first`` on; the vectors before it are unused."""

    first: int

    @property
    def begin(self) -> int:
        """The place of the first token."""
        return self.first


@spec_type
class BiasedVocabulary(Vocabulary):
    """Scores of tokens, to each of which a number is added that training leaves alone.

    Attributes:
        count: of the tokens.
    """

    frozen: ClassVar[tuple[str, ...]] = ("bias",)

    count: int

    def parameters(self) -> dict[str, Shape]:
        return {"bias": (1, self.count)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"bias": Constant(value=0.0)}


def body(config: BartConfig, pooled: bool) -> EncoderDecoder:
    """Both stacks, which share a table of tokens unless they are untied; BART has no pooler."""
    shared = Shared(to="body.encoder.frontend.token", width=config.d_model)
    return EncoderDecoder(
        encoder=encoder(config),
        decoder=decoder(config, shared if config.tie_word_embeddings else table(config)),
    )


def table(config: BartConfig) -> Embedding:
    """A vector for each token."""
    return Embedding(count=config.vocab_size, width=config.d_model, padding=config.pad_token_id)


def encoder(config: BartConfig) -> DroppingStack:
    """What reads."""
    read = layer(config, config.encoder_attention_heads, config.encoder_ffn_dim, FULL)
    layers = (read,) * config.encoder_layers
    return stack(config, table(config), layers, config.encoder_layerdrop)


def decoder(config: BartConfig, token: Embedding | Shared) -> DroppingStack:
    """What writes."""
    heads = config.decoder_attention_heads
    written = layer(config, heads, config.decoder_ffn_dim, Causal())
    plain = attention(config.d_model, heads, dropout=config.attention_dropout)
    norm = LayerNorm(width=config.d_model)
    looking = replace(written, cross=post(Cross(**vars(plain)), norm, config.dropout))
    return stack(config, token, (looking,) * config.decoder_layers, config.decoder_layerdrop)


def stack(
    config: BartConfig, token: Embedding | Shared, layers: tuple[Layer, ...], layerdrop: float
) -> DroppingStack:
    """Layers over tokens and their places, normed."""
    width = config.d_model
    places = Embedding(count=config.max_position_embeddings + FIRST, width=width)
    return DroppingStack(
        frontend=ScaledTokens(token=token, scale=width**0.5)
        if config.scale_embedding
        else Tokens(token=token),
        position=LearnedAfter(table=places, first=FIRST),
        entry=LayerNorm(width=width),
        layers=layers,
        dropout=config.dropout,
        layerdrop=layerdrop,
    )


def layer(config: BartConfig, heads: int, inner: int, mask: Mask) -> Layer:
    """Blocks with a norm after each.

    Args:
        config: the options.
        heads: of the attention.
        inner: width inside the feed-forward block.
        mask: what each token sees.
    """
    norm, dropout = LayerNorm(width=config.d_model), config.dropout
    mixer = attention(config.d_model, heads, mask=mask, dropout=config.attention_dropout)
    hidden = dense(
        config.d_model, inner, config.activation_function, dropout=config.activation_dropout
    )
    return Layer(mixer=post(mixer, norm, dropout), feedforward=post(hidden, norm, dropout))


def rows(config: BartConfig) -> tuple[AnyRow, ...]:
    """Names on disk of both stacks and of their tables."""
    return (
        *table_rows(config),
        *under(stack_rows(), disk="encoder.", native="encoder."),
        *under(decoder_rows(), disk="decoder.", native="decoder."),
        Drop("encoder.version"),
        Drop("decoder.version"),
    )


def table_rows(config: BartConfig) -> tuple[AnyRow, ...]:
    """One table, or one for each stack and a third that nothing reads."""
    reads, writes = "encoder.frontend.token.weight", "decoder.frontend.token.weight"
    if config.tie_word_embeddings:
        names = ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight")
        return (Row("shared.weight", reads), *(TiedRow(name, reads) for name in names))
    tied = (("shared", "encoder.embed_tokens"),)
    return (
        Row("encoder.embed_tokens.weight", reads, old=tied),
        Row("decoder.embed_tokens.weight", writes),
        Copied("shared.weight", reads),
    )


def decoder_rows() -> tuple[Row, ...]:
    """Names on disk of what writes, but for its table of tokens."""
    return (*stack_rows(), *attention_rows("encoder_attn", "cross", "after"))


def stack_rows() -> tuple[Row, ...]:
    """Names on disk of what both stacks have."""
    return (
        Row("embed_positions.weight", "position.table.weight"),
        Row("layernorm_embedding.{p}", "entry.{p}"),
        *layer_rows("after"),
    )


def conditional_generation(config: BartConfig) -> Head:
    """The table of tokens or a matrix of its own, and a bias that stays as it is."""
    shared = Tied(to="body.encoder.frontend.token")
    own = Linear(inputs=config.d_model, outputs=config.vocab_size, bias=False)
    return Head(
        spec=BiasedVocabulary(
            decoder=shared if config.tie_word_embeddings else own, count=config.vocab_size
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("lm_head.weight", "head.decoder.weight"),
            TiedRow("lm_head.weight", "body.encoder.frontend.token.weight"),
            Row("final_logits_bias", "head.bias"),
        ),
    )


def causal_lm(config: BartConfig) -> Head:
    """The decoder alone; labels are what follows each token, as they are not shifted here."""
    # A bare model's file has no prefix, and in one of both stacks the table is not the decoder's.
    name = "model.decoder.embed_tokens"
    bare = ("decoder.", "model.decoder.")
    tables = (("model.shared", name), ("shared", name))
    alone = tuple(replace(row, old=(bare,)) for row in decoder_rows())
    return Head(
        spec=Vocabulary(
            decoder=output_table(
                config.tie_word_embeddings, config.d_model, config.vocab_size, bias=False
            )
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row(f"{name}.weight", "body.frontend.token.weight", old=(bare, *tables)),
            *under(alone, disk="model.decoder.", native="body."),
            *causal.LM_ROWS,
        ),
        body=decoder(config, table(config)),
        part="decoder",
    )


FAMILY = Family(
    config=BartConfig,
    class_prefix="Bart",
    title="BART",
    summary="encoder and decoder, trained to mend texts",
    paper="https://arxiv.org/abs/1910.13461",
    body=body,
    rows=rows,
    heads={
        "conditional_generation": conditional_generation,
        "sequence_classification": encoder_decoders.sequence_classification,
        "question_answering": encoder_decoders.question_answering,
        "causal_lm": causal_lm,
    },
    prefix="model",
    provides=frozenset({Feature.HIDDEN}),
    inputs=encoder_decoders.INPUTS,
    head_inputs={
        "causal_lm": tuple(
            name for name in (*causal.INPUTS, *causal.MEMORY) if name != "position_ids"
        )
    },
    head_options=dict.fromkeys(
        ("base", "conditional_generation", "sequence_classification", "question_answering"),
        encoder_decoders.BOTH,
    ),
    tokenizer="bpe",
    kinds={
        "base": READ_AND_WRITTEN,
        "sequence_classification": READ_AND_LABELLED,
        "question_answering": READ_AND_ANSWERED,
    },
)
