"""What one word of ``factory diff`` or ``factory draw`` stands for."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.cli import requests
from factory.cli.arguments import Arguments
from factory.errors import RequestError

if TYPE_CHECKING:
    from factory.composition import Blueprint
    from factory.configuration import PretrainedConfig
    from factory.specs import Model


@dataclass(frozen=True, kw_only=True)
class Side:
    """A request, a file or a bundle.

    Attributes:
        word: as it was given.
        tree: plain data; of a configuration alone, it has an architecture and nothing else.
        blueprint: the checked request; None of a configuration, or where it has problems.
        config: the configuration, where there is nothing else.
        problems: what is wrong with a tree that was read from a file.
    """

    word: str
    tree: Mapping[str, Any]
    blueprint: Blueprint | None = None
    config: PretrainedConfig | None = None
    problems: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether nothing is said of what stands beside the architecture."""
        return set(self.tree) == {"architecture"}

    def plan(self, *, bare: bool = False) -> Model:
        """The spec tree.

        Args:
            bare: leave the head out.

        Raises:
            RequestError: the file has problems.
        """
        from registry import REGISTRY

        found = self.blueprint
        if found is not None:
            return found.family.plan(found.config) if bare else found.plan()
        if self.config is None:
            raise RequestError([f"{self.word}: {problem}" for problem in self.problems])
        planned: Model = REGISTRY.get("architecture", self.config.family_name).plan(self.config)
        return planned


def side(word: str, given: Arguments) -> Side:
    """What a word stands for.

    Args:
        word: a bundle, a configuration file or its folder, the name of an architecture, or a list
            of overrides in one argument.
        given: the command line.

    Raises:
        RequestError: it is none of these.
    """
    from factory.composition import pins

    path = Path(word).expanduser()
    if (path / pins.FOLDER / pins.RUN).is_file():
        composer = requests.composer(given, pins.check(path))
        return _composed(word, composer.one([], sources_checked=False))
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return _printed(word, path)
    if path.is_dir() or path.is_file():
        return _configuration(word, path)
    try:
        words = shlex.split(word)
    except ValueError as error:
        raise RequestError(f"{word!r} is no list of overrides: {error}") from error
    if len(words) == 1 and "=" not in words[0]:
        words = [f"architecture={words[0]}"]
    return _composed(word, requests.composer(given).one(words))


def _composed(word: str, blueprint: Blueprint) -> Side:
    return Side(word=word, tree=blueprint.tree, blueprint=blueprint)


def _printed(word: str, path: Path) -> Side:
    """A tree that was printed into a YAML file."""
    from factory.composition.checks import check
    from factory.composition.refusals import saved_yaml

    data = saved_yaml(path)
    if not isinstance(data, dict) or "architecture" not in data:
        raise RequestError(f"{path} is no tree: it has no architecture")
    blueprint, problems = check(data, {}, ())
    return Side(word=word, tree=data, blueprint=blueprint, problems=tuple(problems))


def _configuration(word: str, path: Path) -> Side:
    """The architecture of a ``config.json``."""
    from factory.auto import AutoConfig
    from factory.composition import nodes

    config = AutoConfig.from_pretrained(path)
    fields = nodes.fields_of("architecture", config.family_name)
    values = {field.name: nodes.plain(getattr(config, field.name)) for field in fields}
    tree = {"architecture": {"model_type": config.family_name, **values}}
    return Side(word=word, tree=tree, config=config)
