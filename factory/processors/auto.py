"""Processors whose class the folder says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from factory.errors import RequestError, did_you_mean
from factory.files import read_json
from factory.hub import Source
from factory.pretrained import Automatic
from factory.processors.base import (
    FeatureExtractionMixin,
    ImageProcessingMixin,
    Preprocessor,
)
from factory.processors.stored import Stored, find
from registry import REGISTRY


class _AutoProcessor(Automatic[Any]):
    """Reads a folder and makes the processor of the class that it names.

    Attributes:
        base: what the classes derive from.
    """

    base: ClassVar[type[Preprocessor]]

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> Any:
        stored = find(source, cls.base.nested_key)
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
