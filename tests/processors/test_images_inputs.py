"""What an image processor takes for a picture, and what it makes of each kind."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageCms

from factory.errors import RequestError
from factory.processors import CLIPImageProcessor, ViTImageProcessor
from tests.processors.pictures import equal, noise, path, peer, photograph

PLAIN: dict[str, Any] = {"do_resize": False, "do_rescale": False, "do_normalize": False}


def pixels(source: Any, **options: Any) -> Any:
    """The values of a picture as it was read: (height, width, channels)."""
    (values,) = ViTImageProcessor(**PLAIN, **options)(source).pixel_values
    return values.transpose(1, 2, 0)


def gray() -> Image.Image:
    """A picture in which every brightness occurs."""
    return Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16))


def test_paths_bytes_and_file_objects_are_the_picture_in_them() -> None:
    wanted = np.asarray(photograph())
    file = path("china.jpg")
    contents = file.read_bytes()
    for source in (file, str(file), contents, bytearray(contents), io.BytesIO(contents)):
        np.testing.assert_array_equal(pixels(source), wanted)
    with file.open("rb") as stream:
        np.testing.assert_array_equal(pixels(stream), wanted)
        for values in ViTImageProcessor(**PLAIN)([stream, stream]).pixel_values:
            np.testing.assert_array_equal(values.transpose(1, 2, 0), wanted)
    equal(
        CLIPImageProcessor()(str(file), return_tensors="np"),
        peer(CLIPImageProcessor)(str(file), return_tensors="np"),
    )


@pytest.mark.parametrize("mode", ["L", "LA", "La", "1", "P", "PA", "I", "F", "I;16", "I;16B"])
def test_a_gray_picture_of_any_mode_is_gray(mode: str) -> None:
    image = gray().convert("LA").convert(mode) if mode == "La" else gray().convert(mode)
    found = pixels(image)
    assert found.shape == (16, 16, 3)
    if mode == "1":
        assert set(found.ravel()) == {0, 255}
    else:
        np.testing.assert_array_equal(found, np.asarray(gray().convert("RGB")))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "P"])
def test_a_picture_of_any_colour_mode_is_nearly_what_it_was(mode: str) -> None:
    image = photograph().resize((40, 30))
    made = image.convert("RGBA").convert(mode) if mode == "RGBa" else image.convert(mode)
    difference = pixels(made).astype(int) - np.asarray(image)
    assert np.abs(difference).mean() < (20 if mode == "P" else 2)


def test_lab_is_converted_through_profiles() -> None:
    image = photograph().resize((40, 30))
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    made = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
    assert np.abs(pixels(made).astype(int) - np.asarray(image)).mean() < 3


def test_16_bits_are_scaled_and_8_bits_in_16_are_not() -> None:
    wide = np.asarray(gray(), np.uint16) * 257
    wanted = np.asarray(gray().convert("RGB"))
    np.testing.assert_array_equal(pixels(Image.fromarray(wide)), wanted)
    np.testing.assert_array_equal(pixels(Image.fromarray(wide.astype(np.int32))), wanted)
    stream = io.BytesIO()
    Image.fromarray(wide).save(stream, "png")
    np.testing.assert_array_equal(pixels(stream), wanted)


@pytest.mark.parametrize("background", [(255, 255, 255), (0, 0, 0), (10, 200, 30)])
def test_transparent_pixels_show_the_background(background: tuple[int, int, int]) -> None:
    image = Image.new("RGBA", (4, 2), (200, 100, 50, 0))
    image.paste((200, 100, 50, 255), (0, 0, 2, 2))
    wanted = [[[200, 100, 50]] * 2 + [list(background)] * 2] * 2
    for source in (image, np.asarray(image), np.asarray(image).transpose(2, 0, 1)):
        np.testing.assert_array_equal(pixels(source, background=background), wanted)
    palette = image.convert("RGB").quantize(4)
    palette.info["transparency"] = palette.getpixel((0, 0))
    np.testing.assert_array_equal(
        pixels(palette, background=background), [[list(background)] * 4] * 2
    )


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "RGB", "CMYK", "1"])
def test_pictures_are_made_rgb_as_the_peer_makes_them(mode: str) -> None:
    image = photograph().resize((60, 50))
    if "A" in mode:
        image.putalpha(Image.fromarray(noise(50, 60)[..., 0]))
    image = image.convert(mode)
    equal(
        CLIPImageProcessor()(image, return_tensors="np"),
        peer(CLIPImageProcessor)(image, return_tensors="np"),
    )


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("kind", ["bytes", "scaled"])
def test_arrays_are_made_rgb_as_the_peer_makes_them(channels: int, first: bool, kind: str) -> None:
    array: Any = noise(50, 60, channels)
    options = {}
    if kind == "scaled":
        array, options = array.astype(np.float32) / 255, {"do_rescale": False}
    array = array.transpose(2, 0, 1) if first else array
    theirs = peer(CLIPImageProcessor)(array, return_tensors="np", **options)
    equal(CLIPImageProcessor()(array, return_tensors="np", **options), theirs)
    equal(CLIPImageProcessor()(torch.tensor(array), return_tensors="np", **options), theirs)


@pytest.mark.parametrize("mode", ["L", "RGBA"])
def test_statistics_for_other_channels_keep_a_pictures_own(mode: str) -> None:
    channels = len(mode)
    options: dict[str, Any] = {"image_mean": [0.3] * channels, "image_std": [0.6] * channels}
    image = photograph().convert(mode)
    ours = ViTImageProcessor(**options)(image, return_tensors="np")
    assert ours.pixel_values.shape[1] == channels
    equal(ours, peer(ViTImageProcessor, **options)(image, return_tensors="np"))
    with pytest.raises(RequestError, match=f"3 channels where image_mean or .* has {channels}"):
        ViTImageProcessor(**options)(photograph())


def test_the_orientation_that_a_camera_wrote_is_followed() -> None:
    upright = photograph().resize((30, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rows are columns
    stream = io.BytesIO()
    upright.rotate(90, expand=True).save(stream, "png", exif=exif)
    for source in (stream.getvalue(), Image.open(stream)):
        np.testing.assert_array_equal(pixels(source), np.asarray(upright))


def test_arrays_and_tensors_in_either_layout_are_one_picture() -> None:
    array = np.asarray(photograph())
    first = np.moveaxis(array, -1, 0)
    sources = [array, first, torch.tensor(array), torch.tensor(first), array.copy(order="F")]
    for source in sources:
        np.testing.assert_array_equal(pixels(source), array)
    np.testing.assert_array_equal(pixels(array[..., 0])[..., 1], array[..., 0])
    np.testing.assert_array_equal(pixels(array > 99), (array > 99) * 255)
    half = torch.tensor(first).to(torch.bfloat16) / 256
    np.testing.assert_allclose(pixels(half), array / 256, atol=0.01)


def test_batches_of_arrays_and_nested_lists_are_lists_of_pictures() -> None:
    array = np.stack([noise(9, 8), noise(9, 8)])
    wanted = [noise(9, 8)] * 2
    sources = [array, torch.tensor(array), [*array], tuple(array), [array[0], [array[1]]], [array]]
    for source in sources:
        found = ViTImageProcessor(**PLAIN)(source, return_tensors="np").pixel_values
        np.testing.assert_array_equal(found.transpose(0, 2, 3, 1), wanted)


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 1, 1), (1, 1), (4, 9, 3), (3, 9, 4)])
def test_three_entries_are_the_channels_where_both_ends_could_be(shape: tuple[int, ...]) -> None:
    array = np.zeros(shape, np.uint8)
    edges = shape if len(shape) == 2 else shape[:-1] if shape[-1] == 3 else shape[1:]
    assert pixels(array).shape == (*edges, 3)


def test_channels_can_be_said_outright(caplog: pytest.LogCaptureFixture) -> None:
    array = np.arange(3 * 5 * 3, dtype=np.uint8).reshape(3, 5, 3)
    np.testing.assert_array_equal(pixels(array, input_data_format="channels_last"), array)
    assert not caplog.records
    np.testing.assert_array_equal(pixels(array), array.transpose(1, 2, 0))
    assert "input_data_format" in caplog.text


def test_one_pixel_is_a_picture() -> None:
    image = Image.new("RGB", (1, 1), (255, 0, 127))
    for process in (ViTImageProcessor(), CLIPImageProcessor()):
        found = process(image, return_tensors="np").pixel_values
        assert found.shape == (1, 3, 224, 224)
        assert (found == found[..., :1, :1]).all()


def test_a_picture_given_is_left_as_it_was(tmp_path: Path) -> None:
    image = photograph().convert("P")
    before = image.tobytes(), image.mode, dict(image.info)
    ViTImageProcessor()(image)
    assert (image.tobytes(), image.mode, dict(image.info)) == before
    array = np.asarray(photograph(), np.float32)
    copy = array.copy()
    ViTImageProcessor(do_resize=False)(array)
    np.testing.assert_array_equal(array, copy)


def test_pictures_become_numbers_without_torch(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from factory.processors import ViTImageProcessor\n"
        "assert not {'torch', 'numpy', 'PIL'} & set(sys.modules)\n"
        "ViTImageProcessor()(sys.argv[1], return_tensors='np')\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(path("china.jpg"))], cwd=root, check=True)


def test_a_processor_works_in_the_workers_of_a_data_loader() -> None:
    process = ViTImageProcessor(size=16)
    process([photograph()] * 4)  # threads of this process, which no forked one has

    def collate(names: list[str]) -> Any:
        return process([path(name) for name in names], return_tensors="pt").pixel_values

    loader = torch.utils.data.DataLoader(
        ["china.jpg"] * 8,  # type: ignore[arg-type]
        batch_size=4,
        num_workers=1,
        collate_fn=collate,
        multiprocessing_context="fork",
    )
    wanted = process(path("china.jpg"), return_tensors="pt").pixel_values[0]
    for batch in loader:
        assert batch.shape == (4, 3, 16, 16) and torch.equal(batch[2], wanted)
