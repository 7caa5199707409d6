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
from factory.composition.overrides import parsed
from factory.composition.sentences import said
from factory.configuration import default_of, problems
from factory.cost import Workload
from factory.errors import RequestError

_REMEMBERED = 64
"""Combinations that are composed and kept at a time."""

_ARCHITECTURE, _PLAN = "architecture", "plan"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One override that has several values.

    Attributes:
        key: what it sets.
        lines: the overrides that it stands for.
        values: their values.
        composed: whether each value is composed, as choices of groups are.
    """

    key: str
    lines: tuple[str, ...]
    values: tuple[Any, ...]
    composed: bool


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
        RequestError: a line is no override, or a sweep cannot be enumerated.
    """

    def __init__(self, composer: Composer, lines: Sequence[str]) -> None:
        self.composer = composer
        self.fixed = composer.fixed(lines)
        overrides = [parsed(composer.loader, line, []) for line in composer.swept(lines)]
        self.axes = tuple(self._axis(override) for override in overrides if override is not None)
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
        return Axis(name, lines, values, composed=not simple)

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
            paths = self._paths
        except RequestError as error:
            self._refused = error
            raise
        if paths is None:
            return self.grid.composer.one(self._lines(chosen), sources_checked=False)
        values = {
            path: axis.values[index]
            for axis, index, own in zip(self.grid.axes, chosen, paths, strict=True)
            for path in own
        }
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
    def _paths(self) -> tuple[tuple[Path, ...], ...] | None:
        """For each axis the values of the tree that are its own; None where that is not all.

        An axis that is composed has none.
        """
        before = dict(leaves(self._plain))
        found: list[tuple[Path, ...]] = []
        for place, axis in enumerate(self.grid.axes):
            if axis.composed:
                found.append(())
                continue
            other = next((i for i, v in enumerate(axis.values) if v != axis.values[0]), None)
            if other is None:
                found.append(())
                continue
            lines = self._lines((*self.key[:place], other, *self.key[place + 1 :]))
            after = dict(leaves(self.grid.composer.unchecked(lines)[0]))
            changed = [k for k in {**before, **after} if before.get(k) != after.get(k)]
            simple = all(k in before and after.get(k) == axis.values[other] for k in changed)
            if not changed or not simple:
                return None
            found.append(tuple(tuple(key.split(".")) for key in changed))
        every = [path for paths in found for path in paths]
        return None if len(every) > len(set(every)) else tuple(found)


@dataclass(frozen=True, slots=True)
class _Template:
    """A point that is possible, of which others are made without composing or checking it anew.

    Attributes:
        made: the point.
        extra: what its configuration says that stands elsewhere in the tree, such as labels.
        quick: whether values of the architecture and of the plan are all that others change.
    """

    made: Blueprint
    extra: Mapping[str, Any]
    quick: bool

    @classmethod
    def of(cls, made: Blueprint, values: Mapping[Path, Any]) -> _Template:
        """Of a point with these values of its axes."""
        config, section = made.config, made.tree[_ARCHITECTURE]
        extra = {
            field.name: value
            for field in dataclasses.fields(config)
            if field.name not in section
            and (value := getattr(config, field.name)) != default_of(field)
        }
        again = made.family.config(**{**_options(section), **extra})
        quick = again == config and all(path[0] in (_ARCHITECTURE, _PLAN) for path in values)
        return cls(made, extra, quick)

    def blueprint(self, values: Mapping[Path, Any]) -> Blueprint:
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
        kind = made.family.config
        try:
            config = kind(**{**_options(tree[_ARCHITECTURE]), **self.extra})
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
        return dataclasses.replace(made, tree=tree, config=config, settings=settings)


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
