"""The ``forward`` of each kind of model, with its arguments in full."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from factory.blocks.context import Inputs
from factory.blocks.heads import Targets
from factory.models.base import PreTrainedModel
from factory.models.outputs import DetectorOutput, ModelOutput, SentenceOrderOutput


class BareForward(PreTrainedModel):
    """Hidden states."""

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        position_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> ModelOutput | tuple[Any, ...]:
        """Run the body.

        Args:
            input_ids: (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
                (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
        return self.run(
            Inputs(input_ids, inputs_embeds, token_type_ids, position_ids),
            attention_mask,
            Targets(),
            output_attentions,
            output_hidden_states,
            return_dict,
        )


class LabelledForward(PreTrainedModel):
    """One kind of labels."""

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        position_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        labels: Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> ModelOutput | tuple[Any, ...]:
        """Run body and head.

        Args:
            input_ids: (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
                (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
                count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
        return self.run(
            Inputs(input_ids, inputs_embeds, token_type_ids, position_ids),
            attention_mask,
            Targets(labels=labels, problem_type=self.config.problem_type),
            output_attentions,
            output_hidden_states,
            return_dict,
        )


class ChoiceForward(PreTrainedModel):
    """Several candidates an item."""

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        position_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        labels: Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> ModelOutput | tuple[Any, ...]:
        """Run body and head on every candidate.

        Args:
            input_ids: (batch, choices, tokens).
            attention_mask: 1 where a token is real (batch, choices, tokens).
            token_type_ids: which text of a pair a token is of (batch, choices, tokens).
            position_ids: places (batch, choices, tokens).
            inputs_embeds: vectors in place of ``input_ids`` (batch, choices, tokens, width).
            labels: the right candidate of each item (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
        given = input_ids if input_ids is not None else inputs_embeds
        return self.run(
            Inputs(
                side_by_side(input_ids),
                side_by_side(inputs_embeds),
                side_by_side(token_type_ids),
                side_by_side(position_ids),
            ),
            side_by_side(attention_mask),
            Targets(labels=labels),
            output_attentions,
            output_hidden_states,
            return_dict,
            choices=1 if given is None else given.shape[1],
        )


class SpanForward(PreTrainedModel):
    """The start and the end of an answer."""

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        position_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        start_positions: Tensor | None = None,
        end_positions: Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> ModelOutput | tuple[Any, ...]:
        """Run body and head.

        Args:
            input_ids: (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
                (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            start_positions: first token of each answer (batch).
            end_positions: last token of each answer (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
        return self.run(
            Inputs(input_ids, inputs_embeds, token_type_ids, position_ids),
            attention_mask,
            Targets(start_positions=start_positions, end_positions=end_positions),
            output_attentions,
            output_hidden_states,
            return_dict,
        )


class PretrainingForward(PreTrainedModel):
    """Masked tokens and the next sentence."""

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        position_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        labels: Tensor | None = None,
        next_sentence_label: Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> ModelOutput | tuple[Any, ...]:
        """Run body and head.

        Args:
            input_ids: (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
                (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: token ids (batch, tokens); -100 does not count.
            next_sentence_label: 0 where the second text follows the first (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
        return self.run(
            Inputs(input_ids, inputs_embeds, token_type_ids, position_ids),
            attention_mask,
            Targets(labels=labels, pair_label=next_sentence_label),
            output_attentions,
            output_hidden_states,
            return_dict,
        )


class SentenceOrderForward(PreTrainedModel):
    """Masked tokens and the order of two texts."""

    output_class = SentenceOrderOutput

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        position_ids: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        labels: Tensor | None = None,
        sentence_order_label: Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> ModelOutput | tuple[Any, ...]:
        """Run body and head.

        Args:
            input_ids: (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
                (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: token ids (batch, tokens); -100 does not count.
            sentence_order_label: 0 where the texts stand in their order (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
        return self.run(
            Inputs(input_ids, inputs_embeds, token_type_ids, position_ids),
            attention_mask,
            Targets(labels=labels, pair_label=sentence_order_label),
            output_attentions,
            output_hidden_states,
            return_dict,
        )


class DetectionForward(LabelledForward):
    """Which tokens were replaced."""

    output_class = DetectorOutput


def side_by_side(x: Tensor | None) -> Tensor | None:
    """(batch, choices, ...) -> (batch * choices, ...)."""
    return None if x is None else x.flatten(0, 1)
