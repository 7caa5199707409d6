"""Mamba: layers of selective state spaces, without attention and without positions.

Paper: https://arxiv.org/abs/2312.00752
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import Problem, configuration, option
from factory.families import causal
from factory.families.base import Family
from factory.families.causal import DecoderConfig
from factory.families.shared import padding_in_vocabulary
from factory.heads import Feature
from factory.specs import (
    FUNCTIONS,
    Constant,
    Embedding,
    Layer,
    Residual,
    RMSNorm,
    Rules,
    Stack,
    StepBias,
    Tokens,
    Uniform,
    selective,
    spec,
)


@configuration
class MambaConfig(DecoderConfig):
    """Options of Mamba; the defaults are those of its class in transformers."""

    model_type = "mamba"

    vocab_size: int = option(50280, "Number of tokens in the vocabulary.", low=1)
    hidden_size: int = option(768, "Width of the hidden states.", low=1)
    state_size: int = option(16, "Numbers in the state of a channel.", low=1)
    num_hidden_layers: int = option(32, "Number of layers.", low=1)
    expand: int = option(2, "Channels with a state, in widths of the hidden states.", low=1)
    intermediate_size: int | None = option(
        None, "Channels with a state; expand times hidden_size, and nothing else.", low=1
    )
    conv_kernel: int = option(4, "Tokens that the convolution sees at once.", low=1)
    time_step_rank: int | None = option(
        None, "Numbers that steps are made of; a sixteenth of hidden_size when null.", low=1
    )
    hidden_act: str = option("silu", "Activation after the convolution.", choices=FUNCTIONS)
    use_bias: bool = option(False, "Projections from and to the hidden states have biases.")
    use_conv_bias: bool = option(True, "The convolution has a bias.")
    layer_norm_epsilon: float = option(1e-5, "Added to the mean square in norms.", low=0)
    residual_in_fp32: bool = option(
        True, "Layers add to the hidden states in float32, whatever the type of the weights."
    )
    initializer_range: float = option(0.1, "Standard deviation of initial weights.", low=0)
    time_step_min: float = option(0.001, "The shortest step that a channel begins with.", low=0)
    time_step_max: float = option(0.1, "The longest step that a channel begins with.", low=0)
    time_step_floor: float = option(1e-4, "Shorter steps begin as long as this.", low=0)
    time_step_scale: float = option(1.0, "Factor of the initial weights of the steps.", low=0)
    time_step_init_scheme: str = option(
        "random",
        "Whether these weights begin at random or all alike.",
        choices=("random", "constant"),
    )
    rescale_prenorm_residual: bool = option(
        False, "Output projections begin smaller, the more layers there are."
    )
    use_cache: bool = option(
        True, "Generation remembers states; forward does so when it is asked to."
    )
    use_mambapy: bool = option(False, "How states are computed elsewhere; no other are by it.")
    use_associative_scan: bool = option(
        True, "How states are computed elsewhere; no other are by it."
    )
    pad_token_id: int | None = option(0, "Id of the padding token.", low=0)
    bos_token_id: int | None = option(0, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(0, "Id of the token a text ends with.")

    @property
    def channels(self) -> int:
        """How many channels have a state."""
        return self.expand * self.hidden_size

    @property
    def rank(self) -> int:
        """Numbers that steps are made of."""
        assert self.time_step_rank is not None  # it follows where nobody says it
        return self.time_step_rank

    def derived(self) -> Mapping[str, int]:
        """What follows from the other options."""
        return {
            "intermediate_size": self.channels,
            "time_step_rank": math.ceil(self.hidden_size / 16),
        }

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Options in which null is said for what is elsewhere called ``"auto"``."""
        new, found = super().renewed(given)
        if new.get("time_step_rank") == "auto":
            del new["time_step_rank"]
        return new, found

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.intermediate_size != self.channels:
            yield Problem(
                "intermediate_size",
                f"is {self.intermediate_size}, but expand {self.expand} times hidden_size "
                f"{self.hidden_size} are {self.channels}; say expand instead",
            )
        if not 0 < self.time_step_min <= self.time_step_max:
            yield Problem(
                "time_step_min",
                f"{self.time_step_min} is not above 0 and at most time_step_max, "
                f"{self.time_step_max}",
            )
        if self.output_attentions:
            yield Problem(
                "output_attentions", "there is no attention whose weights could be returned"
            )
        yield from padding_in_vocabulary(self)


@spec
class PreciseResidual(Residual):
    """One whose sum is computed and passed on in float32, or better."""


@spec
class ResultStack(Stack):
    """One that records what each layer gives, and what the norm makes of the last of it.

    What the first layer reads is not recorded.
    """


def body(config: MambaConfig, pooled: bool) -> Stack:
    """The decoder; Mamba has no pooler."""
    norm = RMSNorm(width=config.hidden_size, eps=config.layer_norm_epsilon)
    mixer = selective(
        config.hidden_size,
        config.channels,
        config.state_size,
        rank=config.rank,
        kernel=config.conv_kernel,
        function=config.hidden_act,
        bias=config.use_bias,
        conv_bias=config.use_conv_bias,
    )
    residual = PreciseResidual if config.residual_in_fp32 else Residual
    layer = Layer(mixer=residual(block=mixer, before=norm))
    return ResultStack(
        frontend=Tokens(token=Embedding(count=config.vocab_size, width=config.hidden_size)),
        layers=(layer,) * config.num_hidden_layers,
        norm=norm,
        norm_kept_apart=True,
    )


def rows(config: MambaConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the decoder."""
    disk, mixer = "layers.{i}.mixer.", "layers.{i}.mixer.block."
    older = (("embedding.", "embeddings."),)
    return (
        Row("embeddings.weight", "frontend.token.weight", old=older),
        Row("layers.{i}.norm.weight", "layers.{i}.mixer.before.weight"),
        Row(disk + "in_proj.{p}", mixer + "expand.{p}"),
        Row(disk + "conv1d.{p}", mixer + "conv.{p}"),
        Row(disk + "x_proj.weight", mixer + "select.weight"),
        Row(disk + "dt_proj.{p}", mixer + "step.{p}"),
        Row(disk + "A_log", mixer + "decay"),
        Row(disk + "D", mixer + "skip"),
        Row(disk + "out_proj.{p}", mixer + "output.{p}"),
        Row("norm_f.weight", "norm.weight"),
    )


def init(config: MambaConfig) -> Rules:
    """Steps begin as the options say, what is added to the stream by the number of channels."""
    bound = config.rank**-0.5 * config.time_step_scale
    alike = config.time_step_init_scheme == "constant"
    steps = StepBias(
        low=config.time_step_min, high=config.time_step_max, floor=config.time_step_floor
    )
    added = config.channels**-0.5
    if config.rescale_prenorm_residual:
        added /= math.sqrt(config.num_hidden_layers)
    block = "*.mixer.block."
    return (
        (
            block + "step.weight",
            Constant(value=bound) if alike else Uniform(low=-bound, high=bound),
        ),
        (block + "step.bias", steps),
        (block + "output.weight", Uniform(low=-added, high=added)),
    )


FAMILY = Family(
    config=MambaConfig,
    class_prefix="Mamba",
    title="Mamba",
    summary="decoder of selective state spaces, without attention",
    paper="https://arxiv.org/abs/2312.00752",
    body=body,
    rows=rows,
    heads={"causal_lm": causal.causal_lm},
    prefix="backbone",
    provides=frozenset({Feature.HIDDEN}),
    inputs=("input_ids", "attention_mask", "past_key_values", "inputs_embeds"),
    tokenizer="gpt2",
    init=init,
)
