"""Kinds of tokenizers as the registry lists them, and how options become a tokenizer."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.base import (
    PreTrainedTokenizer,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)
from factory.tokenizers.call_options import SIDES
from factory.tokenizers.training import Progress, train
from factory.tokenizers.vocabulary_format import VocabularyFormat

CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus.txt"


def _token(part: str) -> Any:
    return field(default=None, metadata={"meaning": f"the {part} token"})


@dataclass(frozen=True, kw_only=True)
class TokenizerOptions:
    """What can be set of every tokenizer.

    At most one of ``load_from``, ``vocab_file`` and ``train_from`` says where the vocabulary comes
    from; without any, one is trained on the corpus that ships with the factory. None stands for
    what the folder says, or else for the default of the kind of tokenizer.
    """

    load_from: str | None = field(
        default=None, metadata={"meaning": "a folder with a tokenizer, in any layout"}
    )
    vocab_file: str | None = field(default=None, metadata={"meaning": "a vocabulary file"})
    train_from: tuple[str, ...] = field(
        default=(), metadata={"meaning": "text files to train a vocabulary on"}
    )
    train_vocab_size: int = field(
        default=2000, metadata={"meaning": "tokens of a trained vocabulary, at most", "low": 8}
    )
    min_frequency: int = field(
        default=1, metadata={"meaning": "how often a trained token must occur", "low": 1}
    )
    use_fast: bool = field(
        default=True, metadata={"meaning": "use the tokenizers library, not pure Python"}
    )
    fit_model: bool = field(
        default=False,
        metadata={"meaning": "take the model's vocabulary size and special ids from here"},
    )
    padding_side: str | None = field(
        default=None, metadata={"meaning": "where padding goes", "choices": SIDES}
    )
    truncation_side: str | None = field(
        default=None, metadata={"meaning": "where tokens are cut off", "choices": SIDES}
    )
    model_max_length: int | None = field(
        default=None, metadata={"meaning": "the most tokens that the model takes", "low": 1}
    )
    bos_token: str | None = _token("beginning-of-text")
    eos_token: str | None = _token("end-of-text")
    unk_token: str | None = _token("unknown")
    sep_token: str | None = _token("separator")
    pad_token: str | None = _token("padding")
    cls_token: str | None = _token("classification")
    mask_token: str | None = _token("mask")
    additional_special_tokens: tuple[str, ...] = field(
        default=(), metadata={"meaning": "further special tokens"}
    )


# Options that say where a tokenizer comes from or what it is for, not what it is.
_NOT_A_TOKENIZERS = (
    "load_from",
    "vocab_file",
    "merges_file",
    "train_from",
    "train_vocab_size",
    "min_frequency",
    "use_fast",
    "fit_model",
)


@dataclass(frozen=True)
class Scheme:
    """A kind of tokenizer.

    Attributes:
        name: its name in the registry.
        summary: one line on it.
        options: the options that can be set.
        slow: the class in pure Python; a family's class derives from it.
        fast: the class over the tokenizers library. A kind without one has no families' classes
            either: its slow class goes by its own name everywhere.
        models: model types in whose folders it is, though their families take no text.
    """

    name: str
    summary: str
    options: type[TokenizerOptions]
    slow: type[PreTrainedTokenizer]
    fast: type[PreTrainedTokenizerFast] | None
    models: tuple[str, ...] = ()

    def class_of(self, use_fast: bool) -> type[PreTrainedTokenizerBase]:
        """The slow class or the fast one.

        Raises:
            RequestError: there is no fast one.
        """
        if not use_fast:
            return self.slow
        if self.fast is None:
            raise RequestError(
                f"use_fast=True: the {self.name} tokenizer is in pure Python only, as "
                f"{self.slow.__name__}; leave use_fast out, or at False."
            )
        return self.fast


def define(
    name: str,
    prefix: str,
    *,
    module: str,
    summary: str,
    kind: VocabularyFormat,
    options: type[TokenizerOptions],
    inputs: tuple[str, ...] = ("input_ids", "attention_mask"),
    mixin: type[Any] | None = None,
) -> Scheme:
    """A kind of tokenizer with its two classes.

    It must be assigned to the name in upper case, since that is how pickles find the classes.

    Args:
        name: its name in the registry.
        prefix: what the names of the classes begin with.
        module: the module that defines it, ``__name__``.
        summary: one line on it.
        kind: the vocabulary and the pipeline.
        options: the options that can be set.
        inputs: the inputs that its models take.
        mixin: what both classes do that others do not.
    """

    def made(base: type[Any], field_name: str, how: str) -> type[Any]:
        attributes = {
            "__doc__": f"{summary[0].upper()}{summary[1:]}, {how}.\n\n"
            f"Options are those of :class:`{options.__name__}`.\n",
            "__module__": module,
            "__qualname__": f"{name.upper()}.{field_name}",
            "model_input_names": inputs,
            "vocabulary_format": kind,
            "saved_class": base.saved_class,
        }
        bases = (base,) if mixin is None else (mixin, base)
        return type(f"{prefix}Tokenizer{'Fast' * base.is_fast}", bases, attributes)

    return Scheme(
        name=name,
        summary=summary,
        options=options,
        slow=made(PreTrainedTokenizer, "slow", "in pure Python"),
        fast=made(PreTrainedTokenizerFast, "fast", "in the tokenizers library"),
    )


def build_tokenizer(
    scheme: Scheme,
    options: TokenizerOptions,
    *,
    class_: type[PreTrainedTokenizerBase] | None = None,
    progress: Progress | None = None,
) -> PreTrainedTokenizerBase:
    """The tokenizer that options ask for: loaded, made from files, or trained.

    Args:
        scheme: the kind.
        options: an instance of ``scheme.options``.
        class_: a family's class; without one, the scheme's.
        progress: told the bytes read and the total while a vocabulary is trained; without one,
            progress is shown on a terminal.

    Raises:
        RequestError: options that contradict each other, or files that cannot be used.
    """
    sources = [n for n in ("load_from", "vocab_file", "train_from") if getattr(options, n)]
    if len(sources) > 1:
        raise RequestError(
            f"{' and '.join(sources)} each say where the vocabulary comes from; give one of them."
        )
    if class_ is None:
        class_ = scheme.class_of(options.use_fast)
    elif class_.is_fast != options.use_fast:
        raise RequestError(
            f"use_fast={options.use_fast} was asked for and {class_.__name__} is "
            f"{'fast' if class_.is_fast else 'slow'}."
        )
    given = {
        name: getattr(options, name)
        for name in (entry.name for entry in fields(options))
        if name not in _NOT_A_TOKENIZERS and getattr(options, name) not in (None, ())
    }
    merges_file = getattr(options, "merges_file", None)
    if merges_file is not None and options.vocab_file is None:
        raise RequestError(f"merges_file={merges_file!r} needs vocab_file too.")
    if options.load_from:
        return class_.from_pretrained(options.load_from, **given)
    if options.vocab_file:
        return class_(options.vocab_file, merges_file, **given)
    kind = class_.vocabulary_format
    if kind is None:
        raise RequestError(f"{class_.__name__} has no kind of vocabulary that could be trained.")
    learned = train(
        kind,
        [Path(path) for path in options.train_from] or [CORPUS],
        vocab_size=options.train_vocab_size,
        min_frequency=options.min_frequency,
        options={**kind.learned_defaults, **class_.default_options, **given},
        progress=progress,
    )
    return class_.from_learned(learned, **given)
