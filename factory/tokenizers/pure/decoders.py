"""How tokens are joined into text again."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from factory.tokenizers.pure.characters import byte_stand_ins
from factory.tokenizers.pure.parts import Part, of_type, read_part, text_of
from factory.tokenizers.pure.patterns import read_pattern

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


class Decoder(ABC):
    """A way of joining tokens."""

    @abstractmethod
    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Pieces of text for tokens, or for the pieces of the decoder before."""

    def decode(self, tokens: Sequence[str]) -> str:
        """The text of the tokens."""
        return "".join(self.chain(tokens))


@dataclass(frozen=True)
class Chain(Decoder):
    """Several decoders, one after the other."""

    parts: tuple[Decoder, ...]

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Pass the pieces of each decoder to the next."""
        for part in self.parts:
            tokens = part.chain(tokens)
        return list(tokens)


@dataclass(frozen=True)
class Spaces(Decoder):
    """A space between tokens: what is done when a document names no decoder."""

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Join by spaces."""
        return [" ".join(tokens)]


@dataclass(frozen=True)
class WordPiece(Decoder):
    """Continuations are attached, other tokens follow a space, English punctuation is closed up."""

    prefix: str = "##"
    cleanup: bool = True

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Join pieces to words and words to text."""
        return [self._written(token, first=not i) for i, token in enumerate(tokens)]

    def _written(self, token: str, first: bool) -> str:
        if not first:
            continues = token.startswith(self.prefix)
            token = token.removeprefix(self.prefix) if continues else f" {token}"
        if self.cleanup:
            for wide, closed in _CLEANUPS:
                token = token.replace(wide, closed)
        return token


@dataclass(frozen=True)
class ByteLevel(Decoder):
    """Printable stand-ins become bytes, bytes become text; what is not UTF-8 becomes U+FFFD."""

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Join the bytes of all tokens."""
        return [b"".join(map(_token_bytes, tokens)).decode("utf-8", errors="replace")]


@dataclass(frozen=True)
class Metaspace(Decoder):
    """Marks become spaces again; those of the first token go, where one was put in front."""

    replacement: str = "▁"
    prepend_scheme: str = "always"

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Write the spaces."""
        first = " " if self.prepend_scheme == "never" else ""
        return [
            token.replace(self.replacement, " " if index else first)
            for index, token in enumerate(tokens)
        ]


@dataclass(frozen=True)
class Replace(Decoder):
    """Every match of a pattern in a token replaced by a text."""

    pattern: re.Pattern[str]
    content: str

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Replace in each token."""
        return [self.pattern.sub(lambda _: self.content, token) for token in tokens]


@dataclass(frozen=True)
class ByteFallback(Decoder):
    """Tokens such as ``<0x61>`` become bytes; a run of them that is not UTF-8 becomes U+FFFD."""

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Join runs of bytes."""
        pieces: list[str] = []
        for is_byte, run in groupby(tokens, lambda token: bool(_BYTE.fullmatch(token))):
            if not is_byte:
                pieces += run
                continue
            data = bytes(int(token[3:5], 16) for token in run)
            try:
                pieces.append(data.decode())
            except UnicodeDecodeError:
                pieces += ["\ufffd"] * len(data)
        return pieces


@dataclass(frozen=True)
class Fuse(Decoder):
    """All tokens become one piece."""

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Join them."""
        return ["".join(tokens)]


@dataclass(frozen=True)
class Strip(Decoder):
    """A character removed from both ends of every token, some times at most."""

    content: str
    start: int
    stop: int

    def chain(self, tokens: Sequence[str]) -> list[str]:
        """Strip each token."""
        return [self._stripped(token) for token in tokens]

    def _stripped(self, token: str) -> str:
        for _ in range(self.start):
            token = token.removeprefix(self.content)
        for _ in range(self.stop):
            token = token.removesuffix(self.content)
        return token


_BYTE = re.compile(r"<0x[0-9A-Fa-f]{2}>")
_BYTES = {stand_in: byte for byte, stand_in in enumerate(byte_stand_ins())}


def _token_bytes(token: str) -> bytes:
    """The bytes a token stands for; a token with any other character is text, such as ``<é>``."""
    if all(character in _BYTES for character in token):
        return bytes(_BYTES[character] for character in token)
    return token.encode("utf-8")


def _replace(part: Part) -> Decoder:
    return Replace(read_pattern(part["pattern"]), text_of(part, "content"))


def _sequence(part: Part) -> Decoder:
    return Chain(tuple(read_decoder(inner) for inner in part["decoders"]))


_READERS: dict[str, Callable[[Part], Decoder]] = {
    "ByteFallback": of_type(ByteFallback),
    "ByteLevel": of_type(ByteLevel),
    "Fuse": of_type(Fuse),
    "Metaspace": of_type(Metaspace),
    "Replace": _replace,
    "Sequence": _sequence,
    "Strip": of_type(Strip),
    "WordPiece": of_type(WordPiece),
}


def read_decoder(part: Part | None) -> Decoder:
    """The decoder that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    return Spaces() if part is None else read_part("decoder", part, _READERS)
