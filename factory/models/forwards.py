"""``forward`` with the arguments that a family and a head have, no more and no fewer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from torch import Tensor

from factory.blocks.cache import Cache
from factory.errors import did_you_mean
from factory.heads import HeadKind
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
    """A method that takes these arguments, by place or by name, and hands them to ``run``.

    Its signature is written out for ``help()``, for editors and for ``torch.export``, which pairs
    what it traces with it.
    """

    def forward(self: Any, *given: Any, **named: Any) -> Result:
        if len(given) > len(names):
            raise TypeError(f"forward takes {len(names)} arguments, not {len(given)}")
        values = dict(zip(names, given, strict=False))
        for name, value in named.items():
            if name in values:
                raise TypeError(f"forward got two values for {name!r}")
            if name not in names:
                raise unknown(self, name, names)
            values[name] = value
        return self.run(values)

    parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    for name in names:
        kind_of = KNOWN[name].kind if name in KNOWN else "Tensor"
        parameters.append(
            inspect.Parameter(
                name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=None,
                annotation=TYPES[kind_of] | None,
            )
        )
    forward.__signature__ = inspect.Signature(parameters, return_annotation=Result)  # type: ignore[attr-defined]
    forward.__doc__ = documentation(names, kind)
    return forward


def unknown(model: Any, name: str, names: tuple[str, ...]) -> Exception:
    """Why an argument is not taken, where these are."""
    if name in INPUTS or name in TARGETS:
        advice = " (its own tokenizer does)" if name == "token_type_ids" else ""
        return ValueError(f"{model.family.title} takes no {name} here; leave it out{advice}")
    return TypeError(f"forward got an unexpected argument {name!r}.{did_you_mean(name, names)}")
