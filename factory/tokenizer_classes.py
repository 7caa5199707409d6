"""``<Family>Tokenizer`` and ``<Family>TokenizerFast``: a family's name on its tokenizer scheme."""

from __future__ import annotations

import functools
import threading
from typing import Any

from factory.families import Family
from registry import REGISTRY

_LOCK = threading.Lock()


def class_for(name: str) -> type[Any] | None:
    """The tokenizer class of that name, or None."""
    for _, family in REGISTRY.components("architecture"):
        for fast in (False, True):
            if family.tokenizer and name == class_name(family, fast):
                return family_class(family, fast)
    return None


def class_name(family: Family, fast: bool) -> str:
    """Name of a family's tokenizer class."""
    return f"{family.class_prefix}Tokenizer{'Fast' if fast else ''}"


def family_class(family: Family, fast: bool) -> type[Any]:
    """A family's slow or fast tokenizer class, the same object at every call."""
    with _LOCK:  # two threads that ask a cache at once can get two classes
        return _made(family.name, fast)


@functools.cache
def _made(family_name: str, fast: bool) -> type[Any]:
    family: Family = REGISTRY.get("architecture", family_name)
    scheme = REGISTRY.get("tokenizer", family.tokenizer)
    name = class_name(family, fast)
    kind = "through the tokenizers library" if fast else "in plain Python"
    base = scheme.fast if fast else scheme.slow
    return type(
        name,
        (base,),
        {
            "__doc__": f"The tokenizer of {family.title}, {kind}.\n\nIt is {scheme.summary}.",
            "__module__": "factory",
            "__qualname__": name,
            "model_input_names": tuple(n for n in base.model_input_names if n in family.inputs),
        },
    )
