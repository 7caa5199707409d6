"""Processors of several kinds of input: a tokenizer beside one of pictures or of sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from factory.errors import RequestError, did_you_mean
from factory.files import read_json
from factory.hub import Source, snapshot
from factory.pretrained import Automatic
from factory.processors.auto import AutoFeatureExtractor, AutoImageProcessor
from factory.processors.base import FeatureExtractionMixin
from factory.processors.features import BatchFeature
from factory.processors.joint import (
    CLASS_KEY,
    TOKENIZER,
    TOKENIZER_CONFIG,
    ProcessorMixin,
)
from factory.processors.stored import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG
from factory.tokenizers import BatchEncoding


class Wav2Vec2Processor(ProcessorMixin):
    """Sound to the inputs of a model of speech, and texts to its labels.

    Args:
        feature_extractor: what prepares sound.
        tokenizer: what prepares texts, and makes texts of what the model hears.
    """

    attributes = ("feature_extractor", TOKENIZER)
    models: ClassVar[tuple[str, ...]] = ("wav2vec2", "hubert")
    feature_extractor: Any

    def __init__(self, feature_extractor: Any = None, tokenizer: Any = None) -> None:
        super().__init__(**_present(feature_extractor=feature_extractor, tokenizer=tokenizer))

    def __call__(
        self, audio: Any = None, text: Any = None, **options: Any
    ) -> BatchFeature | BatchEncoding:
        """Prepare sound, texts, or sound with texts as its labels.

        Args:
            audio: recordings as the feature extractor takes them.
            text: what is said in them, as the tokenizer takes it.
            **options: of the feature extractor and the tokenizer, for this call; an option that
                both know goes to both, and ``audio_kwargs`` and ``text_kwargs`` to one.

        Returns:
            what the feature extractor returns, with the ids of the texts as ``labels`` of shape
            (batch, tokens); without sound, what the tokenizer returns.

        Raises:
            RequestError: there is no input, an option is wrong, or an input cannot be used.
        """
        made: dict[str, Any] = dict(
            self._prepared({"feature_extractor": audio, TOKENIZER: text}, options)
        )
        if audio is None:
            encoded: BatchEncoding = made[TOKENIZER]
            return encoded
        batch: BatchFeature = made["feature_extractor"]
        if text is not None:
            batch["labels"] = made[TOKENIZER]["input_ids"]
        return batch

    def pad(
        self, input_features: Any = None, *, labels: Any = None, **options: Any
    ) -> BatchFeature | BatchEncoding:
        """Pad what calls returned, sound and labels each to their own longest.

        Args:
            input_features: as the feature extractor's ``pad`` takes them.
            labels: as the tokenizer's ``pad`` takes them.
            **options: of both.

        Returns:
            the padded inputs, with the padded ids as ``labels``.

        Raises:
            RequestError: there is nothing to pad, or it does not fit each other.
        """
        if input_features is None and labels is None:
            raise RequestError(f"{type(self).__name__}.pad: give it input_features or labels.")
        ids = None if labels is None else self.tokenizer.pad(labels, **options)
        if input_features is None:
            assert ids is not None
            return ids
        batch: BatchFeature = self.feature_extractor.pad(input_features, **options)
        if ids is not None:
            batch["labels"] = ids["input_ids"]
        return batch

    @property
    def model_input_names(self) -> list[str]:
        """What calling it with sound and texts returns."""
        return [*self.feature_extractor.model_input_names, "labels"]


class WhisperProcessor(Wav2Vec2Processor):
    """Sound to the inputs of a model that writes down what is said, and texts to its labels.

    Args:
        feature_extractor: what prepares sound.
        tokenizer: what prepares texts, and makes texts of what the model writes.
    """

    models = ("whisper",)

    @property
    def model_input_names(self) -> list[str]:
        """What calling it with sound or with texts returns, each alone."""
        return [*self.feature_extractor.model_input_names, *self.tokenizer.model_input_names]

    def get_decoder_prompt_ids(self, **prompt: Any) -> list[tuple[int, int | None]]:
        """What a model is made to begin with; see the tokenizer's method of that name."""
        found: list[tuple[int, int | None]] = self._prompted.get_decoder_prompt_ids(**prompt)
        return found

    def get_prompt_ids(self, text: str, return_tensors: str | None = "np") -> Any:
        """The ids of a text that was said before; see the tokenizer's method of that name."""
        return self._prompted.get_prompt_ids(text, return_tensors)

    @property
    def _prompted(self) -> Any:
        if not hasattr(self.tokenizer, "get_prompt_ids"):
            raise RequestError(
                f"{type(self.tokenizer).__name__} has no prompts; Whisper's own tokenizer has."
            )
        return self.tokenizer


class CLIPProcessor(ProcessorMixin):
    """Pictures and texts to the inputs of a model that compares them.

    Args:
        image_processor: what prepares pictures.
        tokenizer: what prepares texts.
    """

    attributes = ("image_processor", TOKENIZER)
    models = ("clip",)
    image_processor: Any

    def __init__(self, image_processor: Any = None, tokenizer: Any = None) -> None:
        super().__init__(**_present(image_processor=image_processor, tokenizer=tokenizer))

    def __call__(self, images: Any = None, text: Any = None, **options: Any) -> BatchFeature:
        """Prepare pictures, texts, or both.

        Args:
            images: pictures as the image processor takes them.
            text: texts as the tokenizer takes them.
            **options: of the image processor and the tokenizer, for this call; an option that both
                know goes to both, and ``images_kwargs`` and ``text_kwargs`` to one.

        Returns:
            what the tokenizer returns and what the image processor returns, together.

        Raises:
            RequestError: there is no input, an option is wrong, or an input cannot be used.
        """
        made = self._prepared({TOKENIZER: text, "image_processor": images}, options)
        return BatchFeature({name: v for part in made.values() for name, v in part.items()})


PROCESSORS: tuple[type[ProcessorMixin], ...] = (
    Wav2Vec2Processor,
    WhisperProcessor,
    CLIPProcessor,
)
"""Every processor of several kinds of input."""


class AutoProcessor(Automatic[Any]):
    """What prepares the inputs of any model.

    A processor of several kinds of input where the folder holds one; else what it holds of an image
    processor, a feature extractor or a tokenizer.
    """

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> Any:
        from factory.auto import AutoTokenizer

        folder = snapshot(source, weights=False)
        files = [folder / name for name in (PROCESSOR_CONFIG, PREPROCESSOR_CONFIG)]
        contents = {path: read_json(path) for path in files if path.is_file()}
        if not contents:
            return AutoTokenizer.from_pretrained(folder, **overrides)
        if (found := _class_of(folder, contents)) is not None:
            return found.from_pretrained(folder, **overrides)
        data = next(iter(contents.values()))
        kind = str(data.get(FeatureExtractionMixin.type_key, ""))
        heard = FeatureExtractionMixin.nested_key in data or kind.endswith("FeatureExtractor")
        auto: Any = AutoFeatureExtractor if heard else AutoImageProcessor
        return auto.from_pretrained(folder, **overrides)


def _class_of(folder: Path, contents: Mapping[Path, Any]) -> type[ProcessorMixin] | None:
    """The class that a folder's files name, or else the one that goes with the model in it."""
    by_name = {found.__name__: found for found in PROCESSORS}
    tokenizer, model = (_optional(folder / name) for name in (TOKENIZER_CONFIG, "config.json"))
    for path, data in {**contents, folder / TOKENIZER_CONFIG: tokenizer or {}}.items():
        wanted = data.get(CLASS_KEY)
        if wanted in by_name:
            return by_name[wanted]
        if wanted is not None:
            raise RequestError(
                f"{path}: no processor is called {wanted!r}.{did_you_mean(str(wanted), by_name)} "
                f"There are: {', '.join(by_name)}."
            )
    if tokenizer is None or model is None:
        return None
    return next((found for found in PROCESSORS if model.get("model_type") in found.models), None)


def _optional(path: Path) -> dict[str, Any] | None:
    return read_json(path) if path.is_file() else None


def _present(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part is not None}
