"""Byte-pair encodings of sentencepiece: marked spaces, and bytes for unknown characters.

https://arxiv.org/abs/1808.06226; byte fallback as in https://arxiv.org/abs/2302.13971, section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from factory.tokenizers.backend import Document, Side
from factory.tokenizers.bpe import bpe_model
from factory.tokenizers.document import parts_of
from factory.tokenizers.layout import refuse_pickle
from factory.tokenizers.optional_ends import OptionalEnds, OptionalEndsOptions
from factory.tokenizers.scheme import define
from factory.tokenizers.sentencepiece_model import SPACE, read_sentencepiece
from factory.tokenizers.unigram import bytes_decoder
from factory.tokenizers.vocabulary_format import Learned, Options, VocabularyFormat, require
from factory.tokenizers.wrapping import ENDS, Wrapping


@dataclass(frozen=True, kw_only=True)
class MetaspaceFormat(VocabularyFormat):
    """A ``.model`` of sentencepiece that holds a byte-pair encoding.

    Such a file has no merges. Two tokens are merged where their join is a token too, the one with
    the lowest id first; sentencepiece goes by scores, which fall as the ids rise.
    """

    arguments = ("vocab_file",)
    files_are_kept = True
    file_names: tuple[str, ...] = ("tokenizer.model",)
    wrapping: Wrapping = ENDS
    padding_side: Side = "left"

    def read(self, paths: Sequence[Path], options: Options) -> Learned:
        (path,) = paths
        refuse_pickle(path)
        found = read_sentencepiece(path, "BPE")
        vocab = {piece: index for index, (piece, _) in enumerate(found.pieces)}
        tokens = tuple(
            replace(token, special=token.special or token.content in self.reserved)
            for token in found.tokens
        )
        model = {"type": "BPE", "vocab": vocab, "merges": list(_merges(vocab))}
        return Learned(model, tokens=tokens)

    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        return []

    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        vocab = {token: index for index, token in enumerate(tokens)}
        return {"type": "BPE", "vocab": vocab, "merges": []}

    def lessons(self, learned: Learned, options: Options) -> Document:
        """A document that learns from words and single digits, as sentencepiece does."""
        words = {
            "type": "Metaspace",
            "replacement": SPACE,
            "prepend_scheme": "first" if options.get("add_prefix_space") else "never",
            "split": True,
        }
        digits = {"type": "Digits", "individual_digits": True}
        return {
            **self.describe(learned, options),
            "normalizer": None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [words, digits]},
        }


def _merges(vocab: Mapping[str, int]) -> Iterator[list[str]]:
    """The pairs of tokens whose join is a token, by its id and then the length of the first."""
    for token in sorted(vocab, key=vocab.__getitem__):
        for middle in range(1, len(token)):
            pair = [token[:middle], token[middle:]]
            if pair[0] in vocab and pair[1] in vocab:
                yield pair


@dataclass(frozen=True, kw_only=True)
class LlamaFormat(MetaspaceFormat):
    """Spaces are marked in a whole text, with one more before it; nothing splits it into words."""

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        prefix = options["add_prefix_space"]
        return {
            "normalizer": None,
            "pre_tokenizer": {
                "type": "Metaspace",
                "replacement": SPACE,
                "prepend_scheme": _scheme(prefix, options["legacy"]),
                "split": False,
            },
            "post_processor": self.wrapping.part(options, ids),
            "decoder": bytes_decoder(strips=prefix),
            "model": bpe_model(learned, byte_fallback=True),
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        schemes = [part["prepend_scheme"] for part in parts_of(document, "pre_tokenizer")]
        return {
            "add_prefix_space": schemes != ["never"],
            "legacy": schemes == ["always"],
            **self.wrapping_options(document),
        }


def _scheme(prefix: bool, legacy: bool) -> str:
    """When a text gets a mark in front of it."""
    if not prefix:
        return "never"
    return "always" if legacy else "first"


@dataclass(frozen=True, kw_only=True)
class GemmaFormat(MetaspaceFormat):
    """Spaces are marked in a whole text, and there is none before it."""

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        space = {"String": " "}
        return {
            "normalizer": {"type": "Replace", "pattern": space, "content": SPACE},
            "pre_tokenizer": {
                "type": "Split",
                "pattern": space,
                "behavior": "MergedWithPrevious",
                "invert": False,
            },
            "post_processor": self.wrapping.part(options, ids),
            "decoder": bytes_decoder(strips=False),
            "model": bpe_model(
                learned,
                unk_token=require(options, "unk_token", "every character without bytes"),
                byte_fallback=True,
            ),
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        return {
            "unk_token": document["model"]["unk_token"],
            **self.wrapping_options(document),
        }


@dataclass(frozen=True, kw_only=True)
class LlamaOptions(OptionalEndsOptions):
    """What can be set of Llama's tokenizer; None is the folder's value, or Llama's."""

    add_prefix_space: bool | None = field(
        default=None, metadata={"meaning": "treat the first word as one after a space"}
    )
    legacy: bool | None = field(
        default=None,
        metadata={"meaning": "do so after every special token too; Llama's value is false"},
    )


LLAMA = define(
    "llama",
    "Llama",
    module=__name__,
    summary="byte-pair encoding of sentencepiece, whose first word follows a space",
    options=LlamaOptions,
    mixin=OptionalEnds,
    kind=LlamaFormat(
        saved_class="LlamaTokenizer",
        head=("unk", "bos", "eos", "pad"),
        when_learned={"add_bos_token": True, "pad_token": "<pad>"},
        defaults={
            "add_prefix_space": True,
            "legacy": False,
            "add_bos_token": False,
            "add_eos_token": False,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
        },
    ),
)
"""https://arxiv.org/abs/2302.13971, section 2.1"""

GEMMA = define(
    "gemma",
    "Gemma",
    module=__name__,
    summary="byte-pair encoding of sentencepiece, spaces as they are",
    options=OptionalEndsOptions,
    mixin=OptionalEnds,
    kind=GemmaFormat(
        saved_class="GemmaTokenizer",
        head=("pad", "eos", "bos", "unk", "mask"),
        when_learned={"add_bos_token": True},
        reserved=("<start_of_turn>", "<end_of_turn>"),
        defaults={
            "add_bos_token": False,
            "add_eos_token": False,
            "bos_token": "<bos>",
            "eos_token": "<eos>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    ),
)
"""https://arxiv.org/abs/2403.08295, section 2"""
