"""One generic constructor: from a spec to the module of the same shape, children at the same paths.

Axes in this package: B batch, T tokens, W width, H heads, D width of a head. ``(..., W)`` is
``(B, T, W)`` for padded batches and ``(T, W)`` for packed ones, where only real tokens are kept.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory.specs import Spec, children

S = TypeVar("S", bound=Spec)
M = TypeVar("M", bound="type[Block[Any]]")

BUILDERS: dict[type[Spec], type[Block[Any]]] = {}
"""Spec type -> the module that interprets it."""


def builds(kind: type[Spec]) -> Callable[[M], M]:
    """Register a module as the interpreter of a spec type.

    Raises:
        ValueError: the type has one already.
    """

    def register(module: M) -> M:
        if kind in BUILDERS:
            raise ValueError(f"{kind.__name__} is built by {BUILDERS[kind].__name__} already")
        BUILDERS[kind] = module
        return module

    return register


def build(node: Spec) -> Block[Any]:
    """The module of a spec, on the current default device.

    Raises:
        TypeError: no module interprets that type; a subclass needs a module of its own.
    """
    kind = type(node)
    if kind not in BUILDERS:
        import_one_offs(kind)
    if kind not in BUILDERS:
        raise TypeError(f"no torch module is known for the spec type {kind.__name__}")
    return BUILDERS[kind](node)


def import_one_offs(kind: type[Spec]) -> None:
    """Import what stands beside a spec type's own module: ``package.torch.x`` for ``package.x``.

    There a family, or a package that plugs in, registers what interprets its own spec types.

    Raises:
        ImportError: there is such a module, and it cannot be imported.
    """
    package, _, module = kind.__module__.rpartition(".")
    beside = f"{package}.torch.{module}"
    try:
        if package:
            importlib.import_module(beside)
    except Exception as error:  # of whatever a plug-in's module does, the message names the module
        if isinstance(error, ModuleNotFoundError) and error.name in (f"{package}.torch", beside):
            return
        raise ImportError(
            f"{beside}, which builds {kind.__name__}, cannot be imported: "
            f"{type(error).__name__}: {error}"
        ) from error


def dropped(x: Tensor, share: float, training: bool) -> Tensor:
    """Numbers of which training drops a share; no call where none is dropped."""
    return F.dropout(x, share) if training and share else x


class Block(nn.Module, Generic[S]):
    """A module with the parameters and children that its spec declares.

    Fields that hold a spec become modules of the same name, tuples of specs become module lists,
    fields that are None become None, so that ``forward`` can ask.
    """

    def __init__(self, spec: S) -> None:
        super().__init__()
        self.spec = spec
        built = dict(children(spec))
        for field in dataclasses.fields(spec):
            value = built.get(field.name)
            if isinstance(value, Spec):
                self.add_module(field.name, build(value))
            elif value is not None:
                self.add_module(field.name, nn.ModuleList(build(item) for item in value))
            elif getattr(spec, field.name) is None:
                setattr(self, field.name, None)
        for name, shape in spec.parameters().items():
            trained = name not in spec.frozen
            self.register_parameter(name, nn.Parameter(torch.empty(shape), requires_grad=trained))

    def extra_repr(self) -> str:
        """The spec's plain values, for ``print(model)``."""
        kept = (int, float, str, bool)
        values = ((f.name, getattr(self.spec, f.name)) for f in dataclasses.fields(self.spec))
        return ", ".join(f"{name}={value}" for name, value in values if isinstance(value, kept))
