"""Characters for speech recognition with CTC, as wav2vec 2.0 has them.

A model says at every frame which character is heard, or the blank that the padding token stands
for. Decoding makes one of every run of the same character and takes the blanks out:
https://www.cs.toronto.edu/~graves/icml_2006.pdf, section 3.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from factory.errors import RequestError, did_you_mean
from factory.files import json_text, read_json, write_text
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.base import PreTrainedTokenizer
from factory.tokenizers.layout import read_text
from factory.tokenizers.scheme import Scheme, TokenizerOptions
from factory.tokenizers.vocabulary import SPECIAL_TOKENS, plain_ids
from factory.tokenizers.vocabulary_files import checked_ids, read_lines
from factory.tokenizers.vocabulary_format import Learned, Options, VocabularyFormat, require
from factory.tokenizers.wrapping import Template

Offsets = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class CTCFormat(VocabularyFormat):
    """A ``vocab.json`` of characters, or a text file with one a line.

    Tokens of several characters, such as ``<pad>``, are found in texts before anything else.
    """

    arguments = ("vocab_file",)
    has_document = False
    file_names: tuple[str, ...] = ("vocab.json",)

    def read(self, paths: Sequence[Path], options: Options) -> Learned:
        (path,) = paths
        data = self._json(path)
        if data is None:
            return Learned({"type": "Characters", "vocab": read_lines(path)})
        model = {"type": "Characters", "vocab": data}
        if data and all(isinstance(value, dict) for value in data.values()):
            model["languages"] = data
            return Learned(self.in_language(model, options.get("target_lang"), path))
        if options.get("target_lang") is not None:
            raise RequestError(
                f"target_lang={options['target_lang']!r}: {path} has one vocabulary, not one for "
                "each language."
            )
        return Learned({**model, "vocab": checked_ids(data, path)})

    @staticmethod
    def _json(path: Path) -> dict[str, Any] | None:
        """The contents of a file in JSON; None where it has a token a line."""
        if path.suffix == ".json":
            return read_json(path)
        text = read_text(path)
        if not text.lstrip().startswith("{"):
            return None
        try:
            data = json.loads(text)
        except ValueError:
            return None  # a brace is a token like any other
        return data if isinstance(data, dict) else None

    @staticmethod
    def in_language(
        model: Mapping[str, Any], language: str | None, source: object
    ) -> dict[str, Any]:
        """A ``model`` part with the vocabulary of one of its languages.

        Raises:
            RequestError: there is no such language.
        """
        languages = model.get("languages", {})
        if language not in languages:
            listed = ", ".join(languages) or "none"
            raise RequestError(
                f"target_lang={language!r} is no language of {source}."
                f"{did_you_mean(str(language), languages)} There are: {listed}."
            )
        return {**model, "vocab": checked_ids(languages[language], f"{source}, {language}")}

    def write(self, model: Mapping[str, Any], folder: Path) -> list[Path]:
        path = folder / self.file_names[0]
        vocab = model.get("languages", model["vocab"])
        write_text(path, json_text(vocab))
        return [path]

    def empty_model(self, tokens: Sequence[str]) -> dict[str, Any]:
        vocab = {token: index for index, token in enumerate(tokens)}
        return {"type": "Characters", "vocab": vocab}

    def describe(self, learned: Learned, options: Options) -> Document:
        delimiter = require(options, "word_delimiter_token", "the space between two words")
        vocab = learned.model["vocab"]
        named = {name: str(options[name]) for name in SPECIAL_TOKENS if options.get(name)}
        special = [*named.values(), delimiter]
        # In this order, tokens that the vocabulary lacks get the ids that transformers gives them.
        texts = dict.fromkeys([*(token for token in vocab if len(token) > 1), *special])
        tokens = {text: _token(text, text in vocab, text in special) for text in texts}
        own = {name: tokens[text] for name, text in named.items()}
        learned = Learned(learned.model, tokens=tuple(tokens.values()))
        return super().describe(learned, {**options, **own})

    def pipeline(self, learned: Learned, options: Options, ids: Mapping[str, int]) -> Document:
        unknown = require(options, "unk_token", "every character that is not in the vocabulary")
        delimiter = options["word_delimiter_token"]
        space = {"type": "Replace", "pattern": {"String": " "}, "content": delimiter}
        upper = [{"type": "Uppercase"}] if options["do_lower_case"] else []
        return {
            "normalizer": {"type": "Sequence", "normalizers": [*upper, space]},
            "pre_tokenizer": None,
            "post_processor": None,
            "decoder": {"type": "Fuse"},
            "model": {
                **learned.model,
                "unk_token": unknown,
                "unk_id": ids[unknown],
                "added": {delimiter: ids[delimiter]},
            },
        }

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        return {}

    def options_of(self, document: Document) -> dict[str, Any]:
        return dict(self.defaults)


def _token(text: str, known: bool, special: bool) -> AddedToken:
    """A token to be found in texts; one of several characters takes the blanks around it along."""
    strips = known and len(text) > 1
    return AddedToken(text, lstrip=strips, rstrip=strips, normalized=False, special=special)


@dataclass(frozen=True)
class Transcription:
    """What frames were heard as; rows of frames have lists of everything.

    Attributes:
        text: the text.
        char_offsets: each character with the frames it began and ended at (``char``,
            ``start_offset``, ``end_offset``), and with seconds where they were asked for
            (``start_time``, ``end_time``).
        word_offsets: the same of each word, as ``word``.
    """

    text: Any
    char_offsets: Any = None
    word_offsets: Any = None

    def __getitem__(self, name: str) -> Any:
        return vars(self)[name]


class Wav2Vec2CTCTokenizer(PreTrainedTokenizer):
    """Characters for speech recognition with CTC, in pure Python; there is no fast one.

    Args:
        vocab_file: a token a line, or JSON that maps tokens to ids; the JSON may hold one such
            mapping for each language.
        **options: ``word_delimiter_token``, which stands for a space; ``do_lower_case``, for texts
            in lower case and a vocabulary in upper case; ``target_lang``;
            ``replace_word_delimiter_char``, what the delimiter is written as; and those of every
            tokenizer.
    """

    model_input_names = ("input_ids", "attention_mask")
    saved_class = "Wav2Vec2CTCTokenizer"
    vocabulary_format: ClassVar[CTCFormat] = CTCFormat(
        wrapping=Template("A", "A B"),
        texts=("word_delimiter_token", "replace_word_delimiter_char", "target_lang"),
        head=("pad", "bos", "eos", "unk"),
        defaults={
            "bos_token": "<s>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "word_delimiter_token": "|",
            "replace_word_delimiter_char": " ",
            "do_lower_case": False,
            "target_lang": None,
        },
    )

    @property
    def word_delimiter_token_id(self) -> int | None:
        """The id of the token that stands for a space."""
        return self.convert_tokens_to_ids(str(self.word_delimiter_token))

    @property
    def all_special_tokens(self) -> list[str]:
        """Every special token once, the word delimiter among them."""
        return list(dict.fromkeys([*super().all_special_tokens, str(self.word_delimiter_token)]))

    def set_target_lang(self, target_lang: str) -> None:
        """Take the vocabulary of another language.

        Args:
            target_lang: its name in the vocabulary file.

        Raises:
            RequestError: there is no such language.
        """
        kind = self.vocabulary_format
        model = self._backend.document()["model"]
        model = kind.in_language(model, target_lang, "this tokenizer's vocabulary")
        settings = {name: getattr(self, name) for name in self._option_types()}
        settings |= {name: None for name in kind.defaults if name in SPECIAL_TOKENS}
        settings |= {**self._roles, "target_lang": target_lang}
        kept = self._foreign
        self._begin_from_learned(Learned(model), settings)
        self._foreign = kept

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        """The token of an id, or of each; the unknown token for what is not in the vocabulary."""
        tokens = super().convert_ids_to_tokens(ids, skip_special_tokens)
        if isinstance(tokens, list):
            return [self.unk_token if token is None else token for token in tokens]
        return self.unk_token if tokens is None else tokens

    def convert_tokens_to_string(self, tokens: Sequence[str]) -> str:
        """The text that tokens of frames stand for."""
        return self._text(list(self._heard(tokens, collapse=True)), "")

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        output_char_offsets: bool = False,
        output_word_offsets: bool = False,
        *,
        group_tokens: bool = True,
        spaces_between_special_tokens: bool = False,
        seconds_per_frame: float | None = None,
    ) -> Any:
        """The text of frames.

        Args:
            token_ids: the likeliest id of each frame, ``logits.argmax(-1)``: a list, an array or a
                tensor of shape (frames,), or rows of them.
            skip_special_tokens: leave special tokens out, before repetitions are joined.
            clean_up_tokenization_spaces: close up the spaces before English punctuation; None is
                the tokenizer's own setting.
            output_char_offsets: tell where each character is.
            output_word_offsets: tell where each word is.
            group_tokens: make one of every run of the same token; false for ids of a text.
            spaces_between_special_tokens: put a space between any two tokens.
            seconds_per_frame: tell times too: the model's ``inputs_to_logits_ratio`` divided by
                the sampling rate.

        Returns:
            the text, or a :class:`Transcription` when offsets were asked for; for rows, a list of
            texts or a transcription of lists.

        Raises:
            RequestError: something is no id.
        """
        ids = plain_ids(token_ids)
        ids = [ids] if isinstance(ids, int) else ids
        if ids and isinstance(ids[0], list):
            return self.batch_decode(
                ids,
                skip_special_tokens,
                clean_up_tokenization_spaces,
                output_char_offsets,
                output_word_offsets,
                group_tokens=group_tokens,
                spaces_between_special_tokens=spaces_between_special_tokens,
                seconds_per_frame=seconds_per_frame,
            )
        tokens = self.convert_ids_to_tokens(ids)
        if skip_special_tokens:
            skipped = {*self.all_special_tokens} - {self.word_delimiter_token}
            tokens = [token for token in tokens if token not in skipped]
        heard = list(self._heard(tokens, collapse=group_tokens))
        text = self._text(heard, " " if spaces_between_special_tokens else "")
        if clean_up_tokenization_spaces is None:
            clean_up_tokenization_spaces = self.clean_up_tokenization_spaces
        if clean_up_tokenization_spaces:
            text = self.clean_up_tokenization(text)
        if not (output_char_offsets or output_word_offsets):
            return text
        words = self._words(heard) if output_word_offsets else None
        characters = heard if output_char_offsets else None
        if seconds_per_frame is not None:
            for offset in (*(words or ()), *(characters or ())):
                offset["start_time"] = offset["start_offset"] * seconds_per_frame
                offset["end_time"] = offset["end_offset"] * seconds_per_frame
        return Transcription(text, characters, words)

    def batch_decode(
        self,
        sequences: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        output_char_offsets: bool = False,
        output_word_offsets: bool = False,
        **options: Any,
    ) -> Any:
        """The text of each row of frames; see :meth:`decode`."""
        rows = [
            self.decode(
                row,
                skip_special_tokens,
                clean_up_tokenization_spaces,
                output_char_offsets,
                output_word_offsets,
                **options,
            )
            for row in sequences
        ]
        if not (output_char_offsets or output_word_offsets):
            return rows
        return Transcription(
            [row.text for row in rows],
            [row.char_offsets for row in rows] if output_char_offsets else None,
            [row.word_offsets for row in rows] if output_word_offsets else None,
        )

    def _heard(self, tokens: Iterable[str], *, collapse: bool) -> Iterator[dict[str, Any]]:
        """The characters of frames, blanks left out, with the frames they began and ended at."""
        runs = groupby(tokens) if collapse else ((token, (token,)) for token in tokens)
        end = 0
        for token, run in runs:
            start, end = end, end + len(list(run))
            if token != self.pad_token:
                is_space = token == self.word_delimiter_token
                char = self.replace_word_delimiter_char if is_space else token
                yield {"char": char, "start_offset": start, "end_offset": end}

    def _text(self, heard: Offsets, between: str) -> str:
        text = between.join(offset["char"] for offset in heard).strip()
        return text.lower() if self.do_lower_case else text

    def _words(self, heard: Offsets) -> Offsets:
        """Characters between spaces as words, with the frames they began and ended at."""
        space = self.replace_word_delimiter_char
        runs = groupby(heard, lambda offset: bool(offset["char"] == space))
        words = (list(run) for is_space, run in runs if not is_space)
        return [
            {
                "word": "".join(offset["char"] for offset in word),
                "start_offset": word[0]["start_offset"],
                "end_offset": word[-1]["end_offset"],
            }
            for word in words
        ]


@dataclass(frozen=True, kw_only=True)
class CTCOptions(TokenizerOptions):
    """What can be set of a CTC tokenizer; None is the folder's value, or wav2vec 2.0's."""

    use_fast: bool = field(
        default=False, metadata={"meaning": "must be false: this tokenizer is pure Python only"}
    )
    train_vocab_size: int = field(
        default=32, metadata={"meaning": "tokens of a trained vocabulary, at most", "low": 8}
    )
    word_delimiter_token: str | None = field(
        default=None, metadata={"meaning": "what stands for a space; wav2vec 2.0's is |"}
    )
    replace_word_delimiter_char: str | None = field(
        default=None, metadata={"meaning": "what the delimiter is written as; by default a space"}
    )
    do_lower_case: bool | None = field(
        default=None, metadata={"meaning": "texts are in lower case, the vocabulary in upper case"}
    )
    target_lang: str | None = field(
        default=None, metadata={"meaning": "the language, where the vocabulary has several"}
    )


CTC = Scheme(
    name="ctc",
    summary="characters and a blank for speech recognition, as wav2vec 2.0 has them",
    options=CTCOptions,
    slow=Wav2Vec2CTCTokenizer,
    fast=None,
    models=("wav2vec2", "hubert"),
)
