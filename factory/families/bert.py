"""BERT: the encoder that masked-token and next-sentence pretraining made; a decoder on request.

Paper: https://arxiv.org/abs/1810.04805
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from factory.checkpoint.rows import AnyRow, Copied, Row, TiedRow
from factory.configuration import Problem, configuration, option
from factory.families import causal, encoders
from factory.families.base import Family, Head
from factory.families.encoders import EncoderConfig, PairConfig
from factory.families.shared import OLD_NORM, activation_rows, output_table
from factory.heads import LM_HEAD_MODEL, SENTENCE_PAIRS, Feature
from factory.specs import (
    ChoiceClassifier,
    Linear,
    NextToken,
    Position,
    Pretraining,
    SequenceClassifier,
    SpanClassifier,
    Stack,
    TokenClassifier,
    Transform,
    Vocabulary,
    activation,
)


@configuration
class BertConfig(PairConfig):
    """Options of BERT; the defaults are those of ``bert-base-uncased``."""

    model_type = "bert"

    use_cache: bool = option(
        True, "Generation remembers keys and values; forward does so when it is asked to."
    )
    classifier_dropout: float | None = option(
        None, "Dropout of the classifiers; hidden_dropout_prob when null.", low=0, high=1
    )
    is_decoder: bool = option(False, "Tokens see only what comes before them.")
    add_cross_attention: bool = option(
        False, "Layers of a decoder look at what an encoder has read."
    )

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.add_cross_attention and not self.is_decoder:
            yield Problem("add_cross_attention", "only a decoder has it; set is_decoder, too")
        kind = self.foreign.get("position_embedding_type", "absolute")
        if kind != "absolute":
            yield Problem("position_embedding_type", f"{kind!r} is not available, only 'absolute'")

    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
        chosen = self.classifier_dropout
        return self.hidden_dropout_prob if chosen is None else chosen


def body(config: BertConfig, pooled: bool) -> Stack:
    """The encoder or decoder, with its pooler if it is wanted."""
    return stack(config, encoders.places(config), pooled)


def stack(config: BertConfig, position: Position, pooled: bool) -> Stack:
    """The same over a position of the caller's choice."""
    layer = encoders.layer(config, causal=config.is_decoder, crossed=config.add_cross_attention)
    return encoders.encoder(config, encoders.tokens(config), position, pooled, layer)


def masked_lm(config: EncoderConfig) -> Head:
    """Dense, activation, norm, then the input table."""
    return Head(
        spec=vocabulary(config, config.hidden_act),
        needs=Feature.HIDDEN,
        rows=(
            *transform_rows("cls.predictions.transform.", "head.transform."),
            *decoder_rows(config, "cls.predictions.", "head.decoder."),
        ),
    )


def causal_lm(config: BertConfig) -> Head:
    """As the head that fills masks, trained to go on."""
    return next_token(masked_lm(config))


def next_token(filling: Head) -> Head:
    """A head that goes on with a text, of the parts and the names of one that fills masks."""
    return replace(filling, spec=NextToken(**vars(filling.spec)))


def vocabulary(config: EncoderConfig, function: str) -> Vocabulary:
    """Scores of every token of the vocabulary."""
    width = config.embedding_size
    return Vocabulary(
        transform=Transform(
            dense=Linear(inputs=config.hidden_size, outputs=width),
            activation=activation(function),
            norm=encoders.layer_norm(config, width),
        ),
        decoder=output_table(config.tie_word_embeddings, width, config.vocab_size),
    )


def transform_rows(
    disk: str, native: str, function: str = "transform_act_fn"
) -> tuple[AnyRow, ...]:
    """Names on disk of what stands before the output table, ``function`` its activation's."""
    return (
        Row(disk + "dense.{p}", native + "dense.{p}"),
        *activation_rows(disk + function, native + "activation"),
        Row(disk + "LayerNorm.{p}", native + "norm.{p}", OLD_NORM),
    )


def decoder_rows(config: EncoderConfig, disk: str, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of the output table, whose bias has two names."""
    if config.tie_word_embeddings:
        return (
            Row(disk + "bias", native + "bias"),
            TiedRow(disk + "decoder.weight", "body.frontend.token.weight"),
            TiedRow(disk + "decoder.bias", native + "bias"),
        )
    return (
        Row(disk + "decoder.weight", native + "weight"),
        Row(disk + "decoder.bias", native + "bias", ((disk + "bias", disk + "decoder.bias"),)),
        Copied(disk + "bias", native + "bias"),
    )


def pretraining(config: BertConfig) -> Head:
    """Masked tokens and the next sentence at once."""
    return Head(
        spec=Pretraining(
            tokens=vocabulary(config, config.hidden_act),
            sequence=Linear(inputs=config.hidden_size, outputs=2),
        ),
        needs=Feature.POOLED,
        rows=(
            *transform_rows("cls.predictions.transform.", "head.tokens.transform."),
            *decoder_rows(config, "cls.predictions.", "head.tokens.decoder."),
            Row("cls.seq_relationship.{p}", "head.sequence.{p}"),
        ),
    )


def next_sentence_prediction(config: BertConfig) -> Head:
    """Whether the second text follows the first."""
    return Head(
        spec=SequenceClassifier(output=Linear(inputs=config.hidden_size, outputs=2)),
        needs=Feature.POOLED,
        rows=(Row("cls.seq_relationship.{p}", "head.output.{p}"),),
    )


def sequence_classification(config: EncoderConfig) -> Head:
    """One linear layer on the pooled output."""
    return Head(
        spec=SequenceClassifier(
            output=Linear(inputs=config.hidden_size, outputs=config.num_labels),
            dropout=config.head_dropout,
        ),
        needs=Feature.POOLED,
        rows=CLASSIFIER,
    )


def multiple_choice(config: EncoderConfig) -> Head:
    """As sequence classification, one score a candidate."""
    return choice(config, config.head_dropout)


def choice(config: EncoderConfig, dropout: float) -> Head:
    """One linear layer on the pooled output of each candidate."""
    return Head(
        spec=ChoiceClassifier(output=Linear(inputs=config.hidden_size, outputs=1), dropout=dropout),
        needs=Feature.POOLED,
        rows=CLASSIFIER,
    )


def token_classification(config: EncoderConfig) -> Head:
    """One linear layer on every token."""
    return Head(
        spec=TokenClassifier(
            output=Linear(inputs=config.hidden_size, outputs=config.num_labels),
            dropout=config.head_dropout,
        ),
        needs=Feature.HIDDEN,
        rows=CLASSIFIER,
    )


def question_answering(config: EncoderConfig) -> Head:
    """Start and end scores of every token."""
    return Head(
        spec=SpanClassifier(output=Linear(inputs=config.hidden_size, outputs=2)),
        needs=Feature.HIDDEN,
        rows=(Row("qa_outputs.{p}", "head.output.{p}"),),
    )


CLASSIFIER = (Row("classifier.{p}", "head.output.{p}"),)

HEAD_INPUTS = dict.fromkeys(
    ("base", "causal_lm"), (*encoders.INPUTS, *causal.MEMORY, "past_key_values")
)
"""What models take that may be decoders, where it is more than encoders do."""

HEAD_OPTIONS = {"causal_lm": {"is_decoder": True}}
"""A token that sees the next one has nothing to learn of it."""

FAMILY = Family(
    config=BertConfig,
    class_prefix="Bert",
    title="BERT",
    summary="bidirectional encoder, pretrained on masked tokens and next sentences",
    paper="https://arxiv.org/abs/1810.04805",
    body=body,
    rows=encoders.rows,
    heads={
        "masked_lm": masked_lm,
        "causal_lm": causal_lm,
        "sequence_classification": sequence_classification,
        "token_classification": token_classification,
        "question_answering": question_answering,
        "multiple_choice": multiple_choice,
        "next_sentence_prediction": next_sentence_prediction,
        "pretraining": pretraining,
    },
    prefix="bert",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=encoders.INPUTS,
    head_inputs=HEAD_INPUTS,
    head_options=HEAD_OPTIONS,
    tokenizer="wordpiece",
    kinds={"pretraining": SENTENCE_PAIRS, "causal_lm": LM_HEAD_MODEL},
)
