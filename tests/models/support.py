"""Tiny models of every family and head, and transformers' with the same weights."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file
from torch import Tensor

from factory.checkpoint.rows import expand
from factory.configuration import PretrainedConfig
from factory.families import Family
from factory.heads import HeadKind, Labels
from factory.models import PreTrainedModel, model_class
from factory.specs import ACTIVATIONS, shapes
from registry import REGISTRY
from tests.sizes import fitting

FAMILIES: tuple[Family, ...] = tuple(
    REGISTRY.get("architecture", name) for name in REGISTRY.names("architecture")
)
PAIRS = [(family, head) for family in FAMILIES for head in family.head_names]
IDS = [f"{family.name}-{head}" for family, head in PAIRS]

every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
every_pair = pytest.mark.parametrize(("family", "head"), PAIRS, ids=IDS)
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)

SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "vocab_size": 64,
    "max_position_embeddings": 40,
}
SOME_HAVE = {"embedding_size": 24}
"""Sizes of options that some families have besides."""
BATCH, LENGTH = 3, 11


def tiny(family: Family, **options: Any) -> PretrainedConfig:
    """A configuration small enough for a test."""
    return family.config(**{**fitting(family.config, SMALL | SOME_HAVE), **options})


def dropouts(family: Family) -> list[str]:
    """Every option of a family that is a dropout."""
    return [field.name for field in fields(family.config) if "dropout" in field.name]


def kind_of(family: Family, head: str) -> HeadKind:
    """What a head's task is in a family."""
    return family.kind(REGISTRY.get("head", head))


def tiny_model(family: Family, head: str = "base", seed: int = 0, **options: Any) -> Any:
    """A model with random weights, in evaluation mode."""
    return model_class(family.name, head)(tiny(family, **options), seed=seed).eval()


def peer_of(config: PretrainedConfig, family: Family, head: str, **options: Any) -> Any:
    """The transformers model of a configuration, with random weights, in evaluation mode."""
    values = config.to_dict()
    values.pop("model_type")
    peer_config = getattr(transformers, family.config.__name__)(**values, **options)
    suffix = kind_of(family, head).suffix
    torch.manual_seed(0)
    return getattr(transformers, family.class_prefix + suffix)(peer_config).eval()


def pair(family: Family, head: str, eager: bool = False, **options: Any) -> tuple[Any, Any]:
    """(ours, theirs) with the same weights; theirs go through a folder they wrote."""
    config = tiny(family, **options)
    extra = {"attn_implementation": "eager"} if eager else {}
    theirs = peer_of(config, family, head, **extra).float()  # xIELU starts in bfloat16
    for parameter in theirs.parameters():
        if parameter.dim() == 1 and parameter.dtype == torch.float32:
            parameter.data += 0.1 * torch.randn_like(parameter)
    with tempfile.TemporaryDirectory() as folder:
        theirs.save_pretrained(folder)
        disk = load_file(f"{folder}/model.safetensors")
    ours: PreTrainedModel = model_class(family.name, head)(config, seed=0).eval()
    table = expand(family.disk_rows(config, head), shapes(ours.tree))
    weights = {e.native: disk[e.disk][e.piece.rows if e.piece else ...] for e in table}
    ours.load_state_dict(weights, strict=True)
    return ours, theirs


def batch(family: Family, head: str, side: str = "right") -> dict[str, Tensor]:
    """A padded batch with real lengths 11, 7 and 3; two candidates an item for multiple choice."""
    generator = torch.Generator().manual_seed(1)
    mask = torch.ones(BATCH, LENGTH, dtype=torch.long)
    for row, length in enumerate((11, 7, 3)):
        mask[row, length:] = 0
    if side == "left":
        mask = mask.flip(-1)
    ids = torch.randint(5, SMALL["vocab_size"], (BATCH, LENGTH), generator=generator)
    ids[mask == 0] = tiny(family).pad_token_id or 0
    inputs = {"input_ids": ids, "attention_mask": mask}
    if "token_type_ids" in family.inputs:
        inputs["token_type_ids"] = (torch.arange(LENGTH) > 4).long().expand(BATCH, -1) * mask
    if kind_of(family, head).labels is Labels.CHOICE:
        inputs = {name: torch.stack([x, x.roll(1, 0)], 1) for name, x in inputs.items()}
    return inputs


def labels(family: Family, head: str, count: int = 2) -> dict[str, Tensor]:
    """Labels for :func:`batch`, in the form the head wants; padding is unlabelled."""
    generator = torch.Generator().manual_seed(2)

    def draw(high: int, *shape: int) -> Tensor:
        return torch.randint(high, shape, generator=generator)

    mask = batch(family, "base")["attention_mask"]
    tokens = draw(SMALL["vocab_size"], BATCH, LENGTH).masked_fill(mask == 0, -100)
    match kind_of(family, head).labels:
        case Labels.NONE:
            return {}
        case Labels.TOKENS:
            return {"labels": tokens}
        case Labels.CLASSES if head == "token_classification":
            return {"labels": draw(count, BATCH, LENGTH).masked_fill(mask == 0, -100)}
        case Labels.SPAN:
            return {"start_positions": draw(3, BATCH), "end_positions": draw(14, BATCH)}
        case Labels.PRETRAINING:
            return {"labels": tokens, "next_sentence_label": draw(2, BATCH)}
        case Labels.ORDER:
            return {"labels": tokens, "sentence_order_label": draw(2, BATCH)}
        case Labels.REPLACED:
            return {"labels": draw(2, BATCH, LENGTH)}
        case Labels.CLASSES:
            return {"labels": draw(count, BATCH)}
        case _:
            return {"labels": draw(2, BATCH)}


def assert_equal_on_real_tokens(
    ours: Any, theirs: Any, mask: Tensor, tolerance: float = 1e-5
) -> None:
    """Every named result agrees; results with one value a token are compared at real tokens."""
    assert ours.keys()
    for name in ours:
        a, b = ours[name], theirs[name]
        if isinstance(a, tuple):
            assert len(a) == len(b), name
            for one, other in zip(a, b, strict=True):
                assert_close(one, other, mask, name, tolerance)
        else:
            assert_close(a, b, mask, name, tolerance)


def assert_close(a: Tensor, b: Tensor, mask: Tensor, name: str, tolerance: float) -> None:
    """Same shape; at most ``tolerance`` apart at real tokens, candidates side by side or not."""
    assert a.shape == b.shape, name
    mask = mask.flatten(0, -2)
    if a.shape[:2] == mask.shape:
        a, b = a[mask.bool()], b[mask.bool()]
    elif a.dim() == 4:  # attention weights: rows of real queries
        rows = mask.bool()[:, None].expand(a.shape[:3])
        a, b = a[rows], b[rows]
    assert torch.isfinite(a).all(), name
    assert (a - b).abs().max() <= tolerance, name
