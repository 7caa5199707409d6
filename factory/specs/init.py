"""How parameters begin: distributions as data, and the rules that assign them."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from factory.specs.base import Data, Shape, Spec, spec, walk
from factory.specs.leaves import XIELU, Embedding, LayerNorm, Linear, PReLU, Tied


class Init(Data):
    """A way to fill a parameter."""


@spec
class Normal(Init):
    """A normal distribution around 0; row ``zero_row``, if any, is 0 throughout."""

    std: float
    zero_row: int | None = None


@spec
class Constant(Init):
    """The same value everywhere."""

    value: float


@spec
class Sinusoid(Init):
    """Sines in the even columns, cosines in the odd ones (https://arxiv.org/abs/1706.03762)."""


Rules: TypeAlias = Iterable[tuple[str, Init]]


@dataclass(frozen=True, slots=True)
class Start:
    """One parameter to fill: its path, shape and way."""

    path: str
    shape: Shape
    init: Init


def starts(tree: Spec, std: float, rules: Rules = ()) -> Iterator[Start]:
    """How every parameter of a tree begins.

    Args:
        tree: the model.
        std: standard deviation of projections and tables.
        rules: (shell-style pattern of parameter paths, way); the first match replaces the default
            of the spec's type.
    """
    listed = tuple(rules)
    for path, node in walk(tree):
        defaults = default_init(node, std)
        for name, shape in node.parameters().items():
            full = f"{path}.{name}" if path else name
            chosen = next((way for pat, way in listed if fnmatch.fnmatchcase(full, pat)), None)
            yield Start(full, shape, chosen if chosen is not None else defaults[name])


def default_init(node: Spec, std: float) -> Mapping[str, Init]:
    """The ways of a spec type's own parameters.

    Raises:
        TypeError: the type has parameters and no rule here.
    """
    match node:
        case Linear():
            return {"weight": Normal(std=std), "bias": Constant(value=0.0)}
        case Embedding():
            return {"weight": Normal(std=std, zero_row=node.padding)}
        case LayerNorm():
            return {"weight": Constant(value=1.0), "bias": Constant(value=0.0)}
        case PReLU():
            return {"weight": Constant(value=0.25)}
        case XIELU():
            return {
                "alpha_p": Constant(value=0.2041015625),
                "alpha_n": Constant(value=-1.046875),
                "beta": Constant(value=0.5),
                "eps": Constant(value=-1e-6),
            }
        case Tied():
            return {"bias": Constant(value=0.0)}
        case _ if not node.parameters():
            return {}
        case _:
            raise TypeError(f"no initialisation is known for {type(node).__name__}")
