"""The files of a tokenizer's folder, newer and older, read as plain data.

Only JSON and text are read, under fixed names inside the folder: a path written in a configuration
is never followed, and a pickle is never opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.vocabulary import SPECIAL_TOKENS

TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "tokenizer_config.json"
SPECIAL_TOKENS_FILE = "special_tokens_map.json"
ADDED_TOKENS_FILE = "added_tokens.json"
ADDITIONAL = ("additional_special_tokens", "extra_special_tokens")

_VOCABULARY_FILES = ("vocab.txt", "vocab.json")
_PICKLES = (".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt", ".joblib", ".dill")


@dataclass(frozen=True)
class Layout:
    """What a folder says of its tokenizer.

    Attributes:
        folder: where it is.
        document: the contents of ``tokenizer.json``, or None.
        config: the contents of ``tokenizer_config.json``, without the special tokens.
        roles: the token of each part, such as "cls_token".
        additional: special tokens that play none of these parts.
        added: added tokens by id, from the older files and the configuration.
    """

    folder: Path
    document: Document | None
    config: dict[str, Any]
    roles: dict[str, AddedToken | str]
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
    document = _read_optional(path / TOKENIZER_FILE)
    if document is None and not any((path / name).is_file() for name in _VOCABULARY_FILES):
        raise RequestError(_nothing_found(path))
    config = _read_optional(path / CONFIG_FILE) or {}
    special = _read_optional(path / SPECIAL_TOKENS_FILE) or {}
    added = {
        int(token_id): AddedToken.of(token)
        for token_id, token in (config.pop("added_tokens_decoder", None) or {}).items()
    }
    # Where the configuration holds the added tokens, it is the newer of the two files.
    merged = {**special, **config} if added else {**config, **special}
    known = {token.content: token for token in added.values()}
    roles = {name: _special(merged[name], known) for name in SPECIAL_TOKENS if merged.get(name)}
    additional = [
        _special(token, known) for name in ADDITIONAL for token in _listed(merged.get(name))
    ]
    if not added:
        special_names = {str(token) for token in (*roles.values(), *additional)}
        added = {
            token_id: AddedToken.of(token, special=token in special_names)
            for token, token_id in (_read_optional(path / ADDED_TOKENS_FILE) or {}).items()
        }
    settings = {
        name: value for name, value in config.items() if name not in (*SPECIAL_TOKENS, *ADDITIONAL)
    }
    return Layout(path, document, settings, roles, tuple(dict.fromkeys(additional)), added)


def tokenizer_class_name(folder: str | os.PathLike[str]) -> str | None:
    """The tokenizer class that a folder names, without a final "Fast"; None when it names none.

    Raises:
        RequestError: a file is not JSON.
    """
    path = Path(folder)
    for name in (CONFIG_FILE, "config.json"):
        value = (_read_optional(path / name) or {}).get("tokenizer_class")
        if isinstance(value, str):
            return value.removesuffix("Fast")
    return None


def read_json(path: Path) -> dict[str, Any]:
    """The mapping in a JSON file.

    Raises:
        RequestError: it cannot be read, or is not a mapping in JSON.
    """
    try:
        value = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise RequestError(f"{path} is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise RequestError(f"{path} holds a {type(value).__name__}; a mapping is expected.")
    return value


def read_text(path: Path) -> str:
    """The contents of a text file.

    Raises:
        RequestError: there is no such file, or it is not text.
    """
    if path.suffix.lower() in _PICKLES:
        raise RequestError(f"{path} may be a pickle, which runs code when it is read; refused.")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(f"{path} is not text in UTF-8: {error}.") from error
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}.") from error


def write_json(path: Path, value: Any, *, sort: bool) -> None:
    """Write a value as JSON, keys sorted or as they are."""
    text = json.dumps(value, indent=2, sort_keys=sort, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


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
    return list(value.values()) if isinstance(value, dict) else list(value or ())


def _nothing_found(folder: Path) -> str:
    pickles = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _PICKLES)
    looked = ", ".join((TOKENIZER_FILE, *_VOCABULARY_FILES))
    message = f"{folder} holds no tokenizer; looked for {looked}."
    if pickles:
        message += f" {', '.join(pickles)}: pickles run code when they are read and are refused."
    return message
