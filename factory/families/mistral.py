"""Mistral: Llama whose tokens see the last few thousand before them.

Paper: https://arxiv.org/abs/2310.06825
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.configuration import configuration, option
from factory.families import causal, llama, windows
from factory.families.llama import RotaryDecoderConfig
from factory.specs import ACTIVATIONS, Attention, Stack


@configuration
class WindowedDecoderConfig(RotaryDecoderConfig):
    """Options of Mistral and of decoders made of its attention."""

    shared_heads: ClassVar[int] = 8

    intermediate_size: int = option(14336, "Width inside the feed-forward blocks.", low=1)
    max_position_embeddings: int = option(131072, "Longest sequence, in tokens.", low=1)
    head_dim: int | None = option(
        None, "Numbers per head; their share of hidden_size when null.", low=1
    )
    bos_token_id: int | None = option(1, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")
    sliding_window: int | None = option(
        None, "How many tokens a token sees, itself included; all before it when null.", low=1
    )


@configuration
class MistralConfig(WindowedDecoderConfig):
    """Options of Mistral; the defaults are those of transformers, not of ``Mistral-7B-v0.1``."""

    model_type = "mistral"

    hidden_act: str = option("silu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    sliding_window: int | None = option(
        4096, "How many tokens a token sees, itself included; all before it when null.", low=1
    )

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        return {**super().derived(), "head_dim": self.hidden_size // self.num_attention_heads}


def attention(config: WindowedDecoderConfig) -> Attention:
    """Causal attention to what is near."""
    plain = llama.attention(config, bias=False, out_bias=False)
    return replace(plain, mask=windows.causal(config.sliding_window))


def body(config: MistralConfig, pooled: bool) -> Stack:
    """The decoder; Mistral has no pooler."""
    layer = llama.layer(
        attention(config), llama.feedforward(config, config.hidden_act), llama.norm(config)
    )
    return llama.stack(config, (layer,) * config.num_hidden_layers)


FAMILY = replace(
    llama.FAMILY,
    config=MistralConfig,
    class_prefix="Mistral",
    title="Mistral",
    summary="Llama with a sliding window",
    paper="https://arxiv.org/abs/2310.06825",
    body=body,
    heads=causal.HEADS,
)
