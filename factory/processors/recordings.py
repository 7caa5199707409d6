"""Reading recordings: paths, bytes, file objects, arrays and lists, as one channel of floats.

Axes: T samples, C channels.
"""

from __future__ import annotations

import functools
import io
import logging
import re
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from factory.errors import RequestError
from factory.processors.sequences import SequenceOptions
from factory.processors.sources import UnusableError, contents, existing, is_file, process
from factory.processors.waveforms import Recording

log = logging.getLogger(__name__)

Samples = NDArray[np.float32]

_MOST_CHANNELS = 32
_FULL_SCALE = {"uint8": 2**7, "int8": 2**7, "int16": 2**15, "int32": 2**31}
_UNKNOWN_FORMAT = 1
"""libsndfile's number of the error that it knows no such format."""

_SHORTER_THAN_SAID = re.compile(r"(\d+) \(should be (\d+)\)")
"""What libsndfile notes when a header's count of bytes is not that of the file."""

_UNKNOWN_LENGTH = 0x7FFF_0000
"""From here on a count of bytes is no count, but what programs write that stream their output."""

_PADDING_BYTES = 16
_MP3_DELAY = 2304
"""Samples at either end of an MP3 file that decoders may leave out."""


def recordings(
    raw_speech: Any, options: SequenceOptions, sampling_rate: int | None, shortest: int
) -> list[Recording]:
    """One recording or many, at the rate of an extractor.

    Args:
        raw_speech: what :class:`~factory.processors.sequences.SequenceFeatureExtractor` describes.
        options: of the extractor.
        sampling_rate: of arrays and lists, in hertz; the extractor's when None.
        shortest: the fewest samples that a recording may have.

    Raises:
        RequestError: the rate is another's, or recordings cannot be used; each is named.
    """
    sources = _listed(raw_speech)
    rate = _rate_of_arrays(options, sampling_rate)
    files = [is_file(source) for source in sources]
    if sampling_rate is None and not all(files):
        log.warning(
            "arrays say nothing of their sampling rate and are taken to have %d Hz; "
            "sampling_rate=%d says it, and is checked",
            rate,
            rate,
        )
    found: dict[int, Recording] = {}
    read = functools.partial(_read, options=options, rate=rate, shortest=shortest)
    slow = any(files) or rate != options.sampling_rate
    process(sources, read, found.__setitem__, "recording", threads=slow)
    return [found[place] for place in range(len(sources))]


def _listed(raw_speech: Any) -> list[Any]:
    """One recording, or a batch of them, as a list of recordings."""
    if isinstance(raw_speech, list | tuple):
        if not raw_speech:
            raise RequestError("there are no recordings: an empty list is given")
        return [raw_speech] if isinstance(raw_speech[0], Real) else list(raw_speech)
    axes = getattr(raw_speech, "ndim", 1)
    if axes > 2:
        raise RequestError(
            f"an array of shape {tuple(raw_speech.shape)} is no batch of recordings, which is "
            "(recordings, samples); give a list of arrays where they have several channels"
        )
    if axes == 2 and len(raw_speech) == 0:
        raise RequestError("there are no recordings: an array without rows is given")
    return list(raw_speech) if axes == 2 else [raw_speech]


def _rate_of_arrays(options: SequenceOptions, sampling_rate: Any) -> int:
    if sampling_rate is None:
        return options.sampling_rate
    is_whole = isinstance(sampling_rate, Integral) and not isinstance(sampling_rate, bool)
    if not is_whole or sampling_rate < 1:
        raise RequestError(f"sampling_rate={sampling_rate!r} is not a whole number of hertz")
    if sampling_rate != options.sampling_rate and not options.do_resample:
        raise RequestError(f"sampling_rate={sampling_rate} is given; {_other_rate(options)}")
    return int(sampling_rate)


def _other_rate(options: SequenceOptions) -> str:
    return (
        f"the extractor takes {options.sampling_rate:,} Hz. Resample it, or set do_resample=True "
        "to have that done"
    )


def _read(source: Any, options: SequenceOptions, rate: int, shortest: int) -> Recording:
    if is_file(source):
        samples, rate = _from_file(source)
    else:
        samples = _one_channel(_from_array(source))
    recording = _checked(samples)
    if rate != options.sampling_rate:
        if not options.do_resample:
            raise UnusableError(f"has {rate:,} Hz; {_other_rate(options)}")
        recording = _checked(soxr.resample(samples, rate, options.sampling_rate))
    if len(recording.samples) < shortest:
        raise UnusableError(
            f"has {len(recording.samples)} samples, fewer than the {shortest} of a frame"
        )
    return recording


def _checked(samples: Samples) -> Recording:
    """A recording that has samples, all of them finite."""
    if samples.size == 0:
        raise UnusableError("has no samples")
    recording = Recording.of(samples)
    if not np.isfinite(recording.total) and not (finite := np.isfinite(samples)).all():
        raise UnusableError(
            f"has samples that are not finite (NaN or infinity), the first at {finite.argmin():,}"
        )
    return recording


def _from_array(source: Any) -> Samples:
    """Floats as they are, and integers between -1 and 1: (T,), (C, T) or (T, C)."""
    if hasattr(source, "detach"):  # a torch tensor, on any device
        tensor = source.detach().cpu()
        source = tensor.float().numpy() if tensor.is_floating_point() else tensor.numpy()
    if isinstance(source, list | tuple):
        try:
            return np.asarray(source, np.float32)
        except (TypeError, ValueError) as error:
            raise UnusableError(f"is no list of numbers: {error}") from error
    if not hasattr(source, "__array__"):
        raise UnusableError(
            "is no recording; recordings are paths, bytes, file objects, numpy or torch arrays and "
            "lists of numbers"
        )
    array = np.asarray(source)
    if array.dtype.kind == "f":
        with np.errstate(over="ignore"):
            floats: Samples = array.astype(np.float32, copy=False)
        return floats
    if array.dtype.name not in _FULL_SCALE:
        allowed = ", ".join(_FULL_SCALE)
        raise UnusableError(f"holds {array.dtype}; samples are floats, {allowed}")
    middle = 2**7 if array.dtype == np.uint8 else 0
    whole = np.float32(_FULL_SCALE[array.dtype.name])
    return (array.astype(np.float32) - np.float32(middle)) / whole


def _one_channel(samples: Samples) -> Samples:
    """The mean of all channels, which are along the shorter axis: (T,)."""
    if samples.ndim == 1:
        return samples
    if samples.ndim != 2 or min(samples.shape) > _MOST_CHANNELS:
        raise UnusableError(
            f"has the shape {samples.shape}; recordings are (samples,), (channels, samples) or "
            f"(samples, channels), of at most {_MOST_CHANNELS} channels"
        )
    channels = int(samples.shape[0] > samples.shape[1])
    mixed: Samples = samples.mean(axis=channels) if samples.size else samples.ravel()
    return mixed


def _from_file(source: Any) -> tuple[Samples, int]:
    """The samples of a file, and its rate in hertz."""
    try:
        file: Path | io.BytesIO
        if hasattr(source, "read") or isinstance(source, bytes | bytearray | memoryview):
            file = io.BytesIO(contents(source))
        else:
            file = existing(source, "recording")
        with soundfile.SoundFile(file) as opened:
            samples = opened.read(dtype="float32", always_2d=True)
            rate = opened.samplerate
            complete = _is_complete(opened, len(samples), file)
    except UnusableError:
        raise
    except soundfile.LibsndfileError as error:
        raise UnusableError(_unidentified(file, error)) from None
    except OSError as error:
        raise UnusableError(f"cannot be read: {error.strerror or error}") from error
    except Exception as error:  # decoders meet strangers' bytes with errors of many kinds
        raise UnusableError(f"is broken: {error}") from error
    if not complete:
        raise UnusableError(
            f"is cut off: it ends after {len(samples) / rate:.2f} seconds, before what its header "
            "says is complete"
        )
    return samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1), rate


def _unidentified(file: Path | io.BytesIO, error: soundfile.LibsndfileError) -> str:
    start = _part(file, 0, 24)
    if not start:
        return "is empty"
    if error.code == _UNKNOWN_FORMAT:
        return f"is no recording in a format that libsndfile reads; it begins with {start!r}"
    return f"is broken: {error.error_string}"


def _is_complete(opened: soundfile.SoundFile, read: int, file: Path | io.BytesIO) -> bool:
    """Whether a file holds as much as it says; libsndfile itself reads what there is."""
    if opened.format == "MP3":
        # Without such a header, how much there is has been guessed.
        head = _part(file, 0, 1 << 14)
        is_told = b"Xing" in head or b"Info" in head
        return not is_told or opened.frames - read <= _MP3_DELAY
    if opened.format == "OGG":
        return _ends_with_a_page(_part(file, -(1 << 17), 1 << 17))
    said = [map(int, pair) for pair in _SHORTER_THAN_SAID.findall(opened.extra_info)]
    cut = any(want - there > _PADDING_BYTES and want < _UNKNOWN_LENGTH for want, there in said)
    return not cut and read >= opened.frames


def _ends_with_a_page(tail: bytes) -> bool:
    """Whether the last page of an Ogg file is whole; its header says how long its segments are."""
    page = tail[tail.rfind(b"OggS") :]
    if len(page) < 27:
        return False
    segments = page[27 : 27 + page[26]]
    return len(page) >= 27 + page[26] + sum(segments)


def _part(file: Path | io.BytesIO, start: int, length: int) -> bytes:
    """Some bytes of a file; a negative start counts from its end."""
    data = file.open("rb") if isinstance(file, Path) else io.BytesIO(file.getvalue())
    with data as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, size + start) if start < 0 else start)
        return stream.read(length)
