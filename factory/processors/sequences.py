"""What every feature extractor shares: the options of sequences, and padding them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from factory.configuration.options import Problem, option
from factory.errors import RequestError, did_you_mean
from factory.processors.base import FeatureExtractionMixin, Options
from factory.processors.features import BatchFeature
from factory.processors.padding import Padding
from factory.tokenizers.tensors import check_tensor_type

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from factory.processors.waveforms import Recording


@dataclass(frozen=True, kw_only=True)
class SequenceOptions(Options):
    """The options of every feature extractor."""

    feature_size: int = option(1, "How many values there are at each step.", low=1)
    sampling_rate: int = option(16000, "Samples a second that the model is used with.", low=1)
    do_resample: bool = option(
        False, "Resample what has another rate with soxr; it is refused otherwise."
    )
    padding_side: str = option("right", "Where padding goes.", choices=("left", "right"))
    padding_value: float = option(0.0, "What padding consists of.")
    return_attention_mask: bool = option(False, "Also return which values are no padding.")

    fixed: ClassVar[Mapping[str, Any]] = {}
    """Options that have one value alone, which files hold all the same."""

    def rules(self) -> Iterator[Problem]:
        for name, only in self.fixed.items():
            if (value := getattr(self, name)) != only:
                yield Problem(name, f"{value!r} would have no effect here; it is always {only!r}")


class SequenceFeatureExtractor(FeatureExtractionMixin):
    """The base of processors of sound.

    Recordings are

    - paths, bytes and file objects of anything that libsndfile reads. They bring their own sampling
      rate;
    - numpy and torch arrays of shape (samples,), or a batch of them, (recordings, samples). Floats
      are used as they are. 8, 16 and 32 bits are full scale, so that they come to lie between -1
      and 1 as those of files do: int16 is divided by 32768, unsigned bytes have their middle at
      128. Whole numbers of other types have no full scale and are refused;
    - lists of numbers, which are used as they are;
    - lists of any of these, in which an array may be (channels, samples) or (samples, channels).

    The mean of several channels is taken. Features are float32.

    Attributes:
        shortest: the fewest samples that a recording may have.
    """

    options_type = SequenceOptions
    shortest: ClassVar[int] = 1

    def _used(self, return_attention_mask: bool | None, overrides: Mapping[str, Any]) -> Self:
        """The extractor with options for one call."""
        if return_attention_mask is not None:
            overrides = {**overrides, "return_attention_mask": return_attention_mask}
        return self.replace(**overrides) if overrides else self

    def _recordings(self, raw_speech: Any, sampling_rate: int | None) -> list[Recording]:
        from factory.processors.recordings import recordings

        return recordings(raw_speech, self.options, sampling_rate, self.shortest)

    def _padding(
        self, padding: Any, max_length: Any, truncation: Any, pad_to_multiple_of: Any
    ) -> Padding:
        side = self.options.padding_side
        return Padding.read(padding, max_length, truncation, pad_to_multiple_of, side)

    def pad(
        self,
        processed_features: Any,
        padding: bool | str = True,
        max_length: int | None = None,
        truncation: bool = False,
        pad_to_multiple_of: int | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: str | None = None,
    ) -> BatchFeature:
        """Pad what calling the extractor returned; nothing is normalised.

        Args:
            processed_features: a mapping of lists of sequences, or a list of mappings of one each.
                Sequences are numbers or arrays, padded along their first axis.
            padding: True or "longest" fills up to the longest, "max_length" to that argument, and
                False not at all.
            max_length: of "max_length" and of truncation.
            truncation: cut longer sequences at their end.
            pad_to_multiple_of: round lengths up to a multiple of this.
            return_attention_mask: also return which values are no padding; the extractor's option
                when None.
            return_tensors: "pt", "np", or None for what the sequences are themselves.

        Returns:
            all that was given, padded.

        Raises:
            RequestError: an argument is wrong, or the sequences do not fit each other.
        """
        check_tensor_type(return_tensors)
        how = self._padding(padding, max_length, truncation, pad_to_multiple_of)
        columns = _columns(processed_features, self.model_input_names[0])
        is_torch = hasattr(columns[self.model_input_names[0]][0], "detach")
        kind = return_tensors or ("pt" if is_torch else "np")
        if return_attention_mask is None:
            return_attention_mask = self.options.return_attention_mask
        return self._padded(columns, how, return_attention_mask, kind)

    def _padded(
        self, columns: Mapping[str, Sequence[Any]], how: Padding, masked: bool, kind: str
    ) -> BatchFeature:
        from factory.processors.waveforms import padded
        from factory.tokenizers.tensors import to_tensor

        name = self.model_input_names[0]
        batch = padded(_arrays(columns[name], name), how, self.options.padding_value)
        made = {name: batch.result(name, kind)}
        for other, values in columns.items():
            if other == "attention_mask":
                masks = padded(_arrays(values, other), how, 0)
                made[other] = masks.result(other, kind)
            elif other != name:
                made[other] = to_tensor(other, list(values), "np")
        if masked and "attention_mask" not in made:
            made["attention_mask"] = batch.masks().result("attention_mask", kind)
        return BatchFeature(made, kind)


def _columns(features: Any, name: str) -> dict[str, Sequence[Any]]:
    """Features by name, each a sequence of as many rows.

    Raises:
        RequestError: there are none, or the name is not among them.
    """
    if isinstance(features, list | tuple):
        if not all(isinstance(row, Mapping) for row in features):
            raise RequestError("pad takes a mapping of lists, or a list of mappings")
        keys = dict.fromkeys(key for row in features for key in row)
        partly = [key for key in keys if not all(key in row for row in features)]
        if partly:
            raise RequestError(f"pad: {', '.join(partly)} is not given for every recording")
        features = {key: [row[key] for row in features] for key in keys}
    if not isinstance(features, Mapping):
        raise RequestError("pad takes a mapping of lists, or a list of mappings")
    if name not in features or len(features[name]) == 0:
        raise RequestError(f"pad: there are no {name}.{did_you_mean(name, features)}")
    counts = {key: len(values) for key, values in features.items()}
    if len(set(counts.values())) > 1:
        said = ", ".join(f"{count} {key}" for key, count in counts.items())
        raise RequestError(f"pad: there are not as many of each: {said}")
    return dict(features)


def _arrays(values: Sequence[Any], name: str) -> list[NDArray[Any]]:
    """Rows as arrays, floats as float32.

    Raises:
        RequestError: a row is no sequence of numbers, or its inner shape is another's.
    """
    import numpy as np

    arrays: list[NDArray[Any]] = []
    for number, value in enumerate(values):
        value = value.detach().cpu().numpy() if hasattr(value, "detach") else value
        try:
            array = np.asarray(value)
        except ValueError as error:
            raise RequestError(f"pad: {name} {number} is no sequence of numbers") from error
        if array.ndim == 0 or array.dtype.kind not in "biuf":
            raise RequestError(f"pad: {name} {number} is no sequence of numbers")
        if array.shape[1:] != (arrays or [array])[0].shape[1:]:
            raise RequestError(
                f"pad: {name} {number} has the shape {array.shape} where the first has "
                f"{arrays[0].shape}; they may differ in the first axis alone"
            )
        arrays.append(array.astype(np.float32) if array.dtype == np.float64 else array)
    return arrays
