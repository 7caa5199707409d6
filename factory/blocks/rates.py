"""At which rates the pairs of numbers of a head turn, and how that is changed to reach further."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from factory import specs
from factory.blocks.context import Context


def rates_of(spec: specs.Rotary, ctx: Context) -> tuple[Tensor, float]:
    """Radians a place for each pair (width / 2,), and a factor of cosines and sines.

    Args:
        spec: which rotation.
        ctx: a pass, whose places some scalings go by.
    """
    assert ctx.positions is not None
    scaling, device = spec.scaling, ctx.positions.device
    pairs = torch.arange(0, spec.width, 2, device=device, dtype=torch.float32) / spec.width
    plain = 1.0 / spec.theta**pairs
    match scaling:
        case specs.Unscaled():
            return plain, 1.0
        case specs.Interpolated(factor=factor):
            return plain / factor, 1.0
        case specs.Dynamic(factor=factor, trained=trained):
            length = ctx.reach.clamp(min=trained)
            growth = factor * length / trained - (factor - 1)
            return 1.0 / (spec.theta * growth ** (spec.width / (spec.width - 2))) ** pairs, 1.0
        case specs.Banded():
            return banded(plain, scaling), 1.0
        case specs.Yarn():
            kept = fast_share(spec, scaling, device)
            return plain / scaling.factor * (1 - kept) + plain * kept, scaling.magnitude
        case specs.Long(short=short, long=long, trained=trained):
            factors = torch.where(
                ctx.reach > trained,
                torch.tensor(long, device=device),
                torch.tensor(short, device=device),
            )
            return plain / factors, scaling.magnitude
        case other:
            raise TypeError(f"nothing is known about scalings of type {type(other).__name__}")


def banded(plain: Tensor, scaling: specs.Banded) -> Tensor:
    """Rates of which the slow are divided by the factor, and those in the middle in part."""
    turns = scaling.trained * plain / (2 * math.pi)
    kept = ((turns - scaling.low) / (scaling.high - scaling.low)).clamp(0, 1)
    return (1 - kept) * plain / scaling.factor + kept * plain


def fast_share(spec: specs.Rotary, scaling: specs.Yarn, device: torch.device) -> Tensor:
    """How far each pair keeps its rate (width / 2,), from 0 to 1."""

    def pair(turns: float) -> float:
        """The pair that turns so often within the trained length."""
        wavelength = scaling.trained / (turns * 2 * math.pi)
        return spec.width * math.log(wavelength) / (2 * math.log(spec.theta))

    first, last = pair(scaling.fast), pair(scaling.slow)
    if scaling.whole:
        first, last = math.floor(first), math.ceil(last)
    first, last = max(first, 0), min(last, spec.width - 1)
    if first == last:
        last += 0.001
    ramp = (torch.arange(spec.width // 2, device=device, dtype=torch.float32) - first) / (
        last - first
    )
    return 1 - ramp.clamp(0, 1)
