"""Weights of a model whose blocks are others than those of the model that is to begin with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from factory.checkpoint.matching import Fit
from factory.checkpoint.safetensors_files import Layout, Weights
from factory.configuration import CONFIG_NAME, PretrainedConfig
from factory.files import read_json
from factory.specs import Constant, Model, Shape, starts


def stored_as(config: PretrainedConfig, weights: Weights) -> PretrainedConfig:
    """A configuration with the blocks that a folder's weights are of.

    Files under transformers' names hold a family's own blocks; under names of ours, those that the
    configuration beside them tells of.

    Raises:
        RequestError: that cannot be read, or names blocks that there are not.
    """
    if weights.layout is Layout.HUGGING_FACE:
        return config.replace(swap={}) if config.swap else config
    path = weights.folder / CONFIG_NAME
    stated: Mapping[str, Any] = read_json(path) if path.is_file() else {"swap": config.swap}
    return config.replace(swap=stated.get("swap", {}))


def carried(fit: Fit, source: Model, tree: Model) -> Fit:
    """What is read of a file where some blocks are others than those that it holds.

    A weight is taken over where its path and shape are the same, and where it begins alike: the
    factor of one norm may be what another adds to 1.

    Args:
        fit: what would be read into the model that the file holds.
        source: the tree of that model.
        tree: that of the model that is to begin with it.
    """
    theirs, ours = _ways(source), _ways(tree)
    read = {native: name for native, name in fit.read.items() if _same(native, theirs, ours)}
    unused = {name: None for native, name in fit.read.items() if native not in read}
    return replace(
        fit,
        read=read,
        new=[path for path in ours if path not in read],
        dropped=[*fit.dropped, *(name for name in unused if name not in read.values())],
    )


def _ways(tree: Model) -> dict[str, tuple[Shape, float | None]]:
    """Path of each parameter -> its shape, and the one value that it begins with, if any."""
    return {
        start.path: (start.shape, start.init.value if isinstance(start.init, Constant) else None)
        for start in starts(tree, std=1.0)
    }


def _same(
    path: str,
    theirs: Mapping[str, tuple[Shape, float | None]],
    ours: Mapping[str, tuple[Shape, float | None]],
) -> bool:
    return path in ours and theirs[path] == ours[path]
