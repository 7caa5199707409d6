"""Files that a request names, and what is worth knowing of a model that is built all the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from factory import RequestError, build, compose
from factory.composition.media import PICTURE, SOUND, medium_of
from factory.families import Family
from factory.processors import build_processor
from registry import REGISTRY
from tests.sizes import SMALL, fitting

FAMILIES = [family for _, family in REGISTRY.components("architecture")]
SEEING = [family for family in FAMILIES if "pixel_values" in family.inputs]
HEARING = [family for family in FAMILIES if medium_of(family, "base") is SOUND]
WITH_FILES = [family for family in FAMILIES if medium_of(family, "base") is not None]

LAYERS = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")


def damaged(family: Family, folder: Path) -> Path:
    """A picture or a recording that ends too early."""
    file = folder / ("china.png" if medium_of(family, "base") is PICTURE else "noise.wav")
    noise = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    if file.suffix == ".png":
        Image.fromarray(noise).save(file)
    else:
        soundfile.write(file, noise.reshape(-1) / 512, 16_000)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    return file


@pytest.mark.parametrize("family", WITH_FILES, ids=lambda family: family.name)
def test_a_file_that_is_cut_off_is_found_when_the_request_is_checked(
    family: Family, tmp_path: Path
) -> None:
    file = damaged(family, tmp_path)
    with pytest.raises(RequestError) as error:
        compose([f"architecture={family.name}", "head=base", f"input={file}"])
    (problem,) = error.value.problems
    assert problem.startswith(f"input: {file} is ")
    assert "truncated" in problem or "cut off" in problem


@pytest.mark.parametrize("family", [f for f in FAMILIES if f.processor], ids=lambda f: f.name)
def test_any_processor_can_be_loaded_from_a_folder(family: Family, tmp_path: Path) -> None:
    kind = REGISTRY.get("processor", family.processor)
    stored = kind.processor()
    stored.save_pretrained(tmp_path)
    given = [f"architecture={family.name}", "head=base", f"processor.load_from={tmp_path}"]
    for choice in ([], [f"processor={family.processor}"]):
        blueprint = compose([*given, *choice])
        assert blueprint.processor is not None
        loaded = build_processor(*blueprint.processor)
        assert type(loaded) is kind.processor
        assert loaded.to_dict() == stored.to_dict()


@pytest.mark.parametrize("family", SEEING, ids=lambda family: family.name)
def test_pixels_that_no_patch_holds_are_told_of(family: Family) -> None:
    sizes = fitting(family.config, {**SMALL, "num_hidden_layers": 1})

    def notices(image_size: int) -> list[str]:
        inner = family.config.parts().get("vision_config")
        where = "architecture.vision_config" if inner else "architecture"
        values = sizes["vision_config"] if inner else sizes
        options = [f"{where}.{key}={value}" for key, value in values.items() if key in LAYERS]
        options += [f"{where}.image_size={image_size}", f"{where}.patch_size=8"]
        made = build(["head=base", "tokenizer=none", f"architecture={family.name}", *options])
        return [text for text in made.notices if "pixels" in text]

    assert notices(24) == []
    (told,) = notices(27)
    assert "patches of 8 x 8 do not divide pictures of 27 x 27 pixels" in told
    assert "the last 3 below and 3 at the right" in told


@pytest.mark.parametrize("family", HEARING, ids=lambda family: family.name)
def test_another_rate_than_that_of_the_family_is_told_of(family: Family) -> None:
    sizes = fitting(family.config, {**SMALL, "num_hidden_layers": 1})
    config = [
        f"architecture.{key}={list(value) if isinstance(value, tuple) else value}"
        for key, value in sizes.items()
        if not isinstance(value, dict)
    ]
    given = [f"architecture={family.name}", "head=base", "tokenizer=none", *config]
    slower = ["processor.sampling_rate=8000"]
    if "max_source_positions" in sizes:  # a spectrogram has a hundred times, at any rate
        given, slower = [*given, "processor.chunk_length=1"], [*slower, "processor.hop_length=80"]
    assert build(given).notices == ()
    (told,) = build([*given, *slower]).notices
    assert told.startswith("the processor takes 8,000 Hz, where models of")


def test_a_recording_is_held_against_the_rate_of_a_folder(tmp_path: Path) -> None:
    REGISTRY.get("processor", "wav2vec2_audio").processor().save_pretrained(tmp_path)
    soundfile.write(tmp_path / "tone.wav", np.sin(np.arange(8_000) / 9), 8_000)
    given = ["architecture=wav2vec2", "head=base", f"processor.load_from={tmp_path}"]
    with pytest.raises(RequestError, match="has 8,000 Hz; the processor takes 16,000 Hz"):
        compose([*given, f"input={tmp_path / 'tone.wav'}"])
    compose([*given, f"input={tmp_path / 'tone.wav'}", "processor.do_resample=true"])
