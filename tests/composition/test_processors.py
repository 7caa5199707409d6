"""Processors in the tree: what a family brings, and what is said when something does not fit."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from factory import RequestError, compose
from factory.composition import pins
from factory.composition.composer import Composer
from factory.families import Family
from registry import REGISTRY

FAMILIES = [family for _, family in REGISTRY.components("architecture")]
WITH_PROCESSOR = [family for family in FAMILIES if family.processor]
MEDIA = {"pixel_values", "input_values", "input_features"}

every = pytest.mark.parametrize("family", WITH_PROCESSOR, ids=lambda family: family.name)


def problems(*overrides: str) -> tuple[str, ...]:
    with pytest.raises(RequestError) as error:
        compose(list(overrides))
    return error.value.problems


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_brings_a_processor_exactly_when_it_takes_pictures_or_sound(
    family: Family,
) -> None:
    assert bool(family.processor) == bool(MEDIA & set(family.inputs))
    blueprint = compose([f"architecture={family.name}", "head=base"])
    assert blueprint["processor"]["name"] == (family.processor or "none")
    assert (blueprint.processor is None) == (not family.processor)


@every
def test_what_a_processor_prepares_is_what_the_family_takes(family: Family) -> None:
    kind = REGISTRY.get("processor", family.processor)
    assert kind.processor.model_input_names[0] in family.inputs


@every
def test_a_processor_may_be_left_out(family: Family) -> None:
    blueprint = compose([f"architecture={family.name}", "head=base", "processor=none"])
    assert blueprint.processor is None


@every
def test_a_misspelt_option_is_told_with_its_key_and_the_nearest_one(family: Family) -> None:
    options = {f.name for f in fields(REGISTRY.get("processor", family.processor).options)}
    name = "do_normalize" if "do_normalize" in options else "chunk_length"
    chosen = [f"architecture={family.name}", "head=base"]
    assert problems(*chosen, f"processor.{name}s=1") == (
        f"processor.{name}s: processor has no such option. Did you mean 'processor.{name}'?",
    )


def test_all_problems_come_at_once() -> None:
    found = problems(
        "architecture=vit",
        "head=base",
        "architecture.hidden_size=x",
        "processor.resample=bilinaer",
        "processor.image_std=[0,1,1]",
    )
    assert [text.partition(":")[0] for text in found] == [
        "architecture.hidden_size",
        "processor.resample",
        "processor.image_std",
    ]
    assert "Did you mean 'BILINEAR'" in found[1]


@pytest.mark.parametrize(("name", "option"), [("vit", "size"), ("deit", "crop_size")])
def test_a_size_that_nobody_chose_is_the_models(name: str, option: str) -> None:
    chosen = [f"architecture={name}", "head=base", "architecture.image_size=96"]
    assert compose(chosen)["processor"][option] == 96


def test_both_sides_of_a_size_follow_the_model() -> None:
    tree = compose(["architecture=vit", "head=base", "architecture.image_size=[96,64]"])
    assert tree["processor"]["size"] == [96, 64]


@pytest.mark.parametrize("name", ["whisper", "whisper_audio"])
def test_bands_that_nobody_chose_are_the_models(name: str) -> None:
    chosen = ["architecture=whisper", "head=base", f"processor={name}"]
    tree = compose([*chosen, "architecture.num_mel_bins=128"])["processor"]
    assert tree.get("feature_extractor", tree)["feature_size"] == 128


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            ["architecture=vit", "processor.size=96"],
            "processor.size: makes pictures of 96 x 96 pixels, but architecture.image_size is "
            "224 x 224; set one of them to the other",
        ),
        (
            ["architecture=deit", "processor.crop_size=96"],
            "processor.crop_size: makes pictures of 96 x 96 pixels, but architecture.image_size is "
            "224 x 224; set one of them to the other",
        ),
        (
            ["architecture=vit", "processor=image", "processor.size={shortest_edge:224}"],
            "processor.size: says no height and width, but architecture.image_size is 224 x 224; "
            "give processor.size=[224,224], or cut that out with processor.do_center_crop=true",
        ),
        (
            ["architecture=vit", "architecture.num_channels=1"],
            "processor: makes pictures of 3 channels, but architecture.num_channels is 1; "
            "processor.image_mean and processor.image_std have as many numbers as pictures have "
            "channels",
        ),
        (
            ["architecture=vit", "processor.data_format=channels_last"],
            "processor.data_format: models take channels_first",
        ),
        (
            ["architecture=vit", "processor=ast"],
            "processor: 'ast' prepares input_values that 'vit' does not take. Processors for it: "
            "image, vit, deit, clip.",
        ),
        (
            ["architecture=bert_tiny", "processor=vit"],
            "processor: 'vit' prepares pixel_values that 'bert' does not take. It takes none.",
        ),
        (
            ["architecture=audio_spectrogram_transformer", "processor.num_mel_bins=64"],
            "processor.num_mel_bins: is 64, but architecture.num_mel_bins is 128; set one of them "
            "to the other",
        ),
        (
            ["architecture=whisper", "processor.feature_size=128"],
            "processor: makes spectrograms of 128 bands, which feature_size says, but "
            "architecture.num_mel_bins is 80; set one of them to the other",
        ),
        (
            ["architecture=whisper", "architecture.max_source_positions=50"],
            "processor: makes spectrograms of 3000 times, which chunk_length says, but "
            "architecture.max_source_positions is 50, and takes 100",
        ),
        (
            ["architecture=vit", "architecture.patch_size=256"],
            "architecture.patch_size: 256 is more than image_size 224",
        ),
    ],
)
def test_what_does_not_fit_is_one_sentence(overrides: list[str], said: str) -> None:
    assert problems("head=base", *overrides) == (said,)


def test_options_of_a_part_stand_under_its_name() -> None:
    chosen = ["architecture=wav2vec2", "head=base", "processor=wav2vec2"]
    given = compose([*chosen, "processor.feature_extractor.do_normalize=false"])
    assert given["processor"]["feature_extractor"]["do_normalize"] is False
    assert given["processor"]["feature_extractor"]["sampling_rate"] == 16_000
    assert problems(
        *chosen,
        "processor.feature_extractor.do_normalise=false",
        "processor.feature_extractor.sampling_rate=0",
    ) == (
        "processor.feature_extractor.sampling_rate: 0 is below the smallest allowed, 1",
        "processor.feature_extractor.do_normalise: Wav2Vec2FeatureExtractor has no such option. "
        "Did you mean 'do_normalize'?",
    )


def test_grey_pictures_for_a_model_of_one_channel_fit() -> None:
    grey = [
        "processor.image_mean=[0.5]",
        "processor.image_std=[0.5]",
        "architecture.num_channels=1",
    ]
    assert compose(["architecture=vit", "head=base", *grey]).processor is not None


def test_a_pinned_processor_keeps_its_values(tmp_path: Path) -> None:
    chosen = ["architecture=vit", "head=base", "architecture.image_size=64", "processor.resample=3"]
    blueprint = compose(chosen)
    pins.write(tmp_path / pins.FOLDER, blueprint)
    again = Composer(job=pins.check(tmp_path)).one([])
    assert again["processor"] == blueprint["processor"]
    assert again["processor"]["size"] == 64


def test_composing_and_checking_processors_loads_no_torch() -> None:
    code = (
        "import sys, factory\n"
        "factory.compose(['architecture=vit', 'head=image_classification'])\n"
        "factory.compose(['architecture=wav2vec2', 'head=base'])\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
