"""What stands before Whisper's texts, https://arxiv.org/abs/2212.04356, section 2.3.

Tokens tell the model the language, the task, and whether it is to say when things were said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from factory.errors import RequestError, did_you_mean
from factory.tokenizers.backend import Document
from factory.tokenizers.bpe import BPEFormat, bpe_model
from factory.tokenizers.pure.post_processors import Special, read_post_processor
from factory.tokenizers.spoken_languages import CODES, LANGUAGES
from factory.tokenizers.vocabulary_format import Learned, Options, known_ids, require

TASKS = ("translate", "transcribe")
PROMPT_OPTIONS = ("language", "task", "predict_timestamps")

START = "<|startoftranscript|>"
PREVIOUS = "<|startofprev|>"
UNTIMED = "<|notimestamps|>"
CONTROL = (
    START,
    *(f"<|{code}|>" for code in LANGUAGES),
    *(f"<|{task}|>" for task in TASKS),
    "<|startoflm|>",
    PREVIOUS,
    "<|nospeech|>",
    UNTIMED,
)
"""The special tokens of a new vocabulary besides the end token, in the order of their ids."""


def language_code(language: str) -> str:
    """The code of a language that is given by its name in English, or by its code.

    Raises:
        RequestError: Whisper does not know it.
    """
    lowered = language.lower()
    if lowered not in LANGUAGES and lowered not in CODES:
        known = (*LANGUAGES, *CODES)
        raise RequestError(
            f"language={language!r} is not one of Whisper's.{did_you_mean(lowered, known)} "
            f"Give a name in English, such as 'spanish', or a code: {', '.join(LANGUAGES)}."
        )
    return CODES.get(lowered, lowered)


@dataclass(frozen=True)
class Prompt:
    """The tokens that tell the model what to do, a text, and the end token."""

    roles: tuple[str, ...] = ("eos_token",)

    @staticmethod
    def names(options: Mapping[str, Any]) -> list[str]:
        """The tokens before a text.

        Raises:
            RequestError: an unknown language or task.
        """
        language, task = options.get("language"), options.get("task")
        if task is not None and task not in TASKS:
            raise RequestError(
                f"task={task!r} is not one of {' and '.join(TASKS)}.{did_you_mean(task, TASKS)}"
            )
        return [
            START,
            *([f"<|{language_code(language)}|>"] if language is not None else []),
            *([f"<|{task}|>"] if task is not None else []),
            *([] if options.get("predict_timestamps") else [UNTIMED]),
        ]

    def part(self, options: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
        eos = require(options, "eos_token", "the end of every text")
        names = [name for name in self.names(options) if name in ids]
        before = [{"SpecialToken": {"id": name, "type_id": 0}} for name in names]

        def text(name: str, type_id: int) -> dict[str, Any]:
            return {"Sequence": {"id": name, "type_id": type_id}}

        def end(type_id: int) -> dict[str, Any]:
            return {"SpecialToken": {"id": eos, "type_id": type_id}}

        return {
            "type": "TemplateProcessing",
            "single": [*before, text("A", 0), end(0)],
            "pair": [*before, text("A", 0), text("B", 1), end(1)],
            "special_tokens": {
                name: {"id": name, "ids": [ids[name]], "tokens": [name]} for name in (*names, eos)
            },
        }

    def tokens(self, document: Document) -> dict[str, str | None]:
        match read_post_processor(document.get("post_processor")).single:
            case (*_, Special(tokens=(eos,))):
                return {"eos_token": eos}
        raise KeyError("post_processor")


@dataclass(frozen=True, kw_only=True)
class PromptedFormat(BPEFormat):
    """A ``vocab.json`` and a ``merges.txt``, and a prompt around texts that follows the options.

    What prompt a document has does not matter: whoever reads it sets its own.
    """

    @property
    def pipeline_arguments(self) -> tuple[str, ...]:
        return tuple(name for name in super().pipeline_arguments if name not in PROMPT_OPTIONS)

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        byte_level = {"type": "ByteLevel", "trim_offsets": True, "use_regex": True}
        return {
            "normalizer": None,
            "pre_tokenizer": {**byte_level, "add_prefix_space": options["add_prefix_space"]},
            "post_processor": self.wrapping.part(options, ids),
            "decoder": {**byte_level, "add_prefix_space": True},
            "model": bpe_model(learned),
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        spaces = document["pre_tokenizer"] or {}
        return {
            "add_prefix_space": spaces["add_prefix_space"],
            **self.wrapping.tokens(document),
        }

    def options_of(self, document: Document) -> dict[str, Any] | None:
        try:
            roles = self.wrapping.tokens(document)
            part = self.wrapping.part({**self.defaults, **roles}, known_ids(document))
        except KeyError:
            return None
        options = super().options_of({**document, "post_processor": part})
        return options and {name: v for name, v in options.items() if name not in PROMPT_OPTIONS}
