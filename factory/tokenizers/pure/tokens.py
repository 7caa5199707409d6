"""What every model makes of a word."""

from __future__ import annotations

from typing import NamedTuple, Protocol

_CACHED_WORDS = 50_000
_CACHED_LENGTH = 256


class Token(NamedTuple):
    """A token and the characters of its word that it covers."""

    id: int
    text: str
    start: int
    end: int


class Model(Protocol):
    """A vocabulary and the way words are broken into its tokens."""

    @property
    def vocab(self) -> dict[str, int]:
        """The id of each token."""

    @property
    def words(self) -> dict[int, str]:
        """The token of each id."""

    def tokenize(self, word: str) -> list[Token]:
        """The tokens of a word, in order."""


def remember(cache: dict[str, list[Token]], word: str, tokens: list[Token]) -> None:
    """Keep the tokens of a word that is likely to come again."""
    if len(word) > _CACHED_LENGTH:
        return
    if len(cache) >= _CACHED_WORDS:
        cache.clear()
    cache[word] = tokens
