"""Spectrograms on the mel scale: Kaldi's filter banks, and Whisper's log-mel spectrograms.

Axes: N recordings, F frames, B bins of frequencies, M mel filters.
"""

from __future__ import annotations

import functools
import logging
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from factory.errors import RequestError
from factory.processors.extractors import FbankOptions, LogMelOptions
from factory.processors.parallel import spread
from factory.processors.waveforms import Batch, Floats

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

Doubles = NDArray[np.float64]


class Fbank:
    """Kaldi's logarithms of mel filter banks, normalised.

    Computed in double precision: frames lose their mean, high frequencies are emphasised, and
    single precision would show in bins that are almost empty.

    Args:
        options: of the extractor.
    """

    frame, hop, fft = 400, 160, 512
    emphasis = 0.97
    floor = 1.192092955078125e-07

    def __init__(self, options: FbankOptions) -> None:
        self._options = options
        self._window = np.hanning(self.frame)
        self._filters = kaldi_filters(
            self.fft // 2 + 1, options.num_mel_bins, options.sampling_rate
        )

    def __call__(self, recordings: Sequence[Floats]) -> Floats:
        """Features of recordings, each of a frame or more: (N, max_length, M)."""
        options = self._options
        whole = np.zeros((len(recordings), options.max_length, options.num_mel_bins), np.float32)

        def work(place: int) -> None:
            features = self._of(recordings[place])
            whole[place, : len(features)] = features
            if options.do_normalize:
                whole[place] -= options.mean
                whole[place] /= options.std * 2

        spread(work, len(recordings))
        return whole

    def _of(self, samples: Floats) -> Doubles:
        """Features of one recording, of no more frames than are wanted: (F, M)."""
        used = samples[: (self._options.max_length - 1) * self.hop + self.frame]
        frames = sliding_window_view(used.astype(np.float64), self.frame)[:: self.hop]
        frames = frames - frames.mean(axis=1, keepdims=True)
        frames[:, 1:] -= self.emphasis * frames[:, :-1]
        frames[:, 0] *= 1 - self.emphasis
        frames *= self._window
        spectrum = np.fft.rfft(frames, self.fft)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        features: Doubles = np.log(np.maximum(power @ self._filters, self.floor))
        return features


class LogMel:
    """Whisper's log-mel spectrograms, computed by torch.

    Args:
        options: of the extractor.
    """

    floor, span = 1e-10, 8.0

    def __init__(self, options: LogMelOptions) -> None:
        self._options = options
        self.filters = slaney_filters(
            options.n_fft // 2 + 1, options.feature_size, options.sampling_rate
        )

    def __call__(self, batch: Batch, device: Any) -> Floats:
        """Spectrograms of recordings: (N, M, F).

        Args:
            batch: their samples.
            device: where torch computes.

        Raises:
            RequestError: they have different lengths, or are too short.
        """
        import torch

        waves = batch.result("input_features", "np")
        assert isinstance(waves, np.ndarray), "which is what was asked for"
        count, length = waves.shape
        reach = self._options.n_fft // 2
        if length <= reach or length < self._options.hop_length:
            raise RequestError(
                f"recordings of {length} samples are too short for frames of "
                f"{self._options.n_fft}, {self._options.hop_length} apart; pad them"
            )
        samples = torch.from_numpy(waves).to(device)
        if self._options.dither:
            samples = samples + self._options.dither * torch.randn_like(samples)
        filters = torch.from_numpy(self.filters.T).to(device, torch.float32).contiguous()
        window = torch.hann_window(self._options.n_fft, device=device)
        silence = self._first_silent_frames(batch)
        made = samples.new_empty((count, len(filters), length // self._options.hop_length))

        def work(place: int) -> None:
            self._write(samples[place], silence[place], window, filters, made[place])

        if samples.device.type == "cpu":
            spread(work, count)
        else:
            for place in range(count):
                work(place)
        features: Floats = made.cpu().numpy()
        return features

    def frames(self, masks: Any) -> NDArray[np.int32]:
        """Masks of samples, (N, T), as masks of the frames that are centred on them: (N, F)."""
        hop = self._options.hop_length
        return np.ascontiguousarray(masks[:, ::hop][:, : masks.shape[1] // hop])

    def _first_silent_frames(self, batch: Batch) -> list[int]:
        """From where on each recording's frames hold nothing but zeros."""
        options = self._options
        length = len(batch.rows[0])
        if options.dither or options.padding_value:
            return [length] * len(batch.rows)
        return [
            (place.stop + options.n_fft // 2) // options.hop_length + 1 for place in batch.places
        ]

    def _write(
        self,
        samples: torch.Tensor,
        silent: int,
        window: torch.Tensor,
        filters: torch.Tensor,
        out: torch.Tensor,
    ) -> None:
        """Write one recording's spectrogram, (M, F), of which frames may be known to be silent."""
        import torch

        hop, n_fft = self._options.hop_length, self._options.n_fft
        heard = min(silent, out.shape[1])
        # A frame more than is used, as the last one is mirrored at the end.
        used = samples[: heard * hop + n_fft]
        spectrum = torch.stft(used, n_fft, hop, window=window, return_complex=True)
        parts = torch.view_as_real(spectrum[:, :heard])
        power = parts[..., 0].square().addcmul_(parts[..., 1], parts[..., 1])
        mels = (filters @ power).clamp_(min=self.floor).log10_()
        least = mels.max() - self.span
        out[:, :heard] = torch.maximum(mels, least)
        out[:, heard:] = least.clamp(min=math.log10(self.floor))
        out.add_(4.0).div_(4.0)


@functools.lru_cache
def kaldi_filters(bins: int, count: int, rate: int) -> Doubles:
    """Triangles on Kaldi's mel scale, from 20 Hz on: (B, M)."""
    to_mel: Callable[[Any], Any] = lambda hertz: 1127.0 * np.log(1.0 + hertz / 700.0)  # noqa: E731
    corners = np.linspace(to_mel(20.0), to_mel(rate // 2), count + 2)
    return _triangles(to_mel(np.arange(bins) * (rate / (2 * (bins - 1)))), corners)


@functools.lru_cache
def slaney_filters(bins: int, count: int, rate: int) -> Doubles:
    """Triangles of equal areas in Slaney's auditory toolbox, up to 8 kHz: (B, M)."""
    corners = _slaney_hertz(np.linspace(0.0, _SLANEY_8_KHZ, count + 2))
    filters = _triangles(np.linspace(0, rate // 2, bins), corners)
    return filters * (2.0 / (corners[2:] - corners[:-2]))


_SLANEY_STEP = np.log(6.4) / 27.0
_SLANEY_8_KHZ = 15.0 + np.log(8.0) / _SLANEY_STEP


def _slaney_hertz(mels: Doubles) -> Doubles:
    """Linear up to 1 kHz, which is mel 15, and logarithmic from there on."""
    return np.where(
        mels < 15.0, mels * (200.0 / 3.0), 1000.0 * np.exp(_SLANEY_STEP * (mels - 15.0))
    )


def _triangles(points: Doubles, corners: Doubles) -> Doubles:
    """The heights at points of triangles, each of which has three neighbouring corners: (B, M)."""
    widths = np.diff(corners)
    left, _, right = corners[:-2], corners[1:-1], corners[2:]
    rising = (points[:, None] - left) / widths[:-1]
    falling = (right - points[:, None]) / widths[1:]
    heights = np.maximum(0.0, np.minimum(rising, falling))
    # One of AST's own is, which is no reason to warn.
    if (empty := int((heights.max(axis=0) == 0).sum())) > len(left) // 10:
        log.warning(
            "%d of %d mel filters lie between the frequencies that there are, or above them, and "
            "are always silent",
            empty,
            len(left),
        )
    return heights
