"""The built-in recipes of blocks, by the role that a block has: one line each, nothing imported."""

from __future__ import annotations

from registry.entry import Entry

_ACTIVATIONS = (
    "gelu",
    "gelu_10",
    "gelu_accurate",
    "gelu_fast",
    "gelu_new",
    "gelu_python",
    "gelu_python_tanh",
    "gelu_pytorch_tanh",
    "hardswish",
    "laplace",
    "leaky_relu",
    "linear",
    "mish",
    "prelu",
    "quick_gelu",
    "relu",
    "relu2",
    "relu6",
    "sigmoid",
    "silu",
    "sqrtsoftplus",
    "swish",
    "tanh",
    "xielu",
)

RECIPES: tuple[Entry, ...] = (
    Entry("position", "rotary", "factory.recipes.positions:ROTARY", "queries and keys rotated"),
    Entry(
        "position",
        "alibi",
        "factory.recipes.positions:ALIBI",
        "a penalty that grows with the distance",
    ),
    Entry(
        "position",
        "relative",
        "factory.recipes.positions:RELATIVE",
        "a learned bias by distance",
    ),
    Entry(
        "position",
        "learned",
        "factory.recipes.positions:LEARNED",
        "a learned vector for each place",
    ),
    Entry("position", "none", "factory.recipes.positions:PLACELESS", "no positions"),
    Entry("norm", "layernorm", "factory.recipes.norms:LAYERNORM", "mean 0 and variance 1"),
    Entry("norm", "rmsnorm", "factory.recipes.norms:RMSNORM", "root mean square of 1"),
    Entry("feedforward", "dense", "factory.recipes.feedforwards:DENSE", "two matrices"),
    Entry("feedforward", "swiglu", "factory.recipes.feedforwards:SWIGLU", "gated by SiLU"),
    Entry("feedforward", "geglu", "factory.recipes.feedforwards:GEGLU", "gated by GELU"),
    Entry("feedforward", "experts", "factory.recipes.feedforwards:EXPERTS", "a mixture of experts"),
    Entry(
        "attention",
        "plain",
        "factory.recipes.attentions:PLAIN",
        "a head of keys and values for each of queries",
    ),
    Entry(
        "attention",
        "grouped",
        "factory.recipes.attentions:GROUPED",
        "query heads that share keys and values",
    ),
    Entry("attention", "normed", "factory.recipes.attentions:NORMED", "queries and keys normed"),
    Entry(
        "attention",
        "windowed",
        "factory.recipes.attentions:WINDOWED",
        "what is near alone is seen",
    ),
    Entry(
        "attention",
        "selective",
        "factory.recipes.mixers:SELECTIVE",
        "a state that each token changes, in place of looking back",
    ),
    Entry("order", "pre", "factory.recipes.orders:PRE", "a norm before each block"),
    Entry("order", "post", "factory.recipes.orders:POST", "a norm after each sum"),
    Entry(
        "order",
        "sandwich",
        "factory.recipes.orders:SANDWICH",
        "a norm before and after each block",
    ),
    Entry(
        "adapter",
        "lora",
        "factory.recipes.adapters:LORA",
        "two small matrices beside projections",
    ),
    Entry("frontend", "tokens", "factory.recipes.frontends:TOKENS", "texts, token by token"),
    Entry("frontend", "patches", "factory.recipes.frontends:PATCHES", "pictures, patch by patch"),
    Entry("frontend", "waveform", "factory.recipes.frontends:WAVEFORM", "samples of sound"),
    Entry("frontend", "mel", "factory.recipes.frontends:MEL", "log-mel spectrograms of sound"),
    *(
        Entry("activation", name, f"factory.recipes.activations:{name}", f"the activation {name}")
        for name in _ACTIVATIONS
    ),
)

ROLES = tuple(dict.fromkeys(entry.kind for entry in RECIPES))
"""What blocks a model has: the kinds of the recipes, a frontend among them."""
