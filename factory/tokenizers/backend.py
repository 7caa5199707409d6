"""What a tokenizer needs done for it, by the tokenizers library or in pure Python."""

from __future__ import annotations

import copy
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken

Side = Literal["left", "right"]
Span = tuple[int, int]
# A text, or its words.
Text = str | Sequence[str]
# The shape of a tokenizer.json.
Document = dict[str, Any]


@dataclass(frozen=True)
class Truncation:
    """Cut encodings to a length.

    Attributes:
        max_length: tokens to keep, special tokens included.
        strategy: which sequence is cut: "longest_first", "only_first", "only_second".
        stride: tokens that what is cut off shares with what comes before it.
        side: where tokens are cut off.
    """

    max_length: int
    strategy: str
    stride: int
    side: Side

    def stride_too_long(self, kept: int | str) -> RequestError:
        """The refusal of a stride that would move no part forward.

        Args:
            kept: tokens of the text that each part keeps.
        """
        return RequestError(
            f"stride={self.stride} must be less than the {kept} tokens that each part of a text "
            f"keeps at max_length={self.max_length}, special tokens and the other text of a pair "
            "not counted. Lower stride or raise max_length."
        )


@dataclass(frozen=True)
class Padding:
    """Fill encodings up to a length.

    Attributes:
        length: tokens to have; None is the longest of the batch.
        multiple: round the length up to a multiple of this.
        side: where padding goes.
        token: the padding token, with its id and its segment.
    """

    length: int | None
    multiple: int | None
    side: Side
    token: str
    token_id: int
    type_id: int


class EncodingLike(Protocol):
    """An encoding of the tokenizers library, or of the pure pipeline."""

    @property
    def ids(self) -> list[int]: ...
    @property
    def type_ids(self) -> list[int]: ...
    @property
    def tokens(self) -> list[str]: ...
    @property
    def offsets(self) -> list[Span]: ...
    @property
    def word_ids(self) -> list[int | None]: ...
    @property
    def sequence_ids(self) -> list[int | None]: ...
    @property
    def special_tokens_mask(self) -> list[int]: ...
    @property
    def attention_mask(self) -> list[int]: ...
    @property
    def overflowing(self) -> Sequence[EncodingLike]: ...
    def __len__(self) -> int: ...
    def token_to_sequence(self, token_index: int) -> int | None: ...
    def token_to_word(self, token_index: int) -> int | None: ...
    def token_to_chars(self, token_index: int) -> Span | None: ...
    def char_to_token(self, char_pos: int, sequence_index: int = 0) -> int | None: ...
    def char_to_word(self, char_pos: int, sequence_index: int = 0) -> int | None: ...
    def word_to_tokens(self, word_index: int, sequence_index: int = 0) -> Span | None: ...
    def word_to_chars(self, word_index: int, sequence_index: int = 0) -> Span | None: ...


@dataclass(frozen=True)
class Batch:
    """Texts or pairs of texts to encode alike.

    Attributes:
        texts: each a text, or its words when ``split_into_words``.
        pairs: the second text of each, or None.
        split_into_words: whether texts are given as words.
        add_special_tokens: wrap them in the special tokens of the tokenizer.
        truncation: how to cut, or None.
        padding: how to fill up, or None.
    """

    texts: Sequence[Text]
    pairs: Sequence[Text] | None = None
    split_into_words: bool = False
    add_special_tokens: bool = True
    truncation: Truncation | None = None
    padding: Padding | None = None


class Snapshot:
    """A backend as it was when the snapshot was taken, however it changes later.

    Attributes:
        backend: the backend itself, or a copy from before its first change.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend


class Snapshots:
    """The part of a backend that keeps its snapshots true.

    A snapshot costs nothing when it is taken; the backend is copied when it is about to change
    while somebody still holds one.
    """

    _latest: weakref.ref[Snapshot] | None = None

    def snapshot(self: Backend) -> Snapshot:
        """This backend as it is now."""
        latest = self._latest() if self._latest is not None else None
        if latest is None:
            latest = Snapshot(self)
            self._latest = weakref.ref(latest)
        return latest

    def before_change(self: Backend) -> None:
        """To be called before what the backend does is changed."""
        latest = self._latest() if self._latest is not None else None
        self._latest = None
        if latest is not None:
            latest.backend = copy.copy(self)


class Backend(Protocol):
    """A vocabulary and the whole way from text to encodings and back."""

    _latest: weakref.ref[Snapshot] | None

    def snapshot(self) -> Snapshot:
        """The backend as it is now."""

    def encode(self, batch: Batch, *, offsets: bool) -> Sequence[EncodingLike]:
        """Encode a batch; without ``offsets`` only ids, type ids and masks are to be used."""

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool) -> str:
        """The text of some ids."""

    def join(self, tokens: Sequence[str]) -> str:
        """The text of some tokens."""

    def token_to_id(self, token: str) -> int | None:
        """The id of a token, added or not."""

    def id_to_token(self, token_id: int) -> str | None:
        """The token of an id, added or not."""

    def model_type(self) -> str:
        """The kind of model, such as "BPE"."""

    def vocab(self, *, added: bool) -> dict[str, int]:
        """The vocabulary, with the added tokens or without."""

    def vocab_size(self, *, added: bool) -> int:
        """The number of tokens, with the added ones or without."""

    def add_tokens(self, tokens: Iterable[AddedToken]) -> int:
        """Add tokens; how many were new."""

    def added_tokens(self) -> dict[int, AddedToken]:
        """The added tokens by id."""

    def special_tokens_to_add(self, pair: bool) -> int:
        """How many special tokens are put around one sequence or two."""

    def document(self) -> Document:
        """Everything as a ``tokenizer.json``, without padding and truncation."""

    def post_processor(self) -> dict[str, Any] | None:
        """The post-processor's part of the document."""

    def set_post_processor(self, part: dict[str, Any]) -> None:
        """Replace the post-processor by the one that a document's part describes."""
