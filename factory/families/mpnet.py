"""MPNet: masked and permuted pretraining; distances between tokens bias the scores.

Paper: https://arxiv.org/abs/2004.09297
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import Problem, configuration, option
from factory.families import encoders, roberta
from factory.families.base import Family
from factory.families.shared import OLD_NORM
from factory.heads import Feature
from factory.specs import Embedding, LearnedFromPadding, Positions, RelativeBias, Stack, Tokens

PADDING = 1
"""The token that places are counted from, whatever ``pad_token_id`` is; as in transformers."""


@configuration
class MPNetConfig(encoders.EncoderConfig):
    """Options of MPNet; the defaults are those of transformers, not of ``mpnet-base``."""

    model_type = "mpnet"

    vocab_size: int = option(30527, "Number of tokens in the vocabulary.", low=PADDING + 1)
    max_position_embeddings: int = option(
        512, "Rows of the position table; two more than the longest sequence.", low=PADDING + 2
    )
    relative_attention_num_buckets: int = option(
        32, "Ranges of distances; transformers computes with 32 whatever it says.", low=4, high=510
    )
    pad_token_id: int | None = option(
        PADDING, "Id of the padding token; places are counted from 1 whatever it is.", low=0
    )
    bos_token_id: int | None = option(0, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.relative_attention_num_buckets % 2:
            yield Problem(
                "relative_attention_num_buckets",
                f"{self.relative_attention_num_buckets} is odd; half are for each direction",
            )


def body(config: MPNetConfig, pooled: bool) -> Stack:
    """BERT's encoder without token types; the table of distances serves every layer."""
    width = config.hidden_size
    places = Embedding(count=config.max_position_embeddings, width=width, padding=PADDING)
    distances = Embedding(
        count=config.relative_attention_num_buckets, width=config.num_attention_heads
    )
    return encoders.encoder(
        config,
        Tokens(token=Embedding(count=config.vocab_size, width=width, padding=PADDING)),
        Positions(
            parts=(
                LearnedFromPadding(table=places, padding=PADDING),
                RelativeBias(table=distances),
            )
        ),
        pooled,
    )


def rows(config: MPNetConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    disk, block = "encoder.layer.{i}.", "layers.{i}.mixer.block."
    return (
        Row("embeddings.word_embeddings.weight", "frontend.token.weight"),
        Row("embeddings.position_embeddings.weight", "position.parts.0.table.weight"),
        Row("encoder.relative_attention_bias.weight", "position.parts.1.table.weight"),
        Row("embeddings.LayerNorm.{p}", "entry.{p}", OLD_NORM),
        Row(disk + "attention.attn.q.{p}", block + "query.{p}"),
        Row(disk + "attention.attn.k.{p}", block + "key.{p}"),
        Row(disk + "attention.attn.v.{p}", block + "value.{p}"),
        Row(disk + "attention.attn.o.{p}", block + "output.{p}"),
        Row(disk + "attention.LayerNorm.{p}", "layers.{i}.mixer.after.{p}", OLD_NORM),
        *encoders.feedforward_rows(disk, "layers.{i}.feedforward."),
        Row("pooler.dense.{p}", "pool.dense.{p}"),
        Drop("embeddings.position_ids"),
    )


FAMILY = Family(
    config=MPNetConfig,
    class_prefix="MPNet",
    title="MPNet",
    summary="BERT pretrained on masked and permuted tokens, with relative positions",
    paper="https://arxiv.org/abs/2004.09297",
    body=body,
    rows=rows,
    heads=roberta.HEADS,
    prefix="mpnet",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=("input_ids", "attention_mask", "position_ids", "inputs_embeds"),
    tokenizer="mpnet",
)
