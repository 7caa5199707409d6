"""BERT: the encoder that masked-token and next-sentence pretraining made.

Paper: https://arxiv.org/abs/1810.04805
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.checkpoint.rows import AnyRow, Copied, Drop, Row, TiedRow
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families.base import Family, Head
from factory.families.shared import (
    OLD_NORM,
    activation_rows,
    divides,
    output_table,
    padding_in_vocabulary,
)
from factory.heads import SENTENCE_PAIRS, Feature
from factory.specs import (
    ACTIVATIONS,
    ChoiceClassifier,
    Embedding,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    Pool,
    Position,
    Pretraining,
    SequenceClassifier,
    SpanClassifier,
    Stack,
    TokenClassifier,
    Tokens,
    Transform,
    Vocabulary,
    activation,
    attention,
    dense,
    post,
)


@configuration
class EncoderConfig(PretrainedConfig):
    """Options that every encoder of BERT's shape has; the defaults are BERT's."""

    vocab_size: int = option(30522, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(12, "Number of layers.", low=1)
    num_attention_heads: int = option(12, "Attention heads per layer.", low=1)
    intermediate_size: int = option(3072, "Width inside the feed-forward blocks.", low=1)
    hidden_act: str = option("gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS)
    hidden_dropout_prob: float = option(0.1, "Dropout of embeddings and blocks.", low=0, high=1)
    attention_probs_dropout_prob: float = option(
        0.1, "Dropout of attention weights.", low=0, high=1
    )
    max_position_embeddings: int = option(512, "Longest sequence, in tokens.", low=1)
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    layer_norm_eps: float = option(1e-12, "Added to the variance in layer norms.", low=1e-30)
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")
        yield from padding_in_vocabulary(self)

    @property
    def embedding_size(self) -> int:
        """Width of the embedded tokens; some families make it another than the layers'."""
        return self.hidden_size

    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
        return self.hidden_dropout_prob


@configuration
class PairConfig(EncoderConfig):
    """Options of an encoder that tells the texts of a sequence apart."""

    type_vocab_size: int = option(2, "Number of texts told apart in one sequence.", low=1)


@configuration
class BertConfig(PairConfig):
    """Options of BERT; the defaults are those of ``bert-base-uncased``."""

    model_type = "bert"

    use_cache: bool = option(True, "Keep keys and values while decoding; encoders have none.")
    classifier_dropout: float | None = option(
        None, "Dropout of the classifiers; hidden_dropout_prob when null.", low=0, high=1
    )
    is_decoder: bool = option(False, "Run as a causal decoder; not available yet.")
    add_cross_attention: bool = option(False, "Attend to an encoder; not available yet.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        for name in ("is_decoder", "add_cross_attention"):
            if getattr(self, name):
                yield Problem(name, "decoders are not available yet; only false is allowed")
        kind = self.foreign.get("position_embedding_type", "absolute")
        if kind != "absolute":
            yield Problem("position_embedding_type", f"{kind!r} is not available, only 'absolute'")

    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
        chosen = self.classifier_dropout
        return self.hidden_dropout_prob if chosen is None else chosen


def body(config: BertConfig, pooled: bool) -> Stack:
    """The encoder, with its pooler if it is wanted."""
    return encoder(config, tokens(config), places(config), pooled)


def tokens(config: PairConfig) -> Tokens:
    """Tokens of one text or of several."""
    width = config.embedding_size
    return Tokens(
        token=Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id),
        segment=Embedding(count=config.type_vocab_size, width=width),
    )


def places(config: EncoderConfig) -> Learned:
    """A vector for each place."""
    table = Embedding(count=config.max_position_embeddings, width=config.embedding_size)
    return Learned(table=table)


def encoder(config: EncoderConfig, frontend: Tokens, position: Position, pooled: bool) -> Stack:
    """BERT's stack over a frontend and a position of the caller's choice."""
    width, dropout = config.hidden_size, config.hidden_dropout_prob
    norm = layer_norm(config)
    mixer = attention(
        width, config.num_attention_heads, dropout=config.attention_probs_dropout_prob
    )
    layer = Layer(
        mixer=post(mixer, norm, dropout=dropout),
        feedforward=post(
            dense(width, config.intermediate_size, config.hidden_act), norm, dropout=dropout
        ),
    )
    narrow = frontend.width
    return Stack(
        frontend=frontend,
        position=position,
        entry=layer_norm(config, narrow),
        project=Linear(inputs=narrow, outputs=width) if narrow != width else None,
        layers=(layer,) * config.num_hidden_layers,
        pool=pooler(config) if pooled else None,
        dropout=dropout,
    )


def layer_norm(config: EncoderConfig, width: int | None = None) -> LayerNorm:
    """The norm used everywhere in the model, of the layers' width when none is given."""
    return LayerNorm(width=width or config.hidden_size, eps=config.layer_norm_eps)


def pooler(config: EncoderConfig) -> Pool:
    """The first token through a dense layer with tanh."""
    dense = Linear(inputs=config.hidden_size, outputs=config.hidden_size)
    return Pool(dense=dense, activation=activation("tanh"))


def rows(config: BertConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder and its pooler."""
    return (*encoder_rows(config), Row("pooler.dense.{p}", "pool.dense.{p}"))


def encoder_rows(config: BertConfig) -> tuple[AnyRow, ...]:
    """Names on disk of embeddings and layers."""
    disk, block = "encoder.layer.{i}.", "layers.{i}.mixer.block."
    return (
        *EMBEDDING_ROWS,
        Row(disk + "attention.self.query.{p}", block + "query.{p}"),
        Row(disk + "attention.self.key.{p}", block + "key.{p}"),
        Row(disk + "attention.self.value.{p}", block + "value.{p}"),
        Row(disk + "attention.output.dense.{p}", block + "output.{p}"),
        Row(disk + "attention.output.LayerNorm.{p}", "layers.{i}.mixer.after.{p}", OLD_NORM),
        *feedforward_rows(disk, "layers.{i}.feedforward."),
    )


def feedforward_rows(disk: str, native: str) -> tuple[AnyRow, ...]:
    """Names on disk of a feed-forward block and its norm."""
    return (
        Row(disk + "intermediate.dense.{p}", native + "block.up.{p}"),
        *activation_rows(disk + "intermediate.intermediate_act_fn", native + "block.activation"),
        Row(disk + "output.dense.{p}", native + "block.down.{p}"),
        Row(disk + "output.LayerNorm.{p}", native + "after.{p}", OLD_NORM),
    )


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


def vocabulary(config: EncoderConfig, function: str) -> Vocabulary:
    """Scores of every token of the vocabulary."""
    width = config.embedding_size
    return Vocabulary(
        transform=Transform(
            dense=Linear(inputs=config.hidden_size, outputs=width),
            activation=activation(function),
            norm=layer_norm(config, width),
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


EMBEDDING_ROWS = (
    Row("embeddings.word_embeddings.weight", "frontend.token.weight"),
    Row("embeddings.position_embeddings.weight", "position.table.weight"),
    Row("embeddings.token_type_embeddings.weight", "frontend.segment.weight"),
    Row("embeddings.LayerNorm.{p}", "entry.{p}", OLD_NORM),
    Drop("embeddings.position_ids"),
)

CLASSIFIER = (Row("classifier.{p}", "head.output.{p}"),)

INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids", "inputs_embeds")

FAMILY = Family(
    config=BertConfig,
    class_prefix="Bert",
    title="BERT",
    summary="bidirectional encoder, pretrained on masked tokens and next sentences",
    paper="https://arxiv.org/abs/1810.04805",
    body=body,
    rows=rows,
    heads={
        "masked_lm": masked_lm,
        "sequence_classification": sequence_classification,
        "token_classification": token_classification,
        "question_answering": question_answering,
        "multiple_choice": multiple_choice,
        "next_sentence_prediction": next_sentence_prediction,
        "pretraining": pretraining,
    },
    prefix="bert",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=INPUTS,
    tokenizer="wordpiece",
    kinds={"pretraining": SENTENCE_PAIRS},
)
