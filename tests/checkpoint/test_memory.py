"""Loading maps files and copies nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from factory.checkpoint.loading import load_weights
from factory.checkpoint.rows import expand
from factory.checkpoint.saving import save_weights
from factory.specs import count, shapes
from tests.checkpoint.peers import FAMILIES, family_of, tiny

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def write(folder: Path, name: str, **sizes: int) -> None:
    """A bare model with random weights."""
    config, family = tiny(name, **sizes), family_of(name)
    tree = family.plan(config, "base")
    tensors = {path: torch.randn(shape) for path, shape in shapes(tree).items()}
    config.save_pretrained(folder)
    save_weights(folder, family, config, "base", tree, tensors)


@LINUX
@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("limit", ["5GB", "20KB"])
def test_every_tensor_that_is_read_as_it_lies_is_mapped(
    name: str, limit: str, tmp_path: Path
) -> None:
    config, family = tiny(name), family_of(name)
    tree = family.plan(config, "base")
    tensors = {path: torch.randn(shape) for path, shape in shapes(tree).items()}
    save_weights(tmp_path, family, config, "base", tree, tensors, max_shard_size=limit)
    loaded = load_weights(tmp_path, family, config, "base")
    mapped = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        if line.endswith(".safetensors") and str(tmp_path) in line:
            mapped.append([int(edge, 16) for edge in line.split()[0].split("-")])
    table = expand(family.disk_rows(config, "base"), shapes(tree))
    turned = {entry.native for entry in table if entry.piece is not None and entry.piece.turned}
    for tensor in (x for path, x in loaded.tensors.items() if path not in turned):
        begin, end = tensor.data_ptr(), tensor.data_ptr() + tensor.nbytes
        assert any(low <= begin and end <= high for low, high in mapped)


@pytest.mark.parametrize("name", FAMILIES)
def test_training_a_mapped_tensor_leaves_the_file_alone(name: str, tmp_path: Path) -> None:
    write(tmp_path, name)
    before = (tmp_path / "model.safetensors").read_bytes()
    loaded = load_weights(tmp_path, family_of(name), tiny(name), "base")
    for tensor in loaded.tensors.values():
        tensor.add_(1)
    assert (tmp_path / "model.safetensors").read_bytes() == before


@LINUX
def test_there_is_no_second_copy_of_the_weights(tmp_path: Path) -> None:
    sizes = {"vocab_size": 40_000, "hidden_size": 256}
    texts = [name for name in FAMILIES if "inputs_embeds" in family_of(name).inputs]
    name = max(texts, key=lambda name: count(family_of(name).plan(tiny(name, **sizes))))
    write(tmp_path, name, **sizes)
    code = f"""
from pathlib import Path
import torch
from factory.checkpoint.loading import load_weights
from registry import REGISTRY

def kilobytes(key):
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(key))

family = REGISTRY.get("architecture", {name!r})
folder = Path({str(tmp_path)!r})
config = family.config.from_pretrained(folder)
torch.ones(2).sum().item()
before, anonymous = kilobytes("VmRSS"), kilobytes("RssAnon")
loaded = load_weights(folder, family, config, "base")
print(kilobytes("VmRSS") - before)
for tensor in loaded.tensors.values():
    tensor.sum().item()
print(kilobytes("RssAnon") - anonymous)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True
    )
    untouched, private = map(int, done.stdout.split())
    size = (tmp_path / "model.safetensors").stat().st_size // 1024
    assert size > 40_000
    assert untouched < size // 2, "loading alone reads the weights"
    assert private < size // 10, "the weights are copied"
