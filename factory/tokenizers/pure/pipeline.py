"""The slow backend: a ``tokenizer.json`` carried out in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Batch, Document, Padding, Snapshots, Text, Truncation
from factory.tokenizers.pure.added_vocabulary import AddedVocabulary
from factory.tokenizers.pure.decoders import read_decoder
from factory.tokenizers.pure.encoding import Encoding
from factory.tokenizers.pure.models import read_model
from factory.tokenizers.pure.normalizers import read_normalizer
from factory.tokenizers.pure.post_processors import read_post_processor
from factory.tokenizers.pure.pre_tokenizers import read_pre_tokenizer


class Pipeline(Snapshots):
    """Text to encodings and back, as the tokenizers library does it.

    Args:
        document: the contents of a ``tokenizer.json``.

    Raises:
        RequestError: a part of the document is not implemented here.
    """

    def __init__(self, document: Document) -> None:
        self._document = {**document, "padding": None, "truncation": None}
        self._normalizer = read_normalizer(document.get("normalizer"))
        self._pre_tokenizer = read_pre_tokenizer(document.get("pre_tokenizer"))
        self._model = read_model(document["model"])
        self._post_processor = read_post_processor(document.get("post_processor"))
        self._decoder = read_decoder(document.get("decoder"))
        self._words = self._model.words
        self._added = AddedVocabulary(
            self._model.vocab, len(self._words), self._normalizer.normalize
        )
        self._added.add(AddedToken.of(token) for token in document.get("added_tokens") or ())

    def encode(self, batch: Batch, *, offsets: bool = True) -> list[Encoding]:
        """Encode a batch; offsets are always there."""
        seconds: Sequence[Text | None] = batch.pairs or [None] * len(batch.texts)
        encodings = [
            self._encode(first, second, batch)
            for first, second in zip(batch.texts, seconds, strict=True)
        ]
        if batch.padding is not None:
            _pad(encodings, batch.padding)
        return encodings

    def _encode(self, first: Text, second: Text | None, batch: Batch) -> Encoding:
        sequences = [self._sequence(first, batch.split_into_words)]
        if second is not None:
            sequences.append(self._sequence(second, batch.split_into_words))
        if batch.truncation is not None:
            added = self.special_tokens_to_add(second is not None)
            room = batch.truncation.max_length - (added if batch.add_special_tokens else 0)
            sequences = _truncate(sequences, room, batch.truncation)
        return self._post_processor.process(sequences, batch.add_special_tokens)

    def _sequence(self, text: Text, split_into_words: bool) -> Encoding:
        encoding = Encoding()
        if split_into_words:
            for index, word in enumerate(text):
                self._append(encoding, word, index)
        elif isinstance(text, str):
            self._append(encoding, text, None)
        return encoding

    def _append(self, encoding: Encoding, text: str, given_word: int | None) -> None:
        if not text.isascii():
            _check_scalars(text)
        word = 0
        for token_id, piece in self._added.split(text) if text else ():
            index = word if given_word is None else given_word
            if token_id is not None:
                encoding.append(token_id, piece.text, piece.span(0, len(piece.text)), index)
                word += 1
                continue
            for part in self._pre_tokenizer.split(piece):
                index = word if given_word is None else given_word
                for token in self._model.tokenize(part.text):
                    encoding.append(token.id, token.text, part.span(token.start, token.end), index)
                word += 1

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool) -> str:
        """The text of some ids; ids that are not in the vocabulary are left out."""
        tokens = []
        for token_id in ids:
            token = self.id_to_token(token_id)
            if token is None or (skip_special_tokens and token in self._added.special):
                continue
            tokens.append(token)
        return self._decoder.decode(tokens)

    def join(self, tokens: Sequence[str]) -> str:
        """The text of some tokens."""
        return self._decoder.decode(tokens)

    def token_to_id(self, token: str) -> int | None:
        """The id of a token, added or not."""
        return self._added.ids.get(token, self._model.vocab.get(token))

    def id_to_token(self, token_id: int) -> str | None:
        """The token of an id, added or not."""
        added = self._added.texts.get(token_id)
        return added if added is not None else self._words.get(token_id)

    def model_type(self) -> str:
        """The kind of model, such as "BPE"."""
        return type(self._model).__name__

    def vocab(self, *, added: bool) -> dict[str, int]:
        """The vocabulary, with the added tokens or without."""
        return {**self._model.vocab, **self._added.ids} if added else dict(self._model.vocab)

    def vocab_size(self, *, added: bool) -> int:
        """The number of tokens, with the added ones or without."""
        new = sum(token not in self._model.vocab for token in self._added.ids) if added else 0
        return len(self._words) + new

    def add_tokens(self, tokens: Iterable[AddedToken]) -> int:
        """Add tokens; how many were new."""
        self.before_change()
        return self._added.add(tokens)

    def added_tokens(self) -> dict[int, AddedToken]:
        """The added tokens by id."""
        return dict(sorted(self._added.tokens.items()))

    def special_tokens_to_add(self, pair: bool) -> int:
        """How many special tokens are put around one sequence or two."""
        return self._post_processor.added(pair)

    def document(self) -> Document:
        """Everything as a ``tokenizer.json``."""
        added = [{"id": i, **token.to_dict()} for i, token in self.added_tokens().items()]
        return {**self._document, "added_tokens": added}

    def post_processor(self) -> dict[str, Any] | None:
        """The post-processor's part of the document."""
        part: dict[str, Any] | None = self._document.get("post_processor")
        return part

    def set_post_processor(self, part: dict[str, Any]) -> None:
        """Replace the post-processor by the one that a document's part describes."""
        self.before_change()
        self._post_processor = read_post_processor(part)
        self._document["post_processor"] = part

    def __getstate__(self) -> Document:
        return self.document()

    def __setstate__(self, document: Document) -> None:
        self.__init__(document)  # type: ignore[misc]


def _check_scalars(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RequestError(
            f"A text has half of a surrogate pair at character {error.start}; it is no Unicode "
            "text. Decode it with errors='replace' first."
        ) from error


def _truncate(sequences: list[Encoding], room: int, how: Truncation) -> list[Encoding]:
    """Cut one or two sequences so that together they fit."""
    lengths = [len(sequence) for sequence in sequences]
    excess = sum(lengths) - room
    if excess <= 0:
        return sequences
    if room == 0:
        targets = [0] * len(lengths)
    elif how.strategy == "longest_first":
        targets = _shared(lengths, room)
    else:
        index = 0 if how.strategy == "only_first" else 1
        targets = list(lengths)
        targets[index] -= excess
        if targets[index] <= 0:
            raise RequestError(
                f"truncation={how.strategy!r} cannot bring this pair to max_length="
                f"{how.max_length}: that sequence has {lengths[index]} tokens and {excess} must "
                "go. Raise max_length, or use truncation='longest_first'."
            )
    return [
        sequence.truncated(target, how) for sequence, target in zip(sequences, targets, strict=True)
    ]


def _shared(lengths: list[int], room: int) -> list[int]:
    """What each sequence keeps when the longest is cut first; a second one gets the odd token."""
    if len(lengths) == 1:
        return [room]
    half = room // 2
    shorter = min(lengths)
    if shorter <= half:
        rest = room - shorter
        return [shorter, rest] if lengths[0] <= lengths[1] else [rest, shorter]
    odd = half + room % 2
    return [half, odd] if lengths[0] <= lengths[1] else [odd, half]


def _pad(encodings: list[Encoding], how: Padding) -> None:
    longest = max(map(len, encodings), default=0)
    length = longest if how.length is None else how.length
    if how.multiple:
        length += -length % how.multiple
    for encoding in encodings:
        encoding.pad(
            length,
            pad_id=how.token_id,
            pad_type_id=how.type_id,
            pad_token=how.token,
            side=how.side,
        )
