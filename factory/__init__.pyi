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
from factory.blocks.cache import Cache
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
from factory.families.causal import DecoderConfig as _causal_DecoderConfig
from factory.families.clip_encoder import CLIPEncoderConfig as _clip_encoder_CLIPEncoderConfig
from factory.families.encoder_decoders import StacksConfig as _encoder_decoders_StacksConfig
from factory.families.encoders import EncoderConfig as _encoders_EncoderConfig
from factory.families.encoders import PairConfig as _encoders_PairConfig
from factory.families.llama import RotaryDecoderConfig as _llama_RotaryDecoderConfig
from factory.families.mistral import WindowedDecoderConfig as _mistral_WindowedDecoderConfig
from factory.families.qwen2 import QwenConfig as _qwen2_QwenConfig
from factory.families.speech import ListenerConfig as _speech_ListenerConfig
from factory.families.speech import SpeechConfig as _speech_SpeechConfig
from factory.families.vit import EncoderConfig as _vit_EncoderConfig
from factory.generation import GenerationConfig as GenerationConfig
from factory.generation import TextIteratorStreamer as TextIteratorStreamer
from factory.generation import TextStreamer as TextStreamer
from factory.models import PreTrainedModel as PreTrainedModel
from factory.models.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPooling,
    CausalLMOutput,
    CausalLMOutputWithPast,
    ContrastiveOutput,
    DetectorOutput,
    FramesOutput,
    HeadOutput,
    HiddenFramesOutput,
    ImageEmbedsOutput,
    MaskedImageModelingOutput,
    MaskedLMOutput,
    MoeCausalLMOutputWithPast,
    MultipleChoiceModelOutput,
    NextSentencePredictorOutput,
    PreTrainingOutput,
    QuestionAnsweringModelOutput,
    SentenceOrderOutput,
    SequenceClassifierOutput,
    TaughtClassifierOutput,
    TextEmbedsOutput,
    TokenClassifierOutput,
    XVectorOutput,
)
from factory.models.outputs import ModelOutput as ModelOutput
from factory.models.outputs_of_two import (
    Seq2SeqLMOutput,
    Seq2SeqModelOutput,
    Seq2SeqQuestionAnsweringModelOutput,
    Seq2SeqSequenceClassifierOutput,
)
from factory.processors import BatchFeature as BatchFeature
from factory.processors import FeatureExtractionMixin as FeatureExtractionMixin
from factory.processors import ImageProcessingMixin as ImageProcessingMixin
from factory.processors import SequenceFeatureExtractor as SequenceFeatureExtractor
from factory.processors.auto import AutoFeatureExtractor as AutoFeatureExtractor
from factory.processors.auto import AutoImageProcessor as AutoImageProcessor
from factory.processors.extractors import ASTFeatureExtractor as ASTFeatureExtractor
from factory.processors.extractors import Wav2Vec2FeatureExtractor as Wav2Vec2FeatureExtractor
from factory.processors.extractors import WhisperFeatureExtractor as WhisperFeatureExtractor
from factory.processors.images import CLIPImageProcessor as CLIPImageProcessor
from factory.processors.images import DeiTImageProcessor as DeiTImageProcessor
from factory.processors.images import ImageProcessor as ImageProcessor
from factory.processors.images import ViTImageProcessor as ViTImageProcessor
from factory.processors.joint import ProcessorMixin as ProcessorMixin
from factory.processors.multimodal import AutoProcessor as AutoProcessor
from factory.processors.multimodal import CLIPProcessor as CLIPProcessor
from factory.processors.multimodal import Wav2Vec2Processor as Wav2Vec2Processor
from factory.processors.multimodal import WhisperProcessor as WhisperProcessor
from factory.tokenizers import BatchEncoding as BatchEncoding
from factory.tokenizers import PreTrainedTokenizer as PreTrainedTokenizer
from factory.tokenizers import PreTrainedTokenizerBase as PreTrainedTokenizerBase
from factory.tokenizers import PreTrainedTokenizerFast as PreTrainedTokenizerFast
from factory.tokenizers.ctc import Wav2Vec2CTCTokenizer as Wav2Vec2CTCTokenizer

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
        input_values: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward6(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
            use_cache: return a new ``past_key_values``.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            encoder_hidden_states: what an encoder has read (batch, tokens read, width).
            encoder_attention_mask: 1 where that is no padding (batch, tokens read).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward10(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        start_positions: Tensor | None = ...,
        end_positions: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward11(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
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
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward12(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        use_cache: bool | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        use_cache: bool | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        use_cache: bool | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        use_cache: bool | None = ...,
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
            encoder_hidden_states: what an encoder has read (batch, tokens read, width).
            encoder_attention_mask: 1 where that is no padding (batch, tokens read).
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            use_cache: return a new ``past_key_values``.
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        use_cache: bool | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward13(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        token_type_ids: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
            encoder_hidden_states: what an encoder has read (batch, tokens read, width).
            encoder_attention_mask: 1 where that is no padding (batch, tokens read).
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward14(PreTrainedModel, Generic[_Output]):
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

class _Forward15(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        pixel_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        return_loss: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        pixel_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        return_loss: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        pixel_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        return_loss: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        pixel_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        return_loss: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            pixel_values: pictures (batch, channels, height, width).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            interpolate_pos_encoding: take pictures of any size.
            return_loss: whether text i belongs to picture i, and is to be like it.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        pixel_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        return_loss: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        pixel_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        return_loss: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward16(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            pixel_values: pictures (batch, channels, height, width).
            interpolate_pos_encoding: take pictures of any size.
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward17(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
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
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward18(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            pixel_values: pictures (batch, channels, height, width).
            interpolate_pos_encoding: take pictures of any size.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward19(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            pixel_values: pictures (batch, channels, height, width).
            bool_masked_pos: 1 where a patch is hidden (batch, patches).
            interpolate_pos_encoding: take pictures of any size.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward20(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            pixel_values: pictures (batch, channels, height, width).
            bool_masked_pos: 1 where a patch is hidden (batch, patches).
            interpolate_pos_encoding: take pictures of any size.
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        pixel_values: Tensor | None = ...,
        bool_masked_pos: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward21(PreTrainedModel, Generic[_Output]):
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

class _Forward22(PreTrainedModel, Generic[_Output]):
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

class _Forward23(PreTrainedModel, Generic[_Output]):
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

class _Forward24(PreTrainedModel, Generic[_Output]):
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

class _Forward25(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            use_cache: return a new ``past_key_values``.
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward26(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward27(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        use_cache: bool | None = ...,
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
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            encoder_hidden_states: what an encoder has read (batch, tokens read, width).
            encoder_attention_mask: 1 where that is no padding (batch, tokens read).
            use_cache: return a new ``past_key_values``.
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward28(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            encoder_hidden_states: what an encoder has read (batch, tokens read, width).
            encoder_attention_mask: 1 where that is no padding (batch, tokens read).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        encoder_hidden_states: Tensor | None = ...,
        encoder_attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward29(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            mask_time_indices: 1 where a frame is hidden (batch, frames).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward30(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            mask_time_indices: 1 where a frame is hidden (batch, frames).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward31(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            use_cache: return a new ``past_key_values``.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward32(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        past_key_values: Cache | None = ...,
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward33(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
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
        inputs_embeds: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward34(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
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
        inputs_embeds: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward35(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
            decoder_position_ids: places of the decoder's tokens (batch, tokens).
            use_cache: return a new ``past_key_values``.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
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
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward36(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            inputs_embeds: vectors in place of ``input_ids`` (batch, tokens, width).
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
            decoder_position_ids: places of the decoder's tokens (batch, tokens).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
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
        inputs_embeds: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward37(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward38(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward39(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_features: spectrograms of recordings (batch, bands, times).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward40(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_features: spectrograms of recordings (batch, bands, times).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward41(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_features: spectrograms of recordings (batch, bands, times).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
            decoder_position_ids: places of the decoder's tokens (batch, tokens).
            use_cache: return a new ``past_key_values``.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        use_cache: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward42(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_features: spectrograms of recordings (batch, bands, times).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            decoder_input_ids: token ids that the decoder reads (batch, tokens).
            decoder_attention_mask: 1 where a token of the decoder is real (batch, tokens).
            encoder_outputs: what ``encode`` gave, in place of its inputs.
            past_key_values: what was read before, which grows by this pass; ``attention_mask`` is
            then for all of it.
            decoder_inputs_embeds: vectors in place of ``decoder_input_ids`` (batch, tokens, width).
            decoder_position_ids: places of the decoder's tokens (batch, tokens).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            use_cache: return a new ``past_key_values``.
            logits_to_keep: answer for so many of the last tokens; for all when 0.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        decoder_input_ids: Tensor | None = ...,
        decoder_attention_mask: Tensor | None = ...,
        encoder_outputs: ModelOutput | None = ...,
        past_key_values: Cache | None = ...,
        decoder_inputs_embeds: Tensor | None = ...,
        decoder_position_ids: Tensor | None = ...,
        labels: Tensor | None = ...,
        use_cache: bool | None = ...,
        logits_to_keep: int | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward43(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        sampled_negative_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        sampled_negative_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        sampled_negative_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        sampled_negative_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_values: recordings (batch, samples), or spectrograms (batch, times, bands), as the
            model reads.
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            mask_time_indices: 1 where a frame is hidden (batch, frames).
            sampled_negative_indices: frames that each frame is told apart from (batch, frames,
            negatives), counted through the batch.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        sampled_negative_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_values: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        mask_time_indices: Tensor | None = ...,
        sampled_negative_indices: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

class _Forward44(PreTrainedModel, Generic[_Output]):
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def forward(
        self,
        input_features: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> _Output:
        """Run the model.

        Args:
            input_features: spectrograms of recordings (batch, bands, times).
            labels: (batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not
            count.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.
        """
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def __call__(
        self,
        input_features: Tensor | None = ...,
        labels: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> _Output | tuple[Any, ...]: ...

@configuration
class AlbertConfig(_encoders_PairConfig):
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
        swap: Mapping[str, Any] = ...,
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
class ASTConfig(_vit_EncoderConfig):
    """Options of AST; the defaults are those of ``ast-finetuned-audioset-10-10``."""

    patch_size: int
    """Bands and times of a patch."""
    frequency_stride: int
    """Bands from one patch to the next."""
    time_stride: int
    """Times from one patch to the next."""
    max_length: int
    """Times of a spectrogram."""
    num_mel_bins: int
    """Bands of a spectrogram."""
    def __init__(
        self,
        *,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.0,
        attention_probs_dropout_prob: float = 0.0,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        qkv_bias: bool = True,
        patch_size: int = 16,
        frequency_stride: int = 10,
        time_stride: int = 10,
        max_length: int = 1024,
        num_mel_bins: int = 128,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class ASTPreTrainedModel(PreTrainedModel):
    """What all Audio Spectrogram Transformer models share."""

    config: ASTConfig
    config_class: ClassVar[type[ASTConfig]]
    def __init__(
        self,
        config: ASTConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> ASTModel: ...
    @property
    def audio_spectrogram_transformer(self) -> ASTModel: ...

class ASTForAudioClassification(_Forward5[SequenceClassifierOutput], ASTPreTrainedModel):
    """Audio Spectrogram Transformer: label a recording.

    Paper: https://arxiv.org/abs/2104.01778
    Configuration: :class:`ASTConfig`; inputs: input_values.
    """

class ASTModel(_Forward6[BaseModelOutputWithPooling], ASTPreTrainedModel):
    """Audio Spectrogram Transformer: hidden states.

    Paper: https://arxiv.org/abs/2104.01778
    Configuration: :class:`ASTConfig`; inputs: input_values.
    Returns last_hidden_state and pooler_output.
    """

@configuration
class BartConfig(_encoder_decoders_StacksConfig):
    """Options of BART; the defaults are those of ``bart-large``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    max_position_embeddings: int
    """Longest sequence, in tokens."""
    classifier_dropout: float
    """Dropout of the classifier."""
    scale_embedding: bool
    """Multiply the vectors of tokens by the root of their width."""
    is_encoder_decoder: bool
    """It is both; false of a decoder by itself."""
    is_decoder: bool
    """Of the halves of other libraries; nothing is computed by it."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    pad_token_id: int | None
    """Id of the padding token."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    decoder_start_token_id: int | None
    """Id of the token that the decoder begins with."""
    forced_eos_token_id: int | tuple[int, ...] | None
    """Id of the token that ends a text of the greatest length."""
    def __init__(
        self,
        *,
        d_model: int = 1024,
        encoder_layers: int = 12,
        encoder_attention_heads: int = 16,
        encoder_ffn_dim: int = 4096,
        encoder_layerdrop: float = 0.0,
        decoder_layers: int = 12,
        decoder_attention_heads: int = 16,
        decoder_ffn_dim: int = 4096,
        decoder_layerdrop: float = 0.0,
        activation_function: str = "gelu",
        dropout: float = 0.1,
        attention_dropout: float = 0.0,
        activation_dropout: float = 0.0,
        init_std: float = 0.02,
        use_cache: bool = True,
        vocab_size: int = 50265,
        max_position_embeddings: int = 1024,
        classifier_dropout: float = 0.0,
        scale_embedding: bool = False,
        is_encoder_decoder: bool = True,
        is_decoder: bool = False,
        decoder_start_token_id: int | None = 2,
        forced_eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
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
        swap: Mapping[str, Any] = ...,
        hidden_size: int = ...,
        num_hidden_layers: int = ...,
        num_attention_heads: int = ...,
        intermediate_size: int = ...,
        hidden_act: str = ...,
        hidden_dropout_prob: float = ...,
        attention_probs_dropout_prob: float = ...,
        initializer_range: float = ...,
        num_labels: int = 2,
    ) -> None: ...

class BartPreTrainedModel(PreTrainedModel):
    """What all BART models share."""

    config: BartConfig
    config_class: ClassVar[type[BartConfig]]
    def __init__(
        self,
        config: BartConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> BartModel: ...
    @property
    def model(self) -> BartModel: ...

class BartModel(_Forward7[Seq2SeqModelOutput], BartPreTrainedModel):
    """BART: hidden states.

    Paper: https://arxiv.org/abs/1910.13461
    Configuration: :class:`BartConfig`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class BartForCausalLM(_Forward8[CausalLMOutputWithPast], BartPreTrainedModel):
    """BART: go on with a text.

    Paper: https://arxiv.org/abs/1910.13461
    Configuration: :class:`BartConfig`; inputs: input_ids, attention_mask, past_key_values,
    inputs_embeds, encoder_hidden_states, encoder_attention_mask.
    """

class BartForConditionalGeneration(_Forward9[Seq2SeqLMOutput], BartPreTrainedModel):
    """BART: write a text from what is read or heard.

    Paper: https://arxiv.org/abs/1910.13461
    Configuration: :class:`BartConfig`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class BartForQuestionAnswering(
    _Forward10[Seq2SeqQuestionAnsweringModelOutput], BartPreTrainedModel
):
    """BART: find the span that answers a question.

    Paper: https://arxiv.org/abs/1910.13461
    Configuration: :class:`BartConfig`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class BartForSequenceClassification(
    _Forward11[Seq2SeqSequenceClassifierOutput], BartPreTrainedModel
):
    """BART: label a text, or score it.

    Paper: https://arxiv.org/abs/1910.13461
    Configuration: :class:`BartConfig`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class BartTokenizer(PreTrainedTokenizer):
    """The tokenizer of BART, in plain Python.

    It is byte-level byte-pair encoding with RoBERTa's special tokens.
    """

class BartTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of BART, through the tokenizers library.

    It is byte-level byte-pair encoding with RoBERTa's special tokens.
    """

@configuration
class BertConfig(_encoders_PairConfig):
    """Options of BERT; the defaults are those of ``bert-base-uncased``."""

    use_cache: bool
    """Generation remembers keys and values; forward does so when it is asked to."""
    classifier_dropout: float | None
    """Dropout of the classifiers; hidden_dropout_prob when null."""
    is_decoder: bool
    """Tokens see only what comes before them."""
    add_cross_attention: bool
    """Layers of a decoder look at what an encoder has read."""
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
        swap: Mapping[str, Any] = ...,
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

class BertModel(_Forward12[BaseModelOutputWithPooling], BertPreTrainedModel):
    """BERT: hidden states.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
    Returns last_hidden_state and pooler_output.
    """

class BertLMHeadModel(_Forward13[CausalLMOutputWithPast], BertPreTrainedModel):
    """BERT: go on with a text.

    Paper: https://arxiv.org/abs/1810.04805
    Configuration: :class:`BertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
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

class BertForPreTraining(_Forward14[PreTrainingOutput], BertPreTrainedModel):
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
        swap: Mapping[str, Any] = ...,
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

class CamembertModel(_Forward12[BaseModelOutputWithPooling], CamembertPreTrainedModel):
    """CamemBERT: hidden states.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
    Returns last_hidden_state and pooler_output.
    """

class CamembertForCausalLM(_Forward13[CausalLMOutputWithPast], CamembertPreTrainedModel):
    """CamemBERT: go on with a text.

    Paper: https://arxiv.org/abs/1911.03894
    Configuration: :class:`CamembertConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
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
class CLIPConfig(PretrainedConfig):
    """Options of CLIP; the defaults are those of ``clip-vit-base-patch32``."""

    text_config: CLIPTextConfig
    """The encoder of texts."""
    vision_config: CLIPVisionConfig
    """The encoder of pictures."""
    projection_dim: int
    """Width at which texts and pictures are compared."""
    logit_scale_init_value: float
    """Initial logarithm of the factor of the similarities."""
    initializer_factor: float
    """Factor of the initial projections."""
    def __init__(
        self,
        *,
        text_config: CLIPTextConfig | Mapping[str, Any] = ...,
        vision_config: CLIPVisionConfig | Mapping[str, Any] = ...,
        projection_dim: int = 512,
        logit_scale_init_value: float = 2.6592,
        initializer_factor: float = 1.0,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class CLIPPreTrainedModel(PreTrainedModel):
    """What all CLIP models share."""

    config: CLIPConfig
    config_class: ClassVar[type[CLIPConfig]]
    def __init__(
        self,
        config: CLIPConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> CLIPModel: ...

class CLIPModel(_Forward15[ContrastiveOutput], CLIPPreTrainedModel):
    """CLIP: how much texts and pictures are like each other.

    Paper: https://arxiv.org/abs/2103.00020
    Configuration: :class:`CLIPConfig`; inputs: input_ids, pixel_values, attention_mask,
    position_ids, interpolate_pos_encoding.
    """
    @overload
    def get_text_features(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> BaseModelOutputWithPooling:
        """Texts alone.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens), or where a query may look
            (batch, tokens, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.

        Returns:
            The output of the stack for texts; ``pooler_output`` is projected, and of any length.
        """
    @overload
    def get_text_features(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def get_text_features(
        self,
        input_ids: Tensor | None = ...,
        attention_mask: Tensor | None = ...,
        position_ids: Tensor | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> BaseModelOutputWithPooling | tuple[Any, ...]: ...
    @overload
    def get_image_features(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: Literal[True] | None = None,
    ) -> BaseModelOutputWithPooling:
        """Pictures alone.

        Args:
            pixel_values: pictures (batch, channels, height, width).
            interpolate_pos_encoding: take pictures of any size.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.

        Returns:
            The output of the stack for pictures; ``pooler_output`` is projected, and of any length.
        """
    @overload
    def get_image_features(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        *,
        return_dict: Literal[False],
    ) -> tuple[Any, ...]: ...
    @overload
    def get_image_features(
        self,
        pixel_values: Tensor | None = ...,
        interpolate_pos_encoding: bool | None = ...,
        output_attentions: bool | None = ...,
        output_hidden_states: bool | None = ...,
        return_dict: bool | None = None,
    ) -> BaseModelOutputWithPooling | tuple[Any, ...]: ...

class CLIPForImageClassification(_Forward16[HeadOutput], CLIPPreTrainedModel):
    """CLIP: label a picture.

    Paper: https://arxiv.org/abs/2103.00020
    Configuration: :class:`CLIPConfig`; inputs: pixel_values, interpolate_pos_encoding.
    """

class CLIPTokenizer(PreTrainedTokenizer):
    """The tokenizer of CLIP, in plain Python.

    It is byte-pair encoding of lowered text whose words end in a mark.
    """

class CLIPTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of CLIP, through the tokenizers library.

    It is byte-pair encoding of lowered text whose words end in a mark.
    """

@configuration
class CLIPTextConfig(_clip_encoder_CLIPEncoderConfig):
    """Options of CLIP's encoder of texts; the defaults are those of ``clip-vit-base-patch32``."""

    vocab_size: int
    """Number of tokens."""
    max_position_embeddings: int
    """Longest sequence, in tokens."""
    pad_token_id: int | None
    """Id of the padding token."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token that stands for the text; with 2, the one of the largest id."""
    @property
    def unread(self) -> tuple[str, ...]:
        """The model goes by the end alone, and not by the mistaken one."""
    def __init__(
        self,
        *,
        hidden_size: int = 512,
        intermediate_size: int = 2048,
        num_attention_heads: int = 8,
        projection_dim: int = 512,
        num_hidden_layers: int = 12,
        hidden_act: str = "quick_gelu",
        layer_norm_eps: float = 1e-05,
        attention_dropout: float = 0.0,
        initializer_range: float = 0.02,
        initializer_factor: float = 1.0,
        vocab_size: int = 49408,
        max_position_embeddings: int = 77,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 49406,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 49407,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class CLIPTextPreTrainedModel(PreTrainedModel):
    """What all CLIP text models share."""

    config: CLIPTextConfig
    config_class: ClassVar[type[CLIPTextConfig]]
    def __init__(
        self,
        config: CLIPTextConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> CLIPTextModel: ...
    @property
    def text_model(self) -> CLIPTextModel: ...

class CLIPTextModel(_Forward17[BaseModelOutputWithPooling], CLIPTextPreTrainedModel):
    """CLIP text: hidden states.

    Paper: https://arxiv.org/abs/2103.00020
    Configuration: :class:`CLIPTextConfig`; inputs: input_ids, attention_mask, position_ids.
    Returns last_hidden_state and pooler_output.
    """

class CLIPTextModelWithProjection(_Forward17[TextEmbedsOutput], CLIPTextPreTrainedModel):
    """CLIP text: one vector a text or picture, to compare it with others.

    Paper: https://arxiv.org/abs/2103.00020
    Configuration: :class:`CLIPTextConfig`; inputs: input_ids, attention_mask, position_ids.
    """

class CLIPTextTokenizer(PreTrainedTokenizer):
    """The tokenizer of CLIP text, in plain Python.

    It is byte-pair encoding of lowered text whose words end in a mark.
    """

class CLIPTextTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of CLIP text, through the tokenizers library.

    It is byte-pair encoding of lowered text whose words end in a mark.
    """

@configuration
class CLIPVisionConfig(_clip_encoder_CLIPEncoderConfig):
    """Options of CLIP's encoder of pictures; the defaults are of ``clip-vit-base-patch32``."""

    hidden_size: int
    """Width of the hidden states."""
    intermediate_size: int
    """Width inside the feed-forward blocks."""
    num_attention_heads: int
    """Attention heads per layer."""
    num_channels: int
    """Colours of a picture."""
    image_size: int
    """Pixels of a side."""
    patch_size: int
    """Pixels of a patch's side."""
    def __init__(
        self,
        *,
        hidden_size: int = 768,
        intermediate_size: int = 3072,
        num_attention_heads: int = 12,
        projection_dim: int = 512,
        num_hidden_layers: int = 12,
        hidden_act: str = "quick_gelu",
        layer_norm_eps: float = 1e-05,
        attention_dropout: float = 0.0,
        initializer_range: float = 0.02,
        initializer_factor: float = 1.0,
        num_channels: int = 3,
        image_size: int = 224,
        patch_size: int = 32,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class CLIPVisionPreTrainedModel(PreTrainedModel):
    """What all CLIP vision models share."""

    config: CLIPVisionConfig
    config_class: ClassVar[type[CLIPVisionConfig]]
    def __init__(
        self,
        config: CLIPVisionConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> CLIPVisionModel: ...
    @property
    def vision_model(self) -> CLIPVisionModel: ...

class CLIPVisionModel(_Forward18[BaseModelOutputWithPooling], CLIPVisionPreTrainedModel):
    """CLIP vision: hidden states.

    Paper: https://arxiv.org/abs/2103.00020
    Configuration: :class:`CLIPVisionConfig`; inputs: pixel_values, interpolate_pos_encoding.
    Returns last_hidden_state and pooler_output.
    """

class CLIPVisionModelWithProjection(_Forward18[ImageEmbedsOutput], CLIPVisionPreTrainedModel):
    """CLIP vision: one vector a text or picture, to compare it with others.

    Paper: https://arxiv.org/abs/2103.00020
    Configuration: :class:`CLIPVisionConfig`; inputs: pixel_values, interpolate_pos_encoding.
    """

@configuration
class DebertaV2Config(_encoders_EncoderConfig):
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
        swap: Mapping[str, Any] = ...,
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
class DeiTConfig(ViTConfig):
    """Options of DeiT; the defaults are those of ``deit-base-distilled-patch16-224``."""
    def __init__(
        self,
        *,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.0,
        attention_probs_dropout_prob: float = 0.0,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        qkv_bias: bool = True,
        image_size: int | list[int] | tuple[int, ...] = 224,
        patch_size: int | list[int] | tuple[int, ...] = 16,
        num_channels: int = 3,
        encoder_stride: int = 16,
        pooler_output_size: int | None = None,
        pooler_act: str = "tanh",
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class DeiTPreTrainedModel(PreTrainedModel):
    """What all DeiT models share."""

    config: DeiTConfig
    config_class: ClassVar[type[DeiTConfig]]
    def __init__(
        self,
        config: DeiTConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> DeiTModel: ...
    @property
    def deit(self) -> DeiTModel: ...

class DeiTModel(_Forward19[BaseModelOutputWithPooling], DeiTPreTrainedModel):
    """DeiT: hidden states.

    Paper: https://arxiv.org/abs/2012.12877
    Configuration: :class:`DeiTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
    Returns last_hidden_state and pooler_output.
    """

class DeiTForImageClassification(_Forward20[HeadOutput], DeiTPreTrainedModel):
    """DeiT: label a picture.

    Paper: https://arxiv.org/abs/2012.12877
    Configuration: :class:`DeiTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
    """

class DeiTForImageClassificationWithTeacher(
    _Forward19[TaughtClassifierOutput], DeiTPreTrainedModel
):
    """DeiT: label a picture as the model and its teacher would, without training.

    Paper: https://arxiv.org/abs/2012.12877
    Configuration: :class:`DeiTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
    """

class DeiTForMaskedImageModeling(_Forward19[MaskedImageModelingOutput], DeiTPreTrainedModel):
    """DeiT: make up the patches of a picture that are hidden.

    Paper: https://arxiv.org/abs/2012.12877
    Configuration: :class:`DeiTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
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
        swap: Mapping[str, Any] = ...,
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

class DistilBertModel(_Forward21[BaseModelOutput], DistilBertPreTrainedModel):
    """DistilBERT: hidden states.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForMaskedLM(_Forward22[MaskedLMOutput], DistilBertPreTrainedModel):
    """DistilBERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForMultipleChoice(_Forward23[MultipleChoiceModelOutput], DistilBertPreTrainedModel):
    """DistilBERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForQuestionAnswering(
    _Forward24[QuestionAnsweringModelOutput], DistilBertPreTrainedModel
):
    """DistilBERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForSequenceClassification(
    _Forward22[SequenceClassifierOutput], DistilBertPreTrainedModel
):
    """DistilBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/1910.01108
    Configuration: :class:`DistilBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class DistilBertForTokenClassification(
    _Forward22[TokenClassifierOutput], DistilBertPreTrainedModel
):
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
        swap: Mapping[str, Any] = ...,
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

class ElectraModel(_Forward12[BaseModelOutput], ElectraPreTrainedModel):
    """ELECTRA: hidden states.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
    """

class ElectraForCausalLM(_Forward13[CausalLMOutputWithPast], ElectraPreTrainedModel):
    """ELECTRA: go on with a text.

    Paper: https://arxiv.org/abs/2003.10555
    Configuration: :class:`ElectraConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
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
class GemmaConfig(_llama_RotaryDecoderConfig):
    """Options of Gemma; the defaults are those of ``gemma-7b``."""

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
    head_dim: int
    """Numbers per head."""
    hidden_act: str
    """Activation of the feed-forward blocks; gelu means gelu_pytorch_tanh, as in older files."""
    max_position_embeddings: int
    """Longest sequence, in tokens."""
    pad_token_id: int | None
    """Id of the padding token."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    tie_word_embeddings: bool
    """Share input and output embeddings."""
    attention_bias: bool
    """Projections of the attention have biases."""
    use_bidirectional_attention: bool | None
    """Tokens see those after them, too; such a model cannot go on with a text."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 256000,
        hidden_size: int = 3072,
        intermediate_size: int = 24576,
        num_hidden_layers: int = 28,
        num_attention_heads: int = 16,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 8192,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-06,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        head_dim: int = 256,
        hidden_act: str = "gelu_pytorch_tanh",
        attention_bias: bool = False,
        use_bidirectional_attention: bool | None = None,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 2,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 1,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class GemmaPreTrainedModel(PreTrainedModel):
    """What all Gemma models share."""

    config: GemmaConfig
    config_class: ClassVar[type[GemmaConfig]]
    def __init__(
        self,
        config: GemmaConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> GemmaModel: ...
    @property
    def model(self) -> GemmaModel: ...

class GemmaModel(_Forward25[BaseModelOutput], GemmaPreTrainedModel):
    """Gemma: hidden states.

    Paper: https://arxiv.org/abs/2403.08295
    Configuration: :class:`GemmaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GemmaForCausalLM(_Forward26[CausalLMOutputWithPast], GemmaPreTrainedModel):
    """Gemma: go on with a text.

    Paper: https://arxiv.org/abs/2403.08295
    Configuration: :class:`GemmaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GemmaForSequenceClassification(_Forward22[SequenceClassifierOutput], GemmaPreTrainedModel):
    """Gemma: label a text, or score it.

    Paper: https://arxiv.org/abs/2403.08295
    Configuration: :class:`GemmaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GemmaForTokenClassification(_Forward22[TokenClassifierOutput], GemmaPreTrainedModel):
    """Gemma: label every token.

    Paper: https://arxiv.org/abs/2403.08295
    Configuration: :class:`GemmaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GemmaTokenizer(PreTrainedTokenizer):
    """The tokenizer of Gemma, in plain Python.

    It is byte-pair encoding of sentencepiece, spaces as they are.
    """

class GemmaTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Gemma, through the tokenizers library.

    It is byte-pair encoding of sentencepiece, spaces as they are.
    """

@configuration
class Gemma2Config(_llama_RotaryDecoderConfig):
    """Options of Gemma 2; the defaults are those of ``gemma-2-2b``."""

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
    head_dim: int
    """Numbers per head."""
    hidden_activation: str
    """Activation of the feed-forward blocks."""
    max_position_embeddings: int
    """Longest sequence, in tokens."""
    pad_token_id: int | None
    """Id of the padding token."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    tie_word_embeddings: bool
    """Share input and output embeddings."""
    attention_bias: bool
    """Projections of the attention have biases."""
    query_pre_attn_scalar: int
    """Scores are divided by its root."""
    sliding_window: int | None
    """How many tokens a token sees in sliding layers, itself included."""
    layer_types: tuple[Literal["full_attention", "sliding_attention"], ...] | None
    """What each layer sees; when null, every other one is sliding, the first included."""
    final_logit_softcapping: float | None
    """Scores of tokens stay between this and its negative; without limits when null."""
    attn_logit_softcapping: float | None
    """The same of the scores of attention."""
    use_bidirectional_attention: bool | None
    """Not available; transformers' model does not do what it says either."""
    @property
    def hidden_act(self) -> str:
        """Another name of hidden_activation."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 256000,
        hidden_size: int = 2304,
        intermediate_size: int = 9216,
        num_hidden_layers: int = 26,
        num_attention_heads: int = 8,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 8192,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-06,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        head_dim: int = 256,
        hidden_activation: str = "gelu_pytorch_tanh",
        attention_bias: bool = False,
        query_pre_attn_scalar: int = 256,
        sliding_window: int | None = 4096,
        layer_types: list[Literal["full_attention", "sliding_attention"]]
        | tuple[Literal["full_attention", "sliding_attention"], ...]
        | None = None,
        final_logit_softcapping: float | None = 30.0,
        attn_logit_softcapping: float | None = 50.0,
        use_bidirectional_attention: bool | None = None,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 2,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 1,
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
        swap: Mapping[str, Any] = ...,
        hidden_act: str = ...,
        num_labels: int = 2,
    ) -> None: ...

class Gemma2PreTrainedModel(PreTrainedModel):
    """What all Gemma 2 models share."""

    config: Gemma2Config
    config_class: ClassVar[type[Gemma2Config]]
    def __init__(
        self,
        config: Gemma2Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> Gemma2Model: ...
    @property
    def model(self) -> Gemma2Model: ...

class Gemma2Model(_Forward25[BaseModelOutput], Gemma2PreTrainedModel):
    """Gemma 2: hidden states.

    Paper: https://arxiv.org/abs/2408.00118
    Configuration: :class:`Gemma2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Gemma2ForCausalLM(_Forward26[CausalLMOutputWithPast], Gemma2PreTrainedModel):
    """Gemma 2: go on with a text.

    Paper: https://arxiv.org/abs/2408.00118
    Configuration: :class:`Gemma2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Gemma2ForSequenceClassification(_Forward22[SequenceClassifierOutput], Gemma2PreTrainedModel):
    """Gemma 2: label a text, or score it.

    Paper: https://arxiv.org/abs/2408.00118
    Configuration: :class:`Gemma2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Gemma2ForTokenClassification(_Forward22[TokenClassifierOutput], Gemma2PreTrainedModel):
    """Gemma 2: label every token.

    Paper: https://arxiv.org/abs/2408.00118
    Configuration: :class:`Gemma2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Gemma2Tokenizer(PreTrainedTokenizer):
    """The tokenizer of Gemma 2, in plain Python.

    It is byte-pair encoding of sentencepiece, spaces as they are.
    """

class Gemma2TokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Gemma 2, through the tokenizers library.

    It is byte-pair encoding of sentencepiece, spaces as they are.
    """

@configuration
class GPT2Config(_causal_DecoderConfig):
    """Options of GPT-2; the defaults are those of ``gpt2``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    n_positions: int
    """Longest sequence, in tokens."""
    n_embd: int
    """Width of the hidden states."""
    n_layer: int
    """Number of layers."""
    n_head: int
    """Attention heads per layer."""
    n_inner: int | None
    """Width inside the feed-forward blocks; four times n_embd when null."""
    activation_function: str
    """Activation of the feed-forward blocks."""
    resid_pdrop: float
    """Dropout of what is added to the stream."""
    embd_pdrop: float
    """Dropout of embeddings."""
    attn_pdrop: float
    """Dropout of attention weights."""
    layer_norm_epsilon: float
    """Added to the variance in norms."""
    initializer_range: float
    """Standard deviation of initial weights."""
    scale_attn_weights: bool
    """Divide scores by the root of the head's width."""
    scale_attn_by_inverse_layer_idx: bool
    """Divide scores by the number of the layer, too."""
    reorder_and_upcast_attn: bool
    """Of the order of rounding in half precision; nothing else is computed by it."""
    add_cross_attention: bool
    """Layers look at what an encoder has read."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    summary_type: str
    """Of a head for two tasks that is not here."""
    summary_use_proj: bool
    """Of a head for two tasks that is not here."""
    summary_activation: str | None
    """Of a head for two tasks that is not here."""
    summary_proj_to_labels: bool
    """Of a head for two tasks that is not here."""
    summary_first_dropout: float
    """Of a head for two tasks that is not here."""
    @property
    def hidden_size(self) -> int:
        """Another name of n_embd."""
    @property
    def max_position_embeddings(self) -> int:
        """Another name of n_positions."""
    @property
    def num_attention_heads(self) -> int:
        """Another name of n_head."""
    @property
    def num_hidden_layers(self) -> int:
        """Another name of n_layer."""
    @property
    def intermediate_size(self) -> int | None:
        """Another name of n_inner."""
    @property
    def hidden_act(self) -> str:
        """Another name of activation_function."""
    @property
    def hidden_dropout_prob(self) -> float:
        """Another name of resid_pdrop."""
    @property
    def attention_probs_dropout_prob(self) -> float:
        """Another name of attn_pdrop."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 50257,
        n_positions: int = 1024,
        n_embd: int = 768,
        n_layer: int = 12,
        n_head: int = 12,
        n_inner: int | None = None,
        activation_function: str = "gelu_new",
        resid_pdrop: float = 0.1,
        embd_pdrop: float = 0.1,
        attn_pdrop: float = 0.1,
        layer_norm_epsilon: float = 1e-05,
        initializer_range: float = 0.02,
        scale_attn_weights: bool = True,
        scale_attn_by_inverse_layer_idx: bool = False,
        reorder_and_upcast_attn: bool = False,
        add_cross_attention: bool = False,
        summary_type: str = "cls_index",
        summary_use_proj: bool = True,
        summary_activation: str | None = None,
        summary_proj_to_labels: bool = True,
        summary_first_dropout: float = 0.1,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 50256,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 50256,
        pad_token_id: int | None = None,
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
        swap: Mapping[str, Any] = ...,
        hidden_size: int = ...,
        max_position_embeddings: int = ...,
        num_attention_heads: int = ...,
        num_hidden_layers: int = ...,
        intermediate_size: int | None = ...,
        hidden_act: str = ...,
        hidden_dropout_prob: float = ...,
        attention_probs_dropout_prob: float = ...,
        num_labels: int = 2,
    ) -> None: ...

class GPT2PreTrainedModel(PreTrainedModel):
    """What all GPT-2 models share."""

    config: GPT2Config
    config_class: ClassVar[type[GPT2Config]]
    def __init__(
        self,
        config: GPT2Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> GPT2Model: ...
    @property
    def transformer(self) -> GPT2Model: ...

class GPT2Model(_Forward27[BaseModelOutput], GPT2PreTrainedModel):
    """GPT-2: hidden states.

    Paper: https://cdn.openai.com/better-language-
    models/language_models_are_unsupervised_multitask_learners.pdf
    Configuration: :class:`GPT2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds, encoder_hidden_states, encoder_attention_mask.
    """

class GPT2LMHeadModel(_Forward28[CausalLMOutputWithPast], GPT2PreTrainedModel):
    """GPT-2: go on with a text.

    Paper: https://cdn.openai.com/better-language-
    models/language_models_are_unsupervised_multitask_learners.pdf
    Configuration: :class:`GPT2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds, encoder_hidden_states, encoder_attention_mask.
    """

class GPT2ForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], GPT2PreTrainedModel):
    """GPT-2: find the span that answers a question.

    Paper: https://cdn.openai.com/better-language-
    models/language_models_are_unsupervised_multitask_learners.pdf
    Configuration: :class:`GPT2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GPT2ForSequenceClassification(_Forward22[SequenceClassifierOutput], GPT2PreTrainedModel):
    """GPT-2: label a text, or score it.

    Paper: https://cdn.openai.com/better-language-
    models/language_models_are_unsupervised_multitask_learners.pdf
    Configuration: :class:`GPT2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GPT2ForTokenClassification(_Forward22[TokenClassifierOutput], GPT2PreTrainedModel):
    """GPT-2: label every token.

    Paper: https://cdn.openai.com/better-language-
    models/language_models_are_unsupervised_multitask_learners.pdf
    Configuration: :class:`GPT2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class GPT2Tokenizer(PreTrainedTokenizer):
    """The tokenizer of GPT-2, in plain Python.

    It is byte-level byte-pair encoding with one token between texts.
    """

class GPT2TokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of GPT-2, through the tokenizers library.

    It is byte-level byte-pair encoding with one token between texts.
    """

@configuration
class HubertConfig(_speech_SpeechConfig):
    """Options of HuBERT; the defaults are those of ``hubert-base-ls960``."""

    feat_proj_layer_norm: bool
    """Norm the channels before they are projected."""
    conv_pos_batch_norm: bool
    """Norm frames over the batch before the convolution for places, not its weight."""
    def __init__(
        self,
        *,
        apply_spec_augment: bool = True,
        mask_time_prob: float = 0.05,
        mask_time_length: int = 10,
        mask_time_min_masks: int = 2,
        mask_feature_prob: float = 0.0,
        mask_feature_length: int = 10,
        mask_feature_min_masks: int = 0,
        use_weighted_layer_sum: bool = False,
        classifier_proj_size: int = 256,
        vocab_size: int = 32,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout: float = 0.1,
        activation_dropout: float = 0.1,
        attention_dropout: float = 0.1,
        feat_proj_dropout: float = 0.0,
        final_dropout: float = 0.1,
        layerdrop: float = 0.1,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-05,
        feat_extract_norm: str = "group",
        feat_extract_activation: str = "gelu",
        conv_dim: list[int] | tuple[int, ...] = (512, 512, 512, 512, 512, 512, 512),
        conv_stride: list[int] | tuple[int, ...] = (5, 2, 2, 2, 2, 2, 2),
        conv_kernel: list[int] | tuple[int, ...] = (10, 3, 3, 3, 3, 2, 2),
        conv_bias: bool = False,
        num_conv_pos_embeddings: int = 128,
        num_conv_pos_embedding_groups: int = 16,
        do_stable_layer_norm: bool = False,
        ctc_loss_reduction: str = "sum",
        ctc_zero_infinity: bool = False,
        feat_proj_layer_norm: bool = True,
        conv_pos_batch_norm: bool = False,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 1,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class HubertPreTrainedModel(PreTrainedModel):
    """What all HuBERT models share."""

    config: HubertConfig
    config_class: ClassVar[type[HubertConfig]]
    def __init__(
        self,
        config: HubertConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> HubertModel: ...
    @property
    def hubert(self) -> HubertModel: ...

class HubertModel(_Forward29[BaseModelOutput], HubertPreTrainedModel):
    """HuBERT: hidden states.

    Paper: https://arxiv.org/abs/2106.07447
    Configuration: :class:`HubertConfig`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class HubertForCTC(_Forward30[CausalLMOutput], HubertPreTrainedModel):
    """HuBERT: write down what is said.

    Paper: https://arxiv.org/abs/2106.07447
    Configuration: :class:`HubertConfig`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class HubertForSequenceClassification(_Forward30[SequenceClassifierOutput], HubertPreTrainedModel):
    """HuBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/2106.07447
    Configuration: :class:`HubertConfig`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

@configuration
class LlamaConfig(_llama_RotaryDecoderConfig):
    """Options of Llama; the defaults are those of ``Llama-2-7b``."""

    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    pretraining_tp: int | None
    """How the training was split; nothing is computed by it."""
    attention_bias: bool
    """Projections of the attention have biases."""
    mlp_bias: bool
    """Projections of the feed-forward blocks have biases."""
    hidden_act: str
    """Activation of the feed-forward blocks."""
    head_dim: int | None
    """Numbers per head; their share of hidden_size when null."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 32000,
        hidden_size: int = 4096,
        intermediate_size: int = 11008,
        num_hidden_layers: int = 32,
        num_attention_heads: int = 32,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 2048,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-06,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        pretraining_tp: int | None = 1,
        attention_bias: bool = False,
        mlp_bias: bool = False,
        hidden_act: str = "silu",
        head_dim: int | None = None,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 1,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = None,
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
        tie_word_embeddings: bool = False,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class LlamaPreTrainedModel(PreTrainedModel):
    """What all Llama models share."""

    config: LlamaConfig
    config_class: ClassVar[type[LlamaConfig]]
    def __init__(
        self,
        config: LlamaConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> LlamaModel: ...
    @property
    def model(self) -> LlamaModel: ...

class LlamaModel(_Forward25[BaseModelOutput], LlamaPreTrainedModel):
    """Llama: hidden states.

    Paper: https://arxiv.org/abs/2302.13971
    Configuration: :class:`LlamaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class LlamaForCausalLM(_Forward26[CausalLMOutputWithPast], LlamaPreTrainedModel):
    """Llama: go on with a text.

    Paper: https://arxiv.org/abs/2302.13971
    Configuration: :class:`LlamaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class LlamaForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], LlamaPreTrainedModel):
    """Llama: find the span that answers a question.

    Paper: https://arxiv.org/abs/2302.13971
    Configuration: :class:`LlamaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class LlamaForSequenceClassification(_Forward22[SequenceClassifierOutput], LlamaPreTrainedModel):
    """Llama: label a text, or score it.

    Paper: https://arxiv.org/abs/2302.13971
    Configuration: :class:`LlamaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class LlamaForTokenClassification(_Forward22[TokenClassifierOutput], LlamaPreTrainedModel):
    """Llama: label every token.

    Paper: https://arxiv.org/abs/2302.13971
    Configuration: :class:`LlamaConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class LlamaTokenizer(PreTrainedTokenizer):
    """The tokenizer of Llama, in plain Python.

    It is byte-pair encoding of sentencepiece, whose first word follows a space.
    """

class LlamaTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Llama, through the tokenizers library.

    It is byte-pair encoding of sentencepiece, whose first word follows a space.
    """

@configuration
class MambaConfig(_causal_DecoderConfig):
    """Options of Mamba; the defaults are those of its class in transformers."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    hidden_size: int
    """Width of the hidden states."""
    state_size: int
    """Numbers in the state of a channel."""
    num_hidden_layers: int
    """Number of layers."""
    expand: int
    """Channels with a state, in widths of the hidden states."""
    intermediate_size: int | None
    """Channels with a state; expand times hidden_size, and nothing else."""
    conv_kernel: int
    """Tokens that the convolution sees at once."""
    time_step_rank: int | None
    """Numbers that steps are made of; a sixteenth of hidden_size when null."""
    hidden_act: str
    """Activation after the convolution."""
    use_bias: bool
    """Projections from and to the hidden states have biases."""
    use_conv_bias: bool
    """The convolution has a bias."""
    layer_norm_epsilon: float
    """Added to the mean square in norms."""
    residual_in_fp32: bool
    """Layers add to the hidden states in float32, whatever the type of the weights."""
    initializer_range: float
    """Standard deviation of initial weights."""
    time_step_min: float
    """The shortest step that a channel begins with."""
    time_step_max: float
    """The longest step that a channel begins with."""
    time_step_floor: float
    """Shorter steps begin as long as this."""
    time_step_scale: float
    """Factor of the initial weights of the steps."""
    time_step_init_scheme: str
    """Whether these weights begin at random or all alike."""
    rescale_prenorm_residual: bool
    """Output projections begin smaller, the more layers there are."""
    use_cache: bool
    """Generation remembers states; forward does so when it is asked to."""
    use_mambapy: bool
    """How states are computed elsewhere; no other are by it."""
    use_associative_scan: bool
    """How states are computed elsewhere; no other are by it."""
    pad_token_id: int | None
    """Id of the padding token."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    @property
    def channels(self) -> int:
        """How many channels have a state."""
    @property
    def rank(self) -> int:
        """Numbers that steps are made of."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 50280,
        hidden_size: int = 768,
        state_size: int = 16,
        num_hidden_layers: int = 32,
        expand: int = 2,
        intermediate_size: int | None = None,
        conv_kernel: int = 4,
        time_step_rank: int | None = None,
        hidden_act: str = "silu",
        use_bias: bool = False,
        use_conv_bias: bool = True,
        layer_norm_epsilon: float = 1e-05,
        residual_in_fp32: bool = True,
        initializer_range: float = 0.1,
        time_step_min: float = 0.001,
        time_step_max: float = 0.1,
        time_step_floor: float = 0.0001,
        time_step_scale: float = 1.0,
        time_step_init_scheme: str = "random",
        rescale_prenorm_residual: bool = False,
        use_mambapy: bool = False,
        use_associative_scan: bool = True,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 0,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 0,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class MambaPreTrainedModel(PreTrainedModel):
    """What all Mamba models share."""

    config: MambaConfig
    config_class: ClassVar[type[MambaConfig]]
    def __init__(
        self,
        config: MambaConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> MambaModel: ...
    @property
    def backbone(self) -> MambaModel: ...

class MambaModel(_Forward31[BaseModelOutput], MambaPreTrainedModel):
    """Mamba: hidden states.

    Paper: https://arxiv.org/abs/2312.00752
    Configuration: :class:`MambaConfig`; inputs: input_ids, attention_mask, past_key_values,
    inputs_embeds.
    """

class MambaForCausalLM(_Forward32[CausalLMOutputWithPast], MambaPreTrainedModel):
    """Mamba: go on with a text.

    Paper: https://arxiv.org/abs/2312.00752
    Configuration: :class:`MambaConfig`; inputs: input_ids, attention_mask, past_key_values,
    inputs_embeds.
    """

class MambaTokenizer(PreTrainedTokenizer):
    """The tokenizer of Mamba, in plain Python.

    It is byte-level byte-pair encoding with one token between texts.
    """

class MambaTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Mamba, through the tokenizers library.

    It is byte-level byte-pair encoding with one token between texts.
    """

@configuration
class MistralConfig(_mistral_WindowedDecoderConfig):
    """Options of Mistral; the defaults are those of transformers, not of ``Mistral-7B-v0.1``."""

    hidden_act: str
    """Activation of the feed-forward blocks."""
    sliding_window: int | None
    """How many tokens a token sees, itself included; all before it when null."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 32000,
        hidden_size: int = 4096,
        intermediate_size: int = 14336,
        num_hidden_layers: int = 32,
        num_attention_heads: int = 32,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 131072,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-06,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        head_dim: int | None = None,
        sliding_window: int | None = 4096,
        hidden_act: str = "silu",
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 1,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = None,
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
        tie_word_embeddings: bool = False,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class MistralPreTrainedModel(PreTrainedModel):
    """What all Mistral models share."""

    config: MistralConfig
    config_class: ClassVar[type[MistralConfig]]
    def __init__(
        self,
        config: MistralConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> MistralModel: ...
    @property
    def model(self) -> MistralModel: ...

class MistralModel(_Forward25[BaseModelOutput], MistralPreTrainedModel):
    """Mistral: hidden states.

    Paper: https://arxiv.org/abs/2310.06825
    Configuration: :class:`MistralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MistralForCausalLM(_Forward26[CausalLMOutputWithPast], MistralPreTrainedModel):
    """Mistral: go on with a text.

    Paper: https://arxiv.org/abs/2310.06825
    Configuration: :class:`MistralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MistralForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], MistralPreTrainedModel):
    """Mistral: find the span that answers a question.

    Paper: https://arxiv.org/abs/2310.06825
    Configuration: :class:`MistralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MistralForSequenceClassification(
    _Forward22[SequenceClassifierOutput], MistralPreTrainedModel
):
    """Mistral: label a text, or score it.

    Paper: https://arxiv.org/abs/2310.06825
    Configuration: :class:`MistralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MistralForTokenClassification(_Forward22[TokenClassifierOutput], MistralPreTrainedModel):
    """Mistral: label every token.

    Paper: https://arxiv.org/abs/2310.06825
    Configuration: :class:`MistralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MistralTokenizer(PreTrainedTokenizer):
    """The tokenizer of Mistral, in plain Python.

    It is byte-pair encoding of sentencepiece, whose first word follows a space.
    """

class MistralTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Mistral, through the tokenizers library.

    It is byte-pair encoding of sentencepiece, whose first word follows a space.
    """

@configuration
class MixtralConfig(_mistral_WindowedDecoderConfig):
    """Options of Mixtral; the defaults are those of transformers, not of ``Mixtral-8x7B-v0.1``."""

    hidden_act: str
    """Activation of the feed-forward blocks."""
    rms_norm_eps: float
    """Added to the mean square in norms."""
    num_local_experts: int
    """Feed-forward blocks per layer."""
    num_experts_per_tok: int
    """So many of them each token goes to."""
    router_jitter_noise: float
    """In training tokens are multiplied by random numbers this near to 1."""
    output_router_logits: bool
    """The causal_lm head gives the scores of experts and, as a part of the loss, aux_loss."""
    router_aux_loss_coef: float
    """Factor of aux_loss, which is smallest when experts are used alike."""
    @property
    def num_experts(self) -> int:
        """Another name of num_local_experts."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 32000,
        hidden_size: int = 4096,
        intermediate_size: int = 14336,
        num_hidden_layers: int = 32,
        num_attention_heads: int = 32,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 131072,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-05,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        head_dim: int | None = None,
        sliding_window: int | None = None,
        hidden_act: str = "silu",
        num_local_experts: int = 8,
        num_experts_per_tok: int = 2,
        router_jitter_noise: float = 0.0,
        output_router_logits: bool = False,
        router_aux_loss_coef: float = 0.001,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 1,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
        pad_token_id: int | None = None,
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
        tie_word_embeddings: bool = False,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        swap: Mapping[str, Any] = ...,
        num_experts: int = ...,
        num_labels: int = 2,
    ) -> None: ...

class MixtralPreTrainedModel(PreTrainedModel):
    """What all Mixtral models share."""

    config: MixtralConfig
    config_class: ClassVar[type[MixtralConfig]]
    def __init__(
        self,
        config: MixtralConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> MixtralModel: ...
    @property
    def model(self) -> MixtralModel: ...

class MixtralModel(_Forward25[BaseModelOutput], MixtralPreTrainedModel):
    """Mixtral: hidden states.

    Paper: https://arxiv.org/abs/2401.04088
    Configuration: :class:`MixtralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MixtralForCausalLM(_Forward26[MoeCausalLMOutputWithPast], MixtralPreTrainedModel):
    """Mixtral: go on with a text.

    Paper: https://arxiv.org/abs/2401.04088
    Configuration: :class:`MixtralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MixtralForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], MixtralPreTrainedModel):
    """Mixtral: find the span that answers a question.

    Paper: https://arxiv.org/abs/2401.04088
    Configuration: :class:`MixtralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MixtralForSequenceClassification(
    _Forward22[SequenceClassifierOutput], MixtralPreTrainedModel
):
    """Mixtral: label a text, or score it.

    Paper: https://arxiv.org/abs/2401.04088
    Configuration: :class:`MixtralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MixtralForTokenClassification(_Forward22[TokenClassifierOutput], MixtralPreTrainedModel):
    """Mixtral: label every token.

    Paper: https://arxiv.org/abs/2401.04088
    Configuration: :class:`MixtralConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class MixtralTokenizer(PreTrainedTokenizer):
    """The tokenizer of Mixtral, in plain Python.

    It is byte-pair encoding of sentencepiece, whose first word follows a space.
    """

class MixtralTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Mixtral, through the tokenizers library.

    It is byte-pair encoding of sentencepiece, whose first word follows a space.
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
        swap: Mapping[str, Any] = ...,
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

class ModernBertModel(_Forward21[BaseModelOutput], ModernBertPreTrainedModel):
    """ModernBERT: hidden states.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForMaskedLM(_Forward22[MaskedLMOutput], ModernBertPreTrainedModel):
    """ModernBERT: fill in masked tokens.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForMultipleChoice(_Forward23[MultipleChoiceModelOutput], ModernBertPreTrainedModel):
    """ModernBERT: choose one of several continuations.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForQuestionAnswering(
    _Forward24[QuestionAnsweringModelOutput], ModernBertPreTrainedModel
):
    """ModernBERT: find the span that answers a question.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForSequenceClassification(
    _Forward22[SequenceClassifierOutput], ModernBertPreTrainedModel
):
    """ModernBERT: label a text, or score it.

    Paper: https://arxiv.org/abs/2412.13663
    Configuration: :class:`ModernBertConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class ModernBertForTokenClassification(
    _Forward22[TokenClassifierOutput], ModernBertPreTrainedModel
):
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
class MPNetConfig(_encoders_EncoderConfig):
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
        swap: Mapping[str, Any] = ...,
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

class MPNetModel(_Forward21[BaseModelOutputWithPooling], MPNetPreTrainedModel):
    """MPNet: hidden states.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    Returns last_hidden_state and pooler_output.
    """

class MPNetForMaskedLM(_Forward22[MaskedLMOutput], MPNetPreTrainedModel):
    """MPNet: fill in masked tokens.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForMultipleChoice(_Forward23[MultipleChoiceModelOutput], MPNetPreTrainedModel):
    """MPNet: choose one of several continuations.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], MPNetPreTrainedModel):
    """MPNet: find the span that answers a question.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForSequenceClassification(_Forward22[SequenceClassifierOutput], MPNetPreTrainedModel):
    """MPNet: label a text, or score it.

    Paper: https://arxiv.org/abs/2004.09297
    Configuration: :class:`MPNetConfig`; inputs: input_ids, attention_mask, position_ids,
    inputs_embeds.
    """

class MPNetForTokenClassification(_Forward22[TokenClassifierOutput], MPNetPreTrainedModel):
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
class Qwen2Config(_qwen2_QwenConfig):
    """Options of Qwen2; the defaults are those of transformers, not of ``Qwen2-7B``."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 151936,
        hidden_size: int = 4096,
        intermediate_size: int = 22016,
        num_hidden_layers: int = 32,
        num_attention_heads: int = 32,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 32768,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-06,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        hidden_act: str = "silu",
        use_sliding_window: bool = False,
        sliding_window: int | None = None,
        max_window_layers: int = 28,
        layer_types: list[Literal["full_attention", "sliding_attention"]]
        | tuple[Literal["full_attention", "sliding_attention"], ...]
        | None = None,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        tie_word_embeddings: bool = False,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class Qwen2PreTrainedModel(PreTrainedModel):
    """What all Qwen2 models share."""

    config: Qwen2Config
    config_class: ClassVar[type[Qwen2Config]]
    def __init__(
        self,
        config: Qwen2Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> Qwen2Model: ...
    @property
    def model(self) -> Qwen2Model: ...

class Qwen2Model(_Forward25[BaseModelOutput], Qwen2PreTrainedModel):
    """Qwen2: hidden states.

    Paper: https://arxiv.org/abs/2407.10671
    Configuration: :class:`Qwen2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen2ForCausalLM(_Forward26[CausalLMOutputWithPast], Qwen2PreTrainedModel):
    """Qwen2: go on with a text.

    Paper: https://arxiv.org/abs/2407.10671
    Configuration: :class:`Qwen2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen2ForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], Qwen2PreTrainedModel):
    """Qwen2: find the span that answers a question.

    Paper: https://arxiv.org/abs/2407.10671
    Configuration: :class:`Qwen2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen2ForSequenceClassification(_Forward22[SequenceClassifierOutput], Qwen2PreTrainedModel):
    """Qwen2: label a text, or score it.

    Paper: https://arxiv.org/abs/2407.10671
    Configuration: :class:`Qwen2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen2ForTokenClassification(_Forward22[TokenClassifierOutput], Qwen2PreTrainedModel):
    """Qwen2: label every token.

    Paper: https://arxiv.org/abs/2407.10671
    Configuration: :class:`Qwen2Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen2Tokenizer(PreTrainedTokenizer):
    """The tokenizer of Qwen2, in plain Python.

    It is byte-level byte-pair encoding of composed text, every digit by itself.
    """

class Qwen2TokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Qwen2, through the tokenizers library.

    It is byte-level byte-pair encoding of composed text, every digit by itself.
    """

@configuration
class Qwen3Config(_qwen2_QwenConfig):
    """Options of Qwen3; the defaults are those of transformers, not of ``Qwen3-8B``."""

    head_dim: int
    """Numbers per head."""
    attention_bias: bool
    """Projections of the attention have biases."""
    def __init__(
        self,
        *,
        use_cache: bool = True,
        vocab_size: int = 151936,
        hidden_size: int = 4096,
        intermediate_size: int = 22016,
        num_hidden_layers: int = 32,
        num_attention_heads: int = 32,
        num_key_value_heads: int | None = None,
        max_position_embeddings: int = 32768,
        initializer_range: float = 0.02,
        rms_norm_eps: float = 1e-06,
        rope_parameters: Mapping[
            str, int | float | str | bool | list[float] | tuple[float, ...] | None
        ]
        | None = None,
        attention_dropout: float = 0.0,
        hidden_act: str = "silu",
        use_sliding_window: bool = False,
        sliding_window: int | None = None,
        max_window_layers: int = 28,
        layer_types: list[Literal["full_attention", "sliding_attention"]]
        | tuple[Literal["full_attention", "sliding_attention"], ...]
        | None = None,
        head_dim: int = 128,
        attention_bias: bool = False,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        tie_word_embeddings: bool = False,
        pruned_heads: Mapping[int, list[int] | tuple[int, ...]] = ...,
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class Qwen3PreTrainedModel(PreTrainedModel):
    """What all Qwen3 models share."""

    config: Qwen3Config
    config_class: ClassVar[type[Qwen3Config]]
    def __init__(
        self,
        config: Qwen3Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> Qwen3Model: ...
    @property
    def model(self) -> Qwen3Model: ...

class Qwen3Model(_Forward25[BaseModelOutput], Qwen3PreTrainedModel):
    """Qwen3: hidden states.

    Paper: https://arxiv.org/abs/2505.09388
    Configuration: :class:`Qwen3Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen3ForCausalLM(_Forward26[CausalLMOutputWithPast], Qwen3PreTrainedModel):
    """Qwen3: go on with a text.

    Paper: https://arxiv.org/abs/2505.09388
    Configuration: :class:`Qwen3Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen3ForQuestionAnswering(_Forward24[QuestionAnsweringModelOutput], Qwen3PreTrainedModel):
    """Qwen3: find the span that answers a question.

    Paper: https://arxiv.org/abs/2505.09388
    Configuration: :class:`Qwen3Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen3ForSequenceClassification(_Forward22[SequenceClassifierOutput], Qwen3PreTrainedModel):
    """Qwen3: label a text, or score it.

    Paper: https://arxiv.org/abs/2505.09388
    Configuration: :class:`Qwen3Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen3ForTokenClassification(_Forward22[TokenClassifierOutput], Qwen3PreTrainedModel):
    """Qwen3: label every token.

    Paper: https://arxiv.org/abs/2505.09388
    Configuration: :class:`Qwen3Config`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class Qwen3Tokenizer(PreTrainedTokenizer):
    """The tokenizer of Qwen3, in plain Python.

    It is byte-level byte-pair encoding of composed text, every digit by itself.
    """

class Qwen3TokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Qwen3, through the tokenizers library.

    It is byte-level byte-pair encoding of composed text, every digit by itself.
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
        swap: Mapping[str, Any] = ...,
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

class RobertaModel(_Forward12[BaseModelOutputWithPooling], RobertaPreTrainedModel):
    """RoBERTa: hidden states.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
    Returns last_hidden_state and pooler_output.
    """

class RobertaForCausalLM(_Forward13[CausalLMOutputWithPast], RobertaPreTrainedModel):
    """RoBERTa: go on with a text.

    Paper: https://arxiv.org/abs/1907.11692
    Configuration: :class:`RobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
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
class T5Config(PretrainedConfig):
    """Options of T5; the defaults are those of ``t5-small``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    d_model: int
    """Width of the hidden states."""
    d_kv: int
    """Numbers per attention head."""
    d_ff: int
    """Width inside the feed-forward blocks."""
    num_layers: int
    """Number of layers of the encoder."""
    num_decoder_layers: int | None
    """Number of layers of the decoder; as many as the encoder has when null."""
    num_heads: int
    """Attention heads per layer."""
    relative_attention_num_buckets: int
    """Ranges of distances that are told apart."""
    relative_attention_max_distance: int
    """From which distance on all are alike."""
    dropout_rate: float
    """Dropout everywhere but in classifiers."""
    layer_norm_epsilon: float
    """Added to the mean square in norms."""
    initializer_factor: float
    """Factor of the spread of initial weights."""
    feed_forward_proj: str
    """Activation of the feed-forward blocks, after ``gated-`` where they are gated."""
    is_encoder_decoder: bool
    """It is both; false of an encoder by itself."""
    is_decoder: bool
    """Of decoders by themselves; none of the heads here is one."""
    use_cache: bool
    """Generation remembers keys and values; forward does so when it is asked to."""
    pad_token_id: int | None
    """Id of the padding token."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    decoder_start_token_id: int | None
    """Id of the token that the decoder begins with."""
    classifier_dropout: float
    """Dropout of the classifiers."""
    scale_decoder_outputs: bool | None
    """Divide what is scored by the root of d_model; where the table is shared when null."""
    @property
    def hidden_size(self) -> int:
        """Another name of d_model."""
    @property
    def num_attention_heads(self) -> int:
        """Another name of num_heads."""
    @property
    def num_hidden_layers(self) -> int:
        """Another name of num_layers."""
    @property
    def head_dim(self) -> int:
        """Another name of d_kv."""
    @property
    def intermediate_size(self) -> int:
        """Another name of d_ff."""
    @property
    def hidden_act(self) -> str:
        """Another name of feed_forward_proj."""
    @property
    def hidden_dropout_prob(self) -> float:
        """Another name of dropout_rate."""
    @property
    def function(self) -> str:
        """Activation of the feed-forward blocks; their GELU is the one by tanh where gated."""
    def __init__(
        self,
        *,
        vocab_size: int = 32128,
        d_model: int = 512,
        d_kv: int = 64,
        d_ff: int = 2048,
        num_layers: int = 6,
        num_decoder_layers: int | None = None,
        num_heads: int = 8,
        relative_attention_num_buckets: int = 32,
        relative_attention_max_distance: int = 128,
        dropout_rate: float = 0.1,
        layer_norm_epsilon: float = 1e-06,
        initializer_factor: float = 1.0,
        feed_forward_proj: str = "relu",
        is_encoder_decoder: bool = True,
        is_decoder: bool = False,
        use_cache: bool = True,
        decoder_start_token_id: int | None = 0,
        classifier_dropout: float = 0.0,
        scale_decoder_outputs: bool | None = None,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 1,
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
        swap: Mapping[str, Any] = ...,
        hidden_size: int = ...,
        num_attention_heads: int = ...,
        num_hidden_layers: int = ...,
        head_dim: int = ...,
        intermediate_size: int = ...,
        hidden_act: str = ...,
        hidden_dropout_prob: float = ...,
        num_labels: int = 2,
    ) -> None: ...

class T5PreTrainedModel(PreTrainedModel):
    """What all T5 models share."""

    config: T5Config
    config_class: ClassVar[type[T5Config]]
    def __init__(
        self,
        config: T5Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> T5Model: ...

class T5Model(_Forward7[Seq2SeqModelOutput], T5PreTrainedModel):
    """T5: hidden states.

    Paper: https://arxiv.org/abs/1910.10683
    Configuration: :class:`T5Config`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class T5ForConditionalGeneration(_Forward9[Seq2SeqLMOutput], T5PreTrainedModel):
    """T5: write a text from what is read or heard.

    Paper: https://arxiv.org/abs/1910.10683
    Configuration: :class:`T5Config`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class T5EncoderModel(_Forward33[BaseModelOutput], T5PreTrainedModel):
    """T5: hidden states of the encoder alone.

    Paper: https://arxiv.org/abs/1910.10683
    Configuration: :class:`T5Config`; inputs: input_ids, attention_mask, inputs_embeds.
    """

class T5ForQuestionAnswering(_Forward10[Seq2SeqQuestionAnsweringModelOutput], T5PreTrainedModel):
    """T5: find the span that answers a question.

    Paper: https://arxiv.org/abs/1910.10683
    Configuration: :class:`T5Config`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class T5ForSequenceClassification(_Forward11[Seq2SeqSequenceClassifierOutput], T5PreTrainedModel):
    """T5: label a text, or score it.

    Paper: https://arxiv.org/abs/1910.10683
    Configuration: :class:`T5Config`; inputs: input_ids, attention_mask, decoder_input_ids,
    decoder_attention_mask, encoder_outputs, past_key_values, inputs_embeds,
    decoder_inputs_embeds.
    """

class T5ForTokenClassification(_Forward34[TokenClassifierOutput], T5PreTrainedModel):
    """T5: label every token.

    Paper: https://arxiv.org/abs/1910.10683
    Configuration: :class:`T5Config`; inputs: input_ids, attention_mask, inputs_embeds.
    """

class T5Tokenizer(PreTrainedTokenizer):
    """The tokenizer of T5, in plain Python.

    It is Unigram with an end token and sentinel tokens for spans to fill in.
    """

class T5TokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of T5, through the tokenizers library.

    It is Unigram with an end token and sentinel tokens for spans to fill in.
    """

@configuration
class TransformerConfig(PretrainedConfig):
    """Options of a model composed of blocks; the defaults are those of an encoder of texts."""

    frontend: str | Mapping[str, Any]
    """What is read: tokens, patches, waveform, mel ..."""
    vocab_size: int
    """Number of tokens that are read or written."""
    hidden_size: int
    """Width of the hidden states."""
    num_hidden_layers: int | None
    """Number of layers; as many as the pattern has, or 6, when null."""
    num_attention_heads: int
    """Attention heads per layer."""
    intermediate_size: int | None
    """Width inside the feed-forward blocks; 4 times hidden_size when null."""
    max_position_embeddings: int
    """Longest text, in tokens."""
    attention: str | Mapping[str, Any]
    """How tokens look at each other: plain, grouped ..."""
    feedforward: str | Mapping[str, Any]
    """What is done to each token by itself: dense, swiglu ..."""
    position: str | Mapping[str, Any]
    """How tokens know their place: rotary, alibi ..."""
    norm: str | Mapping[str, Any]
    """The norm of the stream: layernorm, rmsnorm ..."""
    order: str | Mapping[str, Any]
    """Where norms stand: pre, post, sandwich ..."""
    activation: str | Mapping[str, Any] | None
    """The function in feed-forward blocks, if another."""
    adapter: str | Mapping[str, Any] | None
    """What is trained beside projections, if anything."""
    layers: tuple[Mapping[str, Any], ...] | None
    """A pattern of layers, repeated until there are enough: blocks of each, and its repeat."""
    causal: bool
    """Tokens see only what comes before them."""
    decoder: Mapping[str, Any] | None
    """A decoder beside these layers, which are then the encoder; what is otherwise in it."""
    pooling: Literal["first", "mean", "last"] | None
    """Which vector stands for the whole; what is usual for the frontend when null."""
    bias: bool
    """Projections have biases."""
    hidden_dropout_prob: float
    """Dropout of embeddings and blocks."""
    attention_probs_dropout_prob: float
    """Dropout of attention weights."""
    initializer_range: float
    """Standard deviation of initial weights."""
    layer_norm_eps: float
    """Added to the variance in norms."""
    use_cache: bool
    """Generation remembers keys and values; forward does so when it is asked to."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    pad_token_id: int | None
    """Id of the padding token."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    decoder_start_token_id: int | None
    """Id of the token that a decoder beside an encoder begins with."""
    @property
    def hidden_act(self) -> str | Mapping[str, Any] | None:
        """Another name of activation."""
    @property
    def distinct_layers(self) -> int:
        """Layers with weights of their own, which is how heads to prune are counted."""
    @property
    def image_size(self) -> int | None:
        """Pixels of a picture's side; None where no pictures are read."""
    @property
    def num_channels(self) -> int | None:
        """Colours of a picture; None where no pictures are read."""
    @property
    def num_mel_bins(self) -> int | None:
        """Bands of a spectrogram; None where none is read."""
    @property
    def max_source_positions(self) -> int | None:
        """Frames of a spectrogram; None where none is read."""
    def __init__(
        self,
        *,
        frontend: str | Mapping[str, Any] = ...,
        vocab_size: int = 32000,
        hidden_size: int = 512,
        num_hidden_layers: int | None = None,
        num_attention_heads: int = 8,
        intermediate_size: int | None = None,
        max_position_embeddings: int = 512,
        attention: str | Mapping[str, Any] = ...,
        feedforward: str | Mapping[str, Any] = ...,
        position: str | Mapping[str, Any] = ...,
        norm: str | Mapping[str, Any] = ...,
        order: str | Mapping[str, Any] = ...,
        activation: str | Mapping[str, Any] | None = None,
        adapter: str | Mapping[str, Any] | None = None,
        layers: list[Mapping[str, Any]] | tuple[Mapping[str, Any], ...] | None = None,
        causal: bool = False,
        decoder: Mapping[str, Any] | None = None,
        pooling: Literal["first", "mean", "last"] | None = None,
        bias: bool = True,
        hidden_dropout_prob: float = 0.1,
        attention_probs_dropout_prob: float = 0.1,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-05,
        use_cache: bool = True,
        decoder_start_token_id: int | None = 2,
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
        swap: Mapping[str, Any] = ...,
        hidden_act: str | Mapping[str, Any] | None = ...,
        num_labels: int = 2,
    ) -> None: ...

class TransformerPreTrainedModel(PreTrainedModel):
    """What all Transformer models share."""

    config: TransformerConfig
    config_class: ClassVar[type[TransformerConfig]]
    def __init__(
        self,
        config: TransformerConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> TransformerModel: ...

class TransformerModel(_Forward25[BaseModelOutput], TransformerPreTrainedModel):
    """Transformer: hidden states.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class TransformerForCausalLM(_Forward26[CausalLMOutputWithPast], TransformerPreTrainedModel):
    """Transformer: go on with a text.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class TransformerForMaskedLM(_Forward22[MaskedLMOutput], TransformerPreTrainedModel):
    """Transformer: fill in masked tokens.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class TransformerForQuestionAnswering(
    _Forward24[QuestionAnsweringModelOutput], TransformerPreTrainedModel
):
    """Transformer: find the span that answers a question.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class TransformerForSequenceClassification(
    _Forward22[SequenceClassifierOutput], TransformerPreTrainedModel
):
    """Transformer: label a text, or score it.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class TransformerForTokenClassification(
    _Forward22[TokenClassifierOutput], TransformerPreTrainedModel
):
    """Transformer: label every token.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds.
    """

class TransformerEncoderDecoderPreTrainedModel(PreTrainedModel):
    """What all Encoder and decoder of Transformer models share."""

    config: TransformerConfig
    config_class: ClassVar[type[TransformerConfig]]
    def __init__(
        self,
        config: TransformerConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> TransformerEncoderDecoderModel: ...

class TransformerEncoderDecoderModel(
    _Forward35[Seq2SeqModelOutput], TransformerEncoderDecoderPreTrainedModel
):
    """Encoder and decoder of Transformer: hidden states.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, inputs_embeds,
    decoder_input_ids, decoder_attention_mask, encoder_outputs, past_key_values,
    decoder_inputs_embeds, decoder_position_ids.
    """

class TransformerEncoderDecoderForConditionalGeneration(
    _Forward36[Seq2SeqLMOutput], TransformerEncoderDecoderPreTrainedModel
):
    """Encoder and decoder of Transformer: write a text from what is read or heard.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_ids, attention_mask, inputs_embeds,
    decoder_input_ids, decoder_attention_mask, encoder_outputs, past_key_values,
    decoder_inputs_embeds, decoder_position_ids.
    """

class PatchTransformerPreTrainedModel(PreTrainedModel):
    """What all Transformer models share."""

    config: TransformerConfig
    config_class: ClassVar[type[TransformerConfig]]
    def __init__(
        self,
        config: TransformerConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> PatchTransformerModel: ...

class PatchTransformerModel(_Forward18[BaseModelOutput], PatchTransformerPreTrainedModel):
    """Transformer: hidden states.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: pixel_values, interpolate_pos_encoding.
    """

class PatchTransformerForImageClassification(
    _Forward16[HeadOutput], PatchTransformerPreTrainedModel
):
    """Transformer: label a picture.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: pixel_values, interpolate_pos_encoding.
    """

class WaveformTransformerPreTrainedModel(PreTrainedModel):
    """What all Transformer models share."""

    config: TransformerConfig
    config_class: ClassVar[type[TransformerConfig]]
    def __init__(
        self,
        config: TransformerConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> WaveformTransformerModel: ...

class WaveformTransformerForAudioClassification(
    _Forward37[SequenceClassifierOutput], WaveformTransformerPreTrainedModel
):
    """Transformer: label a recording.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_values, attention_mask.
    """

class WaveformTransformerModel(_Forward38[BaseModelOutput], WaveformTransformerPreTrainedModel):
    """Transformer: hidden states.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_values, attention_mask.
    """

class WaveformTransformerForCTC(_Forward37[CausalLMOutput], WaveformTransformerPreTrainedModel):
    """Transformer: write down what is said.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_values, attention_mask.
    """

class MelTransformerPreTrainedModel(PreTrainedModel):
    """What all Transformer models share."""

    config: TransformerConfig
    config_class: ClassVar[type[TransformerConfig]]
    def __init__(
        self,
        config: TransformerConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> MelTransformerModel: ...

class MelTransformerForAudioClassification(
    _Forward39[SequenceClassifierOutput], MelTransformerPreTrainedModel
):
    """Transformer: label a recording.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_features, attention_mask.
    """

class MelTransformerModel(_Forward40[BaseModelOutput], MelTransformerPreTrainedModel):
    """Transformer: hidden states.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_features, attention_mask.
    """

class MelTransformerForCTC(_Forward39[CausalLMOutput], MelTransformerPreTrainedModel):
    """Transformer: write down what is said.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_features, attention_mask.
    """

class MelTransformerEncoderDecoderPreTrainedModel(PreTrainedModel):
    """What all Encoder and decoder of Transformer models share."""

    config: TransformerConfig
    config_class: ClassVar[type[TransformerConfig]]
    def __init__(
        self,
        config: TransformerConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> MelTransformerEncoderDecoderModel: ...

class MelTransformerEncoderDecoderModel(
    _Forward41[Seq2SeqModelOutput], MelTransformerEncoderDecoderPreTrainedModel
):
    """Encoder and decoder of Transformer: hidden states.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_features, attention_mask,
    decoder_input_ids, decoder_attention_mask, encoder_outputs, past_key_values,
    decoder_inputs_embeds, decoder_position_ids.
    """

class MelTransformerEncoderDecoderForConditionalGeneration(
    _Forward42[Seq2SeqLMOutput], MelTransformerEncoderDecoderPreTrainedModel
):
    """Encoder and decoder of Transformer: write a text from what is read or heard.

    Paper: https://arxiv.org/abs/1706.03762
    Configuration: :class:`TransformerConfig`; inputs: input_features, attention_mask,
    decoder_input_ids, decoder_attention_mask, encoder_outputs, past_key_values,
    decoder_inputs_embeds, decoder_position_ids.
    """

class TransformerTokenizer(PreTrainedTokenizer):
    """The tokenizer of Transformer, in plain Python.

    It is byte-level byte-pair encoding with RoBERTa's special tokens.
    """

class TransformerTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Transformer, through the tokenizers library.

    It is byte-level byte-pair encoding with RoBERTa's special tokens.
    """

@configuration
class ViTConfig(_vit_EncoderConfig):
    """Options of ViT; the defaults are those of ``vit-base-patch16-224``."""

    image_size: int | tuple[int, ...]
    """Pixels of a side, or (height, width)."""
    patch_size: int | tuple[int, ...]
    """Pixels of a patch's side, or of both."""
    num_channels: int
    """Colours of a picture."""
    encoder_stride: int
    """Pixels of a side that a patch is turned back into."""
    pooler_output_size: int | None
    """Width of the pooled output; hidden_size when null."""
    pooler_act: str
    """Activation of the pooled output."""
    def __init__(
        self,
        *,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout_prob: float = 0.0,
        attention_probs_dropout_prob: float = 0.0,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-12,
        qkv_bias: bool = True,
        image_size: int | list[int] | tuple[int, ...] = 224,
        patch_size: int | list[int] | tuple[int, ...] = 16,
        num_channels: int = 3,
        encoder_stride: int = 16,
        pooler_output_size: int | None = None,
        pooler_act: str = "tanh",
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = None,
        eos_token_id: int | list[int] | tuple[int, ...] | None = None,
        pad_token_id: int | None = None,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class ViTPreTrainedModel(PreTrainedModel):
    """What all ViT models share."""

    config: ViTConfig
    config_class: ClassVar[type[ViTConfig]]
    def __init__(
        self,
        config: ViTConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> ViTModel: ...
    @property
    def vit(self) -> ViTModel: ...

class ViTModel(_Forward19[BaseModelOutputWithPooling], ViTPreTrainedModel):
    """ViT: hidden states.

    Paper: https://arxiv.org/abs/2010.11929
    Configuration: :class:`ViTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
    Returns last_hidden_state and pooler_output.
    """

class ViTForImageClassification(_Forward20[HeadOutput], ViTPreTrainedModel):
    """ViT: label a picture.

    Paper: https://arxiv.org/abs/2010.11929
    Configuration: :class:`ViTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
    """

class ViTForMaskedImageModeling(_Forward19[MaskedImageModelingOutput], ViTPreTrainedModel):
    """ViT: make up the patches of a picture that are hidden.

    Paper: https://arxiv.org/abs/2010.11929
    Configuration: :class:`ViTConfig`; inputs: pixel_values, bool_masked_pos,
    interpolate_pos_encoding.
    """

@configuration
class Wav2Vec2Config(_speech_SpeechConfig):
    """Options of wav2vec 2.0; the defaults are those of ``wav2vec2-base``."""

    feat_quantizer_dropout: float
    """Dropout of what the quantiser reads."""
    num_codevectors_per_group: int
    """Code vectors in each group."""
    num_codevector_groups: int
    """Groups of code vectors."""
    contrastive_logits_temperature: float
    """Divides the similarities of frames in pretraining."""
    num_negatives: int
    """Frames that a hidden one is told from."""
    codevector_dim: int
    """Width of a frame's code vectors."""
    proj_codevector_dim: int
    """Width at which frames are compared."""
    diversity_loss_weight: float
    """How much it counts that all code vectors are in use."""
    tdnn_dim: tuple[int, ...]
    """Channels of each convolution of x-vectors."""
    tdnn_kernel: tuple[int, ...]
    """Frames that each convolution of x-vectors reads."""
    tdnn_dilation: tuple[int, ...]
    """Frames from one to the next that it reads."""
    xvector_output_dim: int
    """Width of x-vectors."""
    add_adapter: bool
    """Shorten the hidden states by convolutions."""
    adapter_kernel_size: int
    """Frames that each of them reads."""
    adapter_stride: int
    """Steps of each of them."""
    num_adapter_layers: int
    """How many of them there are."""
    output_hidden_size: int | None
    """Width of what they give; hidden_size when null."""
    adapter_attn_dim: int | None
    """Width of a small block at the end of each layer; none when null."""
    @property
    def output_width(self) -> int:
        """Width of what a head reads."""
    def __init__(
        self,
        *,
        apply_spec_augment: bool = True,
        mask_time_prob: float = 0.05,
        mask_time_length: int = 10,
        mask_time_min_masks: int = 2,
        mask_feature_prob: float = 0.0,
        mask_feature_length: int = 10,
        mask_feature_min_masks: int = 0,
        use_weighted_layer_sum: bool = False,
        classifier_proj_size: int = 256,
        vocab_size: int = 32,
        hidden_size: int = 768,
        num_hidden_layers: int = 12,
        num_attention_heads: int = 12,
        intermediate_size: int = 3072,
        hidden_act: str = "gelu",
        hidden_dropout: float = 0.1,
        activation_dropout: float = 0.1,
        attention_dropout: float = 0.1,
        feat_proj_dropout: float = 0.0,
        final_dropout: float = 0.1,
        layerdrop: float = 0.1,
        initializer_range: float = 0.02,
        layer_norm_eps: float = 1e-05,
        feat_extract_norm: str = "group",
        feat_extract_activation: str = "gelu",
        conv_dim: list[int] | tuple[int, ...] = (512, 512, 512, 512, 512, 512, 512),
        conv_stride: list[int] | tuple[int, ...] = (5, 2, 2, 2, 2, 2, 2),
        conv_kernel: list[int] | tuple[int, ...] = (10, 3, 3, 3, 3, 2, 2),
        conv_bias: bool = False,
        num_conv_pos_embeddings: int = 128,
        num_conv_pos_embedding_groups: int = 16,
        do_stable_layer_norm: bool = False,
        ctc_loss_reduction: str = "sum",
        ctc_zero_infinity: bool = False,
        feat_quantizer_dropout: float = 0.0,
        num_codevectors_per_group: int = 320,
        num_codevector_groups: int = 2,
        contrastive_logits_temperature: float = 0.1,
        num_negatives: int = 100,
        codevector_dim: int = 256,
        proj_codevector_dim: int = 256,
        diversity_loss_weight: float = 0.1,
        tdnn_dim: list[int] | tuple[int, ...] = (512, 512, 512, 512, 1500),
        tdnn_kernel: list[int] | tuple[int, ...] = (5, 3, 3, 1, 1),
        tdnn_dilation: list[int] | tuple[int, ...] = (1, 2, 3, 1, 1),
        xvector_output_dim: int = 512,
        add_adapter: bool = False,
        adapter_kernel_size: int = 3,
        adapter_stride: int = 2,
        num_adapter_layers: int = 3,
        output_hidden_size: int | None = None,
        adapter_attn_dim: int | None = None,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 1,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 2,
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
        swap: Mapping[str, Any] = ...,
        num_labels: int = 2,
    ) -> None: ...

class Wav2Vec2PreTrainedModel(PreTrainedModel):
    """What all wav2vec 2.0 models share."""

    config: Wav2Vec2Config
    config_class: ClassVar[type[Wav2Vec2Config]]
    def __init__(
        self,
        config: Wav2Vec2Config,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> Wav2Vec2Model: ...
    @property
    def wav2vec2(self) -> Wav2Vec2Model: ...

class Wav2Vec2ForAudioFrameClassification(
    _Forward30[TokenClassifierOutput], Wav2Vec2PreTrainedModel
):
    """wav2vec 2.0: label every frame of a recording, as who speaks when.

    Paper: https://arxiv.org/abs/2006.11477
    Configuration: :class:`Wav2Vec2Config`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class Wav2Vec2Model(_Forward29[FramesOutput], Wav2Vec2PreTrainedModel):
    """wav2vec 2.0: hidden states, and what the convolutions found.

    Paper: https://arxiv.org/abs/2006.11477
    Configuration: :class:`Wav2Vec2Config`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class Wav2Vec2ForCTC(_Forward30[CausalLMOutput], Wav2Vec2PreTrainedModel):
    """wav2vec 2.0: write down what is said.

    Paper: https://arxiv.org/abs/2006.11477
    Configuration: :class:`Wav2Vec2Config`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class Wav2Vec2ForPreTraining(_Forward43[HiddenFramesOutput], Wav2Vec2PreTrainedModel):
    """wav2vec 2.0: tell the frame that is hidden from others.

    Paper: https://arxiv.org/abs/2006.11477
    Configuration: :class:`Wav2Vec2Config`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class Wav2Vec2ForSequenceClassification(
    _Forward30[SequenceClassifierOutput], Wav2Vec2PreTrainedModel
):
    """wav2vec 2.0: label a text, or score it.

    Paper: https://arxiv.org/abs/2006.11477
    Configuration: :class:`Wav2Vec2Config`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

class Wav2Vec2ForXVector(_Forward30[XVectorOutput], Wav2Vec2PreTrainedModel):
    """wav2vec 2.0: one vector a recording, alike for the same speaker.

    Paper: https://arxiv.org/abs/2006.11477
    Configuration: :class:`Wav2Vec2Config`; inputs: input_values, attention_mask,
    mask_time_indices.
    """

@configuration
class WhisperConfig(_speech_ListenerConfig, _encoder_decoders_StacksConfig):
    """Options of Whisper; the defaults are those of ``whisper-tiny``."""

    vocab_size: int
    """Number of tokens in the vocabulary."""
    num_mel_bins: int
    """Bands of a spectrogram."""
    d_model: int
    """Width of the hidden states."""
    encoder_layers: int
    """Number of layers of the encoder."""
    encoder_attention_heads: int
    """Attention heads per layer of the encoder."""
    encoder_ffn_dim: int
    """Width inside the feed-forward blocks of the encoder."""
    decoder_layers: int
    """Number of layers of the decoder."""
    decoder_attention_heads: int
    """Attention heads per layer of the decoder."""
    decoder_ffn_dim: int
    """Width inside the feed-forward blocks of the decoder."""
    dropout: float
    """Dropout of embeddings and blocks."""
    scale_embedding: bool
    """Of other models of its kind; nothing is computed by it."""
    max_source_positions: int
    """Frames of a recording; its spectrogram has twice as many times."""
    max_target_positions: int
    """Longest text, in tokens."""
    apply_spec_augment: bool
    """Hide parts of spectrograms in training."""
    is_encoder_decoder: bool
    """It is both, whatever this says."""
    pad_token_id: int | None
    """Id of the padding token."""
    bos_token_id: int | None
    """Id of the token a text begins with."""
    eos_token_id: int | tuple[int, ...] | None
    """Id of the token a text ends with."""
    decoder_start_token_id: int | None
    """Id of the token that the decoder begins with."""
    suppress_tokens: tuple[int, ...] | None
    """Tokens that are never generated."""
    begin_suppress_tokens: tuple[int, ...] | None
    """Tokens that no text begins with."""
    median_filter_width: int
    """Of the times of single words, which are not here."""
    @property
    def hidden_size(self) -> int:
        """Another name of d_model."""
    @property
    def num_hidden_layers(self) -> int:
        """Another name of encoder_layers."""
    @property
    def num_attention_heads(self) -> int:
        """Another name of encoder_attention_heads."""
    @property
    def intermediate_size(self) -> int:
        """Another name of encoder_ffn_dim."""
    @property
    def hidden_act(self) -> str:
        """Another name of activation_function."""
    @property
    def hidden_dropout_prob(self) -> float:
        """Another name of dropout."""
    @property
    def attention_probs_dropout_prob(self) -> float:
        """Another name of attention_dropout."""
    @property
    def initializer_range(self) -> float:
        """Another name of init_std."""
    @property
    def num_key_value_heads(self) -> int:
        """Another name of encoder_attention_heads."""
    @property
    def max_position_embeddings(self) -> int:
        """Another name of max_target_positions."""
    def __init__(
        self,
        *,
        d_model: int = 384,
        encoder_layers: int = 4,
        encoder_attention_heads: int = 6,
        encoder_ffn_dim: int = 1536,
        encoder_layerdrop: float = 0.0,
        decoder_layers: int = 4,
        decoder_attention_heads: int = 6,
        decoder_ffn_dim: int = 1536,
        decoder_layerdrop: float = 0.0,
        activation_function: str = "gelu",
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        activation_dropout: float = 0.0,
        init_std: float = 0.02,
        use_cache: bool = True,
        apply_spec_augment: bool = False,
        mask_time_prob: float = 0.05,
        mask_time_length: int = 10,
        mask_time_min_masks: int = 2,
        mask_feature_prob: float = 0.0,
        mask_feature_length: int = 10,
        mask_feature_min_masks: int = 0,
        use_weighted_layer_sum: bool = False,
        classifier_proj_size: int = 256,
        vocab_size: int = 51865,
        num_mel_bins: int = 80,
        scale_embedding: bool = False,
        max_source_positions: int = 1500,
        max_target_positions: int = 448,
        is_encoder_decoder: bool = True,
        decoder_start_token_id: int | None = 50257,
        suppress_tokens: list[int] | tuple[int, ...] | None = None,
        begin_suppress_tokens: list[int] | tuple[int, ...] | None = (220, 50256),
        median_filter_width: int = 7,
        architectures: list[str] | tuple[str, ...] | None = None,
        bos_token_id: int | None = 50256,
        eos_token_id: int | list[int] | tuple[int, ...] | None = 50256,
        pad_token_id: int | None = 50256,
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
        swap: Mapping[str, Any] = ...,
        hidden_size: int = ...,
        num_hidden_layers: int = ...,
        num_attention_heads: int = ...,
        intermediate_size: int = ...,
        hidden_act: str = ...,
        hidden_dropout_prob: float = ...,
        attention_probs_dropout_prob: float = ...,
        initializer_range: float = ...,
        num_key_value_heads: int = ...,
        max_position_embeddings: int = ...,
        num_labels: int = 2,
    ) -> None: ...

class WhisperPreTrainedModel(PreTrainedModel):
    """What all Whisper models share."""

    config: WhisperConfig
    config_class: ClassVar[type[WhisperConfig]]
    def __init__(
        self,
        config: WhisperConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None: ...
    @property
    def base_model(self) -> WhisperModel: ...
    @property
    def model(self) -> WhisperModel: ...

class WhisperForAudioClassification(_Forward44[SequenceClassifierOutput], WhisperPreTrainedModel):
    """Whisper: label a recording.

    Paper: https://arxiv.org/abs/2212.04356
    Configuration: :class:`WhisperConfig`; inputs: input_features.
    """

class WhisperModel(_Forward41[Seq2SeqModelOutput], WhisperPreTrainedModel):
    """Whisper: hidden states.

    Paper: https://arxiv.org/abs/2212.04356
    Configuration: :class:`WhisperConfig`; inputs: input_features, attention_mask,
    decoder_input_ids, decoder_attention_mask, encoder_outputs, past_key_values,
    decoder_inputs_embeds, decoder_position_ids.
    """

class WhisperForCausalLM(_Forward28[CausalLMOutputWithPast], WhisperPreTrainedModel):
    """Whisper: go on with a text.

    Paper: https://arxiv.org/abs/2212.04356
    Configuration: :class:`WhisperConfig`; inputs: input_ids, attention_mask, position_ids,
    past_key_values, inputs_embeds, encoder_hidden_states, encoder_attention_mask.
    """

class WhisperForConditionalGeneration(_Forward42[Seq2SeqLMOutput], WhisperPreTrainedModel):
    """Whisper: write a text from what is read or heard.

    Paper: https://arxiv.org/abs/2212.04356
    Configuration: :class:`WhisperConfig`; inputs: input_features, attention_mask,
    decoder_input_ids, decoder_attention_mask, encoder_outputs, past_key_values,
    decoder_inputs_embeds, decoder_position_ids.
    """

class WhisperTokenizer(PreTrainedTokenizer):
    """The tokenizer of Whisper, in plain Python.

    It is byte-level byte-pair encoding with prompts for languages and tasks, and timestamps.
    """

class WhisperTokenizerFast(PreTrainedTokenizerFast):
    """The tokenizer of Whisper, through the tokenizers library.

    It is byte-level byte-pair encoding with prompts for languages and tasks, and timestamps.
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
        swap: Mapping[str, Any] = ...,
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

class XLMRobertaModel(_Forward12[BaseModelOutputWithPooling], XLMRobertaPreTrainedModel):
    """XLM-RoBERTa: hidden states.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
    Returns last_hidden_state and pooler_output.
    """

class XLMRobertaForCausalLM(_Forward13[CausalLMOutputWithPast], XLMRobertaPreTrainedModel):
    """XLM-RoBERTa: go on with a text.

    Paper: https://arxiv.org/abs/1911.02116
    Configuration: :class:`XLMRobertaConfig`; inputs: input_ids, attention_mask, token_type_ids,
    position_ids, inputs_embeds, encoder_hidden_states, encoder_attention_mask, past_key_values.
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

class AutoModelForAudioClassification(_AutoModel):
    """A model of any family: label a recording.

    The family is read from the folder; the model is its ``<Family>ForAudioClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward37[SequenceClassifierOutput]
        | _Forward39[SequenceClassifierOutput]
        | _Forward44[SequenceClassifierOutput]
        | _Forward5[SequenceClassifierOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward37[SequenceClassifierOutput]
        | _Forward39[SequenceClassifierOutput]
        | _Forward44[SequenceClassifierOutput]
        | _Forward5[SequenceClassifierOutput]
    ): ...

class AutoModelForAudioFrameClassification(_AutoModel):
    """A model of any family: label every frame of a recording, as who speaks when.

    The family is read from the folder; the model is its
    ``<Family>ForAudioFrameClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward30[TokenClassifierOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward30[TokenClassifierOutput]: ...

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
        | _Forward12[BaseModelOutputWithPooling]
        | _Forward12[BaseModelOutput]
        | _Forward17[BaseModelOutputWithPooling]
        | _Forward18[BaseModelOutputWithPooling]
        | _Forward18[BaseModelOutput]
        | _Forward19[BaseModelOutputWithPooling]
        | _Forward21[BaseModelOutputWithPooling]
        | _Forward21[BaseModelOutput]
        | _Forward25[BaseModelOutput]
        | _Forward27[BaseModelOutput]
        | _Forward29[BaseModelOutput]
        | _Forward29[FramesOutput]
        | _Forward31[BaseModelOutput]
        | _Forward35[Seq2SeqModelOutput]
        | _Forward38[BaseModelOutput]
        | _Forward40[BaseModelOutput]
        | _Forward41[Seq2SeqModelOutput]
        | _Forward6[BaseModelOutputWithPooling]
        | _Forward7[Seq2SeqModelOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward0[BaseModelOutputWithPooling]
        | _Forward0[BaseModelOutput]
        | _Forward12[BaseModelOutputWithPooling]
        | _Forward12[BaseModelOutput]
        | _Forward17[BaseModelOutputWithPooling]
        | _Forward18[BaseModelOutputWithPooling]
        | _Forward18[BaseModelOutput]
        | _Forward19[BaseModelOutputWithPooling]
        | _Forward21[BaseModelOutputWithPooling]
        | _Forward21[BaseModelOutput]
        | _Forward25[BaseModelOutput]
        | _Forward27[BaseModelOutput]
        | _Forward29[BaseModelOutput]
        | _Forward29[FramesOutput]
        | _Forward31[BaseModelOutput]
        | _Forward35[Seq2SeqModelOutput]
        | _Forward38[BaseModelOutput]
        | _Forward40[BaseModelOutput]
        | _Forward41[Seq2SeqModelOutput]
        | _Forward6[BaseModelOutputWithPooling]
        | _Forward7[Seq2SeqModelOutput]
    ): ...

class AutoModelForCausalLM(_AutoModel):
    """A model of any family: go on with a text.

    The family is read from the folder; the model is its ``<Family>ForCausalLM``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward13[CausalLMOutputWithPast]
        | _Forward26[CausalLMOutputWithPast]
        | _Forward26[MoeCausalLMOutputWithPast]
        | _Forward28[CausalLMOutputWithPast]
        | _Forward32[CausalLMOutputWithPast]
        | _Forward8[CausalLMOutputWithPast]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward13[CausalLMOutputWithPast]
        | _Forward26[CausalLMOutputWithPast]
        | _Forward26[MoeCausalLMOutputWithPast]
        | _Forward28[CausalLMOutputWithPast]
        | _Forward32[CausalLMOutputWithPast]
        | _Forward8[CausalLMOutputWithPast]
    ): ...

class AutoModelForSeq2SeqLM(_AutoModel):
    """A model of any family: write a text from what is read or heard.

    The family is read from the folder; the model is its ``<Family>ForConditionalGeneration``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward36[Seq2SeqLMOutput] | _Forward42[Seq2SeqLMOutput] | _Forward9[Seq2SeqLMOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward36[Seq2SeqLMOutput] | _Forward42[Seq2SeqLMOutput] | _Forward9[Seq2SeqLMOutput]: ...

class AutoModelForSpeechSeq2Seq(_AutoModel):
    """A model of any family: write a text from what is read or heard.

    The family is read from the folder; the model is its ``<Family>ForConditionalGeneration``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward36[Seq2SeqLMOutput] | _Forward42[Seq2SeqLMOutput] | _Forward9[Seq2SeqLMOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward36[Seq2SeqLMOutput] | _Forward42[Seq2SeqLMOutput] | _Forward9[Seq2SeqLMOutput]: ...

class AutoModelForCTC(_AutoModel):
    """A model of any family: write down what is said.

    The family is read from the folder; the model is its ``<Family>ForCTC``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward30[CausalLMOutput] | _Forward37[CausalLMOutput] | _Forward39[CausalLMOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward30[CausalLMOutput] | _Forward37[CausalLMOutput] | _Forward39[CausalLMOutput]: ...

class AutoModelForTextEncoding(_AutoModel):
    """A model of any family: hidden states of the encoder alone.

    The family is read from the folder; the model is its ``<Family>EncoderModel``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward33[BaseModelOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward33[BaseModelOutput]: ...

class AutoModelForImageClassification(_AutoModel):
    """A model of any family: label a picture.

    The family is read from the folder; the model is its ``<Family>ForImageClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward16[HeadOutput] | _Forward20[HeadOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward16[HeadOutput] | _Forward20[HeadOutput]: ...

class AutoModelForImageClassificationWithTeacher(_AutoModel):
    """A model of any family: label a picture as the model and its teacher would, without training.

    The family is read from the folder; the model is its
    ``<Family>ForImageClassificationWithTeacher``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward19[TaughtClassifierOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward19[TaughtClassifierOutput]: ...

class AutoModelForMaskedImageModeling(_AutoModel):
    """A model of any family: make up the patches of a picture that are hidden.

    The family is read from the folder; the model is its ``<Family>ForMaskedImageModeling``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward19[MaskedImageModelingOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward19[MaskedImageModelingOutput]: ...

class AutoModelForMaskedLM(_AutoModel):
    """A model of any family: fill in masked tokens.

    The family is read from the folder; the model is its ``<Family>ForMaskedLM``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward1[MaskedLMOutput] | _Forward22[MaskedLMOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward1[MaskedLMOutput] | _Forward22[MaskedLMOutput]: ...

class AutoModelForMultipleChoice(_AutoModel):
    """A model of any family: choose one of several continuations.

    The family is read from the folder; the model is its ``<Family>ForMultipleChoice``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward23[MultipleChoiceModelOutput] | _Forward2[MultipleChoiceModelOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward23[MultipleChoiceModelOutput] | _Forward2[MultipleChoiceModelOutput]: ...

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
        _Forward14[PreTrainingOutput]
        | _Forward1[DetectorOutput]
        | _Forward3[SentenceOrderOutput]
        | _Forward43[HiddenFramesOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward14[PreTrainingOutput]
        | _Forward1[DetectorOutput]
        | _Forward3[SentenceOrderOutput]
        | _Forward43[HiddenFramesOutput]
    ): ...

class AutoModelForQuestionAnswering(_AutoModel):
    """A model of any family: find the span that answers a question.

    The family is read from the folder; the model is its ``<Family>ForQuestionAnswering``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward10[Seq2SeqQuestionAnsweringModelOutput]
        | _Forward24[QuestionAnsweringModelOutput]
        | _Forward4[QuestionAnsweringModelOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward10[Seq2SeqQuestionAnsweringModelOutput]
        | _Forward24[QuestionAnsweringModelOutput]
        | _Forward4[QuestionAnsweringModelOutput]
    ): ...

class AutoModelForSequenceClassification(_AutoModel):
    """A model of any family: label a text, or score it.

    The family is read from the folder; the model is its ``<Family>ForSequenceClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward11[Seq2SeqSequenceClassifierOutput]
        | _Forward1[SequenceClassifierOutput]
        | _Forward22[SequenceClassifierOutput]
        | _Forward30[SequenceClassifierOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward11[Seq2SeqSequenceClassifierOutput]
        | _Forward1[SequenceClassifierOutput]
        | _Forward22[SequenceClassifierOutput]
        | _Forward30[SequenceClassifierOutput]
    ): ...

class AutoModelForTokenClassification(_AutoModel):
    """A model of any family: label every token.

    The family is read from the folder; the model is its ``<Family>ForTokenClassification``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> (
        _Forward1[TokenClassifierOutput]
        | _Forward22[TokenClassifierOutput]
        | _Forward34[TokenClassifierOutput]
    ): ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> (
        _Forward1[TokenClassifierOutput]
        | _Forward22[TokenClassifierOutput]
        | _Forward34[TokenClassifierOutput]
    ): ...

class AutoModelWithProjection(_AutoModel):
    """A model of any family: one vector a text or picture, to compare it with others.

    The family is read from the folder; the model is its ``<Family>ModelWithProjection``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward17[TextEmbedsOutput] | _Forward18[ImageEmbedsOutput]: ...
    @classmethod
    def from_config(
        cls, config: PretrainedConfig, **options: Any
    ) -> _Forward17[TextEmbedsOutput] | _Forward18[ImageEmbedsOutput]: ...

class AutoModelForXVector(_AutoModel):
    """A model of any family: one vector a recording, alike for the same speaker.

    The family is read from the folder; the model is its ``<Family>ForXVector``.
    """
    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **options: Any
    ) -> _Forward30[XVectorOutput]: ...
    @classmethod
    def from_config(cls, config: PretrainedConfig, **options: Any) -> _Forward30[XVectorOutput]: ...
