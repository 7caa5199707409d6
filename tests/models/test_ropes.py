"""Rotary positions of every type are those of transformers, in files of any age."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
import transformers

from factory.configuration import hints
from factory.errors import RequestError
from factory.families import Family
from registry import REGISTRY
from tests.models.support import assert_equal_on_real_tokens, every, pair, tiny

TRAINED = 16
"""Length of the training; positions are scaled to reach further."""


def pairs(family: Family) -> int:
    """Pairs of numbers that turn in a tiny model's heads."""
    config: Any = tiny(family)
    return int(config.head_width // 2)


def turns_alike(family: Family) -> bool:
    """Whether a family has one rotation for all layers, of any type."""
    known = "rope_parameters" in hints(family.config)
    return known and "rope_type" in tiny(family).rope_parameters


LLAMA3 = {
    "factor": 4.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 2.0,
    "original_max_position_embeddings": TRAINED,
}
YARN = {"factor": 4.0, "original_max_position_embeddings": TRAINED}
SCALINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "linear": {"factor": 4.0},
    "dynamic": {"factor": 3.0},
    "yarn": YARN,
    "yarn-narrow": YARN | {"beta_fast": 2.0, "beta_slow": 0.5, "truncate": False},
    "yarn-scales": YARN | {"mscale": 0.7, "mscale_all_dim": 1.3},
    "yarn-factor": YARN | {"attention_factor": 1.5},
    "yarn-untold": {"factor": 4.0},
    "longrope": {"factor": 2.5, "original_max_position_embeddings": TRAINED},
    "longrope-untold": {"original_max_position_embeddings": TRAINED // 2},
    "longrope-factor": {"original_max_position_embeddings": TRAINED, "attention_factor": 1.25},
    "llama3": LLAMA3,
}


def parameters(family: Family, scaling: str) -> dict[str, Any]:
    """``rope_parameters`` of a scaling, with a factor for each pair where it wants them."""
    kind = scaling.partition("-")[0]
    given = {"rope_type": kind, "rope_theta": 100.0, **SCALINGS[scaling]}
    if kind == "longrope":
        each = range(pairs(family))
        given |= {"short_factor": [1.0 + i / 8 for i in each]}
        given |= {"long_factor": [2.0 + i for i in each]}
    return given


@every(turns_alike)
@pytest.mark.parametrize("length", [TRAINED - 5, TRAINED, TRAINED + 14])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_every_scaling_gives_equal_outputs(family: Family, scaling: str, length: int) -> None:
    """At lengths within the training and beyond it, and the same with what is remembered."""
    given = parameters(family, scaling)
    ours, theirs = pair(family, "base", rope_parameters=given, max_position_embeddings=TRAINED)
    ids = torch.randint(5, 64, (2, length), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        a, b = ours(input_ids=ids), theirs(input_ids=ids)
    assert_equal_on_real_tokens(a, b, torch.ones_like(ids))


@every(turns_alike)
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
@pytest.mark.parametrize("scaling", ["dynamic", "longrope"])
def test_rotations_that_go_by_the_length_go_by_that_of_the_padded_batch(
    family: Family, scaling: str, pack: bool
) -> None:
    given = parameters(family, scaling)
    ours, theirs = pair(family, "base", rope_parameters=given, max_position_embeddings=TRAINED)
    ours.pack_padded_batches = pack
    ids = torch.randint(5, 64, (2, TRAINED + 14), generator=torch.Generator().manual_seed(0))
    real = torch.ones_like(ids)
    real[:, TRAINED - 5 :] = 0
    with torch.no_grad():
        a, b = (model(input_ids=ids, attention_mask=real) for model in (ours, theirs))
    assert_equal_on_real_tokens(a, b, real)


@every(turns_alike)
@pytest.mark.parametrize("scaling", SCALINGS)
def test_what_a_file_says_is_what_transformers_reads(
    family: Family, scaling: str, tmp_path
) -> None:
    given = parameters(family, scaling)
    config = tiny(family, rope_parameters=given, max_position_embeddings=TRAINED)
    assert config.to_dict()["rope_parameters"] == given
    config.save_pretrained(tmp_path)
    theirs = getattr(transformers, family.config.__name__).from_pretrained(tmp_path)
    wanted = dict(theirs.rope_parameters)
    if "original_max_position_embeddings" not in given:  # which transformers adds
        wanted.pop("original_max_position_embeddings", None)
    assert wanted == given
    for name, value in wanted.items():
        assert type(value) is type(given[name]), name


@every(turns_alike)
@pytest.mark.parametrize(
    "older",
    [
        {"rope_theta": 5000.0},
        {"rope_theta": 5000, "rope_scaling": None},
        {"rope_scaling": {"type": "linear", "factor": 2.0}},
        {"rope_theta": 5000.0, "rope_scaling": {"type": "dynamic", "factor": 2.0}},
        {"rope_theta": 5000.0, "rope_scaling": {"rope_type": "llama3", **LLAMA3}},
    ],
    ids=str,
)
def test_older_files_mean_what_they_meant(family: Family, older: dict[str, Any], tmp_path) -> None:
    values = {**tiny(family).to_dict(), **older}
    del values["rope_parameters"]
    (tmp_path / "config.json").write_text(json.dumps(values), encoding="utf-8")
    theirs = getattr(transformers, family.config.__name__).from_pretrained(tmp_path)
    config = family.config.from_pretrained(tmp_path)
    stated = {n: x for n, x in theirs.rope_parameters.items() if n != "type"}
    assert config.to_dict()["rope_parameters"] == stated
    assert not {"rope_theta", "rope_scaling"} & {*config.to_dict(), *config.foreign}


@every(turns_alike)
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rope_type": "linaer", "factor": 2.0}, "Did you mean 'linear'"),
        ({"rope_type": "linear"}, "'linear' needs factor"),
        ({"rope_type": "linear", "factor": "two"}, "factor 'two' is not a number from 1 on"),
        ({"rope_type": "linear", "factor": 0.5}, "factor 0.5 is not a number from 1 on"),
        ({"rope_type": "linear", "factor": 2.0, "beta": 1.0}, "'beta' says nothing of 'linear'"),
        ({"rope_theta": 0.0}, "rope_theta 0.0 is not a number above 0"),
        ({"rope_theta": float("inf")}, "rope_theta inf is not a number above 0"),
        ({"rope_theta": 10**400}, "rope_theta .* is not a number above 0"),
        ({"rope_type": "yarn", "factor": 2.0, "truncate": 1.0}, "truncate 1.0 is not true or fal"),
        ({"rope_type": "yarn", "factor": 2.0, "mscale": -1.0}, "mscale -1.0 is not a number"),
        (
            {"rope_type": "longrope", "short_factor": [1.0], "long_factor": [1.0]},
            "short_factor has",
        ),
        ({"rope_type": "llama3", **LLAMA3, "low_freq_factor": 3.0}, "not below high_freq_factor"),
        ("linear", "rope_parameters: 'linear' is not a mapping"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_meant_is_told(family: Family, given: Any, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        tiny(family, rope_parameters=given)


@pytest.mark.parametrize("name", ["mistral", "qwen3", "gemma"])
def test_heads_of_a_width_of_their_own_need_not_divide_the_hidden_states(name: str) -> None:
    family = REGISTRY.get("architecture", name)
    ours, theirs = pair(family, "base", hidden_size=30, num_attention_heads=4, head_dim=8)
    ids = torch.randint(5, 30, (2, 7), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        found, expected = (model(ids).last_hidden_state for model in (ours, theirs))
    assert (found - expected).abs().max() < 1e-5
