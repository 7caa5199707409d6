"""Inputs made up for models that read no text, drawn from the request's seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from factory.specs import Model, Patches, Spec, Spectrogram, Waveform, walk

if TYPE_CHECKING:
    from torch import Tensor

    from factory.models import PreTrainedModel

S = TypeVar("S", bound=Spec)


def made_up(model: PreTrainedModel, seed: int, count: int = 1) -> dict[str, Tensor]:
    """Noise in place of what a model would see or hear, by the names of its inputs.

    Args:
        model: what is tried.
        seed: the same one gives the same noise.
        count: items in the batch.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)
    found = {}
    takes = model.family.inputs_of(model.head_name)
    for name, shape_of in _SHAPES.items():
        shape = shape_of(model.tree) if name in takes else None
        if shape is not None:
            found[name] = torch.randn(count, *shape, generator=generator).to(model.device)
    return found


def _picture(tree: Model) -> tuple[int, ...] | None:
    """(channels, height, width) of the pictures that a model takes."""
    spec = _first(tree, Patches)
    return None if spec is None else (spec.conv.inputs, spec.height, spec.width_of_picture)


def _sound(tree: Model) -> tuple[int, ...] | None:
    """(samples,) of a short recording, or (times, bands) of the spectrograms that a model takes."""
    spectrogram = _first(tree, Spectrogram)
    if spectrogram is not None:
        return spectrogram.width_of_picture, spectrogram.height
    return None if _first(tree, Waveform) is None else (_SAMPLES,)


def _first(tree: Model, kind: type[S]) -> S | None:
    """The first part of a type, at any depth."""
    return next((node for _, node in walk(tree) if isinstance(node, kind)), None)


_SAMPLES = 16_000
"""A second, at the rate that models of speech are used with."""

_SHAPES: dict[str, Callable[[Model], tuple[int, ...] | None]] = {
    "pixel_values": _picture,
    "input_values": _sound,
}
"""Input -> the shape of one item of it, None where a model has no part that reads it."""
