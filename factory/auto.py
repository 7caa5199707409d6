"""Auto classes: the family is read from the folder, the head from the name of the class."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factory.configuration import PretrainedConfig, registry_name
from factory.errors import RequestError
from factory.families import Family
from factory.files import read_json
from factory.hub import HUB_OPTIONS, Source, config_file, snapshot
from factory.pretrained import Automatic, not_made
from registry import REGISTRY, RegistryError


def family_of(data: dict[str, Any], source: object) -> Family:
    """The family that the contents of a ``config.json`` name.

    Raises:
        RequestError: they name none, or one that is not here or cannot be used.
    """
    name = data.get("model_type")
    if not isinstance(name, str):
        known = ", ".join(REGISTRY.names("architecture"))
        raise RequestError(f"{source} names no model_type. There are: {known}.")
    try:
        family: Family = REGISTRY.get("architecture", registry_name(name))
    except RegistryError as error:
        raise RequestError(f"{source} is of model_type {name!r}: {error}") from error
    return family


class AutoConfig(Automatic[PretrainedConfig]):
    """Configurations whose class is found by ``model_type``."""

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> PretrainedConfig:
        path = config_file(source)
        data = read_json(path)
        return family_of(data, path).config.from_dict(data, **overrides)

    @staticmethod
    def for_model(model_type: str, **values: Any) -> PretrainedConfig:
        """The configuration of a family by its name.

        Raises:
            RequestError: the family is unknown, or a value is wrong.
        """
        return family_of({"model_type": model_type}, "the request").config(**values)


class AutoTokenizer:
    """Tokenizers whose class is found in the folder: fast unless ``use_fast=False``."""

    def __init__(self) -> None:
        not_made(type(self))

    @staticmethod
    def from_pretrained(
        pretrained_model_name_or_path: str | Path, *, use_fast: bool | None = None, **options: Any
    ) -> Any:
        """A tokenizer from a folder in any layout, or from a hub name.

        Args:
            pretrained_model_name_or_path: where it is stored.
            use_fast: the tokenizers library's, or the one in plain Python; without it, the
                library's where it has one of this kind.
            options: replace what is stored.

        Raises:
            RequestError: nothing is there, the folder does not say of which kind it is, or the
                plain one cannot do what its ``tokenizer.json`` says, or there is no fast one.
        """
        from factory import tokenizers
        from factory.tokenizer_classes import class_names, family_class

        folder = snapshot(pretrained_model_name_or_path)
        named = tokenizers.tokenizer_class_name(folder)
        whole = (folder / "tokenizer.json").is_file()
        fast = use_fast is not False
        generic = tokenizers.PreTrainedTokenizerFast if fast else tokenizers.PreTrainedTokenizer
        found: Any = _tokenizer_class(named.removesuffix("Fast"), use_fast) if named else None
        if found is None and whole and named in tokenizers.GENERIC_CLASSES:
            found = generic
        if found is None and (folder / "config.json").is_file():
            family = family_of(read_json(folder / "config.json"), folder / "config.json")
            found = family_class(family, fast and (use_fast or bool(class_names(family))))
        if found is None and whole and named is None:
            found = generic
        if found is None:
            held = f"names the class {named!r}, which is not here" if named else "names no class"
            other = f"{generic.__name__}, which follows tokenizer.json alone" if whole else ""
            raise RequestError(
                f"{folder} does not say which tokenizer it holds: it {held}. Load it with "
                f"{other or 'the class of its family, such as BertTokenizerFast'}."
            )
        return found.from_pretrained(folder, **options)


def _tokenizer_class(name: str, use_fast: bool | None) -> Any:
    """The slow or fast class of a name without ``Fast``, or None.

    Raises:
        RequestError: the fast one was asked for, and there is only the slow one.
    """
    from factory.tokenizer_classes import class_for, scheme_class

    fast = f"{name}Fast"
    if use_fast is not False and (found := class_for(fast) or scheme_class(fast)) is not None:
        return found
    found = class_for(name) or scheme_class(name)
    if found is not None and use_fast:
        raise RequestError(
            f"use_fast=True: {name} is in pure Python only; leave use_fast out, or at False."
        )
    return found


def _form_of(config: PretrainedConfig) -> Family:
    """The family of a configuration, in its form."""
    family: Family = REGISTRY.get("architecture", config.family_name)
    return family.of(config)


class _AutoModel:
    """Models whose family is found by ``model_type``; the head is in the name of the class."""

    head_name: str

    def __init__(self) -> None:
        not_made(type(self))

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: str | Path, **options: Any) -> Any:
        """A model with stored weights; takes what the family's own class takes.

        Raises:
            RequestError: the family is unknown or has no such head.
            CheckpointError: the weights do not fit the model.
        """
        from factory.models import model_class

        config = options.get("config")
        if isinstance(config, PretrainedConfig):
            family = _form_of(config)
        else:
            hub = {k: options[k] for k in HUB_OPTIONS if k in options and config is None}
            path = config_file(Source(config or pretrained_model_name_or_path, **hub))
            family = family_of(data := read_json(path), path)
            if family.forms is not None:
                family = family.of(family.config.from_dict(data))
        return model_class(family, cls.head_name).from_pretrained(
            pretrained_model_name_or_path, **options
        )

    @classmethod
    def from_config(cls, config: PretrainedConfig, **options: Any) -> Any:
        """A model with random weights.

        Raises:
            RequestError: it is no configuration, or the family has no such head.
        """
        from factory.models import model_class

        if not isinstance(config, PretrainedConfig):
            raise RequestError(f"{cls.__name__} takes a configuration, not {type(config).__name__}")
        return model_class(_form_of(config), cls.head_name)(config, **options)


_LOCK = threading.Lock()


def auto_class(head: str, name: str) -> type[_AutoModel]:
    """``AutoModel`` or ``AutoModelFor…`` of a head, the same object at every call."""
    with _LOCK:  # two threads that ask a cache at once can get two classes
        return _made(head, name)


@functools.cache
def _made(head: str, name: str) -> type[_AutoModel]:
    kind = REGISTRY.get("head", head)
    doc = (
        f"A model of any family: {kind.summary}.\n\n"
        f"The family is read from the folder; the model is its ``<Family>{kind.suffix}``.\n"
    )
    return type(
        name,
        (_AutoModel,),
        {"head_name": head, "__module__": "factory", "__qualname__": name, "__doc__": doc},
    )
