"""Llama: a decoder with rotary positions, root-mean-square norms and gated feed-forward blocks.

Paper: https://arxiv.org/abs/2302.13971
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families import causal, ropes
from factory.families.base import Family, Head
from factory.families.causal import DecoderConfig
from factory.families.shared import activation_rows, divides, padding_in_vocabulary
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    Attention,
    Causal,
    Embedding,
    Gated,
    Layer,
    Linear,
    RMSNorm,
    Spec,
    Stack,
    Tokens,
    gated,
    pre,
)


@configuration
class RotaryDecoderConfig(DecoderConfig):
    """Options of decoders in Llama's manner.

    Attributes:
        theta: base of the rotations where none is said.
        shared_heads: heads of keys and values where none are said and so many divide the heads;
            as many as there are heads when 0.
        always_divided: heads divide hidden_size even where they have a width of their own.
    """

    older: ClassVar[tuple[str, ...]] = ropes.OLDER
    theta: ClassVar[float] = 10000.0
    shared_heads: ClassVar[int] = 0
    always_divided: ClassVar[bool] = False

    vocab_size: int = option(32000, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(4096, "Width of the hidden states.", low=1)
    intermediate_size: int = option(11008, "Width inside the feed-forward blocks.", low=1)
    num_hidden_layers: int = option(32, "Number of layers.", low=1)
    num_attention_heads: int = option(32, "Attention heads per layer.", low=1)
    num_key_value_heads: int | None = option(
        None, "Heads of keys and values, which groups of heads share; the usual when null.", low=1
    )
    max_position_embeddings: int = option(2048, "Longest sequence, in tokens.", low=1)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    rms_norm_eps: float = option(1e-6, "Added to the mean square in norms.", low=0)
    rope_parameters: ropes.Parameters | None = option(
        None, "rope_type and rope_theta, and what else the type of rotation needs."
    )
    attention_dropout: float = option(0.0, "Dropout of attention weights.", low=0, high=1)
    tie_word_embeddings: bool = option(False, "Share input and output embeddings.")

    @property
    def head_width(self) -> int:
        """Numbers per head."""
        stated: int | None = getattr(self, "head_dim", None)
        return stated or self.hidden_size // self.num_attention_heads

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        heads, shared = self.num_attention_heads, self.shared_heads
        return {
            "num_key_value_heads": shared if shared and heads % shared == 0 else heads,
            "rope_parameters": ropes.usual(self.theta),
        }

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Options with what older files say of rotary positions where it now stands."""
        new, found = super().renewed(given)
        return ropes.renewed(new, cls.theta), found

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        own_width = getattr(self, "head_dim", None)
        if self.always_divided or own_width in (None, self.derived().get("head_dim")):
            yield from divides(self, "num_attention_heads", "hidden_size")
        yield from divides(self, "num_key_value_heads", "num_attention_heads")
        heads, shared = self.num_attention_heads, self.num_key_value_heads
        if shared != heads and any(self.pruned_heads.values()):
            yield Problem(
                "pruned_heads",
                f"the {heads} heads of a layer share {shared} of keys and values; "
                "heads that share cannot be pruned",
            )
        yield from padding_in_vocabulary(self)
        yield from ropes.problems(self)


@configuration
class LlamaConfig(RotaryDecoderConfig):
    """Options of Llama; the defaults are those of ``Llama-2-7b``."""

    model_type = "llama"
    always_divided: ClassVar[bool] = True

    bos_token_id: int | None = option(1, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")
    pretraining_tp: int | None = option(1, "How the training was split; nothing is computed by it.")
    attention_bias: bool = option(False, "Projections of the attention have biases.")
    mlp_bias: bool = option(False, "Projections of the feed-forward blocks have biases.")
    hidden_act: str = option("silu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    head_dim: int | None = option(
        None, "Numbers per head; their share of hidden_size when null.", low=1
    )

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        return {**super().derived(), "head_dim": self.hidden_size // self.num_attention_heads}


def attention(config: RotaryDecoderConfig, *, bias: bool, out_bias: bool) -> Attention:
    """Causal attention whose keys and values are shared by groups of heads."""
    width, size = config.hidden_size, config.head_width
    joined, shared = config.num_attention_heads * size, (config.num_key_value_heads or 0) * size
    return Attention(
        query=Linear(inputs=width, outputs=joined, bias=bias),
        key=Linear(inputs=width, outputs=shared, bias=bias),
        value=Linear(inputs=width, outputs=shared, bias=bias),
        output=Linear(inputs=joined, outputs=width, bias=out_bias),
        heads=config.num_attention_heads,
        mask=Causal(),
        dropout=config.attention_dropout,
    )


def feedforward(config: RotaryDecoderConfig, function: str, *, bias: bool = False) -> Gated:
    """A gated feed-forward block with that activation."""
    return gated(config.hidden_size, config.intermediate_size, function, bias=bias)


def norm(config: RotaryDecoderConfig) -> RMSNorm:
    """The norm used everywhere in the model."""
    return RMSNorm(width=config.hidden_size, eps=config.rms_norm_eps)


def layer(mixer: Attention, hidden: Spec, norm: RMSNorm) -> Layer:
    """An attention and a feed-forward block, each after a norm."""
    return Layer(mixer=pre(mixer, norm), feedforward=pre(hidden, norm))


def stack(config: RotaryDecoderConfig, layers: tuple[Layer, ...]) -> Stack:
    """Layers between a table of tokens and a norm."""
    return Stack(
        frontend=Tokens(token=table(config)),
        position=ropes.rotary(config),
        layers=layers,
        norm=norm(config),
    )


def table(config: RotaryDecoderConfig) -> Embedding:
    """The table of tokens."""
    return Embedding(count=config.vocab_size, width=config.hidden_size, padding=config.pad_token_id)


def body(config: LlamaConfig, pooled: bool) -> Stack:
    """The decoder; Llama has no pooler."""
    mixer = attention(config, bias=config.attention_bias, out_bias=config.attention_bias)
    hidden = feedforward(config, config.hidden_act, bias=config.mlp_bias)
    return stack(config, (layer(mixer, hidden, norm(config)),) * config.num_hidden_layers)


def rows(config: PretrainedConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the decoder."""
    return (*rows_around_feedforward(), *feedforward_rows())


def rows_around_feedforward() -> tuple[AnyRow, ...]:
    """Names on disk of everything but the feed-forward blocks."""
    return (
        *attention_rows(),
        Row("layers.{i}.input_layernorm.{p}", "layers.{i}.mixer.before.{p}"),
        Row("layers.{i}.post_attention_layernorm.{p}", "layers.{i}.feedforward.before.{p}"),
    )


def attention_rows() -> tuple[AnyRow, ...]:
    """Names on disk of the table of tokens, the attentions and the last norm."""
    disk, block = "layers.{i}.self_attn.", "layers.{i}.mixer.block."
    return (
        Row("embed_tokens.weight", "frontend.token.weight"),
        Row(disk + "q_proj.{p}", block + "query.{p}"),
        Row(disk + "k_proj.{p}", block + "key.{p}"),
        Row(disk + "v_proj.{p}", block + "value.{p}"),
        Row(disk + "o_proj.{p}", block + "output.{p}"),
        Row("norm.{p}", "norm.{p}"),
        Drop(disk + "rotary_emb.inv_freq"),
    )


def feedforward_rows() -> tuple[AnyRow, ...]:
    """Names on disk of gated feed-forward blocks."""
    disk, native = "layers.{i}.mlp.", "layers.{i}.feedforward.block."
    return (
        Row(disk + "gate_proj.{p}", native + "gate.{p}"),
        Row(disk + "up_proj.{p}", native + "up.{p}"),
        *activation_rows(disk + "act_fn", native + "activation"),
        Row(disk + "down_proj.{p}", native + "down.{p}"),
    )


def question_answering(config: Any) -> Head:
    """Start and end scores of every token, under another name of the decoder."""
    return replace(causal.question_answering(config), prefix="transformer")


FAMILY = Family(
    config=LlamaConfig,
    class_prefix="Llama",
    title="Llama",
    summary="decoder with rotary positions and gated feed-forward blocks",
    paper="https://arxiv.org/abs/2302.13971",
    body=body,
    rows=rows,
    heads={**causal.HEADS, "question_answering": question_answering},
    prefix="model",
    provides=frozenset({Feature.HIDDEN}),
    inputs=causal.INPUTS,
    tokenizer="llama",
)
