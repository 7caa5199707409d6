"""What a tree may never hold: anything that Hydra or a reader of it could turn into code.

The tree is data. Keys that name callables are refused at any depth, wherever they come from; under
``hydra`` only what the factory ships is allowed, except a few parameters; and a saved tree is read
without interpolation and without YAML's aliases, which expand without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from factory.composition.leaves import leaves
from factory.errors import RequestError

FREE_UNDER_HYDRA = ("run", "sweep", "launcher", "sweeper", "job.name", "verbose")
"""Parameters of Hydra's that a request may set."""

_FILLED_BY_HYDRA = ("runtime", "overrides", "job.override_dirname", "job.config_name")
_CALLS = re.compile(r"_[a-z]+_|class|\(\)")
_LARGEST_SAVED_TREE = 1_000_000


def is_call(key: object) -> bool:
    """Whether a key is one that instantiates, such as ``_target_``."""
    return isinstance(key, str) and _CALLS.fullmatch(key) is not None


def calls(data: Any, path: str = "") -> Iterator[str]:
    """Sentences about every key, at any depth, that would name code."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            where = f"{path}.{key}" if path else str(key)
            if is_call(key):
                yield f"{where}: configs are data and cannot name code; {key!r} is refused"
            yield from calls(value, where)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from calls(value, f"{path}[{index}]")


def is_free(key: str) -> bool:
    """Whether a request may set a key under ``hydra``, given without that prefix."""
    return _below(key, FREE_UNDER_HYDRA)


def hydra_changes(hydra: Mapping[str, Any], shipped: Mapping[str, Any]) -> Iterator[str]:
    """Sentences about what a request changes under ``hydra`` and may not.

    Args:
        hydra: the composed node, unresolved.
        shipped: the node with the same choices composed from shipped configs and installed
            packages alone.
    """
    before, after = dict(leaves(shipped)), dict(leaves(hydra))
    for path in dict.fromkeys((*after, *before)):
        if _below(path, _FILLED_BY_HYDRA):
            continue
        same = before.get(path, ...) == after.get(path, ...)
        named = any(map(is_call, path.split("."))) or any(calls(after.get(path)))
        if not same and (named or not is_free(path)):
            yield fixed(path)


def fixed(key: str) -> str:
    """The sentence about a key under ``hydra`` that a request may not set."""
    free = ", ".join(f"hydra.{name}" for name in FREE_UNDER_HYDRA)
    return f"hydra.{key}: is fixed; what may be set under hydra is: {free}"


def _below(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(f"{root}.") for root in roots)


def saved_yaml(path: Path) -> Any:
    """A YAML file of a bundle or a job, read as the plain data that it must be.

    Raises:
        RequestError: it holds an alias, an anchor, a tag, an interpolation or a name of code.
    """
    try:
        if path.stat().st_size > _LARGEST_SAVED_TREE:
            raise RequestError(f"{path}: is larger than any saved tree")
        text = path.read_text(encoding="utf-8")
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise RequestError(f"{path}: YAML anchors and aliases are refused in saved trees")
            if getattr(event, "tag", None):
                raise RequestError(f"{path}: YAML tags are refused in saved trees")
        if re.search(r"^\s*#\s*@package\b", text, re.MULTILINE):
            raise RequestError(f"{path}: saved trees have no @package header")
        data = yaml.safe_load(text)
    except OSError as error:
        raise RequestError(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise RequestError(f"{path} is not a YAML file: {_first_line(error)}") from error
    found = [f"{path}: {problem}" for problem in calls(data)]
    found += [f"{path}: {problem}" for problem in _interpolations(data)]
    if isinstance(data, Mapping) and "hydra" in data:
        found.append(f"{path}: a saved tree has no hydra node")
    if found:
        raise RequestError(found)
    try:  # as Hydra would read it: numbers such as 1e-5, no key twice
        return OmegaConf.to_container(OmegaConf.create(text)) if data else data
    except (yaml.YAMLError, OmegaConfBaseException) as error:
        raise RequestError(f"{path}: {' '.join(str(error).split())}") from error


def _interpolations(data: Any) -> Iterator[str]:
    for where, value in leaves(data):
        for text in _texts(value):
            if re.search(r"(?<!\\)(\\\\)*\$\{", text):
                yield f"{where}: interpolations are refused in saved trees, {text!r}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
