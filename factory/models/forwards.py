"""Methods that take inputs: signatures with the arguments there are, no more and no fewer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from torch import Tensor

from factory.blocks.cache import Cache
from factory.errors import did_you_mean
from factory.heads import HeadKind, Labels
from factory.models.arguments import INPUTS, KNOWN, TARGETS, documentation
from factory.models.outputs import ModelOutput

Result = ModelOutput | tuple[Any, ...]
TYPES: dict[str, Any] = {
    "Tensor": Tensor,
    "bool": bool,
    "int": int,
    "Cache": Cache,
    "ModelOutput": ModelOutput,
}
"""What kinds of arguments are."""


def forward_of(names: tuple[str, ...], kind: HeadKind) -> Callable[..., Result]:
    """The ``forward`` of a family's model with a head, which hands its arguments to ``run``."""
    choices = kind.labels is Labels.CHOICE
    text = documentation("Run the model.", names, has_choices=choices)
    return method_of("forward", names, text, "run")


def method_of(
    called: str, names: tuple[str, ...], text: str, receiver: str
) -> Callable[..., Result]:
    """A method that takes arguments by place or by name, and hands them on by name.

    Its signature is written out for ``help()``, for editors and for ``torch.export``, which pairs
    what it traces with it.

    Args:
        called: its name.
        names: of its arguments.
        text: its docstring.
        receiver: name of the model's method that is given a mapping of them.
    """

    def method(self: Any, *given: Any, **named: Any) -> Result:
        if len(given) > len(names):
            raise TypeError(f"{called} takes {len(names)} arguments, not {len(given)}")
        values = dict(zip(names, given, strict=False))
        for name, value in named.items():
            if name in values:
                raise TypeError(f"{called} got two values for {name!r}")
            if name not in names:
                raise _unknown(self, called, name, names)
            values[name] = value
        result: Result = getattr(self, receiver)(values)
        return result

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter("self", kind)]
    for name in names:
        annotation = TYPES[KNOWN[name].kind if name in KNOWN else "Tensor"] | None
        parameters.append(inspect.Parameter(name, kind, default=None, annotation=annotation))
    method.__name__ = called
    method.__signature__ = inspect.Signature(parameters, return_annotation=Result)  # type: ignore[attr-defined]
    method.__doc__ = text
    return method


def _unknown(model: Any, called: str, name: str, names: tuple[str, ...]) -> Exception:
    """Why an argument is not taken, where these are."""
    if name in INPUTS or name in TARGETS:
        advice = " (its own tokenizer does)" if name == "token_type_ids" else ""
        return ValueError(f"{model.family.title} takes no {name} here; leave it out{advice}")
    return TypeError(f"{called} got an unexpected argument {name!r}.{did_you_mean(name, names)}")
