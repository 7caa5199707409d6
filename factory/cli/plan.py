"""``factory plan``: what a model costs before it is built, and what every point of a grid does."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.cli import arguments, output, requests
from factory.cli.arguments import Arguments, Flag
from factory.cli.verb import Verb
from factory.errors import RequestError

if TYPE_CHECKING:
    from factory.cli.plan_rows import Outcome, Row
    from factory.composition import Blueprint
    from factory.cost import Estimate

log = logging.getLogger(__name__)

CSV = Flag("--csv", "write every point of a grid to a CSV file", "FILE")
PARQUET = Flag("--parquet", "the same as Parquet; needs the extra 'parquet'", "FILE")
SORT = Flag("--sort", "sort the points of a grid by a column; -KEY for falling", "KEY")
TOP = Flag("--top", "show so many points of a grid, 40 unless told", "N")
PICTURE = Flag("--plot", "draw parameters against FLOPs, as .svg or .png", "FILE")
COLOUR = Flag("--colour", "what colours tell apart in the plot; the first that is swept", "KEY")
_GRID_ONLY = (CSV, PARQUET, SORT, TOP, PICTURE, COLOUR)

_TOP = 40
_SHOWN = ("parameters", "flops", "bytes", "training_bytes", "inference_bytes")


def run(given: Arguments) -> int:
    """Plan one request, or every point of a grid."""
    composer = requests.composer(given)
    lines = requests.overrides(composer, given, given.words)
    if arguments.MULTIRUN in given:
        return _grid(composer, lines, given)
    if alone := [flag.name for flag in _GRID_ONLY if flag in given]:
        raise RequestError(f"{name}: is for a grid; say -m, and several values" for name in alone)
    blueprint = composer.one(lines, sources_checked=False)
    found = blueprint.estimate()
    if beyond := list(blueprint.budget.excesses(found.totals)):
        raise RequestError(beyond)
    if arguments.JSON in given:
        output.print_json(_as_data(blueprint, found))
    else:
        _tell(blueprint, found)
    return 0


def _as_data(blueprint: Blueprint, found: Estimate) -> dict[str, Any]:
    import dataclasses

    return {
        "class": blueprint.class_name,
        "workload": dataclasses.asdict(found.workload) | {"dtype": found.dtype},
        "reads": dict(found.grid),
        "parts": [dataclasses.asdict(part) for part in found.parts],
        "totals": found.totals,
    }


def _tell(blueprint: Blueprint, found: Estimate) -> None:
    """One model, for people."""
    totals, load = found.totals, found.workload
    output.heading(blueprint.class_name)
    run_on = ", ".join((*_run_on(found), blueprint.settings.device))
    output.pairs({"run on": run_on, "optimizer": load.optimizer})
    output.heading("Parts")
    output.table(
        ("part", "parameters", "share", "FLOPs", "with backward", "weights", "activations"),
        [
            *(
                (
                    part.name,
                    f"{part.parameters:,}",
                    f"{part.parameters / max(totals['parameters'], 1):.1%}",
                    short(part.flops),
                    short(part.training_flops),
                    size(part.bytes),
                    size(part.activation_bytes),
                )
                for part in found.parts
            ),
            (
                "all",
                f"{totals['parameters']:,}",
                "",
                short(totals["flops"]),
                short(totals["training_flops"]),
                size(totals["bytes"]),
                size(totals["activation_bytes"]),
            ),
        ],
    )
    if totals["trained"] != totals["parameters"]:
        output.pairs({"trained": f"{totals['trained']:,} of {totals['parameters']:,} parameters"})
    output.heading("Memory of a step of training")
    output.pairs(
        {
            "weights": size(totals["bytes"]),
            "gradients": size(totals["gradient_bytes"]),
            "optimizer": size(totals["optimizer_bytes"]),
            "activations": size(totals["activation_bytes"]),
            "all": size(totals["training_bytes"]),
        }
    )
    output.heading("Memory of inference")
    cache = {"keys and values": size(totals["cache_bytes"])} if totals["cache_bytes"] else {}
    output.pairs(
        {
            "weights": size(totals["bytes"]),
            "activations": size(totals["inference_activation_bytes"]),
            **cache,
            "all": size(totals["inference_bytes"]),
        }
    )


def _run_on(found: Estimate) -> Iterator[str]:
    """What a model was thought to be run on."""
    yield f"a batch of {found.workload.batch_size}"
    yield from (f"{number:,} {what}" for what, number in found.grid.items())
    yield found.dtype


def _grid(composer: Any, lines: Sequence[str], given: Arguments) -> int:
    from factory.cli.plan_files import files
    from factory.cli.plan_rows import Order, Outcome, rows_of
    from factory.composition.grid import Grid

    grid = Grid(composer, lines)
    keys = [axis.key for axis in grid.axes]
    asked = given.get(SORT)
    order = None if asked is None else Order.asked(asked, keys)
    top = _count(given.get(TOP))
    plot = _plot(given, keys)
    outcome = Outcome()
    shown: list[Row] = []
    lacking: list[Row] = []
    with files(keys, given.get(CSV), given.get(PARQUET)) as sinks:
        rows: Iterable[Row] = outcome.seen(rows_of(grid))
        if order is not None:
            keep_all = bool(sinks) or arguments.JSON in given or plot is not None
            rows = order.sorted(rows) if keep_all else order.first(rows, top)
        for row in rows:
            for write in sinks:
                write(row)
            if plot is not None:
                plot.add(row)
            if arguments.JSON in given:
                output.print_json(row.flat)
            elif len(kept := shown if row.problem is None else lacking) < top:
                kept.append(row)
        if not outcome.fit and not outcome.left_out:
            raise RequestError(f"{reason}" for reason in list(outcome.impossible)[:10])
    if plot is not None:
        plot.write()
    shown += lacking[: top - len(shown)]
    _summary(outcome, shown, keys, len(grid), as_json=arguments.JSON in given)
    return 0


def _summary(
    outcome: Outcome, shown: Sequence[Row], keys: Sequence[str], total: int, *, as_json: bool
) -> None:
    """The table of a grid and what is to be told of it."""
    told = [f"{total:,} points: {outcome.fit:,} fit", *outcome.sentences()]
    if as_json:
        log.info("%s", "; ".join(told))
        return
    if shown:
        lacking = any(row.problem for row in shown)
        output.table(
            [*_short_names(keys), *map(_title, _SHOWN), *(("problem",) if lacking else ())],
            [
                [
                    *(output.value(row.values[key]) for key in keys),
                    *(_cost(name, row) for name in _SHOWN),
                    *((row.problem or "",) if lacking else ()),
                ]
                for row in shown
            ],
        )
    rest = outcome.fit + outcome.impossible.total() - len(shown)
    more = [f"{rest:,} more rows; --top N shows more, --csv FILE all"] if rest > 0 else []
    for line in (*told, *more):
        print(line)


def _cost(name: str, row: Row) -> str:
    if row.costs is None:
        return ""
    number = row.costs[name]
    if name == "parameters":
        return f"{number:,}"
    return size(number) if name.endswith("bytes") else short(number)


def _title(name: str) -> str:
    return {"flops": "FLOPs", "bytes": "weights"}.get(name, name.removesuffix("_bytes"))


def _short_names(keys: Sequence[str]) -> list[str]:
    """Keys by their last part, where no two have the same."""
    last = [key.rpartition(".")[2] for key in keys]
    return [key if last.count(name) > 1 else name for key, name in zip(keys, last, strict=True)]


def _count(text: str | None) -> int:
    if text is None:
        return _TOP
    if not text.isdecimal():
        raise RequestError(f"--top {text}: is no number of rows")
    return int(text)


def _plot(given: Arguments, keys: Sequence[str]) -> Any:
    """The plot that is asked for, or None."""
    name = given.get(PICTURE)
    if name is None:
        if COLOUR in given:
            raise RequestError("--colour: is for --plot FILE")
        return None
    from factory.cli.scatter import Scatter

    return Scatter.asked(Path(name).expanduser(), given.get(COLOUR), keys)


def short(number: float) -> str:
    """A number to three figures: ``22.4 G``."""
    for factor, prefix in ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= factor:
            return f"{number / factor:.3g} {prefix}"
    return f"{number:g}"


def size(number: float) -> str:
    """Bytes to three figures: ``438 MB``."""
    text = short(number)
    return f"{text}B" if text[-1].isalpha() else f"{text} B"


VERB = Verb(
    run=run,
    usage="[overrides]",
    summary="Say what a model costs before it is built: parameters, FLOPs and bytes, by part. "
    "With -m, a\ntable of every point of a grid. No torch is needed.",
    flags=(
        arguments.MULTIRUN,
        arguments.WEIGHTS,
        arguments.CONFIG_DIR,
        arguments.JSON,
        *_GRID_ONLY,
    ),
    details="""\
What it is run on is said under plan: batch_size, length, decoder_length, image_size, samples,
dtype, optimizer (adamw, sgd, sgd_momentum, adafactor); and by dtype and device. Bounds are said
under budget: max_parameters, max_flops, max_training_flops, max_bytes, max_training_bytes,
max_inference_bytes, max_cache_bytes, min_parameters. A single request beyond its budget is refused;
points of a grid are left out.

  factory plan architecture=bert_base head=masked_lm plan.batch_size=32 plan.length=512
  factory plan architecture=llama_3_1_8b head=causal_lm dtype=bfloat16 plan.length=8192
  factory plan -m architecture=bert_tiny,bert_mini,bert_small --sort -flops
  factory plan -m architecture=bert 'architecture.hidden_size=range(64,832,64)' \\
      architecture.num_hidden_layers=2,4,8,12 budget.max_parameters=30e6 --csv grid.csv
  factory plan -m architecture=distilbert,bert architecture.num_hidden_layers=2,4,6,8 \\
      --plot sizes.svg""",
)
