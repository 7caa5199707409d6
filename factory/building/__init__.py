"""Building: from a checked tree to a model with its tokenizer, and to a bundle on disk."""

from __future__ import annotations

from factory.building.built import Built, assemble, build, load
from factory.building.preflight import preflight

__all__ = ["Built", "assemble", "build", "load", "preflight"]
