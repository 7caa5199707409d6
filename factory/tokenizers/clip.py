"""CLIP's byte-pair encoding of lowered text, https://arxiv.org/abs/2103.00020, section 2.4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from factory.tokenizers.backend import Document
from factory.tokenizers.bpe import BPEFormat, bpe_model
from factory.tokenizers.scheme import TokenizerOptions, define
from factory.tokenizers.vocabulary_format import Learned, Options, require
from factory.tokenizers.wrapping import RobertaProcessing

_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
_SPECIAL = r"<\|startoftext\|>|<\|endoftext\|>|"


@dataclass(frozen=True, kw_only=True)
class ClosedWordsFormat(BPEFormat):
    """A ``vocab.json`` and a ``merges.txt`` in which a mark ends the last token of every word.

    Attributes:
        mark: what ends a word.
    """

    mark: str = "</w>"

    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        return {**super().empty_model(tokens), "end_of_word_suffix": self.mark}

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        byte_level = {"type": "ByteLevel", "trim_offsets": True, "use_regex": True}
        words = {"Regex": _SPECIAL + _WORDS}
        split = {"type": "Split", "pattern": words, "behavior": "Removed", "invert": True}
        blanks = {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "}
        return {
            "normalizer": {
                "type": "Sequence",
                "normalizers": [{"type": "NFC"}, blanks, {"type": "Lowercase"}],
            },
            "pre_tokenizer": {
                "type": "Sequence",
                "pretokenizers": [split, {**byte_level, "add_prefix_space": False}],
            },
            "post_processor": self.wrapping.part(options, ids),
            "decoder": {**byte_level, "add_prefix_space": True},
            "model": bpe_model(
                learned,
                unk_token=require(options, "unk_token", "every character that BPE does not know"),
                end_of_word_suffix=self.mark,
            ),
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        return {
            "unk_token": document["model"]["unk_token"],
            **self.wrapping.tokens(document),
        }

    def options_of(self, document: Document) -> dict[str, Any] | None:
        return super().options_of(_renewed(document))

    def finished(self, text: str) -> str:
        return text.replace(self.mark, " ").strip()


def _renewed(document: Document) -> Document:
    """A document with its words told as they are today.

    Older files do not name the special tokens among the words. As they are found in a text before
    it is split, that makes no difference.
    """
    whole = document.get("pre_tokenizer") or {}
    match whole.get("pretokenizers"):
        case [{"pattern": {"Regex": pattern}} as split, *rest] if pattern == _WORDS:
            split = {**split, "pattern": {"Regex": _SPECIAL + _WORDS}}
            return {**document, "pre_tokenizer": {**whole, "pretokenizers": [split, *rest]}}
    return document


@dataclass(frozen=True, kw_only=True)
class CLIPOptions(TokenizerOptions):
    """What can be set of CLIP's tokenizer; None is the folder's value, or CLIP's."""

    merges_file: str | None = field(
        default=None, metadata={"meaning": "merges, one pair a line; beside vocab_file in JSON"}
    )


CLIP = define(
    "clip",
    "CLIP",
    module=__name__,
    summary="byte-pair encoding of lowered text whose words end in a mark",
    options=CLIPOptions,
    kind=ClosedWordsFormat(
        # The encoder of texts alone is read with the class of the whole.
        saved_class="CLIPTokenizer",
        wrapping=RobertaProcessing(roles=("bos_token", "eos_token"), trim_offsets=False),
        defaults={
            "bos_token": "<|startoftext|>",
            "eos_token": "<|endoftext|>",
            "unk_token": "<|endoftext|>",
            "pad_token": "<|endoftext|>",
        },
    ),
)
