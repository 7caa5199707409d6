"""Files are what the safetensors library reads, and lie on the boundaries computation likes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from factory.checkpoint.writing import ALIGNMENT, DTYPES, write_tensors

TENSORS = {
    "b": torch.randn(3),
    "a": torch.randn(16, 4),
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 4),
    "c": torch.randn(8, 32).T,
    "odd": torch.randn(7, 5).to(torch.bfloat16),
}


def test_the_library_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    write_tensors(path, TENSORS, {"format": "pt", "note": "ü"})
    with safe_open(path, framework="pt") as file:
        assert file.metadata() == {"format": "pt", "note": "ü"}
        assert set(file.keys()) == set(TENSORS)
        for name, tensor in TENSORS.items():
            assert file.get_tensor(name).dtype == tensor.dtype
            assert torch.equal(file.get_tensor(name), tensor)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_type_comes_back(dtype: str, tmp_path: Path) -> None:
    tensor = (torch.arange(40) % 2).to(getattr(torch, dtype))
    write_tensors(tmp_path / "x.safetensors", {"x": tensor}, {})
    with safe_open(tmp_path / "x.safetensors", framework="pt") as file:
        assert torch.equal(file.get_tensor("x"), tensor)


def test_whole_lines_begin_at_boundaries(tmp_path: Path) -> None:
    write_tensors(tmp_path / "x.safetensors", TENSORS, {"format": "pt"})
    with safe_open(tmp_path / "x.safetensors", framework="pt") as file:
        for name, tensor in TENSORS.items():
            if tensor.nbytes % ALIGNMENT == 0:
                assert file.get_tensor(name).data_ptr() % ALIGNMENT == 0


def test_the_order_of_tensors_does_not_matter(tmp_path: Path) -> None:
    write_tensors(tmp_path / "x", TENSORS, {})
    write_tensors(tmp_path / "y", dict(reversed(TENSORS.items())), {})
    assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()
