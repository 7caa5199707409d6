"""What torch itself counts and keeps, to compare costs with."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from factory.cost import Workload
from tests.models.support import tensors


def workload(inputs: dict[str, Tensor]) -> Workload:
    """What inputs are, in the words of a plan."""
    sizes = {}
    first = next(iter(inputs.values()))
    ids = inputs.get("input_ids")
    items = len(first) if ids is None else ids.numel() // ids.shape[-1]
    if ids is not None:
        sizes["length"] = ids.shape[-1]
    if "decoder_input_ids" in inputs:
        sizes["decoder_length"] = inputs["decoder_input_ids"].shape[-1]
    if first.dim() == 2 and "input_values" in inputs:
        sizes["samples"] = first.shape[-1]
    return Workload(batch_size=items, **sizes)


def flops(model: Any, inputs: dict[str, Tensor]) -> tuple[int, int]:
    """FLOPs of a forward pass, and of a forward and a backward pass, as torch counts them.

    Attention is written out in matrix products, as a fused kernel counts as nothing on the CPU.
    """
    exact = {torch.ops.aten.convolution_backward: _of_convolution_backward}
    counter = FlopCounterMode(display=False, custom_mapping=exact)
    with sdpa_kernel(SDPBackend.MATH), counter:
        output = model(**inputs)
        forward = counter.get_total_flops()
        sum(part.sum() for part in tensors(output) if part.requires_grad).backward()
    return forward, counter.get_total_flops()


def _of_convolution_backward(
    grad: Any, x: Any, weight: Any, *rest: Any, out_shape: Any = None, **options: Any
) -> int:
    """Two products as large as that of the forward pass; torch forgets groups in one of them."""
    wanted = rest[-1]  # the output mask: of input, weight and bias
    return int(sum(wanted[:2])) * 2 * math.prod(grad) * math.prod(weight[1:])


def kept_bytes(model: Any, inputs: dict[str, Tensor]) -> int:
    """Bytes of what autograd keeps besides parameters and places in tables."""
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    found: dict[int, int] = {}
    alive = []  # so that no place in memory is used twice

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        counts = tensor.is_floating_point() or tensor.dtype is torch.bool
        if counts and storage.data_ptr() not in own:
            found[storage.data_ptr()] = storage.nbytes()
            alive.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = model(**inputs)
    assert output is not None
    return sum(found.values())


class _Live(TorchDispatchMode):
    """Bytes of tensors that are alive, and the most that ever were."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.peak = 0
        self._seen: set[int] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        given = {
            part.untyped_storage()._cdata
            for part in torch.utils._pytree.tree_leaves((args, kwargs))
            if isinstance(part, Tensor)
        }
        output = func(*args, **(kwargs or {}))
        for part in torch.utils._pytree.tree_leaves(output):
            if isinstance(part, Tensor) and part.is_floating_point():
                self._born(part.untyped_storage(), given)
        return output

    def _born(self, storage: Any, given: set[int]) -> None:
        key, size = storage._cdata, storage.nbytes()
        if key in self._seen or key in given:
            return
        self._seen.add(key)
        self.now += size
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self._died, key, size)

    def _died(self, key: int, size: int) -> None:
        self._seen.discard(key)
        self.now -= size


@contextmanager
def live() -> Iterator[_Live]:
    """Watch what is alive in the block."""
    with torch.no_grad(), _Live() as mode:
        yield mode
