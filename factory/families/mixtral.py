"""Mixtral: Mistral with several feed-forward blocks a layer, of which a token goes to a few.

Paper: https://arxiv.org/abs/2401.04088
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from factory.checkpoint.rows import AnyRow, Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.families import causal, llama, mistral
from factory.families.base import Head
from factory.families.mistral import WindowedDecoderConfig
from factory.heads import CAUSAL_LM
from factory.specs import Experts, Linear, NextToken, Stack, spec
from factory.specs.leaves import FUNCTIONS


@configuration
class MixtralConfig(WindowedDecoderConfig):
    """Options of Mixtral; the defaults are those of transformers, not of ``Mixtral-8x7B-v0.1``."""

    model_type = "mixtral"
    aliases: ClassVar[Mapping[str, str]] = {"num_experts": "num_local_experts"}
    theta: ClassVar[float] = 1e6

    hidden_act: str = option("silu", "Activation of the feed-forward blocks.", choices=FUNCTIONS)
    rms_norm_eps: float = option(1e-5, "Added to the mean square in norms.", low=0)
    num_local_experts: int = option(8, "Feed-forward blocks per layer.", low=1)
    num_experts_per_tok: int = option(2, "So many of them each token goes to.", low=1)
    router_jitter_noise: float = option(
        0.0, "In training tokens are multiplied by random numbers this near to 1.", low=0, high=1
    )
    output_router_logits: bool = option(
        False,
        "The causal_lm head gives the scores of experts and, as a part of the loss, aux_loss.",
    )
    router_aux_loss_coef: float = option(
        0.001, "Factor of aux_loss, which is smallest when experts are used alike.", low=0
    )

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        count, active = self.num_local_experts, self.num_experts_per_tok
        if active > count:
            yield Problem("num_experts_per_tok", f"is {active}; there are {count} experts")


@spec
class BalancedNextToken(NextToken):
    """Scores of the next token, trained so that experts are used alike.

    Attributes:
        active: how many experts a token goes to.
        share: factor of that part of the loss.
    """

    active: int
    share: float


def body(config: MixtralConfig, pooled: bool) -> Stack:
    """The decoder; Mixtral has no pooler."""
    count = config.num_local_experts
    experts = Experts(
        router=Linear(inputs=config.hidden_size, outputs=count, bias=False),
        experts=(llama.feedforward(config, config.hidden_act),) * count,
        active=config.num_experts_per_tok,
        jitter=config.router_jitter_noise,
    )
    layer = llama.layer(mistral.attention(config), experts, llama.norm(config))
    return llama.stack(config, (layer,) * config.num_hidden_layers)


def rows(config: PretrainedConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the decoder."""
    disk, native = "layers.{i}.block_sparse_moe.", "layers.{i}.feedforward.block."
    return (
        *llama.rows_around_feedforward(),
        Row(disk + "gate.{p}", native + "router.{p}"),
        Row(disk + "experts.{e}.w1.{p}", native + "experts.{e}.gate.{p}"),
        Row(disk + "experts.{e}.w3.{p}", native + "experts.{e}.up.{p}"),
        Row(disk + "experts.{e}.w2.{p}", native + "experts.{e}.down.{p}"),
    )


def causal_lm(config: MixtralConfig) -> Head:
    """The input table, or a matrix of its own."""
    plain = causal.causal_lm(config)
    if not config.output_router_logits:
        return plain
    head = BalancedNextToken(
        **vars(plain.spec), active=config.num_experts_per_tok, share=config.router_aux_loss_coef
    )
    return replace(plain, spec=head)


FAMILY = replace(
    mistral.FAMILY,
    config=MixtralConfig,
    class_prefix="Mixtral",
    title="Mixtral",
    summary="Mistral with experts",
    paper="https://arxiv.org/abs/2401.04088",
    body=body,
    rows=rows,
    heads={**causal.HEADS, "causal_lm": causal_lm},
    kinds={
        "causal_lm": replace(CAUSAL_LM, output="factory.models.outputs:MoeCausalLMOutputWithPast")
    },
)
