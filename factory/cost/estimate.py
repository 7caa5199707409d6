"""What a model costs before it is built: parameters, FLOPs and bytes, part by part."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import factory.cost.heads
import factory.cost.selective
import factory.cost.stacks  # noqa: F401 - they register rules
from factory.cost.counting import Count, parameters
from factory.cost.interpreter import Pass, Tally
from factory.cost.options import BYTES, SIZES, Workload
from factory.errors import RequestError
from factory.specs import Model

UNITS = {
    "parameters": "",
    "trained": "",
    "flops": "FLOPs",
    "training_flops": "FLOPs",
    "bytes": "B",
    "gradient_bytes": "B",
    "optimizer_bytes": "B",
    "activation_bytes": "B",
    "training_bytes": "B",
    "inference_activation_bytes": "B",
    "cache_bytes": "B",
    "inference_bytes": "B",
}
"""What :attr:`Estimate.totals` holds, and what it counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a model costs.

    Attributes:
        name: such as ``layers.mixer``; all layers together.
        parameters: its own, all of them.
        trained: those of them that training changes.
        flops: of a forward pass.
        training_flops: of a forward and a backward pass.
        bytes: of its weights.
        activation_bytes: of what it keeps for the backward pass.
        cache_bytes: of keys and values that it remembers.
    """

    name: str
    parameters: int
    trained: int
    flops: int
    training_flops: int
    bytes: int
    activation_bytes: int
    cache_bytes: int


@dataclass(frozen=True)
class Estimate:
    """What a model costs.

    FLOPs are two a multiplication and addition of matrix products and convolutions, as torch's
    ``FlopCounterMode`` counts them; attention counts as the two products that it is.

    Attributes:
        workload: what it was asked to run on.
        dtype: type of weights and activations.
        grid: how many of what each stack reads of an item, such as ``tokens``.
        parts: in the order in which they run.
        factored: numbers that Adafactor keeps.
        peak: most numbers that inference has at once besides weights.
    """

    workload: Workload
    dtype: str
    grid: Mapping[str, int]
    parts: tuple[Part, ...]
    factored: int
    peak: int

    @property
    def width(self) -> int:
        """Bytes of a number."""
        return BYTES[self.dtype]

    @cached_property
    def totals(self) -> dict[str, int]:
        """Every cost of the whole, by the names of ``UNITS``."""
        names = [f.name for f in dataclasses.fields(Part) if f.name != "name"]
        held = {name: sum([getattr(part, name) for part in self.parts]) for name in names}
        held["gradient_bytes"] = held["trained"] * self.width
        held["optimizer_bytes"] = self._optimizer(held["trained"]) * self.width
        held["inference_activation_bytes"] = self.peak * self.width
        held["training_bytes"] = (
            held["bytes"]
            + held["gradient_bytes"]
            + held["optimizer_bytes"]
            + held["activation_bytes"]
        )
        held["inference_bytes"] = (
            held["bytes"] + held["inference_activation_bytes"] + held["cache_bytes"]
        )
        return {name: held[name] for name in UNITS}

    def _optimizer(self, trained: int) -> int:
        """Numbers that an optimizer keeps of so many trained parameters."""
        match self.workload.optimizer:
            case "adamw":
                return 2 * trained
            case "sgd_momentum":
                return trained
            case "adafactor":
                return self.factored
            case _:
                return 0


def estimate(
    tree: Model,
    workload: Workload | None = None,
    *,
    dtype: str = "float32",
    device: str = "cpu",
    remembers: bool = True,
) -> Estimate:
    """What a model costs, from its spec tree; needs no torch.

    Args:
        tree: the model, as ``blueprint.plan()`` or ``family.plan(config, head)`` gives it.
        workload: what it is run on; the usual when None.
        dtype: type of weights and activations where the workload names none.
        device: ``cpu``, or anything else for an accelerator, whose kernels keep less.
        remembers: whether models take a cache, where nothing in the tree is against it.

    Raises:
        RequestError: the workload does not fit the model, or a spec type is not known.
    """
    workload = Workload() if workload is None else workload
    dtype = workload.dtype or dtype
    width = BYTES[dtype]
    counts = parameters(tree)
    adapted = any(count.added for count in counts.values())
    run = Pass(tree, workload, width=width, on_cpu=device == "cpu", adapted=adapted)
    run.run(tree)
    said = (name for name in SIZES if getattr(workload, name) is not None)
    if ignored := [name for name in said if name not in run.read]:
        raise RequestError(f"plan.{name}: this model reads nothing of it" for name in ignored)
    names = dict.fromkeys((*run.tallies, *counts))
    nothing, none = Tally(), Count()
    found = []
    for name in names:
        tally, count = run.tallies.get(name, nothing), counts.get(name, none)
        if count.all or tally != nothing:
            found.append(
                Part(
                    name=name,
                    parameters=count.all,
                    trained=count.trained,
                    flops=tally.forward,
                    training_flops=tally.forward + tally.backward,
                    bytes=count.all * width,
                    activation_bytes=tally.kept,
                    cache_bytes=tally.cache if remembers else 0,
                )
            )
    factored = sum(count.factored for count in counts.values())
    return Estimate(workload, dtype, run.grid, tuple(found), factored, run.peak)
