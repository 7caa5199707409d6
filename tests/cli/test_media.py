"""``factory build`` with pictures and sound: answers, drawings, refusals."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
import transformers
from PIL import Image
from sklearn.datasets import load_sample_image

from factory import Wav2Vec2Processor, load
from factory.checkpoint.bundle import check_bundle
from tests.cli.conftest import Command

LAYERS = (
    "architecture.hidden_size=16",
    "architecture.num_hidden_layers=1",
    "architecture.num_attention_heads=2",
    "architecture.intermediate_size=16",
)
VIT = (
    "architecture=vit",
    "head=image_classification",
    "architecture.image_size=64",
    *LAYERS,
)
SPEECH = (
    "architecture=wav2vec2",
    "architecture.conv_dim=[8,8,8,8,8,8,8]",
    "architecture.num_conv_pos_embeddings=4",
    "architecture.num_conv_pos_embedding_groups=2",
    *LAYERS,
)


@pytest.fixture
def photographs(here: Path) -> Path:
    """A folder of two photographs, and of a note that is none."""
    folder = here / "photographs"
    folder.mkdir()
    for name in ("china", "flower"):
        Image.fromarray(load_sample_image(f"{name}.jpg")).save(folder / f"{name}.jpg")
    (folder / "note.txt").write_text("two photographs")
    return folder


@pytest.fixture
def recording(here: Path) -> Path:
    """Half a second of two channels, at a rate that models do not take."""
    time = np.arange(4_000) / 8_000
    tone = 0.3 * np.sin(2 * np.pi * 440 * time)
    soundfile.write(here / "tone.wav", np.stack([tone, tone / 2], axis=1), 8_000)
    return here / "tone.wav"


def test_a_photograph_gets_labels_with_probabilities_that_its_bundle_repeats(
    factory: Command, photographs: Path
) -> None:
    picture = photographs / "china.jpg"
    done = factory("build", *VIT, "head.labels=[temple,flower]", f"input={picture}", "--json")
    assert done.status == 0, done.err
    result = done.objects[0]
    (answer,) = result["answers"]
    assert answer["file"] == "china.jpg"
    assert sum(label["probability"] for label in answer["labels"]) == pytest.approx(1)
    assert "random" in result["caution"]

    built = load(result["folder"])
    assert built.processor is not None
    with torch.inference_mode():
        logits = built.model(**built.processor(picture, return_tensors="pt")).logits[0]
    said = {label["label"]: label["probability"] for label in answer["labels"]}
    assert list(map(said.get, ("temple", "flower"))) == pytest.approx(logits.softmax(-1).tolist())


def test_the_files_of_a_bundle_are_those_that_transformers_reads(
    factory: Command, photographs: Path
) -> None:
    picture = Image.open(photographs / "flower.jpg")
    folder = factory("build", *VIT, f"input={photographs}", "--json").objects[0]["folder"]
    ours = load(folder).processor
    theirs = transformers.ViTImageProcessorPil.from_pretrained(folder)
    assert ours is not None
    one, other = (p(picture, return_tensors="np")["pixel_values"] for p in (ours, theirs))
    assert np.abs(one - other).max() < 1e-6


def test_a_folder_stands_for_its_pictures_and_a_list_for_its_files(
    factory: Command, photographs: Path
) -> None:
    files = [photographs / name for name in ("china.jpg", "flower.jpg")]
    for given in (photographs, f"[{files[0]},{files[1]}]"):
        done = factory("build", *VIT, f"input={given}", "--json")
        assert [a["file"] for a in done.objects[0]["answers"]] == ["china.jpg", "flower.jpg"]
    told = factory("build", *VIT, "--input", str(photographs))
    assert "china.jpg" in told.out
    assert "file" in told.out


def test_without_an_input_a_picture_of_our_own_is_tried(factory: Command, here: Path) -> None:
    done = factory("build", *VIT, "--json")
    assert [answer["file"] for answer in done.objects[0]["answers"]] == ["(a test picture)"]


def test_a_rerun_tries_the_same_pictures_and_says_the_same(
    factory: Command, photographs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = factory("build", *VIT, "input=photographs", "--json").objects[0]
    folder = Path(first["folder"]).resolve()
    (photographs.parent / "elsewhere").mkdir()
    monkeypatch.chdir(photographs.parent / "elsewhere")
    again = factory("rerun", folder, "--json").objects[0]
    assert again["answers"] == first["answers"]


def test_weights_bring_their_processor(factory: Command, photographs: Path) -> None:
    source = factory("build", *VIT, "processor.resample=0", "--json").objects[0]["folder"]
    done = factory("build", "--weights", source, f"input={photographs}", "--json")
    assert done.status == 0, done.err
    assert done.objects[0]["choices"]["processor"] == "image"
    built = load(done.objects[0]["folder"])
    assert built.processor is not None
    assert built.processor.resample == 0


def test_plots_are_pictures_of_the_bundle(factory: Command, photographs: Path) -> None:
    done = factory("build", *VIT, f"input={photographs}", "--plot", "--json")
    result = done.objects[0]
    assert [Path(p).name for p in result["plots"]] == ["plot-0.png", "plot-1.png"]
    check_bundle(Path(result["folder"]))
    one, other = (np.asarray(Image.open(path)) for path in result["plots"])
    assert one.shape[2] == 3
    assert (one[:70, :400] != other[:70, :400]).any(), "captions name different files"
    assert one.std() > 20


def test_what_is_drawn_is_the_picture_that_was_prepared(
    factory: Command, photographs: Path
) -> None:
    from factory.cli.plots import visible

    folder = factory("build", *VIT, "--json").objects[0]["folder"]
    processor = load(folder).processor
    assert processor is not None
    picture = Image.open(photographs / "china.jpg")
    drawn = visible(processor, processor(picture, return_tensors="np")["pixel_values"][0])
    wanted = picture.resize((64, 64), Image.Resampling.BILINEAR)
    assert np.array_equal(np.asarray(drawn), np.asarray(wanted))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("chna.jpg", "input: there is no picture 'chna.jpg'"),
        ("broken.png", "broken.png is no picture in a format that Pillow reads"),
        ("empty", "input: empty holds no pictures"),
    ],
)
def test_an_input_that_is_no_picture_is_refused_before_anything_is_built(
    factory: Command, here: Path, given: str, said: str
) -> None:
    (here / "broken.png").write_text("not a picture")
    (here / "empty").mkdir()
    done = factory("build", *VIT, f"input={given}")
    assert done.status == 2
    assert said in done.err
    assert "building" not in done.err
    assert not (here / "outputs").exists()


def test_a_picture_that_is_cut_off_is_named_before_anything_is_built(
    factory: Command, photographs: Path
) -> None:
    data = io.BytesIO((photographs / "china.jpg").read_bytes()).getvalue()
    (photographs / "china.jpg").write_bytes(data[: len(data) // 2])
    done = factory("build", *VIT, f"input={photographs}")
    assert done.status == 2
    assert "china.jpg is broken: image file is truncated" in done.err
    assert "building" not in done.err
    assert "Traceback" not in done.err


def test_text_is_not_drawn_and_has_one_file(factory: Command, here: Path) -> None:
    done = factory("build", "architecture=bert_tiny", "input=[one,two]", "--plot")
    assert done.status == 2
    assert "input: several inputs are files of pictures or sound" in done.err
    assert "plot: only what a processor makes of pictures or sound is drawn" in done.err


def test_a_recording_of_another_rate_is_refused_with_both_rates(
    factory: Command, recording: Path
) -> None:
    done = factory("build", *SPEECH, "head=sequence_classification", f"input={recording}")
    assert done.status == 2
    assert "has 8,000 Hz; the processor takes 16,000 Hz" in done.err
    assert "processor.do_resample=true" in done.err


def test_a_recording_gets_labels_and_is_drawn(factory: Command, recording: Path) -> None:
    chosen = (*SPEECH, "head=sequence_classification", "processor.do_resample=true")
    done = factory("build", *chosen, f"input={recording}", "--plot", "--json")
    assert done.status == 0, done.err
    result = done.objects[0]
    assert [answer["file"] for answer in result["answers"]] == ["tone.wav"]
    with Image.open(result["plots"][0]) as drawn:
        assert drawn.width > 800


def test_a_recording_is_transcribed_where_there_is_a_vocabulary(
    factory: Command, here: Path
) -> None:
    tokens = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz'"]
    (here / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}))
    chosen = (*SPEECH, "head=ctc", "tokenizer=ctc", "tokenizer.vocab_file=vocab.json")
    done = factory("build", *chosen, "--json")
    assert done.status == 0, done.err
    (answer,) = done.objects[0]["answers"]
    assert set(answer["transcript"]) <= set("abcdefghijklmnopqrstuvwxyz' ")
    processor = load(done.objects[0]["folder"]).processor
    assert isinstance(processor, Wav2Vec2Processor)
    assert transformers.AutoProcessor.from_pretrained(done.objects[0]["folder"])

    small = factory("build", *chosen, "architecture.vocab_size=20")
    assert small.status == 2
    assert "tokens do not fit architecture.vocab_size 20" in small.err


def test_a_picture_is_compared_with_texts_each_time_it_is_built(
    factory: Command, photographs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    towers = [
        f"architecture.{tower}.{option.removeprefix('architecture.')}"
        for tower in ("text_config", "vision_config")
        for option in LAYERS
    ]
    chosen = ("architecture=clip", "head=base", "architecture.vision_config.image_size=64", *towers)
    lines = [f"photographs/{name}.jpg ||| a temple ||| a flower" for name in ("china", "flower")]
    Path("lines.txt").write_text("\n".join(lines))
    done = factory("build", *chosen, "--input", "lines.txt", "--json")
    assert done.status == 0, done.err
    first = done.objects[0]
    assert [answer["file"] for answer in first["answers"]] == [
        "photographs/china.jpg",
        "photographs/flower.jpg",
    ]
    for answer in first["answers"]:
        assert {c["text"] for c in answer["candidates"]} == {"a temple", "a flower"}
        assert sum(c["probability"] for c in answer["candidates"]) == pytest.approx(1)
    folder = Path(first["folder"]).resolve()
    monkeypatch.chdir(photographs)
    again = factory("rerun", folder, "--json").objects[0]
    assert [a["candidates"] for a in again["answers"]] == [
        a["candidates"] for a in first["answers"]
    ]

    missing = factory("build", *chosen, "--input", "chna.jpg ||| a temple")
    assert missing.status == 2
    assert "there is no picture 'chna.jpg'. Did you mean 'china.jpg'?" in missing.err


def test_a_rate_other_than_that_of_the_weights_is_refused(factory: Command, here: Path) -> None:
    chosen = (*SPEECH, "head=base")
    source = factory("build", *chosen, "--json").objects[0]["folder"]
    done = factory("build", "--weights", source, "processor.sampling_rate=8000")
    assert done.status == 2
    assert f"is 8,000 Hz, but the model of {source} takes 16,000 Hz" in done.err
