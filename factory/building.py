"""Building: from a checked tree to a model with its tokenizer, and to a bundle on disk.

The tokenizer is made first, because a vocabulary that does not fit is found there, before torch is
imported.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.configuration import PretrainedConfig
from factory.errors import BundleError, CheckpointError, RequestError

if TYPE_CHECKING:
    from factory.checkpoint.safetensors_files import Weights
    from factory.composition import Blueprint
    from factory.models import PreTrainedModel
    from factory.tokenizers import PreTrainedTokenizerBase

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Built:
    """What a tree was built into.

    Attributes:
        blueprint: the checked tree that was asked for.
        model: a torch module in evaluation mode.
        tokenizer: the tokenizer that goes with it, or None.
        processor: for images and sound; None for text.
        notices: sentences that are worth reading.
        recorded: hashes of the files that it was built from, when a bundle's manifest says them.
    """

    blueprint: Blueprint
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase | None
    processor: Any = None
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
        return _hashes(self.blueprint) if self.recorded is None else self.recorded

    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Write a bundle: configuration, weights, tokenizer, the pinned tree and a manifest.

        Args:
            folder: where; it appears whole or not at all.
            overwrite: replace the bundle that is there.

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
        _check_device(device, f"{place} was built on {device!r}", advice)
    else:
        _check_device(device)
    model = model_class(blueprint.family.name, blueprint.head.name).from_pretrained(
        place, device=device
    )
    _align(model)
    tokenizer = None
    if blueprint.tokenizer is not None:
        scheme, options = blueprint.tokenizer
        tokenizer = _tokenizer_class(blueprint, scheme, options).from_pretrained(place)
    return Built(blueprint=blueprint, model=model, tokenizer=tokenizer, recorded=_recorded(place))


def preflight(blueprint: Blueprint) -> None:
    """Find what would stop a build before it is begun: no torch, and only headers are read.

    Weights on the hub are not fetched for it, nor is it asked whether weights fit a model whose
    sizes only its tokenizer will tell.

    Raises:
        RequestError: the weights to start from cannot be read, or do not fit.
    """
    from factory.checkpoint.safetensors_files import open_weights
    from factory.composition import weights as taken

    settings = blueprint.settings
    if settings.weights is None or not Path(settings.weights).expanduser().is_dir():
        return
    folder = Path(settings.weights).expanduser()
    try:
        stored = open_weights(folder)
        if blueprint.tokenizer is not None and blueprint.tokenizer[1].fit_model:
            return
        config = taken.kept(blueprint.config, settings.weights)
        problem = _misfit(blueprint, config, stored)
    except CheckpointError as error:
        raise RequestError(f"weights: {error}") from error
    if problem is not None:
        raise RequestError(f"weights: {problem}")


def changed_sources(built: Built, bundle: Path) -> list[str]:
    """Sentences about files that are not what they were when a bundle was built from them."""
    before = _recorded(bundle)
    return [
        f"{name} has changed since {bundle} was built from it, so this build may differ"
        for name, found in built.sources.items()
        if before.get(name, found) != found
    ]


def assemble(blueprint: Blueprint) -> Built:
    """Build a checked tree.

    Raises:
        RequestError: the tokenizer does not fit the architecture.
        CheckpointError: the weights to start from do not fit.
    """
    preflight(blueprint)
    tokenizer = make_tokenizer(blueprint)
    config, notices = fitted(blueprint, tokenizer)
    log.info("building %s", blueprint.class_name)
    model = _model(blueprint, config).eval()
    return Built(
        blueprint=blueprint,
        model=model,
        tokenizer=tokenizer,
        notices=tuple(notices),
    )


def make_tokenizer(blueprint: Blueprint) -> PreTrainedTokenizerBase | None:
    """The tokenizer of a tree: loaded, made from files or trained; no torch.

    It takes no more tokens than the architecture has positions for.
    """
    from factory.composition.checks import positions
    from factory.tokenizers import build_tokenizer

    if blueprint.tokenizer is None:
        return None
    scheme, options = blueprint.tokenizer
    class_ = _tokenizer_class(blueprint, scheme, options)
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


def fitted(
    blueprint: Blueprint, tokenizer: PreTrainedTokenizerBase | None
) -> tuple[PretrainedConfig, list[str]]:
    """The configuration once the tokenizer is known, and notices about how they fit.

    Raises:
        RequestError: they do not fit, and the request does not say who follows whom.
    """
    config = blueprint.config
    notices: list[str] = []
    if tokenizer is None or blueprint.tokenizer is None:
        return config, notices
    options = blueprint.tokenizer[1]
    if blueprint.settings.weights and not (options.load_from or options.vocab_file):
        notices.append(
            f"{blueprint.settings.weights} has no tokenizer, so one was trained; its ids mean "
            "nothing to these weights: give theirs with tokenizer.load_from or tokenizer.vocab_file"
        )
    size, tokens = int(getattr(config, "vocab_size", 0)), len(tokenizer)
    ids = {name: getattr(tokenizer, name) for name in _SPECIAL_IDS}
    if options.fit_model:
        changes = {name: value for name, value in ids.items() if value is not None}
        adopted = {"vocab_size": tokens, **changes}
        adopted = {k: v for k, v in adopted.items() if getattr(config, k) != v}
        said = ", ".join(f"architecture.{key}={value}" for key, value in adopted.items())
        notices += [f"the model follows the tokenizer: {said}"] if said else []
        return (config.replace(**adopted) if adopted else config), notices
    problems, follow = [], "tokenizer.fit_model=true lets the model follow the tokenizer"
    if tokens > size:
        problems.append(
            f"tokenizer: its {tokens} tokens do not fit architecture.vocab_size {size}; {follow}"
        )
    for name, value in ids.items():
        wanted = getattr(config, name)
        allowed = wanted if isinstance(wanted, tuple) else (wanted,)
        if wanted is not None and value is not None and value not in allowed:
            problems.append(
                f"architecture.{name}: is {wanted}, but the tokenizer's is {value}; {follow}"
            )
    if problems:
        raise RequestError(problems)
    smaller = f"the tokenizer has {tokens} tokens and the model rows for {size}; {follow}"
    return config, [*notices, smaller] if tokens < size else notices


_SPECIAL_IDS = ("pad_token_id", "bos_token_id", "eos_token_id")


def _model(blueprint: Blueprint, config: PretrainedConfig) -> PreTrainedModel:
    from factory.composition import weights
    from factory.models import create_model, model_class

    settings, head = blueprint.settings, blueprint.head.name
    _check_device(settings.device)
    if settings.weights is None:
        return create_model(
            blueprint.family,
            config,
            head,
            seed=settings.seed,
            dtype=settings.dtype,
            device=settings.device,
        )
    model = model_class(blueprint.family.name, head).from_pretrained(
        settings.weights,
        config=weights.kept(config, settings.weights),
        seed=settings.seed,
        dtype=settings.dtype,
        device=settings.device,
        allow=dataclasses.asdict(blueprint.allowances),
    )
    _align(model)
    return model


def _align(model: PreTrainedModel) -> None:
    """Put weights where torch itself would have allocated them.

    A tensor mapped from a file may begin anywhere, and where it begins decides in which order
    vector units sum; outputs of a reloaded model would differ in the last bit.
    """
    for parameter in model.parameters():
        if parameter.data_ptr() % _ALIGNMENT:
            parameter.data = parameter.data.clone()


_ALIGNMENT = 64
"""Bytes; what torch's allocator on the CPU guarantees."""


def _check_device(device: str, what: str = "", advice: str = "") -> None:
    import torch

    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = re.split(r"\n|\. ", str(error))[0]
        start = f"{what}, which" if what else f"device: {device!r}"
        raise RequestError(f"{start} is not available here: {reason}{advice}") from error


def _tokenizer_class(blueprint: Blueprint, scheme: Any, options: Any) -> Any:
    """The family's own class where the tokenizer is its own, else the scheme's."""
    from factory.tokenizer_classes import family_class

    if scheme.name == blueprint.family.tokenizer:
        return family_class(blueprint.family, options.use_fast)
    return scheme.fast if options.use_fast else scheme.slow


def _hashes(blueprint: Blueprint) -> dict[str, str]:
    """Hashes of the files that a build started from, by names that a rerun gives them too."""
    from factory.files import sha256

    named: dict[str, Path] = {}
    if blueprint.settings.weights is not None:
        named |= _files_of(blueprint.settings.weights, ["*.safetensors"])
    if blueprint.tokenizer is not None:
        from factory.composition.weights import TOKENIZER_FILES

        options = blueprint.tokenizer[1]
        files = (getattr(options, name, None) for name in ("vocab_file", "merges_file"))
        paths = [Path(name).resolve() for name in (*files, *options.train_from) if name]
        named |= {str(path): path for path in paths}
        if options.load_from:
            named |= _files_of(options.load_from, TOKENIZER_FILES)
        elif not (options.vocab_file or options.train_from):
            from factory.tokenizers.scheme import CORPUS

            named[f"the factory's {CORPUS.name}"] = CORPUS
    return {name: sha256(path) for name, path in named.items() if path.is_file()}


def _files_of(source: str, patterns: Sequence[str]) -> dict[str, Path]:
    """Files of a folder, or of a repository on the hub, by name."""
    from factory.hub import snapshot

    folder = snapshot(source)
    shown = str(folder.resolve()) if Path(source).expanduser().is_dir() else source
    return {
        f"{shown}/{path.name}": path
        for pattern in patterns
        for path in sorted(folder.glob(pattern))
    }


def _recorded(bundle: Path) -> dict[str, str]:
    """The hashes that a bundle's manifest records of its sources; none where there is none."""
    from factory.checkpoint.bundle import read_manifest

    try:
        facts = read_manifest(bundle).get("facts")
    except BundleError:
        return {}
    found = facts.get("sources") if isinstance(facts, dict) else None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _misfit(blueprint: Blueprint, config: PretrainedConfig, stored: Weights) -> str | None:
    """Why stored weights do not fit a model, by their names and shapes."""
    from factory.checkpoint.matching import judge, match, refusal
    from factory.checkpoint.names import Relatives, table_of
    from factory.checkpoint.report import Allow
    from factory.specs import shapes

    family, head = blueprint.family, blueprint.head.name
    if not config.tie_word_embeddings:  # what is missing may be taken from the table then
        return None
    tree = family.plan(config, head)
    table = table_of(family, config, head, tree, stored.layout)
    found = match(stored.tensors, table, Relatives(family, config, head, stored.layout))
    allow = Allow(**dataclasses.asdict(blueprint.allowances))
    fit = judge(found, table, stored.tensors, shapes(tree), config, allow)
    return refusal(stored.folder, fit, stored.tensors, family, config) if fit.problems else None
