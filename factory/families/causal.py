"""What decoders share: options, and heads that read what comes before a token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from factory.checkpoint.rows import Row, TiedRow
from factory.configuration import PretrainedConfig, configuration, option
from factory.families.base import Head
from factory.families.shared import output_table
from factory.heads import Feature
from factory.specs import (
    LastUnlike,
    Linear,
    NextToken,
    Pool,
    SequenceClassifier,
    SpanClassifier,
    TokenClassifier,
)

INPUTS = ("input_ids", "attention_mask", "position_ids", "past_key_values", "inputs_embeds")
"""What a decoder takes."""

MEMORY = ("encoder_hidden_states", "encoder_attention_mask")
"""What one takes besides that looks at an encoder."""


@configuration
class DecoderConfig(PretrainedConfig):
    """Options that every decoder has."""

    use_cache: bool = option(
        True, "Generation remembers keys and values; forward does so when it is asked to."
    )


def causal_lm(config: Any) -> Head:
    """The input table, or a matrix of its own."""
    return Head(
        spec=NextToken(
            decoder=output_table(
                config.tie_word_embeddings, config.hidden_size, config.vocab_size, bias=False
            )
        ),
        needs=Feature.HIDDEN,
        rows=LM_ROWS,
    )


LM_ROWS = (
    Row("lm_head.weight", "head.decoder.weight"),
    TiedRow("lm_head.weight", "body.frontend.token.weight"),
)


def sequence_classification(config: Any) -> Head:
    """The last token through a linear map without bias."""
    return Head(
        spec=SequenceClassifier(
            pool=Pool(select=LastUnlike(padding=config.pad_token_id)),
            output=Linear(inputs=config.hidden_size, outputs=config.num_labels, bias=False),
        ),
        needs=Feature.HIDDEN,
        rows=(Row("score.{p}", "head.output.{p}"),),
    )


def token_classification(config: Any) -> Head:
    """One linear map on every token, after a dropout that no option names."""
    output = Linear(inputs=config.hidden_size, outputs=config.num_labels)
    return Head(
        spec=TokenClassifier(output=output, dropout=0.1),
        needs=Feature.HIDDEN,
        rows=(Row("score.{p}", "head.output.{p}"),),
    )


def question_answering(config: Any) -> Head:
    """Start and end scores of every token."""
    return Head(
        spec=SpanClassifier(output=Linear(inputs=config.hidden_size, outputs=2)),
        needs=Feature.HIDDEN,
        rows=(Row("qa_outputs.{p}", "head.output.{p}"),),
    )


HEADS: Mapping[str, Callable[[Any], Head]] = {
    "causal_lm": causal_lm,
    "sequence_classification": sequence_classification,
    "token_classification": token_classification,
    "question_answering": question_answering,
}
