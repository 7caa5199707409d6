"""What models return: fields by name, by position, or as a tuple."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from factory.blocks.cache import Cache


@dataclass(kw_only=True)
class ModelOutput:
    """Named results; those that were not asked for are None and left out of iteration.

    ``output.logits``, ``output["logits"]`` and ``output[0]`` all work.
    """

    def items(self) -> Iterator[tuple[str, Any]]:
        """(name, value) of the results there are, in order."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value is not None:
                yield field.name, value

    def keys(self) -> tuple[str, ...]:
        """Names of the results there are."""
        return tuple(name for name, _ in self.items())

    def values(self) -> tuple[Any, ...]:
        """The results there are."""
        return self.to_tuple()

    def to_tuple(self) -> tuple[Any, ...]:
        """The results there are, in order."""
        return tuple(value for _, value in self.items())

    def __getitem__(self, key: str | int | slice) -> Any:
        if isinstance(key, str):
            found = dict(self.items())
            if key not in found:
                raise KeyError(f"{type(self).__name__} has {', '.join(found)}, not {key!r}")
            return found[key]
        return self.to_tuple()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __contains__(self, key: object) -> bool:
        return key in self.keys()


@dataclass(kw_only=True)
class BaseModelOutput(ModelOutput):
    """Hidden states.

    Attributes:
        last_hidden_state: (batch, tokens, width); zeros at padding when the batch ran packed.
        past_key_values: what was read, to go on from, when it was asked for.
        hidden_states: embeddings and the output of each layer, (batch, tokens, width) each.
        attentions: weights of each layer, (batch, heads, tokens, tokens) each.
        cross_attentions: the same of what each layer sees of an encoder.
    """

    last_hidden_state: Tensor
    past_key_values: Cache | None = None
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None
    cross_attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class BaseModelOutputWithPooling(ModelOutput):
    """Hidden states and one vector a sequence.

    Attributes:
        last_hidden_state: (batch, tokens, width); zeros at padding when the batch ran packed.
        pooler_output: (batch, width).
        past_key_values: what was read, to go on from, when it was asked for.
        hidden_states: embeddings and the output of each layer, (batch, tokens, width) each.
        attentions: weights of each layer, (batch, heads, tokens, tokens) each.
        cross_attentions: the same of what each layer sees of an encoder.
    """

    last_hidden_state: Tensor
    pooler_output: Tensor | None = None
    past_key_values: Cache | None = None
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None
    cross_attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class HeadOutput(ModelOutput):
    """Scores, and the loss when labels were given.

    Attributes:
        loss: a scalar, when labels were given.
        logits: scores before softmax; the shape is the head's.
        hidden_states: embeddings and the output of each layer, (batch, tokens, width) each.
        attentions: weights of each layer, (batch, heads, tokens, tokens) each.
    """

    loss: Tensor | None = None
    logits: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class MaskedLMOutput(HeadOutput):
    """``logits`` are (batch, tokens, vocabulary)."""


@dataclass(kw_only=True)
class SequenceClassifierOutput(HeadOutput):
    """``logits`` are (batch, labels)."""


@dataclass(kw_only=True)
class TokenClassifierOutput(HeadOutput):
    """``logits`` are (batch, tokens, labels)."""


@dataclass(kw_only=True)
class MultipleChoiceModelOutput(HeadOutput):
    """``logits`` are (batch, choices)."""


@dataclass(kw_only=True)
class NextSentencePredictorOutput(HeadOutput):
    """``logits`` are (batch, 2): the second text follows, or does not."""


@dataclass(kw_only=True)
class QuestionAnsweringModelOutput(ModelOutput):
    """Scores of each token as the start and as the end of the answer, (batch, tokens) each."""

    loss: Tensor | None = None
    start_logits: Tensor
    end_logits: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class PreTrainingOutput(ModelOutput):
    """Scores of both pretraining tasks.

    Attributes:
        prediction_logits: (batch, tokens, vocabulary).
        seq_relationship_logits: (batch, 2): the second text follows, or does not.
    """

    loss: Tensor | None = None
    prediction_logits: Tensor
    seq_relationship_logits: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class SentenceOrderOutput(ModelOutput):
    """Scores of both of ALBERT's pretraining tasks.

    Attributes:
        prediction_logits: (batch, tokens, vocabulary).
        sop_logits: (batch, 2): the texts stand in their order, or are swapped.
    """

    loss: Tensor | None = None
    prediction_logits: Tensor
    sop_logits: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class MaskedImageModelingOutput(ModelOutput):
    """Pictures as the model makes them up.

    Attributes:
        reconstruction: (batch, channels, height, width).
    """

    loss: Tensor | None = None
    reconstruction: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class TaughtClassifierOutput(ModelOutput):
    """Scores before softmax, (batch, labels) each.

    Attributes:
        logits: the mean of both of the others.
        cls_logits: of the token that learned from labels.
        distillation_logits: of the token that learned from a teacher.
    """

    logits: Tensor
    cls_logits: Tensor
    distillation_logits: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class TextEmbedsOutput(ModelOutput):
    """Texts as they are compared with pictures.

    Attributes:
        text_embeds: the pooled output, projected (batch, common width).
        last_hidden_state: (batch, tokens, width); zeros at padding when the batch ran packed.
    """

    text_embeds: Tensor
    last_hidden_state: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class ImageEmbedsOutput(ModelOutput):
    """Pictures as they are compared with texts.

    Attributes:
        image_embeds: the pooled output, projected (batch, common width).
        last_hidden_state: (batch, patches, width).
    """

    image_embeds: Tensor
    last_hidden_state: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class ContrastiveOutput(ModelOutput):
    """How much each text is like each picture.

    Attributes:
        loss: a scalar, when it was asked for.
        logits_per_image: (pictures, texts).
        logits_per_text: (texts, pictures).
        text_embeds: directions of the texts (texts, common width), each of length 1.
        image_embeds: directions of the pictures (pictures, common width), each of length 1.
        text_model_output: of the stack for texts, its pooled output projected.
        vision_model_output: of the stack for pictures, its pooled output projected.
    """

    loss: Tensor | None = None
    logits_per_image: Tensor
    logits_per_text: Tensor
    text_embeds: Tensor
    image_embeds: Tensor
    text_model_output: BaseModelOutputWithPooling
    vision_model_output: BaseModelOutputWithPooling

    def to_tuple(self) -> tuple[Any, ...]:
        """The results there are, in order, those of the stacks as tuples of their own."""
        parts = (value for _, value in self.items())
        return tuple(x.to_tuple() if isinstance(x, ModelOutput) else x for x in parts)


@dataclass(kw_only=True)
class DetectorOutput(HeadOutput):
    """``logits`` are (batch, tokens), above 0 where a token was replaced."""


@dataclass(kw_only=True)
class CausalLMOutput(HeadOutput):
    """``logits`` are (batch, tokens or frames, vocabulary)."""


@dataclass(kw_only=True)
class CausalLMOutputWithPast(ModelOutput):
    """Scores of what comes next.

    Attributes:
        loss: a scalar, when labels were given.
        logits: (batch, tokens, vocabulary), or of the last tokens alone.
        past_key_values: what was read, to go on from, when it was asked for.
        hidden_states: embeddings and the output of each layer, (batch, tokens, width) each.
        attentions: weights of each layer, (batch, heads, tokens, tokens) each.
        cross_attentions: the same of what each layer sees of an encoder.
    """

    loss: Tensor | None = None
    logits: Tensor
    past_key_values: Cache | None = None
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None
    cross_attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class MoeCausalLMOutputWithPast(CausalLMOutputWithPast):
    """Scores of what comes next, and of the experts that tokens went to.

    Attributes:
        aux_loss: how unevenly experts are used, a scalar; a part of the loss.
        router_logits: scores of each layer's experts, (batch * tokens, experts) each; zeros at
            padding when the batch ran packed.
    """

    aux_loss: Tensor | None = None
    router_logits: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class FramesOutput(ModelOutput):
    """Hidden states of a recording.

    Attributes:
        last_hidden_state: (batch, frames, width); zeros at padding when the batch ran packed.
        extract_features: what the convolutions found, normed (batch, frames, channels).
    """

    last_hidden_state: Tensor
    extract_features: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class XVectorOutput(ModelOutput):
    """One vector a recording.

    Attributes:
        logits: of the last layer (batch, width); the loss alone knows labels.
        embeddings: what to compare (batch, width).
    """

    loss: Tensor | None = None
    logits: Tensor
    embeddings: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None


@dataclass(kw_only=True)
class HiddenFramesOutput(ModelOutput):
    """Frames as the layers make them up and as the quantiser has them.

    Attributes:
        projected_states: (batch, frames, common width).
        projected_quantized_states: (batch, frames, common width).
        codevector_perplexity: how many code vectors are in use, a scalar.
        contrastive_loss: of telling frames apart, a scalar.
        diversity_loss: of using few code vectors, a scalar.
    """

    loss: Tensor | None = None
    projected_states: Tensor
    projected_quantized_states: Tensor
    codevector_perplexity: Tensor
    hidden_states: tuple[Tensor, ...] | None = None
    attentions: tuple[Tensor, ...] | None = None
    contrastive_loss: Tensor | None = None
    diversity_loss: Tensor | None = None


OUTPUTS: dict[str, type[ModelOutput]] = {
    "base": BaseModelOutput,
    "masked_lm": MaskedLMOutput,
    "sequence_classification": SequenceClassifierOutput,
    "token_classification": TokenClassifierOutput,
    "question_answering": QuestionAnsweringModelOutput,
    "multiple_choice": MultipleChoiceModelOutput,
    "next_sentence_prediction": NextSentencePredictorOutput,
    "pretraining": PreTrainingOutput,
}
"""Head -> what its models return."""


@functools.cache
def exportable(kind: type[ModelOutput]) -> type[ModelOutput]:
    """The same class, once torch's exporter knows how to take it apart."""
    package = kind.__module__.partition(".")[0]
    torch.export.register_dataclass(kind, serialized_type_name=f"{package}.{kind.__name__}")
    return kind


for _kind in (*OUTPUTS.values(), BaseModelOutputWithPooling):
    exportable(_kind)
