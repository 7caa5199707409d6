"""What a cost depends on besides the model, and the bounds that it may be held to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from factory.configuration import DTYPES, option

OPTIMIZERS = ("adamw", "sgd", "sgd_momentum", "adafactor")
BYTES = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2}
"""Bytes of a number by the name of its type."""

SIZES = ("length", "decoder_length", "image_size", "samples")
"""Sizes of a workload that only some models read."""

USUAL_LENGTH, USUAL_SAMPLES = 128, 160_000
"""Tokens of a text, and samples of a recording (ten seconds at 16 kHz), where nothing is said."""


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What a model is run on; null is what the model suggests."""

    batch_size: int = option(1, "Items that are run at once.", low=1, high=2**31)
    length: int | None = option(
        None, "Tokens of a text; 128, or as many as there are places for.", low=1, high=2**31
    )
    decoder_length: int | None = option(
        None, "Tokens that a decoder beside an encoder writes; as many as `length`.", low=1
    )
    image_size: int | None = option(
        None, "Pixels of a picture's side; those that the model is made for.", low=1, high=2**20
    )
    samples: int | None = option(
        None, "Samples of a recording; ten seconds at 16 kHz.", low=1, high=2**40
    )
    dtype: str | None = option(
        None, "Type of weights and activations; that of the weights.", choices=DTYPES
    )
    optimizer: str = option("adamw", "What training keeps of each parameter.", choices=OPTIMIZERS)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Bounds of what a model may cost; null is no bound."""

    min_parameters: float | None = option(None, "Fewest parameters.", low=0)
    max_parameters: float | None = option(None, "Most parameters.", low=0)
    max_flops: float | None = option(None, "Most FLOPs of a forward pass.", low=0)
    max_training_flops: float | None = option(None, "Most FLOPs of a step of training.", low=0)
    max_bytes: float | None = option(None, "Most bytes of weights.", low=0)
    max_training_bytes: float | None = option(None, "Most bytes that training holds.", low=0)
    max_inference_bytes: float | None = option(None, "Most bytes that inference holds.", low=0)
    max_cache_bytes: float | None = option(None, "Most bytes of remembered keys.", low=0)

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) is not None for field in dataclasses.fields(self))

    def excesses(self, costs: Mapping[str, float]) -> Iterator[str]:
        """A sentence for each bound that costs do not keep.

        Args:
            costs: by what a bound is of, ``parameters`` or ``training_flops``; see
                :attr:`factory.cost.Estimate.totals`.
        """
        for field in dataclasses.fields(self):
            bound = getattr(self, field.name)
            if bound is None:
                continue
            side, _, name = field.name.partition("_")
            cost = costs[name]
            if (cost > bound) if side == "max" else (cost < bound):
                way = "more" if side == "max" else "fewer"
                yield f"budget.{field.name}: {cost:,} are {way} than {_written(bound)}"


def _written(bound: float) -> str:
    return f"{int(bound):,}" if bound == int(bound) else f"{bound:,g}"
