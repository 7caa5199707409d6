"""Sizes small enough for a test, in the words of each family."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from factory.configuration import PretrainedConfig, hints

SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "head_dim": 12,
    "intermediate_size": 48,
    "vocab_size": 64,
    "max_position_embeddings": 40,
}
"""A small model in the names that every family understands, as far as it has what they name."""

PARTS = {
    "type_vocab_size": 2,
    "relative_attention": True,
    "pos_att_type": ["c2p", "p2c"],
    "position_buckets": 8,
    "conv_kernel_size": 3,
    "num_key_value_heads": 2,
    "sliding_window": 4,
    "use_sliding_window": True,
    "max_window_layers": 1,
    "num_local_experts": 4,
    "attn_logit_softcapping": 0.01,
    "final_logit_softcapping": 0.05,
}
"""Parts that some families have and leave out by default, put in."""

PICTURES = {"image_size": 24, "patch_size": 8, "encoder_stride": 8}
"""Nine patches a picture."""

SOUND = {
    "conv_dim": (16, 16, 16),
    "conv_kernel": (10, 3, 2),
    "conv_stride": (5, 2, 2),
    "num_conv_pos_embeddings": 8,
    "num_conv_pos_embedding_groups": 2,
    "classifier_proj_size": 16,
    "tdnn_dim": (16, 16, 24),
    "tdnn_kernel": (2, 2, 1),
    "tdnn_dilation": (1, 2, 1),
    "xvector_output_dim": 12,
    "codevector_dim": 16,
    "proj_codevector_dim": 16,
    "num_codevectors_per_group": 8,
    "num_adapter_layers": 1,
    "layerdrop": 0.0,
    "apply_spec_augment": False,
    "ctc_loss_reduction": "mean",
    "num_mel_bins": 16,
    "max_length": 40,
    "max_source_positions": 50,
    "time_stride": 4,
    "frequency_stride": 4,
}
"""Short convolutions over waves, few bands of a spectrogram; training leaves nothing out."""


TOGETHER: tuple[dict[str, Any], ...] = (
    {"is_decoder": True, "add_cross_attention": True},
    {"adapter_attn_dim": 8, "do_stable_layer_norm": True},
    {"add_adapter": True, "output_hidden_size": 12},
    {"layerdrop": 0.1, "feat_proj_dropout": 0.1},
    {
        "rms_norm_eps": 1e-3,
        "rope_parameters": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
    },
    {"router_jitter_noise": 0.1},
    {"feed_forward_proj": "gated-prelu"},
    {"feed_forward_proj": "xielu"},
)
"""Options that some families have, and what they bring along shows when they are set together."""

DECODERS = {
    "num_decoder_layers": 3,
    "decoder_layers": 2,  # transformers' caches have room for as many as the encoder has
    "decoder_attention_heads": 2,
    "decoder_ffn_dim": 40,
}
"""What writes, where it has sizes of its own, other than what reads."""

STATES = {"state_size": 4, "conv_kernel": 3, "time_step_rank": 5, "intermediate_size": None}
"""Small states, a convolution over tokens; how many channels there are follows from the width."""

COMMON = {"projection_dim": 24}
"""Where texts and pictures are compared."""


def fitting(config: type[PretrainedConfig], options: Mapping[str, Any]) -> dict[str, Any]:
    """Those options that a configuration and its parts have, with every part there is.

    Special tokens are put inside the vocabulary.
    """
    wanted = {**PARTS, **PICTURES, **SOUND, **DECODERS, **COMMON, **options}
    if "state_size" in hints(config):
        wanted |= STATES
    named = {config.aliases.get(k, k): k for k in (*wanted, *options)}  # the last of two names
    known = {k: wanted[k] for own, k in named.items() if own in hints(config)}
    inner = {name: fitting(kind, options) for name, kind in config.parts().items()}
    return special_ids(config, options.get("vocab_size", SMALL["vocab_size"])) | known | inner


def with_options(
    config: type[PretrainedConfig], values: Mapping[str, Any], options: Mapping[str, Any]
) -> dict[str, Any]:
    """Values of a configuration with options; what it has not itself goes to its parts."""
    changed = dict(values)
    for name, value in options.items():
        able = [part for part, kind in config.parts().items() if name in hints(kind)]
        if able and name not in hints(config):
            changed |= {part: {**changed[part], name: value} for part in able}
        else:
            changed[name] = value
    return changed


def largest(ids: int | tuple[int, ...] | None) -> int:
    """The largest of the ids that a token has."""
    return max((ids,) if isinstance(ids, int) else ids or (0,))


def special_ids(config: type[PretrainedConfig], vocabulary: int) -> dict[str, int]:
    """Special tokens that lie outside a small vocabulary by default, put where none is inside.

    One for padding is among them where a family knows none, as batches need it.
    """
    usual = config()
    names = [f.name for f in dataclasses.fields(config) if f.name.endswith("_token_id")]
    large = [
        name
        for name in names
        if largest(getattr(usual, name)) >= vocabulary
        or (name == "pad_token_id" and getattr(usual, name) is None)
    ]
    taken = {getattr(usual, name) for name in names}
    free = (place for place in range(vocabulary) if place not in taken)
    return dict(zip(large, free, strict=False))
