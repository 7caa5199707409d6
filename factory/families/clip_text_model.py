"""CLIP's encoder of texts, by itself.

Paper: https://arxiv.org/abs/2103.00020
"""

from __future__ import annotations

from types import MappingProxyType

from factory.checkpoint.rows import AnyRow, Drop, Row
from factory.configuration import configuration, option
from factory.errors import RequestError
from factory.families.base import Family, Head
from factory.families.clip_encoder import (
    CLIPEncoderConfig,
    encoder_init,
    encoder_layers,
    encoder_norm,
    encoder_rows,
    projection_init,
)
from factory.heads import PROJECTED_TEXT, Feature
from factory.specs import (
    AtLargest,
    AtToken,
    Causal,
    Embedding,
    Learned,
    Linear,
    Normal,
    Pool,
    Projector,
    Rules,
    Stack,
    Tokens,
)

MISTAKEN_EOS = 2
"""The end token in configurations of the first releases, whose vocabulary has it at its end."""


@configuration
class CLIPTextConfig(CLIPEncoderConfig):
    """Options of CLIP's encoder of texts; the defaults are those of ``clip-vit-base-patch32``."""

    model_type = "clip_text_model"
    within = MappingProxyType({"clip": "text_config"})

    vocab_size: int = option(49408, "Number of tokens.", low=1)
    max_position_embeddings: int = option(77, "Longest sequence, in tokens.", low=1)
    pad_token_id: int | None = option(1, "Id of the padding token.", low=0)
    bos_token_id: int | None = option(49406, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(
        49407, "Id of the token that stands for the text; with 2, the one of the largest id.", low=0
    )

    @property
    def unread(self) -> tuple[str, ...]:
        """The model goes by the end alone, and not by the mistaken one."""
        others = ("bos_token_id", "pad_token_id")
        return (*others, "eos_token_id") if self.eos_token_id == MISTAKEN_EOS else others


def body(config: CLIPTextConfig, pooled: bool) -> Stack:
    """Tokens that see those before them, pooled at the end of the text."""
    width, end = config.hidden_size, config.eos_token_id
    if not isinstance(end, int):
        raise RequestError(f"eos_token_id: is {end}, but texts are pooled at one token")
    select = AtLargest() if end == MISTAKEN_EOS else AtToken(token=end)
    return Stack(
        frontend=Tokens(token=Embedding(count=config.vocab_size, width=width)),
        position=Learned(table=Embedding(count=config.max_position_embeddings, width=width)),
        layers=encoder_layers(config, Causal()),
        norm=encoder_norm(config),
        norm_kept_apart=True,
        pool=Pool(select=select) if pooled else None,
    )


def rows(config: CLIPTextConfig) -> tuple[AnyRow, ...]:
    """Names on disk of the encoder."""
    return (
        Row("embeddings.token_embedding.weight", "frontend.token.weight"),
        Row("embeddings.position_embedding.weight", "position.table.weight"),
        *encoder_rows(),
        Row("final_layer_norm.{p}", "norm.{p}"),
        Drop("embeddings.position_ids"),
    )


def with_projection(config: CLIPTextConfig) -> Head:
    """One linear map of the pooled output."""
    output = Linear(inputs=config.hidden_size, outputs=config.projection_dim, bias=False)
    return Head(
        spec=Projector(output=output, result="text_embeds"),
        needs=Feature.POOLED,
        rows=(Row("text_projection.{p}", "head.output.{p}"),),
    )


def stack_init(config: CLIPTextConfig, stack: str) -> Rules:
    """How the encoder at a path begins."""
    tables = Normal(std=0.02 * config.initializer_factor)
    return (
        (f"{stack}.frontend.token.weight", tables),
        (f"{stack}.position.table.weight", tables),
        *encoder_init(config, stack),
    )


def init(config: CLIPTextConfig) -> Rules:
    """How the encoder and its projection begin."""
    return (
        *stack_init(config, "body"),
        *projection_init("head.output", config.hidden_size, config.initializer_factor),
    )


FAMILY = Family(
    config=CLIPTextConfig,
    class_prefix="CLIPText",
    title="CLIP text",
    summary="CLIP's encoder of texts alone",
    paper="https://arxiv.org/abs/2103.00020",
    body=body,
    rows=rows,
    heads={"with_projection": with_projection},
    prefix="text_model",
    provides=frozenset({Feature.HIDDEN, Feature.POOLED}),
    inputs=("input_ids", "attention_mask", "position_ids"),
    tokenizer="clip",
    init=init,
    kinds={"with_projection": PROJECTED_TEXT},
)
