"""Writing a tokenizer's folder: the newer layout, and the files of the older one beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from factory.files import json_text, open_folder, write_bytes, write_text
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.encoder import Encoder
from factory.tokenizers.layout import (
    ADDED_TOKENS_FILE,
    CONFIG_FILE,
    GENERIC_CLASSES,
    SPECIAL_TOKENS_FILE,
    TOKENIZER_FILE,
)
from factory.tokenizers.vocabulary_format import VocabularyFormat


class Saved(Encoder):
    """A tokenizer that can be written to a folder.

    Attributes:
        vocabulary_format: the kind of vocabulary; None when only a ``tokenizer.json`` can say.
        saved_class: the name under which transformers knows the class.
    """

    vocabulary_format: ClassVar[VocabularyFormat | None] = None
    saved_class: ClassVar[str] = "PreTrainedTokenizerFast"
    _options: dict[str, Any]
    _foreign: dict[str, Any]
    _kept_files: dict[str, bytes]

    def save_vocabulary(self, save_directory: str | os.PathLike[str]) -> tuple[str, ...]:
        """Write the vocabulary files that older readers look for; the paths written."""
        if self.vocabulary_format is None:
            return ()
        folder = Path(save_directory)
        written = self.vocabulary_format.write(self._backend.document()["model"], folder)
        for name, contents in self._kept_files.items():
            write_bytes(folder / name, contents)
            written.append(folder / name)
        return tuple(map(str, written))

    def _finished(self, text: str) -> str:
        return text if self.vocabulary_format is None else self.vocabulary_format.finished(text)

    def _keep_files(self, paths: Mapping[str, Path]) -> None:
        """Keep the contents of vocabulary files that no vocabulary could be written to again."""
        if self.vocabulary_format is not None and self.vocabulary_format.files_are_kept:
            self._kept_files = {name: path.read_bytes() for name, path in paths.items()}

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> tuple[str, ...]:
        """Write the newer layout, and the files of the older one beside it.

        Args:
            save_directory: a folder; it is made when there is none.

        Returns:
            the paths written.

        Raises:
            RequestError: the folder is a bundle, which is saved again as a whole.
        """
        folder = open_folder(save_directory)
        document = self._backend.document()
        kind = self.vocabulary_format
        files: dict[str, Any] = {
            **({TOKENIZER_FILE: document} if kind is None or kind.has_document else {}),
            CONFIG_FILE: self._config(document),
            SPECIAL_TOKENS_FILE: self._special_tokens_with_flags(),
        }
        words = self._backend.vocab(added=False)
        beyond = {t: i for t, i in self.added_tokens_encoder.items() if t not in words}
        if beyond:
            files[ADDED_TOKENS_FILE] = beyond
        else:
            (folder / ADDED_TOKENS_FILE).unlink(missing_ok=True)
        for name, value in files.items():
            write_text(folder / name, json_text(value, sort_keys=name != TOKENIZER_FILE))
        return (*(str(folder / name) for name in files), *self.save_vocabulary(folder))

    def _special_tokens_with_flags(self) -> dict[str, Any]:
        """The special tokens by part; a token is a bare name where its flags are the usual ones."""
        known = {token.content: token for token in self.added_tokens_decoder.values()}

        def written(name: str) -> str | dict[str, Any]:
            token = known.get(name)
            usual = token is None or token == AddedToken.of(name, special=True)
            return name if token is None or usual else token.to_dict()

        return {
            part: [written(name) for name in value] if isinstance(value, list) else written(value)
            for part, value in self.special_tokens_map.items()
        }

    def _config(self, document: Document) -> dict[str, Any]:
        """The contents of ``tokenizer_config.json``.

        The class of a model rebuilds its pipeline from options when transformers loads it; a
        pipeline that no options say is saved under the class that follows ``tokenizer.json``.
        """
        kind = self.vocabulary_format
        saved_class = GENERIC_CLASSES[0]
        if kind is not None and kind.options_of(document) is not None:
            saved_class = kind.saved_class or self.saved_class
        added = {str(i): token.to_dict() for i, token in self.added_tokens_decoder.items()}
        return {
            **self._foreign,
            **self._options,
            **self.special_tokens_map,
            # Said even if there are none: a class may have some of its own by default.
            "additional_special_tokens": self.additional_special_tokens,
            "added_tokens_decoder": added,
            "clean_up_tokenization_spaces": self.clean_up_tokenization_spaces,
            "model_input_names": list(self.model_input_names),
            "model_max_length": self.model_max_length,
            "padding_side": self.padding_side,
            "tokenizer_class": saved_class,
            "truncation_side": self.truncation_side,
        }
