"""Pictures and recordings that a model is tried on: those of a request, or some of our own making.

Axes: N pieces, C channels, H height, W width.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.cli.answers.sound import Clock
from factory.composition import media
from factory.composition.media import PICTURE, Medium
from factory.specs import Waveform, walk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from factory.building import Built
    from factory.processors import Preprocessor

_SAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One picture or recording.

    Attributes:
        name: its file, as far as people need it.
        source: what a processor reads: a path, a picture, or samples.
        rate: of samples, in hertz; files bring their own.
    """

    name: str
    source: Any
    rate: int | None = None


def medium_of(built: Built) -> Medium | None:
    """What a model is shown; None where it reads texts, or nothing prepares what it is shown."""
    blueprint = built.blueprint
    if built.processor is None:
        return None
    return media.medium_of(blueprint.family, blueprint.head.name)


def preparer(built: Built) -> Preprocessor:
    """What prepares pictures or sound, without the tokenizer that may come with it."""
    processor: Any = built.processor
    parts = getattr(processor, "attributes", ())
    prepares: Preprocessor = getattr(processor, parts[0]) if parts else processor
    return prepares


def pieces(built: Built, medium: Medium) -> list[Piece]:
    """What to try: what the request names, or else one of our own making."""
    given = built.blueprint.settings.input
    if given is not None:
        return [Piece(path.name, path) for path in media.files(given, medium)]
    if medium is PICTURE:
        return [test_picture()]
    rate = getattr(preparer(built), "sampling_rate", 16_000)
    return [Piece("(a rising tone)", sample_sound(rate), rate)]


def test_picture() -> Piece:
    """A picture of our own making."""
    return Piece("(a test picture)", sample_picture())


def prepared(processor: Preprocessor, tried: Sequence[Piece], **given: Any) -> dict[str, Any]:
    """What a processor makes of pieces: tensors by the names of the model's inputs.

    Args:
        processor: makes them.
        tried: the pieces.
        given: arguments of the processor that go before the usual ones.

    Raises:
        RequestError: naming every piece that cannot be used.
    """
    parameters = inspect.signature(processor).parameters  # type: ignore[arg-type]
    options: dict[str, Any] = {"return_tensors": "pt"}
    if "padding" in parameters and parameters["padding"].default is False:
        options["padding"] = True
    if "sampling_rate" in parameters and tried[0].rate is not None:
        options["sampling_rate"] = tried[0].rate
    return dict(processor([piece.source for piece in tried], **(options | given)))  # type: ignore[operator]


def sample_picture(width: int = 320, height: int = 240) -> Image.Image:
    """A picture of shapes over a gradient, the same every time."""
    from PIL import Image, ImageDraw

    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (across, down, Image.new("L", (width, height), 160)))
    draw = ImageDraw.Draw(picture)
    unit = min(width, height) // 12
    draw.ellipse((unit, unit, 6 * unit, 6 * unit), fill="gold")
    draw.rectangle((8 * unit, 2 * unit, 13 * unit, 7 * unit), fill="steelblue")
    draw.polygon(
        ((3 * unit, 11 * unit), (9 * unit, 11 * unit), (6 * unit, 7 * unit)), fill="tomato"
    )
    return picture


def sample_sound(rate: int) -> NDArray[np.float32]:
    """A tone that rises from 200 Hz, louder and softer: samples of two seconds, (T,)."""
    import numpy as np

    time = np.arange(int(_SAMPLE_SECONDS * rate)) / rate
    highest = min(2_000.0, rate / 4)
    phase = 200.0 * time + (highest - 200.0) * time**2 / (2 * _SAMPLE_SECONDS)
    loudness = 0.5 * np.sin(math.pi * time / _SAMPLE_SECONDS) ** 2
    samples: NDArray[np.float32] = (loudness * np.sin(2 * math.pi * phase)).astype(np.float32)
    return samples


def clocks(built: Built, tried: Sequence[Piece]) -> list[Clock]:
    """Where the frames of recordings lie in time; none where a model reads no samples."""
    waveform = next((n for _, n in walk(built.model.tree) if isinstance(n, Waveform)), None)
    if waveform is None or built.processor is None:
        return []
    rate = preparer(built).options.sampling_rate
    step = math.prod(conv.stride[0] for conv in waveform.convs) / rate
    lengths = [seconds_of(piece) for piece in tried]
    return [Clock(step, waveform.frames(round(s * rate)), s) for s in lengths]


def seconds_of(piece: Piece) -> float:
    """How long a recording is."""
    if piece.rate is not None:
        return len(piece.source) / piece.rate
    import soundfile

    return float(soundfile.info(piece.source).duration)


def original(piece: Piece) -> Image.Image:
    """A picture as people see it: upright, in colours, (H, W)."""
    from PIL import Image, ImageOps

    if not isinstance(piece.source, Path):
        return piece.source.convert("RGB")  # type: ignore[no-any-return]
    with Image.open(piece.source) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    behind = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(behind, upright).convert("RGB")


def samples_of(piece: Piece) -> tuple[NDArray[np.float32], int]:
    """A recording's samples, (T,), the mean of all channels, and its rate in hertz."""
    if piece.rate is not None:
        return piece.source, piece.rate
    import soundfile

    samples, rate = soundfile.read(piece.source, dtype="float32", always_2d=True)
    return samples.mean(axis=1), rate
