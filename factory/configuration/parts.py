"""Configurations inside others: which there are, what may be said outside them, their problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from factory.configuration.options import Problem, hints, shown
from factory.errors import RequestError

if TYPE_CHECKING:
    from factory.configuration.declared import Declared

Kinds = Mapping[str, "type[Declared]"]
"""Options that are configurations themselves -> of which class."""


def make_parts(kinds: Kinds, own: Mapping[str, Any], given: dict[str, Any]) -> Iterator[Problem]:
    """Make the parts of a configuration from their options, in place.

    Args:
        kinds: the parts.
        own: the whole's own options; any other name may be one of a part's, said outside it.
        given: what was given to the whole; afterwards each part that could be made, as an object.

    Yields:
        what is wrong with them, by full keys.
    """
    outside: dict[str, dict[str, Any]] = {name: {} for name in kinds}
    for name in [name for name in given if name not in own]:
        holders = owners(kinds, name)
        if len(holders) == 1:
            outside[holders[0]][name] = given.pop(name)
        elif holders:
            ways = " or ".join(f"{holder}.{name}" for holder in holders)
            yield Problem(name, f"may be {ways}; say which")
            del given[name]
    for name, kind in kinds.items():
        value, more = given.pop(name, None), outside[name]
        try:
            if isinstance(value, kind):
                given[name] = value.replace(**more) if more else value
            elif value is None or isinstance(value, Mapping):
                given[name] = kind.made({**(value or {}), **more})
            else:
                wanted = f"neither a {kind.__name__} nor a mapping of its options"
                yield Problem(name, f"{shown(value)} is {wanted}")
        except RequestError as error:
            for text in error.problems:
                key, _, message = _own(kind, text).partition(": ")
                yield Problem(f"{name}.{key}", message)


def owners(kinds: Kinds, name: str) -> list[str]:
    """The parts that have an option of that name."""
    return [owner for owner, kind in kinds.items() if name in (*hints(kind), *kind.aliases)]


@contextmanager
def under(cls: type, name: str, kind: type) -> Iterator[None]:
    """Problems of a part are told by their full keys."""
    try:
        yield
    except RequestError as error:
        problems = [f"{cls.__name__}: {name}.{_own(kind, text)}" for text in error.problems]
        raise RequestError(problems) from None


def _own(kind: type, sentence: str) -> str:
    """A problem without the class name that configurations put before it."""
    return sentence.removeprefix(f"{kind.__name__}: ")
