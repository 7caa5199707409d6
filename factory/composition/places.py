"""Where configs lie that no user has to name: those that are shipped, and those of plug-ins."""

from __future__ import annotations

from pathlib import Path

from registry import REGISTRY

PRIMARY = "build"
"""The primary config: what is composed where nothing else is said."""


def shipped() -> Path:
    """The folder of shipped configs: inside an installed package, else beside it in a checkout.

    It is found by path: a ``conf`` package of somebody else's, importable by that name, does not
    come in its place.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "conf"
    return inside if inside.is_dir() else package.parent / "conf"


def plugged() -> tuple[tuple[str, Path], ...]:
    """Installed packages that bring presets, with the folder of each."""
    return REGISTRY.folders()
