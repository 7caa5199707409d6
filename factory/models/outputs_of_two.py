"""What models of an encoder and a decoder return."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from factory.blocks.cache import Cache
from factory.models.outputs import ModelOutput


# What comes first in the results of two stacks: a dataclass has the fields of its last base first.
@dataclass(kw_only=True)
class Hidden(ModelOutput):
    """Hidden states."""

    last_hidden_state: Tensor


@dataclass(kw_only=True)
class Scored(ModelOutput):
    """Scores, and the loss when labels were given."""

    loss: Tensor | None = None
    logits: Tensor


@dataclass(kw_only=True)
class Spans(ModelOutput):
    """Scores of each token as the start and as the end of an answer."""

    loss: Tensor | None = None
    start_logits: Tensor
    end_logits: Tensor


@dataclass(kw_only=True)
class Seq2SeqOutput(ModelOutput):
    """What an encoder and a decoder give on their way.

    Attributes:
        past_key_values: what the decoder read, to go on from, when it was asked for.
        decoder_hidden_states: embeddings and the output of each layer of the decoder.
        decoder_attentions: weights of each layer of the decoder.
        cross_attentions: of what each layer of the decoder sees of the encoder.
        encoder_last_hidden_state: (batch, tokens, width).
        encoder_hidden_states: embeddings and the output of each layer of the encoder.
        encoder_attentions: weights of each layer of the encoder.
    """

    past_key_values: Cache | None = None
    decoder_hidden_states: tuple[Tensor, ...] | None = None
    decoder_attentions: tuple[Tensor, ...] | None = None
    cross_attentions: tuple[Tensor, ...] | None = None
    encoder_last_hidden_state: Tensor | None = None
    encoder_hidden_states: tuple[Tensor, ...] | None = None
    encoder_attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class Seq2SeqModelOutput(Seq2SeqOutput, Hidden):
    """``last_hidden_state`` is the decoder's, (batch, tokens, width)."""


@dataclass(kw_only=True)
class Seq2SeqLMOutput(Seq2SeqOutput, Scored):
    """``logits`` are (batch, tokens of the decoder, vocabulary)."""


@dataclass(kw_only=True)
class Seq2SeqSequenceClassifierOutput(Seq2SeqOutput, Scored):
    """``logits`` are (batch, labels)."""


@dataclass(kw_only=True)
class Seq2SeqQuestionAnsweringModelOutput(Seq2SeqOutput, Spans):
    """Scores of each token as the start and as the end of the answer, (batch, tokens) each."""
