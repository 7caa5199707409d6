"""The vocabulary side of a tokenizer: tokens and ids, special tokens, decoding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from factory.errors import RequestError, did_you_mean
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Backend
from factory.tokenizers.pure.decoders import CLOSED_UP
from factory.tokenizers.pure.post_processors import (
    Place,
    PostProcessor,
    Special,
    read_post_processor,
)

SPECIAL_TOKENS = (
    "bos_token",
    "eos_token",
    "unk_token",
    "sep_token",
    "pad_token",
    "cls_token",
    "mask_token",
)
# Lists of further special tokens, under either name.
ADDITIONAL = ("additional_special_tokens", "extra_special_tokens")


# The tokenizers library holds ids in 32 bits.
_ID_LIMIT = 2**32


class _Role:
    """The token that plays a part, such as ``cls_token``; None when no token does."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, tokenizer: None, owner: type) -> _Role: ...
    @overload
    def __get__(self, tokenizer: Vocabulary, owner: type) -> str | None: ...
    def __get__(self, tokenizer: Vocabulary | None, owner: type) -> _Role | str | None:
        return self if tokenizer is None else tokenizer._roles.get(self._name)

    def __set__(self, tokenizer: Vocabulary, token: str | AddedToken | None) -> None:
        tokenizer._set_role(self._name, token)


class _RoleId:
    """The id of the token that plays a part, such as ``cls_token_id``."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name.removesuffix("_id")

    @overload
    def __get__(self, tokenizer: None, owner: type) -> _RoleId: ...
    @overload
    def __get__(self, tokenizer: Vocabulary, owner: type) -> int | None: ...
    def __get__(self, tokenizer: Vocabulary | None, owner: type) -> _RoleId | int | None:
        if tokenizer is None:
            return self
        token = tokenizer._roles.get(self._name)
        return None if token is None else tokenizer._backend.token_to_id(token)


class Vocabulary:
    """Tokens, ids and special tokens, over a backend."""

    _backend: Backend
    _roles: dict[str, str]
    _additional: list[str]
    clean_up_tokenization_spaces: bool

    bos_token, bos_token_id = _Role(), _RoleId()
    eos_token, eos_token_id = _Role(), _RoleId()
    unk_token, unk_token_id = _Role(), _RoleId()
    sep_token, sep_token_id = _Role(), _RoleId()
    pad_token, pad_token_id = _Role(), _RoleId()
    cls_token, cls_token_id = _Role(), _RoleId()
    mask_token, mask_token_id = _Role(), _RoleId()
    pad_token_type_id = 0

    @property
    def vocab_size(self) -> int:
        """The number of tokens without the added ones."""
        return self._backend.vocab_size(added=False)

    def __len__(self) -> int:
        """The number of tokens with the added ones: the rows an embedding needs."""
        return self._backend.vocab_size(added=True)

    def __bool__(self) -> bool:
        return True

    def get_vocab(self) -> dict[str, int]:
        """Every token, added ones included, with its id."""
        return self._backend.vocab(added=True)

    @property
    def vocab(self) -> dict[str, int]:
        """The same as :meth:`get_vocab`."""
        return self.get_vocab()

    @property
    def added_tokens_decoder(self) -> dict[int, AddedToken]:
        """The added tokens by id; special tokens are among them."""
        return self._backend.added_tokens()

    @property
    def added_tokens_encoder(self) -> dict[str, int]:
        """The ids of the added tokens."""
        return {token.content: token_id for token_id, token in self.added_tokens_decoder.items()}

    def get_added_vocab(self) -> dict[str, int]:
        """The ids of the added tokens."""
        return self.added_tokens_encoder

    @property
    def additional_special_tokens(self) -> list[str]:
        """The special tokens that play none of the usual parts."""
        return list(self._additional)

    extra_special_tokens = additional_special_tokens

    @property
    def special_tokens_map(self) -> dict[str, str | list[str]]:
        """The special tokens by part."""
        result: dict[str, str | list[str]] = dict(self._roles)
        if self._additional:
            result["additional_special_tokens"] = self.additional_special_tokens
        return result

    @property
    def all_special_tokens(self) -> list[str]:
        """Every special token once."""
        return list(dict.fromkeys([*self._roles.values(), *self._additional]))

    @property
    def all_special_ids(self) -> list[int]:
        """The ids of :attr:`all_special_tokens`."""
        ids = map(self._backend.token_to_id, self.all_special_tokens)
        return [token_id for token_id in ids if token_id is not None]

    def _set_role(self, name: str, token: str | AddedToken | None) -> None:
        if token is None:
            self._roles.pop(name, None)
            return
        if self._backend.token_to_id(str(token)) is None:
            raise RequestError(
                f"{name}={str(token)!r} is not in the vocabulary; add it with "
                f"add_special_tokens({{{name!r}: {str(token)!r}}})."
            )
        roles = {**self._roles, name: str(token)}
        self._roles = {part: roles[part] for part in SPECIAL_TOKENS if part in roles}

    def add_tokens(
        self,
        new_tokens: str | AddedToken | Sequence[str | AddedToken],
        special_tokens: bool = False,
    ) -> int:
        """Add tokens at the end of the vocabulary.

        Args:
            new_tokens: one token or several.
            special_tokens: whether they are special.

        Returns:
            how many were new; the model's embeddings must grow to ``len(tokenizer)``.
        """
        several = [new_tokens] if isinstance(new_tokens, str | AddedToken) else new_tokens
        return self._backend.add_tokens(
            AddedToken.of(token, special=special_tokens) for token in several
        )

    def add_special_tokens(
        self,
        special_tokens_dict: Mapping[str, Any],
        replace_additional_special_tokens: bool = True,
    ) -> int:
        """Give parts to tokens, adding those that are not in the vocabulary.

        Args:
            special_tokens_dict: parts such as "cls_token" with their tokens, and
                "additional_special_tokens" with a list.
            replace_additional_special_tokens: whether the list replaces the one there is.

        Returns:
            how many were new to the vocabulary.

        Raises:
            RequestError: an unknown part.
        """
        allowed = (*SPECIAL_TOKENS, *ADDITIONAL)
        unknown = [name for name in special_tokens_dict if name not in allowed]
        if unknown:
            raise RequestError(
                f"add_special_tokens: {name!r} is no part; parts are {', '.join(allowed)}."
                + did_you_mean(name, allowed)
                for name in unknown
            )
        before = len(self)
        for name, value in special_tokens_dict.items():
            tokens = list(value) if name in ADDITIONAL else [value]
            self._backend.add_tokens(AddedToken.of(token, special=True) for token in tokens)
            if name not in ADDITIONAL:
                self._set_role(name, value)
                continue
            kept = [] if replace_additional_special_tokens else self._additional
            self._additional = list(dict.fromkeys([*kept, *map(str, tokens)]))
        return len(self) - before

    @overload
    def convert_tokens_to_ids(self, tokens: str) -> int | None: ...
    @overload
    def convert_tokens_to_ids(self, tokens: list[str] | tuple[str, ...]) -> list[int | None]: ...
    def convert_tokens_to_ids(
        self, tokens: str | list[str] | tuple[str, ...]
    ) -> int | list[int | None] | None:
        """The id of a token, or of each; the unknown token's for what is not in the vocabulary."""
        if not isinstance(tokens, str):
            return [self.convert_tokens_to_ids(token) for token in tokens]
        token_id = self._backend.token_to_id(tokens)
        return self.unk_token_id if token_id is None else token_id

    @overload
    def convert_ids_to_tokens(self, ids: int, skip_special_tokens: bool = ...) -> str | None: ...
    @overload
    def convert_ids_to_tokens(
        self, ids: Iterable[int], skip_special_tokens: bool = ...
    ) -> list[str | None]: ...
    def convert_ids_to_tokens(
        self, ids: int | Iterable[int], skip_special_tokens: bool = False
    ) -> str | list[str | None] | None:
        """The token of an id, or of each; None for an id that is not in the vocabulary."""
        plain = plain_ids(ids)
        if isinstance(plain, int):
            return self._backend.id_to_token(_checked_id(plain))
        skipped = set(self.all_special_ids) if skip_special_tokens else ()
        return [
            self._backend.id_to_token(token_id)
            for token_id in map(_checked_id, plain)
            if token_id not in skipped
        ]

    def convert_tokens_to_string(self, tokens: Sequence[str]) -> str:
        """The text that tokens stand for."""
        return self._backend.join(tokens)

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
    ) -> Any:
        """The text of ids.

        Args:
            token_ids: an id, ids, an array or a tensor; rows of ids give a list of texts.
            skip_special_tokens: leave special tokens out.
            clean_up_tokenization_spaces: close up the spaces before English punctuation; None is
                the tokenizer's own setting. It is for WordPiece: a byte-level BPE has the text's
                own spaces in its tokens, and they are kept, as transformers keeps them.

        Raises:
            RequestError: something is no id.
        """
        ids = plain_ids(token_ids)
        if isinstance(ids, int):
            ids = [ids]
        if ids and isinstance(ids[0], list):
            return self.batch_decode(ids, skip_special_tokens, clean_up_tokenization_spaces)
        text = self._backend.decode(
            [_checked_id(token_id) for token_id in ids], skip_special_tokens=skip_special_tokens
        )
        text = self._finished(text)
        if clean_up_tokenization_spaces is None:
            clean_up_tokenization_spaces = self.clean_up_tokenization_spaces
        if clean_up_tokenization_spaces and self._backend.model_type() != "BPE":
            text = self.clean_up_tokenization(text)
        return text

    def batch_decode(
        self,
        sequences: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
    ) -> list[str]:
        """The text of each row of ids; see :meth:`decode`."""
        return [
            self.decode(row, skip_special_tokens, clean_up_tokenization_spaces) for row in sequences
        ]

    def _finished(self, text: str) -> str:
        """A text as decoding leaves it, from the joined tokens."""
        return text

    @staticmethod
    def clean_up_tokenization(text: str) -> str:
        """Close up the spaces before English punctuation and contractions."""
        for wide, closed in CLOSED_UP:
            text = text.replace(wide, closed)
        return text

    def num_special_tokens_to_add(self, pair: bool = False) -> int:
        """How many special tokens are put around one text, or around two."""
        return self._backend.special_tokens_to_add(pair)

    @cached_property
    def _post_processor(self) -> PostProcessor:
        return read_post_processor(self._backend.post_processor())

    def build_inputs_with_special_tokens(
        self, token_ids_0: Sequence[int], token_ids_1: Sequence[int] | None = None
    ) -> list[int]:
        """The ids of one text or two, wrapped in special tokens."""
        sequences = (token_ids_0, token_ids_1 or ())
        result: list[int] = []
        for piece in self._post_processor.template(token_ids_1 is not None):
            result += piece.ids if isinstance(piece, Special) else sequences[piece.sequence]
        return result

    def create_token_type_ids_from_sequences(
        self, token_ids_0: Sequence[int], token_ids_1: Sequence[int] | None = None
    ) -> list[int]:
        """The segments of one text or two, special tokens included."""
        sizes = (len(token_ids_0), len(token_ids_1 or ()))
        result: list[int] = []
        for piece in self._post_processor.template(token_ids_1 is not None):
            size = sizes[piece.sequence] if isinstance(piece, Place) else len(piece.ids)
            result += [piece.type_id] * size
        return result

    def get_special_tokens_mask(
        self,
        token_ids_0: Sequence[int],
        token_ids_1: Sequence[int] | None = None,
        already_has_special_tokens: bool = False,
    ) -> list[int]:
        """1 where a special token is, or will be put, around ids; 0 elsewhere."""
        if already_has_special_tokens:
            special = set(self.all_special_ids)
            return [int(token_id in special) for token_id in token_ids_0]
        sizes = (len(token_ids_0), len(token_ids_1 or ()))
        result: list[int] = []
        for piece in self._post_processor.template(token_ids_1 is not None):
            result += (
                [1] * len(piece.ids) if isinstance(piece, Special) else [0] * sizes[piece.sequence]
            )
        return result


def plain_ids(ids: Any) -> Any:
    """An id, or ids in lists, from whatever holds them: arrays, tensors, tuples, other iterables.

    Raises:
        RequestError: it holds no ids.
    """
    if hasattr(ids, "tolist"):
        ids = ids.tolist()
    if isinstance(ids, int):
        return ids
    if not isinstance(ids, Iterable) or isinstance(ids, str | bytes | Mapping):
        raise _no_id(ids)
    listed = list(ids)
    if listed and not isinstance(listed[0], int):
        return [plain_ids(item) for item in listed]
    return listed


def _checked_id(value: Any) -> int:
    if isinstance(value, int) and 0 <= value < _ID_LIMIT:
        return value
    raise _no_id(value)


def _no_id(value: Any) -> RequestError:
    advice = ""
    if isinstance(value, int) and value < 0:
        advice = " Replace negative labels by the padding token's id first."
    return RequestError(
        f"{value!r:.80} is not an id: ids are whole numbers from 0 to {_ID_LIMIT - 1}, alone, in "
        f"lists, arrays or tensors.{advice}"
    )
