"""The special tokens that are put around texts, said as data and found again in a document."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar, Protocol

from factory.errors import RequestError
from factory.tokenizers.backend import Document
from factory.tokenizers.pure.post_processors import Place, Special, read_post_processor


class Wrapping(Protocol):
    """A way of putting special tokens around one text or two."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The parts that its tokens play, such as "cls_token"."""

    def part(self, options: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
        """The post-processor of a document.

        Args:
            options: the token of each part.
            ids: the ids of these tokens.

        Raises:
            RequestError: a part that it needs is played by no token.
        """

    def tokens(self, document: Document) -> dict[str, str | None]:
        """The token of each part, as a document has it.

        Raises:
            KeyError: the document wraps texts in another way.
        """


@dataclass(frozen=True)
class Template:
    """Two templates in words: "A" and "B" are the texts, other words are parts of tokens.

    ``Template("cls A sep", "cls A sep B:1 sep:1")`` is BERT's; a number is the segment, by default
    the first.
    """

    single: str
    pair: str

    @property
    def roles(self) -> tuple[str, ...]:
        words = (word for word, _ in _words(self.pair) if not word.isupper())
        return tuple(dict.fromkeys(f"{word}_token" for word in words))

    def part(self, options: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
        missing = [role for role in self.roles if options.get(role) is None]
        if missing:
            needed = " and ".join(self.roles)
            raise RequestError(
                f"{role}=None: {needed} stand around every text here, so both are needed."
                for role in missing
            )
        tokens = {role: str(options[role]) for role in self.roles}

        def piece(word: str, type_id: int) -> dict[str, Any]:
            if word.isupper():
                return {"Sequence": {"id": word, "type_id": type_id}}
            return {"SpecialToken": {"id": tokens[f"{word}_token"], "type_id": type_id}}

        return {
            "type": "TemplateProcessing",
            "single": [piece(*word) for word in _words(self.single)],
            "pair": [piece(*word) for word in _words(self.pair)],
            "special_tokens": {
                token: {"id": token, "ids": [ids[token]], "tokens": [token]}
                for token in tokens.values()
            },
        }

    def tokens(self, document: Document) -> dict[str, str | None]:
        found = read_post_processor(document.get("post_processor")).single
        words = [word for word, _ in _words(self.single)]
        if len(found) != len(words):
            raise KeyError("post_processor")
        tokens: dict[str, str | None] = {}
        for word, piece in zip(words, found, strict=True):
            match piece:
                case Special(tokens=(token,)) if not word.isupper():
                    tokens[f"{word}_token"] = token
                case Place() if word.isupper():
                    pass
                case _:
                    raise KeyError("post_processor")
        return tokens


@dataclass(frozen=True)
class RobertaProcessing:
    """``<s> A </s>`` and ``<s> A </s></s> B </s>``, with offsets trimmed; bare without tokens.

    The options ``add_prefix_space`` and ``trim_offsets`` are followed where a tokenizer has them.

    Attributes:
        roles: what the tokens before and after a text play.
        trim_offsets: whether offsets are trimmed where no option says.
    """

    roles: tuple[str, str] = ("cls_token", "sep_token")
    trim_offsets: bool = True

    def part(self, options: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
        spaces = {
            "add_prefix_space": options.get("add_prefix_space", False),
            "trim_offsets": options.get("trim_offsets", self.trim_offsets),
        }
        if any(options.get(role) is None for role in self.roles):
            return {"type": "ByteLevel", **spaces, "use_regex": True}
        cls, sep = (str(options[role]) for role in self.roles)
        return {
            "type": "RobertaProcessing",
            "sep": [sep, ids[sep]],
            "cls": [cls, ids[cls]],
            **spaces,
        }

    def tokens(self, document: Document) -> dict[str, str | None]:
        match read_post_processor(document.get("post_processor")).single:
            case (Place(),):
                return dict.fromkeys(self.roles)
            case (Special(tokens=(cls,)), Place(), Special(tokens=(sep,))):
                return dict(zip(self.roles, (cls, sep), strict=True))
        raise KeyError("post_processor")


@dataclass(frozen=True)
class Ends:
    """``bos A eos`` and ``bos A eos bos B eos``, each token only where an option asks for it.

    The options are ``add_bos_token`` and ``add_eos_token``; the second text is a second segment.
    """

    roles: ClassVar[tuple[str, ...]] = ("bos_token", "eos_token")

    def part(self, options: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
        asked = [role for role in self.roles if options[f"add_{role}"]]
        missing = [role for role in asked if options.get(role) is None]
        if missing:
            raise RequestError(
                f"add_{role}=True: there is no such token here; say which it is with {role}=."
                for role in missing
            )
        return self._template(*(role in asked for role in self.roles)).part(options, ids)

    def tokens(self, document: Document) -> dict[str, str | None]:
        if read_post_processor(document.get("post_processor")).trim is not None:
            raise KeyError("post_processor")
        for asked in product((False, True), repeat=len(self.roles)):
            with suppress(KeyError):
                return self._template(*asked).tokens(document)
        raise KeyError("post_processor")

    @staticmethod
    def _template(bos: bool, eos: bool) -> Template:
        single = "bos " * bos + "A" + " eos" * eos
        return Template(single, f"{single} {'bos:1 ' * bos}B:1{' eos:1' * eos}")


ENDS = Ends()
"""Tokens before and after every text, where options ask for them."""

SEGMENTS = Template("cls A sep", "cls A sep B:1 sep:1")
"""BERT's: the second text and the token after it are the second segment."""


def _words(template: str) -> list[tuple[str, int]]:
    """The words of a template with their segments."""
    pairs = (word.partition(":") for word in template.split())
    return [(word, int(type_id or 0)) for word, _, type_id in pairs]
