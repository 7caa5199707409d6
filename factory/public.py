"""The names of the package ``factory``: where each comes from, resolved when it is first used."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from factory.errors import did_you_mean
from registry import REGISTRY

FIXED: dict[str, str] = {
    "compose": "factory.composition",
    "build": "factory.building",
    "load": "factory.building",
    "AutoConfig": "factory.auto",
    "AutoTokenizer": "factory.auto",
    "AutoImageProcessor": "factory.processors.auto",
    "AutoFeatureExtractor": "factory.processors.auto",
    "AutoProcessor": "factory.processors.multimodal",
    "ImageProcessingMixin": "factory.processors",
    "FeatureExtractionMixin": "factory.processors",
    "SequenceFeatureExtractor": "factory.processors",
    "ProcessorMixin": "factory.processors.joint",
    "BatchFeature": "factory.processors",
    "PretrainedConfig": "factory.configuration",
    "PreTrainedModel": "factory.models",
    "PreTrainedTokenizer": "factory.tokenizers",
    "PreTrainedTokenizerBase": "factory.tokenizers",
    "PreTrainedTokenizerFast": "factory.tokenizers",
    "BatchEncoding": "factory.tokenizers",
    "ModelOutput": "factory.models.outputs",
    "GenerationConfig": "factory.generation",
    "TextStreamer": "factory.generation",
    "TextIteratorStreamer": "factory.generation",
    "FactoryError": "factory.errors",
    "RequestError": "factory.errors",
    "CheckpointError": "factory.errors",
    "BundleError": "factory.errors",
    "MissingExtraError": "factory.errors",
}
"""Name -> module of what is written out by hand."""

OTHER_FRAMEWORKS = {"TF": "TensorFlow", "Flax": "Flax"}


def names() -> Iterator[str]:
    """Every public name: the fixed ones, then those of families, heads and preprocessing."""
    yield from FIXED
    yield from preprocessing()
    class_names = importlib.import_module("factory.tokenizer_classes").class_names
    heads = [head for _, head in REGISTRY.components("head")]
    yield from (name for head in heads for name in head.auto_classes)
    for _, family in REGISTRY.components("architecture"):
        yield family.config.__name__
        yield from class_names(family)
        for form in family.every_form:
            yield f"{form.class_prefix}PreTrainedModel"
            yield from (form.class_name(head) for head in heads if head.name in form.head_names)


def preprocessing() -> dict[str, str]:
    """Name -> module of what prepares inputs and is the same for every family that uses it."""
    several = importlib.import_module("factory.processors.multimodal").PROCESSORS
    schemes = (scheme for _, scheme in REGISTRY.components("tokenizer"))
    classes = [scheme.slow for scheme in schemes if scheme.fast is None]
    classes += [kind.processor for _, kind in REGISTRY.components("processor")]
    return {found.__name__: found.__module__ for found in (*classes, *several)}


def resolve(name: str) -> Any:
    """The object of a public name.

    Raises:
        ImportError: the family has no such head, or the name is another framework's class.
        AttributeError: there is no such name.
    """
    if name in FIXED:
        return getattr(importlib.import_module(FIXED[name]), name)
    if name.startswith("_"):
        raise AttributeError(f"module 'factory' has no attribute {name!r}")
    for find in _FINDERS:
        if (found := find(name)) is not None:
            return found
    for prefix, framework in OTHER_FRAMEWORKS.items():
        if name.removeprefix(prefix) in set(names()):
            raise ImportError(
                f"{name} is a {framework} class; the factory builds torch models: "
                f"use {name.removeprefix(prefix)}"
            )
    broken = sorted({e.entry.package for e in REGISTRY.broken("architecture", "head")})
    if broken:  # a warning, since `from factory import …` drops the message of an AttributeError
        said = f"{name!r} may be a name of {' or '.join(broken)}, which cannot be used"
        warnings.warn(f"{said}: factory list problems says why", RuntimeWarning, stacklevel=3)
    raise AttributeError(
        f"module 'factory' has no attribute {name!r}.{did_you_mean(name, names())}"
    )


def _configuration(name: str) -> Any:
    if not name.endswith("Config"):
        return None
    families = (family for _, family in REGISTRY.components("architecture"))
    return next((f.config for f in families if f.config.__name__ == name), None)


def _auto(name: str) -> Any:
    if not name.startswith("Auto"):
        return None
    heads = (head for head, kind in REGISTRY.components("head") if name in kind.auto_classes)
    found = next(heads, None)
    return importlib.import_module("factory.auto").auto_class(found, name) if found else None


def _preprocessing(name: str) -> Any:
    if not name.endswith(("Tokenizer", "Processor", "Extractor")):
        return None
    module = preprocessing().get(name)
    return getattr(importlib.import_module(module), name) if module else None


def _tokenizer(name: str) -> Any:
    if "Tokenizer" not in name:
        return None
    return importlib.import_module("factory.tokenizer_classes").class_for(name)


def _model(name: str) -> Any:
    families = (family for _, family in REGISTRY.components("architecture"))
    forms = (form for family in families for form in family.every_form)
    if not any(name.startswith(form.class_prefix) for form in forms):
        return None
    return importlib.import_module("factory.models.classes").class_for(name)


_FINDERS: tuple[Callable[[str], Any], ...] = (
    _configuration,
    _auto,
    _preprocessing,
    _tokenizer,
    _model,
)
