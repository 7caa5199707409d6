"""WordPiece as BERT has it: https://arxiv.org/abs/1810.04805."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.files import write_text
from factory.tokenizers.backend import Document
from factory.tokenizers.scheme import TokenizerOptions, define
from factory.tokenizers.vocabulary_files import read_lines
from factory.tokenizers.vocabulary_format import Learned, Options, VocabularyFormat, require
from factory.tokenizers.wrapping import SEGMENTS, RobertaProcessing

_BERT: Options = {
    "do_lower_case": True,
    "strip_accents": None,
    "tokenize_chinese_chars": True,
    "unk_token": "[UNK]",
}


@dataclass(frozen=True, kw_only=True)
class WordPieceFormat(VocabularyFormat):
    """A ``vocab.txt`` with one token a line, and BERT's pipeline."""

    arguments = ("vocab_file",)
    file_names: tuple[str, ...] = ("vocab.txt",)

    def read(self, paths: Sequence[Path], options: Options) -> Learned:
        unknown = self._unknown(options)
        (path,) = paths
        vocab = read_lines(path)
        if unknown not in vocab:
            raise RequestError(
                f"{path} has no line {unknown!r} for unknown words; add it, or say which line it "
                "is with unk_token=."
            )
        return Learned({"type": "WordPiece", "vocab": vocab})

    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        by_id = {token_id: token for token, token_id in model["vocab"].items()}
        if sorted(by_id) != list(range(len(by_id))):
            return []  # a line's number is its token's id: there can be no gap
        path = folder / self.file_names[0]
        lines = (by_id[token_id] + "\n" for token_id in range(len(by_id)))
        write_text(path, "".join(lines))
        return [path]

    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        return {"type": "WordPiece", "vocab": {token: index for index, token in enumerate(tokens)}}

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        return {
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": options["tokenize_chinese_chars"],
                "strip_accents": options["strip_accents"],
                "lowercase": options["do_lower_case"],
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": self.wrapping.part(options, ids),
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {
                "type": "WordPiece",
                "unk_token": self._unknown(options),
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": learned.model["vocab"],
            },
        }

    @staticmethod
    def _unknown(options: Options) -> str:
        return require(options, "unk_token", "every word that WordPiece does not know")

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        normalizer = document["normalizer"] or {}
        return {
            "do_lower_case": normalizer["lowercase"],
            "strip_accents": normalizer["strip_accents"],
            "tokenize_chinese_chars": normalizer["handle_chinese_chars"],
            "unk_token": document["model"]["unk_token"],
            **self.wrapping.tokens(document),
        }


@dataclass(frozen=True, kw_only=True)
class WordPieceOptions(TokenizerOptions):
    """What can be set of a WordPiece tokenizer; None is the folder's value, or BERT's."""

    do_lower_case: bool | None = field(
        default=None, metadata={"meaning": "lower the text's case first; BERT's value is true"}
    )
    strip_accents: bool | None = field(
        default=None, metadata={"meaning": "strip accents; None does it when case is lowered"}
    )
    tokenize_chinese_chars: bool | None = field(
        default=None, metadata={"meaning": "make a word of each ideograph; BERT's value is true"}
    )


WORDPIECE = define(
    "wordpiece",
    "WordPiece",
    module=__name__,
    summary="WordPiece with BERT's cleaning, lower case and punctuation",
    options=WordPieceOptions,
    inputs=("input_ids", "token_type_ids", "attention_mask"),
    kind=WordPieceFormat(
        wrapping=SEGMENTS,
        defaults={
            **_BERT,
            "pad_token": "[PAD]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
    ),
)

MPNET = define(
    "mpnet",
    "MPNet",
    module=__name__,
    summary="WordPiece as BERT has it, with RoBERTa's special tokens",
    options=WordPieceOptions,
    kind=WordPieceFormat(
        wrapping=RobertaProcessing(),
        mask_takes_space=True,
        defaults={
            **_BERT,
            "bos_token": "<s>",
            "pad_token": "<pad>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "mask_token": "<mask>",
        },
    ),
)
"""https://arxiv.org/abs/2004.09297"""
