"""What can be composed: registered components and the presets that lie in config folders.

Read without Hydra, so that listing and describing answer at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factory.composition.leaves import leaves
from factory.composition.places import plugged, shipped
from factory.errors import RequestError
from registry import REGISTRY, PluginError


@dataclass(frozen=True, slots=True)
class Preset:
    """A config file of a group.

    Attributes:
        group: the group it is a choice of.
        name: the choice.
        base: what it builds on, the first of its defaults.
        summary: its first comment.
        values: what it changes, full keys below the group.
        path: the file.
    """

    group: str
    name: str
    base: str
    summary: str
    values: dict[str, Any]
    path: Path


def presets(config_dir: Path | None = None) -> list[Preset]:
    """Presets of the factory, of plug-ins and of a user's folder, by group and name.

    Of two with one name the first is meant; see :func:`hidden`.

    Raises:
        RequestError: a file cannot be read.
    """
    return sorted((_preset(group, path) for group, path in _first(config_dir)), key=_order)


def hidden() -> Iterator[tuple[str, str, Path]]:
    """Presets of plug-ins that cannot be chosen, as another has their name.

    Yields:
        The package, the group, and the file.
    """
    packages = {folder: package for package, folder in plugged()}
    chosen = {path for _, path in _first(None)}
    for group, path in _files(None):
        if path not in chosen or (group, path.stem) in REGISTRY:
            yield packages[path.parent.parent], group, path


def preset(name: str, config_dir: Path | None = None) -> list[Preset]:
    """Presets of that name, one a group at most."""
    return [_preset(group, path) for group, path in _first(config_dir) if path.stem == name]


def names(config_dir: Path | None = None) -> Iterator[str]:
    """Names of all presets."""
    yield from dict.fromkeys(path.stem for _, path in _files(config_dir))


def _first(config_dir: Path | None) -> list[tuple[str, Path]]:
    """Groups and files without those whose name an earlier one has."""
    found: dict[tuple[str, str], Path] = {}
    for group, path in _files(config_dir):
        found.setdefault((group, path.stem), path)
    return [(group, path) for (group, _), path in found.items()]


def _files(config_dir: Path | None) -> Iterator[tuple[str, Path]]:
    """Groups and files, in the order in which configs are looked up."""
    own = [config_dir] if config_dir is not None else []
    for folder in (shipped(), *(folder for _, folder in plugged()), *own):
        for group in _groups(folder):
            yield from ((group, path) for path in sorted((folder / group).glob("*.yaml")))


def summary(component: Any) -> str:
    """A component in one line; of a class, what its docstring begins with."""
    if isinstance(component, type):
        return (component.__doc__ or "").strip().partition("\n")[0]
    return str(component.summary)


def explained(error: PluginError) -> BaseException | None:
    """Where a plug-in fails, when that was asked for with ``--verbose``."""
    verbose = logging.getLogger("factory").isEnabledFor(logging.DEBUG)
    return error.__cause__ if verbose else None


def _groups(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise RequestError(f"--config-dir: {folder} is not a folder")
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _order(found: Preset) -> tuple[str, str, str]:
    return found.group, found.base, found.name


def _preset(group: str, path: Path) -> Preset:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RequestError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
    if not isinstance(data, dict):
        raise RequestError(f"{path} is not a mapping")
    comments = [line.lstrip("# ") for line in text.splitlines() if line.startswith("# ")]
    summary = next((line for line in comments if not line.startswith("@")), "")
    defaults = data.pop("defaults", [])
    return Preset(group, path.stem, _base(defaults), summary, dict(leaves(data)), path)


def _base(defaults: Any) -> str:
    """What a defaults list begins with: a config, or the architecture that it chooses."""
    for entry in defaults if isinstance(defaults, list) else ():
        if isinstance(entry, str) and entry != "_self_":
            return entry
        if isinstance(entry, dict) and "override /architecture" in entry:
            return str(entry["override /architecture"])
    return ""
