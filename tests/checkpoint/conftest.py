from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tests.checkpoint.peers import Peers, contents

Edit = Callable[[dict[str, torch.Tensor]], object]


@pytest.fixture(scope="session")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Peers:
    return Peers(tmp_path_factory.mktemp("peers"))


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Path, Edit], Path]:
    """A copy of a folder whose one file of weights was changed."""

    def change(source: Path, edit: Edit) -> Path:
        folder = tmp_path / "edited"
        shutil.copytree(source, folder)
        tensors = contents(folder)
        edit(tensors)
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return folder

    return change
