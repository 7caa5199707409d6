"""Folders of transformers and ours, both ways, for every family and head."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch
from transformers import logging

from factory.checkpoint.loading import load_weights
from factory.checkpoint.saving import save_weights
from factory.configuration import PretrainedConfig
from factory.specs import Shared, Tied, shapes, walk
from tests.checkpoint.peers import (
    BARE_FIRST,
    PAIRS,
    Peers,
    contents,
    family_of,
    inputs_of,
    of_one_body,
    peer_class,
    same,
    tiny,
)

OF_ONE_BODY = [pair for pair in PAIRS if of_one_body(*pair)]


def shares(name: str, head: str) -> bool:
    """Whether a model uses one table in two places."""
    tree = family_of(name).plan(tiny(name), head)
    return any(isinstance(node, Tied | Shared) for _, node in walk(tree))


TIED_OR_NOT = [
    pytest.param(name, head, tied, marks=[] if tied or shares(name, head) else pytest.mark.again)
    for name, head in PAIRS
    for tied in (True, False)
]
"""Heads with their ties and without; with --full also where there are none to undo."""


@pytest.mark.parametrize(("name", "head", "tied"), TIED_OR_NOT)
def test_a_folder_comes_back_byte_for_byte(
    name: str, head: str, tied: bool, peers: Peers, tmp_path: Path
) -> None:
    source, family = peers.folder(name, head, tied=tied), family_of(name)
    config = family.config.from_pretrained(source)
    loaded = load_weights(source, family, config, head)

    assert loaded.tensors.keys() == shapes(loaded.tree).keys()
    assert loaded.report.loaded == len(loaded.tensors)
    assert not loaded.report.new + loaded.report.dropped + loaded.report.renamed
    assert not loaded.report.untied

    files = save_weights(tmp_path, family, config, head, loaded.tree, loaded.tensors)
    assert files == [tmp_path / "model.safetensors"]
    written, original = contents(tmp_path), contents(source)
    # Where transformers keeps two independent copies of one bias, it reads one alone; so do we, and
    # give that one's values under both names.
    dead = {n for n in original if not torch.equal(original[n], written[n])}
    assert written.keys() == original.keys()
    assert len(dead) <= (0 if tied else 1)
    assert all(torch.equal(original[n], written[n]) for n in original.keys() - dead)


@pytest.mark.parametrize(("name", "head", "tied"), TIED_OR_NOT)
def test_transformers_loads_what_we_write(
    name: str, head: str, tied: bool, peers: Peers, tmp_path: Path
) -> None:
    shard = "5GB" if tied else "20KB"
    source, family = peers.folder(name, head, tied=tied), family_of(name)
    config = family.config.from_pretrained(source)
    loaded = load_weights(source, family, config, head)
    config.save_pretrained(tmp_path)
    files = save_weights(
        tmp_path, family, config, head, loaded.tree, loaded.tensors, max_shard_size=shard
    )
    assert (len(files) > 1) is (shard == "20KB")

    logging.set_verbosity_error()
    model, info = peer_class(name, head).from_pretrained(tmp_path, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"]
    expected = peer_class(name, head).from_pretrained(source)
    inputs = inputs_of(name, head)
    with torch.no_grad():
        ours, theirs = model(**inputs), expected(**inputs)
    # Where a tensor begins in its file decides the order in which its numbers are summed.
    for key in theirs.keys() - {"past_key_values", "cache_params"}:
        torch.testing.assert_close(ours[key], theirs[key], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("name", "head"), BARE_FIRST)
def test_shards_of_transformers_are_read(
    name: str, head: str, peers: Peers, tmp_path: Path
) -> None:
    source, family = peers.folder(name, head), family_of(name)
    peer_class(name, head).from_pretrained(source).save_pretrained(tmp_path, max_shard_size="20KB")
    assert (tmp_path / "model.safetensors.index.json").is_file()
    config = family.config.from_pretrained(tmp_path)
    whole = load_weights(source, family, config, head)
    assert same(load_weights(tmp_path, family, config, head).tensors, whole.tensors)


@pytest.mark.parametrize(("name", "head"), OF_ONE_BODY)
def test_a_base_checkpoint_goes_into_every_head(name: str, head: str, peers: Peers) -> None:
    family = family_of(name)
    source = peers.folder(name, "base")
    loaded = load_weights(source, family, tiny(name), head)
    base = load_weights(source, family, tiny(name), "base").tensors

    wanted = shapes(loaded.tree)
    bare = shapes(family.plan(tiny(name)))
    assert set(loaded.report.new) == wanted.keys() - bare.keys()
    assert loaded.tensors.keys() == wanted.keys() - set(loaded.report.new)
    assert all(torch.equal(base[path], tensor) for path, tensor in loaded.tensors.items())
    unused = [path for path in base if path not in wanted]
    assert all(path.startswith("body.pool.") for path in unused)
    assert len(loaded.report.dropped) == len(unused)


@pytest.mark.parametrize(("name", "head"), OF_ONE_BODY)
def test_a_heads_checkpoint_goes_into_the_base(name: str, head: str, peers: Peers) -> None:
    family = family_of(name)
    source = peers.folder(name, head)
    loaded = load_weights(source, family, tiny(name), "base")
    original = load_weights(source, family, tiny(name), head)

    assert all(path.startswith("body.pool.") for path in loaded.report.new)
    assert not {p for p in loaded.report.new if p in original.tensors}
    assert all(torch.equal(original.tensors[p], t) for p, t in loaded.tensors.items())
    bare = shapes(family.plan(tiny(name)))
    heads = [path for path in original.tensors if path not in bare]
    assert len(loaded.report.dropped) == len(heads)


@pytest.mark.parametrize(("name", "head"), [pair for pair in PAIRS if pair[1] != "base"])
def test_new_and_dropped_are_what_transformers_says(name: str, head: str, peers: Peers) -> None:
    family = family_of(name)
    source = peers.folder(name, "base")
    report = load_weights(source, family, tiny(name), head).report
    config = _peer_config(tiny(name))
    theirs, info = peer_class(name, head).from_pretrained(
        source, config=config, output_loading_info=True
    )
    # transformers keeps quiet about some names, and starts what is never trained without a word.
    quiet = [re.compile(text) for text in theirs._keys_to_ignore_on_load_unexpected or ()]
    told = [n for n in report.dropped if not any(text.search(n) for text in quiet)]
    fixed = {
        f"{path}.{n}" for path, node in walk(family.plan(tiny(name), head)) for n in node.frozen
    }
    # It names what it starts anew as in memory, ties included.
    # A part of the model may be called otherwise in the whole; then we read it and it does not.
    read = info["unexpected_keys"] & set(report.renamed)
    assert len(info["unexpected_keys"]) == len(told) + len(read)
    assert read or bool(info["missing_keys"]) is bool(set(report.new) - fixed)


def _peer_config(config: PretrainedConfig) -> object:
    import transformers

    data = config.to_dict()
    data.pop("model_type")
    return getattr(transformers, type(config).__name__)(**data)
