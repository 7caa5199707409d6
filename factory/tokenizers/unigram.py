"""Unigram vocabularies, https://arxiv.org/abs/1804.10959, as sentencepiece models hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.backend import Document
from factory.tokenizers.document import parts_of
from factory.tokenizers.layout import refuse_pickle
from factory.tokenizers.scheme import TokenizerOptions
from factory.tokenizers.sentencepiece_model import SPACE, read_sentencepiece
from factory.tokenizers.vocabulary_format import Learned, Options, VocabularyFormat, require


@dataclass(frozen=True)
class Step:
    """A normaliser or a pre-tokeniser of a pipeline.

    Attributes:
        part: it, as a document holds it.
        when: the option that turns it on, or off with a "-" before it; "charsmap" is whether a
            table of characters was learned; empty if it is always there.
    """

    part: Mapping[str, Any]
    when: str = ""

    def is_on(self, options: Options, charsmap: str | None) -> bool:
        """Whether it is part of the pipeline of these options."""
        option = self.when.removeprefix("-")
        on = charsmap is not None if option == "charsmap" else bool(options.get(option, True))
        return on != self.when.startswith("-")


CHARSMAP = Step({"type": "Precompiled"}, when="charsmap")
"""The table of characters that was learned, where there is one."""


@dataclass(frozen=True)
class IdLayout:
    """Where a ``.model``'s pieces stand in the vocabulary.

    Attributes:
        head: tokens with their scores that come first; "unk_token" is the token of that part.
        dropped: the first pieces of the model, which they stand for.
        tail: tokens that come last.
    """

    head: tuple[tuple[str, float], ...] = ()
    dropped: int = 0
    tail: tuple[str, ...] = ()

    def arranged(
        self, pieces: Sequence[tuple[str, float]], options: Options
    ) -> list[tuple[str, float]]:
        """The vocabulary, in the order of its ids."""
        tail = ((name, 0.0) for name in self.tail)
        return [
            *((str(options.get(name, name)), score) for name, score in self.head),
            *pieces[self.dropped :],
            *((str(options.get(name, name)), score) for name, score in tail),
        ]


@dataclass(frozen=True, kw_only=True)
class UnigramFormat(VocabularyFormat):
    """A ``.model`` of sentencepiece, and a pipeline told as data.

    Attributes:
        normalizer: what is done to characters, in order.
        pre_tokenizer: how text is split before spaces are marked.
        first_only: without ``add_prefix_space``, whether the beginning of a text still gets a mark.
        layout: where the pieces of a ``.model`` stand in the vocabulary.
        unknown_id: the id that transformers' class takes the unknown token to have; None if it
            looks for it.
        byte_fallback: whether unknown characters may become bytes.
    """

    arguments = ("vocab_file",)
    files_are_kept = True
    normalizer: tuple[Step, ...]
    pre_tokenizer: tuple[Step, ...] = ()
    first_only: bool = False
    layout: IdLayout = IdLayout()
    unknown_id: int | None = None
    byte_fallback: bool = False

    def read(self, paths: Sequence[Path], options: Options) -> Learned:
        (path,) = paths
        refuse_pickle(path)
        unknown = require(options, "unk_token", "every character that no token has")
        found = read_sentencepiece(path)
        vocab = self.layout.arranged(found.pieces, options)
        if unknown not in {piece for piece, _ in vocab}:
            raise RequestError(
                f"{path} has no piece {unknown!r} for unknown characters; say which piece it is "
                "with unk_token=."
            )
        model = {
            "type": "Unigram",
            "vocab": [list(entry) for entry in vocab],
            "byte_fallback": found.byte_fallback,
        }
        return Learned(model, charsmap=found.charsmap, tokens=found.tokens)

    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        return []

    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        return {"type": "Unigram", "vocab": [[token, 0.0] for token in tokens]}

    def learned(self, document: Document) -> Learned:
        found = (part.get("precompiled_charsmap") for part in parts_of(document, "normalizer"))
        return Learned(document["model"], charsmap=next(filter(None, found), None))

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        vocab = learned.model["vocab"]
        unknown = require(options, "unk_token", "every character that no token has")
        places = [index for index, entry in enumerate(vocab) if entry[0] == unknown]
        if not places:
            raise RequestError(f"unk_token={unknown!r} is not a token of this Unigram vocabulary.")
        falls_back = self.byte_fallback and bool(learned.model.get("byte_fallback"))
        prefix = options.get("add_prefix_space", True)
        metaspace = {
            "type": "Metaspace",
            "replacement": SPACE,
            "prepend_scheme": "always" if prefix else "first" if self.first_only else "never",
            "split": True,
        }
        steps = [*self._steps(self.pre_tokenizer, learned, options), metaspace]
        return {
            "normalizer": _normalizer(self._steps(self.normalizer, learned, options)),
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": steps},
            "post_processor": self.wrapping.part(options, ids),
            "decoder": bytes_decoder(strips=True) if falls_back else metaspace,
            "model": {
                "type": "Unigram",
                "unk_id": places[-1],
                "vocab": vocab,
                "byte_fallback": falls_back,
            },
        }

    @staticmethod
    def _steps(steps: Iterable[Step], learned: Learned, options: Options) -> list[dict[str, Any]]:
        on = [dict(step.part) for step in steps if step.is_on(options, learned.charsmap)]
        for part in on:
            if part["type"] == "Precompiled":
                part["precompiled_charsmap"] = learned.charsmap
        return on

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        unknown = document["model"]["unk_id"]
        if unknown is None or self.unknown_id not in (None, unknown):
            raise KeyError("unk_id")
        found: dict[str, Any] = {}
        for role, steps in ("normalizer", self.normalizer), ("pre_tokenizer", self.pre_tokenizer):
            kinds = {str(part.get("type")) for part in parts_of(document, role)}
            for step in steps:
                option = step.when.removeprefix("-")
                if option in self.defaults:
                    found[option] = (step.part["type"] in kinds) != step.when.startswith("-")
        if "add_prefix_space" in self.defaults:
            spaces = parts_of(document, "pre_tokenizer")
            found["add_prefix_space"] = any(s.get("prepend_scheme") == "always" for s in spaces)
        return {
            **found,
            "unk_token": document["model"]["vocab"][unknown][0],
            **self.wrapping.tokens(document),
        }


def bytes_decoder(*, strips: bool) -> dict[str, Any]:
    """The decoder of a vocabulary that may have tokens of bytes.

    Args:
        strips: whether a space at the beginning of a text goes.
    """
    strip = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
    return {
        "type": "Sequence",
        "decoders": [
            {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
            {"type": "ByteFallback"},
            {"type": "Fuse"},
            *([strip] if strips else []),
        ],
    }


def _normalizer(parts: list[dict[str, Any]]) -> dict[str, Any] | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return {"type": "Sequence", "normalizers": parts}


@dataclass(frozen=True, kw_only=True)
class UnigramOptions(TokenizerOptions):
    """What can be set of a Unigram tokenizer; None is the folder's value, or the kind's own."""

    add_prefix_space: bool | None = field(
        default=None, metadata={"meaning": "treat the first word as one after a space"}
    )
