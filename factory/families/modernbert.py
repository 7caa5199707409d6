"""ModernBERT: an encoder with rotary positions, local attention and gated feed-forward blocks.

Paper: https://arxiv.org/abs/2412.13663
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal

from factory.checkpoint.rows import AnyRow, Fused, Row, TiedRow
from factory.configuration import PretrainedConfig, Problem, configuration, fits, mismatch, option
from factory.families.base import Family, Head
from factory.families.shared import (
    LEARNED_ACTIVATION,
    divides,
    output_table,
    padding_in_vocabulary,
)
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    ChoiceClassifier,
    Embedding,
    First,
    FirstReal,
    Full,
    Layer,
    LayerNorm,
    Linear,
    Mean,
    Pool,
    Rotary,
    Rules,
    Select,
    SequenceClassifier,
    SpanClassifier,
    Stack,
    TokenClassifier,
    Tokens,
    Transform,
    TruncatedNormal,
    Vocabulary,
    Window,
    activation,
    attention,
    gated,
    pre,
    spec,
)

FULL, SLIDING = "full_attention", "sliding_attention"
EVERY, THETA = 3, {FULL: 160000.0, SLIDING: 10000.0}


@configuration
class ModernBertConfig(PretrainedConfig):
    """Options of ModernBERT; the defaults are those of transformers, not of ``ModernBERT-base``."""

    model_type = "modernbert"
    aliases: ClassVar[Mapping[str, str]] = {
        "hidden_act": "hidden_activation",
        "attention_probs_dropout_prob": "attention_dropout",
    }
    older = ("global_attn_every_n_layers", "global_rope_theta", "local_rope_theta")

    vocab_size: int = option(50368, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    intermediate_size: int = option(1152, "Width inside the feed-forward blocks.", low=1)
    num_hidden_layers: int = option(22, "Number of layers.", low=1)
    num_attention_heads: int = option(12, "Attention heads per layer.", low=1)
    hidden_activation: str = option(
        "gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS
    )
    max_position_embeddings: int = option(
        8192, "Longest sequence it is meant for, in tokens; nothing ends there.", low=1
    )
    initializer_range: float = option(
        0.02, "Standard deviation of initial weights, before their depth is counted in.", low=1e-30
    )
    initializer_cutoff_factor: float = option(
        2.0, "Initial weights lie within so many standard deviations.", low=0
    )
    norm_eps: float = option(1e-5, "Added to the variance in layer norms.", low=1e-30)
    norm_bias: bool = option(False, "Layer norms have biases.")
    pad_token_id: int | None = option(50283, "Id of the padding token.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(50282, "Id of the token a text ends with.")
    bos_token_id: int | None = option(50281, "Id of the token a text begins with.", low=0)
    cls_token_id: int | None = option(50281, "Id of the token that stands for a text.", low=0)
    sep_token_id: int | None = option(50282, "Id of the token between texts.", low=0)
    attention_bias: bool = option(False, "Projections of the attention have biases.")
    attention_dropout: float = option(
        0.0, "Dropout of attention weights, and of what attention gives.", low=0, high=1
    )
    layer_types: tuple[Literal["full_attention", "sliding_attention"], ...] | None = option(
        None, "What each layer attends to; when null, every third to all and the others nearby."
    )
    rope_parameters: Mapping[str, Mapping[str, float | str]] | None = option(
        None, "rope_type and rope_theta for full_attention and for sliding_attention."
    )
    local_attention: int = option(
        128, "Sliding attention looks half as many tokens to either side.", low=0
    )
    embedding_dropout: float = option(0.0, "Dropout of embeddings.", low=0, high=1)
    mlp_bias: bool = option(False, "Projections of the feed-forward blocks have biases.")
    mlp_dropout: float = option(0.0, "Dropout inside the feed-forward blocks.", low=0, high=1)
    decoder_bias: bool = option(True, "The map from hidden states to tokens has a bias.")
    classifier_pooling: str = option(
        "cls", "What stands for a text: its first token, or the mean.", choices=("cls", "mean")
    )
    classifier_dropout: float = option(0.0, "Dropout of the classifiers.", low=0, high=1)
    classifier_bias: bool = option(False, "The dense layer of the heads has a bias.")
    classifier_activation: str = option("gelu", "Activation of the heads.", choices=ACTIVATIONS)
    deterministic_flash_attn: bool = option(
        False, "Of a kernel that is not used here; attention is deterministic either way."
    )
    sparse_prediction: bool = option(
        False, "With labels, the masked_lm head gives scores for labelled tokens alone."
    )
    sparse_pred_ignore_index: int = option(-100, "Label that sparse_prediction leaves out.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "num_attention_heads", "hidden_size")
        yield from padding_in_vocabulary(self)
        width, left = divmod(self.hidden_size, self.num_attention_heads)
        if width % 2 and not left:
            yield Problem("num_attention_heads", "rotary positions need an even width of heads")
        if len(self.layer_types or ()) != self.num_hidden_layers:
            yield Problem("layer_types", f"does not list {self.num_hidden_layers} layers")
        if self.foreign.get("rope_scaling") is not None:
            yield Problem("rope_scaling", "is not available; only null is allowed")
        for kind, given in (self.rope_parameters or {}).items():
            way, theta = given.get("rope_type"), given.get("rope_theta", 0)
            if kind not in THETA:
                yield Problem("rope_parameters", f"{kind!r} is not one of {', '.join(THETA)}")
            elif way != "default":
                yield Problem("rope_parameters", f"{way!r} is not available, only 'default'")
            elif unknown := given.keys() - {"rope_type", "rope_theta"}:
                yield Problem("rope_parameters", f"{min(unknown)!r} says nothing of {way!r}")
            elif isinstance(theta, str) or theta <= 0:
                yield Problem("rope_parameters", f"rope_theta {theta!r} is not a number above 0")

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        return {
            "layer_types": alternating(self.num_hidden_layers, EVERY),
            "rope_parameters": ropes({}, THETA),
        }

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Options with how often a layer attends to all, and each theta, where they now stand."""
        new, found = super().renewed(given)
        often, full, sliding = cls.older
        every = new.pop(often, EVERY)
        if wrong := mismatch(int, every, {"low": 1}):
            found.append(Problem(often, wrong))
        elif every != EVERY and new.get("layer_types") is None:
            count = new.get("num_hidden_layers", cls.num_hidden_layers)
            new["layer_types"] = alternating(count, every) if isinstance(count, int) else None
        theta = {FULL: new.pop(full, THETA[FULL]), SLIDING: new.pop(sliding, THETA[SLIDING])}
        if theta[SLIDING] is None:
            theta[SLIDING] = theta[FULL]
        stated = new.get("rope_parameters")
        told = stated is not None or theta != THETA
        if told and fits(Mapping[str, Mapping[str, Any]], stated or {}):
            new["rope_parameters"] = ropes(stated or {}, theta)
        return new, found


def alternating(count: int, every: int) -> tuple[str, ...]:
    """Kinds of so many layers, of which one of ``every`` attends to everything."""
    return tuple(SLIDING if i % every else FULL for i in range(count))


def ropes(stated: Mapping[str, Mapping[str, Any]], theta: Mapping[str, Any]) -> dict[str, Any]:
    """Rotary positions of every kind of layer: what is stated, and what is usual."""
    usual = {kind: {"rope_type": "default", "rope_theta": value} for kind, value in theta.items()}
    return {kind: usual.get(kind, {}) | dict(stated.get(kind, {})) for kind in {**usual, **stated}}


@spec
class SparseVocabulary(Vocabulary):
    """Scores of the labelled tokens alone, (labelled tokens, vocabulary), where there are labels.

    Attributes:
        ignored: label of the tokens that are left out.
    """

    ignored: int


def body(config: ModernBertConfig, pooled: bool) -> Stack:
    """The encoder; ModernBERT has no pooler."""
    width, norm = config.hidden_size, layer_norm(config)
    return Stack(
        frontend=Tokens(
            token=Embedding(count=config.vocab_size, width=width, padding=config.pad_token_id)
        ),
        entry=norm,
        layers=tuple(
            layer(config, kind, first=not i) for i, kind in enumerate(config.layer_types or ())
        ),
        norm=norm,
        dropout=config.embedding_dropout,
    )


def layer(config: ModernBertConfig, kind: str, first: bool) -> Layer:
    """One layer; the first reads what has just gone through a norm, and has none for attention."""
    width, heads, norm = config.hidden_size, config.num_attention_heads, layer_norm(config)
    side = config.local_attention // 2
    mixer = replace(
        attention(width, heads, bias=config.attention_bias, dropout=config.attention_dropout),
        mask=Full() if kind == FULL else Window(before=side, after=side),
        position=Rotary(
            width=width // heads, theta=float((config.rope_parameters or {})[kind]["rope_theta"])
        ),
    )
    feedforward = gated(
        width,
        config.intermediate_size,
        config.hidden_activation,
        bias=config.mlp_bias,
        dropout=config.mlp_dropout,
    )
    return Layer(
        mixer=pre(mixer, None if first else norm, dropout=config.attention_dropout),
        feedforward=pre(feedforward, norm),
    )


def layer_norm(config: ModernBertConfig) -> LayerNorm:
    """The norm used everywhere in the model."""
    return LayerNorm(width=config.hidden_size, eps=config.norm_eps, bias=config.norm_bias)


def rows(config: ModernBertConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    disk, mixer, feedforward = "layers.{i}.", "layers.{i}.mixer.", "layers.{i}.feedforward."
    qkv = ("query", "key", "value")
    return (
        Row("embeddings.tok_embeddings.weight", "frontend.token.weight"),
        Row("embeddings.norm.{p}", "entry.{p}"),
        Row(disk + "attn_norm.{p}", mixer + "before.{p}"),
        Fused(disk + "attn.Wqkv.{p}", tuple(f"{mixer}block.{name}.{{p}}" for name in qkv)),
        Row(disk + "attn.Wo.{p}", mixer + "block.output.{p}"),
        Row(disk + "mlp_norm.{p}", feedforward + "before.{p}"),
        Fused(disk + "mlp.Wi.{p}", (feedforward + "block.gate.{p}", feedforward + "block.up.{p}")),
        *(
            Row(f"{disk}mlp.act.{name}", f"{feedforward}block.activation.{name}")
            for name in LEARNED_ACTIVATION
        ),
        Row(disk + "mlp.Wo.{p}", feedforward + "block.down.{p}"),
        Row("final_norm.{p}", "norm.{p}"),
    )


def prediction(config: ModernBertConfig) -> Transform:
    """What every head begins with: dense, activation, norm."""
    width = config.hidden_size
    return Transform(
        dense=Linear(inputs=width, outputs=width, bias=config.classifier_bias),
        activation=activation(config.classifier_activation),
        norm=layer_norm(config),
    )


def prediction_rows(native: str) -> tuple[AnyRow, ...]:
    """Names on disk of what every head begins with."""
    return (
        Row("head.dense.{p}", native + "dense.{p}"),
        *(Row(f"head.act.{name}", f"{native}activation.{name}") for name in LEARNED_ACTIVATION),
        Row("head.norm.{p}", native + "norm.{p}"),
    )


def masked_lm(config: ModernBertConfig) -> Head:
    """Dense, activation, norm, then the input table."""
    begin, tied, width = prediction(config), config.tie_word_embeddings, config.hidden_size
    decoder = output_table(tied, width, config.vocab_size, bias=config.decoder_bias)
    ignored = config.sparse_pred_ignore_index
    return Head(
        spec=SparseVocabulary(transform=begin, decoder=decoder, ignored=ignored)
        if config.sparse_prediction
        else Vocabulary(transform=begin, decoder=decoder),
        needs=Feature.HIDDEN,
        rows=(
            *prediction_rows("head.transform."),
            Row("decoder.{p}", "head.decoder.{p}"),
            TiedRow("decoder.weight", "body.frontend.token.weight"),
        ),
    )


def sequence_classification(config: ModernBertConfig) -> Head:
    """From the first token or the mean."""
    return of_text(config, SequenceClassifier, First(), config.num_labels)


def multiple_choice(config: ModernBertConfig) -> Head:
    """As sequence classification, one score a candidate; padding on the left is passed over."""
    return of_text(config, ChoiceClassifier, FirstReal(), 1)


def of_text(
    config: ModernBertConfig, kind: type[SequenceClassifier], first: Select, labels: int
) -> Head:
    """Dense, activation and norm on one vector a text, then a linear layer."""
    begin = prediction(config)
    pool = Pool(
        select=first if config.classifier_pooling == "cls" else Mean(),
        dense=begin.dense,
        activation=begin.activation,
        norm=begin.norm,
    )
    output = Linear(inputs=config.hidden_size, outputs=labels)
    return Head(
        spec=kind(pool=pool, dropout=config.classifier_dropout, output=output),
        needs=Feature.HIDDEN,
        rows=(*prediction_rows("head.pool."), CLASSIFIER),
    )


def token_classification(config: ModernBertConfig) -> Head:
    """Scores of every token."""
    return of_tokens(config, TokenClassifier, config.num_labels)


def question_answering(config: ModernBertConfig) -> Head:
    """Start and end scores of every token."""
    return of_tokens(config, SpanClassifier, 2)


def of_tokens(config: ModernBertConfig, kind: type[TokenClassifier], labels: int) -> Head:
    """Dense, activation, norm and a linear layer on every token."""
    output = Linear(inputs=config.hidden_size, outputs=labels)
    return Head(
        spec=kind(transform=prediction(config), dropout=config.classifier_dropout, output=output),
        needs=Feature.HIDDEN,
        rows=(*prediction_rows("head.transform."), CLASSIFIER),
    )


def init(config: ModernBertConfig) -> Rules:
    """Truncated normal distributions, narrower for what is added to the stream."""
    std = config.initializer_range

    def within(std: float) -> TruncatedNormal:
        return TruncatedNormal(std=std, cutoff=config.initializer_cutoff_factor)

    narrow = within(std / math.sqrt(2 * config.num_hidden_layers))
    return (
        ("*.block.output.weight", narrow),
        ("*.block.down.weight", narrow),
        ("head.*.dense.weight", narrow),
        ("head.decoder.weight", narrow),
        ("head.output.weight", within(config.hidden_size**-0.5)),
        ("body.frontend.token.weight", within(std)),
        *((f"*.block.{part}.weight", within(std)) for part in PROJECTIONS),
    )


PROJECTIONS = ("query", "key", "value", "gate", "up")

CLASSIFIER = Row("classifier.{p}", "head.output.{p}")

FAMILY = Family(
    config=ModernBertConfig,
    class_prefix="ModernBert",
    title="ModernBERT",
    summary="encoder for long texts: rotary positions, mostly local attention",
    paper="https://arxiv.org/abs/2412.13663",
    body=body,
    rows=rows,
    heads={
        "masked_lm": masked_lm,
        "sequence_classification": sequence_classification,
        "token_classification": token_classification,
        "question_answering": question_answering,
        "multiple_choice": multiple_choice,
    },
    prefix="model",
    provides=frozenset({Feature.HIDDEN}),
    inputs=("input_ids", "attention_mask", "position_ids", "inputs_embeds"),
    tokenizer="modernbert",
    init=init,
)
