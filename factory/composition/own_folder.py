"""What is wrong with a folder of the user's own configs, ``--config-dir``."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from factory.composition import nodes
from factory.composition.blueprint import Settings
from factory.composition.checks import unused
from factory.composition.engine import Loader
from factory.composition.places import PRIMARY, shipped
from factory.composition.sentences import of_yaml, said
from factory.errors import did_you_mean

EXPERIMENT = "experiment"
"""The group whose configs set values all over the tree."""


def shadowed(folder: Path) -> Iterator[str]:
    """Files of a user's folder that would never be read."""
    if not folder.is_dir():
        yield f"--config-dir: {folder} is not a folder"
        return
    own = Loader(shipped())
    files = sorted(folder.rglob("*.yaml"))
    yield from _unreadable(files)
    for path in files:
        name = path.relative_to(folder).with_suffix("").as_posix()
        group, _, choice = name.rpartition("/")
        if name == PRIMARY or (group and own.is_group(group) and choice in own.choices(group)):
            yield f"--config-dir: {path} has the name of a shipped config; give it another"


def unread(folder: Path, tree: Mapping[str, Any], added: Collection[str]) -> Iterator[str]:
    """Sections of a composed tree that no component reads.

    Args:
        folder: the user's.
        tree: plain data.
        added: sections that are there on purpose.
    """
    for key in unused(tree):
        if key == EXPERIMENT:
            yield (
                f"{folder}/{key}: the file of an experiment begins with the line "
                f"'# @package _global_'; without it its values stand under {key!r}, where "
                "no component reads them"
            )
        elif key not in added:
            known = (*nodes.SECTIONS, *(f.name for f in dataclasses.fields(Settings)))
            yield (
                f"{key}: no component reads it.{did_you_mean(key, known)} To share a value, "
                f"put it into a group of your own, {key}/NAME.yaml, and choose {key}=NAME"
            )


def _unreadable(files: Sequence[Path]) -> Iterator[str]:
    """Files of a user's folder that are not the YAML that configs are."""
    for path in files:
        try:
            OmegaConf.load(path)
        except yaml.YAMLError as error:
            yield of_yaml(error, path)
        except (OmegaConfBaseException, OSError, UnicodeDecodeError, RecursionError) as error:
            yield f"{path}: cannot be read: {said(error)}"
