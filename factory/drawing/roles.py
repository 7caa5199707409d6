"""What parts are for, and where positions act: by type, and by the field that holds a part."""

from __future__ import annotations

from factory import specs
from factory.drawing.part import Acts, Role
from factory.specs import Position, Spec

ROLES: dict[type[Spec], Role] = {
    specs.Frontend: Role.EMBEDDING,
    specs.Embedding: Role.EMBEDDING,
    specs.Shared: Role.EMBEDDING,
    specs.Position: Role.POSITION,
    specs.LayerNorm: Role.NORM,
    specs.RMSNorm: Role.NORM,
    specs.GroupNorm: Role.NORM,
    specs.Attention: Role.MIXER,
    specs.Dense: Role.FEEDFORWARD,
    specs.Gated: Role.FEEDFORWARD,
    specs.Experts: Role.FEEDFORWARD,
    specs.Pool: Role.HEAD,
}
"""Roles by type; a type below one of these has its role."""

HELD: dict[str, Role] = {
    "mixer": Role.MIXER,
    "cross": Role.MIXER,
    "feedforward": Role.FEEDFORWARD,
    "frontend": Role.EMBEDDING,
    "position": Role.POSITION,
    "before": Role.NORM,
    "inner": Role.NORM,
    "after": Role.NORM,
    "entry": Role.NORM,
    "norm": Role.NORM,
    "head": Role.HEAD,
}
"""Roles by the field that holds a part, for types of which nothing is known."""

ACTS: dict[type[Spec], Acts] = {
    specs.Learned: Acts.INPUT,
    specs.Grid: Acts.INPUT,
    specs.ConvPosition: Acts.INPUT,
    specs.Rotary: Acts.ROTATES,
    specs.RelativeBias: Acts.SCORES,
}
"""Where positions act, by type; others do something in attention."""


def role(node: Spec, name: str, holder: Role = Role.PLAIN) -> Role:
    """What a part is for: what its type says, else the field that holds it, else its holder's."""
    known = (ROLES[kind] for kind in type(node).__mro__ if kind in ROLES)
    return next(known, HELD.get(name.partition(" ")[0], holder))


def acts(node: Spec) -> Acts | None:
    """Where a position acts; None of what is none."""
    if not isinstance(node, Position):
        return None
    return next((ACTS[kind] for kind in type(node).__mro__ if kind in ACTS), Acts.ATTENTION)
