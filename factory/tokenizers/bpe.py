"""Byte-level byte-pair encoding as RoBERTa has it, https://arxiv.org/abs/1907.11692, and others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.files import write_text
from factory.tokenizers.backend import Document
from factory.tokenizers.layout import GENERIC_CLASSES, read_text
from factory.tokenizers.scheme import TokenizerOptions, define
from factory.tokenizers.vocabulary_files import read_ids
from factory.tokenizers.vocabulary_format import Learned, Options, VocabularyFormat
from factory.tokenizers.wrapping import SEGMENTS, RobertaProcessing


@dataclass(frozen=True, kw_only=True)
class BPEFormat(VocabularyFormat):
    """A ``vocab.json`` and a ``merges.txt``, and a pipeline on bytes.

    Attributes:
        normalizer: what is done to characters first.
    """

    arguments = ("vocab_file", "merges_file")
    file_names: tuple[str, ...] = ("vocab.json", "merges.txt")
    normalizer: dict[str, Any] | None = None

    def read(self, paths: Sequence[Path], options: Options) -> Learned:
        vocab_path, merges_path = paths
        vocab = read_ids(vocab_path)
        merges = []
        for number, line in enumerate(read_text(merges_path).split("\n"), start=1):
            if not line or (number == 1 and line.startswith("#version")):
                continue
            pair = line.split(" ")
            if len(pair) != 2 or not {*pair, "".join(pair)} <= vocab.keys():
                raise RequestError(
                    f"{merges_path}, line {number}: {line!r} is not two tokens of {vocab_path} "
                    "whose join is a token too."
                )
            merges.append(pair)
        return Learned({"type": "BPE", "vocab": vocab, "merges": merges})

    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        vocab_path, merges_path = (folder / name for name in self.file_names)
        by_id = dict(sorted(model["vocab"].items(), key=lambda item: item[1]))
        write_text(vocab_path, json.dumps(by_id, ensure_ascii=False))
        pairs = (m if isinstance(m, str) else " ".join(m) for m in model["merges"])
        write_text(merges_path, "\n".join(["#version: 0.2", *pairs]) + "\n")
        return [vocab_path, merges_path]

    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        vocab = {token: index for index, token in enumerate(tokens)}
        return {"type": "BPE", "vocab": vocab, "merges": []}

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        byte_level = {
            "type": "ByteLevel",
            "add_prefix_space": options["add_prefix_space"],
            "trim_offsets": options["trim_offsets"],
            "use_regex": True,
        }
        return {
            "normalizer": self.normalizer,
            "pre_tokenizer": byte_level,
            "post_processor": self.wrapping.part(options, ids),
            "decoder": byte_level,
            "model": bpe_model(learned),
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        spaces = document["pre_tokenizer"] or {}
        return {
            "add_prefix_space": spaces["add_prefix_space"],
            "trim_offsets": (document["post_processor"] or {}).get("trim_offsets", True),
            **self.wrapping.tokens(document),
        }


def bpe_model(
    learned: Learned,
    *,
    unk_token: str | None = None,
    end_of_word_suffix: str = "",
    byte_fallback: bool = False,
    ignore_merges: bool = False,
) -> dict[str, Any]:
    """The ``model`` part of a byte-pair encoding.

    Args:
        learned: the vocabulary and its merges.
        unk_token: what stands for characters that the vocabulary does not have.
        end_of_word_suffix: what ends the last token of every word.
        byte_fallback: whether such characters become tokens of their bytes, and where there are
            none, neighbours one unknown token.
        ignore_merges: whether a word of the vocabulary is its own token, however it is merged.
    """
    return {
        "type": "BPE",
        "dropout": None,
        "unk_token": unk_token,
        "continuing_subword_prefix": "",
        "end_of_word_suffix": end_of_word_suffix,
        "fuse_unk": byte_fallback,
        "byte_fallback": byte_fallback,
        "ignore_merges": ignore_merges,
        "vocab": learned.model["vocab"],
        "merges": learned.model["merges"],
    }


@dataclass(frozen=True, kw_only=True)
class BPEOptions(TokenizerOptions):
    """What can be set of a byte-level BPE tokenizer; None is the folder's value, or RoBERTa's."""

    merges_file: str | None = field(
        default=None, metadata={"meaning": "merges, one pair a line; beside vocab_file in JSON"}
    )
    add_prefix_space: bool | None = field(
        default=None, metadata={"meaning": "treat the first word as one after a space"}
    )
    trim_offsets: bool | None = field(
        default=None, metadata={"meaning": "leave the spaces around a token out of its offsets"}
    )


BPE = define(
    "bpe",
    "BPE",
    module=__name__,
    summary="byte-level byte-pair encoding with RoBERTa's special tokens",
    options=BPEOptions,
    kind=BPEFormat(
        wrapping=RobertaProcessing(),
        mask_takes_space=True,
        defaults={
            "add_prefix_space": False,
            "trim_offsets": True,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "cls_token": "<s>",
            "mask_token": "<mask>",
        },
    ),
)

MODERNBERT = define(
    "modernbert",
    "ModernBert",
    module=__name__,
    summary="byte-level byte-pair encoding of composed text with BERT's special tokens",
    options=BPEOptions,
    kind=BPEFormat(
        wrapping=SEGMENTS,
        normalizer={"type": "NFC"},
        mask_takes_space=True,
        saved_class=GENERIC_CLASSES[0],
        defaults={
            "add_prefix_space": False,
            "trim_offsets": True,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
    ),
)
"""https://arxiv.org/abs/2412.13663"""
