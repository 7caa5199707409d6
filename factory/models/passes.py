"""What a pass is given and what it leaves behind, in the words of models' arguments and results."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from factory import specs
from factory.blocks.context import Context, Memory, may_look_at
from factory.blocks.frontends import Tokens
from factory.blocks.leaves import Embedding
from factory.blocks.stacks import Stack
from factory.configuration import DTYPES
from factory.errors import RequestError, did_you_mean
from factory.models.outputs import ModelOutput


def recorded(ctx: Context, output: type[ModelOutput]) -> dict[str, Any]:
    """What a pass kept on the way, padded, by the names of results that there are."""
    record = ctx.record
    states = None if record.for_head else record.hidden_states
    kept = {
        "hidden_states": None if states is None else tuple(map(ctx.pad, states)),
        "attentions": None if record.attentions is None else tuple(record.attentions),
        "cross_attentions": tuple(record.cross_attentions) or None,
        "past_key_values": ctx.cache,
    }
    names = output.__dataclass_fields__  # which can be compiled, as `fields` of a class cannot
    return {name: value for name, value in kept.items() if name in names}


def memory_of(hidden: Tensor | None, mask: Tensor | None) -> Memory | None:
    """What a decoder looks at, from what an encoder gave (B, S, W) and its padding mask (B, S).

    Raises:
        ValueError: the mask is not of that size, or is of nothing.
    """
    if hidden is None:
        if mask is not None:
            raise ValueError("encoder_attention_mask is for encoder_hidden_states; none are given")
        return None
    if mask is not None and mask.shape != hidden.shape[:2]:
        raise ValueError(
            f"the mask of what the encoder read has shape {tuple(mask.shape)}; "
            f"{tuple(hidden.shape[:2])} is needed"
        )
    if mask is None or (may_look_at(mask) and bool(mask.all())):
        return Memory(hidden)
    return Memory(hidden, mask.bool())


def backward(node: specs.Attention) -> bool:
    """Whether no token sees one that comes after it."""
    match node:
        case specs.Cross():
            return True
        case specs.Attention(mask=specs.Window(after=after)):
            return after == 0
        case _:
            return isinstance(node.mask, specs.Causal)


def table_of(stack: Stack) -> Embedding:
    """The table of a stack that reads tokens."""
    frontend = stack.frontend
    assert isinstance(frontend, Tokens) and isinstance(frontend.token, Embedding)
    return frontend.token


def kept(given: object) -> int:
    """How many of the last tokens are to be answered; all when 0.

    Raises:
        ValueError: it is no such number.
    """
    if given is None:
        return 0
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise ValueError(f"logits_to_keep is {given!r}; a whole number from 0 on is needed")
    return given


def choose(given: bool | None, default: bool) -> bool:
    """An argument, or the configuration's choice when it is None."""
    return default if given is None else given


def as_dtype(dtype: str | torch.dtype | None) -> torch.dtype:
    """A torch type from its name; float32 when None.

    Raises:
        RequestError: weights are never of that type.
    """
    name = "float32" if dtype is None else str(dtype).removeprefix("torch.")
    if name not in DTYPES:
        hint = did_you_mean(name, DTYPES)
        raise RequestError(f"dtype: {name!r} is not one of {', '.join(DTYPES)}.{hint}")
    found: torch.dtype = getattr(torch, name)
    return found
