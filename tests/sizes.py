"""Sizes small enough for a test, in the words of each family."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from factory.configuration import PretrainedConfig, hints

PARTS = {
    "type_vocab_size": 2,
    "relative_attention": True,
    "pos_att_type": ["c2p", "p2c"],
    "position_buckets": 8,
    "conv_kernel_size": 3,
}
"""Parts that some families have and leave out by default, put in."""


def fitting(config: type[PretrainedConfig], options: Mapping[str, Any]) -> dict[str, Any]:
    """Those options that a configuration has, with every part there is.

    Special tokens are put inside the vocabulary.
    """
    wanted = {**PARTS, **options}
    known = {k: v for k, v in wanted.items() if k in hints(config) or k in config.aliases}
    return special_ids(config, options["vocab_size"]) | known


def special_ids(config: type[PretrainedConfig], vocabulary: int) -> dict[str, int]:
    """Special tokens that lie outside a small vocabulary by default, put inside."""
    usual = config()
    names = [f.name for f in dataclasses.fields(config) if f.name.endswith("_token_id")]
    large = [name for name in names if (getattr(usual, name) or 0) >= vocabulary]
    return {name: place for place, name in enumerate(large)}
