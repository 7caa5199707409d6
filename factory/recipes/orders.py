"""Orders: where the norms of a residual stand."""

from __future__ import annotations

from dataclasses import replace

from factory.recipes.base import Place, Recipe, Scope
from factory.specs import LayerNorm, Residual, Spec, SpecError


def pre(place: Place, options: Scope) -> Residual:
    """A norm before the block."""
    return replace(_residual(place), before=_norm(place), inner=None, after=None)


def post(place: Place, options: Scope) -> Residual:
    """A norm after the sum."""
    return replace(_residual(place), before=None, inner=None, after=_norm(place))


def sandwich(place: Place, options: Scope) -> Residual:
    """A norm before the block and one after it."""
    norm = _norm(place)
    return replace(_residual(place), before=norm, inner=norm, after=None)


def _residual(place: Place) -> Residual:
    if not isinstance(place.old, Residual):
        raise SpecError("an order is that of a block beside a stream, and there is none")
    return place.old


def _norm(place: Place) -> Spec:
    """The norm that stands there, wherever; else one like those around it."""
    old = _residual(place)
    known = old.before or old.after or old.inner or place.norm
    return known or LayerNorm(width=place.width, eps=place.eps)


PRE = Recipe(
    role="order",
    name="pre",
    summary="a norm before each block, and one after the last layer",
    paper="https://arxiv.org/abs/2002.04745",
    options=Scope,
    make=pre,
)
POST = Recipe(
    role="order",
    name="post",
    summary="a norm after each sum, and none after the last layer",
    paper="https://arxiv.org/abs/1706.03762",
    options=Scope,
    make=post,
)
SANDWICH = Recipe(
    role="order",
    name="sandwich",
    summary="a norm before and after each block, and one after the last layer",
    paper="https://arxiv.org/abs/2105.13290",
    options=Scope,
    make=sandwich,
)
