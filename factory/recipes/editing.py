"""The edit that puts other blocks into a stack.

What each role reaches:

- ``attention``, ``feedforward``: the block of each layer's residual of that name;
- ``activation``: the functions inside the feed-forward blocks;
- ``norm``: the norms of the stream: those of the layers' residuals, and, unless layers are named,
  the one at the entry and the one after the last layer; not those inside attentions or frontends;
- ``order``: where the norms of the layers' residuals stand. A stream that its last layer leaves
  unnormed gets a norm at the end, and one that it leaves normed has none;
- ``position``: the stack's position, in place of those that attentions have of their own; in some
  layers alone it is their attentions';
- ``adapter``: the projections that it names, of attentions and feed-forward blocks alike.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeGuard

from factory.errors import did_you_mean
from factory.recipes.base import Place
from factory.recipes.choices import Choice
from factory.recipes.feedforwards import inner
from factory.specs import (
    Alibi,
    Attention,
    Causal,
    Cross,
    Dense,
    Gated,
    Grid,
    Group,
    Layer,
    LayerNorm,
    Learned,
    Linear,
    Position,
    Positions,
    Recurrence,
    RelativeBias,
    Residual,
    RMSNorm,
    Rotary,
    Spec,
    SpecError,
    Stack,
    rewrite,
    walk,
)

_NORMS = (LayerNorm, RMSNorm)
_IN_SCORES = (Alibi, RelativeBias, Rotary)
"""Positions that mean nothing where tokens do not look at each other."""

Make = Callable[[Place], Any]
"""Makes a block for a place, as the request says."""


@dataclass(frozen=True)
class Swap(Choice):
    """A recipe that is chosen to take the place of what is there."""

    def acts_in(self, layer: int) -> bool:
        """Whether it acts in the layer of that number."""
        return self.options.layers is None or layer in self.options.layers


class Edit:
    """The swaps of one stack.

    Blocks are changed layer by layer, and the stack is put together once, at the end: what does not
    fit halfway, such as an attention without the position that it needs, may fit then.
    """

    def __init__(self, swaps: Mapping[str, Swap], places: int | None) -> None:
        self.swaps = swaps
        self.places = places or Place.places
        self._made: set[str] = set()

    def stack(self, old: Stack) -> Stack:
        """The stack with its blocks swapped.

        Raises:
            SpecError: they do not fit.
        """
        self._check_layers(old)
        layers = self._layers(old.layers, lambda number, layer: self._layer(number, old, layer))
        changed: dict[str, Any] = {"layers": layers, **self._around(old, layers[-1])}
        self._check_made(layers)
        if (swap := self.swaps.get("position")) is not None:
            layers, position = self._placed(swap, old, layers)
            changed |= {"layers": layers, "position": position}
        elif isinstance(old.position, _IN_SCORES) and next(_lookers(layers), None) is None:
            changed["position"] = None
        try:
            return replace(old, **changed)
        except SpecError as error:
            raise SpecError(self._misfit(error)) from error

    def _misfit(self, error: SpecError) -> str:
        """What keeps the parts of a stack from fitting, each thing once, and what might help."""
        named = " ".join(f"swap/{role}={swap.recipe.name}" for role, swap in self.swaps.items())
        told = (problem.rpartition(": ")[2] for problem in str(error).split("; "))
        said = f"{named}: {'; '.join(dict.fromkeys(told))}"
        if "attention" not in self.swaps:
            return f"{said}; swap/attention=plain as well would do"
        if "position" not in self.swaps:
            return f"{said}; a position as well, such as swap/position=rotary, would do"
        return said

    def _check_layers(self, stack: Stack) -> None:
        last = len(stack.layers) - 1
        for role, swap in self.swaps.items():
            layers = swap.options.layers
            if layers is not None and not layers:
                raise SpecError(f"swap.{role}.layers: names no layer; all are meant if it is null")
            if wrong := [number for number in layers or () if not 0 <= number <= last]:
                shared = "" if stack.schedule is None else ", which the others share"
                raise SpecError(
                    f"swap.{role}.layers: there is no layer {wrong[0]}, only 0 to {last}{shared}"
                )

    def _check_made(self, layers: tuple[Layer | Group, ...]) -> None:
        """That every swap of a layer's block has found one, and an adapter each of its targets."""
        for role, swap in self.swaps.items():
            if role == "adapter":
                _check_targets(swap, layers)
            if role not in self._made and role != "position":
                raise SpecError(f"swap.{role}: nothing is there to take the place of")

    def _layers(
        self, layers: tuple[Layer | Group, ...], change: Callable[[int, Layer], Layer]
    ) -> tuple[Layer | Group, ...]:
        """Every layer changed; those that are one object, and swapped alike, stay one."""
        known: dict[tuple[int, ...], Layer | Group] = {}
        changed = []
        for number, layer in enumerate(layers):
            key = (id(layer), *(swap.acts_in(number) for swap in self.swaps.values()))
            if key not in known:
                known[key] = self._each_layer(layer, partial(change, number))
            changed.append(known[key])
        return tuple(changed)

    def _each_layer(self, layer: Layer | Group, change: Callable[[Layer], Layer]) -> Layer | Group:
        if isinstance(layer, Group):
            return replace(layer, layers=tuple(change(inside) for inside in layer.layers))
        return change(layer)

    def _layer(self, number: int, stack: Stack, layer: Layer) -> Layer:
        """A layer with the blocks swapped that are asked for there."""
        swaps = {role: swap for role, swap in self.swaps.items() if swap.acts_in(number)}
        changed: dict[str, Residual] = {}
        norm = _usual_norm(stack, layer)
        if norm is not None and "norm" in swaps:
            norm = swaps["norm"](Place(old=norm, width=norm.width, eps=norm.eps))
        places = rows_of(stack.position) or self.places
        for name, residual in residuals(layer):
            place = replace(_place(stack, layer, residual), norm=norm, places=places)
            new = residual
            for role in ("attention", "feedforward", "activation", "norm", "order", "adapter"):
                if role in swaps:
                    new = CHANGES[role](partial(self._make, swaps[role]), place, name, new)
            if new is not residual:
                changed[name] = new
        return replace(layer, **changed) if changed else layer

    def _make(self, swap: Swap, place: Place) -> Any:
        """The block of a recipe; one that leaves what is there has made nothing."""
        made = swap(place)
        if made is not place.old:
            self._made.add(swap.recipe.role)
        return made

    def _around(self, stack: Stack, last: Layer | Group) -> dict[str, Any]:
        """The norms before the first layer and after the last one."""
        changed: dict[str, Any] = {}
        norm = self.swaps.get("norm")
        if norm is not None and norm.options.layers is None:
            for name in ("entry", "norm"):
                if isinstance(old := getattr(stack, name), _NORMS):
                    changed[name] = self._make(norm, Place(old=old, width=old.width, eps=old.eps))
        if "order" in self.swaps:
            changed["norm"] = self._final(stack, last, changed.get("norm", stack.norm))
        return changed

    def _final(self, stack: Stack, last: Layer | Group, now: Spec | None) -> Spec | None:
        """The norm after the last layer: needed where that leaves the stream as a sum.

        A stack whose end was so before goes on to do without it, if its pool norms what it reads.
        """
        before, end = _end(stack.layers[-1]), _end(last)
        if end.after is not None:
            return None
        return now if before.before is not None else now or end.before or end.inner

    def _placed(
        self, swap: Swap, stack: Stack, layers: tuple[Layer | Group, ...]
    ) -> tuple[tuple[Layer | Group, ...], Position | None]:
        """The layers and the stack's position, swapped."""
        whole = swap.options.layers is None
        mixer = next(_lookers(layers), None)
        if mixer is None:
            raise SpecError(f"{swap.key}: no attention is there that could go by a position")
        position = swap(_of_stack(stack, mixer, self.places))
        if not whole and (isinstance(position, Learned | Grid)):
            raise SpecError(
                f"{swap.key}.layers: vectors are added at the input, where there are no layers; "
                "rotary, alibi or relative positions can be in some layers alone"
            )
        own = None if whole else position

        def change(number: int, layer: Layer) -> Layer:
            if not swap.acts_in(number):
                return layer
            return rewrite(
                layer, lambda _, node: replace(node, position=own) if _looks(node) else node
            )

        return self._layers(layers, change), (position if whole else stack.position)


def _check_targets(swap: Swap, layers: tuple[Layer | Group, ...]) -> None:
    """That an adapter's targets are names of projections."""
    targets = getattr(swap.options, "targets", None)
    if targets is None:
        return
    nodes = (found for layer in layers for found in walk(layer))
    linear = (path for path, node in nodes if isinstance(node, Linear) and ".block." in path)
    names = sorted({path.rpartition(".")[2] for path in linear})
    unknown = [name for name in targets if name not in names]
    if unknown or not targets:
        said = f"no projection is called {unknown[0]!r}" if unknown else "names no projection"
        nearest = did_you_mean(unknown[0], names) if unknown else ""
        raise SpecError(
            f"swap.{swap.recipe.role}.targets: {said}.{nearest} There are: {', '.join(names)}"
        )


def residuals(layer: Layer) -> Iterator[tuple[str, Residual]]:
    """The residuals of a layer by their fields, in the order in which they run."""
    for field in dataclasses.fields(layer):
        value = getattr(layer, field.name)
        if isinstance(value, Residual):
            yield field.name, value


def _end(last: Layer | Group) -> Residual:
    """The last residual that runs."""
    layer = last.layers[-1] if isinstance(last, Group) else last
    return [residual for _, residual in residuals(layer)][-1]


def _lookers(layers: tuple[Layer | Group, ...]) -> Iterator[Attention]:
    """The attentions among the stack's own tokens."""
    return (node for layer in layers for _, node in walk(layer) if _looks(node))


def _looks(node: Spec) -> TypeGuard[Attention]:
    """Whether it is an attention among the stack's own tokens."""
    return isinstance(node, Attention) and not isinstance(node, Cross)


def _place(stack: Stack, layer: Layer, residual: Residual) -> Place:
    """What is known of a residual's place."""
    mixer, block = layer.mixer.block, residual.block
    feedforward = inner(layer.feedforward.block if layer.feedforward is not None else None)
    attention = block if isinstance(block, Attention) else mixer
    norms = (residual.before, residual.after, residual.inner, stack.norm, stack.entry)
    biased = block.query if isinstance(block, Attention) else getattr(inner(block), "up", None)
    place = Place(
        old=residual,
        width=stack.width,
        hidden=feedforward.up.outputs if feedforward is not None else 4 * stack.width,
        bias=biased is None or biased.bias,
        dropout=getattr(inner(block) or block, "dropout", 0.0),
        eps=next((norm.eps for norm in norms if isinstance(norm, _NORMS)), 1e-5),
    )
    match attention:
        case Attention(heads=heads, head_width=width, mask=mask):
            return replace(place, heads=heads, head_width=width, mask=mask)
        case Recurrence():
            return replace(place, head_width=stack.width, mask=Causal())
        case _:
            return place


def _usual_norm(stack: Stack, layer: Layer) -> LayerNorm | RMSNorm | None:
    """A norm of the stream: of the layer, or around the layers."""
    inside = (r for _, residual in residuals(layer) for r in vars(residual).values())
    found = (n for n in (*inside, stack.norm, stack.entry) if isinstance(n, _NORMS))
    return next((norm for norm in found if norm.width == stack.width), None)


def _of_stack(stack: Stack, mixer: Attention, places: int) -> Place:
    """What is known of the place of a stack's position.

    Args:
        stack: the stack.
        mixer: the first of its attentions.
        places: the longest sequence, if no table tells it.
    """
    return Place(
        old=stack.position,
        width=stack.frontend.width,
        heads=mixer.heads,
        head_width=mixer.head_width,
        mask=mixer.mask,
        places=rows_of(stack.position) or places,
    )


def rows_of(position: Position | None) -> int | None:
    """The longest sequence that a position has rows for; None where it has no such table."""
    match position:
        case Positions(parts=parts):
            return min((rows for rows in map(rows_of, parts) if rows), default=None)
        case Learned(table=table):
            return table.count - position.begin
        case Grid(rows=rows, columns=columns, before=before):
            return rows * columns + before
        case _:
            return None


def _attention(make: Make, place: Place, name: str, residual: Residual) -> Residual:
    """The residual with another mixer."""
    if name != "mixer":
        return residual
    return replace(residual, block=make(replace(place, old=residual.block)))


def _feedforward(make: Make, place: Place, name: str, residual: Residual) -> Residual:
    """The residual with another feed-forward block."""
    if name != "feedforward":
        return residual
    return replace(residual, block=make(replace(place, old=residual.block)))


def _activation(make: Make, place: Place, name: str, residual: Residual) -> Residual:
    """The residual with other activations."""
    if name != "feedforward":
        return residual

    def change(path: str, node: Spec) -> Spec:
        if isinstance(node, Dense | Gated):
            return replace(node, activation=make(replace(place, old=node.activation)))
        return node

    return replace(residual, block=rewrite(residual.block, change))


def _norm(make: Make, place: Place, name: str, residual: Residual) -> Residual:
    """The residual with other norms where it has any."""
    changed = {
        part: make(replace(place, old=old, width=old.width, eps=old.eps))
        for part in ("before", "inner", "after")
        if isinstance(old := getattr(residual, part), _NORMS)
    }
    return replace(residual, **changed) if changed else residual


def _order(make: Make, place: Place, name: str, residual: Residual) -> Residual:
    """The residual with its norms elsewhere."""
    result: Residual = make(replace(place, old=residual))
    return result


def _adapter(make: Make, place: Place, name: str, residual: Residual) -> Residual:
    """The residual with adapters beside the projections that are their targets."""

    def change(path: str, node: Spec) -> Spec:
        if not isinstance(node, Linear):
            return node
        beside: Spec = make(replace(place, old=node, name=path.rpartition(".")[2]))
        return beside

    return replace(residual, block=rewrite(residual.block, change))


CHANGES: Mapping[str, Callable[[Make, Place, str, Residual], Residual]] = {
    "attention": _attention,
    "feedforward": _feedforward,
    "activation": _activation,
    "norm": _norm,
    "order": _order,
    "adapter": _adapter,
}
