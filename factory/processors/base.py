"""What every processor shares: validated options, printing, and its files.

A processor is a class and its options. The class is told as data: ``defaults`` of the options and
which of them are ``shown``. Options are immutable, and are kept and printed as they were given;
files hold them in the form that transformers reads. Importing this module loads neither numpy nor
torch.
"""

from __future__ import annotations

import copy
import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from factory.configuration.options import Problem, coerced, default_of, hints, option, problems
from factory.errors import RequestError, did_you_mean
from factory.files import json_text, open_folder, read_json, write_text
from factory.hub import Source
from factory.pretrained import FromPretrained
from factory.processors.stored import (
    PREPROCESSOR_CONFIG,
    PROCESSOR_CONFIG,
    TYPE_KEYS,
    Stored,
    find,
    plain,
)

_NOT_OPTIONS = (
    "processor_class",
    "transformers_version",
    "_valid_processor_keys",
    "mel_filters",
    "window",
)
"""Keys of files that say nothing of how a processor works, or only what is computed anyway."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of a processor as plain data; construction checks what must hold between them."""

    def __post_init__(self) -> None:
        if found := [str(problem) for problem in self.rules()]:
            raise RequestError(found)

    def __reduce__(self) -> tuple[Callable[..., Options], tuple[type[Options], dict[str, Any]]]:
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return _options, (type(self), plain(values))

    def rules(self) -> Iterator[Problem]:
        """What must hold of values that have the right types."""
        yield from ()


def _options(cls: type[Options], values: Mapping[str, Any]) -> Options:
    """Options from plain data of the right types, kept as configurations keep theirs."""
    types = hints(cls)
    return cls(**{name: coerced(types[name], value) for name, value in values.items()})


class Preprocessor(FromPretrained):
    """A processor: options that are checked when it is made, and its way to and from files.

    Of a folder, ``processor_config.json`` is read where it holds this kind of processor, else
    ``preprocessor_config.json``.

    Attributes:
        options: the values, as they were given.
        options_type: the dataclass of the options; made from ``defaults`` in a subclass that has
            some.
        defaults: defaults of options that differ from those of the class above.
        shown: options that are always printed; others are when they differ from their defaults.
        seldom: options that files hold only when they differ from their defaults.
        computed: attributes that follow from options, but are printed and written for readers that
            want them; what files say of them is not read.
        type_key: the key of files under which the class is named.
        nested_key: where ``processor_config.json`` holds the options.
        saved_class: the name that transformers knows the class under; its own when None.
        model_input_names: what calling it returns.
    """

    options_type: ClassVar[type[Options]] = Options
    defaults: ClassVar[Mapping[str, Any]] = {}
    shown: ClassVar[tuple[str, ...]] = ()
    seldom: ClassVar[tuple[str, ...]] = ()
    computed: ClassVar[tuple[str, ...]] = ()
    type_key: ClassVar[str]
    nested_key: ClassVar[str]
    saved_class: ClassVar[str | None] = None
    model_input_names: ClassVar[tuple[str, ...]] = ()

    options: Any
    foreign: Mapping[str, Any]

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if "defaults" in vars(cls):
            cls.options_type = _with_defaults(cls)

    def __init__(self, **options: Any) -> None:
        """Check and keep options.

        Args:
            options: those of ``options_type``; None stands for the default.

        Raises:
            RequestError: listing every problem.
        """
        self._begin(options, {})

    def _begin(self, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> None:
        known = hints(self.options_type)
        given = {k: v for k, v in values.items() if v is not None or k not in known}
        found = list(problems(self.options_type, given))
        wrong = {problem.key for problem in found}
        usable = {name: value for name, value in given.items() if name not in wrong}
        said = list(map(str, found))
        try:
            self.__dict__["options"] = _options(self.options_type, usable)
        except RequestError as error:
            said += [text for text in error.problems if text.partition(":")[0] not in wrong]
        if said:
            raise RequestError(f"{type(self).__name__}: {text}" for text in said)
        self.__dict__["foreign"] = copy.deepcopy(dict(foreign))

    @classmethod
    def _made(cls, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> Self:
        made = cls.__new__(cls)
        made._begin(values, foreign)
        return made

    def __getattr__(self, name: str) -> Any:
        options = self.__dict__.get("options")
        if name in hints(type(self).options_type) and options is not None:
            return getattr(options, name)
        hint = did_you_mean(name, hints(type(self).options_type))
        raise AttributeError(f"{type(self).__name__} has no option {name!r}.{hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"processors are immutable: use processor.replace({name}={value!r}), "
            "which returns a changed copy"
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"processors are immutable: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._stored() == other._stored() and self.foreign == other.foreign

    __hash__ = None  # type: ignore[assignment]  # sizes are mappings

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self)._made, (plain(self._values()), self.foreign)

    def replace(self, **changes: Any) -> Self:
        """A copy with some options changed, validated anew; None leaves an option as it is.

        Raises:
            RequestError: listing every problem.
        """
        values = self._values()
        values |= {k: v for k, v in changes.items() if v is not None or k not in values}
        return self._made(values, self.foreign)

    def _values(self) -> dict[str, Any]:
        return {f.name: getattr(self.options, f.name) for f in dataclasses.fields(self.options)}

    def _changed(self) -> dict[str, Any]:
        """Options that differ from the defaults of the class."""
        return {
            field.name: getattr(self.options, field.name)
            for field in dataclasses.fields(self.options)
            if getattr(self.options, field.name) != default_of(field)
        }

    def _stored(self) -> dict[str, Any]:
        """Every option in the form that transformers reads."""
        return self._values()

    def _computed(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.computed}

    def to_dict(self) -> dict[str, Any]:
        """The contents of a file: complete, so that no reader needs defaults of its own."""
        changed = self._changed()
        kept = {
            name: value
            for name, value in self._stored().items()
            if name not in self.seldom or name in self.shown or name in changed
        }
        kept |= self._computed()
        kept = {name: value for name, value in kept.items() if value is not None}
        named = self.saved_class or type(self).__name__
        return plain({**self.foreign, **kept, self.type_key: named})  # type: ignore[no-any-return]

    def to_json_string(self) -> str:
        """:meth:`to_dict` as JSON with sorted keys."""
        return json_text(self.to_dict())

    def to_json_file(self, json_file_path: str | os.PathLike[str]) -> None:
        """Write :meth:`to_json_string` to a file."""
        write_text(Path(json_file_path), self.to_json_string())

    def __repr__(self) -> str:
        changed = self._changed()
        values = {k: v for k, v in self._values().items() if k in self.shown or k in changed}
        values |= {**self._computed(), self.type_key: type(self).__name__}
        # The name of the class stands where it did when every processor was a feature extractor.
        place = {self.type_key: "feature_extractor_type"}
        ordered = {k: plain(values[k]) for k in sorted(values, key=lambda k: place.get(k, k))}
        return f"{type(self).__name__} {json_text(ordered, sort_keys=False)}"

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> tuple[str, ...]:
        """Write ``preprocessor_config.json``.

        A ``processor_config.json`` beside it that holds this kind of processor is renewed too, as
        readers prefer it.

        Args:
            save_directory: a folder; it is made when there is none.

        Returns:
            the paths written.

        Raises:
            RequestError: the folder is a bundle, which is saved again as a whole.
        """
        folder = open_folder(save_directory)
        written = [folder / PREPROCESSOR_CONFIG]
        self.to_json_file(written[0])
        whole = folder / PROCESSOR_CONFIG
        if whole.is_file() and self.nested_key in (data := read_json(whole)):
            data[self.nested_key] = self.to_dict()
            write_text(whole, json_text(data))
            written.append(whole)
        return tuple(map(str, written))

    @classmethod
    def from_dict(cls, config_dict: Mapping[str, Any], **overrides: Any) -> Self:
        """From the contents of a file; keys nobody knows are kept in ``foreign``.

        Args:
            config_dict: the file's contents.
            overrides: options that replace those of the file; a typo here is an error.

        Raises:
            RequestError: a value is wrong, or the file is another class's.
        """
        skipped = {*_NOT_OPTIONS, *cls.computed}
        data = {key: value for key, value in config_dict.items() if key not in skipped}
        named = [data.pop(key) for key in TYPE_KEYS if key in data]
        if named and (name := cls.canonical(str(named[0]))) not in cls._names():
            raise RequestError(
                f"{cls.__name__}: the file is a {name}'s; read it with that class, or with the "
                "automatic one, which chooses the class by the file"
            )
        cls._ignore_code(data)
        known = hints(cls.options_type)
        ours = {key: data.pop(key) for key in list(data) if key in known}
        foreign = {key: value for key, value in data.items() if value is not None}
        return cls._made({**ours, **overrides}, foreign)

    @classmethod
    def canonical(cls, name: str) -> str:
        """The name of a class as it is called here, from any name that files have for it."""
        return name

    @classmethod
    def _names(cls) -> set[str]:
        """Names in files that mean this class."""
        own = {c.__name__ for c in cls.__mro__ if issubclass(c, Preprocessor)}
        return own | ({cls.saved_class} if cls.saved_class else set())

    @classmethod
    def from_json_file(cls, json_file: str | os.PathLike[str], **overrides: Any) -> Self:
        """From a JSON file of any name."""
        return cls.from_pretrained(Path(json_file), **overrides)

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> Self:
        return cls.from_stored(find(source, cls.nested_key), overrides)

    @classmethod
    def from_stored(cls, stored: Stored, overrides: Mapping[str, Any]) -> Self:
        """From what was found in a file.

        Raises:
            RequestError: naming the file.
        """
        try:
            return cls.from_dict(stored.data, **overrides)
        except RequestError as error:
            raise RequestError(f"{stored.path}: {text}" for text in error.problems) from error


class ImageProcessingMixin(Preprocessor):
    """The base of processors of images."""

    type_key = "image_processor_type"
    nested_key = "image_processor"
    model_input_names = ("pixel_values",)

    @classmethod
    def canonical(cls, name: str) -> str:
        plain_name = name.removesuffix("Fast").removesuffix("Pil")
        older = plain_name.removesuffix("FeatureExtractor")
        return plain_name if older == plain_name else f"{older}ImageProcessor"


class FeatureExtractionMixin(Preprocessor):
    """The base of processors of sound."""

    type_key = "feature_extractor_type"
    nested_key = "feature_extractor"


def _with_defaults(cls: type[Preprocessor]) -> type[Options]:
    """The options of a class: those of the class above, with its own defaults.

    They are called as the class is, since that is the name that problems give.
    """
    above = cls.options_type
    fields = {field.name: field for field in dataclasses.fields(above)}
    types = hints(above)
    changed = []
    for name, value in cls.defaults.items():
        facts = dict(fields[name].metadata)
        changed.append((name, types[name], option(value, facts.pop("meaning"), **facts)))
    made = dataclasses.make_dataclass(
        cls.__name__,
        changed,
        bases=(above,),
        frozen=True,
        kw_only=True,
        namespace={"__doc__": f"The options of {cls.__name__}."},
    )
    made.__module__ = cls.__module__
    made.__qualname__ = f"{cls.__qualname__}.options_type"  # which is where pickles look for it
    return made
