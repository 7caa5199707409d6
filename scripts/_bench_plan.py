"""Planning a grid of models, beside making each of them on meta with transformers."""

from __future__ import annotations

import time
from collections.abc import Iterator

from _bench_common import PEER, Figures, Row, child, medians, output_of, quiet

SIZES = {
    "hidden_size": range(64, 1664, 64),
    "num_hidden_layers": range(1, 21),
    "num_attention_heads": (1, 2, 4, 8),
    "intermediate_size": (256, 1024, 2048, 3072, 4096),
}
POINTS, THEIRS = 10_000, 100
LIMIT = 5.0


def measure_grid(runs: int) -> Iterator[Row]:
    """10,000 points: parameters, FLOPs and bytes here; parameters alone, of fewer models, there."""
    ours, peer = medians(max(runs // 2, 1), lambda: child(grid), lambda: child(on_meta))
    what = f"factory plan -m, {POINTS:,} points (there: parameters alone)"
    theirs = peer["s"] * POINTS / THEIRS
    promise = f"under {LIMIT:g} s"
    ratio = theirs / ours["s"]
    yield Row("plan-grid", what, "s", ours["s"], theirs, ratio, promise, ours["s"] < LIMIT)
    grown = ours["large_mb"] / ours["small_mb"]
    said = "memory of it, beside that of 100 points"
    yield Row(
        "plan-grid", said, "MB", ours["large_mb"], None, grown, "at most a fifth more", grown < 1.2
    )


def grid() -> Figures:
    """Seconds of the whole command, and most memory of its largest process."""
    import sys
    import tempfile

    lines = [f"architecture.{name}={','.join(map(str, values))}" for name, values in SIZES.items()]
    measured = (
        "import resource, sys\n"
        "from factory.cli import main\n"
        "status = main(sys.argv[1:])\n"
        "kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)\n"
        "print(max(resource.getrusage(kind).ru_maxrss for kind in kinds))\n"
        "sys.exit(status)\n"
    )
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", measured, "plan", "-m", "architecture=bert"]
        written = ["--csv", f"{folder}/grid.csv", "--top", "1"]
        few = [*lines[2:], "architecture.hidden_size=64,128,192,256,320"]
        figures["small_mb"] = int(output_of([*command, *few, *written]).split()[-1]) / 1024
        begin = time.perf_counter()
        printed = output_of([*command, *lines, *written])
        figures["s"] = time.perf_counter() - begin
        figures["large_mb"] = int(printed.split()[-1]) / 1024
    return figures


def on_meta() -> Figures:
    """Seconds for a hundred models of the same grid, made on meta and counted."""
    import itertools

    import torch

    library = quiet(PEER)
    points = itertools.islice(itertools.product(*SIZES.values()), 0, POINTS, POINTS // THEIRS)
    begin = time.perf_counter()
    for values in points:
        config = library.BertConfig(**dict(zip(SIZES, values, strict=True)))
        with torch.device("meta"):
            library.BertForSequenceClassification(config).num_parameters()
    return {"s": time.perf_counter() - begin}
