"""The plot of ``factory plan``: parameters against FLOPs on logarithmic axes, a dot a point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factory.cli import output
from factory.errors import RequestError, did_you_mean

if TYPE_CHECKING:
    from factory.cli.plan_rows import Row
    from factory.drawing.canvas import Picture

_WIDTH, _HEIGHT = 720.0, 440.0
_LEFT, _TOP, _BOTTOM, _LEGEND = 70.0, 34.0, 52.0, 150.0
_DOT, _DIGITS, _RINGS = 7.0, 3, 4
_COLOURS = (
    "#3b6ea8", "#c8642d", "#3f8f5f", "#8a5aa8", "#b8962e", "#3c9aa6", "#b0485a", "#6b6f76",
)  # fmt: skip
_SHADES = ("#d7e3f1", "#173a63")
"""The first and the last colour of numbers that are too many for a colour each."""


@dataclass
class Scatter:
    """Points of a grid, taken down one by one and drawn at the end.

    Attributes:
        path: of the picture; its ending says which kind it is.
        key: what colours tell apart, or None where nothing is swept.
        dots: parameters, FLOPs and the value of the key; of those that fall on one place, one.
    """

    path: Path
    key: str | None
    dots: dict[tuple[float, float, str], None] = field(default_factory=dict)

    @classmethod
    def asked(cls, path: Path, colour: str | None, keys: Sequence[str]) -> Scatter:
        """The plot of a command line.

        Raises:
            RequestError: there is no such kind of picture, folder, or swept key.
        """
        if path.suffix not in (".svg", ".png"):
            raise RequestError(f"--plot {path}: is neither .svg nor .png")
        if not path.parent.is_dir():
            raise RequestError(f"{path}: there is no folder {path.parent}")
        short = {key.rpartition(".")[2]: key for key in keys}
        if colour is not None and colour not in (*keys, *short):
            known = ", ".join(keys) or "nothing"
            raise RequestError(
                f"--colour {colour}: is not swept.{did_you_mean(colour, (*keys, *short))} "
                f"Swept are: {known}."
            )
        named = short.get(colour, colour) if colour is not None else None
        return cls(path, named or next(iter(keys), None))

    def add(self, row: Row) -> None:
        """Take down a point, unless it is impossible."""
        if row.costs is not None and row.costs["parameters"] and row.costs["flops"]:
            kind = "" if self.key is None else output.value(row.values[self.key])
            places = (_rounded(row.costs["parameters"]), _rounded(row.costs["flops"]))
            self.dots[(*places, kind)] = None

    def write(self) -> None:
        """Draw and write the picture."""
        from factory.drawing.png import png
        from factory.drawing.svg import svg
        from factory.files import write_bytes

        if not self.dots:
            raise RequestError(f"{self.path}: there is no point to draw")
        picture = self.picture()
        drawn = svg(picture).encode() if self.path.suffix == ".svg" else png(picture)
        write_bytes(self.path, drawn)

    def picture(self) -> Picture:
        """Axes, dots, and what their colours mean."""
        from factory.drawing.canvas import GREY, INK, Box, Picture, Way, Words

        made = Picture(width=_WIDTH, height=_HEIGHT)
        right = _WIDTH - _LEGEND
        across = _Axis.over([x for x, _, _ in self.dots], _LEFT, right)
        upward = _Axis.over([y for _, y, _ in self.dots], _HEIGHT - _BOTTOM, _TOP)
        pale = "#e6e9ec"
        for mark in across.marks():
            at = across.place(mark)
            made.ways.append(
                Way(points=((at, _TOP), (at, _HEIGHT - _BOTTOM)), stroke=pale, arrow=False)
            )
            text = _short(mark)
            made.words.append(Words(x=at, y=_HEIGHT - _BOTTOM + 16, text=text, anchor="middle"))
        for mark in upward.marks():
            at = upward.place(mark)
            made.ways.append(Way(points=((_LEFT, at), (right, at)), stroke=pale, arrow=False))
            made.words.append(Words(x=_LEFT - 8, y=at + 4, text=_short(mark), anchor="end"))
        middle = (_LEFT + right) / 2
        made.words += [
            Words(x=middle, y=_HEIGHT - 14, text="parameters", color=INK, anchor="middle"),
            Words(x=_LEFT - 8, y=_TOP - 16, text="FLOPs of a forward pass", color=INK),
        ]
        colours = self.colours()
        layer = {kind: number for number, kind in enumerate(colours)}
        for x, y, kind in sorted(self.dots, key=lambda dot: layer[dot[2]]):
            # Those beneath are larger, so that equal points of several kinds are seen as rings.
            size = _DOT + 5.0 * max(0, min(len(layer), _RINGS) - 1 - layer[kind])
            left, top = across.place(x) - size / 2, upward.place(y) - size / 2
            made.boxes.append(
                Box(x=left, y=top, width=size, height=size, fill=colours[kind], stroke="#ffffff")
            )
        if self.key is not None:
            x = right + 18
            made.words.append(Words(x=x, y=_TOP + 4, text=self.key.rpartition(".")[2], color=INK))
            for line, kind in enumerate(_legend(colours), 1):
                y = _TOP + 18.0 * line
                made.boxes.append(
                    Box(
                        x=x,
                        y=y - 3,
                        width=_DOT,
                        height=_DOT,
                        fill=colours.get(kind, "#ffffff"),
                        stroke="#ffffff",
                    )
                )
                made.words.append(Words(x=x + 14, y=y + 4, text=kind, color=GREY))
        return made

    def colours(self) -> dict[str, str]:
        """Colour of each value of the key; many numbers are shades of one."""
        kinds = list(dict.fromkeys(kind for _, _, kind in self.dots))
        if len(kinds) <= len(_COLOURS):
            return dict(zip(kinds, _COLOURS, strict=False))
        numbers = [_number(kind) for kind in kinds]
        if None in numbers:
            return {kind: _COLOURS[i % len(_COLOURS)] for i, kind in enumerate(kinds)}
        order = sorted(range(len(kinds)), key=lambda i: numbers[i] or 0.0)
        return {kinds[i]: _shade(place / (len(kinds) - 1)) for place, i in enumerate(order)}


@dataclass(frozen=True)
class _Axis:
    """A logarithmic axis: from which to which number, at which places."""

    low: float
    high: float
    first: float
    last: float

    @classmethod
    def over(cls, numbers: Sequence[float], first: float, last: float) -> _Axis:
        """One that has room for numbers, with a little beside them."""
        low, high = math.log10(min(numbers)), math.log10(max(numbers))
        spare = max(0.04 * (high - low), 0.02)
        return cls(low - spare, high + spare, first, last)

    def place(self, number: float) -> float:
        """Where a number lies."""
        share = (math.log10(number) - self.low) / (self.high - self.low)
        return self.first + share * (self.last - self.first)

    def marks(self) -> Iterator[float]:
        """Round numbers within: 1, 2 and 5 times powers of ten, or those powers where many."""
        wide = self.high - self.low > 2.5
        for power in range(math.floor(self.low), math.ceil(self.high) + 1):
            for digit in (1,) if wide else (1, 2, 5):
                if self.low <= math.log10(digit) + power <= self.high:
                    yield digit * 10.0**power


def _legend(colours: dict[str, str], most: int = 20) -> list[str]:
    """The values that the legend names: all, or some of many."""
    kinds = sorted(colours, key=lambda kind: (_number(kind) is None, _number(kind) or 0.0))
    if len(kinds) <= most:
        return kinds if _number(kinds[0]) is not None else list(colours)
    step = (len(kinds) - 1) / (most - 1)
    return [kinds[round(i * step)] for i in range(most)]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shade(share: float) -> str:
    ends = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in _SHADES]
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in zip(*ends, strict=True))


def _rounded(number: float) -> float:
    """A number to as many digits as can be told apart in the picture."""
    return float(f"{number:.{_DIGITS}g}")


def _short(number: float) -> str:
    for factor, letter in ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= factor:
            return f"{number / factor:g} {letter}"
    return f"{number:g}"
