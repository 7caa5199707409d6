"""Vectors of texts, pictures and recordings, and how near they are to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from factory.cli.answers.rows import Answer

if TYPE_CHECKING:
    from torch import Tensor


_PROJECTED = ("text_embeds", "image_embeds", "embeddings")
"""Outputs that are one vector an input, made to be compared."""


def embeddings(mask: Tensor, outputs: Mapping[str, Any]) -> list[Answer]:
    """Vectors a row: the one that the model makes to compare it with others, or else the mean.

    The mean is that of the hidden states of real tokens; beside it stands the pooler's, if any.

    Args:
        mask: 1 where a token is real, (batch, tokens).
        outputs: one of those that are made to be compared, (batch, width); or
            ``last_hidden_state`` (batch, tokens, width), perhaps ``pooler_output``.
    """
    if projected := projections(outputs):
        return projected
    vectors = {"mean": mean_of(outputs["last_hidden_state"], mask)}
    if outputs.get("pooler_output") is not None:
        vectors["pooler"] = outputs["pooler_output"].float()
    lists = {name: vector.tolist() for name, vector in vectors.items()}
    return [
        {"embeddings": dict(zip(lists, row, strict=True))}
        for row in zip(*lists.values(), strict=True)
    ]


def projections(outputs: Mapping[str, Any]) -> list[Answer]:
    """The vector that a model makes of each input to compare it with others, if it makes one."""
    found = next((outputs[name] for name in _PROJECTED if outputs.get(name) is not None), None)
    rows = [] if found is None else found.float().tolist()
    return [{"embeddings": {"projection": row}} for row in rows]


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """(batch, tokens, width) -> (batch, width), over the real tokens."""
    real = mask[..., None].to(hidden.device).float()
    return (hidden.float() * real).sum(1) / real.sum(1).clamp(min=1)


def similarities(answers: Sequence[Answer]) -> list[list[float]] | None:
    """Cosines between the first vectors of all inputs; None unless there are two."""
    import torch

    vectors = [
        next(iter(answer["embeddings"].values())) for answer in answers if "embeddings" in answer
    ]
    if len(vectors) < 2:
        return None
    unit = torch.nn.functional.normalize(torch.tensor(vectors, dtype=torch.float64), dim=-1)
    cosines: list[list[float]] = (unit @ unit.T).tolist()
    return cosines
