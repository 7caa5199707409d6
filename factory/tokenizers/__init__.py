"""Text tokenizers: WordPiece and byte-level BPE, each fast (the tokenizers library) and slow.

Importing this package loads neither that library nor numpy nor torch.
"""

from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.base import (
    PreTrainedTokenizer,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)
from factory.tokenizers.batch_encoding import BatchEncoding, CharSpan, TokenSpan
from factory.tokenizers.bpe import BPE
from factory.tokenizers.layout import GENERIC_CLASSES, Layout, read_layout, tokenizer_class_name
from factory.tokenizers.scheme import Scheme, TokenizerOptions, build_tokenizer
from factory.tokenizers.wordpiece import WORDPIECE

__all__ = [
    "BPE",
    "GENERIC_CLASSES",
    "WORDPIECE",
    "AddedToken",
    "BatchEncoding",
    "CharSpan",
    "Layout",
    "PreTrainedTokenizer",
    "PreTrainedTokenizerBase",
    "PreTrainedTokenizerFast",
    "Scheme",
    "TokenSpan",
    "TokenizerOptions",
    "build_tokenizer",
    "read_layout",
    "tokenizer_class_name",
]
