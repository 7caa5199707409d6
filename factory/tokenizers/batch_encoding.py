"""What calling a tokenizer returns."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from factory.errors import RequestError
from factory.tokenizers.backend import EncodingLike
from factory.tokenizers.tensors import to_tensor


class CharSpan(NamedTuple):
    """Characters of a text, from ``start`` up to ``end``."""

    start: int
    end: int


class TokenSpan(NamedTuple):
    """Tokens of an encoding, from ``start`` up to ``end``."""

    start: int
    end: int


class BatchEncoding(UserDict[str, Any]):
    """The inputs of a model by name, with the encodings they were read from.

    Values are also attributes (``batch.input_ids``). With an integer or a slice in brackets, the
    encodings are indexed instead. Methods that look into one encoding take its index first; with a
    single index it is the token (character, word) of the first encoding.

    Args:
        data: the inputs by name.
        encodings: one encoding a row, or a function that makes them when they are asked for.
        tensor_type: "pt", "np", or None to keep lists.
        prepend_batch_axis: make one row of a single example.
    """

    def __init__(
        self,
        data: dict[str, Any] | None = None,
        encodings: Sequence[EncodingLike] | Callable[[], Sequence[EncodingLike]] | None = None,
        tensor_type: str | None = None,
        prepend_batch_axis: bool = False,
    ) -> None:
        super().__init__(data)
        self._encodings = encodings
        self.convert_to_tensors(tensor_type, prepend_batch_axis)

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, str):
            return self.data[item]
        if isinstance(item, slice):
            return {name: value[item] for name, value in self.data.items()}
        return self._all()[item]

    def __getattr__(self, name: str) -> Any:
        data = self.__dict__.get("data", {})
        if name in data:
            return data[name]
        raise AttributeError(f"no input named {name!r}; there are: {', '.join(data) or 'none'}")

    def __getstate__(self) -> dict[str, Any]:
        # Encodings keep the whole tokenizer within reach; the inputs travel alone.
        return {"data": self.data, "_encodings": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def encodings(self) -> Sequence[EncodingLike] | None:
        """The encodings, one a row; None for a batch made without a tokenizer."""
        if callable(self._encodings):
            self._encodings = self._encodings()
        return self._encodings

    @property
    def n_sequences(self) -> int | None:
        """How many sequences each encoding was made from."""
        encodings = self.encodings
        if not encodings:
            return None
        return max((s for s in encodings[0].sequence_ids if s is not None), default=0) + 1

    @property
    def is_fast(self) -> bool:
        """Whether the tokenizers library made the encodings."""
        encodings = self.encodings
        return bool(encodings) and type(encodings[0]).__module__ == "tokenizers"  # type: ignore[index]

    def _all(self) -> Sequence[EncodingLike]:
        encodings = self.encodings
        if encodings is None:
            raise RequestError(
                "This batch was padded, copied or pickled without its encodings; ask the batch "
                "that the tokenizer returned."
            )
        return encodings

    def tokens(self, batch_index: int = 0) -> list[str]:
        """The tokens of a row, special tokens and padding included."""
        return self._all()[batch_index].tokens

    def word_ids(self, batch_index: int = 0) -> list[int | None]:
        """The word of each token of a row; None for special tokens."""
        return self._all()[batch_index].word_ids

    words = word_ids

    def sequence_ids(self, batch_index: int = 0) -> list[int | None]:
        """The sequence (0 or 1) of each token of a row; None for special tokens."""
        return self._all()[batch_index].sequence_ids

    def _at(self, row_or_index: int, index: int | None) -> tuple[EncodingLike, int]:
        row, index = (0, row_or_index) if index is None else (row_or_index, index)
        encoding = self._all()[row]
        return encoding, index + len(encoding) if index < 0 else index

    def token_to_sequence(self, batch_or_token: int, token: int | None = None) -> int | None:
        """The sequence (0 or 1) that a token belongs to."""
        encoding, index = self._at(batch_or_token, token)
        return encoding.token_to_sequence(index)

    def token_to_word(self, batch_or_token: int, token: int | None = None) -> int | None:
        """The word that a token belongs to."""
        encoding, index = self._at(batch_or_token, token)
        return encoding.token_to_word(index)

    def token_to_chars(self, batch_or_token: int, token: int | None = None) -> CharSpan | None:
        """The characters that a token covers."""
        encoding, index = self._at(batch_or_token, token)
        span = encoding.token_to_chars(index)
        return None if span is None else CharSpan(*span)

    def char_to_token(
        self, batch_or_char: int, char: int | None = None, sequence_index: int = 0
    ) -> int | None:
        """The token that covers a character."""
        encoding, index = self._at(batch_or_char, char)
        return encoding.char_to_token(index, sequence_index)

    def char_to_word(
        self, batch_or_char: int, char: int | None = None, sequence_index: int = 0
    ) -> int | None:
        """The word that covers a character."""
        encoding, index = self._at(batch_or_char, char)
        return encoding.char_to_word(index, sequence_index)

    def word_to_tokens(
        self, batch_or_word: int, word: int | None = None, sequence_index: int = 0
    ) -> TokenSpan | None:
        """The tokens of a word."""
        encoding, index = self._at(batch_or_word, word)
        span = encoding.word_to_tokens(index, sequence_index)
        return None if span is None else TokenSpan(*span)

    def word_to_chars(
        self, batch_or_word: int, word: int | None = None, sequence_index: int = 0
    ) -> CharSpan | None:
        """The characters of a word."""
        encoding, index = self._at(batch_or_word, word)
        span = encoding.word_to_chars(index, sequence_index)
        return None if span is None else CharSpan(*span)

    def convert_to_tensors(
        self, tensor_type: str | None = None, prepend_batch_axis: bool = False
    ) -> BatchEncoding:
        """Make every value a tensor, in place.

        Args:
            tensor_type: "pt", "np", or None to do nothing.
            prepend_batch_axis: make one row of a single example.

        Raises:
            RequestError: rows of different lengths.
        """
        if tensor_type is not None:
            for name, value in self.data.items():
                rows = [value] if prepend_batch_axis else value
                self.data[name] = to_tensor(name, rows, tensor_type)
        return self

    def to(self, device: Any, *, non_blocking: bool = False) -> BatchEncoding:
        """Move torch tensors to a device, in place; other values stay."""
        for name, value in self.data.items():
            if hasattr(value, "to"):
                self.data[name] = value.to(device, non_blocking=non_blocking)
        return self
