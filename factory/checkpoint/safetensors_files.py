"""Weights on disk, seen from their headers: names, types and shapes, without torch.

Only safetensors is read (https://huggingface.co/docs/safetensors): eight bytes of header length, a
JSON header, then the numbers. Its header says how long the file must be, so a truncated or padded
file is found without reading it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from factory.errors import CheckpointError, RequestError
from factory.files import read_json, unsafe
from factory.specs import Shape


class Layout(Enum):
    """Whose names a file holds; the value is the stem of its name."""

    HUGGING_FACE = "model"
    NATIVE = "model.native"

    @property
    def single(self) -> str:
        """Name of the one file."""
        return f"{self.value}.safetensors"

    @property
    def index(self) -> str:
        """Name of the index of several files."""
        return f"{self.value}.safetensors.index.json"

    def shard(self, number: int, total: int) -> str:
        """Name of one of several files, counted from 1."""
        return f"{self.value}-{number:05d}-of-{total:05d}.safetensors"

    def written(self, folder: Path) -> Iterator[Path]:
        """Every file of this layout that is in a folder."""
        shards = folder.glob(f"{self.value}-[0-9]*-of-[0-9]*.safetensors")
        yield from (path for path in (folder / self.single, folder / self.index) if path.exists())
        yield from sorted(shards)


@dataclass(frozen=True, slots=True)
class Stored:
    """One tensor as its file's header describes it."""

    file: Path
    dtype: str
    shape: Shape

    @property
    def is_float(self) -> bool:
        """Whether it holds numbers that a parameter can be, rather than codes or ids."""
        return self.dtype in ("F16", "BF16", "F32", "F64")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a folder holds.

    Attributes:
        folder: where.
        layout: whose names these are.
        tensors: name -> what is stored under it, in the order of the files.
    """

    folder: Path
    layout: Layout
    tensors: Mapping[str, Stored]


def open_weights(folder: Path) -> Weights:
    """Look at the weights in a folder, reading headers alone.

    Raises:
        CheckpointError: there are none, only pickles, or a file is damaged or not where it
            should be.
    """
    if not folder.is_dir():
        raise CheckpointError(f"{folder} is not a folder")
    present = [
        layout
        for layout in Layout
        if (folder / layout.single).exists() or (folder / layout.index).exists()
    ]
    if not present:
        raise CheckpointError(_nothing_to_read(folder))
    if len(present) > 1:
        raise CheckpointError(
            f"{folder} holds {present[0].single} and {present[1].single}, two sets of weights; "
            "remove the one that is not meant"
        )
    layout = present[0]
    if (folder / layout.single).exists():
        return Weights(folder, layout, read_header(_inside(folder, layout.single)))
    return Weights(folder, layout, _read_shards(folder, layout))


def read_header(path: Path) -> dict[str, Stored]:
    """Names, types and shapes from the header of a safetensors file, in the order of its bytes.

    Raises:
        CheckpointError: the file is truncated, altered, or no safetensors file.
    """
    size, length, text = _raw_header(path)
    try:
        end, tensors = _parsed(path, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CheckpointError(f"the header of {path} is damaged: {error}") from error
    if (promised := 8 + length + end) != size:
        state = "truncated" if promised > size else "longer than its header says"
        raise CheckpointError(f"{path} is {state}: {promised} bytes are described, it has {size}")
    return tensors


def _raw_header(path: Path) -> tuple[int, int, bytes]:
    """The file's size, its header's length, and the header."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            start = file.read(8)
            length = int.from_bytes(start, "little")
            if length > _LONGEST_HEADER:
                raise CheckpointError(f"{path} is {_other_format(start)}")
            if len(start) < 8 or 8 + length > size:
                raise CheckpointError(
                    f"{path} is truncated: its header alone is {8 + length} bytes, it has {size}"
                )
            return size, length, file.read(length)
    except OSError as error:
        raise CheckpointError(f"cannot read {path}: {error.strerror or error}") from error


def _parsed(path: Path, header: Mapping[str, Any]) -> tuple[int, dict[str, Stored]]:
    """Where the last tensor ends, and the tensors; they must lie end to end."""
    described = {name: info for name, info in header.items() if name != "__metadata__"}
    end, tensors = 0, {}
    for name, info in sorted(described.items(), key=lambda item: item[1]["data_offsets"]):
        start, stop = info["data_offsets"]
        shape, dtype = tuple(info["shape"]), info["dtype"]
        if not all(isinstance(n, int) and n >= 0 for n in (start, stop, *shape)):
            raise ValueError(f"{name} has a size that is not a whole number")
        if start != end or stop < start:
            raise ValueError(f"{name} does not begin where the tensor before it ends")
        bits = _BITS.get(dtype)
        if bits is not None and math.prod(shape) * bits != 8 * (stop - start):
            raise ValueError(f"{name} has {stop - start} bytes, which do not fit {dtype} {shape}")
        tensors[name] = Stored(path, dtype, shape)
        end = stop
    return end, tensors


def _read_shards(folder: Path, layout: Layout) -> dict[str, Stored]:
    index = folder / layout.index
    try:
        places = read_json(_inside(folder, layout.index)).get("weight_map")
    except RequestError as error:
        raise CheckpointError(str(error)) from error
    if not isinstance(places, dict) or not all(isinstance(v, str) for v in places.values()):
        raise CheckpointError(f"{index} has no weight_map from names to files")
    files = list(dict.fromkeys(places.values()))
    paths = {file: _inside(folder, file, index) for file in files}
    if missing := [file for file, path in paths.items() if not path.is_file()]:
        raise CheckpointError(f"{index} names files that are missing: {', '.join(missing)}")
    headers = {file: read_header(path) for file, path in paths.items()}
    if absent := [name for name, file in places.items() if name not in headers[file]]:
        raise CheckpointError(f"{index} looks in the wrong files for {listed(absent)}")
    if extra := [name for header in headers.values() for name in header if name not in places]:
        raise CheckpointError(f"{index} leaves out what its files hold: {listed(extra)}")
    return {name: headers[file][name] for name, file in places.items()}


def _inside(folder: Path, name: str, index: Path | None = None) -> Path:
    """A file of the folder, refused when its name leads elsewhere."""
    if reason := unsafe(folder, name):
        where = f"{index} names {name!r}, which" if index else f"{folder / name}"
        raise CheckpointError(f"{where} {reason}; weights are read from their own folder alone")
    if not name.endswith((".safetensors", ".json")):
        raise CheckpointError(f"{index or folder} names {name!r}: {_ONLY_SAFETENSORS}")
    return folder / name


def _nothing_to_read(folder: Path) -> str:
    """Why there are no weights to read, and how to get some."""
    others = sorted(
        path.name for path in folder.iterdir() if path.name.lower().endswith(_REFUSED_ENDINGS)
    )
    if not others:
        beside = sorted(path.name for path in folder.glob("*.safetensors"))
        there = f"; there is {listed(beside)}" if beside else ""
        return f"{folder} has no {Layout.HUGGING_FACE.single} and no index of shards{there}"
    pickles = [name for name in others if not name.endswith((".h5", ".msgpack"))]
    if pickles:
        return (
            f"{folder} has its weights as {', '.join(pickles)} alone. {_ONLY_SAFETENSORS} "
            "Where you trust it, convert it once: safetensors.torch.save_file(torch.load("
            f"{pickles[0]!r}, weights_only=True), {Layout.HUGGING_FACE.single!r}, "
            "metadata={'format': 'pt'})"
        )
    return (
        f"{folder} has its weights as {', '.join(others)} alone, a format of TensorFlow or Flax. "
        "Convert it once with transformers below 5: "
        "AutoModel.from_pretrained(folder, from_tf=True or from_flax=True).save_pretrained(folder)"
    )


def _other_format(start: bytes) -> str:
    """What a file is that begins with these bytes instead of a header's length."""
    if start.startswith((b"PK\x03\x04", b"\x80")):
        return f"a pickle under another name. {_ONLY_SAFETENSORS}"
    if start == b"version ":
        return "a Git LFS pointer without its contents; git lfs pull brings them"
    return "not a safetensors file: it does not begin with a header"


def listed(names: Iterable[str], most: int = 10) -> str:
    """The first few names, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


_LONGEST_HEADER = 100_000_000
"""The limit of the safetensors library; a larger number means that this is another format."""

_BITS = {
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "F8_E4M3": 8,
    "F8_E5M2": 8,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "I64": 64,
    "U64": 64,
    "F64": 64,
}

_REFUSED_ENDINGS = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")
_ONLY_SAFETENSORS = (
    "Only safetensors is read, because opening a pickle can run whatever code is in it."
)
