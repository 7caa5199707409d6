"""Qwen3: Qwen2 whose queries and keys are normed, without their biases.

Paper: https://arxiv.org/abs/2505.09388
"""

from __future__ import annotations

from dataclasses import replace

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, configuration, option
from factory.families import llama, qwen2
from factory.families.qwen2 import QwenConfig
from factory.specs import NormedAttention, RMSNorm, Stack


@configuration
class Qwen3Config(QwenConfig):
    """Options of Qwen3; the defaults are those of transformers, not of ``Qwen3-8B``."""

    model_type = "qwen3"

    head_dim: int = option(128, "Numbers per head.", low=1)
    attention_bias: bool = option(False, "Projections of the attention have biases.")


def body(config: Qwen3Config, pooled: bool) -> Stack:
    """The decoder; Qwen3 has no pooler."""
    bias = config.attention_bias
    norm = RMSNorm(width=config.head_dim, eps=config.rms_norm_eps)
    plain = llama.attention(config, bias=bias, out_bias=bias)
    return qwen2.stack(config, NormedAttention(**vars(plain), query_norm=norm, key_norm=norm))


def rows(config: PretrainedConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the decoder."""
    disk, block = "layers.{i}.self_attn.", "layers.{i}.mixer.block."
    return (
        *llama.rows(config),
        Row(disk + "q_norm.weight", block + "query_norm.weight"),
        Row(disk + "k_norm.weight", block + "key_norm.weight"),
    )


FAMILY = replace(
    qwen2.FAMILY,
    config=Qwen3Config,
    class_prefix="Qwen3",
    title="Qwen3",
    summary="Qwen2 with norms on queries and keys",
    paper="https://arxiv.org/abs/2505.09388",
    body=body,
    rows=rows,
)
