"""Whisper: speech in, text out; an encoder of spectrograms and a decoder of tokens.

Paper: https://arxiv.org/abs/2212.04356
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from factory.checkpoint.rows import AnyRow, Row, TiedRow, under
from factory.configuration import Problem, configuration, option
from factory.families import causal, encoder_decoders, speech
from factory.families.base import Family, Head
from factory.families.encoder_decoders import attention_rows, layer_rows
from factory.heads import READ_AND_WRITTEN, Feature
from factory.specs import (
    FULL,
    Attention,
    Augmentation,
    Causal,
    Constant,
    Conv,
    Cross,
    DroppingStack,
    Embedding,
    EncoderDecoder,
    HalvedSinusoid,
    Init,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    LogMel,
    Mask,
    Rules,
    Tied,
    Tokens,
    Vocabulary,
    activation,
    dense,
    pre,
)
from factory.specs import spec as spec_type


@configuration
class WhisperConfig(speech.ListenerConfig, encoder_decoders.StacksConfig):
    """Options of Whisper; the defaults are those of ``whisper-tiny``."""

    model_type = "whisper"
    aliases: ClassVar[Mapping[str, str]] = {
        **encoder_decoders.StacksConfig.aliases,
        "num_key_value_heads": "encoder_attention_heads",
        "max_position_embeddings": "max_target_positions",
    }

    vocab_size: int = option(51865, "Number of tokens in the vocabulary.", low=1)
    num_mel_bins: int = option(80, "Bands of a spectrogram.", low=1)
    d_model: int = option(384, "Width of the hidden states.", low=4)
    encoder_layers: int = option(4, "Number of layers of the encoder.", low=1)
    encoder_attention_heads: int = option(6, "Attention heads per layer of the encoder.", low=1)
    encoder_ffn_dim: int = option(
        1536, "Width inside the feed-forward blocks of the encoder.", low=1
    )
    decoder_layers: int = option(4, "Number of layers of the decoder.", low=1)
    decoder_attention_heads: int = option(6, "Attention heads per layer of the decoder.", low=1)
    decoder_ffn_dim: int = option(
        1536, "Width inside the feed-forward blocks of the decoder.", low=1
    )
    dropout: float = option(0.0, "Dropout of embeddings and blocks.", low=0, high=1)
    scale_embedding: bool = option(False, "Of other models of its kind; nothing is computed by it.")
    max_source_positions: int = option(
        1500, "Frames of a recording; its spectrogram has twice as many times.", low=1
    )
    max_target_positions: int = option(448, "Longest text, in tokens.", low=1)
    apply_spec_augment: bool = option(False, "Hide parts of spectrograms in training.")
    is_encoder_decoder: bool = option(True, "It is both, whatever this says.")
    pad_token_id: int | None = option(50256, "Id of the padding token.", low=0)
    bos_token_id: int | None = option(50256, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(50256, "Id of the token a text ends with.")
    decoder_start_token_id: int | None = option(
        50257, "Id of the token that the decoder begins with.", low=0
    )
    suppress_tokens: tuple[int, ...] | None = option(None, "Tokens that are never generated.")
    begin_suppress_tokens: tuple[int, ...] | None = option(
        (220, 50256), "Tokens that no text begins with."
    )
    median_filter_width: int = option(7, "Of the times of single words, which are not here.", low=1)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.d_model % 2:
            yield Problem("d_model", f"{self.d_model} is odd; half are sines, half are cosines")


@spec_type
class FixedTable(Embedding):
    """A table of sines and cosines that is not trained."""

    frozen: ClassVar[tuple[str, ...]] = ("weight",)

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": HalvedSinusoid()}


def body(config: WhisperConfig, pooled: bool) -> EncoderDecoder:
    """Both stacks; Whisper has no pooler."""
    hides = speech.augmentation(config) if config.apply_spec_augment else None
    return EncoderDecoder(encoder=encoder(config, hides), decoder=decoder(config))


def encoder(config: WhisperConfig, hides: Augmentation | None) -> DroppingStack:
    """What listens.

    Args:
        config: the options.
        hides: what of a spectrogram is hidden in training.
    """
    width, frames = config.d_model, config.max_source_positions
    first = Conv(inputs=config.num_mel_bins, outputs=width, kernel=(3,), stride=(1,), padding=1)
    mixer = attention(config, config.encoder_attention_heads, Attention, FULL)
    each = layer(config, config.encoder_ffn_dim, mixer)
    return DroppingStack(
        frontend=LogMel(
            convs=(first, replace(first, inputs=width, stride=(2,))),
            activation=activation("gelu"),
            times=2 * frames,
            augment=hides,
        ),
        position=Learned(table=FixedTable(count=frames, width=width)),
        layers=(each,) * config.encoder_layers,
        norm=LayerNorm(width=width),
        dropout=config.dropout,
        layerdrop=config.encoder_layerdrop,
    )


def decoder(config: WhisperConfig) -> DroppingStack:
    """What writes."""
    width, heads = config.d_model, config.decoder_attention_heads
    mixer = attention(config, heads, Attention, Causal())
    cross = attention(config, heads, Cross, FULL)
    table = Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id)
    return DroppingStack(
        frontend=Tokens(token=table),
        position=Learned(table=Embedding(count=config.max_target_positions, width=width)),
        layers=(layer(config, config.decoder_ffn_dim, mixer, cross),) * config.decoder_layers,
        norm=LayerNorm(width=width),
        dropout=config.dropout,
        layerdrop=config.decoder_layerdrop,
    )


def attention(config: WhisperConfig, heads: int, kind: type[Attention], mask: Mask) -> Attention:
    """Attention whose keys have no bias."""
    square = Linear(inputs=config.d_model, outputs=config.d_model)
    return kind(
        query=square,
        key=replace(square, bias=False),
        value=square,
        output=square,
        heads=heads,
        mask=mask,
        dropout=config.attention_dropout,
    )


def layer(
    config: WhisperConfig, inner: int, mixer: Attention, cross: Attention | None = None
) -> Layer:
    """Blocks with a norm before each.

    Args:
        config: the options.
        inner: width inside the feed-forward block.
        mixer: looks at the own sequence.
        cross: looks at the other stack's.
    """
    norm, dropout = LayerNorm(width=config.d_model), config.dropout
    hidden = dense(
        config.d_model, inner, config.activation_function, dropout=config.activation_dropout
    )
    return Layer(
        mixer=pre(mixer, norm, dropout),
        cross=None if cross is None else pre(cross, norm, dropout),
        feedforward=pre(hidden, norm, dropout),
    )


def rows(config: WhisperConfig) -> tuple[AnyRow, ...]:
    """Names on disk of both stacks."""
    return (
        *under(encoder_rows(), disk="encoder.", native="encoder."),
        *under(decoder_rows(), disk="decoder.", native="decoder."),
    )


def encoder_rows() -> tuple[Row, ...]:
    """Names on disk of what listens."""
    return (
        Row("conv1.{p}", "frontend.convs.0.{p}"),
        Row("conv2.{p}", "frontend.convs.1.{p}"),
        *stack_rows(),
    )


def decoder_rows() -> tuple[Row, ...]:
    """Names on disk of what writes."""
    return (
        Row("embed_tokens.weight", "frontend.token.weight"),
        *attention_rows("encoder_attn", "cross", "before"),
        *stack_rows(),
    )


def stack_rows() -> tuple[Row, ...]:
    """Names on disk of what both stacks have."""
    return (
        Row("embed_positions.weight", "position.table.weight"),
        *layer_rows("before"),
        Row("layer_norm.{p}", "norm.{p}"),
    )


def conditional_generation(config: WhisperConfig) -> Head:
    """The decoder's table of tokens, or a matrix of its own."""
    return written(config, "body.decoder.frontend.token")


def causal_lm(config: WhisperConfig) -> Head:
    """The decoder alone; labels are what follows each token, as they are not shifted here."""
    plain = written(config, "body.frontend.token")
    own = alone(decoder_rows(), "model.decoder.", whole="decoder.")
    rows = (*own, *plain.rows)
    return replace(plain, body=decoder(config), part="decoder", rows=rows)


def written(config: WhisperConfig, table: str) -> Head:
    """Scores of tokens by the table at a path, or by a matrix of its own."""
    own = Linear(inputs=config.d_model, outputs=config.vocab_size, bias=False)
    return Head(
        spec=Vocabulary(decoder=Tied(to=table) if config.tie_word_embeddings else own),
        needs=Feature.HIDDEN,
        rows=(
            Row("proj_out.weight", "head.decoder.weight"),
            TiedRow("proj_out.weight", f"{table}.weight"),
        ),
    )


def audio_classification(config: WhisperConfig) -> Head:
    """The encoder alone, a projection of the mean of all frames, then the labels."""
    plain = speech.sequence_classification(config)
    own = alone(encoder_rows(), "encoder.", whole="model.encoder.")
    rows = (*own, *plain.rows)
    return replace(plain, body=encoder(config, None), part="encoder", rows=rows)


def alone(stack: tuple[Row, ...], name: str, whole: str) -> tuple[AnyRow, ...]:
    """Names on disk of a stack that is a whole body.

    Args:
        stack: its rows.
        name: what they begin with on disk.
        whole: what they begin with in files of both stacks, if it is not the same.
    """
    return under((replace(row, old=((whole, name),)) for row in stack), disk=name, native="body.")


def init(config: WhisperConfig) -> Rules:
    """A classifier's layers count alike."""
    yield "head.weights.weight", Constant(value=1 / (config.encoder_layers + 1))


INPUTS = (
    "input_features",
    "attention_mask",
    "decoder_input_ids",
    "decoder_attention_mask",
    "encoder_outputs",
    "past_key_values",
    "decoder_inputs_embeds",
    "decoder_position_ids",
)

FAMILY = Family(
    config=WhisperConfig,
    class_prefix="Whisper",
    title="Whisper",
    summary="encoder of spectrograms and decoder of texts, for speech",
    paper="https://arxiv.org/abs/2212.04356",
    body=body,
    rows=rows,
    heads={
        "conditional_generation": conditional_generation,
        "causal_lm": causal_lm,
        "audio_classification": audio_classification,
    },
    prefix="model",
    provides=frozenset({Feature.HIDDEN}),
    inputs=INPUTS,
    head_inputs={
        "causal_lm": (*causal.INPUTS, *causal.MEMORY),
        "audio_classification": ("input_features",),
    },
    tokenizer="whisper",
    processor="whisper_audio",
    init=init,
    kinds={"base": READ_AND_WRITTEN},
)
