"""Gemma 2: Gemma with capped scores, norms on both sides of a block, a window in every other layer.

Paper: https://arxiv.org/abs/2408.00118
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families import causal, gemma, llama, windows
from factory.families.base import Head
from factory.families.llama import RotaryDecoderConfig
from factory.specs import ACTIVATIONS, Attention, Layer, NextToken, Residual, Stack, spec


@configuration
class Gemma2Config(RotaryDecoderConfig):
    """Options of Gemma 2; the defaults are those of ``gemma-2-2b``."""

    model_type = "gemma2"
    always_divided: ClassVar[bool] = True
    aliases: ClassVar[Mapping[str, str]] = {"hidden_act": "hidden_activation"}
    shared_heads: ClassVar[int] = 4

    vocab_size: int = option(256000, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(2304, "Width of the hidden states.", low=1)
    intermediate_size: int = option(9216, "Width inside the feed-forward blocks.", low=1)
    num_hidden_layers: int = option(26, "Number of layers.", low=1)
    num_attention_heads: int = option(8, "Attention heads per layer.", low=1)
    head_dim: int = option(256, "Numbers per head.", low=1)
    hidden_activation: str = option(
        "gelu_pytorch_tanh", "Activation of the feed-forward blocks.", choices=ACTIVATIONS
    )
    max_position_embeddings: int = option(8192, "Longest sequence, in tokens.", low=1)
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)
    bos_token_id: int | None = option(2, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(1, "Id of the token a text ends with.")
    tie_word_embeddings: bool = option(True, "Share input and output embeddings.")
    attention_bias: bool = option(False, "Projections of the attention have biases.")
    query_pre_attn_scalar: int = option(256, "Scores are divided by its root.", low=1)
    sliding_window: int | None = option(
        4096, "How many tokens a token sees in sliding layers, itself included.", low=1
    )
    layer_types: tuple[windows.Kind, ...] | None = option(
        None, "What each layer sees; when null, every other one is sliding, the first included."
    )
    final_logit_softcapping: float | None = option(
        30.0,
        "Scores of tokens stay between this and its negative; without limits when null.",
        low=0,
    )
    attn_logit_softcapping: float | None = option(
        50.0, "The same of the scores of attention.", low=0
    )
    use_bidirectional_attention: bool | None = option(
        None, "Not available; transformers' model does not do what it says either."
    )

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        kinds = (windows.SLIDING, windows.FULL)
        layers = range(self.num_hidden_layers)
        return {**super().derived(), "layer_types": tuple(kinds[i % 2] for i in layers)}

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from windows.problems(self, self.sliding_window)
        for name in ("final_logit_softcapping", "attn_logit_softcapping"):
            if getattr(self, name) == 0:
                yield Problem(name, "is 0; null is without a cap")
        if self.use_bidirectional_attention:
            yield Problem("use_bidirectional_attention", "is not available; leave it out")


@spec
class CappedAttention(Attention):
    """Attention whose scores are squeezed between two limits, ``cap * tanh(score / cap)``.

    Attributes:
        cap: the limit.
    """

    cap: float


@spec
class CappedNextToken(NextToken):
    """Scores of the next token that are squeezed between two limits.

    Attributes:
        cap: the limit.
    """

    cap: float


def body(config: Gemma2Config, pooled: bool) -> Stack:
    """The decoder; Gemma 2 has no pooler."""
    mixer = replace(gemma.attention(config), scale=config.query_pre_attn_scalar**-0.5)
    if config.attn_logit_softcapping is not None:
        mixer = CappedAttention(**vars(mixer), cap=config.attn_logit_softcapping)
    masks = windows.masks(config, config.sliding_window)
    layers = (layer(config, replace(mixer, mask=mask)) for mask in masks)
    return gemma.stack(config, tuple(layers))


def layer(config: Gemma2Config, mixer: Attention) -> Layer:
    """An attention and a feed-forward block, each between two norms."""
    norm = gemma.norm(config)
    hidden = llama.feedforward(config, config.hidden_activation)
    return Layer(
        mixer=Residual(block=mixer, before=norm, inner=norm),
        feedforward=Residual(block=hidden, before=norm, inner=norm),
    )


def rows(config: PretrainedConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the decoder."""
    disk, mixer, hidden = "layers.{i}.", "layers.{i}.mixer.", "layers.{i}.feedforward."
    return (
        *llama.attention_rows(),
        Row(disk + "input_layernorm.{p}", mixer + "before.{p}"),
        Row(disk + "post_attention_layernorm.{p}", mixer + "inner.{p}"),
        Row(disk + "pre_feedforward_layernorm.{p}", hidden + "before.{p}"),
        Row(disk + "post_feedforward_layernorm.{p}", hidden + "inner.{p}"),
        *llama.feedforward_rows(),
    )


def causal_lm(config: Gemma2Config) -> Head:
    """The input table, or a matrix of its own, and a cap."""
    plain, cap = causal.causal_lm(config), config.final_logit_softcapping
    return (
        plain if cap is None else replace(plain, spec=CappedNextToken(**vars(plain.spec), cap=cap))
    )


FAMILY = replace(
    gemma.FAMILY,
    config=Gemma2Config,
    class_prefix="Gemma2",
    title="Gemma 2",
    summary="Gemma with capped scores and a window in every other layer",
    paper="https://arxiv.org/abs/2408.00118",
    body=body,
    rows=rows,
    heads={**gemma.FAMILY.heads, "causal_lm": causal_lm},
)
