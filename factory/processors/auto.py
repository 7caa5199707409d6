"""Processors whose class the folder says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar

from factory.errors import RequestError, did_you_mean
from factory.files import read_json
from factory.processors.base import (
    FeatureExtractionMixin,
    ImageProcessingMixin,
    Preprocessor,
)
from factory.processors.stored import Stored, find
from registry import REGISTRY


class _AutoProcessor:
    """Reads a folder and makes the processor of the class that it names.

    Attributes:
        base: what the classes derive from.
    """

    base: ClassVar[type[Preprocessor]]

    def __init__(self, *_: object, **__: object) -> None:
        name = type(self).__name__
        raise TypeError(f"{name} is not made by calling it; use {name}.from_pretrained(folder)")

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        revision: str | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool | None = None,
        **overrides: Any,
    ) -> Any:
        """From a folder, a JSON file, or a hub name, with options replaced.

        Args:
            pretrained_model_name_or_path: where it is stored.
            revision: of a name on the hub.
            cache_dir: of names on the hub.
            local_files_only: never ask the hub.
            overrides: options that replace those of the file.

        Raises:
            RequestError: nothing is there, its class is not known, or a value is wrong.
        """
        stored = find(
            pretrained_model_name_or_path,
            cls.base.nested_key,
            revision=revision,
            cache_dir=cache_dir,
            local_files_only=local_files_only,
        )
        return cls._class_of(stored).from_stored(stored, overrides)

    @classmethod
    def _class_of(cls, stored: Stored) -> type[Preprocessor]:
        """The class that a file names, or else the one that goes with the model beside it."""
        classes: dict[str, type[Preprocessor]] = {
            model: kind.processor
            for name, kind in REGISTRY.components("processor")
            for model in (name, *kind.models)
            if issubclass(kind.processor, cls.base)
        }
        by_name = {found.__name__: found for found in classes.values()}
        if stored.type_name is not None:
            wanted = cls.base.canonical(stored.type_name)
            if wanted in by_name:
                return by_name[wanted]
            raise RequestError(
                f"{stored.path}: no processor is called {stored.type_name!r}."
                f"{did_you_mean(wanted, by_name)} There are: {', '.join(by_name)}."
            )
        config = stored.path.parent / "config.json"
        family = read_json(config).get("model_type") if config.is_file() else None
        if isinstance(family, str) and family in classes:
            return classes[family]
        raise RequestError(
            f"{stored.path} names no class ({cls.base.type_key}), nor is there a model beside it "
            f"that has one. There are: {', '.join(by_name)}."
        )


class AutoImageProcessor(_AutoProcessor):
    """The image processor of any model: its class is read from the folder."""

    base = ImageProcessingMixin


class AutoFeatureExtractor(_AutoProcessor):
    """The feature extractor of any model of sound: its class is read from the folder."""

    base = FeatureExtractionMixin
