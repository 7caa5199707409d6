"""Options, printing, and the way to files and back, here and in transformers."""

from __future__ import annotations

import copy
import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest

from factory.errors import RequestError
from factory.processors import (
    CLIPImageProcessor,
    DeiTImageProcessor,
    FeatureExtractionMixin,
    ImageProcessingMixin,
    ImageProcessor,
    ViTImageProcessor,
    build_processor,
)
from factory.processors.auto import AutoImageProcessor
from registry import REGISTRY
from tests.processors.pictures import CLASSES, equal, peer, photograph

EACH = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
CHANGES: list[dict[str, Any]] = [
    {},
    {"size": 60, "resample": "PIL.Image.HAMMING"},
    {"size": {"shortest_edge": 60}, "crop_size": 50, "do_center_crop": True},
    {"size": [70, 40], "do_center_crop": False},
    {"do_normalize": False, "rescale_factor": 0.5},
    {"image_mean": [0.1, 0.2, 0.3], "image_std": 2.0},
    {"background": [1, 2, 3], "max_pixels": 10**6, "data_format": "channels_last"},
]
KINDS = [REGISTRY.get("processor", name) for name in REGISTRY.names("processor")]
IMAGE_KINDS = [kind for kind in KINDS if issubclass(kind.processor, ImageProcessor)]


def test_printing_is_as_in_the_guide() -> None:
    assert str(ViTImageProcessor(resample="PIL.Image.BOX", do_normalize=False)) == (
        "ViTImageProcessor {\n"
        '  "do_normalize": false,\n'
        '  "do_resize": true,\n'
        '  "image_processor_type": "ViTImageProcessor",\n'
        '  "image_mean": [\n    0.5,\n    0.5,\n    0.5\n  ],\n'
        '  "image_std": [\n    0.5,\n    0.5,\n    0.5\n  ],\n'
        '  "resample": "PIL.Image.BOX",\n'
        '  "size": 224\n'
        "}\n"
    )


def test_what_differs_from_the_defaults_is_printed_too() -> None:
    shown = str(ViTImageProcessor(do_center_crop=True, rescale_factor=0.25))
    assert '"do_center_crop": true' in shown and '"rescale_factor": 0.25' in shown
    assert "max_pixels" not in shown


def test_a_size_is_readable_as_it_was_given_and_by_its_parts() -> None:
    process = ViTImageProcessor(size=224)
    assert process.options.size == 224 and process.size == 224
    assert process.size == {"height": 224, "width": 224}
    assert process.size["height"] == process.size.width == 224
    assert process.size.shortest_edge is None and "shortest_edge" not in process.size
    assert CLIPImageProcessor(size=300).size == {"shortest_edge": 300}
    assert DeiTImageProcessor().size == {"height": 256, "width": 256}
    assert ViTImageProcessor(size=(3, 4)).size == {"height": 3, "width": 4}


def test_every_problem_is_told_at_once_with_the_nearest_name() -> None:
    with pytest.raises(RequestError) as caught:
        ViTImageProcessor(
            do_normalise=False, resample="PIL.Image.BOXX", size={"heigth": 3}, image_std=[1, 0, 1]
        )
    said = "\n".join(sorted(caught.value.problems))
    assert len(caught.value.problems) == 4
    assert all(p.startswith("ViTImageProcessor: ") for p in caught.value.problems)
    for hint in ("Did you mean 'do_normalize'?", "Did you mean 'BOX'?", "Did you mean 'height'?"):
        assert hint in said
    assert "image_std: is 0" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"do_resize": 1}, "do_resize: 1 is not true or false"),
        ({"size": 0}, "height is 0, not from 1"),
        ({"size": 10**9}, "not from 1 to 65,535 pixels"),
        ({"size": [1, 2, 3]}, "has 3 numbers"),
        ({"size": {"shortest_edge": 9, "longest_edge": 8}}, "longest_edge 8 is below"),
        ({"crop_size": {"shortest_edge": 9}}, "crop_size: needs a height and a width"),
        ({"resample": 6}, "6 is no filter"),
        ({"rescale_factor": 0}, "rescale_factor: is 0"),
        ({"rescale_factor": float("nan")}, "not a finite number"),
        ({"image_mean": [1, 2]}, "has 2 numbers"),
        ({"image_mean": [1.0]}, "image_std: has 3 numbers where image_mean has 1"),
        ({"background": [1, 2]}, "background: is not three numbers"),
        ({"data_format": "chanels_last"}, "Did you mean 'channels_last'?"),
        ({"max_pixels": 0}, "below the smallest allowed"),
        (
            {"crop_size": 60_000, "do_center_crop": True},
            "crop_size: 60000 x 60000 pixels are more than max_pixels=",
        ),
        (
            {"pad_size": [9, 99], "do_pad": True, "max_pixels": 800},
            "pad_size: 9 x 99 pixels are more than",
        ),
    ],
    ids=str,
)
def test_an_impossible_option_is_refused(options: dict[str, Any], said: str) -> None:
    for ask in (
        lambda: ViTImageProcessor(**options),
        lambda: ViTImageProcessor()(photograph(), **options),
    ):
        with pytest.raises(RequestError) as caught:
            ask()
        assert said in str(caught.value)


def test_a_processor_is_immutable_and_replaced() -> None:
    process = ViTImageProcessor(size=30)
    with pytest.raises(AttributeError, match=r"processor.replace\(size=3\)"):
        process.size = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match="Did you mean 'image_mean'"):
        _ = process.image_means
    assert process.replace(resample=3).size == 30
    assert process.replace(size=None, resample=3) == ViTImageProcessor(size=30, resample=3)
    with pytest.raises(RequestError, match="Did you mean 'size'"):
        process.replace(sise=None)
    assert process.replace(size=30) == process != process.replace(size=31)


@EACH
@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_copies_and_files_are_the_same_processor(
    cls: type[ImageProcessor], changes: dict[str, Any], tmp_path: Path
) -> None:
    process = cls(**changes)
    assert pickle.loads(pickle.dumps(process)) == copy.deepcopy(process) == process
    assert pickle.loads(pickle.dumps(process.options)) == process.options
    (written,) = process.save_pretrained(tmp_path)
    wanted = process(photograph(), return_tensors="np")
    for read in (
        cls.from_pretrained(tmp_path),
        cls.from_pretrained(written),
        cls.from_json_file(written),
        cls.from_dict(process.to_dict()),
        AutoImageProcessor.from_pretrained(tmp_path),
    ):
        assert type(read) is cls
        assert read.to_dict() == process.to_dict() == json.loads(process.to_json_string())
        equal(read(photograph(), return_tensors="np"), wanted)


@pytest.mark.parametrize("cls", [*CLASSES, ImageProcessor], ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("changes", CHANGES[:-1], ids=str)
def test_transformers_reads_what_is_saved_with_equal_results(
    cls: type[ImageProcessor], changes: dict[str, Any], tmp_path: Path
) -> None:
    import transformers

    process = cls(**changes)
    process.save_pretrained(tmp_path)
    theirs = transformers.AutoImageProcessor.from_pretrained(tmp_path)
    ours = process(photograph(), return_tensors="np")
    equal(ours, theirs(photograph(), return_tensors="np"))


@EACH
@pytest.mark.parametrize("changes", CHANGES[2:-1], ids=str)
def test_what_transformers_saves_is_read_with_equal_results(
    cls: type[ImageProcessor], changes: dict[str, Any], tmp_path: Path
) -> None:
    theirs = peer(cls, **changes)
    theirs.save_pretrained(tmp_path)
    ours = AutoImageProcessor.from_pretrained(tmp_path)
    assert type(ours) is cls
    equal(ours(photograph(), return_tensors="np"), theirs(photograph(), return_tensors="np"))


def test_older_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "preprocessor_config.json"
    older = {
        "crop_size": 40,
        "do_center_crop": True,
        "do_normalize": True,
        "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3,
        "size": 44,
    }
    file.write_text(json.dumps(older))
    for read in (
        CLIPImageProcessor.from_pretrained(tmp_path),
        AutoImageProcessor.from_pretrained(file),
    ):
        assert read == CLIPImageProcessor(size=44, crop_size=40)
    for name in ("ViTImageProcessorFast", "ViTFeatureExtractor", "ViTImageProcessor"):
        file.write_text(json.dumps({"image_processor_type": name, "size": 20}))
        assert AutoImageProcessor.from_pretrained(tmp_path) == ViTImageProcessor(size=20)


def test_the_newer_layout_wins_and_is_kept_in_step(tmp_path: Path) -> None:
    older, newer = tmp_path / "preprocessor_config.json", tmp_path / "processor_config.json"
    inner = {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 50}}
    newer.write_text(json.dumps({"processor_class": "CLIPProcessor", "image_processor": inner}))
    older.write_text(json.dumps({**inner, "size": {"shortest_edge": 60}}))
    read = AutoImageProcessor.from_pretrained(tmp_path)
    assert read.size == {"shortest_edge": 50}
    assert CLIPImageProcessor.from_pretrained(newer) == read
    assert len(read.replace(size=70).save_pretrained(tmp_path)) == 2
    assert CLIPImageProcessor.from_pretrained(tmp_path).size == {"shortest_edge": 70}
    assert json.loads(newer.read_text())["processor_class"] == "CLIPProcessor"
    newer.write_text(json.dumps({"processor_class": "CLIPProcessor"}))
    assert len(read.save_pretrained(tmp_path)) == 1


def test_keys_that_nobody_knows_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "preprocessor_config.json"
    stored = {"image_processor_type": "ViTImageProcessor", "crop_pct": 0.9, "device": None}
    file.write_text(json.dumps(stored | {"processor_class": "X", "_valid_processor_keys": []}))
    read = ViTImageProcessor.from_pretrained(tmp_path)
    assert read.foreign == {"crop_pct": 0.9}
    assert pickle.loads(pickle.dumps(read)).replace(size=3).to_dict()["crop_pct"] == 0.9
    with pytest.raises(RequestError, match="crop_pc: ViTImageProcessor has no such option"):
        ViTImageProcessor.from_pretrained(tmp_path, crop_pc=0.8)
    assert ViTImageProcessor.from_pretrained(tmp_path, size=9).size == 9


def test_code_of_a_folder_is_never_run(tmp_path: Path) -> None:
    file = tmp_path / "preprocessor_config.json"
    file.write_text(json.dumps({"auto_map": {"AutoImageProcessor": "evil.Evil"}, "size": 8}))
    with pytest.warns(UserWarning, match="no code of a checkpoint is run"):
        assert "auto_map" not in ViTImageProcessor.from_pretrained(tmp_path).foreign


def test_another_classes_file_is_refused(tmp_path: Path) -> None:
    CLIPImageProcessor().save_pretrained(tmp_path)
    with pytest.raises(RequestError, match="the file is a CLIPImageProcessor's"):
        ViTImageProcessor.from_pretrained(tmp_path)
    file = tmp_path / "preprocessor_config.json"
    file.write_text(json.dumps({"image_processor_type": "ViTImageProcesor"}))
    with pytest.raises(RequestError, match="Did you mean 'ViTImageProcessor'"):
        AutoImageProcessor.from_pretrained(tmp_path)
    file.write_text(json.dumps({"feature_extractor_type": "Wav2Vec2FeatureExtractor"}))
    with pytest.raises(RequestError, match="no processor is called"):
        AutoImageProcessor.from_pretrained(tmp_path)


def test_a_file_without_a_class_goes_by_the_model_beside_it(tmp_path: Path) -> None:
    (tmp_path / "preprocessor_config.json").write_text('{"size": 12}')
    with pytest.raises(RequestError, match="names no class"):
        AutoImageProcessor.from_pretrained(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "deit"}')
    assert AutoImageProcessor.from_pretrained(tmp_path) == DeiTImageProcessor(size=12)


def test_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"has neither preprocessor_config\.json nor"):
        ViTImageProcessor.from_pretrained(tmp_path)
    file = tmp_path / "preprocessor_config.json"
    for text in ("", "[]", "{", '{"size": "large"}'):
        file.write_text(text)
        with pytest.raises(RequestError, match=r"preprocessor_config\.json"):
            ViTImageProcessor.from_pretrained(tmp_path)
    for nothing in ("", tmp_path / "absent", "no such/name/at all"):
        with pytest.raises(RequestError):
            ViTImageProcessor.from_pretrained(nothing)


def test_a_hub_name_is_read_from_the_cache(tmp_path: Path) -> None:
    repository = tmp_path / "models--google--vit-tiny"
    snapshot = repository / "snapshots" / "0123456789abcdef0123456789abcdef01234567"
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(snapshot.name)
    ViTImageProcessor(size=31).save_pretrained(snapshot)
    for cls in (ViTImageProcessor, AutoImageProcessor):
        read = cls.from_pretrained("google/vit-tiny", cache_dir=tmp_path, local_files_only=True)
        assert read.size == 31
    shutil.rmtree(snapshot)
    with pytest.raises(RequestError, match="google/vit-tiny"):
        ViTImageProcessor.from_pretrained(
            "google/vit-tiny", cache_dir=tmp_path, local_files_only=True
        )


def test_the_bases_hold() -> None:
    for cls in CLASSES:
        assert issubclass(cls, ImageProcessingMixin) and issubclass(cls, ImageProcessor)
        assert not issubclass(cls, FeatureExtractionMixin)
        assert cls.model_input_names == ("pixel_values",)
    with pytest.raises(TypeError, match="from_pretrained"):
        AutoImageProcessor()


class _Own(ViTImageProcessor):
    """A user's own class, told as data."""

    defaults = {"size": 10, "image_mean": 0.25}  # noqa: RUF012
    geometry = ("center_crop", "resize")


def test_a_class_is_told_as_data() -> None:
    process = _Own(do_center_crop=True, crop_size=50)
    assert process.size == 10 and process.image_mean == 0.25
    by_hand = photograph().crop((295, 188, 345, 238))
    wanted = ViTImageProcessor(size=10, image_mean=0.25)(by_hand, return_tensors="np")
    equal(process(photograph(), return_tensors="np"), wanted)
    assert pickle.loads(pickle.dumps(process)) == process


@pytest.mark.parametrize("kind", IMAGE_KINDS, ids=lambda kind: kind.name)
def test_options_of_the_tree_become_a_processor(kind: Any) -> None:
    assert build_processor(kind, kind.options()) == kind.processor()
    made = build_processor(kind, kind.options(size=20, do_normalize=False))
    assert made == kind.processor(size=20, do_normalize=False)
    assert kind.summary == REGISTRY.describe("processor", kind.name).summary


def test_the_tree_loads_a_processor_and_changes_it(tmp_path: Path) -> None:
    CLIPImageProcessor(size=50).save_pretrained(tmp_path)
    kind = REGISTRY.get("processor", "image")
    made = build_processor(kind, kind.options(load_from=str(tmp_path), crop_size=40))
    assert made == CLIPImageProcessor(size=50, crop_size=40)


def test_wrong_options_of_the_tree_are_told_by_name() -> None:
    kind = REGISTRY.get("processor", "vit")
    with pytest.raises(RequestError) as caught:
        kind.options(size=-1, image_std=(0.0,))
    assert [p.partition(":")[0] for p in caught.value.problems] == [
        "size",
        "image_std",
        "image_std",
    ]
