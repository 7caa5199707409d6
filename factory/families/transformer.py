"""Transformers composed of blocks: a family whose configuration is the model itself.

A frontend says what is read, recipes say what layers are made of, and a decoder is added where one
is asked for. What a model reads decides its inputs, its heads and what prepares its inputs, so the
family has a form for each frontend, with a decoder and without: forms share all functions, and each
has classes of its own, whose ``forward`` takes just what there is to take.

Weights are saved under the tree's own names, as no other library has such a family.

Paper: https://arxiv.org/abs/1706.03762
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from factory.checkpoint.rows import AnyRow, Row
from factory.families.base import Family, Forms, Head
from factory.families.composed import (
    TransformerConfig,
    beginning,
    body,
)
from factory.families.shared import output_table
from factory.heads import READ_AND_WRITTEN, Feature
from factory.recipes.frontends import TOKENS, every_frontend, frontend_of
from factory.specs import (
    CTC,
    FirstReal,
    LastUnlike,
    Linear,
    Mean,
    NextToken,
    Normal,
    Pool,
    Rules,
    Select,
    SequenceClassifier,
    SpanClassifier,
    Spec,
    Tied,
    TokenClassifier,
    Vocabulary,
    Waveform,
    shapes,
)


def rows(config: TransformerConfig) -> tuple[AnyRow, ...]:
    """Names of the body on disk, which are its paths in the tree."""
    return tuple(Row(f"body.{path}", path) for path in templates(body(config, False)))


def templates(node: Spec) -> Iterator[str]:
    """Paths of all parameters, numbers of layers and experts left open; each once."""

    def opened(path: str) -> str:
        letters = iter("abcdefgh")
        return re.sub(r"(?<![^.])\d+(?=\.)", lambda _: f"{{{next(letters)}}}", path)

    return iter(dict.fromkeys(map(opened, shapes(node))))


def head(spec: Spec) -> Head:
    """A head whose names on disk are its paths in the tree."""
    names = tuple(f"head.{path}" for path in templates(spec))
    return Head(spec=spec, needs=Feature.HIDDEN, rows=tuple(Row(path, path) for path in names))


def sequence_classification(config: TransformerConfig) -> Head:
    """One linear layer on the vector that stands for the whole."""
    output = Linear(inputs=config.hidden_size, outputs=config.num_labels)
    pool = Pool(select=selected(config))
    return head(SequenceClassifier(pool=pool, output=output, dropout=config.hidden_dropout_prob))


def selected(config: TransformerConfig) -> Select:
    """Which vector stands for the whole."""
    match config.pooling:
        case "mean":
            return Mean()
        case "last":
            return LastUnlike(padding=config.pad_token_id)
        case _:
            return FirstReal()


def token_classification(config: TransformerConfig) -> Head:
    """One linear layer on every token."""
    output = Linear(inputs=config.hidden_size, outputs=config.num_labels)
    return head(TokenClassifier(output=output, dropout=config.hidden_dropout_prob))


def question_answering(config: TransformerConfig) -> Head:
    """Start and end scores of every token."""
    return head(SpanClassifier(output=Linear(inputs=config.hidden_size, outputs=2)))


def masked_lm(config: TransformerConfig) -> Head:
    """The input table, or a matrix of its own, and a bias."""
    tied, width, count = config.tie_word_embeddings, config.hidden_size, config.vocab_size
    return head(Vocabulary(decoder=output_table(tied, width, count)))


def causal_lm(config: TransformerConfig) -> Head:
    """The input table, or a matrix of its own."""
    tied, width, count = config.tie_word_embeddings, config.hidden_size, config.vocab_size
    return head(NextToken(decoder=output_table(tied, width, count, bias=False)))


def conditional_generation(config: TransformerConfig) -> Head:
    """The table of what the decoder reads, or a matrix of its own."""
    if not config.tie_word_embeddings:
        width, count = config.hidden_size, config.vocab_size
        return head(Vocabulary(decoder=Linear(inputs=width, outputs=count, bias=False)))
    shared = frontend_of(config.frontend).tokenizer
    return head(Vocabulary(decoder=Tied(to=f"body.{'en' if shared else 'de'}coder.frontend.token")))


def ctc(config: TransformerConfig) -> Head:
    """Scores of letters at each frame."""
    return head(
        CTC(
            output=Linear(inputs=config.hidden_size, outputs=config.vocab_size),
            blank=config.pad_token_id or 0,
            reduction="mean",
            dropout=config.hidden_dropout_prob,
        )
    )


def init(config: TransformerConfig) -> Rules:
    """Convolutions over samples begin by their sizes, as samples are near to 0."""
    frontend, _ = beginning(config)
    if isinstance(frontend, Waveform):
        for number, conv in enumerate(frontend.convs):
            reads = conv.inputs * conv.kernel[0]
            yield f"body.frontend.blocks.{number}.conv.weight", Normal(std=(2 / reads) ** 0.5)


HEADS: Mapping[str, Callable[[Any], Head]] = {
    "sequence_classification": sequence_classification,
    "token_classification": token_classification,
    "question_answering": question_answering,
    "masked_lm": masked_lm,
    "causal_lm": causal_lm,
    "image_classification": sequence_classification,
    "audio_classification": sequence_classification,
    "ctc": ctc,
}
"""Heads on one stack; which of them mean something, the frontend says."""

HEAD_OPTIONS = {"causal_lm": {"causal": True}, "masked_lm": {"causal": False}}
"""A token that sees the next one learns nothing of it; what fills gaps sees both their sides."""

WRITES = (
    "decoder_input_ids",
    "decoder_attention_mask",
    "encoder_outputs",
    "past_key_values",
    "decoder_inputs_embeds",
    "decoder_position_ids",
)
"""What a model with a decoder takes besides what its encoder reads."""


@functools.cache
def form(frontend: str, writes: bool) -> Family:
    """The family as it is with a frontend, with a decoder or without."""
    recipe = frontend_of(frontend)
    alone = Family(
        config=TransformerConfig,
        class_prefix=f"{recipe.class_prefix}Transformer",
        title="Transformer",
        summary="composed of blocks: any frontend, any layers, with a decoder or without",
        paper="https://arxiv.org/abs/1706.03762",
        body=body,
        rows=rows,
        heads={name: HEADS[name] for name in recipe.heads},
        prefix="",
        provides=frozenset({Feature.HIDDEN}),
        inputs=recipe.inputs,
        head_options={name: HEAD_OPTIONS[name] for name in recipe.heads if name in HEAD_OPTIONS},
        tokenizer=recipe.tokenizer,
        processor=recipe.processor,
        init=init,
        forms=Forms(of=form_of, options=("frontend", "decoder"), every=every_form),
        usual={"frontend": frontend},
        has_peer=False,
    )
    if not writes:
        return alone
    read_too = tuple(n for n in recipe.inputs if n not in ("position_ids", "past_key_values"))
    return replace(
        alone,
        class_prefix=f"{alone.class_prefix}EncoderDecoder",
        title="Encoder and decoder of Transformer",
        heads={"conditional_generation": conditional_generation},
        head_options={},
        inputs=(*read_too, *WRITES),
        tokenizer=recipe.tokenizer or TOKENS.tokenizer,
        kinds={"base": READ_AND_WRITTEN},
        usual={"frontend": frontend, "decoder": {}},
    )


def form_of(given: Mapping[str, Any]) -> Family:
    """The form of what is given of a configuration, which may be wrong in any way."""
    recipe = frontend_of(given.get("frontend"))
    return form(recipe.name, given.get("decoder") is not None and recipe.decoded)


def every_form() -> Iterator[Family]:
    """Every form there is, that of texts first."""
    for recipe in every_frontend():
        yield form(recipe.name, False)
        if recipe.decoded:
            yield form(recipe.name, True)


FAMILY = form(TOKENS.name, False)
