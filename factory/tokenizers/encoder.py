"""The encoding side of a tokenizer: calling it, and padding what it returned."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.backend import Batch, EncodingLike, Side, Text
from factory.tokenizers.batch_encoding import BatchEncoding
from factory.tokenizers.call_options import SIDES, CallOptions, is_limited
from factory.tokenizers.tensors import columns_for, filled, from_array, real_places, row_lengths
from factory.tokenizers.texts import read_texts
from factory.tokenizers.vocabulary import Vocabulary

_log = logging.getLogger(__name__)

# Inputs and the attribute of an encoding that holds them.
_ATTRIBUTES = {
    "input_ids": "ids",
    "token_type_ids": "type_ids",
    "attention_mask": "attention_mask",
    "special_tokens_mask": "special_tokens_mask",
    "offset_mapping": "offsets",
}


class Encoder(Vocabulary):
    """Texts to the inputs of a model.

    Attributes:
        model_input_names: the inputs that the model takes; a family's class sets them, and the
            folder does where the class is of no family.
        model_max_length: the most tokens that the model takes.
    """

    model_input_names: Sequence[str] = ("input_ids", "attention_mask")
    model_max_length: int
    _padding_side: Side
    _truncation_side: Side
    _warned_of_length: bool = False

    @property
    def padding_side(self) -> Side:
        """Where padding goes: "left" or "right"."""
        return self._padding_side

    @padding_side.setter
    def padding_side(self, side: Side) -> None:
        self._padding_side = _checked_side("padding_side", side)

    @property
    def truncation_side(self) -> Side:
        """Where tokens are cut off: "left" or "right"."""
        return self._truncation_side

    @truncation_side.setter
    def truncation_side(self, side: Side) -> None:
        self._truncation_side = _checked_side("truncation_side", side)

    @property
    def max_len_single_sentence(self) -> int:
        """Tokens of text that fit beside the special tokens of one text."""
        return self.model_max_length - self.num_special_tokens_to_add(pair=False)

    @property
    def max_len_sentences_pair(self) -> int:
        """Tokens of text that fit beside the special tokens of two texts."""
        return self.model_max_length - self.num_special_tokens_to_add(pair=True)

    def __call__(self, text: Any, text_pair: Any = None, **options: Any) -> BatchEncoding:
        """Encode a text, a pair, or a batch of either.

        Args:
            text: a text, a list of texts, or a list of pairs; with ``is_split_into_words``, a list
                of words or a list of such lists.
            text_pair: the second text of each, in the same form.
            **options: see :class:`CallOptions`.

        Returns:
            the model's inputs by name: lists (batch, tokens), or tensors (batch, tokens). One text
            without ``return_tensors`` gives lists (tokens,).

        Raises:
            RequestError: an unknown option, an impossible value, or something that is no text.
        """
        asked = CallOptions.read(type(self).__name__, options)
        texts = read_texts(text, text_pair, split=asked.is_split_into_words)
        batch = self._batch(texts.first, texts.second, asked)
        names = self._inputs(asked)
        if (
            asked.return_tensors is not None
            and not asked.return_overflowing_tokens
            and not asked.return_offsets_mapping
        ):
            return self._in_bulk(batch, names, asked)
        whole = asked.return_offsets_mapping or asked.return_overflowing_tokens
        encodings = self._backend.encode(batch, offsets=whole)
        rows, samples = list(encodings), list(range(len(encodings)))
        if asked.return_overflowing_tokens:
            rows, samples = _with_overflow(encodings)
        data = {name: [getattr(row, _ATTRIBUTES[name]) for row in rows] for name in names}
        self._warn_of_length(data["input_ids"], batch, asked)
        if asked.return_length:
            data["length"] = [len(row) for row in rows]
        if asked.return_overflowing_tokens:
            data["overflow_to_sample_mapping"] = samples
        elif not texts.batched and asked.return_tensors is None:
            data = {name: values[0] for name, values in data.items()}
        return BatchEncoding(data, rows if whole else self._later(batch), asked.return_tensors)

    def _batch(
        self, first: Sequence[Text], second: Sequence[Text] | None, asked: CallOptions
    ) -> Batch:
        pairs = second is not None
        return Batch(
            texts=first,
            pairs=second,
            split_into_words=asked.is_split_into_words,
            add_special_tokens=asked.add_special_tokens,
            truncation=asked.truncation_for(
                self.model_max_length,
                self.truncation_side,
                self.num_special_tokens_to_add,
                pairs=pairs,
            ),
            padding=asked.padding_for(
                self.model_max_length, self.padding_side, self.pad_token, self.pad_token_id
            ),
        )

    def _inputs(self, asked: CallOptions) -> list[str]:
        wanted = {
            "token_type_ids": asked.return_token_type_ids,
            "attention_mask": asked.return_attention_mask,
            "special_tokens_mask": asked.return_special_tokens_mask,
            "offset_mapping": asked.return_offsets_mapping,
        }
        names = ["input_ids"]
        names += [
            name
            for name, want in wanted.items()
            if (name in self.model_input_names if want is None else want)
        ]
        return names

    def _in_bulk(self, batch: Batch, names: list[str], asked: CallOptions) -> BatchEncoding:
        """Tensors without lists of lists: numpy pads, and nothing follows offsets."""
        encodings = self._backend.encode(replace(batch, padding=None), offsets=False)
        rows = [encoding.ids for encoding in encodings]
        lengths = row_lengths(rows)
        self._warn_of_length(rows, batch, asked)
        columns = columns_for(lengths, batch.padding)
        side = self.padding_side if batch.padding is None else batch.padding.side
        real = real_places(lengths, columns, side)
        data = {}
        for name in names:
            if name == "attention_mask":
                array = real.astype("int64")
            else:
                values = [getattr(encoding, _ATTRIBUTES[name]) for encoding in encodings]
                array = filled(values, real, self._padding_values()[name])
            data[name] = from_array(array, str(asked.return_tensors))
        if asked.return_length:
            lengths[:] = columns
            data["length"] = from_array(lengths, str(asked.return_tensors))
        return BatchEncoding(data, self._later(batch))

    def _later(self, batch: Batch) -> Any:
        """Makes the encodings of this call, with offsets, if they are ever asked for."""
        snapshot = self._backend.snapshot()
        return lambda: snapshot.backend.encode(batch, offsets=True)

    def _padding_values(self) -> dict[str, int]:
        return {
            "input_ids": 0 if self.pad_token_id is None else self.pad_token_id,
            "token_type_ids": self.pad_token_type_id,
            "attention_mask": 0,
            "special_tokens_mask": 1,
        }

    def _warn_of_length(self, rows: Sequence[Any], batch: Batch, asked: CallOptions) -> None:
        if not asked.verbose or self._warned_of_length or not is_limited(self.model_max_length):
            return
        longest = max(map(len, rows), default=0)
        if batch.truncation is None and longest > self.model_max_length:
            self._warned_of_length = True
            _log.warning(
                "A text has %d tokens, more than the model's %d; pass truncation=True to cut it.",
                longest,
                self.model_max_length,
            )

    def encode(self, text: Any, text_pair: Any = None, **options: Any) -> Any:
        """The ids of a text or pair; see :meth:`__call__`."""
        return self(text, text_pair, **options)["input_ids"]

    def encode_plus(self, text: Any, text_pair: Any = None, **options: Any) -> BatchEncoding:
        """The same as calling the tokenizer."""
        return self(text, text_pair, **options)

    def batch_encode_plus(self, batch_text_or_text_pairs: Any, **options: Any) -> BatchEncoding:
        """The same as calling the tokenizer with a list of texts or pairs."""
        return self(batch_text_or_text_pairs, **options)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The tokens of a text or pair; see :meth:`__call__`."""
        return self(text, pair, add_special_tokens=add_special_tokens, **options).tokens()

    def pad(self, encoded_inputs: Any, padding: bool | str = True, **options: Any) -> BatchEncoding:
        """Pad what calls returned.

        Args:
            encoded_inputs: inputs by name, or a list of such mappings, one an example.
            padding: as in a call.
            **options: ``max_length``, ``pad_to_multiple_of``, ``padding_side``,
                ``return_attention_mask``, ``return_tensors``, ``verbose``.

        Returns:
            the inputs; token ids, segments and masks are padded, others stay.

        Raises:
            RequestError: no ``input_ids``, or an impossible option.
        """
        asked = CallOptions.read(f"{type(self).__name__}.pad", {"padding": padding, **options})
        data = _gathered(encoded_inputs)
        ids = data["input_ids"]
        single = bool(ids) and not isinstance(ids[0], list)
        if single:
            data = {name: [value] for name, value in data.items()}
            ids = data["input_ids"]
        if "attention_mask" in self._inputs(asked):
            data.setdefault("attention_mask", [[1] * len(row) for row in ids])
        how = self._batch((), None, asked).padding
        if how is not None:
            lengths = row_lengths(ids)
            columns = columns_for(lengths, how)
            for name, value in self._padding_values().items():
                for index, row in enumerate(data.get(name, ())):
                    filler = [value] * (columns - len(row))
                    data[name][index] = filler + row if how.side == "left" else row + filler
        if single and asked.return_tensors is None:
            data = {name: value[0] for name, value in data.items()}
        return BatchEncoding(data, tensor_type=asked.return_tensors)


def _checked_side(name: str, side: str) -> Side:
    if side not in SIDES:
        raise RequestError(f"{name}={side!r} is not one of {' and '.join(map(repr, SIDES))}.")
    return "left" if side == "left" else "right"


def _with_overflow(encodings: Sequence[EncodingLike]) -> tuple[list[EncodingLike], list[int]]:
    """Every encoding followed by what overflowed from it, and the sample each came from."""
    rows: list[EncodingLike] = []
    samples: list[int] = []
    for sample, encoding in enumerate(encodings):
        parts = [encoding, *encoding.overflowing]
        rows += parts
        samples += [sample] * len(parts)
    return rows, samples


def _gathered(encoded_inputs: Any) -> dict[str, Any]:
    """Inputs by name as lists, from a mapping or from a list of mappings."""
    if not isinstance(encoded_inputs, Mapping):
        examples = list(encoded_inputs)
        names = examples[0].keys() if examples else ("input_ids",)
        encoded_inputs = {name: [example[name] for example in examples] for name in names}
    if "input_ids" not in encoded_inputs:
        raise RequestError(f"pad needs input_ids; it was given {', '.join(encoded_inputs)}.")
    return {name: _as_list(value) for name, value in encoded_inputs.items()}


def _as_list(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    return [_as_list(item) for item in value] if isinstance(value, list | tuple) else value
