"""What a kind of tokenizer knows: its vocabulary files, and the pipeline built around them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.document import vocabulary_of
from factory.tokenizers.pure.decoders import read_decoder
from factory.tokenizers.pure.normalizers import read_normalizer
from factory.tokenizers.pure.post_processors import Place, Special, read_post_processor
from factory.tokenizers.pure.pre_tokenizers import read_pre_tokenizer
from factory.tokenizers.vocabulary import SPECIAL_TOKENS

Options = Mapping[str, Any]


class VocabularyFormat(ABC):
    """One kind of vocabulary, as files and as a ``tokenizer.json``.

    Attributes:
        arguments: the constructor's arguments that name its files.
        file_names: the names of these files in a folder, in the same order.
        defaults: the options that shape the pipeline, and the special tokens, by default.
    """

    arguments: ClassVar[tuple[str, ...]]
    file_names: ClassVar[tuple[str, ...]]
    defaults: ClassVar[Options]

    @abstractmethod
    def read(self, paths: Sequence[Path], options: Options) -> dict[str, Any]:
        """The ``model`` part of a document, from vocabulary files."""

    @abstractmethod
    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        """Write the vocabulary files of a ``model`` part; the paths written."""

    @abstractmethod
    def pipeline(
        self, model: Mapping[str, Any], options: Options, ids: Mapping[str, int]
    ) -> Document:
        """The document around a model, without added tokens.

        Args:
            model: the ``model`` part.
            options: every option, see ``defaults``.
            ids: the ids of the special tokens.
        """

    @abstractmethod
    def pipeline_options(self, document: Document) -> dict[str, Any]:
        """The options of the pipeline that a document's parts show; may raise KeyError."""

    @property
    def pipeline_arguments(self) -> tuple[str, ...]:
        """The options that a pipeline is built from; other special tokens only have a part."""
        own = [name for name in self.defaults if name not in SPECIAL_TOKENS]
        return (*own, "cls_token", "sep_token", "unk_token")

    def describe(self, model: Mapping[str, Any], options: Options) -> Document:
        """The whole document for a model and options; special tokens that are missing are added."""
        tokens = {name: options[name] for name in SPECIAL_TOKENS if options.get(name) is not None}
        ids: dict[str, int] = dict(model["vocab"])
        added = {}
        for name, token in tokens.items():
            read = AddedToken.of(token, special=True)
            if name == "mask_token" and isinstance(token, str):
                read = self.mask(token)
            added[ids.setdefault(read.content, len(ids))] = read
        document = self.pipeline(model, options, ids)
        listed = [{"id": i, **token.to_dict()} for i, token in sorted(added.items())]
        return {"version": "1.0", **document, "added_tokens": listed}

    def mask(self, token: str) -> AddedToken:
        """The mask token, from its text."""
        return AddedToken.of(token, special=True)

    def options_of(self, document: Document) -> dict[str, Any] | None:
        """The options from which :meth:`describe` would make this document again.

        Returns:
            the options, or None when the document does something that no options say.
        """
        try:
            options = {**self.defaults, **self.pipeline_options(document)}
            again = self.pipeline(document["model"], options, known_ids(document))
            alike = _parsed(again) == _parsed(document) and all(
                document["model"].get(name, value) == value
                for name, value in again["model"].items()
            )
        except (KeyError, RequestError):
            return None
        return options if alike else None


def known_ids(document: Document) -> dict[str, int]:
    """The ids of a document's tokens, added ones included."""
    added = {token["content"]: token["id"] for token in document.get("added_tokens") or ()}
    return {**vocabulary_of(document["model"]), **added}


def wrapping_tokens(document: Document) -> dict[str, str | None]:
    """The tokens that a document puts before and after a text, as "cls_token" and "sep_token".

    Raises:
        KeyError: it wraps a text in another way.
    """
    match read_post_processor(document.get("post_processor")).single:
        case (Place(),):
            return {"cls_token": None, "sep_token": None}
        case (Special(tokens=(cls,)), Place(), Special(tokens=(sep,))):
            return {"cls_token": cls, "sep_token": sep}
    raise KeyError("post_processor")


def _parsed(document: Document) -> tuple[object, ...]:
    """The parts of a document as values that compare by what they do."""
    return (
        read_normalizer(document.get("normalizer")),
        read_pre_tokenizer(document.get("pre_tokenizer")),
        read_post_processor(document.get("post_processor")),
        read_decoder(document.get("decoder")),
    )
