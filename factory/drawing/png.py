"""A picture as PNG, painted by pillow in the font that it brings along."""

from __future__ import annotations

import io
import itertools
import math

from PIL import Image, ImageDraw

from factory.drawing.canvas import LINE, PAPER, Box, Picture, Plus, Way, Words, font
from factory.drawing.svg import head

_SCALE = 2  # pixels of a point
_FINER = 2  # painted so many times finer, and made smaller: pillow's lines have steps
_MOST = 60e6  # pixels to paint; larger pictures are painted less finely


def png(picture: Picture) -> bytes:
    """The picture as the contents of a file."""
    room = math.sqrt(_MOST / (picture.width * picture.height))
    fine = min(float(_SCALE * _FINER), room)
    size = (round(picture.width * fine), round(picture.height * fine))
    image = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(image)
    for item in picture.items:
        _paint(draw, item, fine)
    scale = min(float(_SCALE), fine)
    smaller = (round(picture.width * scale), round(picture.height * scale))
    data = io.BytesIO()
    image.resize(smaller, Image.Resampling.LANCZOS).save(data, "PNG")
    return data.getvalue()


def _paint(draw: ImageDraw.ImageDraw, item: Box | Way | Plus | Words, fine: float) -> None:
    thick = max(round(1.3 * fine), 1)
    match item:
        case Box():
            x, y = item.x * fine, item.y * fine
            corners = (x, y, x + item.width * fine, y + item.height * fine)
            stroke = None if item.dashed else item.stroke
            border = max(round(item.border * fine), 1)
            draw.rounded_rectangle(corners, 6 * fine, item.fill, stroke, border)
            if item.dashed:
                _dashes(draw, item, fine)
        case Way():
            points = [(x * fine, y * fine) for x, y in item.points]
            draw.line(points, item.stroke, thick, joint="curve")
            if item.arrow:
                draw.polygon([(x * fine, y * fine) for x, y in head(item)], item.stroke)
        case Plus():
            x, y, radius = item.x * fine, item.y * fine, item.radius * fine
            round_box = (x - radius, y - radius, x + radius, y + radius)
            draw.ellipse(round_box, PAPER, LINE, thick)
            arm = radius / 2
            draw.line(((x - arm, y), (x + arm, y)), LINE, thick)
            draw.line(((x, y - arm), (x, y + arm)), LINE, thick)
        case Words():
            place = (item.left * fine, item.y * fine)
            draw.text(place, item.text, item.color, font(round(item.size * fine)), anchor="ls")


def _dashes(draw: ImageDraw.ImageDraw, box: Box, fine: float) -> None:
    """The border of a box in dashes."""
    right, bottom = box.x + box.width, box.y + box.height
    corners = [(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom), (box.x, box.y)]
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        length = abs(x1 - x0) + abs(y1 - y0)
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        for step in range(0, int(length), 9):
            end = min(step + 5, length)
            ends = ((x0 + step * dx, y0 + step * dy), (x0 + end * dx, y0 + end * dy))
            draw.line([(x * fine, y * fine) for x, y in ends], box.stroke, max(round(fine), 1))
