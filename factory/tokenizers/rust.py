"""The fast backend: the tokenizers library, imported when the first fast tokenizer is made."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import (
    Batch,
    Document,
    EncodingLike,
    Padding,
    Snapshots,
    Truncation,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# In the library's words for a stride that is too long for what is kept of a text.
_KEPT = re.compile(r"`stride` must be strictly less than `max_len=(\d+)`")


class RustBackend(Snapshots):
    """The tokenizers library behind the interface of a backend.

    Padding and truncation are settings of the library's object, so calls from several threads wait
    for each other; one call is spread over the processor's cores by the library.

    Args:
        tokenizer: the library's object; padding and truncation are switched off in it.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._lock: AbstractContextManager[Any] = threading.Lock()
        tokenizer.no_padding()
        tokenizer.no_truncation()

    @classmethod
    def from_document(cls, document: Document) -> RustBackend:
        """The backend that a ``tokenizer.json`` describes.

        Raises:
            RequestError: the library cannot read the document.
        """
        try:
            return cls(_read({**document, "padding": None, "truncation": None}))
        except Exception as error:  # the library raises bare Exceptions
            raise RequestError(
                f"The tokenizers library refuses this tokenizer: {error}."
            ) from error

    def encode(self, batch: Batch, *, offsets: bool) -> Sequence[EncodingLike]:
        """Encode a batch; without ``offsets`` the library follows no offsets, words or tokens."""
        encode = self.tokenizer.encode_batch if offsets else self.tokenizer.encode_batch_fast
        inputs: Sequence[Any] = batch.texts
        if batch.pairs is not None:
            inputs = list(zip(batch.texts, batch.pairs, strict=True))
        with self._lock:
            try:
                self._set(batch.padding, batch.truncation)
                return encode(
                    inputs,
                    is_pretokenized=batch.split_into_words,
                    add_special_tokens=batch.add_special_tokens,
                )
            except BaseException as error:
                # The library raises bare Exceptions, and panics where a stride is too long for
                # what the other text of a pair leaves.
                if batch.truncation is not None and (kept := _KEPT.search(str(error))):
                    raise batch.truncation.stride_too_long(kept[1]) from error
                if isinstance(error, Exception) or type(error).__name__ == "PanicException":
                    raise RequestError(f"The tokenizers library refuses this: {error}") from error
                raise

    def _set(self, padding: Padding | None, truncation: Truncation | None) -> None:
        if padding is not None:
            self.tokenizer.enable_padding(
                direction=padding.side,
                pad_id=padding.token_id,
                pad_type_id=padding.type_id,
                pad_token=padding.token,
                length=padding.length,
                pad_to_multiple_of=padding.multiple,
            )
        elif self.tokenizer.padding is not None:
            self.tokenizer.no_padding()
        if truncation is not None:
            self.tokenizer.enable_truncation(
                truncation.max_length,
                stride=truncation.stride,
                strategy=truncation.strategy,
                direction=truncation.side,
            )
        elif self.tokenizer.truncation is not None:
            self.tokenizer.no_truncation()

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool) -> str:
        """The text of some ids; ids that are not in the vocabulary are left out."""
        return self.tokenizer.decode(ids, skip_special_tokens=skip_special_tokens)

    def join(self, tokens: Sequence[str]) -> str:
        """The text of some tokens."""
        decoder = self.tokenizer.decoder
        return " ".join(tokens) if decoder is None else decoder.decode(list(tokens))

    def token_to_id(self, token: str) -> int | None:
        """The id of a token, added or not."""
        return self.tokenizer.token_to_id(token)

    def id_to_token(self, token_id: int) -> str | None:
        """The token of an id, added or not."""
        return self.tokenizer.id_to_token(token_id)

    def model_type(self) -> str:
        """The kind of model, such as "BPE"."""
        return type(self.tokenizer.model).__name__

    def vocab(self, *, added: bool) -> dict[str, int]:
        """The vocabulary, with the added tokens or without."""
        return self.tokenizer.get_vocab(with_added_tokens=added)

    def vocab_size(self, *, added: bool) -> int:
        """The number of tokens, with the added ones or without."""
        return self.tokenizer.get_vocab_size(with_added_tokens=added)

    def add_tokens(self, tokens: Iterable[AddedToken]) -> int:
        """Add tokens; how many were new."""
        from tokenizers import AddedToken as RustToken

        normalizer = self.tokenizer.normalizer
        listed = list(tokens)
        for token in listed:
            if token.normalized and normalizer is not None:
                token.check_remains(normalizer.normalize_str(token.content))
        self.before_change()
        return self.tokenizer.add_tokens([RustToken(**token.to_dict()) for token in listed])

    def added_tokens(self) -> dict[int, AddedToken]:
        """The added tokens by id."""
        tokens = self.tokenizer.get_added_tokens_decoder()
        return {token_id: AddedToken.of(token) for token_id, token in sorted(tokens.items())}

    def special_tokens_to_add(self, pair: bool) -> int:
        """How many special tokens are put around one sequence or two."""
        return self.tokenizer.num_special_tokens_to_add(pair)

    def document(self) -> Document:
        """Everything as a ``tokenizer.json``."""
        document: Document = json.loads(self.tokenizer.to_str())
        return {**document, "padding": None, "truncation": None}

    def post_processor(self) -> dict[str, Any] | None:
        """The post-processor's part of the document."""
        processor = self.tokenizer.post_processor
        if processor is None:
            return None
        part: dict[str, Any] = json.loads(processor.__getstate__())
        return part

    def set_post_processor(self, part: dict[str, Any]) -> None:
        """Replace the post-processor by the one that a document's part describes."""
        from tokenizers import Tokenizer

        stub = {"model": {"type": "BPE", "vocab": {}, "merges": []}, "post_processor": part}
        self.before_change()
        self.tokenizer.post_processor = Tokenizer.from_str(json.dumps(stub)).post_processor

    def __getstate__(self) -> str:
        return self.tokenizer.to_str()

    def __setstate__(self, state: str) -> None:
        self.__init__(_read(json.loads(state)))  # type: ignore[misc]


def _read(document: Document) -> Tokenizer:
    """The library's object for a document.

    The library reads numbers from JSON to within a bit of their last place. That is too little for
    the scores of a Unigram model, where a bit can decide between two ways to break a word, so they
    are read here.
    """
    from tokenizers import AddedToken as RustToken
    from tokenizers import Tokenizer, models

    model = document["model"]
    if not isinstance(model.get("vocab"), list):
        return Tokenizer.from_str(json.dumps(document))
    stub = {"type": "Unigram", "unk_id": 0, "vocab": [["", 0.0]], "byte_fallback": False}
    tokenizer = Tokenizer.from_str(json.dumps({**document, "model": stub, "added_tokens": []}))
    tokenizer.model = models.Unigram(
        [(piece, score) for piece, score in model["vocab"]],
        model.get("unk_id"),
        bool(model.get("byte_fallback")),
    )
    added = (AddedToken.of(token) for token in document.get("added_tokens") or ())
    tokenizer.add_tokens([RustToken(**token.to_dict()) for token in added])
    return tokenizer
