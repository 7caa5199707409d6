"""The public names of the factory; a generated file.

Written by scripts/generate_stub from the registry; do not edit by hand.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar, overload

import torch
from torch import Tensor

from factory.auto import AutoConfig as AutoConfig
from factory.auto import AutoTokenizer as AutoTokenizer
from factory.auto import _AutoModel
from factory.building import build as build
from factory.building import load as load
from factory.composition import compose as compose
from factory.configuration import PretrainedConfig as PretrainedConfig
from factory.configuration import configuration
from factory.errors import BundleError as BundleError
from factory.errors import CheckpointError as CheckpointError
from factory.errors import FactoryError as FactoryError
from factory.errors import MissingExtraError as MissingExtraError
from factory.errors import RequestError as RequestError
from factory.families.bert import EncoderConfig, PairConfig
from factory.models import PreTrainedModel as PreTrainedModel
from factory.models.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPooling,
    DetectorOutput,
    MaskedLMOutput,
    MultipleChoiceModelOutput,
    NextSentencePredictorOutput,
    PreTrainingOutput,
    QuestionAnsweringModelOutput,
    SentenceOrderOutput,
    SequenceClassifierOutput,
    TokenClassifierOutput,
)
from factory.models.outputs import ModelOutput as ModelOutput
from factory.tokenizers import BatchEncoding as BatchEncoding
from factory.tokenizers import PreTrainedTokenizer as PreTrainedTokenizer
from factory.tokenizers import PreTrainedTokenizerBase as PreTrainedTokenizerBase
from factory.tokenizers import PreTrainedTokenizerFast as PreTrainedTokenizerFast

__version__: str

_Output = TypeVar("_Output", bound=ModelOutput, covariant=True)

class _Forward0(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward1(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
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
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward2(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, choices, tokens).
            attention_mask: 1 where a token is real (batch, choices, tokens), or where a query may
            look (batch, choices, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, choices, tokens).
            position_ids: places (batch, choices, tokens) or (tokens,), in place of the model's
            numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, choices, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward3(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        sentence_order_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        sentence_order_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        sentence_order_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        sentence_order_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            sentence_order_label: 0 where the texts stand in their order (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        sentence_order_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        sentence_order_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward4(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
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
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward5(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        next_sentence_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        next_sentence_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        next_sentence_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        next_sentence_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            token_type_ids: which text of a pair a token is of (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            next_sentence_label: 0 where the second text follows the first (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        next_sentence_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        next_sentence_label: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward6(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward7(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward8(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, choices, tokens).
            attention_mask: 1 where a token is real (batch, choices, tokens), or where a query may
            look (batch, choices, tokens, tokens).
            position_ids: places (batch, choices, tokens) or (tokens,), in place of the model's
            numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, choices, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward9(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            start_positions: first token of each answer (batch).
            end_positions: last token of each answer (batch).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

@configuration
class AlbertConfig(PairConfig):
    """Options of ALBERT; the defaults are those of ``albert-xxlarge-v2``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    embedding_size: int
    """Width of the embedded tokens."""
    hidden_size: int
    """Width of the hidden states."""
    num_hidden_layers: int
    """Number of steps, each of which runs a group."""
    num_hidden_groups: int
    """Groups of layers; steps share them evenly."""
    inner_group_num: int
    """Layers in each group."""
    num_attention_heads: int
    """Attention heads per layer."""
    intermediate_size: int
    """Width inside the feed-forward blocks."""
    hidden_act: str
    """Activation of the feed-forward blocks."""
    hidden_dropout_prob: float
    """Dropout of embeddings and attention blocks."""
    attention_probs_dropout_prob: float
    """Dropout of attention weights."""
    classifier_dropout_prob: float
    """Dropout of the classifiers."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    @property
    def distinct_layers(self) -> int:
        """Layers with weights of their own, which is how heads to prune are counted."""
    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
    def __init__(
        self,
        *,
        vocab_size: int = 30000,
        hidden_size: int = 4096,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 64,
        intermediate_size: int = 16384,
        hidden_act: str = "gelu_new",
        hidden_dropout_prob: float = 0.0,
        attention_probs_dropout_prob: float = 0.0,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        type_vocab_size: int = 2,
        embedding_size: int = 128,
        num_hidden_groups: int = 1,
        inner_group_num: int = 1,
        classifier_dropout_prob: float = 0.1,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 2,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 3,
        pad_token_id: int | None = 0,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class AlbertPreTrainedModel(PreTrainedModel):
    """What all ALBERT models share."""

    config: AlbertConfig
    config_class: ClassVar[type[AlbertConfig]]
    def __init__(
        self,
        config: AlbertConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> AlbertModel: ...
    @property
    def albert(self) -> AlbertModel: ...

class AlbertModel(_Forward0[BaseModelOutputWithPooling], AlbertPreTrainedModel):
    """ALBERT: hidden states.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class AlbertForMaskedLM(_Forward1[MaskedLMOutput], AlbertPreTrainedModel):
    """ALBERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class AlbertForMultipleChoice(_Forward2[MultipleChoiceModelOutput], AlbertPreTrainedModel):
    """ALBERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class AlbertForPreTraining(_Forward3[SentenceOrderOutput], AlbertPreTrainedModel):
    """ALBERT: masked tokens and the order of two sentences together.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class AlbertForQuestionAnswering(_Forward4[QuestionAnsweringModelOutput], AlbertPreTrainedModel):
    """ALBERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class AlbertForSequenceClassification(_Forward1[SequenceClassifierOutput], AlbertPreTrainedModel):
    """ALBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class AlbertForTokenClassification(_Forward1[TokenClassifierOutput], AlbertPreTrainedModel):
    """ALBERT: label every token.

    Paper: https://arxiv.org/abs/1909.11942
    Configuration: :class:`AlbertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class AlbertTokenizer(PreTrainedTokenizer):
    """The tokenizer of ALBERT, in plain Python.

    It is Unigram on lowered text without accents, with BERT's special tokens.
    """

class AlbertTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of ALBERT, through the tokenizers library.

    It is Unigram on lowered text without accents, with BERT's special tokens.
    """

@configuration
class BertConfig(PairConfig):
    """Options of BERT; the defaults are those of ``bert-base-uncased``."""

    use_cache: bool
    """Keep keys and values while decoding; encoders have none."""
    classifier_dropout: float | None
    """Dropout of the classifiers; hidden_dropout_prob when null."""
    is_decoder: bool
    """Run as a causal decoder; not available yet."""
    add_cross_attention: bool
    """Attend to an encoder; not available yet."""
    @property
    def head_dropout(self) -> float:
        """Dropout of the classifiers."""
    def __init__(
        self,
        *,
        vocab_size: int = 30522,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        type_vocab_size: int = 2,
        use_cache: bool = True,
        classifier_dropout: float | None = None,
        is_decoder: bool = False,
        add_cross_attention: bool = False,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = 0,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class BertPreTrainedModel(PreTrainedModel):
    """What all BERT models share."""

    config: BertConfig
    config_class: ClassVar[type[BertConfig]]
    def __init__(
        self,
        config: BertConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> BertModel: ...
    @property
    def bert(self) -> BertModel: ...

class BertModel(_Forward0[BaseModelOutputWithPooling], BertPreTrainedModel):
    """BERT: hidden states.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class BertForMaskedLM(_Forward1[MaskedLMOutput], BertPreTrainedModel):
    """BERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertForMultipleChoice(_Forward2[MultipleChoiceModelOutput], BertPreTrainedModel):
    """BERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertForNextSentencePrediction(_Forward1[NextSentencePredictorOutput], BertPreTrainedModel):
    """BERT: whether one sentence follows another.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertForPreTraining(_Forward5[PreTrainingOutput], BertPreTrainedModel):
    """BERT: masked tokens and next sentence together.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertForQuestionAnswering(_Forward4[QuestionAnsweringModelOutput], BertPreTrainedModel):
    """BERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertForSequenceClassification(_Forward1[SequenceClassifierOutput], BertPreTrainedModel):
    """BERT: label a text, or score it.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertForTokenClassification(_Forward1[TokenClassifierOutput], BertPreTrainedModel):
    """BERT: label every token.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class BertTokenizer(PreTrainedTokenizer):
    """The tokenizer of BERT, in plain Python.

    It is WordPiece with BERT's cleaning, lower case and punctuation.
    """

class BertTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of BERT, through the tokenizers library.

    It is WordPiece with BERT's cleaning, lower case and punctuation.
    """

@configuration
class CamembertConfig(RobertaConfig):
    """Options of CamemBERT; the defaults are those of transformers."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    def __init__(
        self,
        *,
        vocab_size: int = 30522,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        type_vocab_size: int = 2,
        use_cache: bool = True,
        classifier_dropout: float | None = None,
        is_decoder: bool = False,
        add_cross_attention: bool = False,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 0,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = 1,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class CamembertPreTrainedModel(PreTrainedModel):
    """What all CamemBERT models share."""

    config: CamembertConfig
    config_class: ClassVar[type[CamembertConfig]]
    def __init__(
        self,
        config: CamembertConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> CamembertModel: ...
    @property
    def roberta(self) -> CamembertModel: ...

class CamembertModel(_Forward0[BaseModelOutputWithPooling], CamembertPreTrainedModel):
    """CamemBERT: hidden states.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class CamembertForMaskedLM(_Forward1[MaskedLMOutput], CamembertPreTrainedModel):
    """CamemBERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class CamembertForMultipleChoice(_Forward2[MultipleChoiceModelOutput], CamembertPreTrainedModel):
    """CamemBERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class CamembertForQuestionAnswering(
    _Forward4[QuestionAnsweringModelOutput], CamembertPreTrainedModel
):
    """CamemBERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class CamembertForSequenceClassification(
    _Forward1[SequenceClassifierOutput], CamembertPreTrainedModel
):
    """CamemBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class CamembertForTokenClassification(_Forward1[TokenClassifierOutput], CamembertPreTrainedModel):
    """CamemBERT: label every token.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class CamembertTokenizer(PreTrainedTokenizer):
    """The tokenizer of CamemBERT, in plain Python.

    It is Unigram of French, with RoBERTa's special tokens.
    """

class CamembertTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of CamemBERT, through the tokenizers library.

    It is Unigram of French, with RoBERTa's special tokens.
    """

@configuration
class DebertaV2Config(EncoderConfig):
    """Options of DeBERTa-v2 and v3; the defaults are those of no published model."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    hidden_size: int
    """Width of the hidden states."""
    num_hidden_layers: int
    """Number of layers."""
    num_attention_heads: int
    """Attention heads per layer."""
    intermediate_size: int
    """Width inside the feed-forward blocks."""
    type_vocab_size: int
    """Texts told apart in one sequence; none when 0."""
    layer_norm_eps: float
    """Added to the variance in layer norms."""
    position_biased_input: bool
    """Add a vector for each place to the tokens."""
    relative_attention: bool
    """Let distances take part in attention."""
    pos_att_type: str | tuple[str, ...] | None
    """How distances do: c2p, p2c, or both, as a list or joined by |."""
    share_att_key: bool
    """Project distances as tokens are, rather than with matrices of their own."""
    max_relative_positions: int
    """Longest distance told apart; max_position_embeddings when below 1."""
    position_buckets: int
    """Ranges that longer distances share, growing with them; one a distance when below 1."""
    norm_rel_ebd: str
    """What is done to the vectors of distances."""
    conv_kernel_size: int
    """Tokens that the convolution beside the first layer sees; no convolution when 0."""
    conv_groups: int
    """Groups of channels of the convolution."""
    conv_act: str
    """Activation of the convolution."""
    pooler_hidden_size: int | None
    """Width of the pooler; hidden_size when null, and nothing else fits."""
    pooler_dropout: float
    """Dropout before the pooler."""
    pooler_hidden_act: str
    """Activation of the pooler."""
    cls_dropout: float | None
    """Dropout after the pooler; hidden_dropout_prob when null."""
    legacy: bool
    """Fill masks with transformers' first head rather than the one that was pretrained."""
    @property
    def terms(self) -> tuple[str, ...]:
        """How distances take part in attention."""
    def __init__(
        self,
        *,
        vocab_size: int = 128100,
        hidden_size: int = 1536,
        num_hidden_layers: int = 24,
        num_attention_heads: int = 24,
        intermediate_size: int = 6144,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-07,
        type_vocab_size: int = 0,
        position_biased_input: bool = True,
        relative_attention: bool = False,
        pos_att_type: str | list[str] | tuple[str, ...] | None = None,
        share_att_key: bool = False,
        max_relative_positions: int = -1,
        position_buckets: int = -1,
        norm_rel_ebd: str = "none",
        conv_kernel_size: int = 0,
        conv_groups: int = 1,
        conv_act: str = "tanh",
        pooler_hidden_size: int | None = None,
        pooler_dropout: float = 0.0,
        pooler_hidden_act: str = "gelu",
        cls_dropout: float | None = None,
        legacy: bool = True,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = 0,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class DebertaV2PreTrainedModel(PreTrainedModel):
    """What all DeBERTa-v2 models share."""

    config: DebertaV2Config
    config_class: ClassVar[type[DebertaV2Config]]
    def __init__(
        self,
        config: DebertaV2Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> DebertaV2Model: ...
    @property
    def deberta(self) -> DebertaV2Model: ...

class DebertaV2Model(_Forward0[BaseModelOutput], DebertaV2PreTrainedModel):
    """DeBERTa-v2: hidden states.

    Paper: https://arxiv.org/abs/2006.03654
    Configuration: :class:`DebertaV2Config`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class DebertaV2ForMaskedLM(_Forward1[MaskedLMOutput], DebertaV2PreTrainedModel):
    """DeBERTa-v2: fill in masked tokens.

    Paper: https://arxiv.org/abs/2006.03654
    Configuration: :class:`DebertaV2Config`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class DebertaV2ForMultipleChoice(_Forward2[MultipleChoiceModelOutput], DebertaV2PreTrainedModel):
    """DeBERTa-v2: choose one of several continuations.

    Paper: https://arxiv.org/abs/2006.03654
    Configuration: :class:`DebertaV2Config`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class DebertaV2ForQuestionAnswering(
    _Forward4[QuestionAnsweringModelOutput], DebertaV2PreTrainedModel
):
    """DeBERTa-v2: find the span that answers a question.

    Paper: https://arxiv.org/abs/2006.03654
    Configuration: :class:`DebertaV2Config`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class DebertaV2ForSequenceClassification(
    _Forward1[SequenceClassifierOutput], DebertaV2PreTrainedModel
):
    """DeBERTa-v2: label a text, or score it.

    Paper: https://arxiv.org/abs/2006.03654
    Configuration: :class:`DebertaV2Config`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class DebertaV2ForTokenClassification(_Forward1[TokenClassifierOutput], DebertaV2PreTrainedModel):
    """DeBERTa-v2: label every token.

    Paper: https://arxiv.org/abs/2006.03654
    Configuration: :class:`DebertaV2Config`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class DebertaV2Tokenizer(PreTrainedTokenizer):
    """The tokenizer of DeBERTa-v2, in plain Python.

    It is Unigram on composed text, with BERT's special tokens.
    """

class DebertaV2TokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of DeBERTa-v2, through the tokenizers library.

    It is Unigram on composed text, with BERT's special tokens.
    """

@configuration
class DistilBertConfig(PretrainedConfig):
    """Options of DistilBERT; the defaults are those of ``distilbert-base-uncased``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    max_position_embeddings: int
    """Longest sequence, in tokens."""
    sinusoidal_pos_embds: bool
    """Start the positions as sines and cosines."""
    n_layers: int
    """Number of layers."""
    n_heads: int
    """Attention heads per layer."""
    dim: int
    """Width of the hidden states."""
    hidden_dim: int
    """Width inside the feed-forward blocks."""
    dropout: float
    """Dropout of embeddings and feed-forward blocks."""
    attention_dropout: float
    """Dropout of attention weights."""
    activation: str
    """Activation of the feed-forward blocks."""
    initializer_range: float
    """Standard deviation of initial weights."""
    qa_dropout: float
    """Dropout of the question-answering head."""
    seq_classif_dropout: float
    """Dropout of the sequence-classification and multiple-choice heads."""
    pad_token_id: int | None
    """Id of the padding token."""
    @property
    def hidden_size(self) -> int:
        """Another name of dim."""
    @property
    def num_attention_heads(self) -> int:
        """Another name of n_heads."""
    @property
    def num_hidden_layers(self) -> int:
        """Another name of n_layers."""
    @property
    def intermediate_size(self) -> int:
        """Another name of hidden_dim."""
    @property
    def hidden_act(self) -> str:
        """Another name of activation."""
    @property
    def hidden_dropout_prob(self) -> float:
        """Another name of dropout."""
    @property
    def attention_probs_dropout_prob(self) -> float:
        """Another name of attention_dropout."""
    def __init__(
        self,
        *,
        vocab_size: int = 30522,
        max_position_embeddings: int = 512,
        sinusoidal_pos_embds: bool = False,
        n_layers: int = 6,
        n_heads: int = 12,
        dim: int = 768,
        hidden_dim: int = 3072,
        dropout: float = 0.1,
        attention_dropout: float = 0.1,
        activation: str = "gelu",
        initializer_range: float = 0.02,
        qa_dropout: float = 0.1,
        seq_classif_dropout: float = 0.2,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = 0,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        hidden_size: int = ...,
        num_attention_heads: int = ...,
        num_hidden_layers: int = ...,
        intermediate_size: int = ...,
        hidden_act: str = ...,
        hidden_dropout_prob: float = ...,
        attention_probs_dropout_prob: float = ...,
        num_labels: int = 2,
    ) -> None: ...

class DistilBertPreTrainedModel(PreTrainedModel):
    """What all DistilBERT models share."""

    config: DistilBertConfig
    config_class: ClassVar[type[DistilBertConfig]]
    def __init__(
        self,
        config: DistilBertConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> DistilBertModel: ...
    @property
    def distilbert(self) -> DistilBertModel: ...

class DistilBertModel(_Forward6[BaseModelOutput], DistilBertPreTrainedModel):
    """DistilBERT: hidden states.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForMaskedLM(_Forward7[MaskedLMOutput], DistilBertPreTrainedModel):
    """DistilBERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForMultipleChoice(_Forward8[MultipleChoiceModelOutput], DistilBertPreTrainedModel):
    """DistilBERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForQuestionAnswering(
    _Forward9[QuestionAnsweringModelOutput], DistilBertPreTrainedModel
):
    """DistilBERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForSequenceClassification(
    _Forward7[SequenceClassifierOutput], DistilBertPreTrainedModel
):
    """DistilBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForTokenClassification(_Forward7[TokenClassifierOutput], DistilBertPreTrainedModel):
    """DistilBERT: label every token.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertTokenizer(PreTrainedTokenizer):
    """The tokenizer of DistilBERT, in plain Python.

    It is WordPiece with BERT's cleaning, lower case and punctuation.
    """

class DistilBertTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of DistilBERT, through the tokenizers library.

    It is WordPiece with BERT's cleaning, lower case and punctuation.
    """

@configuration
class ElectraConfig(BertConfig):
    """Options of ELECTRA; the defaults are those of ``electra-small-discriminator``."""

    embedding_size: int
    """Width of the embedded tokens."""
    hidden_size: int
    """Width of the hidden states."""
    num_attention_heads: int
    """Attention heads per layer."""
    intermediate_size: int
    """Width inside the feed-forward blocks."""
    summary_type: str
    """Place that multiple choice pools; cls_index is the last one, padding counts as a place."""
    summary_use_proj: bool
    """Put a dense layer into the pooling of multiple choice."""
    summary_activation: str
    """Activation in the pooling of multiple choice."""
    summary_last_dropout: float
    """Dropout of what multiple choice pools."""
    def __init__(
        self,
        *,
        vocab_size: int = 30522,
        hidden_size: int = 256,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 4,
        intermediate_size: int = 1024,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        type_vocab_size: int = 2,
        use_cache: bool = True,
        classifier_dropout: float | None = None,
        is_decoder: bool = False,
        add_cross_attention: bool = False,
        embedding_size: int = 128,
        summary_type: str = "first",
        summary_use_proj: bool = True,
        summary_activation: str = "gelu",
        summary_last_dropout: float = 0.1,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = 0,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class ElectraPreTrainedModel(PreTrainedModel):
    """What all ELECTRA models share."""

    config: ElectraConfig
    config_class: ClassVar[type[ElectraConfig]]
    def __init__(
        self,
        config: ElectraConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> ElectraModel: ...
    @property
    def electra(self) -> ElectraModel: ...

class ElectraModel(_Forward0[BaseModelOutput], ElectraPreTrainedModel):
    """ELECTRA: hidden states.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraForMaskedLM(_Forward1[MaskedLMOutput], ElectraPreTrainedModel):
    """ELECTRA: fill in masked tokens.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraForMultipleChoice(_Forward2[MultipleChoiceModelOutput], ElectraPreTrainedModel):
    """ELECTRA: choose one of several continuations.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraForPreTraining(_Forward1[DetectorOutput], ElectraPreTrainedModel):
    """ELECTRA: which tokens were replaced.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraForQuestionAnswering(_Forward4[QuestionAnsweringModelOutput], ElectraPreTrainedModel):
    """ELECTRA: find the span that answers a question.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraForSequenceClassification(_Forward1[SequenceClassifierOutput], ElectraPreTrainedModel):
    """ELECTRA: label a text, or score it.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraForTokenClassification(_Forward1[TokenClassifierOutput], ElectraPreTrainedModel):
    """ELECTRA: label every token.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class ElectraTokenizer(PreTrainedTokenizer):
    """The tokenizer of ELECTRA, in plain Python.

    It is WordPiece with BERT's cleaning, lower case and punctuation.
    """

class ElectraTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of ELECTRA, through the tokenizers library.

    It is WordPiece with BERT's cleaning, lower case and punctuation.
    """

@configuration
class ModernBertConfig(PretrainedConfig):
    """Options of ModernBERT; the defaults are those of transformers, not of ``ModernBERT-base``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    hidden_size: int
    """Width of the hidden states."""
    intermediate_size: int
    """Width inside the feed-forward blocks."""
    num_hidden_layers: int
    """Number of layers."""
    num_attention_heads: int
    """Attention heads per layer."""
    hidden_activation: str
    """Activation of the feed-forward blocks."""
    max_position_embeddings: int
    """Longest sequence it is meant for, in tokens; nothing ends there."""
    initializer_range: float
    """Standard deviation of initial weights, before their depth is counted in."""
    initializer_cutoff_factor: float
    """Initial weights lie within so many standard deviations."""
    norm_eps: float
    """Added to the variance in layer norms."""
    norm_bias: bool
    """Layer norms have biases."""
    pad_token_id: int | None
    """Id of the padding token."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    cls_token_id: int | None
    """Id of the token that stands for a text."""
    sep_token_id: int | None
    """Id of the token between texts."""
    attention_bias: bool
    """Projections of the attention have biases."""
    attention_dropout: float
    """Dropout of attention weights, and of what attention gives."""
    layer_types: tuple[Literal["full_attention", "sliding_attention"], ...] | None
    """What each layer attends to; when null, every third to all and the others nearby."""
    rope_parameters: Mapping[str, Mapping[str, float | str]] | None
    """rope_type and rope_theta for full_attention and for sliding_attention."""
    local_attention: int
    """Sliding attention looks half as many tokens to either side."""
    embedding_dropout: float
    """Dropout of embeddings."""
    mlp_bias: bool
    """Projections of the feed-forward blocks have biases."""
    mlp_dropout: float
    """Dropout inside the feed-forward blocks."""
    decoder_bias: bool
    """The map from hidden states to tokens has a bias."""
    classifier_pooling: str
    """What stands for a text: its first token, or the mean."""
    classifier_dropout: float
    """Dropout of the classifiers."""
    classifier_bias: bool
    """The dense layer of the heads has a bias."""
    classifier_activation: str
    """Activation of the heads."""
    deterministic_flash_attn: bool
    """Of a kernel that is not used here; attention is deterministic either way."""
    sparse_prediction: bool
    """With labels, the masked_lm head gives scores for labelled tokens alone."""
    sparse_pred_ignore_index: int
    """Label that sparse_prediction leaves out."""
    @property
    def hidden_act(self) -> str:
        """Another name of hidden_activation."""
    @property
    def attention_probs_dropout_prob(self) -> float:
        """Another name of attention_dropout."""
    def __init__(
        self,
        *,
        vocab_size: int = 50368,
        hidden_size: int = 768,
        intermediate_size: int = 1152,
        num_hidden_layers: int = 22,
        num_attention_heads: int = 12,
        hidden_activation: str = "gelu",
        max_position_embeddings: int = 8192,
        initializer_range: float = 0.02,
        initializer_cutoff_factor: float = 2.0,
        norm_eps: float = 1e-05,
        norm_bias: bool = False,
        cls_token_id: int | None = 50281,
        sep_token_id: int | None = 50282,
        attention_bias: bool = False,
        attention_dropout: float = 0.0,
        layer_types: list[Literal["full_attention", "sliding_attention"]]
        | tuple[Literal["full_attention", "sliding_attention"], ...]
        | None = None,
        rope_parameters: Mapping[str, Mapping[str, float | str]] | None = None,
        local_attention: int = 128,
        embedding_dropout: float = 0.0,
        mlp_bias: bool = False,
        mlp_dropout: float = 0.0,
        decoder_bias: bool = True,
        classifier_pooling: str = "cls",
        classifier_dropout: float = 0.0,
        classifier_bias: bool = False,
        classifier_activation: str = "gelu",
        deterministic_flash_attn: bool = False,
        sparse_prediction: bool = False,
        sparse_pred_ignore_index: int = -100,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 50281,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 50282,
        pad_token_id: int | None = 50283,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        hidden_act: str = ...,
        attention_probs_dropout_prob: float = ...,
        num_labels: int = 2,
    ) -> None: ...

class ModernBertPreTrainedModel(PreTrainedModel):
    """What all ModernBERT models share."""

    config: ModernBertConfig
    config_class: ClassVar[type[ModernBertConfig]]
    def __init__(
        self,
        config: ModernBertConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> ModernBertModel: ...
    @property
    def model(self) -> ModernBertModel: ...

class ModernBertModel(_Forward6[BaseModelOutput], ModernBertPreTrainedModel):
    """ModernBERT: hidden states.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForMaskedLM(_Forward7[MaskedLMOutput], ModernBertPreTrainedModel):
    """ModernBERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForMultipleChoice(_Forward8[MultipleChoiceModelOutput], ModernBertPreTrainedModel):
    """ModernBERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForQuestionAnswering(
    _Forward9[QuestionAnsweringModelOutput], ModernBertPreTrainedModel
):
    """ModernBERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForSequenceClassification(
    _Forward7[SequenceClassifierOutput], ModernBertPreTrainedModel
):
    """ModernBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForTokenClassification(_Forward7[TokenClassifierOutput], ModernBertPreTrainedModel):
    """ModernBERT: label every token.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertTokenizer(PreTrainedTokenizer):
    """The tokenizer of ModernBERT, in plain Python.

    It is byte-level byte-pair encoding of composed text with BERT's special tokens.
    """

class ModernBertTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of ModernBERT, through the tokenizers library.

    It is byte-level byte-pair encoding of composed text with BERT's special tokens.
    """

@configuration
class MPNetConfig(EncoderConfig):
    """Options of MPNet; the defaults are those of transformers, not of ``mpnet-base``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    max_position_embeddings: int
    """Rows of the position table; two more than the longest sequence."""
    relative_attention_num_buckets: int
    """Ranges of distances; transformers computes with 32 whatever it says."""
    pad_token_id: int | None
    """Id of the padding token; places are counted from 1 whatever it is."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    def __init__(
        self,
        *,
        vocab_size: int = 30527,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        relative_attention_num_buckets: int = 32,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 0,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = 1,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class MPNetPreTrainedModel(PreTrainedModel):
    """What all MPNet models share."""

    config: MPNetConfig
    config_class: ClassVar[type[MPNetConfig]]
    def __init__(
        self,
        config: MPNetConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> MPNetModel: ...
    @property
    def mpnet(self) -> MPNetModel: ...

class MPNetModel(_Forward6[BaseModelOutputWithPooling], MPNetPreTrainedModel):
    """MPNet: hidden states.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class MPNetForMaskedLM(_Forward7[MaskedLMOutput], MPNetPreTrainedModel):
    """MPNet: fill in masked tokens.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForMultipleChoice(_Forward8[MultipleChoiceModelOutput], MPNetPreTrainedModel):
    """MPNet: choose one of several continuations.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForQuestionAnswering(_Forward9[QuestionAnsweringModelOutput], MPNetPreTrainedModel):
    """MPNet: find the span that answers a question.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForSequenceClassification(_Forward7[SequenceClassifierOutput], MPNetPreTrainedModel):
    """MPNet: label a text, or score it.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForTokenClassification(_Forward7[TokenClassifierOutput], MPNetPreTrainedModel):
    """MPNet: label every token.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetTokenizer(PreTrainedTokenizer):
    """The tokenizer of MPNet, in plain Python.

    It is WordPiece as BERT has it, with RoBERTa's special tokens.
    """

class MPNetTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of MPNet, through the tokenizers library.

    It is WordPiece as BERT has it, with RoBERTa's special tokens.
    """

@configuration
class RobertaConfig(BertConfig):
    """Options of RoBERTa; the defaults are those of transformers, not of ``roberta-base``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    pad_token_id: int | None
    """Id of the padding token."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    def __init__(
        self,
        *,
        vocab_size: int = 50265,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        type_vocab_size: int = 2,
        use_cache: bool = True,
        classifier_dropout: float | None = None,
        is_decoder: bool = False,
        add_cross_attention: bool = False,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 0,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = 1,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class RobertaPreTrainedModel(PreTrainedModel):
    """What all RoBERTa models share."""

    config: RobertaConfig
    config_class: ClassVar[type[RobertaConfig]]
    def __init__(
        self,
        config: RobertaConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> RobertaModel: ...
    @property
    def roberta(self) -> RobertaModel: ...

class RobertaModel(_Forward0[BaseModelOutputWithPooling], RobertaPreTrainedModel):
    """RoBERTa: hidden states.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class RobertaForMaskedLM(_Forward1[MaskedLMOutput], RobertaPreTrainedModel):
    """RoBERTa: fill in masked tokens.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class RobertaForMultipleChoice(_Forward2[MultipleChoiceModelOutput], RobertaPreTrainedModel):
    """RoBERTa: choose one of several continuations.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class RobertaForQuestionAnswering(_Forward4[QuestionAnsweringModelOutput], RobertaPreTrainedModel):
    """RoBERTa: find the span that answers a question.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class RobertaForSequenceClassification(_Forward1[SequenceClassifierOutput], RobertaPreTrainedModel):
    """RoBERTa: label a text, or score it.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class RobertaForTokenClassification(_Forward1[TokenClassifierOutput], RobertaPreTrainedModel):
    """RoBERTa: label every token.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class RobertaTokenizer(PreTrainedTokenizer):
    """The tokenizer of RoBERTa, in plain Python.

    It is byte-level byte-pair encoding with RoBERTa's special tokens.
    """

class RobertaTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of RoBERTa, through the tokenizers library.

    It is byte-level byte-pair encoding with RoBERTa's special tokens.
    """

@configuration
class XLMRobertaConfig(RobertaConfig):
    """Options of XLM-RoBERTa; the defaults are those of transformers."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    def __init__(
        self,
        *,
        vocab_size: int = 30522,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        max_position_embeddings: int = 512,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        type_vocab_size: int = 2,
        use_cache: bool = True,
        classifier_dropout: float | None = None,
        is_decoder: bool = False,
        add_cross_attention: bool = False,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 0,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = 1,
        dtype: str | None = None,
        id2label: Mapping[int, str] | None = None,
        label2id: Mapping[str, int] | None = None,
        problem_type: Literal[
            "regression", "single_label_classification", "multi_label_classification"
        ]
        | None = None,
        output_hidden_states: bool = False,
        output_attentions: bool = False,
        return_dict: bool = True,
        tie_word_embeddings: bool = True,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        num_labels: int = 2,
    ) -> None: ...

class XLMRobertaPreTrainedModel(PreTrainedModel):
    """What all XLM-RoBERTa models share."""

    config: XLMRobertaConfig
    config_class: ClassVar[type[XLMRobertaConfig]]
    def __init__(
        self,
        config: XLMRobertaConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> XLMRobertaModel: ...
    @property
    def roberta(self) -> XLMRobertaModel: ...

class XLMRobertaModel(_Forward0[BaseModelOutputWithPooling], XLMRobertaPreTrainedModel):
    """XLM-RoBERTa: hidden states.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class XLMRobertaForMaskedLM(_Forward1[MaskedLMOutput], XLMRobertaPreTrainedModel):
    """XLM-RoBERTa: fill in masked tokens.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class XLMRobertaForMultipleChoice(_Forward2[MultipleChoiceModelOutput], XLMRobertaPreTrainedModel):
    """XLM-RoBERTa: choose one of several continuations.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class XLMRobertaForQuestionAnswering(
    _Forward4[QuestionAnsweringModelOutput], XLMRobertaPreTrainedModel
):
    """XLM-RoBERTa: find the span that answers a question.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class XLMRobertaForSequenceClassification(
    _Forward1[SequenceClassifierOutput], XLMRobertaPreTrainedModel
):
    """XLM-RoBERTa: label a text, or score it.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class XLMRobertaForTokenClassification(_Forward1[TokenClassifierOutput], XLMRobertaPreTrainedModel):
    """XLM-RoBERTa: label every token.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds.
    """

class XLMRobertaTokenizer(PreTrainedTokenizer):
    """The tokenizer of XLM-RoBERTa, in plain Python.

    It is Unigram of a hundred languages, with RoBERTa's special tokens.
    """

class XLMRobertaTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of XLM-RoBERTa, through the tokenizers library.

    It is Unigram of a hundred languages, with RoBERTa's special tokens.
    """

class AutoModel(_AutoModel):
    """A model of any family: hidden states.

    The family is read from the folder; the model is its ``<Family>Model``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward0[BaseModelOutputWithPooling]
        | _Forward0[BaseModelOutput]
        | _Forward6[BaseModelOutputWithPooling]
        | _Forward6[BaseModelOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward0[BaseModelOutputWithPooling]
        | _Forward0[BaseModelOutput]
        | _Forward6[BaseModelOutputWithPooling]
        | _Forward6[BaseModelOutput]
    ): ...

class AutoModelForMaskedLM(_AutoModel):
    """A model of any family: fill in masked tokens.

    The family is read from the folder; the model is its ``<Family>ForMaskedLM``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward1[MaskedLMOutput] | _Forward7[MaskedLMOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward1[MaskedLMOutput] | _Forward7[MaskedLMOutput]: ...

class AutoModelForMultipleChoice(_AutoModel):
    """A model of any family: choose one of several continuations.

    The family is read from the folder; the model is its ``<Family>ForMultipleChoice``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward2[MultipleChoiceModelOutput] | _Forward8[MultipleChoiceModelOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward2[MultipleChoiceModelOutput] | _Forward8[MultipleChoiceModelOutput]: ...

class AutoModelForNextSentencePrediction(_AutoModel):
    """A model of any family: whether one sentence follows another.

    The family is read from the folder; the model is its ``<Family>ForNextSentencePrediction``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward1[NextSentencePredictorOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward1[NextSentencePredictorOutput]: ...

class AutoModelForPreTraining(_AutoModel):
    """A model of any family: what the family was pretrained on.

    The family is read from the folder; the model is its ``<Family>ForPreTraining``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward1[DetectorOutput] | _Forward3[SentenceOrderOutput] | _Forward5[PreTrainingOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward1[DetectorOutput] | _Forward3[SentenceOrderOutput] | _Forward5[PreTrainingOutput]
    ): ...

class AutoModelForQuestionAnswering(_AutoModel):
    """A model of any family: find the span that answers a question.

    The family is read from the folder; the model is its ``<Family>ForQuestionAnswering``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward4[QuestionAnsweringModelOutput] | _Forward9[QuestionAnsweringModelOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward4[QuestionAnsweringModelOutput] | _Forward9[QuestionAnsweringModelOutput]: ...

class AutoModelForSequenceClassification(_AutoModel):
    """A model of any family: label a text, or score it.

    The family is read from the folder; the model is its ``<Family>ForSequenceClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward1[SequenceClassifierOutput] | _Forward7[SequenceClassifierOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward1[SequenceClassifierOutput] | _Forward7[SequenceClassifierOutput]: ...

class AutoModelForTokenClassification(_AutoModel):
    """A model of any family: label every token.

    The family is read from the folder; the model is its ``<Family>ForTokenClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward1[TokenClassifierOutput] | _Forward7[TokenClassifierOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward1[TokenClassifierOutput] | _Forward7[TokenClassifierOutput]: ...
