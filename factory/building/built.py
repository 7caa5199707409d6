"""What a build makes, how it is saved as a bundle, and how a bundle is loaded."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from factory.building.making import (
    align,
    check_device,
    fitted,
    joined,
    load_processor,
    make_model,
    make_processor,
    make_tokenizer,
    tokenizer_class,
)
from factory.building.preflight import preflight
from factory.building.sources import hashes, recorded_hashes
from factory.configuration import PretrainedConfig
from factory.errors import RequestError

if TYPE_CHECKING:
    from factory.composition import Blueprint
    from factory.models import PreTrainedModel
    from factory.processors import Preprocessor
    from factory.processors.joint import ProcessorMixin
    from factory.tokenizers import PreTrainedTokenizerBase

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Built:
    """What a tree was built into.

    Attributes:
        blueprint: the checked tree that was asked for.
        model: a torch module in evaluation mode.
        tokenizer: the tokenizer that goes with it, or None.
        processor: what prepares pictures or sound for it, together with the tokenizer where the
            family has a class for both; or None.
        notices: sentences that are worth reading.
        recorded: hashes of the files that it was built from, when a bundle's manifest says them.
    """

    blueprint: Blueprint
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase | None
    processor: Preprocessor | ProcessorMixin | None = None
    notices: tuple[str, ...] = ()
    recorded: Mapping[str, str] | None = None

    @property
    def config(self) -> PretrainedConfig:
        """The model's configuration."""
        return self.model.config

    @property
    def tree(self) -> Mapping[str, Any]:
        """The composed tree, plain data."""
        return self.blueprint.tree

    @property
    def report(self) -> Any:
        """What loading weights found; None for a model with fresh weights."""
        return self.model.load_report

    @functools.cached_property
    def sources(self) -> Mapping[str, str]:
        """Hashes of the files that it was built from, by their names."""
        return hashes(self.blueprint) if self.recorded is None else self.recorded

    def save(
        self,
        folder: str | Path,
        *,
        overwrite: bool = False,
        more: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Path:
        """Write a bundle: configuration, weights, tokenizer, processor, pinned tree, manifest.

        Args:
            folder: where; it appears whole or not at all.
            overwrite: replace the bundle that is there.
            more: further files that are of the bundle, by name.

        Returns:
            The folder.

        Raises:
            RequestError: the folder is there already.
        """
        from factory.checkpoint.bundle import new_bundle
        from factory.composition import pins

        target = Path(folder).expanduser()
        with new_bundle(target, overwrite=overwrite, facts=self.facts()) as place:
            self.model.save_pretrained(place)
            if self.tokenizer is not None:
                self.tokenizer.save_pretrained(place)
            if self.processor is not None:
                self.processor.save_pretrained(place)
            for name, contents in more.items():
                (place / name).write_bytes(contents)
            pins.write(place / pins.FOLDER, self.blueprint)
        return target

    def facts(self) -> dict[str, Any]:
        """What a manifest says of how a bundle came about."""
        blueprint, settings = self.blueprint, self.blueprint.settings
        return {
            "class": type(self.model).__name__,
            "choices": dict(blueprint.choices),
            "overrides": list(blueprint.overrides),
            "seed": settings.seed,
            "dtype": settings.dtype,
            "sources": dict(self.sources),
        }


def build(overrides: Sequence[str] = (), *, config_dir: str | Path | None = None) -> Built:
    """Compose a request, check it and build it.

    Args:
        overrides: what ``factory build`` takes, such as
            ``["architecture=bert_tiny", "head=masked_lm"]``; with ``output_dir=…`` among them the
            bundle is written too.
        config_dir: a folder of your own groups and presets.

    Returns:
        The model, its tokenizer and the tree, with ``save(folder)``.

    Raises:
        RequestError: with every problem of the request.
        CheckpointError: the weights to start from do not fit.
    """
    from factory.checkpoint.bundle import check_target
    from factory.composition import compose

    blueprint = compose(overrides, config_dir=config_dir)
    settings = blueprint.settings
    if settings.output_dir is not None:
        check_target(Path(settings.output_dir).expanduser(), overwrite=settings.overwrite)
    built = assemble(blueprint)
    if settings.output_dir is not None:
        built.save(settings.output_dir, overwrite=settings.overwrite)
    return built


def load(folder: str | Path, *, verify: bool = False, device: str | None = None) -> Built:
    """Load a bundle that was built here.

    Args:
        folder: the bundle.
        device: where the model is put; where it was built when None.
        verify: hash every file first; names, sizes and headers are always checked.

    Returns:
        As :func:`build` does.

    Raises:
        BundleError: the bundle is not as it was written.
        RequestError: the folder is no bundle, its tree holds what a saved tree may not, or the
            device is not available here.
    """
    from factory.checkpoint.bundle import check_bundle, quick_check
    from factory.composition import Composer, pins
    from factory.models import model_class

    place = Path(folder).expanduser()
    if not place.is_dir():
        raise RequestError(f"{place} is not a folder")
    (check_bundle if verify else quick_check)(place)
    blueprint = Composer(job=pins.check(place)).one([], sources_checked=False)
    if device is None:
        device = blueprint.settings.device
        advice = f'; factory.load("{place}", device="cpu") puts it elsewhere'
        check_device(device, f"{place} was built on {device!r}", advice)
    else:
        check_device(device)
    model = model_class(blueprint.family, blueprint.head.name).from_pretrained(place, device=device)
    align(model)
    tokenizer = None
    if blueprint.tokenizer is not None:
        scheme, options = blueprint.tokenizer
        tokenizer = tokenizer_class(blueprint, scheme, options).from_pretrained(place)
    return Built(
        blueprint=blueprint,
        model=model,
        tokenizer=tokenizer,
        processor=joined(blueprint, load_processor(blueprint, place), tokenizer),
        recorded=recorded_hashes(place),
    )


def assemble(blueprint: Blueprint) -> Built:
    """Build a checked tree.

    Tokenizer and processor are made first, because what does not fit is found there, before torch
    is imported.

    Raises:
        RequestError: the tokenizer does not fit the architecture.
        CheckpointError: the weights to start from do not fit.
    """
    from factory.composition.remarks import left_random, remarks
    from factory.specs import shapes

    preflight(blueprint)
    tokenizer, processor = make_tokenizer(blueprint), make_processor(blueprint)
    config, notices = fitted(blueprint, tokenizer)
    log.info("building %s", blueprint.class_name)
    model = make_model(blueprint, config).eval()
    begun = shapes(model.tree) if model.load_report is None else model.load_report.new
    return Built(
        blueprint=blueprint,
        model=model,
        tokenizer=tokenizer,
        processor=joined(blueprint, processor, tokenizer),
        notices=(*notices, *remarks(blueprint, processor), *left_random(model.tree, begun)),
    )
