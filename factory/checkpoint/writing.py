"""Writing one safetensors file so that a mapped tensor lies where computation wants it.

The format (https://github.com/huggingface/safetensors#format) is a length, a JSON header and the
tensors end to end. The safetensors library orders tensors by name, which leaves most of them off
the boundaries that matrix products like; results then differ in the last bit from those of the
model that was saved. Here every tensor whose size allows it begins at a multiple of 64 bytes, so
that a model mapped from the file computes the same bits. The same tensors give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

ALIGNMENT = 64
"""Bytes of a cache line, and of the widest vector registers."""

DTYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "bfloat16": "BF16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint8": "U8",
    "bool": "BOOL",
}


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write tensors to a file.

    Args:
        path: the file; overwritten if it is there.
        tensors: name -> tensor, on any device.
        metadata: what the file says of itself.
    """
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    ordered = sorted(tensors, key=lambda name: placing(name, tensors[name]))
    end = 0
    for name in ordered:
        tensor = tensors[name]
        begin, end = end, end + tensor.nbytes
        header[name] = {
            "dtype": DTYPES[str(tensor.dtype).removeprefix("torch.")],
            "shape": list(tensor.shape),
            "data_offsets": [begin, end],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % ALIGNMENT)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for name in ordered:
            file.write(raw(tensors[name]))


def placing(name: str, tensor: Tensor) -> tuple[bool, int, str]:
    """Sort key: whole lines first, then the odd sizes, largest first."""
    odd = tensor.nbytes % ALIGNMENT != 0
    return odd, -tensor.nbytes if odd else 0, name


def raw(tensor: Tensor) -> memoryview:
    """The bytes of a tensor, without a copy where it lies contiguous on the CPU."""
    import torch

    flat = tensor.detach().cpu().contiguous().reshape(-1)
    view: memoryview = flat.view(torch.uint8).numpy().data
    return view
