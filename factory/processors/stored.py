"""Where the options of a processor are stored: the newer layout of files and the older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factory.errors import RequestError, did_you_mean
from factory.files import read_json
from factory.hub import Source, snapshot

PREPROCESSOR_CONFIG = "preprocessor_config.json"
PROCESSOR_CONFIG = "processor_config.json"
TYPE_KEYS = ("image_processor_type", "feature_extractor_type")
"""Keys that name the class; files older than image processors have the second for both."""


@dataclass(frozen=True)
class Stored:
    """What a file says of a processor.

    Attributes:
        path: the file.
        data: the processor's options in it, with the name of its class.
    """

    path: Path
    data: dict[str, Any]

    @property
    def type_name(self) -> str | None:
        """The name of the class, or None when the file names none."""
        named = (self.data[key] for key in TYPE_KEYS if key in self.data)
        return next((name for name in named if isinstance(name, str)), None)


def find(source: Source, nested_key: str) -> Stored:
    """The file of a processor, by its own path, its folder or a hub name.

    Args:
        source: where it is stored.
        nested_key: where ``processor_config.json`` holds this kind of processor.

    Raises:
        RequestError: nothing is there.
    """
    path = source.path
    if path.is_file():
        data = read_json(path)
        return Stored(path, _nested(path, data, nested_key) or data)
    folder = snapshot(source, weights=False)
    newer, older = folder / PROCESSOR_CONFIG, folder / PREPROCESSOR_CONFIG
    if newer.is_file() and (inner := _nested(newer, read_json(newer), nested_key)) is not None:
        return Stored(newer, inner)
    if older.is_file():
        return Stored(older, read_json(older))
    others = [path.name for path in folder.glob("*.json")]
    hint = did_you_mean(PREPROCESSOR_CONFIG, others)
    raise RequestError(
        f"{folder} has neither {PREPROCESSOR_CONFIG} nor a {PROCESSOR_CONFIG} with "
        f"{nested_key!r} in it.{hint}"
    )


def _nested(path: Path, data: dict[str, Any], key: str) -> dict[str, Any] | None:
    inner = data.get(key)
    if inner is not None and not isinstance(inner, dict):
        raise RequestError(f"{path}: {key} holds {type(inner).__name__}, not an object")
    return inner


def plain(value: Any) -> Any:
    """Tuples as lists, mappings as dictionaries, enumerations as numbers, all the way down."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
