"""The files of a tokenizer's folder, newer and older, read as plain data.

Only JSON and text are read, under fixed names inside the folder: a path written in a configuration
is never followed, and a pickle is never opened.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.files import read_json
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.chat_templates import read_templates
from factory.tokenizers.document import blaming, is_id, read_document
from factory.tokenizers.vocabulary import ADDITIONAL, SPECIAL_TOKENS

TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "tokenizer_config.json"
SPECIAL_TOKENS_FILE = "special_tokens_map.json"
ADDED_TOKENS_FILE = "added_tokens.json"
# Names under which a folder says that its tokenizer.json is all there is to know.
GENERIC_CLASSES = ("PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend")

_VOCABULARY_FILES = (
    "vocab.txt",
    "vocab.json",
    "spiece.model",
    "spm.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)
_PICKLES = (".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt", ".joblib", ".dill")


@dataclass(frozen=True)
class Layout:
    """What a folder says of its tokenizer.

    Attributes:
        folder: where it is.
        document: the contents of ``tokenizer.json``, or None.
        config: the contents of ``tokenizer_config.json``, without the special tokens, and with the
            chat templates from wherever they are.
        roles: the token of each part, such as "cls_token"; None where a file says there is none.
        additional: special tokens that play none of these parts.
        added: added tokens by id, from the older files and the configuration.
    """

    folder: Path
    document: Document | None
    config: dict[str, Any]
    roles: dict[str, AddedToken | str | None]
    additional: tuple[AddedToken | str, ...]
    added: dict[int, AddedToken]

    def vocabulary(self, names: Sequence[str]) -> list[Path] | None:
        """The paths of these files, or None when one is missing."""
        paths = [self.folder / name for name in names]
        return paths if all(path.is_file() for path in paths) else None


def read_layout(folder: str | os.PathLike[str]) -> Layout:
    """Read everything about a tokenizer that a folder holds, in any layout.

    Args:
        folder: a folder, or the ``tokenizer.json`` in it.

    Raises:
        RequestError: there is no such folder, no tokenizer in it, or a file that is not JSON.
    """
    path = Path(folder)
    if path.name == TOKENIZER_FILE and path.is_file():
        path = path.parent
    if not path.is_dir():
        raise RequestError(f"There is no folder {str(folder)!r}; tokenizers load from a folder.")
    whole = path / TOKENIZER_FILE
    document = read_document(whole) if whole.is_file() else None
    if document is None and not any((path / name).is_file() for name in _VOCABULARY_FILES):
        raise RequestError(_nothing_found(path))
    config = _read_optional(path / CONFIG_FILE) or {}
    config["chat_template"] = read_templates(path, config, path / CONFIG_FILE)
    special = _read_optional(path / SPECIAL_TOKENS_FILE) or {}
    with blaming(path / CONFIG_FILE):
        added = _by_id(config.pop("added_tokens_decoder", None) or {})
    known = {token.content: token for token in added.values()}
    files = [(path / CONFIG_FILE, config), (path / SPECIAL_TOKENS_FILE, special)]
    if not added:  # where the configuration holds the added tokens, it is the newer of the two
        files.reverse()
    roles: dict[str, AddedToken | str | None] = {}
    additional: list[AddedToken | str] = []
    for name in (*SPECIAL_TOKENS, *ADDITIONAL):
        found = next(((file, data[name]) for file, data in files if name in data), None)
        if found is None:
            continue
        file, value = found
        with blaming(f"{file}: {name}"):
            if name in SPECIAL_TOKENS:
                roles[name] = _special(value, known) if value else None
            elif value:
                additional += [_special(token, known) for token in _listed(value)]
    if not added:
        special_names = {str(token) for token in (*roles.values(), *additional) if token}
        with blaming(path / ADDED_TOKENS_FILE):
            added = _by_token(_read_optional(path / ADDED_TOKENS_FILE) or {}, special_names)
    settings = {
        name: value for name, value in config.items() if name not in (*SPECIAL_TOKENS, *ADDITIONAL)
    }
    return Layout(path, document, settings, roles, tuple(dict.fromkeys(additional)), added)


def tokenizer_class_name(folder: str | os.PathLike[str]) -> str | None:
    """The tokenizer class that a folder names, as it is written; None when it names none.

    Raises:
        RequestError: a file is not JSON.
    """
    path = Path(folder)
    for name in (CONFIG_FILE, "config.json"):
        value = (_read_optional(path / name) or {}).get("tokenizer_class")
        if isinstance(value, str):
            return value
    return None


def read_text(path: Path) -> str:
    """The contents of a text file.

    Raises:
        RequestError: there is no such file, or it is not text.
    """
    refuse_pickle(path)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"{path} is not text in UTF-8: {error}.") from error
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}.") from error


def refuse_pickle(path: Path) -> None:
    """Refuse a file that may be a pickle by its name.

    Raises:
        RequestError: it may be one.
    """
    if path.suffix.lower() in _PICKLES:
        raise RequestError(f"{path} may be a pickle, which runs code when it is read; refused.")


def _read_optional(path: Path) -> dict[str, Any] | None:
    return read_json(path) if path.is_file() else None


def _special(token: Any, known: dict[str, AddedToken]) -> AddedToken | str:
    """A special token; a name means the added token of that name, or stays a bare name."""
    if isinstance(token, str):
        return known.get(token, token)
    read = AddedToken.of(token, special=True)
    return known.get(read.content, read)


def _listed(value: Any) -> list[Any]:
    """Extra special tokens: a list, or names with tokens as newer models have them."""
    if not isinstance(value, list | dict):
        raise RequestError(f"{value!r:.80} is not a list of tokens.")
    return list(value.values()) if isinstance(value, dict) else value


def _by_id(tokens: Any) -> dict[int, AddedToken]:
    """The added tokens of a configuration: ids, written as text, with tokens."""
    if not isinstance(tokens, dict):
        raise RequestError(f"added_tokens_decoder is {tokens!r:.80} where an object is expected.")
    wrong = [key for key in tokens if not (key.isascii() and key.isdecimal())]
    if wrong:
        raise RequestError(f"added_tokens_decoder: {key!r} is not an id." for key in wrong)
    return {int(token_id): AddedToken.of(token) for token_id, token in tokens.items()}


def _by_token(ids: dict[str, Any], special: set[str]) -> dict[int, AddedToken]:
    """The added tokens of the older file: tokens with ids."""
    wrong = [
        f"{name!r} has {value!r:.80} for an id." for name, value in ids.items() if not is_id(value)
    ]
    if wrong:
        raise RequestError(wrong)
    return {i: AddedToken.of(token, special=token in special) for token, i in ids.items()}


def _nothing_found(folder: Path) -> str:
    pickles = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _PICKLES)
    looked = ", ".join((TOKENIZER_FILE, *_VOCABULARY_FILES))
    message = f"{folder} holds no tokenizer; looked for {looked}."
    if pickles:
        message += f" {', '.join(pickles)}: pickles run code when they are read and are refused."
    return message
