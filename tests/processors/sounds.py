"""Signals like speech, real speech, and the peer's feature extractors."""

from __future__ import annotations

import functools
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from factory.processors import (
    ASTFeatureExtractor,
    SequenceFeatureExtractor,
    Wav2Vec2FeatureExtractor,
    WhisperFeatureExtractor,
)

CLASSES: tuple[type[SequenceFeatureExtractor], ...] = (
    Wav2Vec2FeatureExtractor,
    ASTFeatureExtractor,
    WhisperFeatureExtractor,
)
EACH = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
RATE = 16000

Samples = NDArray[np.float32]


@functools.cache
def voice(seconds: float = 1.0, seed: int = 0) -> Samples:
    """Syllables: harmonics of a wavering pitch, under formants, with breath and pauses."""
    chance = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * time + seed) + 3 * chance.standard_normal()
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    formants = ((500, 120), (1500, 200), (2500, 300))
    sound = np.zeros_like(time)
    for harmonic in range(1, 30):
        loudness = sum(np.exp(-((harmonic * 120 - f) ** 2) / (2 * w**2)) for f, w in formants)
        sound += (loudness + 0.02) * np.sin(harmonic * phase)
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time + seed), 0, None)
    breath = 0.01 * chance.standard_normal(len(time))
    spoken = 0.1 * (1 + seed % 3) * sound * syllables + breath
    return (spoken / max(1.0, np.abs(spoken).max())).astype(np.float32)


@pytest.fixture(scope="session")
def librivox_folder() -> Iterator[Path]:
    """Sentences that volunteers of LibriVox read, and what they are, from pocketsphinx's source.

    It is downloaded through pip, which asks for the network; without it, what needs it is skipped.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--no-binary", "pocketsphinx", "--dest", folder, "pocketsphinx==5.1.1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        archives = list(Path(folder).glob("*.tar.gz"))
        if not archives:
            pytest.skip(f"pip could not download pocketsphinx: {done.stderr.strip()[-200:]}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(folder, filter="data")
        yield next(Path(folder).glob("*/test/data/librivox"))


@pytest.fixture(scope="session")
def librivox(librivox_folder: Path) -> dict[str, Samples]:
    """Samples of each recording by the name of its file."""
    found = sorted(librivox_folder.glob("*.wav"))
    read = {path.stem: soundfile.read(path, dtype="float32") for path in found}
    assert len(read) >= 5 and {rate for _, rate in read.values()} == {RATE}
    return {name: samples for name, (samples, _) in read.items()}


def peer(cls: type[SequenceFeatureExtractor], **options: Any) -> Any:
    """The feature extractor of transformers with that name."""
    import transformers

    return getattr(transformers, cls.__name__)(**options)


def equal(ours: Any, theirs: Any) -> None:
    """Both hold the same names, shapes, kinds of numbers and, to 1e-6, values."""
    assert set(ours) == set(theirs)
    for name in theirs:
        left, right = ours[name], theirs[name]
        assert len(left) == len(right)
        for mine, other in zip(left, right, strict=True):
            assert (mine.shape, mine.dtype) == (other.shape, other.dtype)
            np.testing.assert_allclose(np.asarray(mine), np.asarray(other), rtol=0, atol=1e-6)
