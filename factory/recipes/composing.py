"""Composing stacks from recipes alone: what is written of layers, and the specs it stands for.

What is written is plain data. Each role of a block has a recipe for all layers, and a pattern of
layers says what is otherwise in some; it is repeated until there are enough layers::

    position: rotary
    layers:
      - {repeat: 2, attention: {name: windowed, before: 64}}
      - {attention: plain, feedforward: {name: experts, count: 4}}

Norms beside the layers follow from where those of the layers stand: a stream that its first block
reads as it is has one at the entry, and one that its last layer leaves as a sum has one at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

from factory.configuration import option, problems
from factory.errors import RequestError
from factory.recipes.attentions import PlainOptions, plain
from factory.recipes.base import Place
from factory.recipes.choices import Choice, chosen, told_of
from factory.recipes.editing import CHANGES, residuals
from factory.specs import (
    FULL,
    Attention,
    Cross,
    Frontend,
    Grid,
    Layer,
    Learned,
    Position,
    Residual,
    Spec,
    SpecError,
    Stack,
)

Written: TypeAlias = str | Mapping[str, Any]
"""A recipe's name, or a mapping of its name and options."""

NEEDED = ("attention", "feedforward", "position", "norm", "order")
"""Roles that every layer has a block of, in the order in which they are written."""

ADDED = ("activation", "adapter")
"""Roles of what changes other blocks, in the order in which they do."""

MOST_LAYERS = 10_000
"""More are a mistake, which would fill the memory with them."""


@dataclass(frozen=True, kw_only=True)
class BlockOptions:
    """What can be written where layers may be otherwise than all are; null is what all have."""

    attention: str | Mapping[str, Any] | None = option(None, "How tokens look at each other.")
    feedforward: str | Mapping[str, Any] | None = option(None, "What is done to each token.")
    position: str | Mapping[str, Any] | None = option(None, "How tokens know their place.")
    norm: str | Mapping[str, Any] | None = option(None, "The norm of the stream.")
    order: str | Mapping[str, Any] | None = option(None, "Where norms stand.")
    activation: str | Mapping[str, Any] | None = option(None, "The function in the feed-forward.")
    adapter: str | Mapping[str, Any] | None = option(None, "What is trained beside projections.")


@dataclass(frozen=True, kw_only=True)
class LayerOptions(BlockOptions):
    """What can be written of layers of a pattern.

    Attributes:
        repeat: how many follow each other.
    """

    repeat: int = option(1, "How many of these layers follow each other.", low=1, high=MOST_LAYERS)


@dataclass(frozen=True, kw_only=True)
class StackOptions(BlockOptions):
    """What can be written of a second stack.

    Attributes:
        num_hidden_layers: how many layers it has.
        layers: their pattern.
    """

    num_hidden_layers: int | None = option(
        None, "Layers; as many as its pattern or the other stack has.", low=1, high=MOST_LAYERS
    )
    layers: tuple[Mapping[str, Any], ...] | None = option(None, "A pattern of its layers.")


@dataclass(frozen=True)
class Blocks:
    """The recipes of one layer.

    Attributes:
        choices: by role.
        own: roles that were written for this layer alone.
    """

    choices: Mapping[str, Choice]
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Layers:
    """The layers of a stack, read from what is written.

    Attributes:
        kinds: each kind of layer once.
        schedule: the number of the kind that each layer is of.
        common: the recipes that layers have unless something else is written for them.
        key: what keys of problems begin with, its dot included.
    """

    kinds: tuple[Blocks, ...]
    schedule: tuple[int, ...]
    common: Blocks
    key: str = ""


def read(
    roles: Mapping[str, Any],
    pattern: Sequence[Any] | None,
    count: int,
    *,
    key: str = "",
    beside: Layers | None = None,
) -> Layers:
    """The layers that are written.

    Args:
        roles: role -> the recipe for all layers; None for none.
        pattern: of the layers, mappings of :class:`LayerOptions`; all alike when None.
        count: how many layers there are.
        key: what keys of problems begin with, its dot included.
        beside: layers of another stack, whose recipes these have where no role is written.

    Raises:
        RequestError: with everything that is wrong, by full keys.
    """
    wrong: list[str] = []
    inherited = {} if beside is None else beside.common.choices
    common = Blocks({**inherited, **_choices(roles, key, wrong)})
    kinds: list[Blocks] = []
    numbers: list[int] = []
    for number, given in enumerate(pattern if pattern is not None else ({},)):
        place = f"{key}layers.{number}"
        found = [f"{place}.{problem}" for problem in _problems(given)]
        wrong += found
        if found:
            continue
        own = _choices({k: v for k, v in given.items() if k != "repeat"}, f"{place}.", wrong)
        numbers += [len(kinds)] * given.get("repeat", 1)
        kinds.append(Blocks({**common.choices, **own}, frozenset(own)))
    if pattern is not None and not pattern:
        wrong.append(f"{key}layers: is empty; leave it null for layers that are all alike")
    if wrong:
        raise RequestError(wrong)
    schedule = tuple(numbers[place % len(numbers)] for place in range(count))
    return Layers(kinds=tuple(kinds), schedule=schedule, common=common, key=key)


def length(pattern: Sequence[Any]) -> int:
    """Layers of a pattern; 1 for what is none."""
    repeats = (kind.get("repeat", 1) if isinstance(kind, Mapping) else 1 for kind in pattern)
    return max(1, sum(n for n in repeats if isinstance(n, int)))


def stack(
    layers: Layers, frontend: Frontend, place: Place, *, looks: float = 0.0, crossed: bool = False
) -> Stack:
    """The stack of layers on a frontend.

    Args:
        layers: those that were read.
        frontend: what they begin with, as wide as the place.
        place: what the blocks have in common; its dropout is that of what blocks give.
        looks: dropout of attention weights.
        crossed: whether each layer looks at what another stack has given.

    Raises:
        SpecError: blocks cannot stand where they are to stand; begins with the key that asked.
    """
    kinds = [_layer(blocks, place, looks, crossed) for blocks in layers.kinds]
    made = tuple(kinds[number] for number in layers.schedule)
    first, last = (layers.kinds[layers.schedule[place]] for place in (0, -1))
    (_, begin), *_ = residuals(made[0])
    *_, (_, end) = residuals(made[-1])
    try:
        return Stack(
            frontend=frontend,
            position=_position(layers, made, place),
            entry=first.choices["norm"](place) if begin.before is None else None,
            layers=made,
            norm=last.choices["norm"](place) if end.after is None else None,
            dropout=place.dropout,
        )
    except SpecError as error:
        raise SpecError(layers.key + str(error).removeprefix("Stack: ")) from error


def _problems(given: object) -> Iterator[str]:
    """What is wrong with an element of a pattern, its recipes aside."""
    if not isinstance(given, Mapping):
        yield f"{given!r} is no mapping of {', '.join(f.name for f in fields(LayerOptions))}"
        return
    for problem in problems(LayerOptions, given):
        yield str(problem).replace("LayerOptions has", "a kind of layers has", 1)


def _choices(written: Mapping[str, Any], key: str, wrong: list[str]) -> dict[str, Choice]:
    """The recipes that are written, by role; ``wrong`` takes what is wrong with others."""
    found = {}
    for role, asked in written.items():
        if asked is not None:
            try:
                found[role] = chosen(f"{key}{role}", role, asked)
            except RequestError as error:
                wrong += error.problems
    return found


def _layer(blocks: Blocks, place: Place, looks: float, crossed: bool) -> Layer:
    """A layer of the blocks that its recipes make."""
    mixer = blocks.choices["attention"](replace(place, dropout=looks))
    if "position" in blocks.own:
        mixer = _placed(mixer, blocks.choices["position"], place)
    made = {"mixer": mixer}
    if crossed:
        around = plain(replace(place, dropout=looks, mask=FULL), PlainOptions())
        made["cross"] = Cross(**vars(around))
    made["feedforward"] = blocks.choices["feedforward"](replace(place, dropout=0.0))
    norm = blocks.choices["norm"](place)
    layer = Layer(
        **{
            name: Residual(block=block, before=norm, dropout=place.dropout)
            for name, block in made.items()
        }
    )
    for role in ("order", *ADDED):
        if role in blocks.choices:
            layer = _changed(layer, role, blocks.choices[role], place)
    return layer


def _changed(layer: Layer, role: str, choice: Choice, place: Place) -> Layer:
    """A layer whose residuals a recipe has changed."""
    changed = {
        name: CHANGES[role](choice, replace(place, old=residual), name, residual)
        for name, residual in residuals(layer)
    }
    new = replace(layer, **changed)
    if role == "adapter" and new == layer:
        raise SpecError(f"{choice.key}: nothing is there that it could stand beside")
    return new


def _placed(mixer: Spec, choice: Choice, place: Place) -> Attention:
    """An attention with a position of its own."""
    position = _for(mixer, choice, place)
    with told_of(choice.key, choice.options):
        if not isinstance(mixer, Attention):
            raise SpecError(f"no position acts on {type(mixer).__name__}")
        if isinstance(position, Learned | Grid):
            raise SpecError(
                "vectors are added at the input, where there are no layers; rotary, alibi or "
                "relative positions can be in some layers alone"
            )
    return replace(mixer, position=position)


def _position(layers: Layers, made: Sequence[Layer], place: Place) -> Position:
    """The position of a stack, for attentions like the first that has none of its own."""
    mixers = (layer.mixer.block for layer in made)
    looking = (m for m in mixers if isinstance(m, Attention) and m.position is None)
    return _for(next(looking, None), layers.common.choices["position"], place)


def _for(mixer: Spec | None, choice: Choice, place: Place) -> Position:
    """The position that a recipe makes for an attention."""
    if isinstance(mixer, Attention):
        place = replace(place, heads=mixer.heads, head_width=mixer.head_width)
    position: Position = choice(place)
    return position
