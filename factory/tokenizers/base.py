"""The base classes of tokenizers: making and loading them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from factory.errors import RequestError
from factory.tokenizers import arguments
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Backend, Document
from factory.tokenizers.call_options import UNLIMITED
from factory.tokenizers.chat import Chats
from factory.tokenizers.document import blaming, read_document, with_added
from factory.tokenizers.layout import CONFIG_FILE, TOKENIZER_FILE, Layout, read_layout
from factory.tokenizers.vocabulary import ADDITIONAL, SPECIAL_TOKENS
from factory.tokenizers.vocabulary_format import Learned, VocabularyFormat, known_ids

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Files named in configurations by other writers; never followed and never written.
_PATHS = (
    "vocab_file",
    "merges_file",
    "tokenizer_file",
    "normalizer_file",
    "special_tokens_map_file",
    "name_or_path",
)


class PreTrainedTokenizerBase(Chats):
    """Every tokenizer.

    Args:
        vocab_file: a vocabulary: one token a line, JSON where the kind of tokenizer has merges, or
            a ``.model`` of sentencepiece.
        merges_file: merges, one pair a line.
        tokenizer_file: a ``tokenizer.json``, instead of these.
        **options: special tokens (``cls_token=...``), ``additional_special_tokens``,
            ``padding_side``, ``truncation_side``, ``model_max_length``,
            ``clean_up_tokenization_spaces``, ``chat_template``, and those of the kind of
            tokenizer, such as ``do_lower_case``; each is also an attribute.

    Raises:
        RequestError: an unknown option, a wrong value, or a file that cannot be used.

    Attributes:
        is_fast: whether the tokenizers library does the work.
        default_options: a class's own defaults, over those of its vocabulary format.
    """

    is_fast: ClassVar[bool]
    default_options: ClassVar[Mapping[str, Any]] = {}
    name_or_path: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "saved_class" not in cls.__dict__:
            cls.saved_class = cls.__name__.removesuffix("Fast")

    def __init__(
        self,
        vocab_file: str | os.PathLike[str] | None = None,
        merges_file: str | os.PathLike[str] | None = None,
        *,
        tokenizer_file: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> None:
        self._check(options)
        kind = self.vocabulary_format
        if tokenizer_file is not None and (kind is None or kind.has_document):
            path = Path(tokenizer_file)
            if vocab_file is not None or merges_file is not None:
                raise RequestError("Give tokenizer_file or vocabulary files, not both.")
            self._begin_from_document(read_document(path), {}, options, path)
            return
        given = {"vocab_file": vocab_file, "merges_file": merges_file}
        needed = kind.arguments if kind is not None else ("tokenizer_file",)
        missing = [name for name in needed if given.get(name) is None]
        surplus = [name for name in given if given[name] is not None and name not in needed]
        if kind is None or missing or surplus:
            raise RequestError(
                f"{type(self).__name__} is made from {' and '.join(needed)}"
                + (f"; {', '.join(missing)} is missing" if missing else "")
                + (f"; it has no {', '.join(surplus)}" if surplus else "")
                + ". To load a folder, use from_pretrained."
            )
        paths = [Path(given[name] or "") for name in needed]
        settings = {**kind.defaults, **self.default_options, **options}
        self._begin_from_learned(kind.read(paths, settings), settings)
        self._keep_files(dict(zip(kind.file_names, paths, strict=True)))

    @classmethod
    def from_learned(cls, learned: Learned, **options: Any) -> Self:
        """A tokenizer around what was learned from texts.

        Args:
            learned: the model and what belongs to it.
            **options: as in the constructor.
        """
        cls._check(options)
        tokenizer = cls.__new__(cls)
        tokenizer._begin_from_learned(
            learned, {**cls._format().learned_defaults, **cls.default_options, **options}
        )
        return tokenizer

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        use_fast: bool | None = None,
        **overrides: Any,
    ) -> Self:
        """Load a folder, in the newer layout or an older one.

        A ``tokenizer.json`` is followed whole; without one, the vocabulary files and the options
        in ``tokenizer_config.json`` are used.

        Args:
            pretrained_model_name_or_path: the folder.
            use_fast: the class decides; when given, it must agree with the class.
            **overrides: options as in the constructor, over what the folder says.

        Raises:
            RequestError: there is no tokenizer, a file is damaged, an option is unknown or cannot
                be changed, or a slow tokenizer cannot do what the folder says.
        """
        if use_fast is not None and use_fast != cls.is_fast:
            speed = "fast" if cls.is_fast else "slow"
            raise RequestError(
                f"{cls.__name__} is a {speed} tokenizer, so use_fast={use_fast} cannot be met; "
                "use the other class, or AutoTokenizer."
            )
        cls._check(overrides)
        layout = read_layout(pretrained_model_name_or_path)
        tokenizer = cls.__new__(cls)
        tokenizer.name_or_path = str(pretrained_model_name_or_path)
        settings = cls._settings(layout)
        settings |= layout.roles
        if layout.additional:
            settings["additional_special_tokens"] = list(layout.additional)
        kind = cls.vocabulary_format
        if layout.document is not None and (kind is None or kind.has_document):
            document = with_added(layout.document, layout.added)
            file = layout.folder / TOKENIZER_FILE
            tokenizer._begin_from_document(document, settings, overrides, file)
        else:
            tokenizer._begin_from_files(layout, {**settings, **overrides})
        tokenizer._foreign = {
            name: value
            for name, value in layout.config.items()
            if name not in (*cls._option_types(), *_PATHS, "tokenizer_class")
        }
        names = layout.config.get("model_input_names")
        if kind is None and names is not None:
            tokenizer.model_input_names = tuple(names)
        if kind is not None:
            paths = ((name, layout.folder / name) for name in kind.file_names)
            tokenizer._keep_files({name: path for name, path in paths if path.is_file()})
        return tokenizer

    @classmethod
    def _settings(cls, layout: Layout) -> dict[str, Any]:
        """The options that a folder sets, checked as those that a caller gives."""
        settings = {
            name: layout.config[name]
            for name in cls._option_types()
            if layout.config.get(name) is not None
        }
        length = settings.get("model_max_length")
        if isinstance(length, float) and length.is_integer():
            settings["model_max_length"] = int(length)  # as 1e30, which some writers put for none
        names = layout.config.get("model_input_names", [])
        with blaming(layout.folder / CONFIG_FILE):
            cls._check(settings)
            if not (
                isinstance(names, list | None) and all(isinstance(n, str) for n in names or ())
            ):
                raise RequestError(f"model_input_names={names!r} is not a list of names.")
        return settings

    @classmethod
    def _option_types(cls) -> dict[str, Any]:
        return arguments.types_of(cls.vocabulary_format)

    @classmethod
    def _check(cls, options: Mapping[str, Any]) -> None:
        arguments.check(cls.__name__, cls.vocabulary_format, options)

    @classmethod
    def _format(cls) -> VocabularyFormat:
        if cls.vocabulary_format is None:
            raise RequestError(
                f"{cls.__name__} reads a {TOKENIZER_FILE} only; vocabulary files need the class of "
                "a model, such as DistilBertTokenizerFast."
            )
        return cls.vocabulary_format

    @staticmethod
    def _make_backend(document: Document) -> Backend:
        raise NotImplementedError

    def _begin_from_files(self, layout: Layout, given: dict[str, Any]) -> None:
        kind = self._format()
        paths = layout.vocabulary(kind.file_names)
        if paths is None:
            raise RequestError(
                f"{type(self).__name__} needs {' and '.join(kind.file_names)}, or "
                f"{TOKENIZER_FILE}; {layout.folder} has neither."
            )
        settings = {**kind.defaults, **self.default_options, **given}
        document = kind.describe(kind.read(paths, settings), settings)
        self._begin(with_added(document, layout.added), settings, layout.folder)

    def _begin_from_learned(self, learned: Learned, settings: dict[str, Any]) -> None:
        self._begin(self._format().describe(learned, settings), settings)

    def _begin_from_document(
        self,
        document: Document,
        settings: Mapping[str, Any],
        overrides: Mapping[str, Any],
        source: Path | None = None,
    ) -> None:
        """Follow a document whole; options may change it only if they could have made it."""
        kind = self.vocabulary_format
        roles: dict[str, Any] = {}
        options: dict[str, Any] | None = {}
        words = known_ids(document)
        padding = (document.get("padding") or {}).get("pad_token")
        if kind is None and isinstance(padding, str) and padding in words:
            roles["pad_token"] = padding
        if kind is not None:
            options = kind.options_of(document)
            defaults = {**kind.defaults, **self.default_options, **(options or {})}
            roles = {n: t for n, t in defaults.items() if n in SPECIAL_TOKENS and str(t) in words}
            changed = {
                name: value
                for name, value in overrides.items()
                if name in kind.pipeline_arguments and str(value) != str((options or {}).get(name))
            }
            if changed:
                document = kind.revised(document, options, changed, {**roles, **settings})
                options = options and {**options, **changed}
        own = {n: v for n, v in (options or {}).items() if n not in SPECIAL_TOKENS}
        self._begin(document, {**roles, **settings, **own, **overrides}, source)

    def _begin(
        self, document: Document, settings: Mapping[str, Any], source: Path | None = None
    ) -> None:
        with nullcontext() if source is None else blaming(source):
            self._backend = self._make_backend(document)
            _check_ids(self._backend, document)
        self._foreign = {}
        self._kept_files = {}
        self._roles = {}
        self._additional = []
        own = self.vocabulary_format.defaults if self.vocabulary_format is not None else {}
        self._options = {n: settings.get(n) for n in own if n not in SPECIAL_TOKENS}
        side = self.vocabulary_format.padding_side if self.vocabulary_format else "right"
        self.padding_side = settings.get("padding_side") or side
        self.truncation_side = settings.get("truncation_side") or "right"
        self.model_max_length = int(settings.get("model_max_length") or UNLIMITED)
        self.clean_up_tokenization_spaces = bool(settings.get("clean_up_tokenization_spaces"))
        self.chat_template = settings.get("chat_template")
        special = {
            name: AddedToken.of(settings[name], special=True)
            for name in SPECIAL_TOKENS
            if settings.get(name) is not None
        }
        listed = [
            AddedToken.of(token, special=True)
            for name in ADDITIONAL
            for token in settings.get(name) or ()
        ]
        marked = {token.content for token in self._backend.added_tokens().values() if token.special}
        self._backend.add_tokens(
            token for token in (*special.values(), *listed) if token.content not in marked
        )
        for name, token in special.items():
            self._set_role(name, token)
        self._additional = list(dict.fromkeys(map(str, listed)))

    def __getattr__(self, name: str) -> Any:
        options = self.__dict__.get("_options", {})
        if name in options:
            return options[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(vocab_size={self.vocab_size}, is_fast={self.is_fast}, "
            f"model_max_length={self.model_max_length}, padding_side={self.padding_side!r}, "
            f"truncation_side={self.truncation_side!r}, special_tokens={self.special_tokens_map})"
        )


class PreTrainedTokenizer(PreTrainedTokenizerBase):
    """A slow tokenizer: pure Python, the same ids and offsets as the fast one."""

    is_fast = False
    saved_class = "PreTrainedTokenizerFast"

    @staticmethod
    def _make_backend(document: Document) -> Backend:
        from factory.tokenizers.pure.pipeline import Pipeline

        return Pipeline(document)


class PreTrainedTokenizerFast(PreTrainedTokenizerBase):
    """A fast tokenizer: the tokenizers library does the work.

    Args:
        vocab_file: see :class:`PreTrainedTokenizerBase`.
        merges_file: see there.
        tokenizer_object: an object of the tokenizers library, instead of a file.
        **options: see there.
    """

    is_fast = True
    saved_class = "PreTrainedTokenizerFast"

    def __init__(
        self,
        vocab_file: str | os.PathLike[str] | None = None,
        merges_file: str | os.PathLike[str] | None = None,
        *,
        tokenizer_object: Tokenizer | None = None,
        **options: Any,
    ) -> None:
        if tokenizer_object is None:
            super().__init__(vocab_file, merges_file, **options)
            return
        self._check(options)
        self._begin_from_document(json.loads(tokenizer_object.to_str()), {}, options)

    @staticmethod
    def _make_backend(document: Document) -> Backend:
        from factory.tokenizers.rust import RustBackend

        return RustBackend.from_document(document)

    @property
    def backend_tokenizer(self) -> Tokenizer:
        """The tokenizers library's object.

        What is changed in it is changed in this tokenizer, and in encodings of earlier calls that
        nobody has looked into yet; :meth:`add_tokens` leaves those as they were.
        """
        from factory.tokenizers.rust import RustBackend

        assert isinstance(self._backend, RustBackend)
        return self._backend.tokenizer


def _check_ids(backend: Backend, document: Document) -> None:
    """Refuse added tokens whose ids leave a gap, which no reader could give them again."""
    tokens: Iterable[Mapping[str, Any]] = document.get("added_tokens") or ()
    problems = [
        f"The added token {token['content']!r} is said to have id {token['id']}, but it would get "
        f"{backend.token_to_id(token['content'])}: the ids before it are not all taken."
        for token in tokens
        if backend.token_to_id(token["content"]) != token["id"]
    ]
    if problems:
        raise RequestError(problems)
