"""What is done to the characters of a text before it is split into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from factory.tokenizers.pure import characters
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.parts import Part, of_type, read_part


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
class NFD:
    """Canonical decomposition."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Decompose."""
        return text.decomposed()


@dataclass(frozen=True)
class Lowercase:
    """Lower case."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Lower every character."""
        return text.mapped(characters.lowercased())


@dataclass(frozen=True)
class StripAccents:
    """Combining marks removed; what is already composed stays."""

    def normalize(self, text: AlignedText) -> AlignedText:
        """Remove the marks."""
        return text.mapped(characters.without_accents())


def _sequence(part: Part) -> Normalizer:
    return Sequence(tuple(read_normalizer(inner) for inner in part["normalizers"]))


_READERS: dict[str, Callable[[Part], Normalizer]] = {
    "Sequence": _sequence,
    "BertNormalizer": of_type(BertNormalizer),
    "NFD": of_type(NFD),
    "Lowercase": of_type(Lowercase),
    "StripAccents": of_type(StripAccents),
}


def read_normalizer(part: Part | None) -> Normalizer:
    """The normaliser that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    return Sequence(()) if part is None else read_part("normalizer", part, _READERS)
