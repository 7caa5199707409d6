"""The encoding of one text or pair, with all that the library's ``Encoding`` offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from factory.tokenizers.backend import Truncation

Span = tuple[int, int]


@dataclass
class Encoding:
    """Tokens in parallel lists, with the parts that truncation cut off.

    Attributes:
        ids: vocabulary ids.
        type_ids: segment of each token.
        tokens: the tokens' text.
        offsets: characters of its sequence that each token covers; (0, 0) for special tokens.
        word_ids: word of its sequence that each token belongs to; None for special tokens.
        sequence_ids: 0 or 1, or None for special tokens.
        special_tokens_mask: 1 for the tokens added around the sequences and for padding.
        attention_mask: 0 for padding.
        overflowing: the parts cut off by truncation, each wrapped like this one.
    """

    ids: list[int] = field(default_factory=list)
    type_ids: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    offsets: list[Span] = field(default_factory=list)
    word_ids: list[int | None] = field(default_factory=list)
    sequence_ids: list[int | None] = field(default_factory=list)
    special_tokens_mask: list[int] = field(default_factory=list)
    attention_mask: list[int] = field(default_factory=list)
    overflowing: list[Encoding] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def words(self) -> list[int | None]:
        """The word ids, under the library's older name."""
        return self.word_ids

    @property
    def n_sequences(self) -> int:
        """How many sequences it was made from."""
        return max((s for s in self.sequence_ids if s is not None), default=0) + 1

    @classmethod
    def special(cls, ids: Sequence[int], tokens: Sequence[str], type_id: int) -> Encoding:
        """Special tokens, which belong to no sequence."""
        size = len(ids)
        return cls(
            list(ids),
            [type_id] * size,
            list(tokens),
            [(0, 0)] * size,
            [None] * size,
            [None] * size,
            [1] * size,
            [1] * size,
        )

    def append(self, token_id: int, token: str, offsets: Span, word: int | None) -> None:
        """Add a token of a sequence that is not placed yet."""
        self.ids.append(token_id)
        self.type_ids.append(0)
        self.tokens.append(token)
        self.offsets.append(offsets)
        self.word_ids.append(word)
        self.sequence_ids.append(0)
        self.special_tokens_mask.append(0)
        self.attention_mask.append(1)

    def place(self, sequence: int, type_id: int) -> None:
        """Say which sequence the tokens are, and their segment."""
        self.sequence_ids = [sequence] * len(self)
        self.type_ids = [type_id] * len(self)

    def joined(self, other: Encoding) -> Encoding:
        """This and another, without what overflowed."""
        return Encoding(
            self.ids + other.ids,
            self.type_ids + other.type_ids,
            self.tokens + other.tokens,
            self.offsets + other.offsets,
            self.word_ids + other.word_ids,
            self.sequence_ids + other.sequence_ids,
            self.special_tokens_mask + other.special_tokens_mask,
            self.attention_mask + other.attention_mask,
        )

    def merged(self, other: Encoding) -> Encoding:
        """This and another; what overflowed is every other combination of the two's parts."""
        result = self.joined(other)
        theirs = [other, *other.overflowing]
        result.overflowing = [o.joined(their) for o in self.overflowing for their in theirs]
        result.overflowing += [self.joined(their) for their in other.overflowing]
        return result

    def part(self, start: int, end: int) -> Encoding:
        """The tokens from ``start`` up to ``end``."""
        return Encoding(
            self.ids[start:end],
            self.type_ids[start:end],
            self.tokens[start:end],
            self.offsets[start:end],
            self.word_ids[start:end],
            self.sequence_ids[start:end],
            self.special_tokens_mask[start:end],
            self.attention_mask[start:end],
        )

    def truncated(self, length: int, how: Truncation) -> Encoding:
        """At most ``length`` tokens; the other parts overflow, overlapping by the stride.

        Raises:
            RequestError: the stride is not shorter than the parts.
        """
        total = len(self)
        if length >= total:
            return self
        if length == 0:
            return Encoding(overflowing=[self.part(0, total)])
        if how.stride >= length:
            raise how.stride_too_long(length)
        step = length - how.stride
        if how.side == "right":
            starts = range(0, max(total - how.stride, 1), step)
            parts = [self.part(start, min(start + length, total)) for start in starts]
        else:
            ends = range(total, how.stride, -step)
            parts = [self.part(max(end - length, 0), end) for end in ends]
        parts[0].overflowing = parts[1:]
        return parts[0]

    def pad(self, length: int, *, pad_id: int, pad_type_id: int, pad_token: str, side: str) -> None:
        """Fill up to ``length``, here and in the parts that overflowed."""
        for overflow in self.overflowing:
            overflow.pad(
                length, pad_id=pad_id, pad_type_id=pad_type_id, pad_token=pad_token, side=side
            )
        missing = length - len(self)
        if missing <= 0:
            return
        padding = Encoding.special([pad_id] * missing, [pad_token] * missing, pad_type_id)
        padding.attention_mask = [0] * missing
        padded = padding.joined(self) if side == "left" else self.joined(padding)
        padded.overflowing = self.overflowing
        self.__dict__.update(padded.__dict__)

    def token_to_sequence(self, token_index: int) -> int | None:
        """The sequence of a token."""
        return self.sequence_ids[token_index]

    def token_to_chars(self, token_index: int) -> Span | None:
        """The characters a token covers; None for special tokens."""
        if self.sequence_ids[token_index] is None:
            return None
        return self.offsets[token_index]

    def token_to_word(self, token_index: int) -> int | None:
        """The word a token belongs to; None for special tokens."""
        return self.word_ids[token_index]

    def char_to_token(self, char_pos: int, sequence_index: int = 0) -> int | None:
        """The first token that covers a character; None when none does."""
        for index, (start, end) in enumerate(self.offsets):
            if self.sequence_ids[index] == sequence_index and start <= char_pos < end:
                return index
        return None

    def char_to_word(self, char_pos: int, sequence_index: int = 0) -> int | None:
        """The word that covers a character."""
        token = self.char_to_token(char_pos, sequence_index)
        return None if token is None else self.word_ids[token]

    def word_to_tokens(self, word_index: int, sequence_index: int = 0) -> Span | None:
        """The tokens of a word, as (first, last + 1)."""
        indices = [
            index
            for index, word in enumerate(self.word_ids)
            if word == word_index and self.sequence_ids[index] == sequence_index
        ]
        return (indices[0], indices[-1] + 1) if indices else None

    def word_to_chars(self, word_index: int, sequence_index: int = 0) -> Span | None:
        """The characters of a word."""
        tokens = self.word_to_tokens(word_index, sequence_index)
        if tokens is None:
            return None
        return self.offsets[tokens[0]][0], self.offsets[tokens[1] - 1][1]
