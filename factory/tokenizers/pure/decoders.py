"""How tokens are joined into text again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from factory.tokenizers.pure.characters import byte_stand_ins
from factory.tokenizers.pure.parts import Part, of_type, read_part

# English punctuation and contractions, apart and closed up.
CLOSED_UP = (
    (" .", "."),
    (" ?", "?"),
    (" !", "!"),
    (" ,", ","),
    (" ' ", "'"),
    (" n't", "n't"),
    (" 'm", "'m"),
    (" 's", "'s"),
    (" 've", "'ve"),
    (" 're", "'re"),
)
_CLEANUPS = (*CLOSED_UP, (" do not", " don't"))


class Decoder(Protocol):
    """A way of joining tokens."""

    def decode(self, tokens: Sequence[str]) -> str:
        """The text of the tokens."""


@dataclass(frozen=True)
class Spaces:
    """A space between tokens: what is done when a document names no decoder."""

    def decode(self, tokens: Sequence[str]) -> str:
        """Join by spaces."""
        return " ".join(tokens)


@dataclass(frozen=True)
class WordPiece:
    """Continuations are attached, other tokens follow a space, English punctuation is closed up."""

    prefix: str = "##"
    cleanup: bool = True

    def decode(self, tokens: Sequence[str]) -> str:
        """Join pieces to words and words to text."""
        return "".join(self._written(token, first=not i) for i, token in enumerate(tokens))

    def _written(self, token: str, first: bool) -> str:
        if not first:
            continues = token.startswith(self.prefix)
            token = token.removeprefix(self.prefix) if continues else f" {token}"
        if self.cleanup:
            for wide, closed in _CLEANUPS:
                token = token.replace(wide, closed)
        return token


@dataclass(frozen=True)
class ByteLevel:
    """Printable stand-ins become bytes, bytes become text; what is not UTF-8 becomes U+FFFD."""

    def decode(self, tokens: Sequence[str]) -> str:
        """Join the bytes of all tokens."""
        return b"".join(map(_token_bytes, tokens)).decode("utf-8", errors="replace")


_BYTES = {stand_in: byte for byte, stand_in in enumerate(byte_stand_ins())}


def _token_bytes(token: str) -> bytes:
    """The bytes a token stands for; a token with any other character is text, such as ``<é>``."""
    if all(character in _BYTES for character in token):
        return bytes(_BYTES[character] for character in token)
    return token.encode("utf-8")


_READERS: dict[str, Callable[[Part], Decoder]] = {
    "WordPiece": of_type(WordPiece),
    "ByteLevel": of_type(ByteLevel),
}


def read_decoder(part: Part | None) -> Decoder:
    """The decoder that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    return Spaces() if part is None else read_part("decoder", part, _READERS)
