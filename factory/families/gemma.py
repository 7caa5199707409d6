"""Gemma: Llama with scaled embeddings, norms around 1 and wide heads.

Paper: https://arxiv.org/abs/2403.08295
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.configuration import Problem, configuration, option
from factory.families import causal, llama
from factory.families.llama import RotaryDecoderConfig
from factory.specs import (
    ACTIVATIONS,
    Attention,
    Causal,
    Full,
    Layer,
    ScaledTokens,
    ShiftedRMSNorm,
    Stack,
)


@configuration
class GemmaConfig(RotaryDecoderConfig):
    """Options of Gemma; the defaults are those of ``gemma-7b``."""

    model_type = "gemma"
    shared_heads: ClassVar[int] = 16

    vocab_size: int = option(256000, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(3072, "Width of the hidden states.", low=1)
    intermediate_size: int = option(24576, "Width inside the feed-forward blocks.", low=1)
    num_hidden_layers: int = option(28, "Number of layers.", low=1)
    num_attention_heads: int = option(16, "Attention heads per layer.", low=1)
    head_dim: int = option(256, "Numbers per head.", low=1)
    hidden_act: str = option(
        "gelu_pytorch_tanh",
        "Activation of the feed-forward blocks; gelu means gelu_pytorch_tanh, as in older files.",
        choices=ACTIVATIONS,
    )
    max_position_embeddings: int = option(8192, "Longest sequence, in tokens.", low=1)
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)
    bos_token_id: int | None = option(2, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(1, "Id of the token a text ends with.")
    tie_word_embeddings: bool = option(True, "Share input and output embeddings.")
    attention_bias: bool = option(False, "Projections of the attention have biases.")
    use_bidirectional_attention: bool | None = option(
        None, "Tokens see those after them, too; such a model cannot go on with a text."
    )

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Options with what the first files called gelu by its name."""
        new, found = super().renewed(given)
        if new.get("hidden_act") == "gelu":
            new["hidden_act"] = "gelu_pytorch_tanh"
        return new, found


def body(config: GemmaConfig, pooled: bool) -> Stack:
    """The decoder; Gemma has no pooler."""
    mixer = replace(
        attention(config), mask=Full() if config.use_bidirectional_attention else Causal()
    )
    layer = llama.layer(mixer, llama.feedforward(config, config.hidden_act), norm(config))
    return stack(config, (layer,) * config.num_hidden_layers)


def attention(config: Any) -> Attention:
    """Causal attention, with biases or without."""
    return llama.attention(config, bias=config.attention_bias, out_bias=config.attention_bias)


def norm(config: RotaryDecoderConfig) -> ShiftedRMSNorm:
    """The norm used everywhere in the model."""
    return ShiftedRMSNorm(width=config.hidden_size, eps=config.rms_norm_eps)


def stack(config: RotaryDecoderConfig, layers: tuple[Layer, ...]) -> Stack:
    """Layers between a table of tokens, whose vectors are scaled, and a norm."""
    tokens = ScaledTokens(token=llama.table(config), scale=config.hidden_size**0.5)
    return replace(llama.stack(config, layers), frontend=tokens, norm=norm(config))


FAMILY = replace(
    llama.FAMILY,
    config=GemmaConfig,
    class_prefix="Gemma",
    title="Gemma",
    summary="Llama with scaled embeddings and wide heads",
    paper="https://arxiv.org/abs/2403.08295",
    body=body,
    heads={name: head for name, head in causal.HEADS.items() if name != "question_answering"},
    tokenizer="gemma",
)
