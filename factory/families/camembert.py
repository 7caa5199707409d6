"""CamemBERT: RoBERTa in French.

Paper: https://arxiv.org/abs/1911.03894
"""

from __future__ import annotations

from dataclasses import replace

from factory.configuration import configuration, option
from factory.families import roberta


@configuration
class CamembertConfig(roberta.RobertaConfig):
    """Options of CamemBERT; the defaults are those of transformers."""

    model_type = "camembert"

    vocab_size: int = option(30522, "Number of tokens in the vocabulary.", low=1)


FAMILY = replace(
    roberta.FAMILY,
    config=CamembertConfig,
    class_prefix="Camembert",
    title="CamemBERT",
    summary="RoBERTa pretrained on French",
    paper="https://arxiv.org/abs/1911.03894",
    tokenizer="camembert",
)
