"""Qwen2: Llama with biases on queries, keys and values, and a window in some layers.

Paper: https://arxiv.org/abs/2407.10671
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.configuration import Problem, configuration, option
from factory.families import llama, windows
from factory.families.llama import RotaryDecoderConfig
from factory.specs import ACTIVATIONS, Attention, Stack


@configuration
class QwenConfig(RotaryDecoderConfig):
    """Options of Qwen2 and of what came of it."""

    shared_heads: ClassVar[int] = 32

    vocab_size: int = option(151936, "Number of tokens in the vocabulary.", low=1)
    intermediate_size: int = option(22016, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option("silu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    max_position_embeddings: int = option(32768, "Longest sequence, in tokens.", low=1)
    use_sliding_window: bool = option(False, "Some layers see nearby tokens alone.")
    sliding_window: int | None = option(
        None,
        "How many tokens a token sees there, itself included; counts with use_sliding_window.",
        low=1,
    )
    max_window_layers: int = option(
        28, "So many layers see all tokens before them, unless layer_types says otherwise.", low=0
    )
    layer_types: tuple[windows.Kind, ...] | None = option(
        None, "What each layer sees; when null, the last ones are those with a window."
    )

    @property
    def window(self) -> int | None:
        """How many tokens are seen in layers with a window, if there are such."""
        return self.sliding_window if self.use_sliding_window else None

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        first = self.max_window_layers if self.use_sliding_window else self.num_hidden_layers
        layers = range(self.num_hidden_layers)
        return {
            **super().derived(),
            "sliding_window": 4096 if self.use_sliding_window else None,
            "layer_types": tuple(windows.FULL if i < first else windows.SLIDING for i in layers),
        }

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from windows.problems(self, self.window)


@configuration
class Qwen2Config(QwenConfig):
    """Options of Qwen2; the defaults are those of transformers, not of ``Qwen2-7B``."""

    model_type = "qwen2"

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.foreign.get("head_dim") not in (None, self.head_width):
            yield Problem(
                "head_dim",
                f"is {self.foreign['head_dim']}; hidden_size / num_attention_heads is needed, "
                f"{self.head_width}",
            )


def body(config: Qwen2Config, pooled: bool) -> Stack:
    """The decoder; Qwen2 has no pooler."""
    return stack(config, llama.attention(config, bias=True, out_bias=False))


def stack(config: QwenConfig, mixer: Attention) -> Stack:
    """Layers that differ in what they see."""
    hidden, norm = llama.feedforward(config, config.hidden_act), llama.norm(config)
    masks = windows.masks(config, config.window)
    layers = (llama.layer(replace(mixer, mask=mask), hidden, norm) for mask in masks)
    return llama.stack(config, tuple(layers))


FAMILY = replace(
    llama.FAMILY,
    config=Qwen2Config,
    class_prefix="Qwen2",
    title="Qwen2",
    summary="Llama with biases in its attention",
    paper="https://arxiv.org/abs/2407.10671",
    body=body,
    tokenizer="qwen2",
)
