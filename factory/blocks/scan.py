"""The recurrence of selective state spaces, token after token.

``state = exp(step * rate) * state + step * x * write`` and ``read . state`` for each channel. All
tokens' states at once are the states' size times what a batch holds elsewhere, so that they are
made for some tokens at a time, and again in the backward pass.

Axes: B batch, T tokens, Q tokens of a chunk, C channels, N numbers in the state of a channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch._higher_order_ops.scan import scan
from torch.autograd.function import once_differentiable

CHUNK = 16
"""Tokens whose states are made at once: few enough to stay in a processor's cache."""


def selective_scan(
    x: Tensor, step: Tensor, rate: Tensor, write: Tensor, read: Tensor, state: Tensor
) -> tuple[Tensor, Tensor]:
    """What tokens read of the states, and the last states.

    Args:
        x: what channels hold (B, T, C).
        step: how much time each token takes (B, T, C).
        rate: how states grow in that time, by their logarithm (C, N).
        write: what of a channel goes into each number of its state (B, T, N).
        read: what is taken of each number (B, T, N).
        state: from before the first token (B, C, N).

    Returns:
        (B, T, C) and (B, C, N).
    """
    sides = tuple(side.transpose(0, 1).contiguous() for side in (step, step * x, write, read))
    # A recorded graph holds a loop as such; written out, it would be for one length alone.
    if torch.compiler.is_exporting() or (
        torch.compiler.is_compiling() and not torch.is_grad_enabled()
    ):

        def token(state: Tensor, sides: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
            step, taken, write, read = sides
            state = torch.exp(step[..., None] * rate) * state + taken[..., None] * write[:, None]
            seen = (state * read[:, None]).sum(-1)
            return state.clone(), seen  # what its gradient keeps may not be what goes on

        last, seen = scan(token, state, sides)
    else:
        seen, last = looped(*sides, rate, state)
    return seen.transpose(0, 1), last


# Gradients of a recorded loop lie in memory otherwise than they were recorded.
@torch.compiler.disable  # type: ignore[untyped-decorator]
def looped(*sides: Tensor) -> tuple[Tensor, Tensor]:
    """The arguments and results of :meth:`Scan.forward`."""
    result: tuple[Tensor, Tensor] = Scan.apply(*sides)
    return result


class Scan(torch.autograd.Function):
    """The recurrence and its gradients, which keep the states between chunks alone."""

    @staticmethod
    def forward(
        ctx: Any,
        step: Tensor,
        taken: Tensor,
        write: Tensor,
        read: Tensor,
        rate: Tensor,
        state: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """What is read (T, B, C) and the last state (B, C, N).

        Args:
            ctx: keeps what the gradients need.
            step: (T, B, C).
            taken: steps times what channels hold (T, B, C).
            write: (T, B, N).
            read: (T, B, N).
            rate: (C, N).
            state: (B, C, N).
        """
        seen = torch.empty_like(taken)
        begins = []
        for part in chunks(len(taken)):
            begins.append(state)
            states, _ = unrolled(step[part], taken[part], write[part], rate, state)
            torch.matmul(states, read[part][..., None], out=seen[part][..., None])
            state = states[-1].clone()
        ctx.save_for_backward(step, taken, write, read, rate, *begins)
        return seen, state

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, by_seen: Tensor, by_state: Tensor) -> tuple[Tensor, ...]:
        """Gradients of the arguments of :meth:`forward`, from those of its results."""
        step, taken, write, read, rate, *begins = ctx.saved_tensors
        by_step, by_taken, by_write, by_read = map(torch.empty_like, (step, taken, write, read))
        by_rate = torch.zeros_like(rate)
        for part, begin in reversed(list(zip(chunks(len(taken)), begins, strict=True))):
            states, kept = unrolled(step[part], taken[part], write[part], rate, begin)
            given = by_seen[part]
            by_read[part] = (given[..., None, :] @ states).squeeze(-2)
            by_states = given[..., None] * read[part][:, :, None]
            by_states[-1] += by_state
            rows = list(zip(by_states.unbind(), kept.unbind(), strict=True))
            for (row, _), (after, factor) in zip(rows[-2::-1], rows[:0:-1], strict=True):
                row.addcmul_(after, factor)
            by_state = by_states[0] * kept[0]
            by_taken[part] = (by_states @ write[part][..., None]).squeeze(-1)
            by_write[part] = (taken[part][..., None, :] @ by_states).squeeze(-2)
            by_power = kept.mul_(by_states)
            by_power[0] *= begin
            by_power[1:] *= states[:-1]
            by_step[part] = (by_power * rate).sum(-1)
            by_rate += (by_power * step[part][..., None]).sum((0, 1))
        return by_step, by_taken, by_write, by_read, by_rate, by_state


def chunks(length: int) -> Iterator[slice]:
    """So many tokens in parts of which each follows the one before."""
    for begin in range(0, length, CHUNK):
        yield slice(begin, begin + CHUNK)


def unrolled(
    step: Tensor, taken: Tensor, write: Tensor, rate: Tensor, state: Tensor
) -> tuple[Tensor, Tensor]:
    """The states after each token of a chunk, and what each token keeps of those before it.

    Args:
        step: (Q, B, C).
        taken: (Q, B, C).
        write: (Q, B, N).
        rate: (C, N).
        state: from before the chunk (B, C, N).

    Returns:
        (Q, B, C, N) each.
    """
    kept = torch.mul(step[..., None], rate).exp_()
    states = taken[..., None] * write[:, :, None]
    for row, factor in zip(states.unbind(), kept.unbind(), strict=True):
        state = row.addcmul_(factor, state)
    return states, kept
