"""Whisper's byte-level BPE with its prompts and timestamps, https://arxiv.org/abs/2212.04356.

The model says when things were said with a token for each fiftieth of a second.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from factory.errors import RequestError
from factory.files import read_json, write_text
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.base import PreTrainedTokenizerBase
from factory.tokenizers.document import blaming
from factory.tokenizers.scheme import TokenizerOptions, define
from factory.tokenizers.tensors import to_tensor
from factory.tokenizers.vocabulary import plain_ids
from factory.tokenizers.vocabulary_format import require
from factory.tokenizers.whisper_prompts import (
    CONTROL,
    PREVIOUS,
    PROMPT_OPTIONS,
    START,
    TASKS,
    UNTIMED,
    Prompt,
    PromptedFormat,
)
from factory.tokenizers.whisper_texts import english, plain_text
from factory.tokenizers.whisper_times import STEP, STEPS, segments, timed_pieces

NORMALIZER_FILE = "normalizer.json"
_SPACE = "Ġ"
_TIMESTAMP = re.compile(r"<\|\d+\.\d+\|>")


class Prompted(PreTrainedTokenizerBase):
    """What Whisper's tokenizers know of prompts, timestamps, and texts to be compared.

    Attributes:
        language: of the texts, by its name in English or its code; None leaves it out.
        task: "transcribe" or "translate"; None leaves it out.
        predict_timestamps: whether texts have timestamps in them.
        english_spelling_normalizer: British spellings with their American ones, as a folder's
            ``normalizer.json`` has them.
    """

    language: str | None
    task: str | None
    predict_timestamps: bool
    english_spelling_normalizer: Mapping[str, str] | None = None

    def __init__(
        self,
        vocab_file: str | os.PathLike[str] | None = None,
        merges_file: str | os.PathLike[str] | None = None,
        *,
        normalizer_file: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(vocab_file, merges_file, **options)
        if normalizer_file is not None:
            self.english_spelling_normalizer = _spellings(Path(normalizer_file))

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | os.PathLike[str], **options: Any
    ) -> Self:
        """Load a folder; see the base class. Its ``normalizer.json`` is read too."""
        tokenizer = super().from_pretrained(pretrained_model_name_or_path, **options)
        path = Path(pretrained_model_name_or_path) / NORMALIZER_FILE
        if path.is_file():
            tokenizer.english_spelling_normalizer = _spellings(path)
        return tokenizer

    def save_vocabulary(self, save_directory: str | os.PathLike[str]) -> tuple[str, ...]:
        """Write the vocabulary files that older readers look for; the paths written."""
        written = super().save_vocabulary(save_directory)
        if self.english_spelling_normalizer is None:
            return written
        path = Path(save_directory) / NORMALIZER_FILE
        text = json.dumps(
            dict(self.english_spelling_normalizer), indent=2, sort_keys=True, ensure_ascii=False
        )
        write_text(path, text + "\n")
        return (*written, str(path))

    def _begin(
        self, document: Document, settings: Mapping[str, Any], source: Path | None = None
    ) -> None:
        super()._begin(document, settings, source)
        if self._backend.token_to_id(START) is None:
            timestamps = (AddedToken(name, normalized=False) for name in _timestamps())
            control = [AddedToken.of(name, special=True) for name in CONTROL]
            self._backend.add_tokens([*control, *timestamps])
            self._additional = list(dict.fromkeys([*self._additional, *CONTROL]))
        Prompt.names(self._options)  # what is wrong with the options is no fault of a file
        with nullcontext() if source is None else blaming(source):
            self.set_prefix_tokens()

    def set_prefix_tokens(
        self,
        language: str | None = None,
        task: str | None = None,
        predict_timestamps: bool | None = None,
    ) -> None:
        """Change the prompt that is put before texts; None leaves a part of it as it is.

        Args:
            language: of the texts, by its name in English or its code.
            task: "transcribe" or "translate".
            predict_timestamps: whether texts have timestamps in them.

        Raises:
            RequestError: an unknown language or task, or one that the vocabulary has no token for.
        """
        given = dict(zip(PROMPT_OPTIONS, (language, task, predict_timestamps), strict=True))
        options = self._options | {name: v for name, v in given.items() if v is not None}
        options["predict_timestamps"] = bool(options["predict_timestamps"])
        if options["language"] is not None:
            options["language"] = options["language"].lower()
        wrapping = Prompt()
        eos = require({"eos_token": self.eos_token}, "eos_token", "the end of every text")
        names = [*wrapping.names(options), eos]
        ids = {name: self._backend.token_to_id(name) for name in names}
        if missing := [name for name, token_id in ids.items() if token_id is None]:
            raise RequestError(f"This vocabulary has no token {', '.join(missing)}.")
        known = {name: token_id for name, token_id in ids.items() if token_id is not None}
        self._backend.set_post_processor(wrapping.part({**options, "eos_token": eos}, known))
        self._options = options
        self.__dict__.pop("_post_processor", None)

    @property
    def decoder_start_token_id(self) -> int | None:
        """The id that a decoder begins with, which is the first of every prompt."""
        return self._backend.token_to_id(START)

    @property
    def begin_suppress_tokens(self) -> tuple[int, ...]:
        """The ids that no text begins with: a space alone, and the end."""
        ids = (self._backend.token_to_id(_SPACE), self.eos_token_id)
        return tuple(number for number in ids if number is not None)

    @property
    def prefix_tokens(self) -> list[int | None]:
        """The ids of the prompt before texts."""
        return self.convert_tokens_to_ids(Prompt.names(self._options))

    def get_decoder_prompt_ids(
        self, task: str | None = None, language: str | None = None, no_timestamps: bool = True
    ) -> list[tuple[int, int | None]]:
        """What a model is made to begin with, as pairs of a position, from 1, and an id.

        Args:
            task: as in :meth:`set_prefix_tokens`, which this changes too.
            language: the same.
            no_timestamps: whether the model is to leave timestamps out.

        Raises:
            RequestError: as there.
        """
        self.set_prefix_tokens(language, task, predict_timestamps=not no_timestamps)
        return list(enumerate(self.prefix_tokens[1:], start=1))

    def get_prompt_ids(self, text: str, return_tensors: str | None = "np") -> Any:
        """The ids of a text that a model is to take for what was said before.

        Args:
            text: the text.
            return_tensors: "np", "pt", or None for a list.

        Returns:
            ids of shape (tokens,), the token ``<|startofprev|>`` first.

        Raises:
            RequestError: the text has a special token or a timestamp in it.
        """
        encoded = self(f" {text.strip()}", add_special_tokens=False)["input_ids"]
        refused = {*self.all_special_ids, *self.timestamp_ids()}
        if (wrong := next((token for token in encoded if token in refused), None)) is not None:
            token = self.convert_ids_to_tokens(wrong)
            raise RequestError(f"A prompt is plain text; this one has the token {token} in it.")
        ids = [self.convert_tokens_to_ids(PREVIOUS), *encoded]
        return ids if return_tensors is None else to_tensor("prompt_ids", ids, return_tensors)

    def timestamp_ids(self, time_precision: float = STEP) -> list[int | None]:
        """The ids of the timestamps, from 0 in steps of ``time_precision`` seconds."""
        return self.convert_tokens_to_ids(_timestamps(time_precision))

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        output_offsets: bool = False,
        time_precision: float = STEP,
        decode_with_timestamps: bool = False,
        normalize: bool = False,
        basic_normalize: bool = False,
        remove_diacritics: bool = False,
    ) -> Any:
        """The text of ids.

        Args:
            token_ids: ids, an array or a tensor; rows of ids give a list.
            skip_special_tokens: leave special tokens out, and the text that came before.
            clean_up_tokenization_spaces: see the base class.
            output_offsets: tell when each segment was said.
            time_precision: seconds between two timestamps.
            decode_with_timestamps: write timestamps into the text; they go on from one window of
                half a minute to the next.
            normalize: make English texts comparable, see :meth:`normalize`.
            basic_normalize: make texts comparable, see :meth:`basic_normalize`.
            remove_diacritics: with ``basic_normalize``, take accents away too.

        Returns:
            the text, without timestamps unless they are asked for; with ``output_offsets``, a
            mapping with the ``text`` and ``offsets``: for each segment its ``text`` and its
            ``timestamp``, the seconds at which it begins and ends.

        Raises:
            RequestError: something is no id, or ``normalize`` has no table of spellings.
        """
        ids = plain_ids(token_ids)
        ids = [ids] if isinstance(ids, int) else ids
        if ids and isinstance(ids[0], list):
            return self.batch_decode(
                ids,
                skip_special_tokens,
                clean_up_tokenization_spaces,
                output_offsets=output_offsets,
                time_precision=time_precision,
                decode_with_timestamps=decode_with_timestamps,
                normalize=normalize,
                basic_normalize=basic_normalize,
                remove_diacritics=remove_diacritics,
            )
        kept = self._without_previous(ids) if skip_special_tokens else ids
        if decode_with_timestamps:
            text = self._timed(kept, skip_special_tokens, time_precision)
        else:
            text = super().decode(kept, skip_special_tokens, clean_up_tokenization_spaces)
            if normalize:
                text = self.normalize(text)
            elif basic_normalize:
                text = self.basic_normalize(text, remove_diacritics)
            text = _TIMESTAMP.sub("", text)
        if output_offsets:
            return {"text": text, "offsets": self._segments(ids, time_precision)}
        return text

    def batch_decode(
        self,
        sequences: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        **options: Any,
    ) -> list[Any]:
        """What each row of ids gives; see :meth:`decode`."""
        return [
            self.decode(row, skip_special_tokens, clean_up_tokenization_spaces, **options)
            for row in sequences
        ]

    def normalize(self, text: str) -> str:
        """An English text as it is compared with others: numbers as digits, American spellings.

        Raises:
            RequestError: the folder had no table of spellings.
        """
        if self.english_spelling_normalizer is None:
            raise RequestError(
                f"normalize: this tokenizer has no {NORMALIZER_FILE}, which lists spellings. Load "
                "a folder that has one, give normalizer_file=, or use basic_normalize."
            )
        return english(text, self.english_spelling_normalizer)

    @staticmethod
    def basic_normalize(text: str, remove_diacritics: bool = False) -> str:
        """A text of any language as it is compared with others: lower case, no punctuation."""
        return plain_text(text, remove_diacritics=remove_diacritics)

    def _without_previous(self, ids: Sequence[int]) -> Sequence[int]:
        """Ids without the text that came before, which a token of its own begins."""
        if not ids or ids[0] != self._backend.token_to_id(PREVIOUS):
            return ids
        start = self._backend.token_to_id(START)
        return ids[ids.index(start) :] if start in ids else []

    @property
    def _first_timestamp(self) -> int:
        """The id of the first timestamp, whether the vocabulary has a name for it or not."""
        untimed = self._backend.token_to_id(UNTIMED)
        return (max(self.all_special_ids) if untimed is None else untimed) + 1

    def _timed(self, ids: Sequence[int], skip_special_tokens: bool, precision: float) -> str:
        """The text of ids with their timestamps."""
        return "".join(
            f"<|{piece:.2f}|>"
            if isinstance(piece, float)
            else super(Prompted, self).decode(piece, skip_special_tokens)
            for piece in timed_pieces(ids, self._first_timestamp, precision)
        )

    def _segments(self, ids: Sequence[int], precision: float) -> list[dict[str, Any]]:
        """What was said between two timestamps, and when."""
        return [
            {
                "text": _TIMESTAMP.sub("", super(Prompted, self).decode(segment.ids)),
                "timestamp": (
                    segment.begin * precision + segment.before * precision,
                    segment.end * precision + segment.before * precision,
                ),
            }
            for segment in segments(ids, self._first_timestamp)
        ]


def _timestamps(step: float = STEP) -> list[str]:
    """The tokens of a window of half a minute."""
    return [f"<|{number * step:.2f}|>" for number in range(STEPS + 1)]


def _spellings(path: Path) -> dict[str, str]:
    """British spellings with their American ones.

    Raises:
        RequestError: the file does not hold texts by texts.
    """
    data = read_json(path)
    if wrong := [word for word, other in data.items() if not isinstance(other, str)]:
        raise RequestError(f"{path}: {wrong[0]!r} has {data[wrong[0]]!r:.80} where a text belongs.")
    return data


@dataclass(frozen=True, kw_only=True)
class WhisperOptions(TokenizerOptions):
    """What can be set of Whisper's tokenizer; None is the folder's value, or Whisper's."""

    merges_file: str | None = field(
        default=None, metadata={"meaning": "merges, one pair a line; beside vocab_file in JSON"}
    )
    add_prefix_space: bool | None = field(
        default=None, metadata={"meaning": "treat the first word as one after a space"}
    )
    language: str | None = field(
        default=None, metadata={"meaning": "language of the texts, by name or code, said before"}
    )
    task: str | None = field(
        default=None, metadata={"meaning": "what the model is to do, said before", "choices": TASKS}
    )
    predict_timestamps: bool | None = field(
        default=None, metadata={"meaning": "texts have timestamps in them"}
    )


WHISPER = define(
    "whisper",
    "Whisper",
    module=__name__,
    summary="byte-level byte-pair encoding with prompts for languages and tasks, and timestamps",
    options=WhisperOptions,
    mixin=Prompted,
    kind=PromptedFormat(
        wrapping=Prompt(),
        head=(),  # the end token comes after the words, as models rely on
        texts=("language", "task"),
        defaults={
            "add_prefix_space": False,
            "language": None,
            "task": None,
            "predict_timestamps": False,
            "bos_token": "<|endoftext|>",
            "eos_token": "<|endoftext|>",
            "unk_token": "<|endoftext|>",
            "pad_token": "<|endoftext|>",
        },
    ),
)
