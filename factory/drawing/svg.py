"""A picture as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from factory.drawing.canvas import LINE, PAPER, Box, Picture, Plus, Way, Words, measured

_FONT = "Aileron, Helvetica, Arial, sans-serif"


def svg(picture: Picture) -> str:
    """The picture as the text of a file."""
    width, height = _number(picture.width), _number(picture.height)
    body = "\n".join(line for item in picture.items for line in _drawn(item))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{_FONT}">\n'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )


def _drawn(item: Box | Way | Plus | Words) -> Iterator[str]:
    match item:
        case Box():
            dashes = ' stroke-dasharray="5 4"' if item.dashed else ""
            yield (
                f'<rect x="{_number(item.x)}" y="{_number(item.y)}" '
                f'width="{_number(item.width)}" height="{_number(item.height)}" rx="6" '
                f'fill="{item.fill}" stroke="{item.stroke}" '
                f'stroke-width="{_number(item.border)}"{dashes}/>'
            )
        case Way():
            yield _line(item.points, item.stroke)
            if item.arrow:
                corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in head(item))
                yield f'<polygon points="{corners}" fill="{item.stroke}"/>'
        case Plus():
            x, y, arm = item.x, item.y, item.radius / 2
            yield (
                f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(item.radius)}" '
                f'fill="{PAPER}" stroke="{LINE}" stroke-width="1.3"/>'
            )
            yield _line(((x - arm, y), (x + arm, y)), LINE)
            yield _line(((x, y - arm), (x, y + arm)), LINE)
        case Words():
            # The length makes other fonts keep to the room that was measured.
            yield (
                f'<text x="{_number(item.left)}" y="{_number(item.y)}" '
                f'font-size="{_number(item.size)}" fill="{item.color}" '
                f'textLength="{_number(measured(item.text, item.size))}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(item.text)}</text>'
            )


def _line(points: tuple[tuple[float, float], ...], stroke: str) -> str:
    path = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="1.3"/>'


def head(way: Way) -> tuple[tuple[float, float], ...]:
    """The corners of the head of an arrow."""
    (x0, y0), (x1, y1) = way.points[-2:]
    length = max(abs(x1 - x0) + abs(y1 - y0), 1e-9)  # lines go along one axis
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    back = (x1 - 6 * dx, y1 - 6 * dy)
    return (
        (x1, y1),
        (back[0] - 3.2 * dy, back[1] + 3.2 * dx),
        (back[0] + 3.2 * dy, back[1] - 3.2 * dx),
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
