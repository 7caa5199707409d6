"""An encoder with norms before its blocks and scaled branches.

Paper: https://arxiv.org/abs/2103.17239
"""

from __future__ import annotations

from collections.abc import Iterator

from acme_models.blocks import LayerScale
from acme_models.heads import Similarity
from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families import Family, Head
from factory.families.shared import divides, padding_in_vocabulary
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    Embedding,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    Mean,
    Pool,
    Residual,
    SequenceClassifier,
    Spec,
    Stack,
    Tokens,
    attention,
    dense,
)


@configuration
class AcmeConfig(PretrainedConfig):
    """Options of the Acme encoder."""

    model_type = "acme"

    vocab_size: int = option(8000, "Number of tokens in the vocabulary.", low=1)
    max_position_embeddings: int = option(256, "Longest sequence, in tokens.", low=1)
    hidden_size: int = option(256, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(4, "Number of layers.", low=1)
    num_attention_heads: int = option(4, "Attention heads per layer.", low=1)
    intermediate_size: int = option(1024, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option("gelu", "Activation of these blocks.", choices=ACTIVATIONS)
    dropout: float = option(0.1, "Dropout of embeddings and branches.", low=0, high=1)
    layer_scale: float = option(0.1, "Factor of every branch before training.", low=0)
    embedding_size: int = option(64, "Width of the vector of a text.", low=1)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")
        yield from padding_in_vocabulary(self)


def body(config: AcmeConfig, pooled: bool) -> Stack:
    """The encoder; it has no pooler."""
    width = config.hidden_size

    def branch(block: Spec) -> Residual:
        return Residual(
            block=block,
            before=LayerNorm(width=width),
            inner=LayerScale(width=width, begin=config.layer_scale),
            dropout=config.dropout,
        )

    layer = Layer(
        mixer=branch(attention(width, config.num_attention_heads)),
        feedforward=branch(dense(width, config.intermediate_size, config.hidden_act)),
    )
    token = Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id)
    return Stack(
        frontend=Tokens(token=token),
        position=Learned(table=Embedding(count=config.max_position_embeddings, width=width)),
        layers=(layer,) * config.num_hidden_layers,
        norm=LayerNorm(width=width),
        dropout=config.dropout,
    )


def rows(config: AcmeConfig) -> tuple[AnyRow, ...]:
    """Names on disk; nobody else reads this family, so they are those of the tree."""
    parts = {
        "mixer.block": ("query", "key", "value", "output"),
        "feedforward.block": ("up", "down"),
        "mixer": ("before", "inner"),
        "feedforward": ("before", "inner"),
    }
    layers = (f"layers.{{i}}.{at}.{part}.{{p}}" for at, own in parts.items() for part in own)
    names = ("frontend.token.weight", "position.table.weight", "norm.{p}", *layers)
    return tuple(Row(name, name) for name in names)


def similarity(config: AcmeConfig) -> Head:
    """The mean of a text's hidden states, in fewer numbers."""
    dense = Linear(inputs=config.hidden_size, outputs=config.embedding_size)
    return Head(
        spec=Similarity(pool=Pool(select=Mean(), dense=dense)),
        needs=Feature.HIDDEN,
        rows=(Row("similarity.{p}", "head.pool.dense.{p}"),),
    )


def sequence_classification(config: AcmeConfig) -> Head:
    """One linear layer on the mean of a text's hidden states."""
    return Head(
        spec=SequenceClassifier(
            pool=Pool(select=Mean()),
            output=Linear(inputs=config.hidden_size, outputs=config.num_labels),
        ),
        needs=Feature.HIDDEN,
        rows=(Row("classifier.{p}", "head.output.{p}"),),
    )


FAMILY = Family(
    config=AcmeConfig,
    class_prefix="Acme",
    title="Acme",
    summary="a small encoder with scaled branches",
    paper="https://arxiv.org/abs/2103.17239",
    body=body,
    rows=rows,
    heads={"similarity": similarity, "sequence_classification": sequence_classification},
    prefix="acme",
    provides=frozenset({Feature.HIDDEN}),
    inputs=("input_ids", "attention_mask", "position_ids", "inputs_embeds"),
    tokenizer="acme_wordpiece",
)
