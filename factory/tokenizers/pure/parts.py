"""Reading one part of a ``tokenizer.json``: a mapping with a type and that type's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

from factory.errors import RequestError

Part = Mapping[str, Any]
T = TypeVar("T")


def read_part(role: str, part: Part, readers: Mapping[str, Callable[[Part], T]]) -> T:
    """What the reader of the part's type makes of it.

    Raises:
        RequestError: no reader for this type, where the message says to use the fast tokenizer; or
            its settings are not what they must be.
    """
    kind = str(part.get("type"))
    if kind not in readers:
        raise unsupported(f"the {role} {kind!r}", f"it has {', '.join(readers)}")
    try:
        return readers[kind](part)
    except RequestError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise RequestError(
            f"The {role} {kind!r} of this tokenizer.json is damaged: "
            f"{type(error).__name__}: {error}."
        ) from error


def of_type(kind: type[T]) -> Callable[[Part], T]:
    """A reader that passes a dataclass the settings that bear its fields' names."""

    def read(part: Part) -> T:
        hints = get_type_hints(kind)
        settings = {name: value for name, value in part.items() if name in hints}
        for name, value in settings.items():
            if not isinstance(value, hints[name]):
                raise TypeError(f"{name} is {value!r}")
        return kind(**settings)

    return read


def text_of(part: Part, name: str) -> str:
    """A setting that must be a text.

    Raises:
        TypeError: it is none.
    """
    value = part[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}")
    return value


def unsupported(what: str, why: str) -> RequestError:
    """The refusal of something that only the tokenizers library can do."""
    return RequestError(
        f"The slow tokenizer cannot follow this tokenizer.json: {what} is not among what it "
        f"implements ({why}). Load it with the fast class, or with use_fast=True."
    )
