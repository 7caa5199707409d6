"""Files and folders that a tree names: whether they are there and belong together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from factory.composition import inputs, weights
from factory.composition.blueprint import Blueprint
from factory.errors import FactoryError, RequestError, did_you_mean
from factory.hub import check_name


def problems(blueprint: Blueprint) -> Iterator[str]:
    """Sentences about what a build could not start from."""
    text = blueprint.settings.input
    if text is not None and (problem := inputs.problem(text, blueprint.head)):
        yield problem
    if text is not None and blueprint.tokenizer is None:
        yield "input: without a tokenizer no text can be tried; choose one, or leave input out"
    if blueprint.settings.weights is not None:
        try:
            problem = weights.mismatch(blueprint.settings.weights, blueprint.family.name)
        except FactoryError as error:
            yield from getattr(error, "problems", (str(error),))
        else:
            yield from [problem] if problem else []
    if blueprint.tokenizer is not None:
        yield from _tokenizer_problems(blueprint, blueprint.tokenizer[1])


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
