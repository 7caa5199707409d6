"""GPT-2: a decoder with learned positions and a norm before each block.

Paper: https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from factory.checkpoint.rows import AnyRow, Drop, Fused, Row
from factory.configuration import Problem, configuration, option
from factory.families import causal
from factory.families.base import Family, Head
from factory.families.causal import DecoderConfig
from factory.families.shared import activation_rows, divides, padding_in_vocabulary
from factory.heads import LM_HEAD_MODEL, Feature
from factory.specs import (
    ACTIVATIONS,
    FULL,
    Causal,
    Cross,
    Embedding,
    Layer,
    LayerNorm,
    Learned,
    Normal,
    Rules,
    Stack,
    TokenClassifier,
    Tokens,
    attention,
    dense,
    pre,
)


@configuration
class GPT2Config(DecoderConfig):
    """Options of GPT-2; the defaults are those of ``gpt2``."""

    model_type = "gpt2"
    aliases: ClassVar[Mapping[str, str]] = {
        "hidden_size": "n_embd",
        "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
        "intermediate_size": "n_inner",
        "hidden_act": "activation_function",
        "hidden_dropout_prob": "resid_pdrop",
        "attention_probs_dropout_prob": "attn_pdrop",
    }

    vocab_size: int = option(50257, "Number of tokens in the vocabulary.", low=1)
    n_positions: int = option(1024, "Longest sequence, in tokens.", low=1)
    n_embd: int = option(768, "Width of the hidden states.", low=1)
    n_layer: int = option(12, "Number of layers.", low=1)
    n_head: int = option(12, "Attention heads per layer.", low=1)
    n_inner: int | None = option(
        None, "Width inside the feed-forward blocks; four times n_embd when null.", low=1
    )
    activation_function: str = option(
        "gelu_new", "Activation of the feed-forward blocks.", choices=ACTIVATIONS
    )
    resid_pdrop: float = option(0.1, "Dropout of what is added to the stream.", low=0, high=1)
    embd_pdrop: float = option(0.1, "Dropout of embeddings.", low=0, high=1)
    attn_pdrop: float = option(0.1, "Dropout of attention weights.", low=0, high=1)
    layer_norm_epsilon: float = option(1e-5, "Added to the variance in norms.", low=0)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    scale_attn_weights: bool = option(True, "Divide scores by the root of the head's width.")
    scale_attn_by_inverse_layer_idx: bool = option(
        False, "Divide scores by the number of the layer, too."
    )
    reorder_and_upcast_attn: bool = option(
        False, "Of the order of rounding in half precision; nothing else is computed by it."
    )
    add_cross_attention: bool = option(False, "Layers look at what an encoder has read.")
    bos_token_id: int | None = option(50256, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(50256, "Id of the token a text ends with.")
    summary_type: str = option("cls_index", "Of a head for two tasks that is not here.")
    summary_use_proj: bool = option(True, "Of a head for two tasks that is not here.")
    summary_activation: str | None = option(None, "Of a head for two tasks that is not here.")
    summary_proj_to_labels: bool = option(True, "Of a head for two tasks that is not here.")
    summary_first_dropout: float = option(0.1, "Of a head for two tasks that is not here.")

    def derived(self) -> Mapping[str, int]:
        """What follows from the other options."""
        return {"n_inner": 4 * self.n_embd}

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "n_head", "n_embd")
        yield from padding_in_vocabulary(self)


def body(config: GPT2Config, pooled: bool) -> Stack:
    """The decoder; GPT-2 has no pooler."""
    width = config.n_embd
    return Stack(
        frontend=Tokens(token=Embedding(count=config.vocab_size, width=width)),
        position=Learned(table=Embedding(count=config.n_positions, width=width)),
        layers=tuple(layer(config, number) for number in range(1, config.n_layer + 1)),
        norm=LayerNorm(width=width, eps=config.layer_norm_epsilon),
        dropout=config.embd_pdrop,
    )


def layer(config: GPT2Config, number: int) -> Layer:
    """A layer by its number, the first being 1."""
    width, dropout = config.n_embd, config.resid_pdrop
    norm = LayerNorm(width=width, eps=config.layer_norm_epsilon)
    scale = (width // config.n_head) ** -0.5 if config.scale_attn_weights else 1.0
    if config.scale_attn_by_inverse_layer_idx:
        scale /= number
    mixer = replace(
        attention(width, config.n_head, mask=Causal(), dropout=config.attn_pdrop), scale=scale
    )
    cross = Cross(**(vars(mixer) | {"mask": FULL})) if config.add_cross_attention else None
    hidden = dense(width, config.n_inner or 0, config.activation_function)
    return Layer(
        mixer=pre(mixer, norm, dropout),
        cross=pre(cross, norm, dropout) if cross is not None else None,
        feedforward=pre(hidden, norm, dropout),
    )


def rows(config: GPT2Config) -> tuple[AnyRow, ...]:
    """Names on disk of the decoder, whose matrices lie there as (inputs, outputs)."""
    disk, mixer, cross = "h.{i}.", "layers.{i}.mixer.", "layers.{i}.cross."
    hidden = "layers.{i}.feedforward."

    def fused(name: str, native: str, *parts: str) -> Fused:
        return Fused(disk + name, tuple(f"{native}block.{p}.{{p}}" for p in parts), turned=True)

    def turned(name: str, native: str) -> Row:
        return Row(disk + name, native, turned=True)

    return (
        Row("wte.weight", "frontend.token.weight"),
        Row("wpe.weight", "position.table.weight"),
        Row(disk + "ln_1.{p}", mixer + "before.{p}"),
        fused("attn.c_attn.{p}", mixer, "query", "key", "value"),
        turned("attn.c_proj.{p}", mixer + "block.output.{p}"),
        Row(disk + "ln_cross_attn.{p}", cross + "before.{p}"),
        turned("crossattention.q_attn.{p}", cross + "block.query.{p}"),
        fused("crossattention.c_attn.{p}", cross, "key", "value"),
        turned("crossattention.c_proj.{p}", cross + "block.output.{p}"),
        Row(disk + "ln_2.{p}", hidden + "before.{p}"),
        turned("mlp.c_fc.{p}", hidden + "block.up.{p}"),
        *activation_rows(disk + "mlp.act", hidden + "block.activation"),
        turned("mlp.c_proj.{p}", hidden + "block.down.{p}"),
        Row("ln_f.{p}", "norm.{p}"),
        Drop(disk + "attn.bias"),
        Drop(disk + "attn.masked_bias"),
    )


def token_classification(config: GPT2Config) -> Head:
    """One linear map on every token."""
    plain = causal.token_classification(config)
    assert isinstance(plain.spec, TokenClassifier)
    return replace(plain, rows=(Row("classifier.{p}", "head.output.{p}"),))


def init(config: GPT2Config) -> Rules:
    """What is added to the stream starts smaller, the more of it there is."""
    narrow = Normal(std=config.initializer_range / math.sqrt(2 * config.n_layer))
    return (("*.block.output.weight", narrow), ("*.block.down.weight", narrow))


FAMILY = Family(
    config=GPT2Config,
    class_prefix="GPT2",
    title="GPT-2",
    summary="decoder with learned positions",
    paper="https://cdn.openai.com/better-language-models/"
    "language_models_are_unsupervised_multitask_learners.pdf",
    body=body,
    rows=rows,
    heads={**causal.HEADS, "token_classification": token_classification},
    prefix="transformer",
    provides=frozenset({Feature.HIDDEN}),
    inputs=causal.INPUTS,
    head_inputs=dict.fromkeys(("base", "causal_lm"), (*causal.INPUTS, *causal.MEMORY)),
    tokenizer="gpt2",
    kinds={"causal_lm": LM_HEAD_MODEL},
    init=init,
)
