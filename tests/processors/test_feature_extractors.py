"""Features of sound beside those of transformers."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factory.errors import RequestError
from factory.processors import (
    ASTFeatureExtractor,
    SequenceFeatureExtractor,
    Wav2Vec2FeatureExtractor,
    WhisperFeatureExtractor,
)
from registry import REGISTRY
from tests.processors.sounds import (
    CLASSES,
    EACH,
    RATE,
    Samples,
    equal,
    librivox,
    librivox_folder,
    peer,
    voice,
)

__all__ = ["librivox", "librivox_folder"]  # fixtures

CLIPS = [voice(1.3, 1), voice(0.4, 2), voice(2.0, 3)]
TENSORS = pytest.mark.parametrize("kind", ["np", "pt"])


@EACH
@TENSORS
def test_features_are_those_of_transformers(cls: type[SequenceFeatureExtractor], kind: str) -> None:
    for clips in (CLIPS[0], [CLIPS[1]], [CLIPS[1], CLIPS[1][::-1].copy()]):
        arguments = {"sampling_rate": RATE, "return_tensors": kind}
        equal(cls()(clips, **arguments), peer(cls)(clips, **arguments))


@EACH
def test_without_tensors_features_are_arrays(cls: type[SequenceFeatureExtractor]) -> None:
    equal(cls()(CLIPS, sampling_rate=RATE), peer(cls)(CLIPS, sampling_rate=RATE))


@pytest.mark.full
@EACH
def test_features_of_real_speech_are_those_of_transformers(
    cls: type[SequenceFeatureExtractor], librivox: dict[str, Samples]
) -> None:
    for padded in ({"padding": True}, {"padding": True, "return_attention_mask": True}):
        arguments = {"sampling_rate": RATE, "return_tensors": "pt"}
        arguments |= {} if cls is ASTFeatureExtractor else padded
        clips = list(librivox.values())
        equal(cls()(clips, **arguments), peer(cls)(clips, **arguments))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lengths=st.lists(st.integers(400, 3000), min_size=1, max_size=4),
    padding=st.sampled_from([True, False, "longest", "max_length", "do_not_pad"]),
    max_length=st.integers(200, 4000),
    truncation=st.booleans(),
    multiple=st.sampled_from([None, 1, 7, 128]),
    side=st.sampled_from(["left", "right"]),
    value=st.sampled_from([0.0, -1.5]),
    masked=st.booleans(),
    normalize=st.booleans(),
)
def test_waveforms_are_padded_and_cut_as_in_transformers(
    lengths: list[int],
    padding: Any,
    max_length: int,
    truncation: bool,
    multiple: int | None,
    side: str,
    value: float,
    masked: bool,
    normalize: bool,
) -> None:
    if side == "left" and masked and normalize:
        return  # has a test of its own
    options = {"padding_side": side, "padding_value": value, "do_normalize": normalize}
    arguments = {
        "sampling_rate": RATE,
        "padding": padding,
        "max_length": max_length,
        "truncation": truncation,
        "pad_to_multiple_of": multiple,
        "return_attention_mask": masked,
    }
    clips = [voice(1.0, seed)[:length] for seed, length in enumerate(lengths)]
    theirs = peer(Wav2Vec2FeatureExtractor, **options)(clips, **arguments)
    equal(Wav2Vec2FeatureExtractor(**options)(clips, **arguments), theirs)


def test_padding_at_the_left_leaves_speech_whole_where_there_is_a_mask() -> None:
    # transformers takes mean and variance of the wrong end, and writes padding over the other.
    process = Wav2Vec2FeatureExtractor(padding_side="left", return_attention_mask=True)
    made = process(CLIPS, padding=True, return_tensors="np", sampling_rate=RATE)
    for values, mask, clip in zip(made["input_values"], made["attention_mask"], CLIPS, strict=True):
        alone = process(clip, return_tensors="np", sampling_rate=RATE)["input_values"][0]
        assert (values[mask == 1] == alone).all() and (values[mask == 0] == 0).all()
        assert mask.sum() == len(clip) and mask[-1] == 1


@pytest.mark.parametrize(
    "options",
    [
        {"feature_size": 128},
        {"n_fft": 512, "hop_length": 128, "chunk_length": 2},
        {"n_fft": 401, "hop_length": 163, "chunk_length": 3},
        {"sampling_rate": 8000, "chunk_length": 5},
        {"padding_value": 0.25, "chunk_length": 4},
        {"padding_side": "left", "chunk_length": 4},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"return_attention_mask": True},
        {"padding": "longest", "return_attention_mask": True},
        {"padding": True, "pad_to_multiple_of": 999, "return_attention_mask": True},
        {"max_length": 20000, "return_attention_mask": True},
        {"max_length": 17000, "padding": "longest"},
    ],
    ids=str,
)
def test_log_mel_spectrograms_follow_every_option(
    options: dict[str, Any], arguments: dict[str, Any]
) -> None:
    arguments = {**arguments, "sampling_rate": options.get("sampling_rate", RATE)}
    theirs = peer(WhisperFeatureExtractor, **options)
    equal(WhisperFeatureExtractor(**options)(CLIPS, **arguments), theirs(CLIPS, **arguments))


def test_spectrograms_of_normalised_sound_are_those_of_transformers() -> None:
    arguments = {"sampling_rate": RATE, "do_normalize": True, "return_attention_mask": True}
    equal(
        WhisperFeatureExtractor()(CLIPS, **arguments),
        peer(WhisperFeatureExtractor)(CLIPS, **arguments),
    )


def test_a_spectrogram_of_a_sound_of_great_range_is_that_of_transformers() -> None:
    time = np.arange(RATE) / RATE
    tone = np.sin(2 * np.pi * 1000 * time).astype(np.float32)
    for sound in (tone, np.zeros_like(tone), tone * (time > 0.5), np.eye(1, RATE, 777)[0]):
        clip = sound.astype(np.float32)
        equal(
            WhisperFeatureExtractor()(clip, sampling_rate=RATE),
            peer(WhisperFeatureExtractor)(clip, sampling_rate=RATE),
        )


def test_dither_draws_the_noise_of_transformers() -> None:
    torch.manual_seed(3)
    theirs = peer(WhisperFeatureExtractor, dither=0.01)(CLIPS, sampling_rate=RATE)
    torch.manual_seed(3)
    equal(WhisperFeatureExtractor(dither=0.01)(CLIPS, sampling_rate=RATE), theirs)


def test_masks_of_spectrograms_count_frames_however_they_are_asked_for() -> None:
    # transformers returns one of samples where the option rather than the argument asks for it.
    by_option = WhisperFeatureExtractor(return_attention_mask=True)(CLIPS, sampling_rate=RATE)
    by_argument = WhisperFeatureExtractor()(CLIPS, sampling_rate=RATE, return_attention_mask=True)
    equal(by_option, by_argument)
    assert by_option["attention_mask"].shape == (3, 3000)
    assert by_option["attention_mask"].sum(1).tolist() == [130, 40, 200]


@pytest.mark.parametrize(
    "options",
    [
        {"num_mel_bins": 40, "max_length": 50},
        {"max_length": 300, "do_normalize": False},
        {"mean": 1.5, "std": -2.0},
        {"sampling_rate": 8000},
        {"sampling_rate": 22050, "num_mel_bins": 64},
    ],
    ids=str,
)
def test_filter_banks_follow_every_option(options: dict[str, Any]) -> None:
    rate = options.get("sampling_rate", RATE)
    theirs = peer(ASTFeatureExtractor, **options)(CLIPS, sampling_rate=rate)
    equal(ASTFeatureExtractor(**options)(CLIPS, sampling_rate=rate), theirs)


def test_filters_are_those_of_transformers() -> None:
    for size in (80, 128):
        ours, theirs = (make(feature_size=size) for make in (WhisperFeatureExtractor, _whisper))
        assert (ours.n_samples, ours.nb_max_frames) == (480000, 3000)
        np.testing.assert_allclose(ours.mel_filters, theirs.mel_filters, rtol=1e-12, atol=1e-15)


def _whisper(**options: Any) -> Any:
    return peer(WhisperFeatureExtractor, **options)


@pytest.mark.parametrize("kind", [None, "np", "pt"])
@pytest.mark.parametrize("masked", [None, True])
def test_pad_is_that_of_transformers(kind: str | None, masked: bool | None) -> None:
    process, theirs = Wav2Vec2FeatureExtractor(), peer(Wav2Vec2FeatureExtractor)
    rows = [{"input_values": clip, "labels": seed} for seed, clip in enumerate(CLIPS)]
    for arguments in ({}, {"max_length": 3000, "truncation": True, "padding": "max_length"}):
        arguments = {**arguments, "return_tensors": kind, "return_attention_mask": masked}
        want = theirs.pad([dict(row) for row in rows], **arguments)
        equal(process.pad(rows, **arguments), want)
    lists = {"input_values": [clip.tolist() for clip in CLIPS]}
    equal(process.pad(lists, return_tensors="np"), theirs.pad(dict(lists), return_tensors="np"))
    tensors = [{"input_values": torch.from_numpy(clip)} for clip in CLIPS]
    equal(process.pad(tensors), theirs.pad(tensors))


def test_pad_takes_spectrograms_and_their_masks() -> None:
    made = WhisperFeatureExtractor(return_attention_mask=True)(CLIPS, sampling_rate=RATE)
    rows = [{name: made[name][row] for name in made} for row in range(3)]
    equal(WhisperFeatureExtractor().pad(rows), made)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([], "there are no input_values"),
        ([{"input_value": [1.0]}], "Did you mean 'input_value'"),
        ({"input_values": [[1.0]], "labels": [1, 2]}, "not as many of each"),
        ({"input_values": [1.0, 2.0]}, "input_values 0 is no sequence of numbers"),
        ({"input_values": [["a"]]}, "input_values 0 is no sequence of numbers"),
        ({"input_values": [[1.0], [[1.0]]]}, "the shape"),
        ([{"input_values": [1.0]}, {}], "input_values is not given for every recording"),
        (3, "pad takes a mapping"),
    ],
    ids=str,
)
def test_pad_says_what_is_wrong(features: Any, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        Wav2Vec2FeatureExtractor().pad(features)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"padding": "longst"}, "Did you mean 'longest'"),
        ({"padding": 1}, "padding=1 is not one of"),
        ({"padding": ["x"]}, "padding="),
        ({"padding": "max_length"}, "needs max_length"),
        ({"truncation": True}, "needs max_length"),
        ({"truncation": "yes"}, "truncation='yes'"),
        ({"max_length": 0}, "max_length=0 is not a whole number from 1 up"),
        ({"pad_to_multiple_of": 1.5}, "pad_to_multiple_of=1.5"),
        ({"return_tensors": "tf"}, "return_tensors='tf'"),
        ({"return_tensors": "np"}, "different lengths, from 6,400 to 32,000"),
        ({"do_normalise": False}, "Did you mean 'do_normalize'"),
        ({"sampling_rate": "16k"}, "sampling_rate='16k' is not a whole number of hertz"),
    ],
    ids=str,
)
def test_a_wrong_argument_is_told(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError) as caught:
        Wav2Vec2FeatureExtractor()(CLIPS, **arguments)
    assert said in str(caught.value) and len(caught.value.problems) == 1


def test_options_may_be_given_for_one_call() -> None:
    process = Wav2Vec2FeatureExtractor()
    made = process(CLIPS[0], sampling_rate=RATE, do_normalize=False)
    assert (made["input_values"][0] == CLIPS[0]).all() and process.do_normalize
    assert made["input_values"][0] is not CLIPS[0]


@EACH
def test_what_is_given_stays_as_it_is(cls: type[SequenceFeatureExtractor]) -> None:
    clip = CLIPS[0].copy()
    cls()([clip, clip], sampling_rate=RATE)
    assert (clip == CLIPS[0]).all()
    clip.setflags(write=False)
    cls()(clip, sampling_rate=RATE, return_tensors="pt")


def test_a_recording_too_short_for_a_frame_is_named() -> None:
    with pytest.raises(RequestError, match="recording 1: ndarray has 399 samples, fewer than"):
        ASTFeatureExtractor()([CLIPS[0], CLIPS[0][:399]], sampling_rate=RATE)
    with pytest.raises(RequestError, match="200 samples are too short"):
        WhisperFeatureExtractor()(CLIPS[0][:200], padding=False, sampling_rate=RATE)
    with pytest.raises(RequestError, match="input_features has rows of different lengths"):
        WhisperFeatureExtractor()(CLIPS, padding=False, sampling_rate=RATE)


def test_filters_that_hear_nothing_are_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        _ = WhisperFeatureExtractor(feature_size=79, sampling_rate=6000).mel_filters
    assert "mel filters lie between the frequencies" in caplog.text


def test_features_are_the_inputs_of_a_model() -> None:
    made = Wav2Vec2FeatureExtractor()(CLIPS, padding=True, return_tensors="pt", sampling_rate=RATE)
    assert dict(**made)["input_values"] is made.input_values
    assert made.to(torch.float16).input_values.dtype == torch.float16


def test_nothing_heavy_is_loaded_before_sound_is_processed() -> None:
    code = (
        "import sys\n"
        "from factory.processors import *\n"
        "process = Wav2Vec2FeatureExtractor(sampling_rate=8000)\n"
        "str(WhisperFeatureExtractor()), str(ASTFeatureExtractor())\n"
        "assert not {'numpy', 'soundfile', 'soxr', 'torch', 'PIL'} & set(sys.modules)\n"
        "import numpy\n"
        "process(numpy.ones(99, 'float32'), return_tensors='np', sampling_rate=8000)\n"
        "AST = ASTFeatureExtractor()(numpy.ones(999, 'float32'), sampling_rate=16000)\n"
        "assert not {'torch', 'PIL', 'transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_registered_extractor_is_tested_here() -> None:
    kinds = [REGISTRY.get("processor", name) for name in REGISTRY.names("processor")]
    found = {kind.processor for kind in kinds}
    assert {cls for cls in found if issubclass(cls, SequenceFeatureExtractor)} == set(CLASSES)
