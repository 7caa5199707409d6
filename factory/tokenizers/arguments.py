"""Options that a tokenizer is made with: which there are, and what their values may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from factory.errors import RequestError, did_you_mean
from factory.tokenizers.call_options import SIDES
from factory.tokenizers.vocabulary import ADDITIONAL, SPECIAL_TOKENS
from factory.tokenizers.vocabulary_format import VocabularyFormat

_SETTINGS: dict[str, type | tuple[type, ...]] = {
    "padding_side": str,
    "truncation_side": str,
    "model_max_length": int,
    "clean_up_tokenization_spaces": bool,
    "chat_template": object,
}
_EXPECTED = {bool: "True or False", int: "a whole number from {} up", str: "a text"}


def types_of(kind: VocabularyFormat | None) -> dict[str, Any]:
    """The options that are not special tokens, with the types of their values."""
    if kind is None:
        return _SETTINGS
    own: dict[str, type] = {name: bool for name in kind.defaults if name not in SPECIAL_TOKENS}
    return {
        **_SETTINGS,
        **own,
        **dict.fromkeys(kind.texts, str),
        **dict.fromkeys(kind.numbers, int),
    }


def check(owner: str, kind: VocabularyFormat | None, options: Mapping[str, Any]) -> None:
    """Whether a tokenizer can be made with these options.

    Args:
        owner: name of its class.
        kind: its vocabulary format.
        options: any.

    Raises:
        RequestError: listing every option that is unknown or has a wrong value.
    """
    types = types_of(kind)
    allowed = (*types, *SPECIAL_TOKENS, *ADDITIONAL)
    problems = []
    for name, value in options.items():
        low = 1 if name in _SETTINGS else 0
        if name in ADDITIONAL and not isinstance(value, list | tuple):
            problems.append(f"{name}={value!r} is not a list of tokens.")
        elif name not in allowed:
            problems.append(f"{owner} has no option {name!r}." + did_you_mean(name, allowed))
        elif value is None or name not in types:
            continue
        elif name.endswith("_side"):
            if value not in SIDES:
                problems.append(f"{name}={value!r} is not one of {', '.join(SIDES)}.")
        elif not isinstance(value, types[name]) or (types[name] is int and value < low):
            problems.append(f"{name}={value!r} is not {_EXPECTED[types[name]].format(low)}.")
    if problems:
        raise RequestError(problems)
