"""The values of a tree, by full key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Full key and value of everything that has no parts; lists are values."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, data
