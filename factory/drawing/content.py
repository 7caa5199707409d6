"""What is written in the boxes and on the frames of a picture, and how much room that needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from factory.drawing.canvas import measured, wrapped
from factory.drawing.labels import short
from factory.drawing.part import Form, Part, Role

TITLE, SMALL, LEAD = 13.0, 11.0, 15.0
"""Sizes of titles and of other texts, and the height of a line of these."""

WIDEST = 270.0
"""Points of a line of text in a box, where its words allow."""

_ANONYMOUS = {"Linear", "Free", "Embedding", "Conv"}
"""Titles that say less than the name of the field that holds the part."""

_INDENT, _BETWEEN = 10.0, 18.0


@dataclass(frozen=True)
class Content:
    """What is written in a box.

    Attributes:
        title: in its first line.
        right: at the end of that line.
        lines: below it, each with what stands at its end.
    """

    title: str
    right: str
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def width(self) -> float:
        """Points that its longest line needs, and the room around it."""
        sized = [(self.title, self.right, TITLE), *((a, b, SMALL) for a, b in self.lines)]
        return 2 * _INDENT + max(
            measured(left, size) + (measured(right, SMALL) + _BETWEEN if right else 0)
            for left, right, size in sized
        )

    @property
    def height(self) -> float:
        """Points that its lines need, and the room around them."""
        return 25 + (LEAD * len(self.lines) + 4 if self.lines else 0)


def content(part: Part) -> Content:
    """What the box of a part says."""
    right = short(part.parameters) if part.parameters else "tied" if part.uses else ""
    if part.role is Role.NORM and not part.parts:
        return Content(part.title, right)
    texts = [*part.details, *([part.acts.value] if part.acts is not None else [])]
    lines = [(line, "") for text in texts for line in wrapped(text, SMALL, WIDEST)]
    for row, size in _rows(part):
        *before, last = wrapped(row, SMALL, WIDEST)
        lines += [*((line, "") for line in before), (last, "" if size == right else size)]
    times = f"{part.times} x " if part.times > 1 else ""
    named = part.name.partition(" ")[0].replace("_", " ").capitalize()
    title = named if part.title in _ANONYMOUS else part.title
    return Content(f"{times}{title}", right, tuple(lines))


def _rows(part: Part, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The parts in a box that its details say nothing of, and their parameters."""
    for inner in part.parts:
        if inner.acts is not None:
            continue
        if (inner.told and inner.known) or (inner.parts and not inner.details):
            yield from _rows(inner, f"{prefix}{inner.name} ")
        elif inner.parameters or inner.uses:
            said = list(inner.details)
            if not inner.known or not said:
                said.insert(0, inner.title)
            size = short(inner.parameters) if inner.parameters else "tied"
            yield f"{prefix}{inner.name}: {', '.join(said)}", size


def heading(part: Part) -> Content:
    """What stands at the top of a frame: how often on the left, parameters on the right."""
    _, _, where = part.name.partition(" ")
    layers = f"{'layers' if set('-,') & set(where) else 'layer'} {where}" if where else ""
    match part.form:
        case Form.APART:
            return Content(part.title, short(part.parameters), (("each in its places", ""),))
        case Form.BESIDE:
            told = wrapped(part.title, SMALL, WIDEST / 2)
            return Content(
                "Combined as", short(part.parameters), tuple((line, "") for line in told)
            )
    each = f"{short(part.each)} each" if part.each not in (0, part.parameters) else ""
    each = "shared weights" if part.shared else each
    right = short(part.parameters) if part.parameters else ""
    if part.times == 1:
        return Content(layers.capitalize(), right, (("", each),) if each else ())
    return Content(f"{part.times} x", right, ((layers, each),) if layers or each else ())
