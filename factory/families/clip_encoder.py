"""What CLIP's two encoders share: options, layers, their names on disk, how they begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families.shared import activation_rows, divides
from factory.specs import (
    ACTIVATIONS,
    Layer,
    LayerNorm,
    Mask,
    Normal,
    Rules,
    attention,
    dense,
    pre,
)

NORMS = {"layer_norm1": "mixer.before", "layer_norm2": "feedforward.before"}
PROJECTIONS = {"q_proj": "query", "k_proj": "key", "v_proj": "value", "out_proj": "output"}


@configuration
class CLIPEncoderConfig(PretrainedConfig):
    """Options that both encoders have."""

    hidden_size: int = option(512, "Width of the hidden states.", low=1)
    intermediate_size: int = option(2048, "Width inside the feed-forward blocks.", low=1)
    num_attention_heads: int = option(8, "Attention heads per layer.", low=1)
    projection_dim: int = option(512, "Width at which texts and pictures are compared.", low=1)
    num_hidden_layers: int = option(12, "Number of layers.", low=1)
    hidden_act: str = option(
        "quick_gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS
    )
    layer_norm_eps: float = option(1e-5, "Added to the variance in layer norms.", low=1e-30)
    attention_dropout: float = option(0.0, "Dropout of attention weights.", low=0, high=1)
    initializer_range: float = option(
        0.02, "Standard deviation of initial tables of pictures.", low=0
    )
    initializer_factor: float = option(1.0, "Factor of all initial weights.", low=0)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")


def encoder_norm(config: CLIPEncoderConfig) -> LayerNorm:
    """A norm over the stream."""
    return LayerNorm(width=config.hidden_size, eps=config.layer_norm_eps)


def encoder_layers(config: CLIPEncoderConfig, mask: Mask) -> tuple[Layer, ...]:
    """Layers whose norms come first; ``mask`` is what distance hides from a token."""
    width, norm = config.hidden_size, encoder_norm(config)
    mixer = attention(width, config.num_attention_heads, dropout=config.attention_dropout)
    layer = Layer(
        mixer=pre(replace(mixer, mask=mask), norm),
        feedforward=pre(dense(width, config.intermediate_size, config.hidden_act), norm),
    )
    return (layer,) * config.num_hidden_layers


def encoder_rows() -> tuple[AnyRow, ...]:
    """Names on disk of the layers."""
    disk, native = "encoder.layers.{i}.", "layers.{i}."
    return (
        *(Row(f"{disk}{name}.{{p}}", f"{native}{norm}.{{p}}") for name, norm in NORMS.items()),
        *(
            Row(f"{disk}self_attn.{name}.{{p}}", f"{native}mixer.block.{part}.{{p}}")
            for name, part in PROJECTIONS.items()
        ),
        Row(disk + "mlp.fc1.{p}", native + "feedforward.block.up.{p}"),
        *activation_rows(disk + "mlp.activation_fn", native + "feedforward.block.activation"),
        Row(disk + "mlp.fc2.{p}", native + "feedforward.block.down.{p}"),
    )


def encoder_init(config: CLIPEncoderConfig, stack: str) -> Rules:
    """Projections begin smaller the deeper the encoder; ``stack`` is its path."""
    reads, writes = f"{stack}.layers.*.mixer.block.", f"{stack}.layers.*.feedforward.block."
    width, factor = config.hidden_size, config.initializer_factor
    wide = Normal(std=width**-0.5 * factor)
    deep = Normal(std=width**-0.5 * (2 * config.num_hidden_layers) ** -0.5 * factor)
    return (
        *((f"{reads}{part}.weight", deep) for part in ("query", "key", "value")),
        (f"{reads}output.weight", wide),
        (f"{writes}up.weight", Normal(std=(2 * width) ** -0.5 * factor)),
        (f"{writes}down.weight", deep),
    )


def projection_init(path: str, width: int, factor: float) -> Rules:
    """What reads an encoder's pooled output begins as wide as that is."""
    return ((f"{path}.weight", Normal(std=width**-0.5 * factor)),)
