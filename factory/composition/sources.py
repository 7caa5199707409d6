"""Files and folders that a tree names: whether they are there and belong together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.composition import inputs, media, preparation, weights
from factory.composition.blueprint import Blueprint
from factory.composition.media import PICTURE
from factory.errors import FactoryError, RequestError, did_you_mean
from factory.hub import check_name

if TYPE_CHECKING:
    from factory.processors import Preprocessor, ProcessorKind


def problems(blueprint: Blueprint) -> Iterator[str]:
    """Sentences about what a build could not start from."""
    if blueprint.settings.input is not None:
        yield from _input_problems(blueprint, blueprint.settings.input)
    if blueprint.settings.plot and not _shows(blueprint):
        yield "plot: only what a processor makes of pictures or sound is drawn; leave it out"
    if blueprint.settings.weights is not None:
        try:
            problem = weights.mismatch(blueprint.settings.weights, blueprint.family.name)
        except FactoryError as error:
            yield from getattr(error, "problems", (str(error),))
        else:
            yield from [problem] if problem else []
    if blueprint.tokenizer is not None:
        yield from _tokenizer_problems(blueprint, blueprint.tokenizer[1])
    if blueprint.processor is not None:
        yield from _processor_problems(blueprint, *blueprint.processor)


def _shows(blueprint: Blueprint) -> bool:
    """Whether something is tried that can be drawn."""
    medium = media.drawn_of(blueprint.family, blueprint.head)
    return medium is not None and blueprint.processor is not None


def _input_problems(blueprint: Blueprint, given: str | tuple[str, ...]) -> Iterator[str]:
    medium = media.medium_of(blueprint.family, blueprint.head.name)
    if medium is not None:
        if blueprint.processor is None:
            yield f"input: without a processor no {medium.noun} can be tried; choose one"
        yield from media.problems(given, medium, _reader(blueprint))
    elif not isinstance(given, str):
        yield "input: several inputs are files of pictures or sound; texts are lines of one file"
    else:
        if problem := inputs.problem(given, blueprint.head):
            yield problem
        elif named := inputs.pictures(given, blueprint.head):
            yield from media.problems(named, PICTURE, _reader(blueprint))
        if blueprint.tokenizer is None:
            yield "input: without a tokenizer no text can be tried; choose one, or leave input out"


def _reader(blueprint: Blueprint) -> Preprocessor | None:
    """What will read the files of an input; None where that is on the hub, or wrong itself."""
    from factory.processors import build_processor

    if blueprint.processor is None or _elsewhere(blueprint.processor[1]) is not None:
        return None
    try:
        return build_processor(*blueprint.processor)
    except RequestError:
        return None


def _elsewhere(options: Any) -> str | None:
    """What a processor is to be loaded from, where that is nothing on this machine."""
    source: str | None = getattr(options, "load_from", None)
    return None if source is None or Path(source).expanduser().exists() else source


def _processor_problems(blueprint: Blueprint, kind: ProcessorKind, options: Any) -> Iterator[str]:
    """What can be said of a processor once folders are read: its own, and that of the weights.

    What is on the hub is not fetched for it.
    """
    from factory.processors import build_processor

    source = getattr(options, "load_from", None)
    if (name := _elsewhere(options)) is not None:
        try:
            check_name(name)
        except RequestError as error:
            yield f"processor.load_from: {error}"
        return
    try:
        processor = build_processor(kind, options)
    except RequestError as error:
        yield from (f"processor.load_from: {text}" for text in error.problems)
        return
    if source is not None:
        yield from preparation.misfits(blueprint.family, blueprint.config, processor)
    beside = blueprint.settings.weights
    if beside is None or not weights.has_processor(beside):
        return
    known = type(processor).from_pretrained(beside)
    if problem := preparation.rate_problem(processor, known, beside):
        yield problem


def _tokenizer_problems(blueprint: Blueprint, options: Any) -> Iterator[str]:
    given = [name for name in ("load_from", "vocab_file", "train_from") if getattr(options, name)]
    if len(given) > 1:
        names = " and ".join(f"tokenizer.{name}" for name in given)
        yield f"{names} each say where the vocabulary comes from; give one of them"
    elif options.load_from:
        try:
            check_name(options.load_from)
        except RequestError as error:
            yield f"tokenizer.load_from: {error}"
    named = {
        "vocab_file": options.vocab_file,
        "merges_file": getattr(options, "merges_file", None),
        **{f"train_from[{i}]": path for i, path in enumerate(options.train_from)},
    }
    missing = {name: path for name, path in named.items() if path and not Path(path).is_file()}
    for name, path in missing.items():
        yield f"tokenizer.{name}: there is no file {path}.{_nearby(Path(path))}"
    if options.vocab_file and not missing and not options.fit_model:
        size, limit = (
            _vocabulary(Path(options.vocab_file)),
            int(blueprint.config.to_dict()["vocab_size"]),
        )
        if size is not None and size > limit:
            yield (
                f"tokenizer.vocab_file: its {size} tokens do not fit architecture.vocab_size "
                f"{limit}; tokenizer.fit_model=true lets the model follow"
            )


def _vocabulary(path: Path) -> int | None:
    """How many tokens a vocabulary file holds; None when that is for its reader to say."""
    try:
        text = path.read_text(encoding="utf-8")
        return len(json.loads(text)) if path.suffix == ".json" else len(text.split("\n")) - 1
    except (OSError, ValueError, TypeError):
        return None


def _nearby(path: Path) -> str:
    folder = path.parent
    return did_you_mean(path.name, [p.name for p in folder.iterdir()]) if folder.is_dir() else ""
