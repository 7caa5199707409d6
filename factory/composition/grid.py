"""Every point of a grid of overrides, composed where it must be and computed where it can be.

Composing a tree takes milliseconds, which a grid of thousands of points does not have. So each
combination of groups, and of values that other values may follow, is composed once; the values that
are swept besides are then put into a copy of the plain tree. What they bring along, by an alias or
an interpolation, is found by composing a second value of each and looking at what changes; where
that is not simply the value itself, or two of them change the same, points are composed after all.

Each point is validated as strictly as a request is: by the configuration's own constructor, and by
the rules between components.
"""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hydra.core.override_parser.types import Override
from hydra.errors import HydraException

from factory.composition import preparation
from factory.composition.blueprint import Blueprint
from factory.composition.checks import check, impossible, unfitting
from factory.composition.composer import Composer
from factory.composition.leaves import leaves
from factory.composition.nodes import SWAP
from factory.composition.overrides import parsed, sort
from factory.composition.sentences import said
from factory.configuration import default_of, problems
from factory.cost import Workload
from factory.errors import RequestError
from factory.recipes.base import KEEP
from factory.recipes.swaps import plain

_REMEMBERED = 64
"""Combinations that are composed and kept at a time."""

_ARCHITECTURE, _PLAN = "architecture", "plan"
_SWAP_GROUP = f"{SWAP}/"
Path = tuple[str, ...]
Values = dict[Path, Any]


@dataclass(frozen=True, slots=True)
class Axis:
    """One override that has several values.

    Attributes:
        key: what it sets.
        lines: the overrides that it stands for.
        values: their values.
        composed: whether all points of a value are composed apart, as choices of groups are; but
            a choice of a block is composed once, as it says nothing of anything else.
    """

    key: str
    lines: tuple[str, ...]
    values: tuple[Any, ...]
    composed: bool

    @property
    def swaps(self) -> bool:
        """Whether it chooses blocks of a role."""
        return self.key.startswith(_SWAP_GROUP)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a grid.

    Attributes:
        number: its place.
        values: what the axes have there, by key.
        blueprint: the checked request, or None where it is impossible.
        problems: why it is impossible.
    """

    number: int
    values: Mapping[str, Any]
    blueprint: Blueprint | None
    problems: tuple[str, ...] = ()


class Grid:
    """The points of a sweep, in the order in which Hydra's own sweeper has them.

    Args:
        composer: where trees are composed.
        lines: the overrides.

    Raises:
        RequestError: a line is no override or chooses what there is not, or a sweep cannot be
            enumerated.
    """

    def __init__(self, composer: Composer, lines: Sequence[str]) -> None:
        self.composer = composer
        self.fixed = composer.fixed(lines)
        overrides = [parsed(composer.loader, line, []) for line in composer.swept(lines)]
        self.axes = tuple(self._axis(override) for override in overrides if override is not None)
        wrong = [
            problem
            for axis in self.axes
            if composer.loader.is_group(axis.key)
            for line in axis.lines
            for problem in sort(composer.loader, [line]).problems
        ]
        if wrong:
            raise RequestError(wrong)
        self._sections: dict[tuple[int, ...], _Section] = {}

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    def points(self, start: int = 0, stop: int | None = None) -> Iterator[Point]:
        """The points of a range, as they are asked for.

        What they share is remembered, a bounded number of combinations at a time.
        """
        for number in range(start, len(self) if stop is None else stop):
            chosen = self._chosen(number)
            values = {a.key: a.values[i] for a, i in zip(self.axes, chosen, strict=True)}
            try:
                yield Point(number, values, self._section(chosen).blueprint(chosen))
            except RequestError as error:
                yield Point(number, values, None, error.problems)

    def _chosen(self, number: int) -> tuple[int, ...]:
        """Which value of each axis a point has; those of the last axis change fastest."""
        found = []
        for axis in reversed(self.axes):
            number, index = divmod(number, len(axis.values))
            found.append(index)
        return tuple(reversed(found))

    def _axis(self, override: Override) -> Axis:
        loader, key = self.composer.loader, override.get_key_element()
        try:
            lines = tuple(f"{key}={text}" for text in override.sweep_string_iterator())
        except (HydraException, ValueError, TypeError) as error:
            raise RequestError(f"the sweep cannot be run: {said(error)}") from error
        if not lines:
            raise RequestError(f"the sweep has no job: {override.input_line}")
        single = [loader.parse(line) for line in lines]
        values = tuple(_plain(one.value()) for one in single)
        name = str(override.key_or_group)
        inside = name.partition(".")[0] in (_ARCHITECTURE, _PLAN) and "." in name
        simple = inside and not any(isinstance(value, dict) for value in values)
        return Axis(name, lines, values, not simple and not name.startswith(_SWAP_GROUP))

    def _section(self, chosen: tuple[int, ...]) -> _Section:
        """What the points share that differ from one only in what need not be composed."""
        key = tuple(i if a.composed else 0 for a, i in zip(self.axes, chosen, strict=True))
        found = self._sections.get(key)
        if found is None:
            if len(self._sections) >= _REMEMBERED:
                self._sections.pop(next(iter(self._sections)))
            found = self._sections[key] = _Section(self, key)
        return found


class _Section:
    """Points that differ only in values that are put into a copy of one composed tree."""

    def __init__(self, grid: Grid, key: tuple[int, ...]) -> None:
        self.grid, self.key = grid, key
        self._usable: _Template | None = None
        self._refused: RequestError | None = None

    def blueprint(self, chosen: tuple[int, ...]) -> Blueprint:
        """One point.

        Raises:
            RequestError: it is impossible.
        """
        if self._refused is not None:
            raise self._refused
        try:
            parts = self._parts
        except RequestError as error:
            self._refused = error
            raise
        if parts is None:
            return self.grid.composer.one(self._lines(chosen), sources_checked=False)
        values: Values = {}
        for part, index in zip(parts, chosen, strict=True):
            values |= part(index)
        if self._usable is not None:
            return self._usable.blueprint(values)
        tree = copy.deepcopy(self._plain)
        for path, value in values.items():
            _inside(tree, path[:-1])[path[-1]] = value
        found = _checked(tree, self._choices, tuple(self._lines(chosen)))
        self._usable = _Template.of(found, values)
        return found

    def _lines(self, chosen: tuple[int, ...]) -> list[str]:
        swept = (axis.lines[i] for axis, i in zip(self.grid.axes, chosen, strict=True))
        return [*self.grid.fixed, *swept]

    @cached_property
    def _composed(self) -> tuple[dict[str, Any], Mapping[str, str | None]]:
        """The tree with the first value of each axis, unchecked, and the choices in it."""
        return self.grid.composer.unchecked(self._lines(self.key))

    @property
    def _plain(self) -> dict[str, Any]:
        return self._composed[0]

    @property
    def _choices(self) -> Mapping[str, str | None]:
        return self._composed[1]

    @cached_property
    def _parts(self) -> tuple[_Part, ...] | None:
        """What each axis changes in the tree; None where that is more than what it says."""
        swept = any(axis.swaps for axis in self.grid.axes)
        try:
            before = dict(leaves(self._plain))
        except RequestError:
            if swept:  # a block may lack an option that is set for the others
                return None
            raise
        found: list[_Part] = []
        for place, axis in enumerate(self.grid.axes):
            if axis.composed or len(axis.values) == 1:
                part: _Part | None = _Part(axis)
            elif axis.swaps:
                part = self._blocks(place, axis, before)
            else:
                part = self._paths(place, axis, before)
            if part is None:
                return None
            found.append(part)
        every = [path for part in found for path in part.paths]
        return None if len(every) > len(set(every)) else tuple(found)

    def _other(self, place: int, index: int) -> dict[str, Any]:
        """The tree with another value of one axis."""
        lines = self._lines((*self.key[:place], index, *self.key[place + 1 :]))
        return self.grid.composer.unchecked(lines)[0]

    def _paths(self, place: int, axis: Axis, before: Mapping[str, Any]) -> _Part | None:
        """The values of the tree that are an axis' own."""
        other = next((i for i, v in enumerate(axis.values) if v != axis.values[0]), None)
        if other is None:
            return _Part(axis)
        after = dict(leaves(self._other(place, other)))
        changed = [k for k in {**before, **after} if before.get(k) != after.get(k)]
        simple = all(k in before and after.get(k) == axis.values[other] for k in changed)
        if not changed or not simple:
            return None
        return _Part(axis, tuple(tuple(key.split(".")) for key in changed))

    def _blocks(self, place: int, axis: Axis, before: Mapping[str, Any]) -> _Part | None:
        """The section of a role for each choice of its block, which changes nothing else."""
        role = axis.key.removeprefix(_SWAP_GROUP)
        own = f"{SWAP}.{role}."
        rest = {key: value for key, value in before.items() if not key.startswith(own)}
        sections: list[Any] = []
        for index in range(len(axis.values)):
            try:
                tree = self._other(place, index)
            except RequestError as error:
                sections.append(error)
                continue
            after = {key: v for key, v in leaves(tree) if not key.startswith(own)}
            if after != rest:
                return None
            sections.append(tree[SWAP][role])
        return _Part(axis, ((SWAP, role),), tuple(sections))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one axis changes in a tree.

    Attributes:
        axis: whose.
        paths: of the values that it changes.
        instead: what is put there for each of its values, where that is not the value itself.
    """

    axis: Axis
    paths: tuple[Path, ...] = ()
    instead: tuple[Any, ...] | None = None

    def __call__(self, index: int) -> Values:
        """What one of its values puts where.

        Raises:
            RequestError: the value does not go with what all points have.
        """
        value = (self.axis.values if self.instead is None else self.instead)[index]
        if isinstance(value, RequestError):
            raise value
        return dict.fromkeys(self.paths, value)


@dataclass(frozen=True, slots=True)
class _Template:
    """A point that is possible, of which others are made without composing or checking it anew.

    Attributes:
        made: the point.
        extra: what its configuration says that stands elsewhere in the tree, such as labels.
        quick: whether values of the architecture and of the plan, and blocks, are all that others
            change.
    """

    made: Blueprint
    extra: Mapping[str, Any]
    quick: bool

    @classmethod
    def of(cls, made: Blueprint, values: Values) -> _Template:
        """Of a point with these values of its axes."""
        config, section = made.config, made.tree[_ARCHITECTURE]
        extra = {
            field.name: value
            for field in dataclasses.fields(config)
            if field.name not in section
            and (value := getattr(config, field.name)) != default_of(field)
        }
        again = made.family.config(**{**_options(section), **extra})
        quick = again == config and all(
            path[0] in (_ARCHITECTURE, _PLAN) or (path[0] == SWAP and len(path) == 2)
            for path in values
        )
        return cls(made, extra, quick)

    def blueprint(self, values: Values) -> Blueprint:
        """Another point.

        Raises:
            RequestError: it is impossible; what only its spec tree can tell is told when it is
                planned.
        """
        made = self.made
        tree = dict(made.tree)
        for path, value in values.items():
            node: Any = tree
            for step in path[:-1]:
                node[step] = node = dict(node[step])
            node[path[-1]] = value
        if not self.quick:
            return _checked(tree, made.choices, made.overrides)
        kind, extra, choices = made.family.config, self.extra, made.choices
        if tree[SWAP] is not made.tree[SWAP]:
            blocks = {role: node["name"] for role, node in tree[SWAP].items()}
            choices = {**choices, **{_SWAP_GROUP + role: name for role, name in blocks.items()}}
            swapped = (role for role, name in blocks.items() if name != KEEP)
            extra = {**extra, "swap": plain({role: tree[SWAP][role] for role in swapped})}
        try:
            config = kind(**{**_options(tree[_ARCHITECTURE]), **extra})
        except RequestError as error:
            own = (text.removeprefix(f"{kind.__name__}: ") for text in error.problems)
            raise RequestError(f"{_ARCHITECTURE}.{text}" for text in own) from error
        found = list(impossible(made.family, config, made.head.name))
        if made.tokenizer is not None:
            found += unfitting(config, made.tokenizer[1])
        if made.processor is not None:
            found += preparation.problems(made.family, config, *made.processor)
        settings, plan = made.settings, tree[_PLAN]
        if plan is not made.tree[_PLAN]:
            settings = dataclasses.replace(settings, plan=plan)
            found += (f"{_PLAN}.{problem}" for problem in problems(Workload, plan))
        if found:
            raise RequestError(found)
        return dataclasses.replace(
            made, tree=tree, config=config, settings=settings, choices=choices
        )


def _checked(
    tree: Mapping[str, Any], choices: Mapping[str, str | None], overrides: tuple[str, ...]
) -> Blueprint:
    found, wrong = check(tree, choices, overrides)
    if found is None:
        raise RequestError(wrong)
    return found


def _options(section: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in section.items() if name != "model_type"}


def _inside(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _plain(value: Any) -> Any:
    """A value of an override as a plain tree has it; quoted texts are texts."""
    text = getattr(value, "text", None)
    return value if text is None else text
