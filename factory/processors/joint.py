"""The base of processors of several kinds of input.

A class says which parts it has; one call hands each part its input and the options that it knows.
Importing this module loads neither numpy nor torch.
"""

from __future__ import annotations

import dataclasses
import inspect
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

from factory.configuration.options import hints
from factory.errors import RequestError, did_you_mean
from factory.files import json_text, open_folder, read_json, write_text
from factory.hub import Source, snapshot
from factory.pretrained import FromPretrained
from factory.processors.auto import AutoFeatureExtractor, AutoImageProcessor
from factory.processors.base import FeatureExtractionMixin, ImageProcessingMixin, Preprocessor
from factory.processors.stored import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG
from factory.tokenizers import PreTrainedTokenizerBase
from factory.tokenizers.call_options import CallOptions

TOKENIZER = "tokenizer"
TOKENIZER_CONFIG = "tokenizer_config.json"
CLASS_KEY = "processor_class"


@dataclasses.dataclass(frozen=True)
class _Part:
    """What a processor may be made of.

    Attributes:
        base: what it must be an instance of.
        options: the argument of a call with options for this part alone.
        load: reads it from a folder; None for tokenizers, whose class depends on the model.
    """

    base: type[Any]
    options: str
    load: Any = None


PARTS: Mapping[str, _Part] = {
    "image_processor": _Part(ImageProcessingMixin, "images_kwargs", AutoImageProcessor),
    "feature_extractor": _Part(FeatureExtractionMixin, "audio_kwargs", AutoFeatureExtractor),
    TOKENIZER: _Part(PreTrainedTokenizerBase, "text_kwargs"),
}


class ProcessorMixin(FromPretrained):
    """The base of processors of several kinds of input.

    It is read from a folder in either layout; options that replace stored ones go to the parts that
    have them, and the others to the tokenizer, ``use_fast`` among them.

    Args:
        *parts: the parts, in the order of ``attributes``.
        **named: the parts by name.

    Raises:
        RequestError: a part is missing, is there twice, or is something else.

    Attributes:
        attributes: names of the parts.
        models: model types that the class goes with.
    """

    attributes: ClassVar[tuple[str, ...]] = ()
    models: ClassVar[tuple[str, ...]] = ()
    tokenizer: PreTrainedTokenizerBase

    def __init__(self, *parts: Any, **named: Any) -> None:
        own = type(self).__name__
        given = dict(zip(self.attributes, parts, strict=False))
        problems = [
            f"{own} has no part {name!r}.{did_you_mean(name, self.attributes)}"
            for name in named
            if name not in self.attributes
        ]
        problems += [f"{own}: {name} is given twice." for name in named if name in given]
        if len(parts) > len(self.attributes):
            problems.append(f"{own} has {len(self.attributes)} parts, not {len(parts)}.")
        given |= named
        for name in self.attributes:
            base = PARTS[name].base
            if name not in given:
                problems.append(f"{own} needs {name}=, {_article(base.__name__)}.")
            elif not isinstance(given[name], base):
                problems.append(
                    f"{own}: {name} is {_article(type(given[name]).__name__)}, not "
                    f"{_article(base.__name__)}."
                )
        if problems:
            raise RequestError(problems)
        for name in self.attributes:
            setattr(self, name, given[name])

    @property
    def model_input_names(self) -> list[str]:
        """What calling it returns."""
        return [n for part in self.attributes for n in getattr(self, part).model_input_names]

    def _prepared(
        self, inputs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> dict[str, Mapping[str, Any]]:
        """What each part makes of its input.

        Args:
            inputs: by the name of the part; None where there is no such input.
            options: of the call; those that several parts know go to all of them.

        Raises:
            RequestError: there is no input at all, or a part refuses its own.
        """
        given = {name: value for name, value in inputs.items() if value is not None}
        if not given:
            raise RequestError(
                f"{type(self).__name__}: there is nothing to prepare; give it text or "
                "what else it takes."
            )
        used = self._options_by_part(options)
        return {name: getattr(self, name)(value, **used[name]) for name, value in given.items()}

    def _options_by_part(self, options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        rest = dict(options)
        common = dict(rest.pop("common_kwargs", None) or {})
        known = {name: _known_options(getattr(self, name)) for name in self.attributes}
        apart = {name: dict(rest.pop(PARTS[name].options, None) or {}) for name in self.attributes}
        allowed = {option for names in known.values() for option in names}
        allowed |= {PARTS[name].options for name in self.attributes}
        problems = [
            f"{type(self).__name__} has no option {name!r}.{did_you_mean(name, allowed)}"
            for name in (*rest, *common)
            if name not in allowed
        ]
        problems += [
            f"{option} is given twice: by itself and in {PARTS[name].options}."
            for name, own in apart.items()
            for option in own
            if option in rest
        ]
        if problems:
            raise RequestError(problems)
        shared = {**common, **rest}
        return {
            name: {k: v for k, v in shared.items() if k in known[name]} | apart[name]
            for name in self.attributes
        }

    def decode(self, *args: Any, **options: Any) -> Any:
        """The text of ids; see the tokenizer's ``decode``."""
        return self.tokenizer.decode(*args, **options)

    def batch_decode(self, *args: Any, **options: Any) -> Any:
        """The texts of rows of ids; see the tokenizer's ``batch_decode``."""
        return self.tokenizer.batch_decode(*args, **options)

    def to_dict(self) -> dict[str, Any]:
        """The contents of ``processor_config.json``; tokenizers have files of their own."""
        parts = {n: getattr(self, n).to_dict() for n in self.attributes if n != TOKENIZER}
        return {**parts, CLASS_KEY: type(self).__name__}

    def to_json_string(self) -> str:
        """:meth:`to_dict` as JSON with sorted keys."""
        return json_text(self.to_dict())

    def __repr__(self) -> str:
        parts = "\n".join(f"- {name}: {getattr(self, name)!r}" for name in self.attributes)
        return f"{type(self).__name__}:\n{parts}\n\n{self.to_json_string()}"

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> tuple[str, ...]:
        """Write ``processor_config.json``, and the files of the older layout beside it.

        Args:
            save_directory: a folder; it is made when there is none.

        Returns:
            the paths written.

        Raises:
            RequestError: the folder is a bundle, which is saved again as a whole.
        """
        folder = open_folder(save_directory)
        written = [Path(path) for path in self.tokenizer.save_pretrained(folder)]
        whole = folder / PROCESSOR_CONFIG
        older = folder / PREPROCESSOR_CONFIG
        contents = self.to_dict()
        write_text(whole, json_text(contents))
        for name, own in contents.items():
            if name in PARTS:
                write_text(older, json_text({**own, CLASS_KEY: type(self).__name__}))
        config = folder / TOKENIZER_CONFIG
        write_text(config, json_text({**read_json(config), CLASS_KEY: type(self).__name__}))
        return tuple(map(str, (*written, whole, older)))

    @classmethod
    def _from_source(cls, source: Source, overrides: Mapping[str, Any]) -> Self:
        folder = snapshot(source, weights=False)
        from factory.auto import AutoTokenizer

        parts: dict[str, Any] = {}
        rest = dict(overrides)
        for name in cls.attributes:
            if name != TOKENIZER:
                part: Preprocessor = PARTS[name].load.from_pretrained(folder)
                own = {n: rest.pop(n) for n in list(rest) if n in hints(part.options_type)}
                parts[name] = part.replace(**own) if own else part
        parts[TOKENIZER] = AutoTokenizer.from_pretrained(folder, **rest)
        return cls(**parts)


def _known_options(part: Any) -> set[str]:
    """The options that a call of a part takes."""
    if isinstance(part, PreTrainedTokenizerBase):
        return {field.name for field in dataclasses.fields(CallOptions)} | {"text_pair"}
    _, *arguments = inspect.signature(part.__call__).parameters.values()
    named = {a.name for a in arguments if a.kind is inspect.Parameter.KEYWORD_ONLY}
    return named | hints(part.options_type).keys()


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'AEFIOaeio' else 'a'} {noun}"
