"""Layers that see nearby tokens alone: ``sliding_window`` and ``layer_types`` of decoders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from factory.configuration import Problem
from factory.specs import Causal, Mask, Window

Kind: TypeAlias = Literal["full_attention", "sliding_attention"]
FULL: Kind = "full_attention"
SLIDING: Kind = "sliding_attention"


def causal(window: int | None) -> Mask:
    """What a token sees: those up to itself, or the last so many of them, itself included."""
    return Causal() if window is None else Window(before=window - 1, after=0)


def masks(config: Any, window: int | None) -> Iterator[Mask]:
    """What tokens see in each layer of a configuration's ``layer_types``."""
    for kind in config.layer_types or ():
        yield causal(window if kind == SLIDING else None)


def problems(config: Any, window: int | None) -> Iterator[Problem]:
    """What is wrong with a configuration's ``layer_types``.

    Args:
        config: it has as many layers as it says.
        window: how many tokens those of sliding layers see, if that is known.
    """
    kinds = config.layer_types or ()
    if len(kinds) != config.num_hidden_layers:
        yield Problem(
            "layer_types", f"lists {len(kinds)} layers where there are {config.num_hidden_layers}"
        )
    if SLIDING in kinds and window is None:
        yield Problem("layer_types", f"{SLIDING!r} needs a sliding_window that is used")
