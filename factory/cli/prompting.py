"""What ``factory generate`` is asked: a model, prompts, and how to go on with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.cli import requests
from factory.composition.overrides import parsed
from factory.configuration import option
from factory.configuration.options import problems
from factory.errors import RequestError, did_you_mean
from factory.files import MANIFEST_NAME
from factory.generation import GenerationConfig

if TYPE_CHECKING:
    from factory.composition import Composer

GENERATION = "generation"
VERBATIM = ("prompt", "prompts", "system")
"""Keys whose values are texts, taken as they stand."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request of ``factory generate``.

    Attributes:
        prompt: what to go on with, or what an encoder is to read.
        input: recordings, where a model hears.
        chat: whether prompts are messages of a user, to be answered.
        system: what the model is told before a chat.
        batch_size: how many prompts run at once.
        seed: fixes what is drawn, and random weights.
        generation: options of generation.
        words: everything else: a folder, or overrides of the model.
    """

    prompt: tuple[str, ...] = option((), "Texts to go on with.")
    input: str | tuple[str, ...] | None = option(None, "Recordings to write down.")
    chat: bool = option(False, "Answer prompts as messages of a user.")
    system: str | None = option(None, "What the model is told before a chat.")
    batch_size: int = option(16, "How many prompts run at once.", low=1)
    seed: int | None = option(None, "Fixes what is drawn, and random weights.", low=0)
    generation: GenerationConfig = field(default_factory=GenerationConfig)
    words: tuple[str, ...] = ()


KEYS = (*(f.name for f in dataclasses.fields(Asked) if f.name != "words"), "prompts")


def asked(composer: Composer, words: Sequence[str]) -> Asked:
    """Take prompts and options of generation off a command line.

    Raises:
        RequestError: with everything that is wrong with them.
    """
    wrong: list[str] = []
    prompts: list[str] = []
    values: dict[str, Any] = {}
    chosen: dict[str, Any] = {}
    rest: list[str] = []
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or key.partition(".")[0] not in KEYS:
            rest.append(word)
        elif key == "system":
            values[key] = text
        elif key in VERBATIM:
            prompts += _prompts(key, text)
        elif key == GENERATION:
            wrong.append("generation: set one option at a time, as in generation.max_new_tokens=50")
        elif (override := parsed(composer.loader, word, wrong)) is not None:
            under, _, name = key.partition(".")
            value = plain(override.value())
            if under == GENERATION:
                chosen[name] = value
            elif name:
                wrong.append(f"{key}: {under} has no options of its own")
            else:
                values[key] = value
    wrong += _misspelt(composer, rest)
    wrong += (str(problem) for problem in problems(Asked, values))
    generation = GenerationConfig()
    try:
        generation = generation.replace(**chosen)
    except RequestError as error:
        wrong += error.problems
    if wrong:
        raise RequestError(wrong)
    if isinstance(values.get("input"), list):
        values["input"] = tuple(values["input"])
    return Asked(prompt=tuple(prompts), generation=generation, words=tuple(rest), **values)


def model_lines(composer: Composer, found: Asked) -> tuple[Path | None, list[str]]:
    """A bundle to load, or the overrides that a model is composed of.

    Raises:
        RequestError: there are two folders, or something of a bundle is to be changed.
    """
    folders = [word for word in found.words if "=" not in word and not word.startswith("~")]
    lines = [word for word in found.words if word not in folders]
    if len(folders) > 1:
        raise RequestError(f"{' and '.join(folders)}: one model is needed; give one folder")
    if not folders:
        return None, [*lines, *([] if found.seed is None else [f"seed={found.seed}"])]
    from factory.composition.engine import quoted
    from factory.hub import check_name

    check_name(folders[0])
    place = Path(folders[0]).expanduser()
    if (place / MANIFEST_NAME).is_file():
        if changed := [line for line in lines if not line.startswith("device=")]:
            raise RequestError(
                f"{place} is a bundle, which is whole; leave out {' '.join(changed)}, or give "
                f"weights={place} to compose a model around its weights"
            )
        return place, lines
    return None, [f"weights={quoted(folders[0])}", *lines]


def _misspelt(composer: Composer, words: Sequence[str]) -> Iterator[str]:
    """Sentences about words that are nearly one of our keys, or of no use here."""
    for key, equals, _ in (word.partition("=") for word in words):
        if key in _OF_BUILDS:
            yield f"{key}: is of factory build; factory generate {_OF_BUILDS[key]}, so leave it out"
            continue
        own = key in _SETTINGS or "." in key or composer.loader.is_group(key)
        if equals and not own and (hint := did_you_mean(key, KEYS)):
            yield f"{key}: there is no such key.{hint}"


def plain(value: Any) -> Any:
    """The value of an override as plain data: texts without their quotes."""
    if isinstance(value, dict):
        return {plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return getattr(value, "text", value)


def _prompts(key: str, text: str) -> Iterator[str]:
    """The prompts that a value stands for: itself, or lines of a file or of standard input."""
    if key == "prompt":
        yield requests.standard_input("prompt=-").removesuffix("\n") if text == "-" else text
        return
    if text == "-":
        content = requests.standard_input("prompts=-")
    else:
        try:
            content = Path(text).expanduser().read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise RequestError(f"prompts: {text} is not a text file in UTF-8") from error
        except OSError as error:
            raise RequestError(f"prompts: cannot read {text}: {error.strerror or error}") from error
    lines = [line for line in content.splitlines() if line.strip()]
    if not lines:
        raise RequestError(f"prompts: {text} holds no line to go on with")
    yield from lines


_SETTINGS = ("weights", "dtype", "device", "hydra")
_OF_BUILDS = {
    "output_dir": "writes no folder",
    "overwrite": "writes no folder",
    "plot": "draws nothing",
}
"""What is of builds alone -> why."""
