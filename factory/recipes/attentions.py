"""Mixers: how tokens look at each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from factory.configuration import option
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import (
    Attention,
    Linear,
    NormedAttention,
    RMSNorm,
    SpecError,
    Window,
)

_INSTEAD = "swap/attention=plain with a position such as swap/position=rotary would do"


@dataclass(frozen=True, kw_only=True)
class PlainOptions(Scope):
    """Options of multi-head attention."""

    heads: int | None = option(None, "How many heads there are; as before if null.", low=1)


@dataclass(frozen=True, kw_only=True)
class GroupedOptions(Scope):
    """Options of attention whose query heads share keys and values."""

    kv_heads: int = option(1, "How many heads of keys and values there are.", low=1)


@dataclass(frozen=True, kw_only=True)
class NormedOptions(Scope):
    """Options of attention whose queries and keys are normed."""

    eps: float = option(1e-6, "Keeps the norms from dividing by zero.", low=1e-12)


@dataclass(frozen=True, kw_only=True)
class WindowOptions(Scope):
    """Options of attention that sees what is near."""

    before: int = option(128, "How many tokens before it a token sees.", low=0)
    after: int | None = option(
        None, "How many after it; none in a decoder, else as many as before if null.", low=0
    )


def plain(place: Place, options: PlainOptions) -> Attention:
    """Multi-head attention: a head of keys and values for each of queries."""
    old = place.old
    heads = options.heads or place.heads
    joined = place.heads * place.head_width
    if joined % heads:
        raise SpecError(f"{heads} heads do not divide the {joined} numbers of all heads")
    into = Linear(inputs=place.width, outputs=joined, bias=place.bias)
    query, output = into, Linear(inputs=joined, outputs=place.width, bias=place.bias)
    if isinstance(old, Attention):
        query, into, output = old.query, replace(old.key, outputs=joined), old.output
        output = replace(output, inputs=joined)
    # Scores of another kind are scaled in another way; a family's own suit how its weights begin.
    scale = old.scale if type(old) is Attention else None
    if scale is not None and heads != place.heads:
        scale *= (place.head_width * heads / joined) ** 0.5
    return Attention(
        query=query,
        key=into,
        value=replace(into, bias=old.value.bias) if isinstance(old, Attention) else into,
        output=output,
        heads=heads,
        scale=scale,
        mask=place.mask,
        position=old.position if isinstance(old, Attention) else None,
        dropout=place.dropout,
    )


def grouped(place: Place, options: GroupedOptions) -> Attention:
    """The same attention with fewer heads of keys and values."""
    old = _divisible(place)
    if old.heads % options.kv_heads:
        fitting = [str(n) for n in range(1, old.heads + 1) if old.heads % n == 0]
        raise SpecError(
            f"kv_heads: {options.kv_heads} does not divide {old.heads} heads; "
            f"{', '.join(fitting)} would"
        )
    value_width = old.value.outputs // old.kv_heads
    return replace(
        old,
        key=replace(old.key, outputs=options.kv_heads * old.head_width),
        value=replace(old.value, outputs=options.kv_heads * value_width),
    )


def normed(place: Place, options: NormedOptions) -> NormedAttention:
    """The same attention with queries and keys normed, head by head."""
    old = _divisible(place)
    if type(old) not in (Attention, NormedAttention):
        raise SpecError(
            f"{type(old).__name__} has scores of its own; grouped, windowed or plain would do"
        )
    norm = RMSNorm(width=old.head_width, eps=options.eps)
    kept = {name: value for name, value in vars(old).items() if not name.endswith("_norm")}
    if type(old) is Attention:  # norms undo what a scale of the family's makes up for
        kept["scale"] = None
    return NormedAttention(**kept, query_norm=norm, key_norm=norm)


def windowed(place: Place, options: WindowOptions) -> Attention:
    """The same attention that sees what is near."""
    old = _attention(place)
    usual = 0 if place.looks_back else options.before
    after = usual if options.after is None else options.after
    if place.looks_back and after:
        raise SpecError("after: a decoder's tokens see none that come after them; 0 would do")
    return replace(old, mask=Window(before=options.before, after=after))


def _attention(place: Place) -> Attention:
    if isinstance(place.old, Attention):
        return place.old
    return plain(place, PlainOptions())


def _divisible(place: Place) -> Attention:
    """What stands there, if its heads are those of queries, keys and values alone."""
    old = _attention(place)
    if old.head_axes != Attention.head_axes:
        raise SpecError(
            f"{type(old).__name__} has more parts than queries, keys and values; {_INSTEAD}"
        )
    return old


PLAIN = Recipe(
    role="attention",
    name="plain",
    summary="a head of keys and values for each of queries",
    paper="https://arxiv.org/abs/1706.03762",
    options=PlainOptions,
    make=plain,
)
GROUPED = Recipe(
    role="attention",
    name="grouped",
    summary="query heads that share keys and values",
    paper="https://arxiv.org/abs/2305.13245",
    options=GroupedOptions,
    make=grouped,
)
NORMED = Recipe(
    role="attention",
    name="normed",
    summary="queries and keys normed, head by head",
    paper="https://arxiv.org/abs/2010.04245",
    options=NormedOptions,
    make=normed,
)
WINDOWED = Recipe(
    role="attention",
    name="windowed",
    summary="what is near alone is seen",
    paper="https://arxiv.org/abs/2004.05150",
    options=WindowOptions,
    make=windowed,
)
