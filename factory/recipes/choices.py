"""Choosing a recipe: from a name, or a mapping of a name and options, to what makes a block."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from factory.configuration import Problem, hints, problems
from factory.configuration.options import coerced
from factory.errors import RequestError
from factory.recipes.base import Place, Recipe, Scope
from factory.specs import SpecError
from registry import REGISTRY, RegistryError


@dataclass(frozen=True)
class Choice:
    """One recipe with its options.

    Attributes:
        recipe: makes the block.
        options: an instance of its options.
        key: where it was asked for, which problems are told with.
    """

    recipe: Recipe
    options: Scope
    key: str

    def __call__(self, place: Place) -> Any:
        """The block for a place.

        Raises:
            SpecError: it cannot stand there; begins with the key.
        """
        with told_of(self.key, self.options):
            return self.recipe.make(place, self.options)


def chosen(key: str, role: str, asked: object) -> Choice:
    """What is asked for where a block stands where it is written, and nothing is swapped.

    Args:
        key: where it is asked for.
        role: of the block.
        asked: a recipe's name, or a mapping of its ``name`` and options.

    Raises:
        RequestError: with everything that is wrong with it, by full keys.
    """
    recipe, values = named(key, role, asked)
    scope = {field.name for field in dataclasses.fields(Scope)}
    wrong = [
        f"{key}.{name}: says where a swap acts; here a block stands where it is written"
        for name in values
        if name in scope
    ]
    wrong += [f"{key}.{problem}" for problem in option_problems(recipe, values)]
    if wrong:
        raise RequestError(wrong)
    return Choice(recipe, made(recipe, values), key)


def named(key: str, role: str, asked: object) -> tuple[Recipe, dict[str, Any]]:
    """The recipe that is asked for, and options for it, which are yet to be checked.

    Raises:
        RequestError: nothing is named, or nothing that there is.
    """
    given = {"name": asked} if isinstance(asked, str) else asked
    name = given.get("name") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or not isinstance(name, str):
        known = ", ".join(REGISTRY.names(role))
        raise RequestError(f"{key}: {asked!r} names no {role}. There are: {known}.")
    try:
        recipe: Recipe = REGISTRY.get(role, name)
    except RegistryError as error:
        raise RequestError(f"{key}: {error}") from error
    return recipe, {option: value for option, value in given.items() if option != "name"}


def made(recipe: Recipe, values: Mapping[str, Any]) -> Scope:
    """Options of a recipe from checked plain data."""
    types = hints(recipe.options)
    return recipe.options(**{name: coerced(types[name], value) for name, value in values.items()})


def option_problems(recipe: Recipe, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with options of a recipe."""
    for problem in problems(recipe.options, values):
        said = problem.message.replace(recipe.options.__name__, f"{recipe.role} {recipe.name!r}", 1)
        yield Problem(problem.key, said)


@contextmanager
def told_of(key: str, options: Scope) -> Iterator[None]:
    """Problems of a block, told with the option, or at least the key, that they concern."""
    try:
        yield
    except SpecError as error:
        option = str(error).partition(": ")[0]
        named = option in {field.name for field in dataclasses.fields(options)}
        raise SpecError(f"{key}{'.' if named else ': '}{error}") from error
