"""The values of a tree, by full key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from omegaconf import DictConfig, OmegaConf


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Full key and value of everything that has no parts; lists are values."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, data


def unresolved(node: DictConfig) -> dict[str, Any]:
    """Plain data in which interpolations stand as they were written."""
    raw = OmegaConf.to_container(node, resolve=False)
    assert isinstance(raw, dict)
    return {str(key): value for key, value in raw.items()}
