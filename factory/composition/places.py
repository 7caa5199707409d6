"""Where the shipped configs lie."""

from __future__ import annotations

from pathlib import Path


def shipped() -> Path:
    """The folder of shipped configs: inside an installed package, else beside it in a checkout.

    It is found by path: a ``conf`` package of somebody else's, importable by that name, does not
    come in its place.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "conf"
    return inside if inside.is_dir() else package.parent / "conf"
