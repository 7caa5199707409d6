"""What a drawing shows: the parts of a spec tree, repeats folded, each with its parameters.

Text and pictures are both made of these. Nothing is left out: the parameters of the parts without
parts of their own are those of the model, each counted once.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from factory import specs
from factory.drawing.folding import Fold, fold
from factory.drawing.labels import details, inline, known, numbers, title, untold
from factory.drawing.part import Form, Part, Role
from factory.drawing.roles import acts, role
from factory.errors import RequestError
from factory.specs import Layer, Model, Residual, Spec, children, count, walk

FLOWS: dict[type[Spec], tuple[str, ...]] = {
    specs.SequenceClassifier: ("pool", "output"),
    specs.TokenClassifier: ("transform", "output"),
    specs.Vocabulary: ("transform", "decoder"),
    specs.LayerMean: ("weights", "head"),
}
"""In which order a head's parts run; those of others are shown in the order of their fields."""

_TIES = (specs.Tied, specs.Shared)
_STACK = ("frontend", "position", "entry", "project", "layers", "norm")


def outline(tree: Spec, against: Spec | None = None) -> Part:
    """The parts of a model, or of a stack alone.

    Args:
        tree: the model.
        against: what it is compared with, if anything; blocks that this lacks are new.

    Raises:
        RequestError: no drawing is known of a body of this type.
    """
    ties = [(node.to, path) for path, node in walk(tree) if isinstance(node, _TIES)]
    found = _owning(_outline(tree), "", ties)
    return found if against is None else _marked(found, set(_prints(outline(against))))


_Print: TypeAlias = tuple[tuple[str, ...], Hashable]


def _marked(part: Part, there: set[_Print], trail: tuple[str, ...] = ()) -> Part:
    """A part whose blocks are new where they are not among others."""
    trail = _along(trail, part)
    new = part.form is Form.BLOCK and (trail, _look(part)) not in there
    inner = tuple(_marked(each, there, trail) for each in part.parts)
    return dataclasses.replace(part, new=new, parts=inner)


def _prints(part: Part, trail: tuple[str, ...] = ()) -> Iterator[_Print]:
    """Where the blocks of a part stand, and what they look like, whatever their layers."""
    trail = _along(trail, part)
    if part.form is Form.BLOCK:
        yield trail, _look(part)
    for inner in part.parts:
        yield from _prints(inner, trail)


def _along(trail: tuple[str, ...], part: Part) -> tuple[str, ...]:
    """Fields on the way to a part, without numbers and without patterns of layers."""
    name = _field(part)
    return trail if not name or trail[-1:] == (name,) else (*trail, name)


def _field(part: Part) -> str:
    """The field that holds a part, whichever of its places it stands for."""
    return part.name.partition(" ")[0]


def _look(part: Part) -> Hashable:
    """What is shown of a block, and of what it is made of."""
    return part.title, part.details, tuple((p.name, _look(p)) for p in part.parts)


def _owning(part: Part, path: str, ties: Sequence[tuple[str, str]]) -> Part:
    """A part in which tables tell who else uses them."""
    users = [user for table, user in ties if table == path and path]
    inner = tuple(_owning(p, f"{path}.{p.name}" if path else p.name, ties) for p in part.parts)
    said = (f"also {' and '.join(users)}",) if users else ()
    return dataclasses.replace(part, parts=inner, details=(*part.details, *said))


def _outline(tree: Spec) -> Part:
    if not isinstance(tree, Model):
        return _body(tree, "body")
    parts = [_body(tree.body, "body")]
    if tree.head is not None:
        parts.append(_part(tree.head, "head", Role.HEAD))
    extra = [part for part in _each(tree, Role.PLAIN) if part.name not in ("body", "head")]
    return Part(
        name="",
        title=title(tree),
        form=Form.CHAIN,
        parameters=count(tree),
        parts=(*parts, *extra),
    )


def _body(node: Spec, name: str) -> Part:
    match node:
        case specs.Stack():
            return _stack(node, name)
        case specs.DualEncoder() | specs.EncoderDecoder():
            return _stacks(node, name)
    raise RequestError(f"draw: no drawing is known of a body of type {type(node).__name__}")


def _stack(node: specs.Stack, name: str) -> Part:
    named = dict(children(node))
    late = [field for field in named if field not in (*_STACK, "pool")]
    parts: list[Part] = []
    for field in (*_STACK, *late, "pool"):
        value = named.get(field)
        if field == "layers":
            parts += _layers(node.layers, node.steps)
        elif value is not None:
            parts += _several(value, field, Role.PLAIN)
    return _whole(node, name, Form.CHAIN, parts)


def _stacks(node: Spec, name: str) -> Part:
    """Stacks, each with what is called after it, and then all else."""
    named = dict(children(node))
    stacks = {key: value for key, value in named.items() if isinstance(value, specs.Stack)}
    parts, taken = [], set(stacks)
    for key, stack in stacks.items():
        found = _stack(stack, key)
        own = [other for other in named if other.startswith(f"{key}_")]
        taken |= set(own)
        more = [part for other in own for part in _several(named[other], other, Role.HEAD)]
        total = found.parameters + sum(part.parameters for part in more)
        parts.append(dataclasses.replace(found, parts=(*found.parts, *more), parameters=total))
    later = [key for key in named if key not in taken]
    rest = [part for key in later for part in _several(named[key], key, Role.HEAD)]
    if isinstance(node, specs.DualEncoder) and rest:
        said = (" and ".join(stacks) + ", times a learned factor",)
        rest[0] = dataclasses.replace(rest[0], title="Similarity", details=said)
    parts += rest
    return _whole(node, name, Form.STACKS, parts)


def _layers(layers: Sequence[Spec], steps: Sequence[int], name: str = "layers") -> list[Part]:
    """Layers as they run; those that a schedule runs again use the same weights."""
    turns: list[list[int]] = []  # steps that run the same layer one after another
    for step, layer in enumerate(steps):
        if turns and steps[turns[-1][0]] == layer:
            turns[-1].append(step)
        else:
            turns.append([step])
    firsts = [steps[turn[0]] for turn in turns]
    often = Counter(firsts)
    kinds: list[Hashable] = [
        (layers[layer], len(turn)) if often[layer] == 1 else layer
        for layer, turn in zip(firsts, turns, strict=True)
    ]
    row, folds = _Row(layers, steps, turns, name), fold(kinds)
    parts = [row.part(found) for found in folds]
    if [place for found in folds for place in found.places] == list(range(len(kinds))):
        return parts
    return [
        Part(
            name=name,
            title=f"{len(steps)} layers of {len(parts)} kinds",
            form=Form.APART,
            parameters=sum(part.parameters for part in parts),
            parts=tuple(parts),
        )
    ]


@dataclass
class _Row:
    """The layers of a stack on their way to parts.

    Attributes:
        layers: those there are.
        steps: which of them runs at each step.
        turns: steps that run the same one after another.
        name: the field that holds them.
        counted: layers whose parameters have been.
    """

    layers: Sequence[Spec]
    steps: Sequence[int]
    turns: Sequence[Sequence[int]]
    name: str
    counted: set[int] = dataclasses.field(default_factory=set)

    def part(self, found: Fold) -> Part:
        """What is shown of some turns."""
        steps = [step for place in found.places for step in self.turns[place]]
        if found.inside:
            parts = [self.part(inner) for inner in found.inside]
            return Part(
                name=f"{self.name} {numbers(steps)}",
                title="Pattern",
                form=Form.REPEAT,
                parameters=sum(part.parameters for part in parts),
                times=found.times,
                parts=tuple(parts),
            )
        node = self.layers[self.steps[steps[0]]]
        used = {self.steps[step] for step in steps}
        fresh = used - self.counted
        self.counted |= fresh
        again = len(self.turns[found.places[0]])
        shown = _layer(node, "")
        shown = dataclasses.replace(shown, name=f"{self.name} {numbers(steps)}")
        own = len(used) == len(found.places)
        total = len(fresh) * count(node)
        return _repeated(shown, found.times, total, again=again, shared=not own)


def _repeated(
    shown: Part, times: int, parameters: int, *, again: int = 1, shared: bool = False
) -> Part:
    """A part that stands for several, each of which may run again."""
    each = shown.parameters
    if again == 1:
        return dataclasses.replace(
            shown, times=times, shared=shared, each=each, parameters=parameters
        )
    inner = dataclasses.replace(shown, times=again, shared=True, each=each)
    if times == 1:
        return dataclasses.replace(inner, parameters=parameters)
    inner = dataclasses.replace(inner, name="layers")
    return Part(
        name=shown.name,
        title=f"{shown.title} that runs again",
        form=Form.REPEAT,
        parameters=parameters,
        each=each,
        times=times,
        parts=(inner,),
    )


def _layer(node: Spec, name: str) -> Part:
    """A layer: its residuals one after another, and beside them what only its module knows of."""
    if isinstance(node, specs.Group):
        return _whole(node, name, Form.CHAIN, _layers(node.layers, range(len(node.layers))))
    if not isinstance(node, Layer):
        return _part(node, name, Role.PLAIN)
    run: list[Part] = []
    beside: list[Part] = []
    for field, value in children(node):
        if isinstance(value, Residual):
            run.append(_residual(value, field))
        else:
            beside += _several(value, field, Role.PLAIN)
    if beside:
        doc = (type(node).__doc__ or "").strip().splitlines()[0].replace("``", "")
        run.append(
            Part(
                name="beside",
                title=doc.rstrip("."),
                form=Form.BESIDE,
                parameters=sum(part.parameters for part in beside),
                parts=tuple(beside),
            )
        )
    return _whole(node, name, Form.CHAIN, run)


def _residual(node: Residual, name: str) -> Part:
    """A block beside the stream, in the order of running: before, block, inner, after."""
    held = role(node, name)
    named = dict(children(node))
    order = ("before", "block", "inner", "after")
    parts = [_part(cast(Spec, named[field]), field, held) for field in order if field in named]
    extra = [field for field in named if field not in order]
    parts += [part for field in extra for part in _several(named[field], field, held)]
    return dataclasses.replace(_whole(node, name, Form.RESIDUAL, parts), title=formula(node))


def formula(node: Residual) -> str:
    """What a residual computes: ``layer norm(x + attention(x))``."""
    text = "x"
    for inner in (node.before, node.block, node.inner):
        text = text if inner is None else f"{inline(title(inner))}({text})"
    text = f"x + {text}"
    return text if node.after is None else f"{inline(title(node.after))}({text})"


def _whole(
    node: Spec, name: str, form: Form, parts: Sequence[Part], held: Role = Role.PLAIN
) -> Part:
    """A part that is its parts, and the parameters that are its own."""
    kind = role(node, name, held)
    own = [
        Part(
            name=field,
            title="Parameter",
            role=kind,
            details=(" x ".join(map(str, shape)) or "1",),
            parameters=math.prod(shape),
        )
        for field, shape in node.parameters().items()
    ]
    return Part(
        name=name,
        title=title(node),
        form=form,
        role=kind,
        parameters=count(node),
        parts=(*parts, *own),
    )


def _each(node: Spec, held: Role) -> Iterator[Part]:
    named = dict(children(node))
    flow = next((FLOWS[kind] for kind in type(node).__mro__ if kind in FLOWS), ())
    for field in (*(f for f in flow if f in named), *(f for f in named if f not in flow)):
        yield from _several(named[field], field, held)


def _several(value: Spec | tuple[Spec, ...], name: str, held: Role) -> list[Part]:
    """The parts of one field; equal neighbours are shown once."""
    if isinstance(value, Spec):
        return [_part(value, name, held)]
    if isinstance(value[0], Layer):
        return _layers(value, range(len(value)), name)
    found = []
    for _, run in itertools.groupby(enumerate(value), key=lambda item: item[1]):
        places = [place for place, _ in run]
        shown = _part(value[places[0]], f"{name} {numbers(places)}", held)
        found.append(_repeated(shown, len(places), len(places) * shown.parameters))
    return found


def _part(node: Spec, name: str, held: Role) -> Part:
    """A block, with everything inside it."""
    own = role(node, name, held)
    unsaid = untold(node)
    parts = [
        dataclasses.replace(part, told=part.acts is None and _field(part) not in unsaid)
        for part in _each(node, own)
    ]
    whole = _whole(node, name, Form.BLOCK, parts, held)
    mixes = isinstance(node, specs.Attention) and not isinstance(node, specs.Cross)
    return dataclasses.replace(
        whole,
        details=details(node),
        parts=whole.parts if parts else (),
        uses=node.to if isinstance(node, _TIES) else "",
        acts=acts(node),
        known=known(node),
        memory=isinstance(node, specs.Cross),
        positioned=mixes and getattr(node, "position", None) is None,
    )
