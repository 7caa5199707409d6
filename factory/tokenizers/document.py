"""A ``tokenizer.json`` from a file, checked as far as every reader of it relies on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.files import read_json
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document

_PARTS = ("normalizer", "pre_tokenizer", "post_processor", "decoder", "padding")


@contextmanager
def blaming(source: object) -> Iterator[None]:
    """Put what is at fault, usually a file, before every problem found inside the block."""
    try:
        yield
    except RequestError as error:
        raise RequestError(f"{source}: {problem}" for problem in error.problems) from error


def read_document(path: Path) -> Document:
    """The contents of a ``tokenizer.json``.

    Raises:
        RequestError: it cannot be read, is not JSON, or lacks what makes it a tokenizer.
    """
    document = read_json(path)
    with blaming(path):
        problems = [*_problems(document)]
        if problems:
            raise RequestError(problems)
        for token in document.get("added_tokens") or ():
            AddedToken.of(token)
    return document


def is_id(value: object) -> bool:
    """Whether a value from JSON can be a token's id."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def vocabulary_of(model: Mapping[str, Any]) -> dict[str, int]:
    """The ids of a model's tokens, whether it maps tokens to ids or lists them with scores."""
    vocab = model["vocab"]
    if isinstance(vocab, list):
        return {entry[0]: index for index, entry in enumerate(vocab)}
    return dict(vocab)


def parts_of(document: Document, role: str) -> list[Mapping[str, Any]]:
    """The parts that play a role in a document, those of a sequence one by one."""
    part = document.get(role) or {}
    inner = part.get("normalizers", part.get("pretokenizers"))
    return [one for one in (inner if isinstance(inner, list) else [part]) if isinstance(one, dict)]


def with_added(document: Document, tokens: Mapping[int, AddedToken]) -> Document:
    """A document with further added tokens, in the order of their ids."""
    listed = list(document.get("added_tokens") or ())
    present = {token["content"] for token in listed}
    listed += [
        {"id": token_id, **token.to_dict()}
        for token_id, token in tokens.items()
        if token.content not in present
    ]
    return {**document, "added_tokens": sorted(listed, key=lambda token: token["id"])}


def _problems(document: Document) -> Iterator[str]:
    model = document.get("model")
    if not isinstance(model, dict):
        yield f"its 'model' is {_told(document, 'model')} where an object is expected."
    else:
        yield from _model_problems(model)
    for name in _PARTS:
        if not isinstance(document.get(name), dict | None):
            yield f"its {name!r} is {_told(document, name)} where an object or null is expected."
    added = document.get("added_tokens")
    if not isinstance(added, list | None):
        yield f"its 'added_tokens' is {_told(document, 'added_tokens')} where a list is expected."
        return
    for token in added or ():
        if not (
            isinstance(token, dict)
            and is_id(token.get("id"))
            and isinstance(token.get("content"), str)
        ):
            yield f"the added token {token!r:.80} has no id that is a number and content in text."


def _model_problems(model: Mapping[str, Any]) -> Iterator[str]:
    vocab = model.get("vocab")
    if isinstance(vocab, dict):
        if set(map(type, vocab.values())) - {int} or min(vocab.values(), default=0) < 0:
            token, value = next(item for item in vocab.items() if not is_id(item[1]))
            yield f"the id of {token!r} in the model's 'vocab' is {value!r}, no number."
    elif isinstance(vocab, list):
        if not all(map(_is_scored, vocab)):
            yield "the model's 'vocab' is a list, but not of tokens with scores."
        unknown = model.get("unk_id")
        if unknown is not None and not (is_id(unknown) and unknown < len(vocab)):
            yield f"the model's 'unk_id' is {unknown!r:.80}, and it has {len(vocab)} tokens."
    else:
        yield f"the model's 'vocab' is {_told(model, 'vocab')} where an object is expected."
    if not isinstance(model.get("merges"), list | None):
        yield f"the model's 'merges' is {_told(model, 'merges')} where a list is expected."


def _is_scored(entry: object) -> bool:
    """Whether an entry of a vocabulary is a token with its score."""
    return (
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], int | float)
        and not isinstance(entry[1], bool)
    )


def _told(parent: Mapping[str, Any], name: str) -> str:
    return f"{parent[name]!r:.80}" if name in parent else "missing"
