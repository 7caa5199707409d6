"""WordPiece as BERT has it: https://arxiv.org/abs/1810.04805."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from factory.errors import RequestError
from factory.files import write_text
from factory.tokenizers.backend import Document
from factory.tokenizers.base import PreTrainedTokenizer, PreTrainedTokenizerFast
from factory.tokenizers.layout import read_text
from factory.tokenizers.scheme import Scheme, TokenizerOptions
from factory.tokenizers.vocabulary_format import Options, VocabularyFormat, wrapping_tokens

_NEEDED = ("cls_token", "sep_token", "unk_token")


class WordPieceFormat(VocabularyFormat):
    """A ``vocab.txt`` with one token a line, and BERT's pipeline."""

    arguments = ("vocab_file",)
    file_names = ("vocab.txt",)
    defaults: ClassVar[Options] = {
        "do_lower_case": True,
        "strip_accents": None,
        "tokenize_chinese_chars": True,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }

    def read(self, paths: Sequence[Path], options: Options) -> dict[str, Any]:
        self._check(options)
        (path,) = paths
        lines = read_text(path).split("\n")
        if lines[-1] == "":
            lines.pop()
        vocab: dict[str, int] = {}
        for index, token in enumerate(lines):
            if vocab.setdefault(token, index) != index:
                raise RequestError(
                    f"{path}: line {index + 1} is {token!r} like line {vocab[token] + 1}; a token "
                    "can have one id only. Remove or rename one of the two lines."
                )
        unknown = str(options["unk_token"])
        if unknown not in vocab:
            raise RequestError(
                f"{path} has no line {unknown!r} for unknown words; add it, or say which line it "
                "is with unk_token=."
            )
        return {"type": "WordPiece", "vocab": vocab}

    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        by_id = {token_id: token for token, token_id in model["vocab"].items()}
        if sorted(by_id) != list(range(len(by_id))):
            return []  # a line's number is its token's id: there can be no gap
        path = folder / self.file_names[0]
        lines = (by_id[token_id] + "\n" for token_id in range(len(by_id)))
        write_text(path, "".join(lines))
        return [path]

    def pipeline(
        self, model: Mapping[str, Any], options: Options, ids: Mapping[str, int]
    ) -> Document:
        self._check(options)
        cls, sep = str(options["cls_token"]), str(options["sep_token"])
        first = [_token(cls, 0), _sequence("A", 0), _token(sep, 0)]
        return {
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": options["tokenize_chinese_chars"],
                "strip_accents": options["strip_accents"],
                "lowercase": options["do_lower_case"],
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {
                "type": "TemplateProcessing",
                "single": first,
                "pair": [*first, _sequence("B", 1), _token(sep, 1)],
                "special_tokens": {
                    token: {"id": token, "ids": [ids[token]], "tokens": [token]}
                    for token in (cls, sep)
                },
            },
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
            "model": {
                "type": "WordPiece",
                "unk_token": str(options["unk_token"]),
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": model["vocab"],
            },
        }

    @staticmethod
    def _check(options: Options) -> None:
        missing = [name for name in _NEEDED if options.get(name) is None]
        if missing:
            raise RequestError(
                f"{name}=None: WordPiece here puts cls_token and sep_token around every text and "
                "unk_token for unknown words, so it needs all three."
                for name in missing
            )

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        normalizer = document["normalizer"] or {}
        return {
            "do_lower_case": normalizer["lowercase"],
            "strip_accents": normalizer["strip_accents"],
            "tokenize_chinese_chars": normalizer["handle_chinese_chars"],
            "unk_token": document["model"]["unk_token"],
            **wrapping_tokens(document),
        }


def _token(token: str, type_id: int) -> dict[str, Any]:
    return {"SpecialToken": {"id": token, "type_id": type_id}}


def _sequence(name: str, type_id: int) -> dict[str, Any]:
    return {"Sequence": {"id": name, "type_id": type_id}}


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


class WordPieceTokenizer(PreTrainedTokenizer):
    """WordPiece in pure Python; options are those of :class:`WordPieceOptions`."""

    model_input_names = ("input_ids", "token_type_ids", "attention_mask")
    vocabulary_format = WordPieceFormat()
    saved_class = PreTrainedTokenizer.saved_class


class WordPieceTokenizerFast(PreTrainedTokenizerFast):
    """WordPiece in the tokenizers library; options are those of :class:`WordPieceOptions`."""

    model_input_names = ("input_ids", "token_type_ids", "attention_mask")
    vocabulary_format = WordPieceFormat()
    saved_class = PreTrainedTokenizerFast.saved_class


WORDPIECE = Scheme(
    name="wordpiece",
    summary="WordPiece with BERT's cleaning, lower case and punctuation",
    options=WordPieceOptions,
    slow=WordPieceTokenizer,
    fast=WordPieceTokenizerFast,
)
