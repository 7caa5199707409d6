"""Drawings of spec trees: pictures, text, and what differs between two trees."""

from __future__ import annotations

from pathlib import Path

from factory.drawing.text import to_text
from factory.specs import Spec

SUFFIXES = (".svg", ".png")
"""What pictures are written as."""


def to_svg(tree: Spec, title: str = "", *, against: Spec | None = None) -> str:
    """A model as the text of an SVG file.

    Args:
        tree: a model, or a body.
        title: what the model is called.
        against: another model; blocks that it lacks get a thick border.
    """
    from factory.drawing.layout import layout
    from factory.drawing.svg import svg

    return svg(layout(tree, title, against))


def to_png(tree: Spec, path: str | Path, title: str = "", *, against: Spec | None = None) -> None:
    """Write a model as a PNG file, two pixels a point.

    Args:
        tree: a model, or a body.
        path: the file; one that is there is replaced.
        title: what the model is called.
        against: another model; blocks that it lacks get a thick border.
    """
    from factory.drawing.layout import layout
    from factory.drawing.png import png
    from factory.files import write_bytes

    write_bytes(Path(path), png(layout(tree, title, against)))


__all__ = ["SUFFIXES", "to_png", "to_svg", "to_text"]
