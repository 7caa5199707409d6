"""Feature extractors: sound to what Wav2Vec2, AST and Whisper take.

Neither numpy nor soundfile is loaded before a recording is processed, nor torch before a tensor or
a log-mel spectrogram is asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from factory.configuration.options import Problem, option
from factory.processors.features import BatchFeature
from factory.processors.sequences import SequenceFeatureExtractor, SequenceOptions
from factory.tokenizers.tensors import check_tensor_type

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factory.processors.spectrograms import Fbank, LogMel


@dataclass(frozen=True, kw_only=True)
class WaveformOptions(SequenceOptions):
    """The options of extractors whose features are the samples themselves."""

    do_normalize: bool = option(True, "Give every recording the mean 0 and the variance 1.")

    fixed: ClassVar[Mapping[str, Any]] = {"feature_size": 1}


@dataclass(frozen=True, kw_only=True)
class FbankOptions(SequenceOptions):
    """The options of extractors of Kaldi's filter banks."""

    num_mel_bins: int = option(128, "How many mel filters there are.", low=1)
    max_length: int = option(1024, "Frames that every recording is cut or filled up to.", low=1)
    do_normalize: bool = option(True, "Subtract mean and divide by twice std.")
    mean: float = option(-4.2677393, "The mean of features.")
    std: float = option(4.5689974, "The standard deviation of features.")

    # Spectrograms are filled up at their end, with zeros, before they are normalised.
    fixed: ClassVar[Mapping[str, Any]] = {
        "feature_size": 1,
        "padding_side": "right",
        "padding_value": 0.0,
        "return_attention_mask": False,
    }

    def rules(self) -> Iterator[Problem]:
        yield from super().rules()
        if self.std == 0:
            yield Problem("std", "is 0, by which features would be divided")
        if self.sampling_rate < 100:
            yield Problem(
                "sampling_rate", f"{self.sampling_rate} leaves nothing above 20 Hz for the filters"
            )


@dataclass(frozen=True, kw_only=True)
class LogMelOptions(SequenceOptions):
    """The options of extractors of log-mel spectrograms."""

    feature_size: int = option(80, "How many mel filters there are.", low=1)
    hop_length: int = option(160, "Samples from one frame to the next.", low=1)
    chunk_length: int = option(30, "Seconds that recordings are cut or filled up to.", low=1)
    n_fft: int = option(400, "Samples of a frame.", low=2)
    dither: float = option(0.0, "Standard deviation of the noise that is added.", low=0)

    def rules(self) -> Iterator[Problem]:
        yield from super().rules()
        samples = self.chunk_length * self.sampling_rate
        if self.n_fft > samples:
            yield Problem("n_fft", f"{self.n_fft} is more than the {samples} samples of a chunk")
        if self.hop_length > samples:
            yield Problem(
                "hop_length", f"{self.hop_length} is more than the {samples} samples of a chunk"
            )


_SHOWN = (
    "feature_size",
    "padding_side",
    "padding_value",
    "return_attention_mask",
    "sampling_rate",
)


class Wav2Vec2FeatureExtractor(SequenceFeatureExtractor):
    """Samples themselves, normalised: for Wav2Vec2 and its relatives (arXiv:2006.11477).

    As in transformers, padding counts as sound when normalising unless attention masks are
    returned.
    """

    options_type = WaveformOptions
    defaults: ClassVar[Mapping[str, Any]] = {}
    shown = ("do_normalize", *_SHOWN)
    seldom = ("do_resample",)
    model_input_names = ("input_values", "attention_mask")

    def __call__(
        self,
        raw_speech: Any,
        *,
        padding: bool | str = False,
        max_length: int | None = None,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: str | None = None,
        sampling_rate: int | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """Prepare one recording or many.

        Args:
            raw_speech: recordings as :class:`SequenceFeatureExtractor` describes them.
            padding: True or "longest" fills up to the longest, "max_length" to that argument, and
                False not at all.
            max_length: of "max_length" and of truncation, in samples.
            truncation: cut longer recordings at their end.
            pad_to_multiple_of: round lengths up to a multiple of this.
            return_attention_mask: also return which samples are no padding; the extractor's option
                when None.
            return_tensors: "pt" for torch, "np" for numpy, None for a list of arrays.
            sampling_rate: of arrays and lists, in hertz; the extractor's when None.
            overrides: options for this call.

        Returns:
            ``input_values`` of shape (batch, samples), float32; if asked for, ``attention_mask`` of
            the same shape, int32.

        Raises:
            RequestError: an argument is wrong, or recordings cannot be used; each is named.
        """
        from factory.processors.waveforms import normalized, padded

        check_tensor_type(return_tensors)
        used = self._used(return_attention_mask, overrides)
        how = used._padding(padding, max_length, truncation, pad_to_multiple_of)
        masked = used.options.return_attention_mask
        recordings = used._recordings(raw_speech, sampling_rate)
        value = used.options.padding_value
        if used.options.do_normalize:
            batch = normalized(recordings, how, value, masked=masked)
        else:
            batch = padded([samples for samples, _ in recordings], how, value)
        made = {"input_values": batch.result("input_values", return_tensors)}
        if masked:
            made["attention_mask"] = batch.masks().result("attention_mask", return_tensors)
        return BatchFeature(made, return_tensors)


class ASTFeatureExtractor(SequenceFeatureExtractor):
    """Logarithms of Kaldi's mel filter banks: for the Audio Spectrogram Transformer.

    They are those that transformers has without torchaudio: frames of 400 samples, 160 apart
    (arXiv:2104.01778).
    """

    options_type = FbankOptions
    defaults: ClassVar[Mapping[str, Any]] = {}
    shown = ("do_normalize", "max_length", "mean", "num_mel_bins", "std", *_SHOWN)
    shortest = 400
    seldom = ("do_resample",)
    model_input_names = ("input_values",)

    def __call__(
        self,
        raw_speech: Any,
        *,
        sampling_rate: int | None = None,
        return_tensors: str | None = None,
        **overrides: Any,
    ) -> BatchFeature:
        """Prepare one recording or many.

        Args:
            raw_speech: recordings as :class:`SequenceFeatureExtractor` describes them.
            sampling_rate: of arrays and lists, in hertz; the extractor's when None.
            return_tensors: "pt" for torch, "np" for numpy, None for a list of arrays.
            overrides: options for this call.

        Returns:
            ``input_values`` of shape (batch, max_length, num_mel_bins), float32.

        Raises:
            RequestError: an argument is wrong, or recordings cannot be used; each is named.
        """
        check_tensor_type(return_tensors)
        used = self.replace(**overrides) if overrides else self
        recordings = used._recordings(raw_speech, sampling_rate)
        values = used._fbank([samples for samples, _ in recordings])
        made = {"input_values": list(values) if return_tensors is None else values}
        return BatchFeature(made, return_tensors)

    @functools.cached_property
    def _fbank(self) -> Fbank:
        from factory.processors.spectrograms import Fbank

        return Fbank(self.options)


class WhisperFeatureExtractor(SequenceFeatureExtractor):
    """Log-mel spectrograms of 30 seconds: for Whisper (arXiv:2212.04356)."""

    options_type = LogMelOptions
    defaults: ClassVar[Mapping[str, Any]] = {}
    shown = ("chunk_length", "dither", "hop_length", "n_fft", *_SHOWN)
    seldom = ("do_resample",)
    computed = ("n_samples", "nb_max_frames")
    model_input_names = ("input_features",)

    @property
    def n_samples(self) -> int:
        """Samples of a chunk."""
        return int(self.options.chunk_length * self.options.sampling_rate)

    @property
    def nb_max_frames(self) -> int:
        """Frames of a chunk."""
        return int(self.n_samples // self.options.hop_length)

    @property
    def mel_filters(self) -> NDArray[np.float64]:
        """The mel filters: (n_fft // 2 + 1, feature_size)."""
        return self._log_mel.filters

    def __call__(
        self,
        raw_speech: Any,
        *,
        truncation: bool = True,
        pad_to_multiple_of: int | None = None,
        return_tensors: str | None = None,
        return_attention_mask: bool | None = None,
        padding: bool | str = "max_length",
        max_length: int | None = None,
        sampling_rate: int | None = None,
        do_normalize: bool | None = None,
        device: Any = "cpu",
        **overrides: Any,
    ) -> BatchFeature:
        """Prepare one recording or many.

        Args:
            raw_speech: recordings as :class:`SequenceFeatureExtractor` describes them.
            truncation: cut longer recordings at their end.
            pad_to_multiple_of: round lengths up to a multiple of this.
            return_tensors: "pt" for torch, "np" for numpy, None for an array too.
            return_attention_mask: also return which frames are no padding; the extractor's option
                when None.
            padding: "max_length" fills up to that argument, True or "longest" to the longest, and
                False not at all.
            max_length: of "max_length" and of truncation, in samples; a chunk's when None.
            sampling_rate: of arrays and lists, in hertz; the extractor's when None.
            do_normalize: first give every recording the mean 0 and the variance 1.
            device: where torch computes.
            overrides: options for this call.

        Returns:
            ``input_features`` of shape (batch, feature_size, frames), float32; if asked for,
            ``attention_mask`` of shape (batch, frames), int32.

        Raises:
            RequestError: an argument is wrong, or recordings cannot be used; each is named.
        """
        from factory.processors.waveforms import normalized, padded

        check_tensor_type(return_tensors)
        used = self._used(return_attention_mask, overrides)
        length = used.n_samples if max_length is None else max_length
        how = used._padding(padding, length, truncation, pad_to_multiple_of)
        recordings = used._recordings(raw_speech, sampling_rate)
        value = used.options.padding_value
        if do_normalize:
            batch = normalized(recordings, how, value, masked=True)
        else:
            batch = padded([samples for samples, _ in recordings], how, value)
        made: dict[str, Any] = {"input_features": used._log_mel(batch, device)}
        if used.options.return_attention_mask:
            masks = batch.masks().result("attention_mask", "np")
            made["attention_mask"] = used._log_mel.frames(masks)
        return BatchFeature(made, return_tensors)

    @functools.cached_property
    def _log_mel(self) -> LogMel:
        from factory.processors.spectrograms import LogMel

        return LogMel(self.options)
