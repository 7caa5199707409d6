"""The forms in which texts may be given to a tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from factory.errors import RequestError
from factory.tokenizers.backend import Text


class Texts(NamedTuple):
    """Texts in one form: a batch of first texts and, for pairs, a batch of second ones."""

    first: Sequence[Text]
    second: Sequence[Text] | None
    batched: bool


def read_texts(text: Any, text_pair: Any, *, split: bool) -> Texts:
    """Tell a text from a batch and a pair from two texts.

    Args:
        text: a text or a batch.
        text_pair: None, or second texts in the same form.
        split: whether a text is a list of words.

    Raises:
        RequestError: something is no text, or the batches differ in size.
    """
    text, text_pair = _plain(text), _plain(text_pair)
    if split:
        batched = isinstance(text, list | tuple) and (
            bool(text) and isinstance(_plain(text[0]), list | tuple)
        )
    else:
        batched = isinstance(text, list | tuple)
    if not batched:
        second = None if text_pair is None else [_one(text_pair, "text_pair", split)]
        return Texts([_one(text, "text", split)], second, False)
    if text_pair is None:
        if not split and text and isinstance(text[0], list | tuple):
            return _pairs(text)
        return Texts(_batch(text, "text", split), None, True)
    if not isinstance(text_pair, list | tuple) or len(text_pair) != len(text):
        raise RequestError(
            f"text has {len(text)} texts, so text_pair must be a list of {len(text)} too; it is "
            + (f"a {type(text_pair).__name__}" if isinstance(text_pair, str) else "of another size")
            + "."
        )
    return Texts(_batch(text, "text", split), _batch(text_pair, "text_pair", split), True)


def _pairs(pairs: Sequence[Any]) -> Texts:
    for index, pair in enumerate(pairs):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise RequestError(
                f"text[{index}] is not a pair of texts as text[0] is. For lists of words, pass "
                "is_split_into_words=True."
            )
    first = _batch([pair[0] for pair in pairs], "text", False)
    return Texts(first, _batch([pair[1] for pair in pairs], "text", False), True)


def _batch(texts: Sequence[Any], name: str, split: bool) -> Sequence[Text]:
    if not split and all(type(text) is str for text in texts):
        return texts
    return [_one(text, f"{name}[{index}]", split) for index, text in enumerate(texts)]


def _one(text: Any, where: str, split: bool) -> Text:
    text = _plain(text)
    if split:
        if isinstance(text, list | tuple) and all(isinstance(word, str) for word in text):
            return text
        expected = "a list of words, since is_split_into_words=True"
    else:
        if isinstance(text, str):
            return text
        expected = "a text"
    raise RequestError(f"{where} must be {expected}; it is {text!r:.80}.")


def _plain(value: Any) -> Any:
    """A numpy array or a column of a table as a list."""
    if hasattr(value, "tolist") and not isinstance(value, str):
        return value.tolist()
    return value
