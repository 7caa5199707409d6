"""Rotary positions as configurations say them: ``rope_parameters``, and what older files have."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from factory.configuration import Problem
from factory.errors import did_you_mean
from factory.specs import Banded, Dynamic, Interpolated, Long, Rotary, Scaling, Unscaled, Yarn

Parameters = Mapping[str, int | float | str | bool | tuple[float, ...] | None]

OLDER = ("rope_theta", "rope_scaling")
"""Names of options that say the same in older files."""

TRAINED = "original_max_position_embeddings"
FACTORS = {"short_factor", "long_factor"}
LEAST = {"factor": 1, TRAINED: 2}
SAMPLES = {
    "factor": "4",
    "low_freq_factor": "1",
    "high_freq_factor": "4",
    "short_factor": "[1, …]",
    "long_factor": "[4, …]",
}
"""How what types of rotation need may look."""
EXACT = 2**53
"""Whole numbers up to this one are floating-point numbers, too."""
COMMON = {"rope_type", "rope_theta"}
TYPES: Mapping[str, tuple[set[str], set[str]]] = {
    "default": (set(), set()),
    "linear": ({"factor"}, set()),
    "dynamic": ({"factor"}, set()),
    "yarn": (
        {"factor"},
        {
            TRAINED,
            "attention_factor",
            "beta_fast",
            "beta_slow",
            "mscale",
            "mscale_all_dim",
            "truncate",
        },
    ),
    "longrope": (
        {"short_factor", "long_factor"},
        {TRAINED, "factor", "attention_factor"},
    ),
    "llama3": (
        {"factor", "low_freq_factor", "high_freq_factor"},
        {TRAINED},
    ),
}
"""Type -> what it needs, and what it may be told besides."""


def usual(theta: float) -> Parameters:
    """What holds when nothing is said."""
    return {"rope_type": "default", "rope_theta": theta}


def renewed(given: Mapping[str, Any], theta: float) -> dict[str, Any]:
    """Options with what older files say of rotary positions where it now stands.

    Args:
        given: options by name.
        theta: the family's own.
    """
    new = dict(given)
    older = {name: new.pop(name, None) for name in OLDER}
    stated = new.get("rope_parameters") or older["rope_scaling"]
    if stated is None and older["rope_theta"] is None:
        return new
    if stated is not None and not isinstance(stated, Mapping):
        return new | {"rope_parameters": stated}
    known = dict(stated or {})
    kind = known.pop("type", None)
    before = {"rope_type": kind or "default", "rope_theta": older["rope_theta"] or theta}
    return new | {"rope_parameters": {name: typed(name, x) for name, x in (before | known).items()}}


def typed(name: str, value: Any) -> Any:
    """A number as transformers wants it written: whole is the length of the training alone."""
    if name == TRAINED and isinstance(value, float) and value.is_integer():
        return int(value)
    if name != TRAINED and type(value) is int and abs(value) <= EXACT:
        return float(value)
    return value


def problems(config: Any) -> Iterator[Problem]:
    """What is wrong with a configuration's ``rope_parameters``."""
    given: Parameters = config.rope_parameters
    kind = given.get("rope_type", "default")
    if kind not in TYPES:
        hint = did_you_mean(str(kind), TYPES)
        wrong = [f"rope_type {kind!r} is not one of {', '.join(TYPES)}.{hint}"]
    else:
        wrong = [*wrong_names(given), *wrong_values(given, config.head_width // 2)]
    yield from (Problem("rope_parameters", text) for text in wrong)
    if config.head_width % 2:
        yield Problem("head_dim", f"is {config.head_width}; rotary positions turn pairs of numbers")


def wrong_names(given: Parameters) -> Iterator[str]:
    """What a type of rotation needs and is not told, and what says nothing of it."""
    kind = str(given.get("rope_type", "default"))
    needed, optional = TYPES[kind]
    if missing := sorted(needed - given.keys()):
        sample = {"rope_type": kind} | {name: SAMPLES[name] for name in sorted(needed)}
        written = ", ".join(f"{name}: {value}" for name, value in sample.items())
        yield f"{kind!r} needs {' and '.join(missing)}, as in {{{written}}}"
    for name in sorted(given.keys() - COMMON - needed - optional):
        hint = did_you_mean(name, needed | optional | COMMON)
        yield f"{name!r} says nothing of {kind!r}.{hint}"


def wrong_values(given: Parameters, pairs: int) -> Iterator[str]:
    """Values that cannot be meant.

    Args:
        given: by name.
        pairs: of numbers, that turn.
    """
    needed, optional = TYPES[str(given.get("rope_type", "default"))]
    for name in sorted({"rope_theta"} | (given.keys() & (needed | optional))):
        value = given.get(name)
        if name == "truncate":
            if not isinstance(value, bool):
                yield f"{name} {value!r} is not true or false"
        elif name in FACTORS:
            count = len(value) if isinstance(value, tuple) else 0
            if not isinstance(value, tuple) or count != pairs or not all(map(positive, value)):
                yield f"{name} has to list {pairs} numbers above 0, one for each pair; has {count}"
        elif value is None and name in optional:
            continue
        elif not positive(value) or (name in LEAST and value < LEAST[name]):  # type: ignore[operator]
            least = f"from {LEAST[name]} on" if name in LEAST else "above 0"
            yield f"{name} {value!r} is not a number {least}"
    low, high = given.get("low_freq_factor"), given.get("high_freq_factor")
    if isinstance(low, float) and isinstance(high, float) and low >= high:
        yield f"low_freq_factor {low} is not below high_freq_factor {high}"


def positive(value: object) -> bool:
    """Whether a value is a number above 0, and none that computing with it would overflow."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and 0 < value <= EXACT  # type: ignore[operator]


def rotary(config: Any) -> Rotary:
    """The rotation that a configuration asks for."""
    given = config.rope_parameters
    return Rotary(
        width=config.head_width,
        theta=float(given.get("rope_theta")),
        scaling=scaling(given, config.max_position_embeddings),
    )


def scaling(given: Mapping[str, Any], length: int) -> Scaling:
    """How the rates are changed.

    Args:
        given: the parameters.
        length: the longest sequence, which is the trained one where that is not said.
    """
    kind = given.get("rope_type", "default")
    trained = int(given.get(TRAINED) or length)
    factor = given.get("factor")
    match kind:
        case "default":
            return Unscaled()
        case "linear":
            return Interpolated(factor=float(given["factor"]))
        case "dynamic":
            return Dynamic(factor=float(given["factor"]), trained=length)
        case "llama3":
            return Banded(
                factor=float(given["factor"]),
                low=float(given["low_freq_factor"]),
                high=float(given["high_freq_factor"]),
                trained=trained,
            )
        case "yarn":
            return Yarn(
                factor=float(given["factor"]),
                trained=trained,
                fast=float(given.get("beta_fast") or 32),
                slow=float(given.get("beta_slow") or 1),
                magnitude=yarn_magnitude(given),
                whole=bool(given.get("truncate", True)),
            )
        case _:
            grown = float(factor or length / trained)
            told = given.get("attention_factor")
            growth = 1.0 if grown <= 1 else math.sqrt(1 + math.log(grown) / math.log(trained))
            return Long(
                short=tuple(map(float, given["short_factor"])),
                long=tuple(map(float, given["long_factor"])),
                trained=trained,
                magnitude=growth if told is None else float(told),
            )


def yarn_magnitude(given: Mapping[str, Any]) -> float:
    """The factor of cosines and sines that goes with the factor of the length."""
    if given.get("attention_factor") is not None:
        return float(given["attention_factor"])

    def grown(weight: float) -> float:
        return 1.0 if given["factor"] <= 1 else 0.1 * weight * math.log(given["factor"]) + 1.0

    if given.get("mscale") and given.get("mscale_all_dim"):
        return grown(given["mscale"]) / grown(given["mscale_all_dim"])
    return grown(1.0)
