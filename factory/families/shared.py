"""What several families share: rules between options and pieces of checkpoint maps."""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import Row
from factory.configuration import PretrainedConfig, Problem
from factory.specs import Linear, Tied

OLD_NORM = (("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias"))
"""Names of a norm's parameters in files converted from TensorFlow."""

LEARNED_ACTIVATION = ("weight", "alpha_p", "alpha_n", "beta", "eps")
"""Names of the parameters that learned activations have."""


def activation_rows(disk: str, native: str) -> tuple[Row, ...]:
    """Names on disk of the parameters that an activation at that path may have."""
    return tuple(Row(f"{disk}.{name}", f"{native}.{name}") for name in LEARNED_ACTIVATION)


def divides(config: PretrainedConfig, heads: str, width: str) -> Iterator[Problem]:
    """The number of heads must divide the width."""
    count, size = getattr(config, heads), getattr(config, width)
    if count and size % count:
        yield Problem(heads, f"{count} heads do not divide {width} {size}")


def padding_in_vocabulary(config: PretrainedConfig) -> Iterator[Problem]:
    """The padding token must be in the vocabulary."""
    padding, size = config.pad_token_id, getattr(config, "vocab_size", 0)
    if padding is not None and padding >= size:
        yield Problem("pad_token_id", f"{padding} is outside a vocabulary of {size}")


def output_table(tied: bool, width: int, vocabulary: int, *, bias: bool = True) -> Linear | Tied:
    """The map from hidden states to tokens: the input table, or a matrix of its own."""
    if tied:
        return Tied(to="body.frontend.token", bias=vocabulary if bias else 0)
    return Linear(inputs=width, outputs=vocabulary, bias=bias)
