"""XLM-RoBERTa: RoBERTa on a hundred languages.

Paper: https://arxiv.org/abs/1911.02116
"""

from __future__ import annotations

from dataclasses import replace

from factory.configuration import configuration, option
from factory.families import roberta


@configuration
class XLMRobertaConfig(roberta.RobertaConfig):
    """Options of XLM-RoBERTa; the defaults are those of transformers."""

    model_type = "xlm-roberta"

    vocab_size: int = option(30522, "Number of tokens in the vocabulary.", low=1)


FAMILY = replace(
    roberta.FAMILY,
    config=XLMRobertaConfig,
    class_prefix="XLMRoberta",
    title="XLM-RoBERTa",
    summary="RoBERTa pretrained on a hundred languages",
    paper="https://arxiv.org/abs/1911.02116",
    tokenizer="xlm_roberta",
)
