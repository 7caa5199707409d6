"""Pictures of every size that a model takes, patches that are hidden, and what is refused."""

from __future__ import annotations

import pytest
import torch
import transformers
from torch import Tensor

from factory.errors import RequestError
from factory.families import Family
from registry import REGISTRY
from tests.models.support import (
    assert_equal_on_real_tokens,
    batch,
    every,
    has,
    labels,
    pair,
    real_places,
    takes,
    tiny,
    tiny_model,
)

every_stretching = every(takes("pixel_values", "interpolate_pos_encoding"))
every_hiding = every(has("masked_image_modeling"))


def sized(family: Family, height: int, width: int) -> dict[str, Tensor]:
    """A batch with pictures of another size."""
    inputs = batch(family, "base")
    count, channels = inputs["pixel_values"].shape[:2]
    generator = torch.Generator().manual_seed(4)
    inputs["pixel_values"] = torch.randn(count, channels, height, width, generator=generator)
    return inputs


@every_stretching
@pytest.mark.parametrize("size", [(24, 24), (40, 40), (16, 16), (24, 40), (43, 17)])
def test_pictures_of_any_size_give_equal_outputs(family: Family, size: tuple[int, int]) -> None:
    ours, theirs = pair(family, "base")
    inputs = {**sized(family, *size), "interpolate_pos_encoding": True}
    with torch.no_grad():
        assert_equal_on_real_tokens(ours(**inputs), theirs(**inputs), real_places(family, inputs))


@every_stretching
def test_pictures_of_another_size_are_refused_with_what_to_do(family: Family) -> None:
    with pytest.raises(ValueError, match=r"32 x 24 pixels.*24 x 24.*interpolate_pos_encoding=True"):
        tiny_model(family)(**sized(family, 32, 24))
    with pytest.raises(ValueError, match="pixel_values are needed"):
        tiny_model(family)(**{**batch(family, "base"), "pixel_values": None})


@every(takes("pixel_values"))
def test_pictures_of_another_form_are_refused(family: Family) -> None:
    inputs = batch(family, "base")
    grey = inputs["pixel_values"][:, :1]
    for wrong in (grey, grey[:, 0], inputs["pixel_values"].transpose(1, 3)):
        with pytest.raises(ValueError, match=r"pixel_values have shape .*; \(batch, 3, height"):
            tiny_model(family)(**{**inputs, "pixel_values": wrong})


@every(takes("pixel_values"))
def test_pictures_of_another_type_become_the_model_s(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    plain = model(**inputs)[0]
    wide = model(**{**inputs, "pixel_values": inputs["pixel_values"].double()})[0]
    assert torch.equal(plain, wide)
    rough = model.to(torch.bfloat16)(**inputs)[0]
    assert rough.dtype == torch.bfloat16


@every_hiding
def test_what_hidden_patches_show_does_not_matter(family: Family) -> None:
    model = tiny_model(family, "masked_image_modeling")
    inputs = {**batch(family, "base"), **labels(family, "masked_image_modeling")}
    inputs["bool_masked_pos"][:, 0] = True
    patch = tiny(family).patch_size
    other = inputs["pixel_values"].clone()
    other[:, :, :patch, :patch] = 9.0
    with torch.no_grad():
        a, b = model(**inputs), model(**{**inputs, "pixel_values": other})
    assert torch.equal(a.reconstruction, b.reconstruction)
    assert not torch.equal(a.loss, b.loss)


@every_hiding
def test_pictures_that_are_not_square_are_rebuilt_whole(family: Family) -> None:
    options = {"image_size": [16, 32], "patch_size": 8, "encoder_stride": 8}
    model = tiny_model(family, "masked_image_modeling", **options)
    pixels = torch.randn(2, 3, 16, 32, generator=torch.Generator().manual_seed(5))
    hidden = torch.zeros(2, 8, dtype=torch.bool)
    hidden[:, 5] = True  # the second row's second patch
    with torch.no_grad():
        result = model(pixels, bool_masked_pos=hidden)
    assert result.reconstruction.shape == pixels.shape
    error = (pixels - result.reconstruction)[:, :, 8:, 8:16].abs().mean()
    assert result.loss == pytest.approx(float(error), rel=1e-4)


def test_clip_takes_pictures_of_one_side_alone_as_transformers_does() -> None:
    family: Family = REGISTRY.get("architecture", "clip_vision_model")
    with pytest.raises(RequestError, match=r"image_size: \[16, 32\] is not a whole number"):
        family.config(image_size=[16, 32])
    with pytest.raises(TypeError):  # though its configuration takes it
        transformers.CLIPVisionModel(transformers.CLIPVisionConfig(image_size=[16, 32]))


@every_hiding
def test_hiding_is_refused_where_it_cannot_be_done(family: Family) -> None:
    inputs, hidden = batch(family, "base"), labels(family, "masked_image_modeling")
    with pytest.raises(ValueError, match="needs a model that can hide patches"):
        tiny_model(family)(**inputs, **hidden)
    model = tiny_model(family, "masked_image_modeling")
    with pytest.raises(ValueError, match=r"bool_masked_pos has shape \(3, 8\); \(3, 9\)"):
        model(**inputs, bool_masked_pos=hidden["bool_masked_pos"][:, 1:])


@every_hiding
def test_an_encoder_stride_other_than_the_patch_is_told_with_the_loss(family: Family) -> None:
    model = tiny_model(family, "masked_image_modeling", encoder_stride=4)
    inputs = batch(family, "base")
    assert model(**inputs).reconstruction.shape[-2:] == (12, 12)
    with pytest.raises(ValueError, match="encoder_stride must be the patch size"):
        model(**inputs, **labels(family, "masked_image_modeling"))


@every(has("image_classification_with_teacher"))
def test_scores_are_the_mean_of_the_model_s_and_its_teacher_s(family: Family) -> None:
    model = tiny_model(family, "image_classification_with_teacher", num_labels=5)
    result = model(**batch(family, "base"))
    assert tuple(result) == ("logits", "cls_logits", "distillation_logits")
    mean = (result.cls_logits + result.distillation_logits) / 2
    assert torch.equal(result.logits, mean) and mean.shape == (3, 5)
    with pytest.raises(ValueError, match="takes no labels"):
        model(**batch(family, "base"), labels=torch.zeros(3).long())
