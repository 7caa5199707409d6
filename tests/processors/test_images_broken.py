"""What is no picture, or broken, or too large, is one clear error that names it."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from factory.errors import RequestError
from factory.processors import CLIPImageProcessor, ViTImageProcessor
from tests.processors.pictures import noise, path, photograph

PROCESS = ViTImageProcessor(size=16)


def refused(source: Any, **options: Any) -> str:
    """The one problem of a picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RequestError) as caught:
            PROCESS(source, **options)
    (problem,) = caught.value.problems
    return problem


def png(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and whose pixels are missing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))


def test_a_truncated_jpeg_is_named(tmp_path: Path) -> None:
    file = tmp_path / "half.jpg"
    file.write_bytes(path("china.jpg").read_bytes()[:50_000])
    assert refused(file).startswith(f"{file} is broken: image file is truncated")
    assert "truncated" in refused(file.read_bytes())
    with Image.open(file) as image:
        assert refused(image).startswith(f"{file} is broken")


@pytest.mark.parametrize("form", ["png", "gif", "bmp", "tiff", "webp"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7])
def test_any_other_truncated_picture_is_one_error_or_a_picture(form: str, part: float) -> None:
    stream = io.BytesIO()
    photograph().resize((200, 100)).save(stream, form)
    contents = stream.getvalue()
    try:
        found = PROCESS(contents[: int(len(contents) * part)], return_tensors="np")
    except RequestError as error:
        assert len(error.problems) == 1
    else:
        assert found.pixel_values.shape == (1, 3, 16, 16)


def test_damaged_bytes_are_one_error_or_a_picture() -> None:
    chance = np.random.default_rng(0)
    for form in ("png", "jpeg", "gif", "webp", "tiff"):
        stream = io.BytesIO()
        photograph().resize((60, 40)).save(stream, form)
        for _ in range(40):
            contents = bytearray(stream.getvalue())
            for place in chance.integers(0, len(contents), 6):
                contents[place] = chance.integers(256)
            try:
                PROCESS(bytes(contents))
            except RequestError as error:
                assert len(error.problems) == 1


def test_a_text_that_is_called_png_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.png"
    file.write_text("shopping: bread, milk")
    said = refused(file)
    assert said.startswith(f"{file} is no picture") and "b'shopping: bread, milk'" in said


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "empty.jpg"
    file.touch()
    assert refused(file) == f"{file} is empty"
    assert refused(b"") == "bytes is empty"


def test_a_missing_file_is_named_with_the_nearest(tmp_path: Path) -> None:
    photograph().save(tmp_path / "photo.png")
    said = refused(str(tmp_path / "phto.png"))
    assert said == f"{tmp_path / 'phto.png'} does not exist. Did you mean 'photo.png'?"
    assert refused(tmp_path) == f"{tmp_path} is a folder, not a picture"
    assert "nothing is downloaded" in refused("https://example.org/a.png")


def test_a_file_object_that_gives_no_bytes_is_said() -> None:
    assert "open it with mode 'rb'" in refused(io.StringIO("text"))
    closed = io.BytesIO(b"x")
    closed.close()
    assert "closed file" in refused(closed)
    assert "cannot be read: File name too long" in refused("x" * 5000)


def test_no_pictures_are_an_error() -> None:
    for nothing in ([], (), [[]], np.zeros((0, 3, 4, 4), np.uint8)):
        assert refused(nothing) == "there are no images: an empty list is given"


def test_what_is_no_picture_is_said() -> None:
    for thing in (3, None, {"a": 1}, object()):
        assert "is no picture; pictures are paths, bytes" in refused(thing)
    assert "holds <U1, not numbers" in refused(np.array([["a"]]))
    assert "no end of which is 1, 3 or 4 channels" in refused(noise(8, 8, 2))
    assert "has the shape (2,)" in refused(np.zeros(2))
    assert "has 8 channels" in refused(noise(8, 9, 3), input_data_format="channels_first")


def test_values_that_cannot_be_are_said() -> None:
    array = noise(8, 8).astype(np.float32) / 255
    array[2, 3, 1] = np.nan
    assert refused(array) == "ndarray has values that are not finite (NaN or infinity)"
    assert "from -1 to" in refused(np.linspace(-1, 1, 48).reshape(4, 4, 3))
    assert "to 300, which 8 bits cannot hold" in refused(np.full((4, 4), 300))
    assert "from 0 to 65535" in refused(Image.fromarray(np.full((4, 4), 70_000, np.int32)))


@pytest.mark.parametrize("edges", [(10_000, 10_000), (50_000, 40_000), (20_000, 5_000)])
def test_a_picture_beyond_the_limit_is_refused_before_it_is_decoded(edges: tuple[int, int]) -> None:
    said = refused(png(*edges))
    assert said.startswith("bytes has ")
    assert f"({edges[0]} x {edges[1]}), more than max_pixels=" in said or (
        f"{edges[0] * edges[1]} pixels" in said and "PIL.Image.MAX_IMAGE_PIXELS" in said
    )


def test_the_limit_is_an_option() -> None:
    limit = {"max_pixels": 1000}
    said = refused(photograph(), **limit)
    assert "has 273,280 pixels (640 x 427), more than max_pixels=1000" in said
    assert "more than max_pixels=1000" in refused(np.asarray(photograph()), **limit)
    large = Image.new("L", (10_000, 10_000), 255)
    assert "100,000,000 pixels" in refused(large)
    found = PROCESS(large, max_pixels=100_000_000, return_tensors="np").pixel_values
    assert (found == 1).all()


def test_a_line_of_pixels_is_not_blown_up_without_limit() -> None:
    line = Image.new("L", (60_000, 1))
    with pytest.raises(RequestError, match=r"would be resized to .* max_pixels"):
        CLIPImageProcessor()(line)


def test_every_broken_item_of_a_batch_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.png"
    file.write_text("no picture")
    bad = np.full((4, 4), np.nan)
    with pytest.raises(RequestError) as caught:
        PROCESS([photograph(), file, np.asarray(photograph()), bad, str(path("flower.jpg"))])
    first, second = caught.value.problems
    assert first.startswith(f"image 1: {file} is no picture")
    assert second == "image 3: ndarray has values that are not finite (NaN or infinity)"
