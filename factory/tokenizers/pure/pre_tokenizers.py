"""How normalised text is split into words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from factory.tokenizers import unicode_tables
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.characters import bytes_written, character_class
from factory.tokenizers.pure.parts import Part, of_type, read_part


class PreTokenizer(Protocol):
    """A division of text into words."""

    def split(self, text: AlignedText) -> list[AlignedText]:
        """The words, in order."""


@dataclass(frozen=True)
class Sequence:
    """Several divisions: each splits the words of the one before."""

    parts: tuple[PreTokenizer, ...]

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Apply every part in order."""
        words = [text]
        for part in self.parts:
            words = [inner for word in words for inner in part.split(word)]
        return words


@dataclass(frozen=True)
class BertPreTokenizer:
    """Words lie between blanks; each punctuation character is a word."""

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Split at blanks and around punctuation."""
        return [text.slice(*match.span()) for match in _bert_words().finditer(text.text)]


@dataclass(frozen=True)
class ByteLevel:
    """GPT-2's words: a space belongs to the word after it; characters become bytes."""

    add_prefix_space: bool = True
    use_regex: bool = True

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Split into words and write their bytes as printable characters."""
        if self.add_prefix_space and not text.text.startswith(" "):
            text = text.prefixed(" ")
        words = [text]
        if self.use_regex:
            words = [text.slice(*match.span()) for match in _gpt2_words().finditer(text.text)]
        return [word.mapped(bytes_written()) for word in words]


@cache
def _bert_words() -> re.Pattern[str]:
    punctuation = character_class(unicode_tables.PUNCTUATION)
    inside = character_class(unicode_tables.PUNCTUATION, unicode_tables.WHITESPACE, negated=True)
    return re.compile(f"{punctuation}|{inside}+")


@cache
def _gpt2_words() -> re.Pattern[str]:
    """The pattern of GPT-2, with the library's own letters, numbers and blanks.

    https://github.com/openai/gpt-2/blob/master/src/encoder.py
    """
    letter = character_class(unicode_tables.LETTERS)
    number = character_class(unicode_tables.NUMBERS)
    blank = character_class(unicode_tables.SPACES)
    visible = character_class(unicode_tables.SPACES, negated=True)
    other = character_class(
        unicode_tables.SPACES, unicode_tables.LETTERS, unicode_tables.NUMBERS, negated=True
    )
    return re.compile(
        rf"'s|'t|'re|'ve|'m|'ll|'d| ?{letter}+| ?{number}+| ?{other}+"
        rf"|{blank}+(?!{visible})|{blank}+"
    )


def _sequence(part: Part) -> PreTokenizer:
    return Sequence(tuple(read_pre_tokenizer(inner) for inner in part["pretokenizers"]))


_READERS: dict[str, Callable[[Part], PreTokenizer]] = {
    "Sequence": _sequence,
    "BertPreTokenizer": of_type(BertPreTokenizer),
    "ByteLevel": of_type(ByteLevel),
}


def read_pre_tokenizer(part: Part | None) -> PreTokenizer:
    """The pre-tokeniser that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    return Sequence(()) if part is None else read_part("pre-tokeniser", part, _READERS)
