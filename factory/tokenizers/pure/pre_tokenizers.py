"""How normalised text is split into words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol

from factory.tokenizers import unicode_tables
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.characters import CharacterMap, bytes_written, character_class
from factory.tokenizers.pure.parts import Part, of_type, read_part, text_of, unsupported
from factory.tokenizers.pure.patterns import read_pattern


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


@dataclass(frozen=True)
class WhitespaceSplit:
    """Words lie between blanks."""

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Split at blanks."""
        return [text.slice(*match.span()) for match in _between_blanks().finditer(text.text)]


@dataclass(frozen=True)
class Split:
    """Text is divided by what a pattern matches.

    Attributes:
        pattern: what divides it.
        behavior: what becomes of a match: "Removed", a word of its own ("Isolated"), part of the
            word before or after it ("MergedWithPrevious", "MergedWithNext"), or one word with the
            matches next to it ("Contiguous").
        invert: whether what lies between matches is taken for the matches.
    """

    pattern: re.Pattern[str]
    behavior: str
    invert: bool = False

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Divide at the matches."""
        pieces = self._pieces(text.text)
        backwards = self.behavior == "MergedWithNext"
        spans: list[tuple[int, int]] = []
        previous = False
        for start, end, matched in reversed(pieces) if backwards else pieces:
            if spans and self._joins(matched, previous):
                last = spans.pop()
                spans.append((start, last[1]) if backwards else (last[0], end))
            elif not (matched and self.behavior == "Removed"):
                spans.append((start, end))
            previous = matched
        return [text.slice(*span) for span in (reversed(spans) if backwards else spans)]

    def _joins(self, matched: bool, previous: bool) -> bool:
        """Whether a piece and the one before it are one word."""
        if self.behavior == "Contiguous":
            return matched == previous
        return self.behavior.startswith("Merged") and matched and not previous

    def _pieces(self, text: str) -> list[tuple[int, int, bool]]:
        """What is matched and what lies between, in order."""
        pieces: list[tuple[int, int, bool]] = []
        done = 0
        for match in self.pattern.finditer(text):
            start, end = match.span()
            if done < start:
                pieces.append((done, start, self.invert))
            pieces.append((start, end, not self.invert))
            done = end
        if done < len(text):
            pieces.append((done, len(text), self.invert))
        return pieces


@dataclass(frozen=True)
class Punctuation:
    """Each punctuation character is a word."""

    behavior: str = "Isolated"

    def __post_init__(self) -> None:
        if self.behavior != "Isolated":
            raise unsupported(f"Punctuation with behavior={self.behavior!r}", "it has Isolated")

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Split around punctuation."""
        return [text.slice(*match.span()) for match in _around_punctuation().finditer(text.text)]


@dataclass(frozen=True)
class Metaspace:
    """Spaces become a mark that begins the word after it.

    Attributes:
        replacement: the mark.
        prepend_scheme: whether a text without a mark in front gets one: "always", "never", or
            "first" where it is the beginning of the original.
        split_at_marks: whether every mark begins a word.
    """

    replacement: str = "▁"
    prepend_scheme: str = "always"
    split_at_marks: bool = True

    def split(self, text: AlignedText) -> list[AlignedText]:
        """Mark the spaces, and split before each mark."""
        mark = self.replacement
        text = text.mapped(CharacterMap(lambda c: mark if c == " " else c))
        if not text.text.startswith(mark) and (
            self.prepend_scheme == "always"
            or (self.prepend_scheme == "first" and text.span(0, 1)[0] == 0)
        ):
            text = text.prefixed(mark)
        if not self.split_at_marks:
            return [text]
        starts = [i for i, character in enumerate(text.text) if character == mark or not i]
        return [text.slice(*ends) for ends in pairwise([*starts, len(text.text)])]


@cache
def _between_blanks() -> re.Pattern[str]:
    return re.compile(character_class(unicode_tables.WHITESPACE, negated=True) + "+")


@cache
def _around_punctuation() -> re.Pattern[str]:
    punctuation = character_class(unicode_tables.PUNCTUATION)
    return re.compile(f"{punctuation}|{character_class(unicode_tables.PUNCTUATION, negated=True)}+")


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


_BEHAVIORS = ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")


def _sequence(part: Part) -> PreTokenizer:
    return Sequence(tuple(read_pre_tokenizer(inner) for inner in part["pretokenizers"]))


def _split(part: Part) -> PreTokenizer:
    behavior, invert = text_of(part, "behavior"), part["invert"]
    if behavior not in _BEHAVIORS or not isinstance(invert, bool):
        raise ValueError(f"{behavior!r} and {invert!r} are not what they must be")
    return Split(read_pattern(part["pattern"]), behavior, invert)


def _metaspace(part: Part) -> PreTokenizer:
    scheme = part.get("prepend_scheme", "always")
    split = part.get("split", True)
    mark = text_of(part, "replacement")
    if scheme not in ("always", "first", "never") or not isinstance(split, bool) or len(mark) != 1:
        raise ValueError(f"{scheme!r}, {split!r} and {mark!r} are not what they must be")
    if part.get("add_prefix_space") is False and "prepend_scheme" not in part:
        scheme = "never"
    return Metaspace(mark, scheme, split)


def _digits(part: Part) -> PreTokenizer:
    individual = part["individual_digits"]
    if not isinstance(individual, bool):
        raise TypeError(f"individual_digits is {individual!r}")
    digit = re.compile(character_class(unicode_tables.DIGITS))
    return Split(digit, "Isolated" if individual else "Contiguous")


_READERS: dict[str, Callable[[Part], PreTokenizer]] = {
    "Sequence": _sequence,
    "BertPreTokenizer": of_type(BertPreTokenizer),
    "ByteLevel": of_type(ByteLevel),
    "Digits": _digits,
    "Metaspace": _metaspace,
    "Punctuation": of_type(Punctuation),
    "Split": _split,
    "WhitespaceSplit": of_type(WhitespaceSplit),
}


def read_pre_tokenizer(part: Part | None) -> PreTokenizer:
    """The pre-tokeniser that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    return Sequence(()) if part is None else read_part("pre-tokeniser", part, _READERS)
