"""Products with weights, by the fastest of torch's libraries."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WORTH = 400_000
"""Multiplications from which on oneDNN is faster than what torch takes by itself.

Below it the time goes into calling it. Above, where it was measured (Zen 5, weights read from
memory), it is 1.2 to 6 times as fast, for one row as for thousands.
"""

_ONEDNN = getattr(torch.ops.mkldnn, "_linear_pointwise", None)
"""The operator that compiled models call; missing where torch is built without oneDNN."""


def linear(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """(..., inputs) -> (..., outputs), as of ``torch.nn.functional.linear``.

    Torch multiplies in float32 by MKL, which does not use all that processors of other makers have,
    and reads a matrix slowly for a few rows. Where no gradient, graph or other type can be wanted,
    which is in ``torch.inference_mode()``, large products go to oneDNN; they differ by rounding.

    Args:
        x: (..., inputs).
        weight: (outputs, inputs).
        bias: (outputs,), or None.
    """
    if _ONEDNN is None or not _is_plain(x, weight):
        return F.linear(x, weight, bias)
    found: Tensor = _ONEDNN(x, weight, bias, "none", [], "")
    return found


def _is_plain(x: Tensor, weight: Tensor) -> bool:
    """Whether a product is large, and of numbers that nothing but this product looks at."""
    return (
        not torch.compiler.is_compiling()
        and torch.is_inference_mode_enabled()
        and x.numel() * weight.shape[0] > WORTH
        and x.dtype is weight.dtype is torch.float32
        and x.is_cpu
        and weight.is_cpu
        and type(x) is Tensor
        and type(weight) in (Tensor, nn.Parameter)
        and x.shape[-1] == weight.shape[1]
        and bool(torch.backends.mkldnn.enabled)
        and not torch.is_autocast_enabled("cpu")
        and torch._C._get_tracing_state() is None
    )
