"""Activations of feed-forward blocks; one recipe for each name that configurations can give.

``factory.recipes.activations:gelu`` is the recipe of ``gelu``.
"""

from __future__ import annotations

import functools

from factory.recipes.base import Place, Recipe, Scope
from factory.specs import ACTIVATIONS, Spec, activation


@functools.cache
def __getattr__(name: str) -> Recipe:
    if name not in ACTIVATIONS:
        raise AttributeError(f"no activation is called {name!r}")

    def make(place: Place, options: Scope) -> Spec:
        return activation(name)

    return Recipe(
        role="activation",
        name=name,
        summary=f"the activation {name} in feed-forward blocks",
        options=Scope,
        make=make,
    )
