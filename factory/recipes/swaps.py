"""Swaps: requests to put other blocks in the place of a family's own.

A request is plain data, role -> name and options. It stands in a configuration as ``swap``, so that
models, bundles and sweeps carry it as they carry any option. Families know nothing of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from factory.errors import RequestError, did_you_mean
from factory.recipes.base import KEEP, ROLES
from factory.recipes.choices import made, named, option_problems
from factory.recipes.editing import Edit, Swap
from factory.specs import (
    DualEncoder,
    EncoderDecoder,
    Model,
    SpecError,
    Stack,
)
from registry import REGISTRY

_STACKS = {DualEncoder: ("text", "image"), EncoderDecoder: ("encoder", "decoder")}


def read(swaps: Mapping[str, Any]) -> dict[str, Swap]:
    """What a request for swaps asks for, roles that are kept left out.

    Args:
        swaps: role -> a recipe's name, or a mapping of its ``name`` and options.

    Raises:
        RequestError: with everything that is wrong with it.
    """
    found: dict[str, Swap] = {}
    wrong: list[str] = []
    for role, asked in swaps.items():
        try:
            swap = _read(role, asked)
        except RequestError as error:
            wrong += error.problems
            continue
        if swap is not None:
            found[role] = swap
    if wrong:
        raise RequestError(wrong)
    return {role: found[role] for role in ROLES if role in found}


def _read(role: str, asked: object) -> Swap | None:
    if role not in ROLES:
        raise RequestError(
            f"swap.{role}: there is no such role.{did_you_mean(role, ROLES)} "
            f"Roles: {', '.join(ROLES)}"
        )
    if asked == KEEP or (isinstance(asked, Mapping) and asked.get("name") == KEEP):
        return None
    key = f"swap.{role}"
    recipe, values = named(key, role, asked)
    wrong = list(option_problems(recipe, values))
    if wrong:
        raise RequestError(f"{key}.{problem}" for problem in wrong)
    return Swap(recipe, made(recipe, values), key)


def plain(swaps: Mapping[str, Any]) -> dict[str, Any]:
    """A request for swaps in full: role -> name and every option that is not at its default."""
    told = {}
    for role, swap in read(swaps).items():
        changed = {
            field.name: value
            for field in dataclasses.fields(swap.options)
            if (value := getattr(swap.options, field.name)) != field.default
        }
        told[role] = {"name": REGISTRY.name(role, swap.recipe.name), **changed}
    return told


def swapped(
    tree: Model, swaps: Mapping[str, Any], places: int | None = None, part: str = ""
) -> Model:
    """A tree with other blocks in place of a family's own.

    Args:
        tree: what the family plans.
        swaps: role -> a recipe's name, or a mapping of its ``name`` and options.
        places: the longest sequence that the family is for, where no table tells it.
        part: which of two stacks the only one of the tree is; what is for the other is left out.

    Raises:
        RequestError: there is no such role or recipe, or an option is wrong.
        SpecError: a block cannot stand where it is to stand; says what would.
    """
    asked = read(swaps)
    if not asked:
        return tree
    names = _STACKS.get(type(tree.body)) or _whole(part)
    for role, swap in asked.items():
        if swap.options.stack not in (None, *names):
            have = f"there are {' and '.join(names)}" if names[0] else "there is one stack alone"
            raise SpecError(f"swap.{role}.stack: there is no {swap.options.stack!r}; {have}")
    body = tree.body
    stacks: dict[str, Stack] = (
        {part: body} if isinstance(body, Stack) else {name: getattr(body, name) for name in names}
    )
    changed: dict[str, Any] = {
        name: Edit(chosen, places).stack(stack)
        for name, stack in stacks.items()
        if (chosen := {r: s for r, s in asked.items() if s.options.stack in (None, name)})
    }
    if isinstance(body, Stack):
        return replace(tree, body=changed.get(part, body))
    return replace(tree, body=replace(body, **changed))


def _whole(part: str) -> tuple[str, ...]:
    """Names of the stacks of the body that a stack is a part of."""
    return next((names for names in _STACKS.values() if part in names), ("",))
