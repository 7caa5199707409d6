"""Pixel values are those of transformers' Pillow backend, to 1e-6."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from factory.errors import RequestError
from factory.processors import CLIPImageProcessor, ImageProcessor, ViTImageProcessor
from factory.processors.images import FILTERS
from tests.processors.pictures import CLASSES, NAMES, equal, noise, peer, photograph

EACH = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
FORMS: list[Any] = [
    64,
    300,
    {"height": 50, "width": 81},
    {"shortest_edge": 48},
    {"shortest_edge": 48, "longest_edge": 60},
    {"max_height": 90, "max_width": 70},
]


@EACH
@pytest.mark.parametrize("name", NAMES)
def test_defaults_give_the_peers_values(cls: type[ImageProcessor], name: str) -> None:
    image = photograph(name)
    equal(cls()(image, return_tensors="np"), peer(cls)(image, return_tensors="np"))


@EACH
@pytest.mark.parametrize("number", FILTERS.values())
def test_every_filter_gives_the_peers_values(cls: type[ImageProcessor], number: int) -> None:
    image = photograph()
    ours = cls(resample=number)(image, return_tensors="np")
    equal(ours, peer(cls, resample=number)(image, return_tensors="np"))


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("written", ["{}", "PIL.Image.{}", "PIL.Image.Resampling.{}", "Image.{}"])
def test_a_filter_by_name_is_really_used(name: str, written: str) -> None:
    image = photograph()
    ours = ViTImageProcessor(resample=written.format(name), size=32)(image, return_tensors="np")
    resized = np.asarray(image.resize((32, 32), Image.Resampling[name]), np.float32)
    np.testing.assert_allclose(
        ours.pixel_values[0], resized.transpose(2, 0, 1) / 127.5 - 1, rtol=0, atol=1e-6
    )


@pytest.mark.parametrize("name", ["box", "Lanczos"])
def test_a_filter_may_be_written_in_any_case(name: str) -> None:
    ours = ViTImageProcessor(resample=name)(photograph(), return_tensors="np")
    number = FILTERS[name.upper()]
    equal(ours, ViTImageProcessor(resample=number)(photograph(), return_tensors="np"))


@EACH
@pytest.mark.parametrize("size", FORMS, ids=str)
@pytest.mark.parametrize("crop", [None, 40, {"height": 33, "width": 90}, 500], ids=str)
def test_every_size_and_crop_gives_the_peers_values(
    cls: type[ImageProcessor], size: Any, crop: Any
) -> None:
    options = {"size": size, "do_center_crop": crop is not None, "crop_size": crop or 224}
    for image in (photograph(), photograph().crop((0, 0, 101, 300))):
        ours = cls(**options)(image, return_tensors="np")
        equal(ours, peer(cls, **options)(image, return_tensors="np"))


@EACH
@pytest.mark.parametrize(
    "options",
    [
        {"do_resize": False, "do_center_crop": False},
        {"do_rescale": False},
        {"do_normalize": False},
        {"do_rescale": False, "do_normalize": False},
        {"rescale_factor": 1 / 127.5},
        {"image_mean": 0.4, "image_std": 0.7},
        {"image_mean": [0.1, 0.5, 0.9], "image_std": [0.001, 1.0, 30.0]},
        {"do_pad": True, "pad_size": {"height": 300, "width": 280}},
    ],
    ids=str,
)
def test_every_other_option_gives_the_peers_values(
    cls: type[ImageProcessor], options: dict[str, Any]
) -> None:
    image = photograph()
    ours = cls()(image, return_tensors="np", **options)
    theirs = peer(cls)(image, return_tensors="np", **options)
    # Without rescaling, values are of the order of 100, and float32 has seven digits.
    scale = max(1.0, float(np.abs(theirs["pixel_values"]).max()))
    np.testing.assert_allclose(
        ours.pixel_values / scale, theirs["pixel_values"] / scale, rtol=0, atol=1e-6
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_array_at_any_size_gives_the_peers_values(data: st.DataObject) -> None:
    edge = st.integers(1, 70)
    cls = data.draw(st.sampled_from(CLASSES))
    height, width = data.draw(edge), data.draw(edge)
    last = noise(max(height, 5), max(width, 5))  # narrower ones may be read either way
    array = last if data.draw(st.booleans()) else last.transpose(2, 0, 1)
    mean = st.floats(0, 1, width=32)
    options = {
        "size": data.draw(
            st.one_of(
                edge,
                st.fixed_dictionaries({"height": edge, "width": edge}),
                st.fixed_dictionaries({"shortest_edge": edge}),
                st.fixed_dictionaries({"max_height": edge, "max_width": st.integers(71, 99)}),
            )
        ),
        "resample": data.draw(st.sampled_from(sorted(FILTERS.values()))),
        "do_center_crop": data.draw(st.booleans()),
        "crop_size": {"height": data.draw(edge), "width": data.draw(edge)},
        "image_mean": [data.draw(mean) for _ in range(3)],
        "image_std": [data.draw(st.floats(0.125, 2, width=32)) for _ in range(3)],
    }
    try:
        theirs = peer(cls, **options)(array, return_tensors="np")
    except ValueError:  # it resizes a long and narrow picture to no pixels
        assert cls(**options)(array, return_tensors="np").pixel_values.size
    else:
        equal(cls(**options)(array, return_tensors="np"), theirs)


@EACH
def test_floats_from_0_to_1_give_the_peers_values_of_pictures_that_are_scaled(
    cls: type[ImageProcessor],
) -> None:
    scaled = np.asarray(photograph(), np.float32) / 255
    theirs = peer(cls)(scaled, return_tensors="np", do_rescale=False)
    equal(cls()(scaled, return_tensors="np", do_rescale=False), theirs)
    equal(cls()(scaled, return_tensors="np"), theirs)


@pytest.mark.parametrize("do_resize", [True, False])
def test_whole_floats_from_0_to_255_are_the_same_picture_as_bytes(do_resize: bool) -> None:
    array = np.asarray(photograph())
    process = ViTImageProcessor(do_resize=do_resize)
    for dtype in (np.float32, np.float64, np.int32, np.int64, np.uint16):
        equal(
            process(array.astype(dtype), return_tensors="np"), process(array, return_tensors="np")
        )


def test_floats_keep_their_precision_when_nothing_is_resized() -> None:
    array = np.random.default_rng(0).uniform(0, 1, (3, 20, 30)).astype(np.float32)
    ours = ViTImageProcessor(do_resize=False)(array, return_tensors="np")
    np.testing.assert_allclose(ours.pixel_values[0], (array - 0.5) / 0.5, rtol=0, atol=1e-6)
    crop = {"do_resize": False, "do_center_crop": True, "crop_size": {"height": 30, "width": 11}}
    theirs = peer(CLIPImageProcessor)(array, return_tensors="np", do_rescale=False, **crop)
    equal(CLIPImageProcessor()(array, return_tensors="np", **crop), theirs)


def test_a_batch_of_mixed_sizes_is_the_pictures_one_by_one() -> None:
    images = [photograph(name).resize((w, h)) for name in NAMES for w, h in [(90, 40), (33, 120)]]
    process = CLIPImageProcessor(size=30, crop_size=28)
    together = process(images, return_tensors="np").pixel_values
    assert together.shape == (4, 3, 28, 28)
    for image, values in zip(images, together, strict=True):
        np.testing.assert_array_equal(process(image, return_tensors="np").pixel_values[0], values)


def test_the_same_picture_may_be_in_a_batch_many_times() -> None:
    found = ViTImageProcessor(size=20)([photograph()] * 40, return_tensors="np").pixel_values
    assert (found == found[0]).all()


def test_pictures_that_end_up_with_different_sizes_stack_only_when_padded() -> None:
    images = [photograph(), photograph().rotate(90, expand=True)]
    process = CLIPImageProcessor(size=30, do_center_crop=False)
    with pytest.raises(RequestError, match=r"\(3, 30, 44\) \(image 0\).*do_pad=True"):
        process(images, return_tensors="np")
    assert [v.shape for v in process(images).pixel_values] == [(3, 30, 44), (3, 44, 30)]
    padded = process(images, return_tensors="np", do_pad=True).pixel_values
    assert padded.shape == (2, 3, 44, 44)
    np.testing.assert_array_equal(padded[0, :, :30], process(images[0]).pixel_values[0])
    assert not padded[0, :, 30:].any()
    with pytest.raises(RequestError, match="pad_size: 40 x 40 is smaller"):
        process(images, do_pad=True, pad_size=40)


@pytest.mark.parametrize("options", [{}, {"do_resize": False}, {"do_pad": True, "pad_size": 230}])
def test_channels_come_last_where_that_is_asked_for(options: dict[str, Any]) -> None:
    first = ViTImageProcessor(**options)(photograph(), return_tensors="np").pixel_values
    process = ViTImageProcessor(data_format="channels_last", **options)
    last = process(photograph(), return_tensors="np").pixel_values
    np.testing.assert_array_equal(last.transpose(0, 3, 1, 2), first)


def test_tensors_are_torchs_numpys_or_a_list() -> None:
    process = ViTImageProcessor(size=16)
    array = process(photograph(), return_tensors="np").pixel_values
    tensor = process(photograph(), return_tensors="pt").pixel_values
    assert tensor.dtype is torch.float32
    np.testing.assert_array_equal(tensor.numpy(), array)
    (row,) = process(photograph()).pixel_values
    np.testing.assert_array_equal(row, array[0])
    with pytest.raises(RequestError, match="return_tensors='tf'"):
        process(photograph(), return_tensors="tf")


def test_a_batch_is_a_mapping_that_moves_and_casts() -> None:
    batch = ViTImageProcessor(size=8)(photograph(), return_tensors="pt")
    assert [*batch] == ["pixel_values"] and dict(**batch).keys() == batch.keys()
    assert batch.to(torch.float16).pixel_values.dtype is torch.float16
    assert batch.to("meta", dtype=torch.float64).pixel_values.device.type == "meta"
    with pytest.raises(AttributeError, match="pixel_values"):
        _ = batch.pixels
