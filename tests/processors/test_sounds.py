"""What recordings may be: files of every kind, arrays of every kind, at any rate; and broken."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from factory.errors import RequestError
from factory.processors import SequenceFeatureExtractor, Wav2Vec2FeatureExtractor
from tests.processors.sounds import EACH, RATE, Samples, voice

CLIP = voice(0.5)
RAW = Wav2Vec2FeatureExtractor(do_normalize=False)
FORMATS = [
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("WAVEX", "PCM_24"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
    ("AIFF", "PCM_16"),
    ("AU", "PCM_16"),
    ("W64", "PCM_16"),
    ("CAF", "PCM_16"),
]
IN_ALL = pytest.mark.parametrize(("kind", "subtype"), FORMATS, ids=lambda value: value)


def encoded(
    samples: Any = CLIP, kind: str = "WAV", subtype: str | None = None, rate: int = RATE
) -> bytes:
    """The bytes of a file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


def samples_of(source: Any, **arguments: Any) -> Samples:
    """What becomes of one recording before it is normalised."""
    (values,) = RAW(source, **arguments)["input_values"]
    return np.asarray(values)


def refused(source: Any, **arguments: Any) -> str:
    with pytest.raises(RequestError) as caught:
        RAW(source, **arguments)
    return str(caught.value)


@IN_ALL
def test_files_of_every_format_are_read(kind: str, subtype: str, tmp_path: Path) -> None:
    path = tmp_path / f"clip.{kind.lower()}"
    path.write_bytes(encoded(CLIP, kind, subtype))
    wanted, _ = soundfile.read(path, dtype="float32")
    with path.open("rb") as file:
        file.seek(7)
        for source in (path, str(path), path.read_bytes(), io.BytesIO(path.read_bytes()), file):
            # The decoder of MP3 rounds by where in memory it works.
            np.testing.assert_allclose(samples_of(source), wanted, rtol=0, atol=1e-6)


@EACH
def test_a_file_gives_what_its_samples_give(
    cls: type[SequenceFeatureExtractor], tmp_path: Path
) -> None:
    path = tmp_path / "clip.wav"
    soundfile.write(path, CLIP, RATE, subtype="FLOAT")
    (name,) = set(cls.model_input_names) & {"input_values", "input_features"}
    made = cls()([path, CLIP], sampling_rate=RATE)[name]
    assert (made[0] == made[1]).all()


def test_files_bring_their_own_rate_and_are_not_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        RAW([encoded()])
        assert not caplog.records
        RAW([encoded(), CLIP])
    assert "taken to have 16000 Hz" in caplog.text
    path = tmp_path / "slow.wav"
    path.write_bytes(encoded(rate=8000))
    said = refused([CLIP, path], sampling_rate=RATE)
    assert said == (
        f"recording 1: {path} has 8,000 Hz; the extractor takes 16,000 Hz. Resample it, or set "
        "do_resample=True to have that done"
    )


@EACH
def test_another_sampling_rate_is_refused(cls: type[SequenceFeatureExtractor]) -> None:
    with pytest.raises(ValueError, match=r"sampling_rate=8000 is given; .* 16,000 Hz"):
        cls()(CLIP, sampling_rate=8000)


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000])
def test_other_rates_are_resampled_where_that_is_allowed(rate: int) -> None:
    def tone(rate: int) -> Samples:
        return np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)

    file = encoded(tone(rate), subtype="FLOAT", rate=rate)
    for values in (
        samples_of(tone(rate), sampling_rate=rate, do_resample=True),
        samples_of(file, do_resample=True),
        samples_of(file, do_resample=True, sampling_rate=RATE),
    ):
        assert values.shape == (RATE,) and values.dtype == np.float32
        middle = slice(1000, -1000)
        np.testing.assert_allclose(values[middle], tone(RATE)[middle], atol=2e-3)


def test_channels_are_mixed_down(tmp_path: Path) -> None:
    other = voice(0.5, 1)
    both = np.stack([CLIP, other])
    path = tmp_path / "stereo.wav"
    soundfile.write(path, both.T, RATE, subtype="FLOAT")
    for source in (path, [both], [both.T], [torch.from_numpy(both)]):
        np.testing.assert_allclose(samples_of(source), both.mean(0), atol=1e-7)
    assert (samples_of([CLIP[None]]) == CLIP).all()


def test_arrays_of_two_axes_are_batches_as_in_transformers() -> None:
    both = np.stack([CLIP, CLIP[::-1]])
    for source in (both, torch.from_numpy(both), both.tolist(), tuple(both)):
        made = RAW(source)["input_values"]
        assert len(made) == 2 and all((made[row] == both[row]).all() for row in (0, 1))


@pytest.mark.parametrize(
    "convert",
    [
        lambda clip: clip,
        lambda clip: clip.astype(np.float64),
        lambda clip: np.repeat(clip, 2)[::2],
        lambda clip: clip.tolist(),
        tuple,
        lambda clip: [np.float64(value) for value in clip],
        lambda clip: torch.from_numpy(clip),
        lambda clip: torch.from_numpy(clip).double().requires_grad_(),
    ],
)
def test_floats_are_used_as_they_are(convert: Callable[[Samples], Any]) -> None:
    values = samples_of(convert(CLIP))
    assert (values == CLIP).all() and values.dtype == np.float32


def test_half_precision_and_whole_lists_are_read() -> None:
    half = torch.from_numpy(CLIP).bfloat16()
    assert (samples_of(half) == half.float().numpy()).all()
    assert (samples_of(CLIP.astype(np.float16)) == CLIP.astype(np.float16)).all()
    assert samples_of([1, -2, 3]).tolist() == [1.0, -2.0, 3.0]


@pytest.mark.parametrize(
    ("dtype", "subtype"),
    [("int8", "PCM_S8"), ("uint8", "PCM_U8"), ("int16", "PCM_16"), ("int32", "PCM_32")],
)
def test_whole_numbers_are_full_scale_as_they_are_in_files(dtype: str, subtype: str) -> None:
    facts = np.iinfo(dtype)
    chance = np.random.default_rng(0)
    values = chance.integers(facts.min, facts.max, 500, dtype, endpoint=True)
    floats = (values.astype(np.float64) - (128 if dtype == "uint8" else 0)) / 2.0 ** (
        facts.bits - 1
    )
    for source in (values, torch.from_numpy(values)):
        np.testing.assert_allclose(samples_of(source), floats, atol=1e-7)
    file = encoded(floats, "AIFF" if dtype == "int8" else "WAV", subtype)
    np.testing.assert_allclose(samples_of(file), samples_of(values), atol=1e-7)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ([], "there are no recordings: an empty list"),
        (np.empty((0, 5)), "there are no recordings: an array without rows"),
        (np.empty(0, "float32"), "ndarray has no samples"),
        ([[]], "list has no samples"),
        ([CLIP, []], "recording 1: list has no samples"),
        (np.float32(3), "has the shape ()"),
        (np.array(3.0), "has the shape ()"),
        (np.zeros((2, 3, 4)), "an array of shape (2, 3, 4) is no batch of recordings"),
        ([np.zeros((2, 3, 4))], "has the shape (2, 3, 4)"),
        ([np.zeros((80, 3000))], "of at most 32 channels"),
        (np.array([1.0, np.nan]), "not finite (NaN or infinity), the first at 1"),
        ([CLIP, [0.0, 1.0, -np.inf]], "recording 1: list has samples that are not finite"),
        (np.array([1e300]), "not finite"),
        (torch.tensor([float("nan")]), "Tensor has samples that are not finite"),
        (np.array([1, 2]), "holds int64; samples are floats, uint8, int8, int16, int32"),
        (np.array([1j]), "holds complex128"),
        (np.array(["a"]), "holds <U1"),
        (np.array([True]), "holds bool"),
        ([CLIP, "no such.wav"], "recording 1: no such.wav does not exist"),
        (["https://example.org/a.wav"], "nothing is downloaded"),
        (b"", "is empty"),
        (io.StringIO("x"), "gives text where bytes are needed"),
        ([[0.5, "x"]], "is no list of numbers"),
        ([[0.5], [[0.5], [1.0, 2.0]]], "recording 1: list is no list of numbers"),
        ({"array": CLIP}, "is no recording; recordings are paths, bytes"),
        (None, "is no recording"),
        (3, "is no recording"),
    ],
)
def test_what_is_no_recording_is_one_clear_error(source: Any, said: str) -> None:
    message = refused(source, sampling_rate=RATE)
    assert said in message and "\n" not in message


def test_large_samples_are_no_error() -> None:
    large = np.full(1000, 3e38, np.float32)
    assert (samples_of(large) == large).all()


def test_every_broken_recording_of_a_batch_is_named(tmp_path: Path) -> None:
    paths = {}
    for name, data in {
        "text.wav": b"This is no sound, it is a text.",
        "empty.flac": b"",
        "nan.wav": encoded(np.array([0.0, np.nan]), subtype="FLOAT"),
        "nothing.wav": encoded(np.empty(0)),
        "cut.wav": encoded()[:-2000],
        "slow.wav": encoded(rate=22050),
    }.items():
        paths[name] = tmp_path / name
        paths[name].write_bytes(data)
    good = tmp_path / "good.wav"
    good.write_bytes(encoded())
    with pytest.raises(RequestError) as caught:
        RAW([good, *paths.values(), tmp_path / "god.wav", tmp_path])
    said = [
        "is no recording in a format that libsndfile reads; it begins with b'This is",
        "is empty",
        "has samples that are not finite",
        "has no samples",
        "is cut off: it ends after 0.44 seconds",
        "has 22,050 Hz; the extractor takes 16,000 Hz",
        "does not exist. Did you mean 'good.wav'?",
        "is a folder, not a recording",
    ]
    assert len(caught.value.problems) == len(said)
    for number, (problem, part) in enumerate(zip(caught.value.problems, said, strict=True), 1):
        assert problem.startswith(f"recording {number}: {tmp_path}") and part in problem


@IN_ALL
@pytest.mark.parametrize("share", [0.9, 0.5])
def test_a_file_that_is_cut_off_is_refused(kind: str, subtype: str, share: float) -> None:
    data = encoded(voice(3.0), kind, subtype)
    message = refused(data[: int(len(data) * share)])
    assert any(part in message for part in ("is cut off", "is broken", "has no samples"))


@pytest.mark.parametrize("count", [0xFFFFFFFF, 0x7FFFFFFF])
def test_a_file_that_was_streamed_says_no_length_and_is_read(count: int) -> None:
    data = bytearray(encoded())
    place = data.index(b"data") + 4
    for start in (4, place):
        data[start : start + 4] = count.to_bytes(4, "little")
    assert len(samples_of(bytes(data))) == len(CLIP)


@settings(max_examples=200, deadline=None)
@given(
    form=st.sampled_from(FORMATS),
    place=st.floats(0, 1),
    byte=st.integers(0, 255),
    cut=st.floats(0, 1),
)
def test_damaged_bytes_are_one_error_or_a_recording(
    form: tuple[str, str], place: float, byte: int, cut: float
) -> None:
    data = bytearray(encoded(CLIP[:2000], *form))
    data[int(place * (len(data) - 1))] = byte
    try:
        values = samples_of(bytes(data[: int(cut * len(data)) + 1]), do_resample=True)
    except RequestError as error:
        assert len(error.problems) == 1
    else:
        assert values.size and np.isfinite(values).all()


def test_one_file_object_may_be_in_a_batch_twice() -> None:
    file = io.BytesIO(encoded())
    first, second, third = RAW([file] * 3)["input_values"]
    assert (first == second).all() and (second == third).all()
