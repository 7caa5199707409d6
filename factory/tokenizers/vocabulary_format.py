"""What a kind of tokenizer knows: its vocabulary files, and the pipeline built around them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document, Side
from factory.tokenizers.document import vocabulary_of, with_added
from factory.tokenizers.pure.decoders import read_decoder
from factory.tokenizers.pure.normalizers import read_normalizer
from factory.tokenizers.pure.post_processors import read_post_processor
from factory.tokenizers.pure.pre_tokenizers import read_pre_tokenizer
from factory.tokenizers.vocabulary import SPECIAL_TOKENS
from factory.tokenizers.wrapping import Wrapping

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Learned:
    """What was learned from texts, and what of a pipeline no option says.

    Attributes:
        model: the ``model`` part of a document.
        charsmap: a compiled table of characters in base 64, as sentencepiece makes them.
        tokens: tokens to be found in a text before anything else is done to it.
    """

    model: Mapping[str, Any]
    charsmap: str | None = None
    tokens: tuple[AddedToken, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VocabularyFormat(ABC):
    """One kind of vocabulary, as files and as a ``tokenizer.json``.

    Attributes:
        arguments: the constructor's arguments that name its files.
        files_are_kept: whether :meth:`write` cannot make the files, so that those a tokenizer was
            loaded from are kept and written back.
        file_names: the names of these files in a folder, in the same order.
        defaults: the options that shape the pipeline, and the special tokens, by default.
        when_learned: what differs from them for a vocabulary that is learned here.
        wrapping: the special tokens around texts.
        head: the order of the special tokens at the head of a trained vocabulary.
        reserved: special tokens that come after them, and play none of these parts.
        padding_side: where padding goes, where nobody says.
        mask_takes_space: whether the mask token takes the space before it along, as a word would.
        saved_class: the class under which transformers reads the tokenizer, where it has none of
            the family's name.
        has_document: whether transformers reads a ``tokenizer.json`` of this kind.
        texts: the options whose values are texts; others that are no special tokens are switches.
        numbers: the options whose values are whole numbers.
    """

    arguments: ClassVar[tuple[str, ...]]
    files_are_kept: ClassVar[bool] = False
    has_document: ClassVar[bool] = True
    file_names: tuple[str, ...]
    defaults: Options
    wrapping: Wrapping
    when_learned: Options = field(default_factory=dict)
    head: tuple[str, ...] = ("bos", "pad", "eos", "unk", "cls", "sep", "mask")
    reserved: tuple[str, ...] = ()
    padding_side: Side = "right"
    mask_takes_space: bool = False
    saved_class: str | None = None
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @abstractmethod
    def read(self, paths: Sequence[Path], options: Options) -> Learned:
        """What vocabulary files hold."""

    @abstractmethod
    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        """Write the vocabulary files of a ``model`` part; the paths written."""

    @abstractmethod
    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        """The document around what was learned, without added tokens.

        Args:
            learned: the model and what belongs to it.
            options: every option, see ``defaults``.
            ids: the ids of the special tokens.
        """

    @abstractmethod
    def pipeline_options(self, document: Document) -> dict[str, Any]:
        """The options of the pipeline that a document's parts show; may raise KeyError."""

    @abstractmethod
    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        """The ``model`` part of a vocabulary of special tokens only, to be trained."""

    def finished(self, text: str) -> str:
        """A text as decoding leaves it, from the joined tokens."""
        return text

    def learned(self, document: Document) -> Learned:
        """What was learned, as a document holds it."""
        return Learned(document["model"])

    @property
    def learned_defaults(self) -> Options:
        """The options of a vocabulary that is learned here, by default."""
        return {**self.defaults, **self.when_learned}

    @property
    def pipeline_arguments(self) -> tuple[str, ...]:
        """The options that a pipeline is built from; other special tokens only have a part."""
        own = [name for name in self.defaults if name not in SPECIAL_TOKENS]
        return (*own, *self.wrapping.roles, "unk_token")

    def describe(self, learned: Learned, options: Options) -> Document:
        """The whole document for a model and options; special tokens that are missing are added."""
        named = {name: options[name] for name in SPECIAL_TOKENS if options.get(name) is not None}
        ids = vocabulary_of(learned.model)
        size = len(learned.model["vocab"])
        tokens = {token.content: token for token in learned.tokens}
        for name, token in named.items():
            lstrip = name == "mask_token" and self.mask_takes_space
            bare = AddedToken(str(token), lstrip=lstrip, normalized=False, special=True)
            read = bare if isinstance(token, str) else AddedToken.of(token, special=True)
            tokens[read.content] = read
        added = {}
        for content, read in tokens.items():
            if content not in ids:
                ids[content] = size
                size += 1
            added[ids[content]] = read
        document = self.pipeline(learned, options, ids)
        listed = [{"id": i, **token.to_dict()} for i, token in sorted(added.items())]
        return {"version": "1.0", **document, "added_tokens": listed}

    def lessons(self, learned: Learned, options: Options) -> Document:
        """The document of a tokenizer that is to learn a vocabulary from texts."""
        return self.describe(learned, options)

    @property
    def switches(self) -> dict[str, str]:
        """The options that put a token around texts or leave it out, with its part."""
        asked = {f"add_{role}": role for role in self.wrapping.roles}
        return {name: role for name, role in asked.items() if name in self.defaults}

    def wrapping_options(self, document: Document) -> dict[str, Any]:
        """The options that say which tokens a document puts around texts.

        Raises:
            KeyError: the document wraps texts in another way.
        """
        tokens = self.wrapping.tokens(document)
        return {**tokens, **{name: role in tokens for name, role in self.switches.items()}}

    def revised(
        self, document: Document, options: Options | None, changes: Options, known: Options
    ) -> Document:
        """A document as it would be with other options.

        Args:
            document: it.
            options: what :meth:`options_of` says of it.
            changes: the options that are to be otherwise.
            known: what is known of the tokenizer besides.

        Raises:
            RequestError: the changes ask for more than other tokens around texts, and no options
                say what the document does.
        """
        if options is not None:
            again = self.describe(self.learned(document), {**known, **options, **changes})
            added = {t["id"]: AddedToken.of(t) for t in document.get("added_tokens") or ()}
            return with_added(again, added)
        rewrapped = self._rewrapped(document, changes, known)
        if rewrapped is None:
            names = ", ".join(f"{name}={value!r}" for name, value in changes.items())
            raise RequestError(
                f"{names} cannot be applied: the tokenizer.json has a pipeline of its own, which "
                "is followed whole."
            )
        return rewrapped

    def _rewrapped(self, document: Document, changes: Options, known: Options) -> Document | None:
        """A document with other tokens around texts; None if that is not all, or not possible."""
        if not self.switches or not changes.keys() <= {*self.wrapping.roles, *self.switches}:
            return None
        ids = known_ids(document)
        try:
            options = {**self.defaults, **known, **self.wrapping_options(document)}
            now = self.wrapping.part(options, ids)
            part = self.wrapping.part({**options, **changes}, ids)
        except KeyError:
            return None
        understood = read_post_processor(now) == read_post_processor(document.get("post_processor"))
        return {**document, "post_processor": part} if understood else None

    def options_of(self, document: Document) -> dict[str, Any] | None:
        """The options from which :meth:`describe` would make this document again.

        Returns:
            the options, without special tokens that the document does not use; or None when it
            does something that no options say.
        """
        try:
            found = self.pipeline_options(document)
            options = {**self.defaults, **found}
            again = self.pipeline(self.learned(document), options, known_ids(document))
            alike = _parsed(again) == _parsed(document) and all(
                (document["model"].get(name, value) or None) == (value or None)
                for name, value in again["model"].items()
            )
        except (KeyError, RequestError):
            return None
        used = {n: v for n, v in options.items() if n in found or n not in SPECIAL_TOKENS}
        return used if alike else None


def require(options: Options, name: str, use: str) -> str:
    """The token that plays a part which a pipeline cannot do without.

    Raises:
        RequestError: there is none.
    """
    token = options.get(name)
    if token is None:
        raise RequestError(f"{name}=None: it stands for {use}, so it is needed.")
    return str(token)


def known_ids(document: Document) -> dict[str, int]:
    """The ids of a document's tokens, added ones included."""
    added = {token["content"]: token["id"] for token in document.get("added_tokens") or ()}
    return {**vocabulary_of(document["model"]), **added}


def _parsed(document: Document) -> tuple[object, ...]:
    """The parts of a document as values that compare by what they do."""
    return (
        read_normalizer(document.get("normalizer")),
        read_pre_tokenizer(document.get("pre_tokenizer")),
        read_post_processor(document.get("post_processor")),
        read_decoder(document.get("decoder")),
    )
