"""Byte-level byte-pair encodings of decoders: GPT-2's, and those with words of their own.

A decoder reads texts as they are: nothing stands around them unless an option asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from factory.tokenizers.backend import Document
from factory.tokenizers.bpe import BPEFormat, bpe_model
from factory.tokenizers.document import parts_of
from factory.tokenizers.layout import GENERIC_CLASSES
from factory.tokenizers.optional_ends import OptionalEnds, OptionalEndsOptions
from factory.tokenizers.scheme import define
from factory.tokenizers.vocabulary_format import Learned, Options
from factory.tokenizers.wrapping import ENDS, Wrapping

# The words of GPT-4's tokenizer: contractions, letters with one sign before them, numbers, other
# signs, line ends, and blanks, of which the last is left to the next word.
_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@dataclass(frozen=True, kw_only=True)
class ByteLevelFormat(BPEFormat):
    """A ``vocab.json`` and a ``merges.txt``, and a pipeline on the bytes of words.

    Attributes:
        words: the regular expression of a word; None is GPT-2's.
        ignore_merges: whether a word of the vocabulary is its own token, however it is merged.
    """

    wrapping: Wrapping = ENDS
    words: str | None = None
    ignore_merges: bool = False

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        byte_level = {
            "type": "ByteLevel",
            "add_prefix_space": options["add_prefix_space"],
            "trim_offsets": False,
            "use_regex": self.words is None,
        }
        words = {
            "type": "Split",
            "pattern": {"Regex": self.words},
            "behavior": "Isolated",
            "invert": False,
        }
        return {
            "normalizer": self.normalizer,
            "pre_tokenizer": byte_level
            if self.words is None
            else {"type": "Sequence", "pretokenizers": [words, byte_level]},
            "post_processor": self.wrapping.part(options, ids),
            "decoder": {**byte_level, "add_prefix_space": True, "use_regex": True},
            "model": bpe_model(learned, ignore_merges=self.ignore_merges),
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        last = parts_of(document, "pre_tokenizer")[-1:]
        return {
            "add_prefix_space": any(part["add_prefix_space"] for part in last),
            **self.wrapping_options(document),
        }


@dataclass(frozen=True, kw_only=True)
class ByteLevelOptions(OptionalEndsOptions):
    """What can be set of a decoder's byte-level BPE; None is the folder's value, or the kind's."""

    merges_file: str | None = field(
        default=None, metadata={"meaning": "merges, one pair a line; beside vocab_file in JSON"}
    )
    add_prefix_space: bool | None = field(
        default=None, metadata={"meaning": "treat the first word as one after a space"}
    )


_BARE: Options = {"add_prefix_space": False, "add_bos_token": False, "add_eos_token": False}

GPT2 = define(
    "gpt2",
    "GPT2",
    module=__name__,
    summary="byte-level byte-pair encoding with one token between texts",
    options=ByteLevelOptions,
    mixin=OptionalEnds,
    kind=ByteLevelFormat(
        saved_class="GPT2Tokenizer",
        when_learned={"pad_token": "<|pad|>"},
        defaults={
            **_BARE,
            "bos_token": "<|endoftext|>",
            "eos_token": "<|endoftext|>",
            "unk_token": "<|endoftext|>",
        },
    ),
)
"""https://github.com/openai/gpt-2"""

QWEN2 = define(
    "qwen2",
    "Qwen2",
    module=__name__,
    summary="byte-level byte-pair encoding of composed text, every digit by itself",
    options=ByteLevelOptions,
    mixin=OptionalEnds,
    kind=ByteLevelFormat(
        saved_class="Qwen2Tokenizer",
        normalizer={"type": "NFC"},
        words=_WORDS % r"\p{N}",
        reserved=("<|im_start|>", "<|im_end|>"),
        defaults={
            **_BARE,
            "eos_token": "<|endoftext|>",
            "unk_token": "<|endoftext|>",
            "pad_token": "<|endoftext|>",
        },
    ),
)
"""https://arxiv.org/abs/2309.16609, section 2.2"""

LLAMA3 = define(
    "llama3",
    "Llama3",
    module=__name__,
    summary="byte-level byte-pair encoding, digits by threes",
    options=ByteLevelOptions,
    mixin=OptionalEnds,
    kind=ByteLevelFormat(
        saved_class=GENERIC_CLASSES[0],
        words=_WORDS % r"\p{N}{1,3}",
        ignore_merges=True,
        reserved=("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
        when_learned={"pad_token": "<|finetune_right_pad_id|>"},
        defaults={
            **_BARE,
            "add_bos_token": True,
            "bos_token": "<|begin_of_text|>",
            "eos_token": "<|end_of_text|>",
        },
    ),
)
"""https://arxiv.org/abs/2407.21783, section 3.2.1"""
