"""DeBERTa-v2 and v3: what a token says and how far away it is meet in separate terms of attention.

Papers: https://arxiv.org/abs/2006.03654 and, for v3, https://arxiv.org/abs/2111.09543
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import Problem, configuration, option
from factory.families import bert, encoders
from factory.families.base import Family, Head
from factory.families.shared import OLD_NORM, output_table
from factory.heads import Feature
from factory.specs import (
    Attention,
    ChoiceClassifier,
    Embedding,
    Init,
    Layer,
    LayerNorm,
    Linear,
    Normal,
    Pool,
    Position,
    Positions,
    SequenceClassifier,
    Shape,
    Spec,
    Stack,
    Tokens,
    activation,
    spec,
)
from factory.specs.init import ZEROS
from factory.specs.leaves import FUNCTIONS, probability

TERMS = ("c2p", "p2c")
"""Content to position, and position to content."""


@configuration
class DebertaV2Config(encoders.EncoderConfig):
    """Options of DeBERTa-v2 and v3; the defaults are those of no published model."""

    model_type = "deberta-v2"

    vocab_size: int = option(128100, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(1536, "Width of the hidden states.", low=1)
    num_hidden_layers: int = option(24, "Number of layers.", low=1)
    num_attention_heads: int = option(24, "Attention heads per layer.", low=1)
    intermediate_size: int = option(6144, "Width inside the feed-forward blocks.", low=1)
    type_vocab_size: int = option(0, "Texts told apart in one sequence; none when 0.", low=0)
    layer_norm_eps: float = option(1e-7, "Added to the variance in layer norms.", low=1e-30)
    position_biased_input: bool = option(True, "Add a vector for each place to the tokens.")
    relative_attention: bool = option(False, "Let distances take part in attention.")
    pos_att_type: str | tuple[str, ...] | None = option(
        None, "How distances do: c2p, p2c, or both, as a list or joined by |."
    )
    share_att_key: bool = option(
        False, "Project distances as tokens are, rather than with matrices of their own."
    )
    max_relative_positions: int = option(
        -1, "Longest distance told apart; max_position_embeddings when below 1."
    )
    position_buckets: int = option(
        -1, "Ranges that longer distances share, growing with them; one a distance when below 1."
    )
    norm_rel_ebd: str = option(
        "none", "What is done to the vectors of distances.", choices=("none", "layer_norm")
    )
    conv_kernel_size: int = option(
        0, "Tokens that the convolution beside the first layer sees; no convolution when 0.", low=0
    )
    conv_groups: int = option(1, "Groups of channels of the convolution.", low=1)
    conv_act: str = option("tanh", "Activation of the convolution.", choices=FUNCTIONS)
    pooler_hidden_size: int | None = option(
        None, "Width of the pooler; hidden_size when null, and nothing else fits.", low=1
    )
    pooler_dropout: float = option(0.0, "Dropout before the pooler.", low=0, high=1)
    pooler_hidden_act: str = option("gelu", "Activation of the pooler.", choices=FUNCTIONS)
    cls_dropout: float | None = option(
        None, "Dropout after the pooler; hidden_dropout_prob when null.", low=0, high=1
    )
    legacy: bool = option(
        True, "Fill masks with transformers' first head rather than the one that was pretrained."
    )

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options: option -> its value where it is null."""
        return {"pooler_hidden_size": self.hidden_size}

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if unknown := [term for term in self.terms if term not in TERMS]:
            yield Problem("pos_att_type", f"{unknown[0]!r} is not available, only c2p and p2c")
        if self.norm_rel_ebd != "none" and not self.relative_attention:
            yield Problem("norm_rel_ebd", "there are no distances without relative_attention")
        if self.position_buckets == 1:
            yield Problem("position_buckets", "1 cannot be halved; at least 2, or -1 for none")
        if self.conv_kernel_size and self.conv_kernel_size % 2 == 0:
            yield Problem("conv_kernel_size", f"{self.conv_kernel_size} is even and has no middle")
        if self.conv_kernel_size and self.hidden_size % self.conv_groups:
            yield Problem(
                "conv_groups", f"{self.conv_groups} do not divide hidden_size {self.hidden_size}"
            )
        fixed = {
            "pooler_hidden_size": (self.pooler_hidden_size, self.hidden_size),
            "embedding_size": (self.foreign.get("embedding_size"), self.hidden_size),
            "attention_head_size": (
                self.foreign.get("attention_head_size"),
                self.hidden_size // self.num_attention_heads,
            ),
        }
        for name, (given, size) in fixed.items():
            if given not in (None, size):
                yield Problem(name, f"{given!r} is not available, only {size}")

    @property
    def terms(self) -> tuple[str, ...]:
        """How distances take part in attention."""
        given = self.pos_att_type or ()
        if isinstance(given, str):
            given = tuple(part.strip() for part in given.lower().split("|"))
        return tuple(dict.fromkeys(given))


@spec
class Disentangled(Position):
    """A learned vector for each distance, which the queries and keys of every layer meet.

    Attributes:
        table: (2 * span, W); row ``span + d`` is for keys d tokens before the query, and distances
            beyond the table share its ends.
        norm: on the vectors.
        ranged: where distances from half the span on share rows by their logarithm, the one that
            has the last row; None where each has its own.
    """

    table: Embedding
    norm: LayerNorm | None
    ranged: int | None

    def reaches(self, mixer: Spec) -> bool:
        return isinstance(mixer, DisentangledAttention)

    def check(self) -> Iterator[str]:
        if self.table.count % 2 or (self.ranged is not None and self.table.count < 4):
            yield f"{self.table.count} rows are not enough of them for both directions"


@spec
class DisentangledAttention(Attention):
    """Attention whose scores are content with content and content with distance, summed.

    Padding looks at every token alike.

    Attributes:
        terms: ``c2p`` for queries with distances, ``p2c`` for keys with distances.
        position_key: projects the distances that queries meet; the key's own when None.
        position_query: projects the distances that keys meet; the query's own when None.
        position_dropout: probability on the vectors of distances.
    """

    head_axes: ClassVar[Mapping[str, int]] = {
        **Attention.head_axes,
        "position_key": 0,
        "position_query": 0,
    }

    terms: tuple[str, ...]
    position_key: Linear | None
    position_query: Linear | None
    position_dropout: float

    def misses(self, position: Position | None) -> Iterator[str]:
        parts = position.parts if isinstance(position, Positions) else (position,)
        tables = [part.table for part in parts if isinstance(part, Disentangled)]
        if not tables and self.terms:
            yield "disentangled attention needs the stack's position to hold distances"
        if tables and tables[0].width != self.width:
            yield f"distances have {tables[0].width} numbers, the attention reads {self.width}"

    def check(self) -> Iterator[str]:
        yield from super().check()
        yield from probability(position_dropout=self.position_dropout)
        if unknown := set(self.terms) - set(TERMS):
            yield f"{min(unknown)!r} is no term of attention"


@spec
class Convolution(Spec):
    """Sums of each token and those around it, as many out as in.

    Attributes:
        width: channels.
        kernel: tokens that one sum takes in; odd.
        groups: parts of the channels that do not mix.
    """

    width: int
    kernel: int
    groups: int

    def parameters(self) -> dict[str, Shape]:
        inputs = self.width // self.groups
        return {"weight": (self.width, inputs, self.kernel), "bias": (self.width,)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Normal(std=std), "bias": ZEROS}

    def check(self) -> Iterator[str]:
        if self.kernel < 1 or self.kernel % 2 == 0:
            yield f"a kernel of {self.kernel} tokens has no middle"
        if self.groups < 1 or self.width % self.groups:
            yield f"{self.groups} groups do not divide {self.width} channels"


@spec
class ConvolvedLayer(Layer):
    """``norm(layer(x) + activation(dropout(convolution(x))))``, with zeros for padding."""

    convolution: Convolution
    activation: Spec
    norm: LayerNorm
    dropout: float

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


@spec
class ZeroPaddedStack(Stack):
    """A stack in which padding enters the layers as zeros."""


@spec
class SoftLabelClassifier(SequenceClassifier):
    """Scores of a whole sequence; a label may be shared out over several classes."""


def body(config: DebertaV2Config, pooled: bool) -> Stack:
    """BERT's encoder with other positions and attention, and a convolution beside one layer."""
    width, kinds = config.hidden_size, config.type_vocab_size
    frontend = Tokens(
        token=Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id),
        segment=Embedding(count=kinds, width=width) if kinds else None,
    )
    stack = encoders.encoder(config, frontend, encoders.places(config), False)
    layer = stack.layers[0]
    assert isinstance(layer, Layer)
    assert isinstance(layer.mixer.block, Attention)
    layer = replace(layer, mixer=replace(layer.mixer, block=attention(config, layer.mixer.block)))
    layers = (first_layer(config, layer), *(layer,) * (config.num_hidden_layers - 1))
    changed = {"position": position(config), "layers": layers}
    return ZeroPaddedStack(**{**vars(stack), **changed})


def position(config: DebertaV2Config) -> Position | None:
    """Places, distances, both or neither."""
    places = encoders.places(config) if config.position_biased_input else None
    if not config.relative_attention:
        return places
    farthest, buckets = config.max_relative_positions, config.position_buckets
    farthest = farthest if farthest > 0 else config.max_position_embeddings
    distances = Disentangled(
        table=Embedding(count=2 * (buckets if buckets > 0 else farthest), width=config.hidden_size),
        norm=encoders.layer_norm(config) if config.norm_rel_ebd == "layer_norm" else None,
        ranged=farthest if buckets > 0 else None,
    )
    return Positions(parts=(places, distances) if places else (distances,))


def attention(config: DebertaV2Config, plain: Attention) -> Attention:
    """Attention with scores divided by the root of how many terms they have."""
    scale = (plain.head_width * (1 + len(config.terms))) ** -0.5
    terms = config.terms if config.relative_attention else ()
    own = None if config.share_att_key else plain.key
    return DisentangledAttention(
        **{**vars(plain), "scale": scale},
        terms=terms,
        position_key=own if "c2p" in terms else None,
        position_query=own if "p2c" in terms else None,
        position_dropout=config.hidden_dropout_prob,
    )


def first_layer(config: DebertaV2Config, layer: Layer) -> Layer:
    """The first layer, with its convolution if there is one."""
    if not config.conv_kernel_size:
        return layer
    return ConvolvedLayer(
        mixer=layer.mixer,
        feedforward=layer.feedforward,
        convolution=Convolution(
            width=config.hidden_size, kernel=config.conv_kernel_size, groups=config.conv_groups
        ),
        activation=activation(config.conv_act),
        norm=encoders.layer_norm(config),
        dropout=config.hidden_dropout_prob,
    )


def rows(config: DebertaV2Config) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    disk, block = "encoder.layer.{i}.", "layers.{i}.mixer.block."
    places, distances = "embeddings.position_embeddings.weight", "encoder.rel_embeddings.weight"
    first, second = "position.parts.0.table.weight", "position.parts.1.table.weight"
    both = (Row(places, first), Row(distances, second))
    return (
        *encoders.EMBEDDING_ROWS,
        *(both if config.position_biased_input else (Drop(places), Row(distances, first))),
        Row("encoder.LayerNorm.{p}", "position.parts.{i}.norm.{p}", OLD_NORM),
        Row(disk + "attention.self.query_proj.{p}", block + "query.{p}"),
        Row(disk + "attention.self.key_proj.{p}", block + "key.{p}"),
        Row(disk + "attention.self.value_proj.{p}", block + "value.{p}"),
        Row(disk + "attention.self.pos_key_proj.{p}", block + "position_key.{p}"),
        Row(disk + "attention.self.pos_query_proj.{p}", block + "position_query.{p}"),
        Row(disk + "attention.output.dense.{p}", block + "output.{p}"),
        Row(disk + "attention.output.LayerNorm.{p}", "layers.{i}.mixer.after.{p}", OLD_NORM),
        *encoders.feedforward_rows(disk, "layers.{i}.feedforward."),
        Row("encoder.conv.conv.{p}", "layers.{i}.convolution.{p}"),
        Row("encoder.conv.LayerNorm.{p}", "layers.{i}.norm.{p}", OLD_NORM),
    )


def masked_lm(config: DebertaV2Config) -> Head:
    """BERT's head, or the one of the pretrained weights, whose output is always tied.

    Files may hold the weights of the other one, and of the detector that v3 was pretrained with.
    """
    first_head = bert.masked_lm(config)
    table = output_table(True, config.hidden_size, config.vocab_size)
    pretrained = Head(
        spec=replace(bert.vocabulary(config, config.hidden_act), decoder=table),
        needs=Feature.HIDDEN,
        rows=(
            *bert.transform_rows("lm_predictions.lm_head.", "head.transform."),
            Row("lm_predictions.lm_head.bias", "head.decoder.bias"),
        ),
    )
    used, other = (first_head, pretrained) if config.legacy else (pretrained, first_head)
    unread = (*(row.disk for row in other.rows), *DETECTOR)
    return replace(used, rows=(*used.rows, *map(Drop, unread)))


def sequence_classification(config: DebertaV2Config) -> Head:
    """The pooled first token; labels may be shared out over several classes."""
    return classifier(config, SoftLabelClassifier, config.num_labels)


def multiple_choice(config: DebertaV2Config) -> Head:
    """One score a candidate, of the pooled first token."""
    return classifier(config, ChoiceClassifier, 1)


def classifier(config: DebertaV2Config, kind: type[SequenceClassifier], outputs: int) -> Head:
    """Dense and activation on the first token, then a linear layer, dropout before each."""
    width, dropout = config.hidden_size, config.cls_dropout
    return Head(
        spec=kind(
            pool=Pool(
                dropout=config.pooler_dropout,
                dense=Linear(inputs=width, outputs=width),
                activation=activation(config.pooler_hidden_act),
            ),
            dropout=config.hidden_dropout_prob if dropout is None else dropout,
            output=Linear(inputs=width, outputs=outputs),
        ),
        needs=Feature.HIDDEN,
        rows=(Row("pooler.dense.{p}", "head.pool.dense.{p}"), *bert.CLASSIFIER),
    )


DETECTOR = tuple(f"mask_predictions.{part}.{{p}}" for part in ("dense", "LayerNorm", "classifier"))

FAMILY = Family(
    config=DebertaV2Config,
    class_prefix="DebertaV2",
    title="DeBERTa-v2",
    summary="BERT with disentangled attention to content and distance; v3 too",
    paper="https://arxiv.org/abs/2006.03654",
    body=body,
    rows=rows,
    heads={
        "masked_lm": masked_lm,
        "sequence_classification": sequence_classification,
        "token_classification": bert.token_classification,
        "question_answering": bert.question_answering,
        "multiple_choice": multiple_choice,
    },
    prefix="deberta",
    provides=frozenset({Feature.HIDDEN}),
    inputs=encoders.INPUTS,
    tokenizer="deberta_v2",
)
