"""Trying a model that was built: parts, encoded sentences, outputs, and the bundle read again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.composition import inputs
from factory.heads import Labels
from factory.specs import Model, children, count

if TYPE_CHECKING:
    from factory.building import Built

SAMPLES = ("The factory builds a model from plain data.", "Every part of it has a name.")
_SHOWN_TOKENS = 5


def parts(tree: Model) -> dict[str, int]:
    """Parameters by part of the body, and of the head; they add up to the whole."""
    found: dict[str, int] = {}
    for name, child in children(tree.body):
        nodes = child if isinstance(child, tuple) else (child,)
        label = f"body.{name} x {len(nodes)}" if isinstance(child, tuple) else f"body.{name}"
        found[label] = sum(count(node) for node in nodes)
    if tree.head is not None:
        found["head"] = count(tree.head)
    return {name: number for name, number in found.items() if number}


def sentences(text: str | None) -> list[str]:
    """What to try: samples, a text, or the lines of a file."""
    return list(SAMPLES) if text is None else inputs.lines(text)


def encode(built: Built, texts: Sequence[str]) -> dict[str, Any]:
    """Inputs of the model, as tensors; numbers in order where there is no tokenizer."""
    import torch

    if built.tokenizer is None:
        size = int(getattr(built.config, "vocab_size", 2))
        encoded: dict[str, Any] = {"input_ids": torch.arange(8).remainder(size).unsqueeze(0)}
    else:
        encoded = dict(
            built.tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
        )
    if built.blueprint.head.labels is Labels.CHOICE:
        encoded = {name: tensor.unsqueeze(0) for name, tensor in encoded.items()}
    device = built.model.device
    return {name: tensor.to(device) for name, tensor in encoded.items()}


def run(built: Built, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The model's outputs by name."""
    import torch

    with torch.inference_mode():
        output = built.model(**inputs)
    return {name: output[name] for name in output.keys()}  # noqa: SIM118 - not a mapping


def answers(built: Built, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> list[str]:
    """What the outputs say, one line a sentence, for heads whose answer fits a line."""
    head, logits = built.blueprint.head, outputs.get("logits")
    if logits is None:
        return []
    if head.name == "masked_lm" and built.tokenizer is not None:
        return _masks(built, inputs["input_ids"], logits)
    if head.labels is not Labels.CLASSES or logits.dim() != 2:
        return []
    if built.config.problem_type == "regression" or logits.shape[-1] == 1:
        return [", ".join(f"{score:.4f}" for score in row) for row in logits.tolist()]
    return [
        ", ".join(f"{built.config.label(i)} {p:.3f}" for i, p in enumerate(row))
        for row in logits.float().softmax(-1).tolist()
    ]


def _masks(built: Built, ids: Any, logits: Any) -> list[str]:
    tokenizer = built.tokenizer
    assert tokenizer is not None
    lines = []
    for row, scores in zip(ids, logits, strict=True):
        places = (row == tokenizer.mask_token_id).nonzero().flatten().tolist()
        best = (scores[place].topk(_SHOWN_TOKENS).indices.tolist() for place in places)
        lines.append("; ".join(" ".join(tokenizer.convert_ids_to_tokens(ids)) for ids in best))
    return lines if any(lines) else []


def reloaded_difference(
    folder: Path, inputs: Mapping[str, Any], outputs: Mapping[str, Any]
) -> float:
    """Largest absolute difference between outputs and those of the bundle read from disk.

    Infinite where one is a number and the other is none.
    """
    from factory.building import load

    again = run(load(folder), inputs)
    return max(
        (
            _difference(outputs[name].double(), again[name].double())
            for name in outputs
            if hasattr(outputs[name], "double") and outputs[name].numel()
        ),
        default=0.0,
    )


def _difference(one: Any, other: Any) -> float:
    same = (one == other) | (one.isnan() & other.isnan())
    apart = (one - other).abs().nan_to_num(nan=math.inf).masked_fill(same, 0.0)
    return float(apart.max())
