"""One job: built, written, tried, and read again."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path
from typing import Any

from factory.cli.folders import remove_if_empty
from factory.composition import Blueprint
from factory.errors import FactoryError

log = logging.getLogger(__name__)

Result = dict[str, Any]
"""What a job says: plain data, ready for JSON."""


def attempt(
    blueprint: Blueprint, folder: Path, *, number: int, origin: Path | None = None
) -> Result:
    """Run a job of a sweep; a failure is a result and does not stop the others."""
    started = time.perf_counter()
    vacant = not folder.exists() or not any(folder.iterdir())
    try:
        result = perform(blueprint, folder, origin=origin)
    except Exception as error:  # whatever a job raises is that job's failure
        result = failure(error)
        result["seconds"] = round(time.perf_counter() - started, 3)
        remove_if_empty(folder)
    except BaseException:  # interrupted: a bundle of which the table says nothing is of no use
        if vacant:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return {"job": number, "overrides": list(blueprint.overrides), **result}


def failure(error: Exception) -> Result:
    """The result of a job that failed; the traceback is told with ``--verbose`` only."""
    log.debug("the job failed", exc_info=error)
    said = str(error) if isinstance(error, FactoryError) else f"{type(error).__name__}: {error}"
    return {"status": "failed", "error": said}


def perform(blueprint: Blueprint, folder: Path, *, origin: Path | None = None) -> Result:
    """Build, write, try, and read again.

    Args:
        blueprint: what to build.
        folder: where the bundle goes.
        origin: the pinned tree that is built again, if one is.
    """
    from factory.building import assemble
    from factory.building.sources import changed_sources
    from factory.cli import trial
    from factory.cli.answers import given, similarities

    started = time.perf_counter()
    built = assemble(blueprint)
    empty = folder.is_dir() and not any(folder.iterdir())
    tried = trial.encode(built)
    outputs = trial.run(built, tried.inputs)
    answers = trial.answers(built, tried, outputs)
    caution = trial.caution(built) if answers else None
    plots = trial.plots(built, tried, answers, caution) if blueprint.settings.plot else {}
    built.save(folder, overwrite=blueprint.settings.overwrite or empty, more=plots)
    difference = trial.reloaded_difference(folder, tried.inputs, outputs)
    notices = [
        *built.notices,
        *trial.notices(built, tried),
        *(changed_sources(built.sources, origin.parent) if origin else ()),
    ]
    if difference:
        notices.append(f"the bundle that was read again answers otherwise, by up to {difference:g}")
    result: Result = {
        "status": "done",
        "folder": str(folder),
        "class": type(built.model).__name__,
        "choices": dict(blueprint.choices),
        "parameters": {"total": built.model.num_parameters(), **trial.parts(built.model.tree)},
        "notices": notices,
        "samples": blueprint.settings.input is None,
        "sentences": [
            {**given(row), "tokens": trial.tokens(built, row), "ids": row.encoding.ids}
            for row in tried.rows
        ],
        "outputs": {name: _shape(value) for name, value in outputs.items()},
        "answers": answers,
        "max_difference": difference,
    }
    if caution is not None:
        result["caution"] = caution
    if plots:
        result["plots"] = [str(folder / name) for name in plots]
    if (cosines := similarities(answers)) is not None:
        result["similarities"] = cosines
    if built.report is not None:
        result["weights"] = _weights(built.report)
    return {**result, "seconds": round(time.perf_counter() - started, 3)}


def _shape(value: Any) -> Any:
    return list(value.shape) if hasattr(value, "shape") else [_shape(inner) for inner in value]


def _weights(report: Any) -> dict[str, Any]:
    return {
        "source": report.source,
        "loaded": report.loaded,
        "new": list(report.new),
        "dropped": list(report.dropped),
    }
