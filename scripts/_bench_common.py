"""What all measurements share: rows of the table, medians of sides that take turns, processes.

As a program, it runs one function of a file of measurements and prints the figures, for ``child``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS, PEER = "factory", "transformers"
Figures = dict[str, float]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: which measurement it comes from.
        what: what was measured.
        unit: of the figures.
        ours: our figure; less is better, as everywhere here.
        other: the figure it is compared with, or None.
        ratio: how many times better ours is, or None.
        promise: what is promised, in words.
        kept: whether it is.
    """

    name: str
    what: str
    unit: str
    ours: float
    other: float | None
    ratio: float | None
    promise: str
    kept: bool


def at_most(name: str, what: str, unit: str, ours: float, limit: float) -> Row:
    """A row with an absolute limit."""
    return Row(name, what, unit, ours, None, None, f"under {limit:g} {unit}", ours < limit)


def against(
    name: str, what: str, unit: str, ours: float, other: float, factor: float, promise: str
) -> Row:
    """A row that compares: ``other / ours`` must reach a factor."""
    return Row(name, what, unit, ours, other, other / ours, promise, other / ours >= factor)


def quiet(side: str) -> Any:
    """A side's package, without progress bars, which cost time and say nothing here."""
    library = import_module(side)
    if side == PEER:
        library.utils.logging.disable_progress_bar()
        library.utils.logging.set_verbosity_error()
    return library


def in_turns(jobs: dict[str, Callable[[], Any]], runs: int) -> Figures:
    """Median milliseconds of each job, the jobs taking turns after one unmeasured run of each."""
    taken: dict[str, list[float]] = {side: [] for side in jobs}
    for job in jobs.values():
        job()
    for _ in range(runs):
        for side, job in jobs.items():
            begin = time.perf_counter()
            made = job()
            taken[side].append(1000 * (time.perf_counter() - begin))
            del made  # to free what was made is no part of making it
    return {side: statistics.median(times) for side, times in taken.items()}


def child(function: Callable[..., Figures], *arguments: object) -> Figures:
    """A function of a file of measurements in a fresh interpreter."""
    called = [function.__module__, function.__name__, json.dumps(arguments)]
    printed = output_of([sys.executable, __file__, *called])
    figures: Figures = json.loads(printed.splitlines()[-1])
    return figures


def statement(timed: str, before: str = "pass") -> Figures:
    """An import statement in a fresh interpreter that has nothing but a clock."""
    code = f"import time\n{before}\nt = time.perf_counter()\n{timed}\nt = time.perf_counter() - t"
    return {"ms": 1000 * float(output_of([sys.executable, "-c", f"{code}\nprint(t)"]))}


def output_of(command: list[str]) -> str:
    """What a program of the checkout prints; its errors end this one."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def medians(runs: int, *jobs: Callable[[], Figures]) -> list[Figures]:
    """Medians of the figures of jobs that take turns."""
    taken: list[list[Figures]] = [[] for _ in jobs]
    for _ in range(runs):
        for figures, job in zip(taken, jobs, strict=True):
            figures.append(job())
    return [{k: statistics.median(f[k] for f in figures) for k in figures[0]} for figures in taken]


if __name__ == "__main__":
    module, name, arguments = sys.argv[1:]
    print(json.dumps(getattr(import_module(module), name)(*json.loads(arguments))))
