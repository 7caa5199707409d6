"""What was tried, drawn: as it was, as the model sees it, and what the model says of it.

Axes: C channels, H height, W width, T times, M bands.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from factory.cli import media
from factory.cli.answers import Answer
from factory.cli.media import Piece
from factory.composition.media import PICTURE, Medium

if TYPE_CHECKING:
    from factory.building import Built
    from factory.processors import Preprocessor

BOX = 380
"""Pixels of a picture's longer side; recordings are as wide as two and the gap between them."""

_MARGIN, _GAP, _LINE = 24, 20, 22
_INK, _GREY, _PALE, _BLUE, _ORANGE = "#222222", "#777777", "#f0f0f0", "#3b6ea8", "#c8642d"
_SHOWN_LABELS = 5
_RAMP = ((13, 8, 60), (84, 15, 109), (187, 55, 84), (249, 142, 9), (252, 255, 164))
"""Colours from silent to loud."""

Floats = NDArray[Any]


def plots(
    built: Built,
    medium: Medium,
    tried: Sequence[Piece],
    inputs: Mapping[str, Any],
    answers: Sequence[Answer],
    caution: str | None,
) -> dict[str, bytes]:
    """A PNG of every piece, by its file's name.

    Args:
        built: the model and its processor.
        medium: what the pieces are.
        tried: the pieces.
        inputs: what they were made into, one row a piece.
        answers: what the model said, one a piece, or nothing at all.
        caution: why that means nothing, if it does.
    """
    processor = media.preparer(built)
    name = processor.model_input_names[0]
    drawn = {}
    for place, piece in enumerate(tried):
        values = inputs[name][place].cpu().numpy()
        panels = (
            _pictures(processor, piece, name, values)
            if medium is PICTURE
            else _recording(piece, name, values)
        )
        answer = answers[place] if answers else {}
        sheet = _sheet(
            panels, _said(answer), caution if answers else None, beside=medium is PICTURE
        )
        data = io.BytesIO()
        sheet.save(data, "PNG")
        drawn[f"plot-{place}.png" if len(tried) > 1 else "plot.png"] = data.getvalue()
    return drawn


Panel = tuple[Image.Image, str, str]
"""What is drawn, its title, and its caption."""


def _pictures(processor: Preprocessor, piece: Piece, name: str, values: Floats) -> list[Panel]:
    before, after = media.original(piece), visible(processor, values)
    shape = " x ".join(map(str, values.shape))
    return [
        (_fitted(before), "As it was", f"{piece.name}, {before.width} x {before.height}"),
        (
            _fitted(after),
            "As the model sees it",
            f"{name} {shape}, {values.min():.2f} to {values.max():.2f}",
        ),
    ]


def visible(processor: Any, values: Floats) -> Image.Image:
    """A prepared picture as one that can be looked at: its arithmetic undone.

    Args:
        processor: what prepared it.
        values: (C, H, W).
    """
    options, pixels = processor.options, values.astype(np.float64)
    channels = len(pixels)
    if options.do_normalize:
        mean, std = (_each(value, channels) for value in (options.image_mean, options.image_std))
        pixels = pixels * std + mean
    if options.do_rescale:
        pixels = pixels / options.rescale_factor
    whole = np.minimum(np.maximum(pixels.round(), 0), 255).astype(np.uint8)
    shown = whole[:1].repeat(3, axis=0) if channels < 3 else whole[:3]
    return Image.fromarray(np.ascontiguousarray(np.moveaxis(shown, 0, -1)))


def _each(value: float | Sequence[float], channels: int) -> Floats:
    """A number a channel, (C, 1, 1)."""
    return np.broadcast_to(np.asarray(value, np.float64), (channels,))[:, None, None]


def _fitted(picture: Image.Image) -> Image.Image:
    """A picture in the box; the pixels of a small one stay squares."""
    scale = BOX / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    way = Image.Resampling.NEAREST if scale > 2 else Image.Resampling.LANCZOS
    return picture.resize(size, way)


def _recording(piece: Piece, name: str, values: Floats) -> list[Panel]:
    samples, rate = media.samples_of(piece)
    shape = " x ".join(f"{size:,}" for size in values.shape)
    said = f"{name} {shape}, mean {values.mean():.2f}, deviation {values.std():.2f}"
    features = _wave(values, _ORANGE) if values.ndim == 1 else _heat(values)
    return [
        (
            _wave(samples, _BLUE),
            "As it was",
            f"{piece.name}, {len(samples) / rate:.2f} seconds at {rate:,} Hz",
        ),
        (features, "As the model hears it", said),
    ]


def _wave(samples: Floats, colour: str, height: int = 150) -> Image.Image:
    """The least and the greatest sample of every column, (T,)."""
    width = 2 * BOX + _GAP
    drawn = Image.new("RGB", (width, height), _PALE)
    draw = ImageDraw.Draw(drawn)
    middle, largest = height / 2, float(np.abs(samples).max()) or 1.0
    edges = np.linspace(0, len(samples), width + 1).astype(int)
    for x, (start, stop) in enumerate(itertools.pairwise(edges)):
        column = samples[start : max(stop, start + 1)] / largest * (middle - 4)
        draw.line((x, middle - column.max(), x, middle - column.min()), fill=colour)
    return drawn


def _heat(values: Floats, height: int = 220) -> Image.Image:
    """A spectrogram (T, M): time to the right, low bands at the bottom."""
    least, greatest = float(values.min()), float(values.max())
    scaled = (values.T[::-1] - least) / ((greatest - least) or 1.0)
    stops = np.linspace(0, 1, len(_RAMP))
    colours = [np.interp(scaled, stops, [stop[c] for stop in _RAMP]) for c in range(3)]
    picture = Image.fromarray(np.stack(colours, axis=-1).astype(np.uint8))
    return picture.resize((2 * BOX + _GAP, height), Image.Resampling.BILINEAR)


def _said(answer: Answer) -> list[tuple[str, float | None]]:
    """Lines about an answer, each with a probability if it has one."""
    if "labels" in answer:
        best = answer["labels"][:_SHOWN_LABELS]
        return [(label["label"], label["probability"]) for label in best]
    if "candidates" in answer:
        best = answer["candidates"][:_SHOWN_LABELS]
        return [(candidate["text"], candidate["probability"]) for candidate in best]
    if "stretches" in answer:
        longest = sorted(answer["stretches"], key=lambda one: one["start"] - one["end"])
        first = sorted(longest[:_SHOWN_LABELS], key=lambda one: one["start"])
        return [(f"{s['label']}  {s['start']:.2f}-{s['end']:.2f} s", s["score"]) for s in first]
    if "values" in answer:
        return [(f"{value['label']}  {value['value']:.4f}", None) for value in answer["values"]]
    return [(answer["transcript"] or "(nothing)", None)] if "transcript" in answer else []


def _sheet(
    panels: Sequence[Panel],
    said: Sequence[tuple[str, float | None]],
    caution: str | None,
    *,
    beside: bool,
) -> Image.Image:
    """Panels with their captions, beside each other or one under the other, and what was said."""
    title, text = ImageFont.load_default(17), ImageFont.load_default(13)
    width = 2 * BOX + _GAP + 2 * _MARGIN
    tallest = [max(p.height for p, _, _ in panels)] if beside else [p.height for p, _, _ in panels]
    rows = sum(height + 3 * _LINE for height in tallest)
    lines = len(said) + 2 if said else 0
    sheet = Image.new("RGB", (width, 2 * _MARGIN + rows + lines * _LINE), "white")
    draw = ImageDraw.Draw(sheet)
    x = y = _MARGIN
    for number, (panel, name, caption) in enumerate(panels):
        draw.text((x, y), name, _INK, title)
        draw.text(
            (x, y + _LINE), _cut(caption, text, panel.width if not beside else BOX), _GREY, text
        )
        sheet.paste(panel, (x, y + 2 * _LINE))
        if beside:
            x += BOX + _GAP
        else:
            y += tallest[number] + 3 * _LINE
    y = _MARGIN + rows
    if said:
        draw.text((_MARGIN, y), "What the model says", _INK, title)
        draw.text((_MARGIN + 200, y + 3), caution or "", _ORANGE, text)
    for number, (label, probability) in enumerate(said, 1):
        _bar(draw, y + number * _LINE + 6, label, probability, text)
    return sheet


def _bar(
    draw: ImageDraw.ImageDraw, y: int, label: str, probability: float | None, font: Any
) -> None:
    if probability is None:
        draw.text((_MARGIN, y), _cut(label, font, 2 * BOX), _INK, font)
        return
    left, longest = _MARGIN + 200, 2 * BOX - 260
    draw.text((_MARGIN, y), _cut(label, font, 190), _INK, font)
    draw.rectangle((left, y + 2, left + longest, y + 13), fill=_PALE)
    draw.rectangle((left, y + 2, left + round(longest * probability), y + 13), fill=_BLUE)
    draw.text((left + longest + 10, y), f"{probability:.3f}", _INK, font)


def _cut(line: str, font: Any, room: float) -> str:
    """A line, or as much of it as there is room for."""
    if font.getlength(line) <= room:
        return line
    while line and font.getlength(f"{line}…") > room:
        line = line[:-1]
    return f"{line}…"
