"""What models say of recordings and pictures, against the same numbers computed another way."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from factory import load
from factory.cli.answers import Clock
from factory.cli.answers.sound import stretches
from factory.configuration import PretrainedConfig
from factory.families import Family
from factory.heads import Labels
from registry import REGISTRY
from tests.cli.conftest import Command
from tests.cli.test_media import LAYERS, SPEECH

RATE = 16_000


def config(*names: str, **options: str) -> PretrainedConfig:
    cls: type[PretrainedConfig] = REGISTRY.get("architecture", "wav2vec2").config
    return cls(id2label=dict(enumerate(names)), **options)


def test_who_speaks_when_is_told_in_seconds_without_the_padding() -> None:
    scores = torch.tensor([[2.0, 0], [2, 0], [0, 1], [0, 1], [3, 0], [0, 9], [0, 9]])
    said = stretches(scores, config("ann", "ben"), Clock(step=0.02, frames=5, seconds=0.105))
    chances = scores.softmax(-1)
    assert said["stretches"] == [
        {"label": name, "start": start, "end": end, "score": pytest.approx(score, abs=1e-6)}
        for name, start, end, score in (
            ("ann", 0.0, 0.04, chances[0, 0].item()),
            ("ben", 0.04, 0.08, chances[2, 1].item()),
            ("ann", 0.08, 0.105, chances[4, 0].item()),
        )
    ]


def test_two_may_speak_at_once_where_labels_exclude_nothing() -> None:
    scores = torch.tensor([[2.0, -1], [2, 1], [-2, 1], [-2, -1]])
    several = config("ann", "ben", problem_type="multi_label_classification")
    said = stretches(scores, several, Clock(step=0.5, frames=4, seconds=2))
    found = [(s["label"], s["start"], s["end"]) for s in said["stretches"]]
    assert found == [("ann", 0.0, 1.0), ("ben", 0.5, 1.5)]


@pytest.fixture
def tones(here: Path) -> list[Path]:
    """Two recordings of different lengths."""
    files = [here / "long.wav", here / "short.wav"]
    for file, samples in zip(files, (9_000, 5_000), strict=True):
        soundfile.write(file, 0.3 * np.sin(np.arange(samples) / 7), RATE)
    return files


@pytest.fixture
def pictures(here: Path) -> list[Path]:
    """Two photographs."""
    files = [here / f"{name}.jpg" for name in ("china", "flower")]
    for file in files:
        Image.fromarray(load_sample_image(file.name)).save(file)
    return files


def test_stretches_of_a_batch_cover_each_recording(factory: Command, tones: list[Path]) -> None:
    given = (*SPEECH, "head=audio_frame_classification", "head.labels=[ann,ben]")
    listed = f"input=[{','.join(map(str, tones))}]"
    done = factory("build", *given, listed, "--plot", "--json")
    assert done.status == 0, done.err
    result = done.objects[0]
    for answer, seconds in zip(result["answers"], (9_000 / RATE, 5_000 / RATE), strict=True):
        found = answer["stretches"]
        assert found[0]["start"] == 0
        assert found[-1]["end"] == pytest.approx(seconds)
        for one, other in itertools.pairwise(found):
            assert one["end"] == other["start"]
            assert one["label"] != other["label"]
    assert len(result["plots"]) == 2
    told = factory("build", *given, listed)
    assert "from (s)" in told.out


VISION = (
    "architecture=clip_vision_model",
    "architecture.image_size=64",
    "architecture.projection_dim=8",
    *LAYERS,
)
TEXT = ("architecture=clip_text_model", "architecture.projection_dim=8", *LAYERS)
COMPARED = {
    "image_embeds": (*VISION, "head=with_projection"),
    "text_embeds": (*TEXT, "head=with_projection"),
    "embeddings": (*SPEECH, "head=xvector"),
}


@pytest.mark.parametrize("name", COMPARED)
def test_what_is_made_to_be_compared_is_compared(
    factory: Command, here: Path, tones: list[Path], pictures: list[Path], name: str
) -> None:
    (here / "lines.txt").write_text("a temple by a lake\na flower")
    given = {
        "image_embeds": f"[{','.join(map(str, pictures))}]",
        "text_embeds": "lines.txt",
        "embeddings": f"[{','.join(map(str, tones))}]",
    }
    done = factory("build", *COMPARED[name], f"input={given[name]}", "--json")
    assert done.status == 0, done.err
    result = done.objects[0]
    vectors = torch.tensor([a["embeddings"]["projection"] for a in result["answers"]])
    assert list(vectors.shape) == result["outputs"][name]
    cosine = torch.nn.functional.cosine_similarity(vectors[0], vectors[1], dim=0)
    assert result["similarities"][0][1] == pytest.approx(cosine.item(), abs=1e-5)
    told = factory("build", *COMPARED[name], f"input={given[name]}")
    assert "Similarities (cosines of the projections)" in told.out


def test_a_projection_is_that_of_the_bundle(factory: Command, pictures: list[Path]) -> None:
    done = factory("build", *COMPARED["image_embeds"], f"input={pictures[0]}", "--json")
    result = done.objects[0]
    built = load(result["folder"])
    assert built.processor is not None
    with torch.inference_mode():
        vector = built.model(**built.processor(pictures[0], return_tensors="pt")).image_embeds[0]
    assert result["answers"][0]["embeddings"]["projection"] == pytest.approx(vector.tolist())


PAIRS = [
    family
    for _, family in REGISTRY.components("architecture")
    if family.kind(REGISTRY.get("head", "base")).labels is Labels.PAIRS
]


@pytest.mark.parametrize("family", PAIRS, ids=lambda family: family.name)
def test_pictures_that_are_compared_with_texts_are_drawn(
    factory: Command, pictures: list[Path], family: Family
) -> None:
    parts = [
        f"architecture.{part}.{option.removeprefix('architecture.')}"
        for part in ("text_config", "vision_config")
        for option in LAYERS
    ]
    size = "architecture.vision_config.image_size=64"
    given = (f"architecture={family.name}", "head=base", size)
    lines = "\n".join(f"{file} ||| a temple ||| a flower" for file in pictures)
    done = factory("build", *given, *parts, "--input", lines, "--plot", "--json")
    assert done.status == 0, done.err
    plots = [np.asarray(Image.open(path)) for path in done.objects[0]["plots"]]
    assert len(plots) == 2
    assert json.dumps(done.objects[0]["answers"]).count("a temple") == 2
    for plot in plots:
        assert plot[70:300, 30:390].std() > 20, "the picture as it was"
        assert plot[70:300, 430:790].std() > 20, "the picture as the model sees it"
    assert (plots[0] != plots[1]).any()
