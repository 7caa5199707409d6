"""The parts of a build: the tokenizer, the configuration that fits it, the model."""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.configuration import PretrainedConfig, hints
from factory.errors import RequestError
from factory.heads import Labels

if TYPE_CHECKING:
    from factory.composition import Blueprint
    from factory.models import PreTrainedModel
    from factory.processors import Preprocessor
    from factory.processors.joint import ProcessorMixin
    from factory.tokenizers import PreTrainedTokenizerBase

log = logging.getLogger(__name__)

_BLANK = "pad_token_id"
"""The only special token that transcripts need: what a model says where it hears no letter."""


def make_tokenizer(blueprint: Blueprint) -> PreTrainedTokenizerBase | None:
    """The tokenizer of a tree: loaded, made from files or trained; no torch.

    It takes no more tokens than the architecture has positions for.
    """
    from factory.composition.checks import positions
    from factory.tokenizers import build_tokenizer

    if blueprint.tokenizer is None:
        return None
    scheme, options = blueprint.tokenizer
    class_ = tokenizer_class(blueprint, scheme, options)
    places = positions(blueprint.config)
    if options.load_from:
        from factory.hub import snapshot

        options = dataclasses.replace(options, load_from=str(snapshot(options.load_from)))
    elif options.model_max_length is None:
        options = dataclasses.replace(options, model_max_length=places)
    log.info("making the %s tokenizer", scheme.name)
    tokenizer = build_tokenizer(scheme, options, class_=class_)
    if places is not None and tokenizer.model_max_length > places:
        options = dataclasses.replace(options, model_max_length=places)
        tokenizer = build_tokenizer(scheme, options, class_=class_)
    return tokenizer


def make_processor(blueprint: Blueprint) -> Preprocessor | None:
    """The processor of a tree: made, or loaded from its folder; no torch.

    Raises:
        RequestError: the folder has none, or one that the architecture cannot take.
    """
    from factory.composition.preparation import misfits
    from factory.processors import build_processor

    if blueprint.processor is None:
        return None
    kind, options = blueprint.processor
    log.info("making the %s processor", kind.name)
    processor = build_processor(kind, options)
    if problems := list(misfits(blueprint.family, blueprint.config, processor)):
        raise RequestError(problems)
    return processor


def joined(
    blueprint: Blueprint,
    processor: Preprocessor | None,
    tokenizer: PreTrainedTokenizerBase | None,
) -> Preprocessor | ProcessorMixin | None:
    """Processor and tokenizer in one, where the family has a class for both; else the processor."""
    from factory.processors.multimodal import PROCESSORS

    model = blueprint.family.config.model_type
    both = next((found for found in PROCESSORS if model in found.models), None)
    if processor is None or tokenizer is None or both is None:
        return processor
    return both(processor, tokenizer)


def load_processor(blueprint: Blueprint, folder: Path) -> Preprocessor | None:
    """The processor of a tree out of its bundle."""
    from factory.processors import ImageProcessingMixin
    from factory.processors.auto import AutoFeatureExtractor, AutoImageProcessor

    if blueprint.processor is None:
        return None
    is_image = issubclass(blueprint.processor[0].processor, ImageProcessingMixin)
    auto = AutoImageProcessor if is_image else AutoFeatureExtractor
    loaded: Preprocessor = auto.from_pretrained(folder)
    return loaded


def fitted(
    blueprint: Blueprint, tokenizer: PreTrainedTokenizerBase | None
) -> tuple[PretrainedConfig, list[str]]:
    """The configuration once the tokenizer is known, and notices about how they fit.

    Special ids that nobody chose follow a tokenizer that was trained for the model.

    Raises:
        RequestError: they do not fit, and the request does not say who follows whom.
    """
    whole, notices = blueprint.config, list[str]()
    if tokenizer is None or blueprint.tokenizer is None:
        return whole, notices
    readers = [name for name, kind in whole.parts().items() if "vocab_size" in hints(kind)]
    if not readers:
        return _fitted(blueprint, whole, tokenizer, "architecture")
    config, notices = _fitted(
        blueprint, getattr(whole, readers[0]), tokenizer, f"architecture.{readers[0]}"
    )
    return whole.replace(**{readers[0]: config}), notices


def _fitted(
    blueprint: Blueprint, config: PretrainedConfig, tokenizer: PreTrainedTokenizerBase, where: str
) -> tuple[PretrainedConfig, list[str]]:
    """The same of the configuration that reads texts, whose key in the tree is given."""
    notices: list[str] = []
    assert blueprint.tokenizer is not None
    options = blueprint.tokenizer[1]
    trained = not (options.load_from or options.vocab_file)
    if blueprint.settings.weights and trained:
        notices.append(
            f"{blueprint.settings.weights} has no tokenizer, so one was trained; its ids mean "
            "nothing to these weights: give theirs with tokenizer.load_from or tokenizer.vocab_file"
        )
    size, tokens = int(getattr(config, "vocab_size", 0)), len(tokenizer)
    named = (f.name for f in dataclasses.fields(config) if f.name.endswith("_token_id"))
    found = {name: getattr(tokenizer, name, None) for name in named}
    ids = {name: value for name, value in found.items() if value is not None}
    following = {**ids, **_also_following(config, tokenizer, ids)}
    if options.fit_model:
        return adopting(config, {"vocab_size": tokens, **following}, notices, where)
    if trained and not blueprint.settings.weights:
        usual = type(config)()
        kept = {k: v for k, v in following.items() if getattr(config, k) == getattr(usual, k)}
        config, notices = adopting(config, kept, notices, where)
    if blueprint.head.labels is Labels.TRANSCRIPT:  # what a vocabulary lacks is never written
        tokens, ids = tokenizer.vocab_size, {k: v for k, v in ids.items() if k == _BLANK}
    problems, follow = [], "tokenizer.fit_model=true lets the model follow the tokenizer"
    if tokens > size:
        problems.append(
            f"tokenizer: its {tokens} tokens do not fit {where}.vocab_size {size}; {follow}"
        )
    for name, value in ids.items():
        wanted = getattr(config, name)
        allowed = wanted if isinstance(wanted, tuple) else (wanted,)
        if wanted is not None and value not in allowed and name not in config.unread:
            problems.append(
                f"{where}.{name}: is {wanted}, but the tokenizer's is {value}; {follow}"
            )
    if problems:
        raise RequestError(problems)
    smaller = f"the tokenizer has {tokens} tokens and the model rows for {size}; {follow}"
    return config, [*notices, smaller] if tokens < size else notices


def _also_following(
    config: PretrainedConfig, tokenizer: PreTrainedTokenizerBase, ids: Mapping[str, int]
) -> dict[str, Any]:
    """What else names tokens: options that the tokenizer has no name for, and lists of tokens.

    An option that says the same token as one that the tokenizer names, as BART begins with what
    ends its texts, goes on saying the same. A list with tokens that there are not is of another
    vocabulary, and is left out where the tokenizer does not know what it is for.

    Args:
        config: before it follows.
        tokenizer: which it is to follow.
        ids: special ids that the tokenizer knows, by the names of options.
    """
    found: dict[str, Any] = {}
    for field in dataclasses.fields(config):
        name, value = field.name, getattr(config, field.name)
        if value is None or name in ids:
            continue
        if name.endswith("_token_id"):
            twin = next((own for own in ids if getattr(config, own) == value), None)
            found |= {} if twin is None else {name: ids[twin]}
        elif name.endswith("suppress_tokens"):
            known = getattr(tokenizer, name, None)
            if known is not None or max(value, default=0) >= len(tokenizer):
                found[name] = known
    return found


def adopting(
    config: PretrainedConfig, values: Mapping[str, Any], notices: list[str], where: str
) -> tuple[PretrainedConfig, list[str]]:
    """A configuration with some values of the tokenizer, and the notices with what changed."""
    changed = {name: value for name, value in values.items() if getattr(config, name) != value}
    if not changed:
        return config, notices
    said = ", ".join(f"{where}.{name}={value}" for name, value in changed.items())
    return config.replace(**changed), [*notices, f"the model follows the tokenizer: {said}"]


def make_model(blueprint: Blueprint, config: PretrainedConfig) -> PreTrainedModel:
    """The model of a tree, with fresh weights or those that it starts from.

    Raises:
        RequestError: the device is not available here.
        CheckpointError: the weights to start from do not fit.
    """
    from factory.composition import weights
    from factory.models import create_model, model_class

    settings, head = blueprint.settings, blueprint.head.name
    check_device(settings.device)
    if settings.weights is None:
        return create_model(
            blueprint.family,
            config,
            head,
            seed=settings.seed,
            dtype=settings.dtype,
            device=settings.device,
        )
    model = model_class(blueprint.family, head).from_pretrained(
        settings.weights,
        config=weights.kept(config, settings.weights),
        seed=settings.seed,
        dtype=settings.dtype,
        device=settings.device,
        allow=dataclasses.asdict(blueprint.allowances),
    )
    align(model)
    return model


def align(model: PreTrainedModel) -> None:
    """Put weights where torch itself would have allocated them.

    A tensor mapped from a file may begin anywhere, and where it begins decides in which order
    vector units sum; outputs of a reloaded model would differ in the last bit.
    """
    for parameter in model.parameters():
        if parameter.data_ptr() % _ALIGNMENT:
            parameter.data = parameter.data.clone()


_ALIGNMENT = 64
"""Bytes; what torch's allocator on the CPU guarantees."""


def check_device(device: str, what: str = "", advice: str = "") -> None:
    """Refuse a device that is not there.

    Args:
        device: its name.
        what: whose device it is, for the error.
        advice: what to do instead, for the error.

    Raises:
        RequestError: it is not available here.
    """
    import torch

    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = re.split(r"\n|\. ", str(error))[0]
        start = f"{what}, which" if what else f"device: {device!r}"
        raise RequestError(f"{start} is not available here: {reason}{advice}") from error


def tokenizer_class(blueprint: Blueprint, scheme: Any, options: Any) -> Any:
    """The family's own class where the tokenizer is its own, else the scheme's."""
    from factory.tokenizer_classes import family_class

    if scheme.name == blueprint.family.tokenizer:
        return family_class(blueprint.family, options.use_fast)
    return scheme.class_of(options.use_fast)
