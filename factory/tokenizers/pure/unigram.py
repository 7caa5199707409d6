"""How a Unigram model breaks a word: https://arxiv.org/abs/1804.10959."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from factory.errors import FactoryError
from factory.tokenizers.pure.parts import Part
from factory.tokenizers.pure.tokens import Token, remember

# How much less likely than the least likely token an unknown character is, as a logarithm.
_UNKNOWN_PENALTY = 10.0


class _Best(NamedTuple):
    """The likeliest way to reach a place in a word."""

    score: float
    start: int  # of its last token
    known: bool


@dataclass(frozen=True)
class Unigram:
    """The likeliest of all ways to break a word into tokens (Viterbi).

    Attributes:
        pieces: the tokens with the logarithms of their probabilities, in the order of their ids.
        unk_id: the id of unknown characters; neighbours are one token.
        byte_fallback: whether what is no token becomes tokens of its bytes, if there are such.
    """

    pieces: tuple[tuple[str, float], ...] = field(repr=False)
    unk_id: int | None = None
    byte_fallback: bool = False
    _cache: dict[str, list[Token]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def vocab(self) -> dict[str, int]:
        """The id of each token, the last where there are several."""
        return {piece: token_id for token_id, (piece, _) in enumerate(self.pieces)}

    @property
    def words(self) -> dict[int, str]:
        """The token of each id."""
        return {token_id: piece for token_id, (piece, _) in enumerate(self.pieces)}

    @cached_property
    def _longest(self) -> dict[str, int]:
        """The length of the longest token that begins with a character."""
        longest: dict[str, int] = {}
        for piece in self.vocab:
            longest[piece[:1]] = max(longest.get(piece[:1], 0), len(piece))
        return longest

    @cached_property
    def _unknown_score(self) -> float:
        return min(score for _, score in self.pieces) - _UNKNOWN_PENALTY

    def tokenize(self, word: str) -> list[Token]:
        """The tokens of a word, in order."""
        tokens = self._cache.get(word)
        if tokens is None:
            tokens = [t for start, end in self._spans(word) for t in self._tokens(word, start, end)]
            remember(self._cache, word, tokens)
        return tokens

    def _spans(self, word: str) -> list[tuple[int, int]]:
        """Where the tokens of a word begin and end."""
        spans: list[tuple[int, int]] = []
        best = self._best(word)
        end = len(word)
        follows_unknown = False
        while end > 0:
            start, known = best[end].start, best[end].known
            last = spans.pop()[1] if follows_unknown and not known else end
            spans.append((start, last))
            end, follows_unknown = start, not known
        return spans[::-1]

    def _best(self, word: str) -> list[_Best]:
        """The likeliest way to reach each place, from its beginning to its end."""
        unreached = _Best(float("-inf"), -1, True)
        best = [_Best(0.0, 0, True), *[unreached] * len(word)]
        for start in range(len(word)):
            reached = best[start].score
            single = False
            for end, token_id in self._tokens_at(word, start):
                single |= end == start + 1
                score = reached + self.pieces[token_id][1]
                if best[end].start < 0 or score > best[end].score:
                    best[end] = _Best(score, start, token_id != self.unk_id)
            score = reached + self._unknown_score
            if not single and (best[start + 1].start < 0 or score > best[start + 1].score):
                if self.unk_id is None:
                    raise FactoryError(
                        f"The character {word[start]!r} is in no token of the vocabulary, and "
                        "there is no unknown token for it."
                    )
                best[start + 1] = _Best(score, start, False)
        return best

    def _tokens_at(self, word: str, start: int) -> Iterator[tuple[int, int]]:
        """The tokens that begin at a place, as ends and ids, the shortest first."""
        longest = self._longest.get(word[start], 0)
        for end in range(start + 1, min(start + longest, len(word)) + 1):
            token_id = self.vocab.get(word[start:end])
            if token_id is not None:
                yield end, token_id

    def _tokens(self, word: str, start: int, end: int) -> list[Token]:
        """The token of a part of a word: known, of its bytes, or unknown."""
        text = word[start:end]
        token_id = self.vocab.get(text)
        if token_id is not None:
            return [Token(token_id, text, start, end)]
        if self.byte_fallback:
            names = [f"<0x{byte:02X}>" for byte in text.encode()]
            if all(name in self.vocab for name in names):
                return [Token(self.vocab[name], name, start, end) for name in names]
        assert self.unk_id is not None
        return [Token(self.unk_id, text, start, end)]


def read_unigram(part: Part) -> Unigram:
    """The Unigram model that a ``tokenizer.json`` describes.

    Raises:
        TypeError: a setting is of the wrong type.
        ValueError: the unknown token has no place in the vocabulary.
    """
    pieces = tuple((piece, float(score)) for piece, score in part["vocab"])
    unknown = part.get("unk_id")
    fallback = part.get("byte_fallback", False)
    if not isinstance(fallback, bool):
        raise TypeError(f"byte_fallback is {fallback!r}")
    if unknown is not None and (type(unknown) is not int or not 0 <= unknown < len(pieces)):
        raise ValueError(f"unk_id is {unknown!r} in a vocabulary of {len(pieces)} tokens")
    return Unigram(pieces, unknown, fallback)
