"""Files that are damaged, dangerous, or not what they are called."""

from __future__ import annotations

import contextlib
import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from factory.checkpoint.safetensors_files import Layout, open_weights, read_header
from factory.errors import CheckpointError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tensors in one file."""
    save_file(
        {"a.weight": torch.ones(3, 4), "b": torch.zeros(5, dtype=torch.bfloat16)},
        tmp_path / "model.safetensors",
    )
    return tmp_path


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """One tensor in each of two files."""
    save_file({"a": torch.ones(3)}, tmp_path / "model-00001-of-00002.safetensors")
    save_file({"b": torch.ones(4)}, tmp_path / "model-00002-of-00002.safetensors")
    write_index(
        tmp_path,
        {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"},
    )
    return tmp_path


def write_index(folder: Path, places: Any) -> None:
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": places}))


def write_raw(path: Path, header: Any, data: bytes = b"") -> None:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def test_headers_give_names_types_and_shapes(folder: Path) -> None:
    weights = open_weights(folder)
    assert weights.layout is Layout.HUGGING_FACE
    described = {name: (t.dtype, t.shape) for name, t in weights.tensors.items()}
    assert described == {"a.weight": ("F32", (3, 4)), "b": ("BF16", (5,))}
    assert all(
        t.is_float and t.file == folder / "model.safetensors" for t in weights.tensors.values()
    )


def test_shards_are_read_through_their_index(shards: Path) -> None:
    assert {n: t.shape for n, t in open_weights(shards).tensors.items()} == {"a": (3,), "b": (4,)}


@pytest.mark.parametrize("kept", [0, 5, 8, 60, -1])
def test_a_truncated_file_says_both_sizes(folder: Path, kept: int) -> None:
    path = folder / "model.safetensors"
    data = path.read_bytes()[:kept]
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match=rf"model\.safetensors is truncated.*{len(data)}"):
        open_weights(folder)


def test_a_longer_file_is_refused(folder: Path) -> None:
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"extra")
    with pytest.raises(CheckpointError, match="longer than its header says"):
        open_weights(folder)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b"{not json", "damaged"),
        (b"[1, 2]", "damaged"),
        (b"\xff\xfe", "damaged"),
        ({"a": {"dtype": "F32", "shape": [1]}}, "data_offsets"),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, "do not fit F32"),
        ({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, "does not begin where"),
        ({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, -4]}}, "not a whole number"),
        ({"a": {"dtype": "F32", "shape": ["1"], "data_offsets": [0, 4]}}, "not a whole number"),
        (
            {
                "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
                "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
            },
            "does not begin where",
        ),
    ],
)
def test_a_damaged_header_is_refused(tmp_path: Path, header: Any, said: str) -> None:
    path = tmp_path / "model.safetensors"
    write_raw(path, header, bytes(4))
    with pytest.raises(CheckpointError, match=said):
        read_header(path)


def test_a_pickle_under_another_name_is_recognised(tmp_path: Path) -> None:
    torch.save({"a": torch.ones(2)}, tmp_path / "model.safetensors")
    with pytest.raises(CheckpointError, match="is a pickle under another name"):
        open_weights(tmp_path)


def test_a_git_lfs_pointer_is_recognised(tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    (tmp_path / "model.safetensors").write_text(pointer)
    with pytest.raises(CheckpointError, match="git lfs pull"):
        open_weights(tmp_path)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pt", "a.pth", "b.ckpt"])
def test_pickles_are_refused_with_the_reason_and_a_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x80\x04.")
    with pytest.raises(CheckpointError, match=r"can run whatever code.*convert it once"):
        open_weights(tmp_path)


@pytest.mark.parametrize("name", ["tf_model.h5", "flax_model.msgpack"])
def test_weights_of_other_frameworks_are_refused_with_a_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(CheckpointError, match=rf"{name} alone, a format of TensorFlow or Flax"):
        open_weights(tmp_path)


def test_a_pickle_beside_safetensors_is_not_looked_at(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    assert open_weights(folder).tensors


def test_a_folder_without_weights_says_so(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"has no model\.safetensors and no index of shards$"):
        open_weights(tmp_path)
    save_file({"a": torch.ones(1)}, tmp_path / "adapter.safetensors")
    with pytest.raises(CheckpointError, match=r"there is adapter\.safetensors"):
        open_weights(tmp_path)
    with pytest.raises(CheckpointError, match="is not a folder"):
        open_weights(tmp_path / "absent")


def test_two_sets_of_weights_are_refused(folder: Path) -> None:
    save_file({"a": torch.ones(1)}, folder / "model.native.safetensors")
    with pytest.raises(CheckpointError, match="two sets of weights"):
        open_weights(folder)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_the_bytes_the_answer_is_a_header_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.safetensors"
    header = {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "__metadata__": {}}
    write_raw(path, header, bytes(8))
    spoiled = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(spoiled[: data.draw(st.integers(0, len(spoiled)))])
    with contextlib.suppress(CheckpointError):
        assert all(isinstance(stored.shape, tuple) for stored in read_header(path).values())


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("../other.safetensors", "leads out of the folder"),
        ("x/../../other.safetensors", "leads out of the folder"),
        ("/etc/other.safetensors", "is an absolute path"),
        ("C:/other.safetensors", "is an absolute path"),
        ("..\\other.safetensors", "is not a plain name"),
        ("", "is not a plain name"),
        ("x\n.safetensors", "is not a plain name"),
        ("x" * 300 + ".safetensors", "is longer than names of files are"),
        ("pytorch_model.bin", "opening a pickle"),
    ],
)
def test_an_index_that_leads_elsewhere_is_refused(shards: Path, place: str, said: str) -> None:
    write_index(shards, {"a": place})
    with pytest.raises(CheckpointError, match=said):
        open_weights(shards)


@pytest.mark.parametrize("name", ["model.safetensors", "model.safetensors.index.json", "shard"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    save_file({"a": torch.ones(1)}, tmp_path / "outside.safetensors")
    if name == "shard":
        name = "model-00001-of-00001.safetensors"
        write_index(inner, {"a": name})
    os.symlink(tmp_path / "outside.safetensors", inner / name)
    with pytest.raises(CheckpointError, match="is a link out of the folder"):
        open_weights(inner)


def test_links_inside_the_folder_and_into_a_download_cache_are_followed(tmp_path: Path) -> None:
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "main"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    save_file({"a": torch.ones(1)}, blobs / "1234")
    os.symlink("../../blobs/1234", snapshot / "model.safetensors")
    assert open_weights(snapshot).tensors


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    name = "model-00001-of-00001.safetensors"
    write_index(tmp_path, {"a": name})
    os.symlink(name, tmp_path / name)
    with pytest.raises(CheckpointError, match="cannot be followed"):
        open_weights(tmp_path)


def test_missing_shards_are_all_named(shards: Path) -> None:
    for path in shards.glob("model-*"):
        path.unlink()
    with pytest.raises(CheckpointError, match=r"missing: model-00001\S+, model-00002"):
        open_weights(shards)


@pytest.mark.parametrize("places", [None, [], {"a": 3}])
def test_an_index_without_a_map_is_refused(shards: Path, places: Any) -> None:
    write_index(shards, places)
    with pytest.raises(CheckpointError, match="no weight_map"):
        open_weights(shards)


def test_an_index_that_is_no_json_is_refused(shards: Path) -> None:
    (shards / "model.safetensors.index.json").write_text("{")
    with pytest.raises(CheckpointError, match="not a JSON file"):
        open_weights(shards)


def test_an_index_must_agree_with_its_files(shards: Path) -> None:
    first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
    write_index(shards, {"a": second, "b": second})
    with pytest.raises(CheckpointError, match="looks in the wrong files for a"):
        open_weights(shards)
    save_file({"b": torch.ones(4), "c": torch.ones(4)}, shards / second)
    write_index(shards, {"a": first, "b": second})
    with pytest.raises(CheckpointError, match="leaves out what its files hold: c"):
        open_weights(shards)
