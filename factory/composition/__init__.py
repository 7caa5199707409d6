"""Composition: from a list of overrides to a checked tree of plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factory.composition.blueprint import Blueprint
    from factory.composition.composer import Composer, compose

__all__ = ["Blueprint", "Composer", "compose"]

_HOMES = {"Blueprint": "blueprint", "Composer": "composer", "compose": "composer"}


def __getattr__(name: str) -> Any:
    # Hydra is imported with the first composition, not with the package.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
