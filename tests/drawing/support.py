"""Models to draw."""

from __future__ import annotations

import functools
from dataclasses import replace

from factory.errors import RequestError
from factory.specs import Model, Rotary, Stack, at
from registry import REGISTRY
from tests.sizes import SMALL, TOGETHER, fitting, with_options

FAMILIES = REGISTRY.names("architecture")


@functools.cache
def models(family: str) -> dict[str, Model]:
    """A small model of a family with each of its heads, and bare ones with what options bring."""
    found = REGISTRY.get("architecture", family)
    values = fitting(found.config, SMALL)
    planned = {head: found.plan(found.config(**values), head) for head in found.head_names}
    for number, options in enumerate(TOGETHER):
        try:
            changed = found.config(**with_options(found.config, values, options))
        except RequestError:
            continue
        planned[f"options {number}"] = found.plan(changed)
    return planned


def bert(layers: int = 6, head: str = "masked_lm") -> Model:
    family = REGISTRY.get("architecture", "bert")
    model: Model = family.plan(family.config(num_hidden_layers=layers), head)
    return model


def rotated(model: Model, places: tuple[int, ...]) -> Model:
    """A model some of whose layers have positions of their own."""
    body = model.body
    assert isinstance(body, Stack)
    layers = list(body.layers)
    for place in places:
        block = replace(at(layers[place], "mixer.block"), position=Rotary(width=64))
        mixer = replace(at(layers[place], "mixer"), block=block)
        layers[place] = replace(layers[place], mixer=mixer)
    return replace(model, body=replace(body, layers=tuple(layers)))
