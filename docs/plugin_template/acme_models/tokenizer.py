"""A tokenizer of our own: WordPiece that keeps upper case, with other special tokens."""

from __future__ import annotations

from factory.tokenizers.scheme import define
from factory.tokenizers.wordpiece import WordPieceFormat, WordPieceOptions
from factory.tokenizers.wrapping import Template

ACME_WORDPIECE = define(
    "acme_wordpiece",
    "AcmeWordPiece",
    module=__name__,
    summary="WordPiece in upper and lower case, texts between <text> and <end>",
    options=WordPieceOptions,
    kind=WordPieceFormat(
        wrapping=Template("cls A sep", "cls A sep B sep"),
        defaults={
            "do_lower_case": False,
            "strip_accents": None,
            "tokenize_chinese_chars": True,
            "unk_token": "<unknown>",
            "pad_token": "<pad>",
            "cls_token": "<text>",
            "sep_token": "<end>",
        },
    ),
)
