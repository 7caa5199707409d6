"""A part of a drawing, and what is told of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Role(Enum):
    """What a part is for."""

    EMBEDDING = "embedding"
    POSITION = "position"
    NORM = "norm"
    MIXER = "mixer"
    FEEDFORWARD = "feedforward"
    HEAD = "head"
    PLAIN = "plain"


class Form(Enum):
    """How a part is put together."""

    BLOCK = "block"
    """One thing; its parts are inside."""
    CHAIN = "chain"
    """Its parts run one after another."""
    RESIDUAL = "residual"
    """``after(x + inner(block(before(x))))``."""
    REPEAT = "repeat"
    """Its parts, one after another, several times."""
    APART = "apart"
    """Its parts each stand in places of their own."""
    BESIDE = "beside"
    """What its type does with its parts, beside the chain, only its module knows."""
    STACKS = "stacks"
    """Stacks side by side, and what follows them."""


class Acts(Enum):
    """Where a position acts."""

    INPUT = "added to the input"
    ROTATES = "rotates q and k"
    SCORES = "added to scores"
    ATTENTION = "in attention"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a drawing.

    Attributes:
        name: the field that holds it, with its places where several are shown as one.
        title: what it is called.
        details: what is worth knowing of it, a line each.
        role: what it is for.
        form: how it is put together.
        parameters: scalars of all that it stands for, shared ones counted once.
        each: scalars of one of those, where it stands for several.
        times: how often it comes, one after another or in its places; in a pattern, each time.
        shared: whether those use the same weights.
        uses: path of the table whose weights it uses.
        acts: where a position does.
        memory: whether it looks at what another stack has given.
        positioned: whether the stack's position acts in it.
        told: whether the details of what holds it tell of it.
        known: whether these tell all of a part of its type.
        new: whether what the drawing is compared with has no such part in such a place.
        parts: what it is made of.
    """

    name: str
    title: str
    details: tuple[str, ...] = ()
    role: Role = Role.PLAIN
    form: Form = Form.BLOCK
    parameters: int = 0
    each: int = 0
    times: int = 1
    shared: bool = False
    uses: str = ""
    acts: Acts | None = None
    memory: bool = False
    positioned: bool = False
    told: bool = False
    known: bool = True
    new: bool = False
    parts: tuple[Part, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data, without what is empty or as usual."""
        found: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name in ("parameters", "role") or value not in (field.default, ()):
                found[field.name] = value.value if isinstance(value, Enum) else value
        if self.parts:
            found["parts"] = [part.to_dict() for part in self.parts]
        return found
