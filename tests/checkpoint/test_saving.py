"""What save_weights leaves in a folder."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from factory.checkpoint.loading import Loaded, load_weights
from factory.checkpoint.saving import export_problem, parse_size, save_weights
from factory.configuration import hints
from factory.errors import CheckpointError, RequestError
from factory.specs import Linear, Model, Spec, rewrite, shapes, walk
from factory.specs.edits import mixers
from tests.checkpoint.peers import FAMILIES, Peers, contents, family_of, peer_class, same, tiny
from tests.sizes import SMALL

ROOT = Path(__file__).resolve().parents[2]
every_family = pytest.mark.parametrize("name", FAMILIES)


def has_heads(name: str) -> bool:
    """Whether a family has attention heads, all of one kind."""
    config = family_of(name).config
    return "num_attention_heads" in {*hints(config), *config.aliases} and not config.parts()


every_prunable = pytest.mark.parametrize("name", [name for name in FAMILIES if has_heads(name)])


def loaded(name: str, peers: Peers) -> Loaded:
    return load_weights(peers.folder(name, "base"), family_of(name), tiny(name), "base")


def save(folder: Path, name: str, found: Loaded, **options: Any) -> list[Path]:
    return save_weights(
        folder, family_of(name), found.config, "base", found.tree, found.tensors, **options
    )


@every_family
def test_shards_have_an_index_and_stay_below_the_limit(
    name: str, peers: Peers, tmp_path: Path
) -> None:
    found = loaded(name, peers)
    largest = max(t.nbytes for t in found.tensors.values())
    files = save(tmp_path, name, found, max_shard_size=largest)
    assert files[-1].name == "model.safetensors.index.json"
    index = json.loads(files[-1].read_text())
    assert index["metadata"]["total_size"] == sum(t.nbytes for t in found.tensors.values())
    assert {tmp_path / file for file in index["weight_map"].values()} == set(files[:-1])
    assert len(files) > 2
    assert all(file.stat().st_size < largest + 10_000 for file in files[:-1])
    again = load_weights(tmp_path, family_of(name), tiny(name), "base")
    assert same(again.tensors, found.tensors)


@every_family
def test_files_of_an_earlier_save_are_removed(name: str, peers: Peers, tmp_path: Path) -> None:
    found = loaded(name, peers)
    save(tmp_path, name, found, max_shard_size="20KB")
    for other in ("model.native.safetensors", "vocab.txt"):
        (tmp_path / other).write_text("{}")
    save(tmp_path, name, found)
    assert {p.name for p in tmp_path.iterdir()} == {"model.safetensors", "vocab.txt"}
    save(tmp_path, name, found, max_shard_size="20KB")
    assert not (tmp_path / "model.safetensors").exists()
    assert load_weights(tmp_path, family_of(name), tiny(name), "base").tensors


@every_family
def test_a_folder_can_be_saved_over_while_it_is_mapped(
    name: str, peers: Peers, tmp_path: Path
) -> None:
    save(tmp_path, name, loaded(name, peers))
    found = load_weights(tmp_path, family_of(name), tiny(name), "base")
    before = {path: tensor.clone() for path, tensor in found.tensors.items()}
    save(tmp_path, name, found)
    again = load_weights(tmp_path, family_of(name), tiny(name), "base")
    assert same(found.tensors, before) and same(again.tensors, before)


@every_family
def test_a_failed_save_leaves_the_old_weights(
    name: str, peers: Peers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = loaded(name, peers)
    save(tmp_path, name, found)
    before = (tmp_path / "model.safetensors").read_bytes()

    def fail(*arguments: Any, **options: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("factory.checkpoint.writing.raw", fail)
    with pytest.raises(OSError, match="no space"):
        save(tmp_path, name, found, max_shard_size="20KB")
    assert [p.name for p in tmp_path.iterdir()] == ["model.safetensors"]
    assert (tmp_path / "model.safetensors").read_bytes() == before


def test_the_same_weights_give_the_same_bytes_in_every_process(
    peers: Peers, tmp_path: Path
) -> None:
    source = peers.folder(FAMILIES[0], "base")
    code = f"""
from pathlib import Path
import sys
from factory.checkpoint.loading import load_weights
from factory.checkpoint.saving import save_weights
from registry import REGISTRY
family = REGISTRY.get("architecture", {FAMILIES[0]!r})
config = family.config.from_pretrained({str(source)!r}).replace(pruned_heads={{0: [1]}})
tree = family.plan(config)
from factory.specs import shapes
import torch
tensors = {{path: torch.full(shape, 0.5) for path, shape in shapes(tree).items()}}
save_weights(Path(sys.argv[1]), family, config, "base", tree, tensors)
"""
    for run in "ab":
        subprocess.run([sys.executable, "-c", code, str(tmp_path / run)], check=True, cwd=ROOT)
    file = "model.native.safetensors"
    assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@every_family
def test_tensors_must_be_the_trees(name: str, peers: Peers, tmp_path: Path) -> None:
    found = loaded(name, peers)
    first, second = list(found.tensors)[:2]
    tensors = {p: t for p, t in found.tensors.items() if p != first}
    tensors |= {"body.extra": torch.ones(1), second: torch.ones(1)}
    with pytest.raises(CheckpointError) as caught:
        save_weights(tmp_path / "new", family_of(name), found.config, "base", found.tree, tensors)
    said = str(caught.value)
    assert f"missing: {first}" in said
    assert "not in the tree: body.extra" in said
    assert f"of another shape: {second} is (1,)" in said
    assert not (tmp_path / "new").exists()


@every_family
def test_views_and_gradients_are_saved_as_plain_tensors(
    name: str, peers: Peers, tmp_path: Path
) -> None:
    found = loaded(name, peers)
    turned = {
        path: torch.nn.Parameter(t.T.contiguous().T if t.ndim == 2 else t)
        for path, t in found.tensors.items()
    }
    save_weights(tmp_path, family_of(name), found.config, "base", found.tree, turned)
    assert same(contents(tmp_path), contents(peers.folder(name, "base")))


def pruned(name: str) -> tuple[Any, Model, dict[str, torch.Tensor]]:
    grouped = "num_key_value_heads" in hints(family_of(name).config)
    apart = {"num_key_value_heads": SMALL["num_attention_heads"]} if grouped else {}
    config = tiny(name, pruned_heads={0: [1, 3]}, **apart)
    tree = family_of(name).plan(config, "base")
    return config, tree, {path: torch.randn(shape) for path, shape in shapes(tree).items()}


@pytest.mark.parametrize("limit", ["5GB", "20KB"])
@every_prunable
def test_a_pruned_model_keeps_its_own_names_and_comes_back(
    name: str, limit: str, tmp_path: Path
) -> None:
    config, tree, tensors = pruned(name)
    config.save_pretrained(tmp_path)
    family = family_of(name)
    files = save_weights(tmp_path, family, config, "base", tree, tensors, max_shard_size=limit)
    assert all(file.name.startswith("model.native") for file in files)
    assert contents(tmp_path).keys() == tensors.keys()
    read = family.config.from_pretrained(tmp_path)
    again = load_weights(tmp_path, family, read, "base")
    assert again.tree == tree
    assert same(again.tensors, tensors)
    with pytest.raises(OSError, match="safetensors"):
        peer_class(name, "base").from_pretrained(tmp_path)


@every_prunable
def test_native_names_give_the_body_to_a_head(name: str, tmp_path: Path) -> None:
    config, tree, tensors = pruned(name)
    family = family_of(name)
    save_weights(tmp_path, family, config, "base", tree, tensors)
    head = next(head for head, make in family.heads.items() if make(config).body is None)
    again = load_weights(tmp_path, family, config, head)
    assert all(path.startswith("head.") for path in again.report.new)
    assert {p for p in tensors if not p.startswith("body.pool.")} <= again.tensors.keys()


@every_prunable
def test_the_reason_for_native_names_says_which_block(name: str) -> None:
    family = family_of(name)
    config, tree, _ = pruned(name)
    reason = export_problem(family, config, "base", tree)
    plain = family.plan(tiny(name), "base")
    first = next(iter(mixers(plain)))
    assert reason and f"{first} has heads=2 where 4 is expected" in reason
    assert export_problem(family, tiny(name), "base", plain) is None

    def other(path: str, node: Spec) -> Spec:
        at_output = path == f"{first}.output" and isinstance(node, Linear)
        return replace(node, bias=not node.bias) if at_output else node

    reason = export_problem(family, tiny(name), "base", rewrite(plain, other))
    assert reason and f"{first}.output has bias=" in reason
    norm = next(
        path
        for path, _ in walk(plain)
        if path.rpartition(".")[2] in ("norm", "entry") and ".layers." not in path
    )
    owner, _, part = norm.rpartition(".")

    def cut(path: str, node: Spec) -> Spec:
        return replace(node, **{part: None}) if path == owner else node

    reason = export_problem(family, tiny(name), "base", rewrite(plain, cut))
    assert reason and f"{owner} has no part {part}" in reason


@pytest.mark.parametrize(
    ("size", "number"),
    [
        ("5GB", 5 * 10**9),
        ("500 mb", 5 * 10**8),
        ("2GiB", 2 * 2**30),
        ("1.5kB", 1500),
        (700, 700),
        ("700", 700),
    ],
)
def test_sizes_are_read(size: str | int, number: int) -> None:
    assert parse_size(size) == number


@pytest.mark.parametrize("size", ["", "big", "0", -1, "5XB", "GB", 0])
def test_what_is_no_size_is_refused(size: str | int) -> None:
    with pytest.raises(RequestError, match="max_shard_size"):
        parse_size(size)
