"""Vocabularies in files: a token a line, or JSON that maps tokens to ids."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.files import read_json
from factory.tokenizers.document import is_id
from factory.tokenizers.layout import read_text


def read_lines(path: Path) -> dict[str, int]:
    """Tokens with the numbers of their lines, from 0.

    Raises:
        RequestError: the file is no text, or a line is there twice.
    """
    lines = read_text(path).split("\n")
    if lines[-1] == "":
        lines.pop()
    vocab: dict[str, int] = {}
    for index, token in enumerate(lines):
        if vocab.setdefault(token, index) != index:
            raise RequestError(
                f"{path}: line {index + 1} is {token!r} like line {vocab[token] + 1}; a token "
                "can have one id only. Remove or rename one of the two lines."
            )
    return vocab


def read_ids(path: Path) -> dict[str, int]:
    """Tokens with their ids, from JSON.

    Raises:
        RequestError: the file is not such JSON, or two tokens have one id.
    """
    return checked_ids(read_json(path), path)


def checked_ids(vocab: Mapping[str, Any], source: object) -> dict[str, int]:
    """A vocabulary whose every token has an id of its own.

    Raises:
        RequestError: naming the source; an id is no number, or two tokens have one id.
    """
    if not all(map(is_id, vocab.values())):
        raise RequestError(f"{source} must map every token to a whole number.")
    seen: dict[int, str] = {}
    for token, token_id in vocab.items():
        if (first := seen.setdefault(token_id, token)) != token:
            raise RequestError(f"{source} gives {first!r} and {token!r} the same id, {token_id}.")
    return dict(vocab)
