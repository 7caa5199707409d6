"""Real folders to load: what transformers writes for every family and head of the registry."""

from __future__ import annotations

import functools
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors import safe_open

from factory.configuration import PretrainedConfig
from factory.families import Family
from registry import REGISTRY
from tests.models.support import batch
from tests.sizes import SMALL, fitting, with_options

FAMILIES = tuple(name for name, family in REGISTRY.components("architecture") if family.has_peer)
PAIRS = [
    (name, head) for name in FAMILIES for head in REGISTRY.get("architecture", name).head_names
]

BARE_FIRST = [
    pytest.param(name, head, marks=[] if head == "base" else pytest.mark.again)
    for name, head in PAIRS
]
"""Bare models; with --full every head. For what is the same code whatever the head."""

transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


def family_of(name: str) -> Family:
    found: Family = REGISTRY.get("architecture", name)
    return found


def tiny(name: str, **options: Any) -> PretrainedConfig:
    """A small configuration of a family."""
    config = family_of(name).config
    return config(**with_options(config, fitting(config, SMALL), options))


def of_one_body(name: str, head: str) -> bool:
    """Whether the bare model of a family has the same body as that with a head."""
    whole, bare = (family_of(name).plan(tiny(name), one).body for one in (head, "base"))
    return bool(family_of(name).prefix) and type(whole) is type(bare)


def inputs_of(name: str, head: str) -> dict[str, torch.Tensor]:
    """What a model of a family takes, three items of it."""
    return batch(family_of(name), head)


def peer_class(name: str, head: str) -> Any:
    """The class of transformers for a family and a head."""
    family = family_of(name)
    return getattr(transformers, family.class_name(REGISTRY.get("head", head)))


def peer(name: str, head: str, config: PretrainedConfig) -> Any:
    """A model of transformers with random weights, biases and norms included."""
    data = config.to_dict()
    data.pop("model_type")
    peer_config = getattr(transformers, family_of(name).config.__name__)(**data)
    torch.manual_seed(0)
    model = peer_class(name, head)(peer_config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_()
    return model.eval()


@functools.cache
def _saved(root: Path, name: str, head: str, tied: bool | None, labels: int | None) -> Path:
    folder = root / f"{name}-{head}-{tied}-{labels}"
    options = dict(family_of(name).head_options.get(head, {}))
    if tied is not None:
        options["tie_word_embeddings"] = tied
    if labels is not None:
        options["num_labels"] = labels
    config = tiny(name, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer(name, head, config).save_pretrained(folder)
    return folder


class Peers:
    """Folders written by transformers, one for each request, kept for the session."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(
        self, name: str, head: str, *, tied: bool | None = None, labels: int | None = None
    ) -> Path:
        """That of a family and a head; ties and labels are the family's when nothing is said."""
        return _saved(self._root, name, head, tied, labels)


def contents(folder: Path) -> dict[str, torch.Tensor]:
    """Every tensor of every safetensors file in a folder."""
    found: dict[str, torch.Tensor] = {}
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            found.update({key: file.get_tensor(key) for key in file.keys()})  # noqa: SIM118
    return found


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    """Whether two sets of tensors have the same names, types and bytes."""
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype and torch.equal(one[name], other[name]) for name in one
    )
