"""The base of every family's configuration: immutable, validated, under Hugging Face's field names.

A family subclasses :class:`PretrainedConfig`, decorates it with :func:`configuration` and declares
its fields with :func:`~factory.configuration.options.option`. Construction checks everything and
reports every problem at once. Common names (``hidden_size`` …) are aliases where a family's own
name differs; they are accepted and readable everywhere and written nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar, Self

from factory.configuration.common import LABELS, CommonOptions
from factory.configuration.declared import configuration
from factory.configuration.names import registry_name, same_family
from factory.configuration.options import default_of, hints, plain
from factory.configuration.parts import under
from factory.errors import RequestError
from factory.files import json_text, open_folder, read_json, write_text
from factory.hub import Source, config_file
from factory.pretrained import FromPretrained

HF_FORMAT = "5.23.0"
"""The release of transformers whose config.json layout is written."""

CONFIG_NAME = "config.json"


@configuration
class PretrainedConfig(CommonOptions, FromPretrained):
    """A configuration, written and read as ``config.json``.

    Attributes:
        within: family whose files hold a configuration of this class -> under which key.
    """

    within: ClassVar[Mapping[str, str]] = {}

    def __init__(self, **values: Any) -> None:
        """Check and keep options.

        Args:
            values: those of the family, under any of their names.

        Raises:
            RequestError: listing every problem.
        """
        self._begin(values, {})

    @classmethod
    def parts(cls) -> Mapping[str, type[PretrainedConfig]]:
        """Options that are configurations themselves -> of which class."""
        return {
            name: kind
            for name, kind in hints(cls).items()
            if isinstance(kind, type) and issubclass(kind, PretrainedConfig)
        }

    def to_dict(self) -> dict[str, Any]:
        """Every option of the family, and the common ones that differ from their default.

        The layout is that of ``config.json``: own names only, plain data.
        """
        own = own_options(type(self))
        common = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if f.name in own or getattr(self, f.name) != default_of(f)
        }
        return self._as_json({**self.foreign, **common})

    def to_diff_dict(self) -> dict[str, Any]:
        """Only what differs from the family's defaults."""
        values = self._values()
        changed = {
            f.name: value.to_diff_dict() if isinstance(value, PretrainedConfig) else value
            for f in fields(self)
            if (value := values[f.name]) != default_of(f) or getattr(value, "foreign", None)
        }
        return self._as_json({**self.foreign, **changed})

    def to_json_string(self, use_diff: bool = False) -> str:
        """JSON with sorted keys; complete, or the differences alone with ``use_diff``."""
        data = self.to_diff_dict() if use_diff else self.to_dict()
        data["transformers_version"] = HF_FORMAT
        return json_text(data)

    def to_json_file(self, json_file_path: str | Path, use_diff: bool = False) -> None:
        """Write :meth:`to_json_string` to a file."""
        write_text(Path(json_file_path), self.to_json_string(use_diff))

    def save_pretrained(self, save_directory: str | Path) -> None:
        """Write ``config.json`` into a directory, which is made if need be.

        Raises:
            RequestError: the directory is a bundle.
        """
        self.to_json_file(open_folder(save_directory) / CONFIG_NAME)

    def __repr__(self) -> str:
        data = {k: v for k, v in self.to_dict().items() if k not in self.foreign}
        data["transformers_version"] = HF_FORMAT
        return f"{type(self).__name__} {json_text(data)}"

    def _as_json(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"model_type": self.model_type, **{k: _json(v) for k, v in values.items()}}

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
        cls._ignore_code(data)
        known = {*hints(cls), *cls.aliases, *cls.older, *LABELS}
        ours = {key: data.pop(key) for key in list(data) if key in known}
        for name, kind in cls.parts().items():
            if isinstance(value := ours.get(name), Mapping):
                with under(cls, name, kind):
                    ours[name] = kind.from_dict(value)
        if overrides and cls.parts():
            return cls.made(ours, data).replace(**overrides)
        dropped = cls.replaced(overrides)
        if overrides:
            dropped |= cls._following(ours, data)
        kept = {k: v for k, v in ours.items() if cls.aliases.get(k, k) not in dropped}
        return cls.made({**kept, **overrides}, data)

    @classmethod
    def _following(cls, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> set[str]:
        """Options of a file that say what follows from its others, and follow their changes."""
        if cls.derived is PretrainedConfig.derived:
            return set()
        try:
            config = cls.made(values, foreign)
        except RequestError:  # what replaces the wrong values is yet to come
            return set()
        return {name for name, value in config.derived().items() if getattr(config, name) == value}

    @classmethod
    def from_json_file(cls, json_file: str | Path, **overrides: Any) -> Self:
        """From a JSON file of any name."""
        return cls.from_dict(read_json(Path(json_file)), **overrides)

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> Self:
        return cls.from_json_file(config_file(source), **overrides)


def own_options(cls: type[PretrainedConfig]) -> frozenset[str]:
    """Names of the options that the family itself declares, re-declared common ones included."""
    return frozenset(
        name
        for base in cls.__mro__
        if base is not PretrainedConfig and issubclass(base, PretrainedConfig)
        for name in base.__annotations__
    )


def _json(value: Any) -> Any:
    return value.to_dict() if isinstance(value, PretrainedConfig) else plain(value)
