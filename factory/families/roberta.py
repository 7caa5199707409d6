"""RoBERTa: BERT trained longer, with positions counted from the padding id.

Paper: https://arxiv.org/abs/1907.11692
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import Row
from factory.configuration import Problem, configuration, option
from factory.families import bert, encoders
from factory.families.base import Family, Head
from factory.families.encoders import EncoderConfig
from factory.heads import Feature
from factory.specs import (
    Embedding,
    LearnedFromPadding,
    Linear,
    Pool,
    SequenceClassifier,
    Stack,
    activation,
)


@configuration
class RobertaConfig(bert.BertConfig):
    """Options of RoBERTa; the defaults are those of transformers, not of ``roberta-base``."""

    model_type = "roberta"

    vocab_size: int = option(50265, "Number of tokens in the vocabulary.", low=1)
    pad_token_id: int | None = option(1, "Id of the padding token.", low=0)
    bos_token_id: int | None = option(0, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.pad_token_id is None:
            yield Problem("pad_token_id", "positions are counted from it; it cannot be null")
        elif self.pad_token_id + 1 >= self.max_position_embeddings:
            yield Problem(
                "max_position_embeddings",
                f"{self.max_position_embeddings} leaves no place after the padding's own, "
                f"{self.pad_token_id}",
            )


def body(config: RobertaConfig, pooled: bool) -> Stack:
    """BERT's stack; places are counted from the padding id."""
    padding = config.pad_token_id
    table = Embedding(
        count=config.max_position_embeddings, width=config.hidden_size, padding=padding
    )
    position = LearnedFromPadding(table=table, padding=padding or 0)
    return bert.stack(config, position, pooled)


def masked_lm(config: EncoderConfig) -> Head:
    """Dense, GELU, norm, then the input table."""
    return Head(
        spec=bert.vocabulary(config, "gelu"),
        needs=Feature.HIDDEN,
        rows=(
            Row("lm_head.dense.{p}", "head.transform.dense.{p}"),
            Row("lm_head.layer_norm.{p}", "head.transform.norm.{p}"),
            *bert.decoder_rows(config, "lm_head.", "head.decoder."),
        ),
    )


def causal_lm(config: RobertaConfig) -> Head:
    """As the head that fills masks, trained to go on."""
    return bert.next_token(masked_lm(config))


def sequence_classification(config: EncoderConfig) -> Head:
    """The first token through a dense layer with tanh."""
    return classification(config, "tanh")


def classification(config: EncoderConfig, function: str) -> Head:
    """The first token through a dense layer with an activation."""
    width = config.hidden_size
    return Head(
        spec=SequenceClassifier(
            pool=Pool(
                dropout=config.head_dropout,
                dense=Linear(inputs=width, outputs=width),
                activation=activation(function),
            ),
            dropout=config.head_dropout,
            output=Linear(inputs=width, outputs=config.num_labels),
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("classifier.dense.{p}", "head.pool.dense.{p}"),
            Row("classifier.out_proj.{p}", "head.output.{p}"),
        ),
    )


def multiple_choice(config: EncoderConfig) -> Head:
    """BERT's, but for its dropout, which is not the classifiers'."""
    return bert.choice(config, config.hidden_dropout_prob)


HEADS = {
    "masked_lm": masked_lm,
    "sequence_classification": sequence_classification,
    "token_classification": bert.token_classification,
    "question_answering": bert.question_answering,
    "multiple_choice": multiple_choice,
}

FAMILY = Family(
    config=RobertaConfig,
    class_prefix="Roberta",
    title="RoBERTa",
    summary="BERT trained longer on more text, masked tokens only",
    paper="https://arxiv.org/abs/1907.11692",
    body=body,
    rows=encoders.rows,
    heads={**HEADS, "causal_lm": causal_lm},
    prefix="roberta",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=encoders.INPUTS,
    head_inputs=bert.HEAD_INPUTS,
    head_options=bert.HEAD_OPTIONS,
    tokenizer="bpe",
)
