"""What parts are called in drawings: a title, and what is worth knowing of them, by spec type.

A type of a family's own or of a plug-in's needs nothing here: its title is its name in words, and
what the nearest type above it tells is followed by the values it adds.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from factory import specs
from factory.specs import Data, Spec, children

S = TypeVar("S", bound=Spec)
Told = Callable[[Any], Iterable[str]]

TITLES: dict[type[Spec], str] = {
    specs.Attention: "Attention",
    specs.Cross: "Cross-attention",
    specs.Dense: "Feed-forward",
    specs.Gated: "Gated feed-forward",
    specs.Experts: "Mixture of experts",
    specs.LoRA: "LoRA",
    specs.PReLU: "PReLU",
    specs.XIELU: "xIELU",
    specs.Tokens: "Token embeddings",
    specs.ScaledTokens: "Scaled token embeddings",
    specs.Learned: "Learned positions",
    specs.LearnedFromPadding: "Learned positions from padding on",
    specs.Grid: "Learned grid of positions",
    specs.Rotary: "Rotary positions",
    specs.BackwardBias: "Relative bias, backward",
    specs.ConvPosition: "Convolutional positions",
    specs.WeightNormConv: "Weight-normed conv",
    specs.DualEncoder: "Dual encoder",
    specs.EncoderDecoder: "Encoder-decoder",
}
"""Titles other than the type's name in words."""

_TOLD: dict[type[Spec], Told] = {}
_UNTOLD = {"dropout", "augment"}  # of training alone

Tell = TypeVar("Tell", bound=Told)


def tells(*kinds: type[Spec]) -> Callable[[Tell], Tell]:
    """Register what is told of specs of some types, their children included."""

    def register(tell: Tell) -> Tell:
        _TOLD.update(dict.fromkeys(kinds, tell))
        return tell

    return register


def title(node: Spec) -> str:
    """What a part is called: ``Layer norm``."""
    text = TITLES.get(type(node)) or words(type(node).__name__)
    clear = not isinstance(node, specs.Position) or re.search("osition|bias", text)
    return text if clear else f"{text} positions"


def details(node: Spec) -> tuple[str, ...]:
    """What is worth knowing of a part, a line each: ``12 heads of 64``."""
    kind = _nearest(node)
    lines = [line for line in (_TOLD[kind](node) if kind is not None else ()) if line]
    own = ", ".join(_values(node, _fields(kind) | _UNTOLD))
    return (*lines, own) if own else tuple(lines)


def untold(node: Spec) -> set[str]:
    """The fields of a part that its details say nothing of."""
    return {field.name for field in dataclasses.fields(node)} - _fields(_nearest(node))


def known(node: Spec) -> bool:
    """Whether what is told of a part is all there is to its type."""
    return type(node) in _TOLD or not node.parameters()


def words(name: str) -> str:
    """A type's name in words: ``RMS norm`` for ``RMSNorm``."""
    found = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", name)
    lower = [word if word.isupper() and len(word) > 1 else word.lower() for word in found]
    text = " ".join(lower)
    return text[:1].upper() + text[1:]


def inline(text: str) -> str:
    """A title inside a sentence: ``layer norm``, but ``RMS norm``."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def ranges(found: Iterable[int]) -> str:
    """Whole numbers: ``0-1,3-5``, or ``0,2,..,10`` where they are as far apart."""
    given = sorted(found)
    apart = {after - before for before, after in itertools.pairwise(given)}
    if len(given) > 3 and len(apart) == 1 and apart != {1}:
        return f"{given[0]},{given[1]},..,{given[-1]}"
    return ",".join(_groups(given))


def numbers(found: Iterable[int]) -> str:
    """Whole numbers in short: ``0-1, 3-5``; of many groups the first, and the last."""
    texts = _groups(found)
    return ", ".join([*texts[:3], "..", texts[-1]] if len(texts) > 5 else texts)


def _groups(found: Iterable[int]) -> list[str]:
    """Neighbouring numbers as one text each."""
    groups: list[list[int]] = []
    for number in sorted(found):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return [str(g[0]) if len(g) == 1 else f"{g[0]}-{g[-1]}" for g in groups]


def short(count: int) -> str:
    """A number of parameters in short: ``7.1M``."""
    for size, unit in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if count >= size - size // 2000:  # what would be rounded to 1000 of the next smaller
            scaled = f"{count / size:.3g}" if count < 100 * size else f"{count / size:.0f}"
            return f"{scaled}{unit}"
    return str(count)


def _nearest(node: Spec) -> type[Spec] | None:
    return next((kind for kind in type(node).__mro__ if kind in _TOLD), None)


def _fields(kind: type[Spec] | None) -> set[str]:
    return set() if kind is None else {field.name for field in dataclasses.fields(kind)}


def _values(node: Spec, known: set[str]) -> Iterator[str]:
    """The plain values of a part that differ from their defaults, but for some fields."""
    held = {name for name, _ in children(node)}
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        if field.name in known | held or value in (None, (), field.default):
            continue
        name = field.name.replace("_", " ")
        yield name if value is True else f"{name} {plain(value)}"


def plain(value: Any) -> str:
    """A value of a spec as text."""
    if isinstance(value, Data):
        fields = dataclasses.fields(value)
        told = (f"{f.name.replace('_', ' ')} {plain(getattr(value, f.name))}" for f in fields)
        return " ".join([inline(words(type(value).__name__)), ", ".join(told)]).strip()
    if isinstance(value, Spec):
        return inline(title(value))
    if isinstance(value, tuple):
        return " ".join(map(plain, value)) or "none"
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _by(sizes: Sequence[int]) -> str:
    return " x ".join(map(str, sizes)) or "1"


def _then(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _called(part: Spec | None) -> str:
    """An activation or a norm inside a block."""
    if part is None:
        return ""
    return part.function if isinstance(part, specs.Activation) else inline(title(part))


@tells(specs.Linear)
def _linear(node: specs.Linear) -> Iterator[str]:
    yield _then(f"{node.inputs} -> {node.outputs}", "" if node.bias else "no bias")


@tells(specs.Embedding)
def _embedding(node: specs.Embedding) -> Iterator[str]:
    yield f"{node.count} x {node.width}"


@tells(specs.Free)
def _free(node: specs.Free) -> Iterator[str]:
    yield _by(node.shape)


@tells(specs.Conv, specs.WeightNormConv)
def _conv(node: specs.Conv) -> Iterator[str]:
    steps = f", stride {_by(node.stride)}" if set(node.stride) != {1} else ""
    groups = f"{node.groups} groups" if node.groups > 1 else ""
    yield _then(f"{node.inputs} -> {node.outputs}", f"kernel {_by(node.kernel)}{steps}", groups)


@tells(specs.Tied, specs.Shared)
def _elsewhere(node: specs.Tied | specs.Shared) -> Iterator[str]:
    own = "own bias" if isinstance(node, specs.Tied) and node.bias else ""
    yield _then(f"weights of {node.to}", own)


@tells(specs.LayerNorm, specs.RMSNorm, specs.ShiftedRMSNorm, specs.GroupNorm)
def _norm(node: Any) -> Iterator[str]:
    groups = f"{node.groups} groups" if isinstance(node, specs.GroupNorm) else ""
    yield _then(f"{node.width}", groups, "" if getattr(node, "bias", True) else "no bias")


@tells(specs.Activation)
def _activation(node: specs.Activation) -> Iterator[str]:
    yield node.function


@tells(specs.Attention)
def _attention(node: specs.Attention) -> Iterator[str]:
    fewer = node.kv_heads != node.heads
    yield f"{node.width} -> {node.heads} heads of {node.head_width} -> {node.output.outputs}"
    yield f"{node.kv_heads} heads of keys and values" if fewer else ""
    yield _then(_mask(node.mask), "" if node.scale is None else f"scale {node.scale:.3g}")
    if node.kept is not None:
        yield f"heads {numbers(node.kept)} kept"


@tells(specs.NormedAttention)
def _normed_attention(node: specs.NormedAttention) -> Iterator[str]:
    yield from _attention(node)
    yield f"q and k through {_called(node.query_norm)}"


@tells(specs.Cross)
def _cross(node: specs.Cross) -> Iterator[str]:
    yield from _attention(node)
    yield "keys and values from the memory"


def _mask(mask: specs.Mask) -> str:
    match mask:
        case specs.Full():
            return ""
        case specs.Window(before=before, after=0):
            return f"causal, {before} back"
        case specs.Window(before=before, after=after):
            return f"window of {before} back, {after} ahead"
        case _:
            return plain(mask)


@tells(specs.Dense)
def _dense(node: specs.Dense) -> Iterator[str]:
    yield f"{node.width} -> {node.up.outputs} -> {node.down.outputs}, {_called(node.activation)}"


@tells(specs.Gated)
def _gated(node: specs.Gated) -> Iterator[str]:
    inner = f"2 x {node.up.outputs}"
    yield f"{node.width} -> {inner} -> {node.down.outputs}, {_called(node.activation)}"


@tells(specs.Experts)
def _experts(node: specs.Experts) -> Iterator[str]:
    yield f"{node.active} of {len(node.experts)} a token"
    alike = len(set(node.experts)) == 1
    yield f"each {', '.join(details(node.experts[0]))}" if alike else "of several sizes"


@tells(specs.Rotary)
def _rotary(node: specs.Rotary) -> Iterator[str]:
    yield f"{node.width} of a head's numbers"
    scaled = not isinstance(node.scaling, specs.Unscaled)
    yield _then(
        f"base {node.theta:.10g}", inline(words(type(node.scaling).__name__)) if scaled else ""
    )


@tells(specs.Learned, specs.Grid)
def _table(node: specs.Learned | specs.Grid) -> Iterator[str]:
    yield from details(node.table)


@tells(specs.RelativeBias)
def _relative(node: specs.RelativeBias) -> Iterator[str]:
    yield f"{node.table.count} buckets x {node.heads} heads"
    yield f"up to {node.distance} apart"


@tells(specs.ConvPosition)
def _conv_position(node: specs.ConvPosition) -> Iterator[str]:
    yield _then(*_conv(node.conv), _called(node.activation))


@tells(specs.ConvBlock)
def _conv_block(node: specs.ConvBlock) -> Iterator[str]:
    yield _then(*_conv(node.conv), _called(node.norm), _called(node.activation))


@tells(specs.Transform)
def _transform(node: specs.Transform) -> Iterator[str]:
    yield _then(*_linear(node.dense), _called(node.activation), _called(node.norm))


SELECTS: dict[type[specs.Select], str] = {
    specs.First: "the first token",
    specs.FirstReal: "the first real token",
    specs.Mean: "the mean of the tokens",
    specs.AtToken: "at token {token}",
    specs.AtSourceLast: "where the last {token} was read",
    specs.LastUnlike: "the last token",
    specs.AtLargest: "at the largest id",
}
"""What pools select; ``{}`` holds fields."""


@tells(specs.Pool)
def _pool(node: specs.Pool) -> Iterator[str]:
    known = SELECTS.get(type(node.select))
    values = {f.name: getattr(node.select, f.name) for f in dataclasses.fields(node.select)}
    if type(node) is specs.Pool:  # a type of its own selects as its name says
        yield plain(node.select) if known is None else known.format(**values)
    dense = _linear(node.dense) if node.dense is not None else ()
    yield _then(*dense, _called(node.activation), _called(node.norm))


@tells(specs.Patches)
def _patches(node: specs.Patches) -> Iterator[str]:
    yield f"{node.rows} x {node.columns} patches of {_by(node.conv.kernel)}"
    yield _then(*_conv(node.conv))
    extra = len(node.before)
    hidden = "1 for hidden patches" if node.masked is not None else ""
    tokens = f"{extra} token{'s' if extra > 1 else ''} before them" if extra else ""
    yield _then(tokens, hidden)
