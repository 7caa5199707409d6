"""``<Family>Tokenizer`` and ``<Family>TokenizerFast``: a family's name on its tokenizer scheme."""

from __future__ import annotations

import functools
import threading
from typing import Any

from factory.errors import RequestError
from factory.families import Family
from factory.tokenizers import Scheme
from registry import REGISTRY

_LOCK = threading.Lock()


def class_for(name: str) -> type[Any] | None:
    """The tokenizer class of that name, or None."""
    for _, family in REGISTRY.components("architecture"):
        if name in class_names(family):
            return family_class(family, name.endswith("Fast"))
    kinds = (scheme for _, scheme in REGISTRY.components("tokenizer") if scheme.fast is None)
    return next((scheme.slow for scheme in kinds if scheme.slow.__name__ == name), None)


def scheme_class(name: str) -> type[Any] | None:
    """A kind of tokenizer's own class of that name, which folders may name too; or None."""
    schemes = (scheme for _, scheme in REGISTRY.components("tokenizer"))
    classes = (class_ for scheme in schemes for class_ in (scheme.slow, scheme.fast))
    return next((found for found in classes if found and found.__name__ == name), None)


def scheme_of(family: Family) -> Scheme | None:
    """The kind of tokenizer that a family's folders hold, or None."""
    if family.tokenizer:
        found: Scheme = REGISTRY.get("tokenizer", family.tokenizer)
        return found
    kinds = (scheme for _, scheme in REGISTRY.components("tokenizer"))
    return next((scheme for scheme in kinds if family.name in scheme.models), None)


def class_names(family: Family) -> tuple[str, ...]:
    """Names of a family's own tokenizer classes: of the slow one and the fast one, or none."""
    scheme = scheme_of(family)
    if scheme is None or scheme.fast is None:
        return ()
    return class_name(family, fast=False), class_name(family, fast=True)


def class_name(family: Family, fast: bool) -> str:
    """Name of a family's tokenizer class."""
    return f"{family.class_prefix}Tokenizer{'Fast' if fast else ''}"


def family_class(family: Family, fast: bool) -> type[Any]:
    """A family's slow or fast tokenizer class, the same object at every call.

    Raises:
        RequestError: the family has no tokenizer, or its kind has no fast class.
    """
    scheme = scheme_of(family)
    if scheme is None:
        raise RequestError(f"{family.title} takes no text, so it has no tokenizer.")
    if scheme.fast is None:
        return scheme.class_of(fast)
    with _LOCK:  # two threads that ask a cache at once can get two classes
        return _made(family.name, fast)


@functools.cache
def _made(family_name: str, fast: bool) -> type[Any]:
    family: Family = REGISTRY.get("architecture", family_name)
    scheme = REGISTRY.get("tokenizer", family.tokenizer)
    name = class_name(family, fast)
    kind = "through the tokenizers library" if fast else "in plain Python"
    base = scheme.class_of(fast)
    # A model that listens takes the ids of what it writes under other names.
    taken = ("input_ids", *family.inputs)
    return type(
        name,
        (base,),
        {
            "__doc__": f"The tokenizer of {family.title}, {kind}.\n\nIt is {scheme.summary}.",
            "__module__": "factory",
            "__qualname__": name,
            "model_input_names": tuple(n for n in base.model_input_names if n in taken),
        },
    )
