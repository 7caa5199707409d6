"""T5: an encoder and a decoder that know places by learned biases alone.

Paper: https://arxiv.org/abs/1910.10683
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.checkpoint.rows import AnyRow, Drop, Row, TiedRow, under
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.errors import did_you_mean
from factory.families import encoder_decoders
from factory.families.base import Family, Head
from factory.families.shared import activation_rows, padding_in_vocabulary
from factory.heads import READ_AND_ANSWERED, READ_AND_LABELLED, READ_AND_WRITTEN, Feature
from factory.specs import (
    ACTIVATIONS,
    FULL,
    Attention,
    BackwardBias,
    Causal,
    Constant,
    Cross,
    Dense,
    Embedding,
    EncoderDecoder,
    Gated,
    Layer,
    Linear,
    Mask,
    Normal,
    RelativeBias,
    RMSNorm,
    Rules,
    Shared,
    Stack,
    Tied,
    TokenClassifier,
    Tokens,
    Vocabulary,
    activation,
    pre,
)
from factory.specs import spec as spec_type


@configuration
class T5Config(PretrainedConfig):
    """Options of T5; the defaults are those of ``t5-small``."""

    model_type = "t5"
    aliases: ClassVar[Mapping[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
        "head_dim": "d_kv",
        "intermediate_size": "d_ff",
        "hidden_act": "feed_forward_proj",
        "hidden_dropout_prob": "dropout_rate",
    }

    vocab_size: int = option(32128, "Number of tokens in the vocabulary.", low=1)
    d_model: int = option(512, "Width of the hidden states.", low=1)
    d_kv: int = option(64, "Numbers per attention head.", low=1)
    d_ff: int = option(2048, "Width inside the feed-forward blocks.", low=1)
    num_layers: int = option(6, "Number of layers of the encoder.", low=1)
    num_decoder_layers: int | None = option(
        None, "Number of layers of the decoder; as many as the encoder has when null.", low=1
    )
    num_heads: int = option(8, "Attention heads per layer.", low=1)
    relative_attention_num_buckets: int = option(
        32, "Ranges of distances that are told apart.", low=4
    )
    relative_attention_max_distance: int = option(
        128, "From which distance on all are alike.", low=1
    )
    dropout_rate: float = option(0.1, "Dropout everywhere but in classifiers.", low=0, high=1)
    layer_norm_epsilon: float = option(1e-6, "Added to the mean square in norms.", low=0)
    initializer_factor: float = option(1.0, "Factor of the spread of initial weights.", low=0)
    feed_forward_proj: str = option(
        "relu", "Activation of the feed-forward blocks, after ``gated-`` where they are gated."
    )
    is_encoder_decoder: bool = option(True, "It is both; false of an encoder by itself.")
    is_decoder: bool = option(False, "Of decoders by themselves; none of the heads here is one.")
    use_cache: bool = option(
        True, "Generation remembers keys and values; forward does so when it is asked to."
    )
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(1, "Id of the token a text ends with.")
    decoder_start_token_id: int | None = option(
        0, "Id of the token that the decoder begins with.", low=0
    )
    classifier_dropout: float = option(0.0, "Dropout of the classifiers.", low=0, high=1)
    scale_decoder_outputs: bool | None = option(
        None, "Divide what is scored by the root of d_model; where the table is shared when null."
    )

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        return {
            "num_decoder_layers": self.num_layers,
            "scale_decoder_outputs": self.tie_word_embeddings,
        }

    @property
    def function(self) -> str:
        """Activation of the feed-forward blocks; their GELU is the one by tanh where gated."""
        name = self.feed_forward_proj.removeprefix("gated-")
        return "gelu_new" if self.feed_forward_proj == "gated-gelu" else name

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from padding_in_vocabulary(self)
        yield from encoder_decoders.start_in_vocabulary(self)
        if self.function not in ACTIVATIONS:
            hint = did_you_mean(self.function, ACTIVATIONS)
            yield Problem(
                "feed_forward_proj",
                f"{self.function!r} is not an activation.{hint} Allowed are "
                f"{', '.join(ACTIVATIONS)}, each also after 'gated-'",
            )


@spec_type
class DroppedRMSNorm(RMSNorm):
    """A norm whose output some numbers are dropped of."""

    dropout: float


@spec_type
class ScaledVocabulary(Vocabulary):
    """Scores of vectors that are divided by the root of their width.

    Attributes:
        width: of the vectors.
    """

    width: int


def body(config: T5Config, pooled: bool) -> EncoderDecoder:
    """Both stacks, which share a table of tokens; T5 has no pooler."""
    return EncoderDecoder(encoder=encoder(config), decoder=decoder(config))


def encoder(config: T5Config) -> Stack:
    """What reads."""
    mixer = attention(config, Attention, FULL)
    return stack(
        config,
        Tokens(token=Embedding(count=config.vocab_size, width=config.d_model)),
        RelativeBias(table=biases(config), distance=config.relative_attention_max_distance),
        (layer(config, mixer, None),) * config.num_layers,
    )


def decoder(config: T5Config) -> Stack:
    """What writes."""
    mixer, cross = attention(config, Attention, Causal()), attention(config, Cross, FULL)
    return stack(
        config,
        Tokens(token=Shared(to="body.encoder.frontend.token", width=config.d_model)),
        BackwardBias(table=biases(config), distance=config.relative_attention_max_distance),
        (layer(config, mixer, cross),) * (config.num_decoder_layers or 0),
    )


def biases(config: T5Config) -> Embedding:
    """A number for each range of distances and head."""
    return Embedding(count=config.relative_attention_num_buckets, width=config.num_heads)


def stack(
    config: T5Config, frontend: Tokens, position: RelativeBias, layers: tuple[Layer, ...]
) -> Stack:
    """Layers between dropouts, a norm at the end."""
    return Stack(
        frontend=frontend,
        position=position,
        layers=layers,
        norm=DroppedRMSNorm(
            width=config.d_model, eps=config.layer_norm_epsilon, dropout=config.dropout_rate
        ),
        dropout=config.dropout_rate,
    )


def attention(config: T5Config, kind: type[Attention], mask: Mask) -> Attention:
    """Attention whose scores are not scaled; how it starts makes up for that."""
    joined = config.num_heads * config.d_kv
    into = Linear(inputs=config.d_model, outputs=joined, bias=False)
    return kind(
        query=into,
        key=into,
        value=into,
        output=Linear(inputs=joined, outputs=config.d_model, bias=False),
        heads=config.num_heads,
        scale=1.0,
        mask=mask,
        dropout=config.dropout_rate,
    )


def layer(config: T5Config, mixer: Attention, cross: Attention | None) -> Layer:
    """Blocks with a norm before each."""
    norm, dropout = (
        RMSNorm(width=config.d_model, eps=config.layer_norm_epsilon),
        config.dropout_rate,
    )
    up = Linear(inputs=config.d_model, outputs=config.d_ff, bias=False)
    down = Linear(inputs=config.d_ff, outputs=config.d_model, bias=False)
    function = activation(config.function)
    hidden = (
        Gated(gate=up, up=up, activation=function, down=down, dropout=dropout)
        if config.feed_forward_proj.startswith("gated-")
        else Dense(up=up, activation=function, down=down, dropout=dropout)
    )
    return Layer(
        mixer=pre(mixer, norm, dropout),
        cross=None if cross is None else pre(cross, norm, dropout),
        feedforward=pre(hidden, norm, dropout),
    )


def rows(config: T5Config) -> tuple[AnyRow, ...]:
    """Names on disk of both stacks."""
    cross = attention_rows("decoder.block.{i}.layer.1.EncDecAttention.", "cross.")
    return (
        *encoder_rows(config, "encoder."),
        *under(stack_rows(config, 2), disk="decoder.", native="decoder."),
        *under(cross, native="decoder.layers.{i}."),
        Row("decoder.block.{i}.layer.1.layer_norm.{p}", "decoder.layers.{i}.cross.before.{p}"),
        Drop("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"),
        TiedRow("decoder.embed_tokens.weight", "encoder.frontend.token.weight"),
    )


def encoder_rows(config: T5Config, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder, whose path is given, and of the table."""
    return (
        Row("shared.weight", native + "frontend.token.weight"),
        TiedRow("encoder.embed_tokens.weight", native + "frontend.token.weight"),
        *under(stack_rows(config, 1), disk="encoder.", native=native),
    )


def stack_rows(config: T5Config, last: int) -> tuple[AnyRow, ...]:
    """Names on disk of one stack.

    Args:
        config: the options.
        last: number of the feed-forward block in a layer.
    """
    disk, hidden = f"block.{{i}}.layer.{last}.", "layers.{i}.feedforward."
    gated = config.feed_forward_proj.startswith("gated-")
    into = {"gate": "wi_0", "up": "wi_1"} if gated else {"up": "wi"}
    return (
        Row(
            "block.0.layer.0.SelfAttention.relative_attention_bias.weight", "position.table.weight"
        ),
        *under(attention_rows("block.{i}.layer.0.SelfAttention.", "mixer."), native="layers.{i}."),
        Row("block.{i}.layer.0.layer_norm.{p}", "layers.{i}.mixer.before.{p}"),
        *(
            Row(f"{disk}DenseReluDense.{name}.{{p}}", f"{hidden}block.{part}.{{p}}")
            for part, name in into.items()
        ),
        Row(disk + "DenseReluDense.wo.{p}", hidden + "block.down.{p}"),
        *activation_rows(disk + "DenseReluDense.act", hidden + "block.activation"),
        Row(disk + "layer_norm.{p}", hidden + "before.{p}"),
        Row("final_layer_norm.{p}", "norm.{p}"),
    )


def attention_rows(disk: str, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of the projections of an attention."""
    names = {"query": "q", "key": "k", "value": "v", "output": "o"}
    return tuple(
        Row(f"{disk}{name}.{{p}}", f"{native}block.{part}.{{p}}") for part, name in names.items()
    )


def conditional_generation(config: T5Config) -> Head:
    """The table of tokens or a matrix of its own, on what may be scaled."""
    width, count = config.d_model, config.vocab_size
    shared = Tied(to="body.encoder.frontend.token")
    own = Linear(inputs=width, outputs=count, bias=False)
    table = shared if config.tie_word_embeddings else own
    return Head(
        spec=ScaledVocabulary(decoder=table, width=width)
        if config.scale_decoder_outputs
        else Vocabulary(decoder=table),
        needs=Feature.HIDDEN,
        rows=(
            Row("lm_head.weight", "head.decoder.weight"),
            TiedRow("lm_head.weight", "body.encoder.frontend.token.weight"),
        ),
    )


def sequence_classification(config: T5Config) -> Head:
    """As of other encoder-decoders, the body under a name."""
    return replace(encoder_decoders.sequence_classification(config), prefix="transformer")


def encoder_model(config: T5Config) -> Head:
    """The encoder by itself."""
    return Head(
        spec=None,
        needs=Feature.HIDDEN,
        rows=encoder_rows(config, "body."),
        body=encoder(config),
        part="encoder",
    )


def token_classification(config: T5Config) -> Head:
    """One linear map on every token of the encoder, which begins as wide as the table."""
    output = Linear(inputs=config.d_model, outputs=config.num_labels)
    encoder_alone = encoder_rows(config, "body.")
    return Head(
        spec=TokenClassifier(output=output, dropout=config.classifier_dropout),
        needs=Feature.HIDDEN,
        rows=(
            *under(encoder_alone, disk="transformer."),
            Row("classifier.{p}", "head.output.{p}"),
        ),
        body=encoder(config),
        part="encoder",
        init=(("head.output.weight", Normal(std=config.initializer_factor)),),
    )


def init(config: T5Config) -> Rules:
    """Each projection by its width; the table with the standard deviation of 1."""
    factor, width, size = config.initializer_factor, config.d_model, config.d_kv
    plain = Normal(std=factor * width**-0.5)
    return (
        ("*.query.weight", Normal(std=factor * (width * size) ** -0.5)),
        ("*.key.weight", plain),
        ("*.value.weight", plain),
        ("*.block.output.weight", Normal(std=factor * (config.num_heads * size) ** -0.5)),
        ("*.block.down.weight", Normal(std=factor * config.d_ff**-0.5)),
        ("*.block.up.weight", plain),
        ("*.block.gate.weight", plain),
        ("*.position.table.weight", plain),
        ("body.*frontend.token.weight", Normal(std=factor)),
        ("head.decoder.weight", Normal(std=factor)),
        ("head.*.weight", plain),
        ("*norm.weight", Constant(value=factor)),
        ("*.before.weight", Constant(value=factor)),
    )


FAMILY = Family(
    config=T5Config,
    class_prefix="T5",
    title="T5",
    summary="encoder and decoder, every task as text to text",
    paper="https://arxiv.org/abs/1910.10683",
    body=body,
    rows=rows,
    heads={
        "encoder": encoder_model,
        "conditional_generation": conditional_generation,
        "sequence_classification": sequence_classification,
        "token_classification": token_classification,
        "question_answering": encoder_decoders.question_answering,
    },
    prefix="",
    provides=frozenset({Feature.HIDDEN}),
    inputs=encoder_decoders.INPUTS,
    head_inputs=dict.fromkeys(("encoder", "token_classification"), encoder_decoders.READ),
    head_options={
        **dict.fromkeys(
            ("base", "conditional_generation", "sequence_classification", "question_answering"),
            encoder_decoders.BOTH,
        ),
        **dict.fromkeys(("encoder", "token_classification"), encoder_decoders.ENCODER_ALONE),
    },
    tokenizer="t5",
    kinds={
        "base": READ_AND_WRITTEN,
        "sequence_classification": READ_AND_LABELLED,
        "question_answering": READ_AND_ANSWERED,
    },
    init=init,
)
