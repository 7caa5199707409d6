"""Declared options: dataclass fields that know their meaning and their range, and one validator.

A field is declared with :func:`option`; :func:`problems` checks a mapping of plain data against the
fields of a class and reports everything that is wrong with it at once. Annotations may be ``int``,
``float``, ``bool``, ``str``, ``None``, ``Literal[...]``, ``tuple[X, ...]``, ``Mapping[K, V]``
(kept read-only; ``dict[K, V]`` is not) and unions of them; that is all that plain data needs.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from factory.errors import did_you_mean

MAPPINGS = (dict, Mapping)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the key it concerns and a sentence about it."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


def option(
    default: Any,
    meaning: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: Iterable[str] | None = None,
) -> Any:
    """A field of a configuration.

    Args:
        default: the value when none is given.
        meaning: one line, shown by ``factory describe`` and in the generated documentation.
        low: the smallest value allowed, for numbers.
        high: the largest value allowed, for numbers.
        choices: the names allowed, for strings.
    """
    facts = {"low": low, "high": high, "choices": tuple(choices) if choices else None}
    metadata = {"meaning": meaning} | {k: v for k, v in facts.items() if v is not None}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: dict(default), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def part(kind: type, meaning: str) -> Any:
    """A field of a configuration that holds another one, with its defaults where none is given.

    Args:
        kind: the class of the other.
        meaning: as in :func:`option`.
    """
    return dataclasses.field(default_factory=kind, metadata={"meaning": meaning})


def hints(cls: type) -> dict[str, Any]:
    """Resolved annotations of the dataclass fields of ``cls``."""
    return _hints(cls)


@functools.cache
def _hints(cls: Any) -> dict[str, Any]:
    resolved = get_type_hints(cls)
    return {
        f.name: resolved[f.name]
        for f in dataclasses.fields(cls)
        if get_origin(resolved[f.name]) is not ClassVar
    }


def default_of(field: dataclasses.Field[Any]) -> Any:
    """The value a field takes when none is given."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def problems(
    cls: type, values: Mapping[str, Any], *, also: Iterable[str] = ()
) -> Iterator[Problem]:
    """Everything wrong with ``values`` as options of the dataclass ``cls``.

    Args:
        cls: a dataclass whose fields are declared with :func:`option`.
        values: plain data under the fields' names.
        also: further names to offer as suggestions (aliases).
    """
    annotations = hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    for key, value in values.items():
        if key not in annotations:
            allowed = (*annotations, *also)
            yield Problem(key, f"{cls.__name__} has no such option.{did_you_mean(key, allowed)}")
        elif (message := mismatch(annotations[key], value, fields[key].metadata)) is not None:
            yield Problem(key, message)


def mismatch(annotation: Any, value: Any, facts: Mapping[str, Any]) -> str | None:
    """Why ``value`` is not allowed, or None when it is."""
    if not fits(annotation, value):
        return f"{shown(value)} is not {describe(annotation)}"
    choices = facts.get("choices")
    if choices and isinstance(value, str) and value not in choices:
        return f"{value!r} is not one of {', '.join(choices)}.{did_you_mean(value, choices)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = facts.get("low"), facts.get("high")
        if not abs(value) <= sys.float_info.max:
            return f"{value} is not a finite number" if isinstance(value, float) else "is too large"
        if low is not None and value < low:
            return f"{value} is below the smallest allowed, {low:g}"
        if high is not None and value > high:
            return f"{value} is above the largest allowed, {high:g}"
    return None


def fits(annotation: Any, value: Any) -> bool:
    """Whether plain data has the annotated type; whole numbers pass as floats, booleans do not."""
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(fits(a, value) for a in args)
    if origin is Literal:
        return value in args
    if annotation is None or annotation is type(None):
        return value is None
    if origin is tuple:
        return isinstance(value, list | tuple) and all(fits(args[0], v) for v in value)
    if origin in MAPPINGS:
        return isinstance(value, Mapping) and all(
            fits_key(args[0], k) and fits(args[1], v) for k, v in value.items()
        )
    if annotation is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if annotation is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, annotation)


def fits_key(annotation: Any, key: Any) -> bool:
    """Whether a mapping's key fits; numbers count from 0, and JSON writes them as strings."""
    if annotation is int and isinstance(key, str):
        return key.isdecimal()
    return fits(annotation, key) and not (annotation is int and key < 0)


def coerced(annotation: Any, value: Any) -> Any:
    """``value`` as a configuration keeps it: tuples, floats, maps sorted by their number keys."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        exact = [a for a in args if fits(a, value) and not (a is float and isinstance(value, int))]
        return coerced((exact or [a for a in args if fits(a, value)])[0], value)
    if origin is tuple:
        return tuple(coerced(args[0], v) for v in value)
    if origin in MAPPINGS:
        whole = args[0] is int
        kept = {int(k) if whole else k: coerced(args[1], v) for k, v in value.items()}
        kept = dict(sorted(kept.items())) if whole else kept
        return kept if origin is dict else MappingProxyType(kept)
    if annotation is float and isinstance(value, int):
        return float(value)
    return value


def describe(annotation: Any) -> str:
    """An annotation in words, for messages and ``factory describe``."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(describe(a) for a in args)
    if origin is Literal:
        return "one of " + ", ".join(str(a) for a in args)
    if origin is tuple:
        return f"a list of {_PLURALS.get(args[0], describe(args[0]))}"
    if origin in MAPPINGS:
        key, value = (_PLURALS.get(a, describe(a)) for a in args)
        return f"a mapping from {key} to {value}"
    if annotation is None or annotation is type(None):
        return "null"
    if dataclasses.is_dataclass(annotation):
        return f"the options of a {getattr(annotation, '__name__', annotation)}"
    return _WORDS.get(annotation, str(annotation))


def plain(value: Any) -> Any:
    """A value as JSON has it: lists, and mappings with texts as keys, all the way down."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return copy.copy(value)


def shown(value: Any) -> str:
    """A value as a user would write it in YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


_WORDS: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
    Any: "any value",
}
_PLURALS: dict[Any, str] = {int: "whole numbers", float: "numbers", str: "texts", bool: "booleans"}
