"""Where each value of a tree comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from factory.composition import nodes
from factory.composition.engine import Loader
from factory.composition.leaves import leaves
from factory.composition.overrides import Sorted, values_of, written
from factory.composition.places import shipped
from factory.composition.source import SCHEME
from factory.composition.weights import Taken

DEFAULTS = "defaults of"
"""How the place of a component's own defaults begins."""


def origins(
    loader: Loader, primary: str, found: Sorted, taken: Taken, tree: Mapping[str, Any]
) -> dict[str, str]:
    """Full key -> the last place that set it.

    Args:
        loader: composes.
        primary: the primary config.
        found: the sorted overrides.
        taken: what weights say.
        tree: the finished tree, which says what aliases stand for.
    """
    family = str(tree["architecture"]["model_type"])
    aliases = {
        f"architecture.{alias}": f"architecture.{own}"
        for alias, own in nodes.aliases_of("architecture", family).items()
    }
    lines = [line for line in written(found.groups) if line.partition("=")[0] not in taken.groups]
    lines += [f"{group}={name}" for group, name in taken.groups.items()]
    last: dict[str, str] = {}
    for source, name, config in loader.layers(primary, lines):
        for key in _set_by(config, aliases):
            last[aliases.get(key, key)] = place(source, name)
    last |= dict.fromkeys(taken.values, "the weights' own folder")
    for override in found.values:
        for given in values_of(override):
            key = aliases.get(given, given)
            last |= {name: str(override.input_line) for name in last if name.startswith(f"{key}.")}
            last[key] = str(override.input_line)
    return last


def _set_by(config: DictConfig, aliases: Mapping[str, str]) -> Iterator[str]:
    """Keys of values in a layer; the registry's alias nodes set nothing."""
    for key, value in leaves(OmegaConf.to_container(config, resolve=False)):
        own = aliases.get(key)
        if own is None or value != f"${{.{own.rpartition('.')[2]}}}":
            yield key


def place(source: str, name: str) -> str:
    """A layer's source as people say it."""
    if source.startswith(f"{SCHEME}://"):
        return f"{DEFAULTS} {name.replace('/', ' ')}"
    folder = Path(source.removeprefix("file://"))
    shown = folder.name if folder == shipped() else str(folder)
    return f"{shown}/{name}.yaml"
