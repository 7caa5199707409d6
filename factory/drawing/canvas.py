"""What pictures are made of: rectangles, lines and texts, in points, y downwards."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

INK, GREY, LINE, PAPER, FRAME = "#20252b", "#66707a", "#7d8790", "#ffffff", "#fafbfc"


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle with round corners; ``x`` and ``y`` are its upper left corner.

    Attributes:
        border: points.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str
    dashed: bool = False
    border: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """A line through points, with the head of an arrow at its end."""

    points: tuple[tuple[float, float], ...]
    stroke: str = LINE
    arrow: bool = True


@dataclass(frozen=True, kw_only=True)
class Plus:
    """A sum: a small circle around a plus, at its centre."""

    x: float
    y: float
    radius: float = 8.0


@dataclass(frozen=True, kw_only=True)
class Words:
    """A line of text.

    Attributes:
        x, y: of its start, middle or end on the baseline, as ``anchor`` says.
        anchor: ``start``, ``middle`` or ``end``.
    """

    x: float
    y: float
    text: str
    size: float = 11.0
    color: str = GREY
    anchor: str = "start"

    @property
    def left(self) -> float:
        """Where it begins."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return self.x - share * measured(self.text, self.size)


@dataclass
class Picture:
    """A picture, drawn in the order of its lists.

    Attributes:
        frames: boxes around others.
        ways: lines; what stands on them covers them.
        boxes: boxes and sums.
        words: texts.
        width, height: of the whole.
    """

    frames: list[Box] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    boxes: list[Box | Plus] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    @property
    def items(self) -> list[Box | Way | Plus | Words]:
        """All that is drawn, from back to front."""
        return [*self.frames, *self.ways, *self.boxes, *self.words]


@functools.lru_cache(maxsize=4096)
def measured(text: str, size: float) -> float:
    """Width of a text in the font of the pictures."""
    return float(font(64).getlength(text)) * size / 64


@functools.cache
def font(size: int):  # type: ignore[no-untyped-def]  # pillow's two kinds have no name in common
    """The font that pillow brings along, at a size in pixels."""
    from PIL import ImageFont

    return ImageFont.load_default(size)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text as lines no wider than that, as far as its words allow."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measured(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
