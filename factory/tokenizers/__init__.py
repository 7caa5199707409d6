"""Text tokenizers: WordPiece, byte-level BPE and Unigram, each fast (in Rust) and slow (in Python).

Importing this package loads neither that library nor numpy nor torch.
"""

from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.base import (
    PreTrainedTokenizer,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)
from factory.tokenizers.batch_encoding import BatchEncoding, CharSpan, TokenSpan
from factory.tokenizers.bpe import BPE, MODERNBERT
from factory.tokenizers.byte_level import GPT2, LLAMA3, QWEN2
from factory.tokenizers.clip import CLIP
from factory.tokenizers.ctc import CTC, Transcription, Wav2Vec2CTCTokenizer
from factory.tokenizers.layout import GENERIC_CLASSES, Layout, read_layout, tokenizer_class_name
from factory.tokenizers.metaspace import GEMMA, LLAMA
from factory.tokenizers.scheme import Scheme, TokenizerOptions, build_tokenizer
from factory.tokenizers.t5 import T5
from factory.tokenizers.unigram_families import (
    ALBERT,
    CAMEMBERT,
    DEBERTA_V2,
    UNIGRAM,
    XLM_ROBERTA,
)
from factory.tokenizers.whisper import WHISPER
from factory.tokenizers.wordpiece import MPNET, WORDPIECE

__all__ = [
    "ALBERT",
    "BPE",
    "CAMEMBERT",
    "CLIP",
    "CTC",
    "DEBERTA_V2",
    "GEMMA",
    "GENERIC_CLASSES",
    "GPT2",
    "LLAMA",
    "LLAMA3",
    "MODERNBERT",
    "MPNET",
    "QWEN2",
    "T5",
    "UNIGRAM",
    "WHISPER",
    "WORDPIECE",
    "XLM_ROBERTA",
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
    "Transcription",
    "Wav2Vec2CTCTokenizer",
    "build_tokenizer",
    "read_layout",
    "tokenizer_class_name",
]
