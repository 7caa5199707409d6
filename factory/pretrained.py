"""``from_pretrained`` as most classes have it: a name, and options that replace the stored ones."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any, Generic, NoReturn, Self, TypeVar

from factory.hub import Source

T = TypeVar("T")


class FromPretrained:
    """A class whose objects are stored in a folder or a file, here or on the hub."""

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        revision: str | None = None,
        cache_dir: str | os.PathLike[str] | None = None,
        local_files_only: bool | None = None,
        **overrides: Any,
    ) -> Self:
        """From where it is stored, with options replaced.

        Args:
            pretrained_model_name_or_path: a folder, a hub name, or, of what is stored in one file,
                a JSON file of any name.
            revision: branch, tag or commit of a repository on the hub.
            cache_dir: where downloads are kept; huggingface_hub's own place when None.
            local_files_only: never ask the hub; as ``HF_HUB_OFFLINE`` says when None.
            overrides: options that replace those that are stored.

        Raises:
            RequestError: nothing is there, or a value is wrong.
        """
        source = Source(pretrained_model_name_or_path, revision, cache_dir, local_files_only)
        return cls._from_source(source, overrides)

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> Self:
        raise NotImplementedError

    @classmethod
    def _ignore_code(cls, stored: dict[str, Any]) -> None:
        """Drop the names of code from what was stored, and say so."""
        if stored.pop("auto_map", None) is not None:
            warnings.warn(
                f"{cls.__name__}: auto_map is ignored; no code of a checkpoint is run", stacklevel=3
            )


class Automatic(Generic[T]):
    """A class without objects: what is stored says of which class it is."""

    def __init__(self, *_: object, **__: object) -> None:
        not_made(type(self))

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        revision: str | None = None,
        cache_dir: str | os.PathLike[str] | None = None,
        local_files_only: bool | None = None,
        **overrides: Any,
    ) -> T:
        """An object of the class that is found; takes what :class:`FromPretrained` takes.

        Raises:
            RequestError: nothing is there, its class is not known, or a value is wrong.
        """
        source = Source(pretrained_model_name_or_path, revision, cache_dir, local_files_only)
        return cls._from_source(source, overrides)

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> T:
        raise NotImplementedError


def not_made(cls: type) -> NoReturn:
    """Refuse to make an object of a class that only reads.

    Raises:
        TypeError: always.
    """
    name = cls.__name__
    raise TypeError(f"{name} is not made by calling it; use {name}.from_pretrained(folder)")
