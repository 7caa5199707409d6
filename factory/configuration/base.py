"""The base of every family's configuration: immutable, validated, under Hugging Face's field names.

A family subclasses :class:`PretrainedConfig`, decorates it with :func:`configuration` and declares
its fields with :func:`~factory.configuration.options.option`. Construction checks everything and
reports every problem at once. Common names (``hidden_size`` …) are aliases where a family's own
name differs; they are accepted and readable everywhere and written nowhere.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar, dataclass_transform

from factory.configuration.options import (
    Problem,
    coerced,
    default_of,
    fits,
    hints,
    mismatch,
    option,
    part,
    problems,
    shown,
)
from factory.errors import RequestError, did_you_mean

HF_FORMAT = "5.23.0"
"""The release of transformers whose config.json layout is written."""

CONFIG_NAME = "config.json"

DTYPES = ("float32", "bfloat16", "float16", "float64")
"""Types that weights are stored in."""

LABELS = ("num_labels", "id2label", "label2id")
"""Options that say the same thing: whoever gives one of them anew means all of them."""

MOST_LABELS = 1_000_000
"""Each label has a name; a larger number is a mistake that would fill the memory with them."""

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(option, part))
def configuration(cls: type[T]) -> type[T]:
    """Make ``cls`` an immutable, keyword-only configuration whose constructor validates."""
    return dataclasses.dataclass(init=False, kw_only=True, repr=False)(cls)


@configuration
class PretrainedConfig:
    """Options that every family has.

    Attributes:
        model_type: the family's name in ``config.json``; see :func:`registry_name`.
        aliases: common name -> the family's own name.
        older: names of options that older files have; :meth:`renewed` reads them.
        within: family whose files hold a configuration of this class -> under which key.
    """

    model_type: ClassVar[str] = ""
    aliases: ClassVar[Mapping[str, str]] = {}
    older: ClassVar[tuple[str, ...]] = ()
    within: ClassVar[Mapping[str, str]] = {}

    architectures: tuple[str, ...] | None = option(None, "Class names the weights were saved from.")
    bos_token_id: int | None = option(None, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(None, "Id of the token a text ends with.")
    pad_token_id: int | None = option(None, "Id of the padding token.", low=0)
    dtype: str | None = option(None, "Type of the stored weights.", choices=DTYPES)
    id2label: Mapping[int, str] | None = option(None, "Name of each label by its index.")
    label2id: Mapping[str, int] | None = option(None, "Index of each label by its name.")
    problem_type: (
        Literal["regression", "single_label_classification", "multi_label_classification"] | None
    ) = option(None, "Which loss a classifier uses; found from the labels when null.")
    output_hidden_states: bool = option(False, "Return the hidden states of every layer.")
    output_attentions: bool = option(False, "Return the attention probabilities of every layer.")
    return_dict: bool = option(True, "Return outputs by name rather than a plain tuple.")
    tie_word_embeddings: bool = option(True, "Share input and output embeddings.")
    pruned_heads: Mapping[int, tuple[int, ...]] = option({}, "Attention heads removed, by layer.")

    def __init__(self, **values: Any) -> None:
        self._begin(values, {})

    @classmethod
    def _made(cls, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> Self:
        config = cls.__new__(cls)
        config._begin(values, foreign)
        return config

    def _begin(self, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> None:
        given = dict(values)
        found: list[Problem] = []
        family = given.pop("model_type", self.model_type)
        if family not in (self.model_type, self.family_name):
            found.append(Problem("model_type", f"{shown(family)} is not {self.model_type!r}"))
        self._set("_foreign", MappingProxyType(copy.deepcopy(dict(foreign))))
        self._resolve_aliases(given, found)
        self._resolve_labels(given, found)
        given, outdated = self.renewed(given)
        found += outdated
        self._resolve_parts(given, found)
        found += problems(type(self), given, also=(*self.aliases, "num_labels"))
        wrong = {problem.key for problem in found}
        types = hints(type(self))
        for field in dataclasses.fields(self):
            usable = field.name in given and field.name not in wrong
            value = given[field.name] if usable else default_of(field)
            self._set(field.name, coerced(types[field.name], value))
        for name, value in self.derived().items():
            if getattr(self, name) is None:
                self._set(name, coerced(types[name], value))
        found += [p for p in self.rules() if p.key not in wrong]
        if found:
            raise RequestError(f"{type(self).__name__}: {problem}" for problem in found)

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Unchecked options with those of older releases said in today's; families extend it.

        Returns:
            the options, none of them of an older name, and what is wrong with the older ones.
        """
        return dict(given), []

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options: option -> its value where it is null."""
        return {}

    def rules(self) -> Iterator[Problem]:
        """What must hold between options; families extend it."""
        if self.id2label is not None:
            if not self.id2label:
                yield Problem("id2label", "names no label")
            named = ((label, self.id2label.get(i)) for label, i in (self.label2id or {}).items())
            if set(named) != {(label, label) for label in self.id2label.values()}:
                yield Problem("label2id", "does not name the same labels as id2label")
            if gaps := sorted({*range(len(self.id2label))} - {*self.id2label}):
                yield Problem("id2label", f"labels are counted from 0 on; there is no {gaps[0]}")
        yield from self._unprunable()
        if self.problem_type == "single_label_classification" and self.num_labels == 1:
            yield Problem(
                "problem_type", "single_label_classification needs at least two labels, not 1"
            )

    def _unprunable(self) -> Iterator[Problem]:
        """Attention heads that cannot be pruned, because they are not there or the last ones."""
        layers = self.distinct_layers
        heads = getattr(self, "num_attention_heads", 0)
        for layer, gone in self.pruned_heads.items():
            if layer >= layers:
                yield Problem("pruned_heads", f"there is no layer {layer}, only 0 to {layers - 1}")
            elif wrong := sorted(head for head in gone if not 0 <= head < heads):
                yield Problem(
                    "pruned_heads", f"layer {layer} has heads 0 to {heads - 1}, not {wrong}"
                )
            elif len(set(gone)) == heads:
                yield Problem("pruned_heads", f"layer {layer} would be left without heads")

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _resolve_aliases(self, given: dict[str, Any], found: list[Problem]) -> None:
        for alias, own in self.aliases.items():
            if alias not in given:
                continue
            value = given.pop(alias)
            if own in given and given[own] != value:
                found.append(
                    Problem(alias, f"is another name of {own!r}; give one of them, not both")
                )
            else:
                given[own] = value

    def _resolve_labels(self, given: dict[str, Any], found: list[Problem]) -> None:
        """Each of ``num_labels``, ``id2label`` and ``label2id`` stands for all three."""
        types = hints(type(self))
        count, names, ids = (given.get(key) for key in LABELS)
        given.pop("num_labels", None)
        if names is None and ids is not None and fits(types["label2id"], ids):
            names = given["id2label"] = {index: label for label, index in ids.items()}
        if names is not None and ids is None and fits(types["id2label"], names):
            given["label2id"] = {label: int(index) for index, label in names.items()}
        if count is None:
            return
        facts = {"low": 1, "high": MOST_LABELS}
        if (message := mismatch(int, count, facts)) is not None:
            found.append(Problem("num_labels", message))
        elif isinstance(names, Mapping) and len(names) != count:
            found.append(Problem("num_labels", f"is {count} but id2label names {len(names)}"))
        elif names is None and count != 2:
            given["id2label"] = {i: f"LABEL_{i}" for i in range(count)}
            given["label2id"] = {f"LABEL_{i}": i for i in range(count)}

    def _resolve_parts(self, given: dict[str, Any], found: list[Problem]) -> None:
        """Configurations inside this one, from their options; some may be said outside them."""
        kinds = self.parts()
        outside: dict[str, dict[str, Any]] = {name: {} for name in kinds}
        for name in [name for name in given if name not in hints(type(self))]:
            owners = _owners(kinds, name)
            if len(owners) == 1:
                outside[owners[0]][name] = given.pop(name)
            elif owners:
                ways = " or ".join(f"{owner}.{name}" for owner in owners)
                found.append(Problem(name, f"may be {ways}; say which"))
                del given[name]
        for name, kind in kinds.items():
            value, more = given.pop(name, None), outside[name]
            try:
                if isinstance(value, kind):
                    given[name] = value.replace(**more) if more else value
                elif value is None or isinstance(value, Mapping):
                    given[name] = kind(**{**(value or {}), **more})
                else:
                    wanted = f"neither a {kind.__name__} nor a mapping of its options"
                    found.append(Problem(name, f"{shown(value)} is {wanted}"))
            except RequestError as error:
                for text in error.problems:
                    key, _, message = _own(kind, text).partition(": ")
                    found.append(Problem(f"{name}.{key}", message))

    @classmethod
    def parts(cls) -> Mapping[str, type[PretrainedConfig]]:
        """Options that are configurations themselves -> of which class."""
        return {
            name: kind
            for name, kind in hints(cls).items()
            if isinstance(kind, type) and issubclass(kind, PretrainedConfig)
        }

    @property
    def unread(self) -> tuple[str, ...]:
        """Special ids that the model does not go by, so that a tokenizer may have others."""
        return ()

    @property
    def distinct_layers(self) -> int:
        """Layers with weights of their own, which is how heads to prune are counted."""
        count: int = getattr(self, "num_hidden_layers", 0)
        return count

    @property
    def foreign(self) -> Mapping[str, Any]:
        """Keys of a ``config.json`` that no option of ours has; kept and written back."""
        kept: Mapping[str, Any] = vars(self)["_foreign"]
        return kept

    @property
    def num_labels(self) -> int:
        """How many labels a classifier tells apart; 2 unless ``id2label`` says otherwise."""
        return 2 if self.id2label is None else len(self.id2label)

    def label(self, index: int) -> str:
        """The name of label ``index``."""
        return (self.id2label or {}).get(index, f"LABEL_{index}")

    if not TYPE_CHECKING:  # for a type checker a misspelt option stays an error

        def __getattr__(self, name: str) -> Any:
            own = type(self).aliases.get(name)
            if own is not None:
                return getattr(self, own)
            owners = _owners(self.parts(), name)
            if len(owners) == 1:
                return getattr(getattr(self, owners[0]), name)
            hint = did_you_mean(name, (*hints(type(self)), *self.aliases))
            raise AttributeError(f"{type(self).__name__} has no option {name!r}.{hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"configurations are immutable: use config.replace({name}={value!r}), "
            "which returns a changed copy"
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"configurations are immutable: {name} cannot be deleted")

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        values = {
            name: value if isinstance(value, PretrainedConfig) else _plain(value)
            for name, value in self._values().items()
        }
        return type(self)._made, (values, dict(self.foreign))

    def replace(self, **changes: Any) -> Self:
        """A copy with some options changed, validated anew; aliases are accepted.

        A mapping in place of a configuration inside this one changes the options that it names.

        Raises:
            RequestError: listing every problem.
        """
        changes = self._inside(changes)
        dropped = {self.aliases.get(name, name) for name in changes}
        if dropped.intersection(LABELS):
            dropped.update(LABELS)
        kept = {name: value for name, value in self._values().items() if name not in dropped}
        return self._made({**kept, **changes}, self.foreign)

    def _inside(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Changes with those of options in parts said as the changed parts."""
        changed = dict(changes)
        for name, kind in self.parts().items():
            if isinstance(value := changed.get(name), Mapping):
                with _under(type(self), name, kind):
                    changed[name] = getattr(self, name).replace(**value)
        return changed

    def to_dict(self) -> dict[str, Any]:
        """Every option of the family, and the common ones that differ from their default.

        The layout is that of ``config.json``: own names only, plain data.
        """
        own = own_options(type(self))
        common = {
            f.name: getattr(self, f.name)
            for f in dataclasses.fields(self)
            if f.name in own or getattr(self, f.name) != default_of(f)
        }
        return self._as_json({**self.foreign, **common})

    def to_diff_dict(self) -> dict[str, Any]:
        """Only what differs from the family's defaults."""
        values = self._values()
        changed = {
            f.name: value.to_diff_dict() if isinstance(value, PretrainedConfig) else value
            for f in dataclasses.fields(self)
            if (value := values[f.name]) != default_of(f)
        }
        return self._as_json({**self.foreign, **changed})

    def to_json_string(self, use_diff: bool = False) -> str:
        """JSON with sorted keys; complete, or the differences alone with ``use_diff``."""
        data = self.to_diff_dict() if use_diff else self.to_dict()
        data["transformers_version"] = HF_FORMAT
        return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def to_json_file(self, json_file_path: str | Path, use_diff: bool = False) -> None:
        """Write :meth:`to_json_string` to a file."""
        from factory.files import write_text

        write_text(Path(json_file_path), self.to_json_string(use_diff))

    def save_pretrained(self, save_directory: str | Path) -> None:
        """Write ``config.json`` into a directory, which is made if need be.

        Raises:
            RequestError: the directory is a bundle.
        """
        from factory.files import open_folder

        self.to_json_file(open_folder(save_directory) / CONFIG_NAME)

    def __repr__(self) -> str:
        data = {k: v for k, v in self.to_dict().items() if k not in self.foreign}
        data["transformers_version"] = HF_FORMAT
        body = json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)
        return f"{type(self).__name__} {body}\n"

    @property
    def family_name(self) -> str:
        """The registry's name of the family."""
        return registry_name(self.model_type)

    def _values(self) -> dict[str, Any]:
        """Every option; null where it follows from others, so that it follows their changes."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        same = {name for name, value in self.derived().items() if values[name] == value}
        return {name: None if name in same else value for name, value in values.items()}

    def _as_json(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"model_type": self.model_type, **{k: _plain(v) for k, v in values.items()}}

    @classmethod
    def from_dict(cls, config_dict: Mapping[str, Any], **overrides: Any) -> Self:
        """From the contents of a ``config.json``; keys nobody knows are kept in ``foreign``.

        Args:
            config_dict: the file's contents.
            overrides: options that replace those of the file; a typo here is an error.

        Raises:
            RequestError: a value is wrong, the file is another family's, or it asks for
                quantisation.
        """
        whole = cls.within.get(registry_name(str(config_dict.get("model_type"))))
        data = dict(config_dict if whole is None else config_dict.get(whole) or {})
        data.pop("transformers_version", None)
        data.pop("_name_or_path", None)
        if "torch_dtype" in data:
            data.setdefault("dtype", data.pop("torch_dtype"))
        family = data.pop("model_type", cls.model_type)
        if not same_family(family, cls.model_type):
            raise RequestError(
                f"{cls.__name__}: model_type is {family!r}, not {cls.model_type!r}; "
                "AutoConfig chooses the class by the file"
            )
        if data.get("quantization_config") is not None:
            raise RequestError(f"{cls.__name__}: quantization_config is not supported")
        if data.pop("auto_map", None) is not None:
            warnings.warn(
                f"{cls.__name__}: auto_map is ignored; no code of a checkpoint is run", stacklevel=2
            )
        known = {*hints(cls), *cls.aliases, *cls.older, *LABELS}
        ours = {key: data.pop(key) for key in list(data) if key in known}
        for name, kind in cls.parts().items():
            if isinstance(value := ours.get(name), Mapping):
                with _under(cls, name, kind):
                    ours[name] = kind.from_dict(value)
        if overrides and cls.parts():
            return cls._made(ours, data).replace(**overrides)
        dropped = {cls.aliases.get(key, key) for key in overrides}
        if dropped.intersection(LABELS):
            dropped.update(LABELS)
        if overrides:
            dropped |= cls._following(ours, data)
        kept = {k: v for k, v in ours.items() if cls.aliases.get(k, k) not in dropped}
        return cls._made({**kept, **overrides}, data)

    @classmethod
    def _following(cls, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> set[str]:
        """Options of a file that say what follows from its others, and follow their changes."""
        if cls.derived is PretrainedConfig.derived:
            return set()
        try:
            config = cls._made(values, foreign)
        except RequestError:  # what replaces the wrong values is yet to come
            return set()
        return {name for name, value in config.derived().items() if getattr(config, name) == value}

    @classmethod
    def from_json_file(cls, json_file: str | Path, **overrides: Any) -> Self:
        """From a JSON file of any name."""
        from factory.files import read_json

        return cls.from_dict(read_json(Path(json_file)), **overrides)

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | Path,
        *,
        revision: str | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool | None = None,
        **overrides: Any,
    ) -> Self:
        """From a folder, a JSON file of any name, or a hub name, with options replaced.

        Args:
            pretrained_model_name_or_path: where it is stored.
            revision: of a name on the hub.
            cache_dir: of names on the hub.
            local_files_only: never ask the hub.
            overrides: options that replace those of the file.

        Raises:
            RequestError: nothing is there, or a value is wrong.
        """
        from factory.hub import config_file

        path = config_file(
            pretrained_model_name_or_path,
            revision=revision,
            cache_dir=cache_dir,
            local_files_only=local_files_only,
        )
        return cls.from_json_file(path, **overrides)


def own_options(cls: type[PretrainedConfig]) -> frozenset[str]:
    """Names of the options that the family itself declares, re-declared common ones included."""
    return frozenset(
        name
        for base in cls.__mro__
        if base is not PretrainedConfig and issubclass(base, PretrainedConfig)
        for name in base.__annotations__
    )


def _owners(kinds: Mapping[str, type[PretrainedConfig]], name: str) -> list[str]:
    """The parts that have an option of that name."""
    return [owner for owner, kind in kinds.items() if name in (*hints(kind), *kind.aliases)]


@contextmanager
def _under(cls: type, name: str, kind: type) -> Iterator[None]:
    """Problems of a part are told by their full keys."""
    try:
        yield
    except RequestError as error:
        problems = [f"{cls.__name__}: {name}.{_own(kind, text)}" for text in error.problems]
        raise RequestError(problems) from None


def _own(kind: type, sentence: str) -> str:
    """A problem without the class name that configurations put before it."""
    return sentence.removeprefix(f"{kind.__name__}: ")


def _plain(value: Any) -> Any:
    if isinstance(value, PretrainedConfig):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return copy.copy(value)


def registry_name(model_type: str) -> str:
    """The registry's name of a ``model_type``, some of which have hyphens: ``deberta_v2``."""
    package, colon, name = model_type.rpartition(":")
    return f"{package}{colon}{name.replace('-', '_')}"


def same_family(stored: object, own: str) -> bool:
    """Whether two names mean one family; a package before one of them alone is no difference.

    Which of the two a package's family has depends on what else is installed.
    """
    if not isinstance(stored, str):
        return False
    (package, _, name), (own_package, _, own_name) = (
        registry_name(given).rpartition(":") for given in (stored, own)
    )
    return name == own_name and (package == own_package or not (package and own_package))
