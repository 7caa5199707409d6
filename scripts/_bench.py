"""Speed and memory beside transformers, in one run and on one machine.

Every figure is the median of several runs that take turns between the sides, so that a machine
that slows down slows all of them. What depends on a fresh interpreter (imports, memory, building)
runs in one process a run; what does not (forward, backward, tokenizing) runs side by side in one
process. Weights and texts are the same on every side.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import metadata

import _bench_generation as generation
import _bench_models as models
import _bench_plan as plan
import _bench_preprocessing as preprocessing
from _bench_common import OURS, PEER, Figures, Row, against, at_most, medians, output_of, statement


def measure_import(runs: int) -> Iterator[Row]:
    """``import factory``."""
    (ours,) = medians(2 * runs, lambda: statement("import factory"))
    yield at_most("import", "import factory", "ms", ours["ms"], 60)


def measure_commands(runs: int) -> Iterator[Row]:
    """Commands that need no torch, whole processes."""
    commands = (
        ("list", ["list"], 0.25),
        ("describe", ["describe", "distilbert"], 0.25),
        ("show", ["show", "architecture=bert_base"], 0.6),
    )
    for name, arguments, limit in commands:

        def run(arguments: list[str] = arguments) -> Figures:
            begin = time.perf_counter()
            output_of([sys.executable, "-m", OURS, *arguments])
            return {"s": time.perf_counter() - begin}

        (ours,) = medians(runs, run)
        yield at_most(f"command-{name}", f"factory {' '.join(arguments)}", "s", ours["s"], limit)


def measure_model_class(runs: int) -> Iterator[Row]:
    """The model class on top of torch."""

    def imported(side: str) -> Figures:
        return statement(f"from {side} import DistilBertModel", before="import torch")

    ours, peer = medians(runs, lambda: imported(OURS), lambda: imported(PEER))
    what = "import DistilBertModel after torch"
    yield against("class", what, "ms", ours["ms"], peer["ms"], 10, "10 times faster")


MEASUREMENTS: dict[str, Callable[[int], Iterator[Row]]] = {
    "import": measure_import,
    "command": measure_commands,
    "class": measure_model_class,
    "build": models.measure_build,
    "load": models.measure_load,
    "forward": models.measure_forward,
    "forward-vit": models.measure_vit,
    "forward-clip": models.measure_clip,
    "forward-wav2vec2": models.measure_wav2vec2,
    "padded": models.measure_training,
    "ragged": models.measure_ragged,
    "greedy": generation.measure_greedy,
    "gpt2": generation.measure_gpt2,
    "beams": generation.measure_beams,
    "prefill": generation.measure_prefill,
    "plan-grid": plan.measure_grid,
    "tokenize": preprocessing.measure_tokenizing,
    "images": preprocessing.measure_images,
    "torchvision": preprocessing.measure_torchvision,
    "log-mel": preprocessing.measure_log_mel,
    "waveforms": preprocessing.measure_waveforms,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = ", ".join(MEASUREMENTS)
    parser.add_argument("--only", action="append", metavar="NAME", help=f"some of: {names}")
    parser.add_argument("--runs", type=int, default=5, help="runs a side; more is steadier")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    options = parser.parse_args()
    chosen = [n for n in MEASUREMENTS if any(fnmatch.fnmatch(n, p) for p in options.only or ["*"])]
    if not chosen:
        parser.error(f"no measurement is called {' or '.join(options.only)}; there are: {names}")
    if (load := os.getloadavg()[0]) > 0.7:
        print(f"this machine is busy (load {load:.1f}); expect unsteady figures", file=sys.stderr)
    rows: list[Row] = []
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr)
        rows += MEASUREMENTS[name](options.runs)
    libraries = ["torch", PEER, preprocessing.RAW, preprocessing.PILLOW]
    if any(row.name == preprocessing.TORCHVISION for row in rows):
        libraries.append(preprocessing.TORCHVISION)
    versions = {name: metadata.version(name) for name in libraries}
    if options.json:
        rows_as_data = [asdict(row) for row in rows]
        print(json.dumps({"cores": os.cpu_count(), "versions": versions, "rows": rows_as_data}))
    else:
        print_table(rows, versions)


def print_table(rows: list[Row], versions: dict[str, str]) -> None:
    """The rows for people to read."""
    from rich.console import Console
    from rich.table import Table

    beside = ", ".join(f"{name} {version}" for name, version in versions.items())
    table = Table(caption=f"medians, {os.cpu_count()} cores; {beside}")
    for title in ("measured", "here", "there", "times better", "promise", "kept"):
        table.add_column(title, justify="left" if title in ("measured", "promise") else "right")
    for row in rows:
        other = "" if row.other is None else f"{row.other:,.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        kept = "yes" if row.kept else "NO"
        table.add_row(row.what, f"{row.ours:,.3g} {row.unit}", other, ratio, row.promise, kept)
    Console(width=None if sys.stdout.isatty() else 110).print(table)


if __name__ == "__main__":
    main()
