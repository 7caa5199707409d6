"""Options of feature extractors, printing, and the way to files and back."""

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
    ASTFeatureExtractor,
    FeatureExtractionMixin,
    ImageProcessingMixin,
    SequenceFeatureExtractor,
    Wav2Vec2FeatureExtractor,
    WhisperFeatureExtractor,
    build_processor,
)
from factory.processors.auto import AutoFeatureExtractor
from registry import REGISTRY
from tests.processors.sounds import CLASSES, EACH, equal, peer, voice

CHANGES: dict[type[SequenceFeatureExtractor], list[dict[str, Any]]] = {
    Wav2Vec2FeatureExtractor: [
        {},
        {"sampling_rate": 8000, "do_normalize": False},
        {"padding_value": 1.0, "padding_side": "left", "return_attention_mask": True},
        {"do_resample": True},
    ],
    ASTFeatureExtractor: [
        {},
        {"sampling_rate": 8000, "num_mel_bins": 40, "max_length": 90},
        {"mean": 1.0, "std": 2.0, "do_normalize": False},
    ],
    WhisperFeatureExtractor: [
        {},
        {"feature_size": 128, "chunk_length": 3},
        {"n_fft": 512, "hop_length": 128, "sampling_rate": 8000, "chunk_length": 4},
    ],
}
CASES = pytest.mark.parametrize(
    ("cls", "changes"),
    [(cls, changes) for cls, several in CHANGES.items() for changes in several],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
KINDS = [REGISTRY.get("processor", name) for name in REGISTRY.names("processor")]
SOUND_KINDS = [
    kind for kind in KINDS if issubclass(kind.processor, SequenceFeatureExtractor) and not kind.part
]


def features(process: Any) -> Any:
    clip = voice(1.0)
    return process(clip, sampling_rate=process.sampling_rate, return_tensors="np")


def test_printing_is_as_in_the_guide() -> None:
    assert str(Wav2Vec2FeatureExtractor(sampling_rate=8000, do_normalize=False)) == (
        "Wav2Vec2FeatureExtractor {\n"
        '  "do_normalize": false,\n'
        '  "feature_extractor_type": "Wav2Vec2FeatureExtractor",\n'
        '  "feature_size": 1,\n'
        '  "padding_side": "right",\n'
        '  "padding_value": 0.0,\n'
        '  "return_attention_mask": false,\n'
        '  "sampling_rate": 8000\n'
        "}\n"
    )


@CASES
def test_printing_is_that_of_transformers(
    cls: type[SequenceFeatureExtractor], changes: dict[str, Any]
) -> None:
    changes = {name: value for name, value in changes.items() if name != "do_resample"}
    assert str(cls(**changes)).strip() == str(peer(cls, **changes)).strip()


@CASES
def test_copies_and_files_are_the_same_extractor(
    cls: type[SequenceFeatureExtractor], changes: dict[str, Any], tmp_path: Path
) -> None:
    process = cls(**changes)
    assert pickle.loads(pickle.dumps(process)) == copy.deepcopy(process) == process
    (written,) = process.save_pretrained(tmp_path)
    for read in (
        cls.from_pretrained(tmp_path),
        cls.from_pretrained(written),
        cls.from_json_file(written),
        cls.from_dict(process.to_dict()),
        AutoFeatureExtractor.from_pretrained(tmp_path),
    ):
        assert type(read) is cls and read == process and not read.foreign
        assert read.to_dict() == process.to_dict() == json.loads(process.to_json_string())


@CASES
def test_transformers_reads_what_is_saved_with_equal_results(
    cls: type[SequenceFeatureExtractor], changes: dict[str, Any], tmp_path: Path
) -> None:
    import transformers

    process = cls(**changes)
    process.save_pretrained(tmp_path)
    theirs = transformers.AutoFeatureExtractor.from_pretrained(tmp_path)
    assert type(theirs).__name__ == cls.__name__
    equal(features(process), features(theirs))


@CASES
def test_what_transformers_saves_is_read_with_equal_results(
    cls: type[SequenceFeatureExtractor], changes: dict[str, Any], tmp_path: Path
) -> None:
    theirs = peer(cls, **{k: v for k, v in changes.items() if k != "do_resample"})
    theirs.save_pretrained(tmp_path)
    ours = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert type(ours) is cls and not ours.foreign
    equal(features(ours), features(theirs))


def test_the_newer_layout_is_read_and_kept_in_step(tmp_path: Path) -> None:
    newer = tmp_path / "processor_config.json"
    inner = peer(Wav2Vec2FeatureExtractor, sampling_rate=8000).to_dict()
    newer.write_text(
        json.dumps({"processor_class": "Wav2Vec2Processor", "feature_extractor": inner})
    )
    read = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert read == Wav2Vec2FeatureExtractor.from_pretrained(newer)
    assert read == Wav2Vec2FeatureExtractor(sampling_rate=8000)
    assert len(read.replace(sampling_rate=9000).save_pretrained(tmp_path)) == 2
    assert AutoFeatureExtractor.from_pretrained(tmp_path).sampling_rate == 9000


def test_older_files_with_computed_values_are_read(tmp_path: Path) -> None:
    file = tmp_path / "preprocessor_config.json"
    older = {
        "chunk_length": 30,
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": 80,
        "mel_filters": [[0.0, 1.0]],
        "n_samples": 480000,
        "nb_max_frames": 3000,
        "processor_class": "WhisperProcessor",
    }
    file.write_text(json.dumps(older))
    read = WhisperFeatureExtractor.from_pretrained(tmp_path, chunk_length=10)
    assert read == WhisperFeatureExtractor(chunk_length=10) and read.n_samples == 160000
    stored = read.to_dict()
    assert (stored["n_samples"], stored["nb_max_frames"]) == (160000, 1000)
    assert "mel_filters" not in stored


@pytest.mark.parametrize(
    ("model", "cls"),
    [
        ("wav2vec2", Wav2Vec2FeatureExtractor),
        ("hubert", Wav2Vec2FeatureExtractor),
        ("audio-spectrogram-transformer", ASTFeatureExtractor),
        ("whisper", WhisperFeatureExtractor),
    ],
)
def test_a_file_without_a_class_goes_by_the_model_beside_it(
    model: str, cls: type[SequenceFeatureExtractor], tmp_path: Path
) -> None:
    (tmp_path / "preprocessor_config.json").write_text('{"sampling_rate": 8000}')
    with pytest.raises(RequestError, match="names no class"):
        AutoFeatureExtractor.from_pretrained(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": model}))
    assert AutoFeatureExtractor.from_pretrained(tmp_path) == cls(sampling_rate=8000)


def test_another_classes_file_is_refused(tmp_path: Path) -> None:
    WhisperFeatureExtractor().save_pretrained(tmp_path)
    with pytest.raises(RequestError, match="the file is a WhisperFeatureExtractor's"):
        Wav2Vec2FeatureExtractor.from_pretrained(tmp_path)
    file = tmp_path / "preprocessor_config.json"
    file.write_text(json.dumps({"feature_extractor_type": "Wav2VecFeatureExtractor"}))
    with pytest.raises(RequestError, match="Did you mean 'Wav2Vec2FeatureExtractor'"):
        AutoFeatureExtractor.from_pretrained(tmp_path)


def test_a_hub_name_is_read_from_the_cache(tmp_path: Path) -> None:
    repository = tmp_path / "models--facebook--wav2vec2-base"
    snapshot = repository / "snapshots" / "0123456789abcdef0123456789abcdef01234567"
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(snapshot.name)
    Wav2Vec2FeatureExtractor(sampling_rate=8000).save_pretrained(snapshot)
    for cls in (Wav2Vec2FeatureExtractor, AutoFeatureExtractor):
        read = cls.from_pretrained(
            "facebook/wav2vec2-base", cache_dir=tmp_path, local_files_only=True
        )
        assert read.sampling_rate == 8000
    shutil.rmtree(snapshot)


@pytest.mark.parametrize(
    ("cls", "options", "said"),
    [
        (Wav2Vec2FeatureExtractor, {"feature_size": 2}, "feature_size: 2 would have no effect"),
        (Wav2Vec2FeatureExtractor, {"padding_side": "rigth"}, "Did you mean 'right'?"),
        (Wav2Vec2FeatureExtractor, {"sampling_rate": 16e3}, "not a whole number"),
        (Wav2Vec2FeatureExtractor, {"sampling_rate": 0}, "below the smallest allowed"),
        (Wav2Vec2FeatureExtractor, {"padding_value": float("inf")}, "not a finite number"),
        (ASTFeatureExtractor, {"std": 0}, "std: is 0"),
        (ASTFeatureExtractor, {"padding_side": "left"}, "padding_side: 'left' would have no"),
        (ASTFeatureExtractor, {"return_attention_mask": True}, "True would have no effect"),
        (ASTFeatureExtractor, {"padding_value": 1.0}, "it is always 0.0"),
        (ASTFeatureExtractor, {"sampling_rate": 40}, "leaves nothing above 20 Hz"),
        (ASTFeatureExtractor, {"num_mel_bin": 3}, "Did you mean 'num_mel_bins'?"),
        (WhisperFeatureExtractor, {"chunk_length": 0}, "below the smallest allowed"),
        (WhisperFeatureExtractor, {"dither": -1}, "below the smallest allowed"),
        (WhisperFeatureExtractor, {"n_fft": 10**6}, "more than the 480000 samples of a chunk"),
        (WhisperFeatureExtractor, {"hop_length": 10**6}, "more than the 480000 samples"),
    ],
    ids=str,
)
def test_an_impossible_option_is_refused(
    cls: type[SequenceFeatureExtractor], options: dict[str, Any], said: str
) -> None:
    for ask in (lambda: cls(**options), lambda: cls().replace(**options)):
        with pytest.raises(RequestError) as caught:
            ask()
        assert said in str(caught.value) and len(caught.value.problems) == 1


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        WhisperFeatureExtractor(hop_lenght=3, n_fft="400", dither=-1, padding_side=None)
    assert len(caught.value.problems) == 3
    assert all(text.startswith("WhisperFeatureExtractor: ") for text in caught.value.problems)


@EACH
def test_the_bases_hold_and_options_stay(cls: type[SequenceFeatureExtractor]) -> None:
    process = cls()
    assert isinstance(process, SequenceFeatureExtractor)
    assert isinstance(process, FeatureExtractionMixin)
    assert not isinstance(process, ImageProcessingMixin)
    with pytest.raises(AttributeError, match=r"replace\(sampling_rate=3\)"):
        process.sampling_rate = 3  # type: ignore[misc]
    assert process.replace(sampling_rate=8000).sampling_rate == 8000
    with pytest.raises(TypeError, match="from_pretrained"):
        AutoFeatureExtractor()


def test_model_input_names_are_those_of_transformers() -> None:
    for cls in (Wav2Vec2FeatureExtractor, WhisperFeatureExtractor):
        assert list(cls.model_input_names) == peer(cls).model_input_names


class _Own(Wav2Vec2FeatureExtractor):
    """A user's own class, told as data."""

    defaults = {"sampling_rate": 8000, "do_normalize": False}  # noqa: RUF012


def test_a_class_is_told_as_data() -> None:
    process = _Own(padding_side="left")
    assert (process.sampling_rate, process.do_normalize) == (8000, False)
    assert pickle.loads(pickle.dumps(process)) == process


@pytest.mark.parametrize("kind", SOUND_KINDS, ids=lambda kind: kind.name)
def test_options_of_the_tree_become_an_extractor(kind: Any, tmp_path: Path) -> None:
    assert build_processor(kind, kind.options()) == kind.processor()
    made = build_processor(kind, kind.options(sampling_rate=8000, do_resample=True))
    assert made == kind.processor(sampling_rate=8000, do_resample=True)
    assert kind.summary == REGISTRY.describe("processor", kind.name).summary


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_tree_loads_an_extractor_and_changes_it(
    cls: type[SequenceFeatureExtractor], tmp_path: Path
) -> None:
    cls(sampling_rate=8000).save_pretrained(tmp_path)
    kind = REGISTRY.get("processor", "audio")
    made = build_processor(kind, kind.options(load_from=str(tmp_path), do_resample=True))
    assert made == cls(sampling_rate=8000, do_resample=True)
