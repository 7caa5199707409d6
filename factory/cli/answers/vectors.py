"""Vectors of texts, and how near they are to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from factory.cli.answers.rows import Answer

if TYPE_CHECKING:
    from torch import Tensor


def embeddings(mask: Tensor, outputs: Mapping[str, Any]) -> list[Answer]:
    """A vector a row: the mean of the hidden states of real tokens, and the pooler's if there is.

    Args:
        mask: 1 where a token is real, (batch, tokens).
        outputs: ``last_hidden_state`` (batch, tokens, width), perhaps ``pooler_output``.
    """
    vectors = {"mean": mean_of(outputs["last_hidden_state"], mask)}
    if outputs.get("pooler_output") is not None:
        vectors["pooler"] = outputs["pooler_output"].float()
    lists = {name: vector.tolist() for name, vector in vectors.items()}
    return [
        {"embeddings": dict(zip(lists, row, strict=True))}
        for row in zip(*lists.values(), strict=True)
    ]


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """(batch, tokens, width) -> (batch, width), over the real tokens."""
    real = mask[..., None].to(hidden.device).float()
    return (hidden.float() * real).sum(1) / real.sum(1).clamp(min=1)


def similarities(answers: Sequence[Answer]) -> list[list[float]] | None:
    """Cosines between the mean vectors of all texts; None unless there are two."""
    import torch

    vectors = [answer["embeddings"]["mean"] for answer in answers if "embeddings" in answer]
    if len(vectors) < 2:
        return None
    unit = torch.nn.functional.normalize(torch.tensor(vectors, dtype=torch.float64), dim=-1)
    cosines: list[list[float]] = (unit @ unit.T).tolist()
    return cosines
