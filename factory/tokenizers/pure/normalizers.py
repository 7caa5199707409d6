"""What is done to the characters of a text before it is split into words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from factory.tokenizers.pure import characters
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.parts import Part, of_type, read_part, text_of
from factory.tokenizers.pure.patterns import read_pattern
from factory.tokenizers.pure.precompiled import Precompiled


class Normalizer(Protocol):
    """A change of characters that keeps track of where they came from."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """The changed text."""


@dataclass(frozen=True)
class Sequence:
    """Several normalisers, one after the other."""

    parts: tuple[Normalizer, ...]

    def normalize(self, text: AlignedText) -> AlignedText:
        """Apply every part in order."""
        for part in self.parts:
            text = part.normalize(text)
        return text


@dataclass(frozen=True)
class BertNormalizer:
    """Cleaning, spaces around ideographs, accents stripped, lower case: each can be off."""

    clean_text: bool = True
    handle_chinese_chars: bool = True
    strip_accents: bool | None = None
    lowercase: bool = True

    def normalize(self, text: AlignedText) -> AlignedText:
        """Apply the steps that are on; accents follow the case unless they are set."""
        if self.clean_text:
            text = text.mapped(characters.cleaned())
        if self.handle_chinese_chars:
            text = text.mapped(characters.chinese_apart())
        if self.lowercase if self.strip_accents is None else self.strip_accents:
            text = text.decomposed().mapped(characters.without_bert_accents())
        if self.lowercase:
            text = text.mapped(characters.lowercased())
        return text


@dataclass(frozen=True)
class Decomposition:
    """NFD, or NFKD where ``compatible``."""

    compatible: bool

    def normalize(self, text: AlignedText) -> AlignedText:
        """Decompose."""
        return text.decomposed(compatible=self.compatible)


@dataclass(frozen=True)
class Composition:
    """NFC, or NFKC where ``compatible``."""

    compatible: bool

    def normalize(self, text: AlignedText) -> AlignedText:
        """Decompose and compose."""
        return text.composed(compatible=self.compatible)


@dataclass(frozen=True)
class Nmt:
    """Some control characters removed, others and rare blanks made spaces."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Clean."""
        return text.mapped(characters.nmt_cleaned())


@dataclass(frozen=True)
class Replace:
    """Every match of a pattern replaced by a text."""

    pattern: re.Pattern[str]
    content: str

    def normalize(self, text: AlignedText) -> AlignedText:
        """Replace."""
        return text.replaced(self.pattern, self.content)


@dataclass(frozen=True)
class Strip:
    """Blanks at the ends removed."""

    strip_left: bool = True
    strip_right: bool = True

    def normalize(self, text: AlignedText) -> AlignedText:
        """Strip."""
        blanks = characters.blanks()
        end = len(text.text.rstrip(blanks)) if self.strip_right else len(text.text)
        start = end - len(text.text[:end].lstrip(blanks)) if self.strip_left else 0
        return text if end - start == len(text.text) else text.slice(start, end)


@dataclass(frozen=True)
class Prepend:
    """A text put in front of any that is not empty."""

    prepend: str

    def normalize(self, text: AlignedText) -> AlignedText:
        """Put it in front."""
        return text.prefixed(self.prepend) if text.text else text


@dataclass(frozen=True)
class Lowercase:
    """Lower case."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Lower every character."""
        return text.mapped(characters.lowercased())


@dataclass(frozen=True)
class Uppercase:
    """Upper case; the library has no such part, and only slow tokenizers use it."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Raise every character."""
        return text.mapped(characters.uppercased())


@dataclass(frozen=True)
class StripAccents:
    """Combining marks removed; what is already composed stays."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Remove the marks."""
        return text.mapped(characters.without_accents())


def _sequence(part: Part) -> Normalizer:
    return Sequence(tuple(read_normalizer(inner) for inner in part["normalizers"]))


def _replace(part: Part) -> Normalizer:
    return Replace(read_pattern(part["pattern"]), text_of(part, "content"))


_READERS: dict[str, Callable[[Part], Normalizer]] = {
    "Sequence": _sequence,
    "BertNormalizer": of_type(BertNormalizer),
    "NFC": lambda _: Composition(compatible=False),
    "NFD": lambda _: Decomposition(compatible=False),
    "NFKC": lambda _: Composition(compatible=True),
    "NFKD": lambda _: Decomposition(compatible=True),
    "Nmt": of_type(Nmt),
    "Precompiled": lambda part: Precompiled(text_of(part, "precompiled_charsmap")),
    "Prepend": of_type(Prepend),
    "Replace": _replace,
    "Strip": of_type(Strip),
    "Lowercase": of_type(Lowercase),
    "StripAccents": of_type(StripAccents),
    "Uppercase": of_type(Uppercase),
}


def read_normalizer(part: Part | None) -> Normalizer:
    """The normaliser that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    return Sequence(()) if part is None else read_part("normalizer", part, _READERS)
