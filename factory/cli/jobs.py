"""Running jobs: one build, or every job of a sweep, each into a folder of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.cli.folders import Folder, check_job, remove_if_empty
from factory.composition import Blueprint, Composer
from factory.composition.engine import quoted
from factory.errors import FactoryError, RequestError

log = logging.getLogger(__name__)

Result = dict[str, Any]
"""What one job says: plain data, ready for JSON."""


@dataclass
class Jobs:
    """The jobs of one command.

    Attributes:
        composer: where their trees are composed.
        lines: the overrides.
        sweep: whether they span a sweep.
        tell: called with each result as it comes.
        failed: how many jobs failed.
    """

    composer: Composer
    lines: Sequence[str]
    sweep: bool
    tell: Callable[[Result], None]
    failed: int = field(default=0, init=False)
    _written: list[Path] = field(default_factory=list, init=False)

    def run(self) -> None:
        """Check every job, then run them in order.

        Raises:
            RequestError: the request is wrong; nothing was run and no folder made.
        """
        if self.composer.sets(self.lines, "hydra.verbose"):
            told = self.composer.hydra(self.composer.fixed(self.lines), "verbose")
            logging.getLogger("factory").setLevel(logging.DEBUG if told else logging.INFO)
        if not self.sweep:
            self._single()
            return
        jobs = self.composer.jobs(self.lines)
        apart = self._check(jobs)
        inside = self._subfolders(jobs)
        base = Folder.of_sweep(self.composer, self.lines, self.composer.one(jobs[0]), apart)
        with base:
            if self._has_plugins():
                self._through_hydra(base.path, apart)
            else:
                for number, lines in enumerate(jobs):
                    log.info("job %d of %d: %s", number + 1, len(jobs), " ".join(lines))
                    blueprint = self.composer.one(lines)
                    own = blueprint.settings.output_dir if apart else None
                    folder = Path(own).expanduser() if own else base.path / inside[number]
                    self._tell(attempt(blueprint, folder, number=number, origin=self.composer.job))
            base.keep_only(self._written)

    def _single(self) -> None:
        blueprint = self.composer.one(self.lines)
        try:
            with Folder.of_job(self.composer, self.lines, blueprint) as folder:
                self._tell(perform(blueprint, folder.path, origin=self.composer.job))
        except RequestError:
            raise
        except Exception as error:  # whatever else a job raises is that job's failure
            self._tell(failure(error))

    def _tell(self, result: Result) -> None:
        self.failed += result["status"] != "done"
        if "folder" in result:
            self._written.append(Path(result["folder"]))
        self.tell(result)

    def _check(self, jobs: Sequence[Sequence[str]]) -> bool:
        """Check every job of a sweep before the first one runs.

        Returns:
            Whether each job names an ``output_dir`` of its own; else they share the sweep's folder.
        """
        from factory.building import preflight

        problems: dict[str, list[str]] = {}
        blueprints: list[Blueprint] = []
        for lines in jobs:
            try:
                blueprint = self.composer.one(lines)
                preflight(blueprint)
                blueprints.append(blueprint)
            except RequestError as error:
                for problem in error.problems:
                    problems.setdefault(problem, []).append(" ".join(lines))
        if problems:
            raise RequestError(
                f"{problem} (job: {where[0]}{f' and {len(where) - 1} more' if where[1:] else ''})"
                for problem, where in problems.items()
            )
        wanted = [blueprint.settings.output_dir for blueprint in blueprints]
        different = set(wanted)
        if len(different) > 1 and (None in different or len(different) < len(wanted)):
            raise RequestError(
                "output_dir: several jobs of the sweep would write to one folder; name one folder "
                "for all of them, which they share, or a different one for each"
            )
        if len(different) == 1:
            return False
        for blueprint in blueprints:
            check_job(
                Path(str(blueprint.settings.output_dir)), overwrite=blueprint.settings.overwrite
            )
        return True

    def _subfolders(self, jobs: Sequence[Sequence[str]]) -> list[str]:
        """Where each job goes inside the folder of the sweep."""
        found = [self.composer.subfolder(lines, number) for number, lines in enumerate(jobs)]
        if repeated := sorted({name for name in found if found.count(name) > 1}):
            raise RequestError(
                f"hydra.sweep.subdir: several jobs of the sweep would go into {', '.join(repeated)}"
            )
        return found

    def _has_plugins(self) -> bool:
        chosen = self.composer.hydra(self.composer.fixed(self.lines), "runtime.choices")
        return any(chosen[group] != "basic" for group in ("hydra/launcher", "hydra/sweeper"))

    def _through_hydra(self, base: Path, apart: bool) -> None:
        """With a launcher or a sweeper that is installed as a plug-in of Hydra's."""
        lines = [*self.lines, f"hydra.sweep.dir={quoted(str(base))}"]
        job = HydraJob(self.composer.config_dir, self.composer.job, apart)
        for result in self.composer.multirun(lines, job):
            self._tell(result)


@dataclass(frozen=True)
class HydraJob:
    """A job as Hydra's launchers call it; can be sent to another process.

    Attributes:
        config_dir: the user's own groups.
        job: the pinned tree that is composed, if one is.
        apart: whether each job names its own ``output_dir``.
    """

    config_dir: Path | None
    job: Path | None
    apart: bool

    def __call__(self, _: object) -> Result:
        """Build one job of a sweep, told by Hydra's own record of it."""
        from hydra.core.hydra_config import HydraConfig

        hydra = HydraConfig.get()
        blueprint = Composer(self.config_dir, self.job).one(list(hydra.overrides.task))
        own = blueprint.settings.output_dir if self.apart else None
        folder = Path(own or hydra.runtime.output_dir)
        return attempt(blueprint, folder, number=int(hydra.job.num), origin=self.job)


def attempt(
    blueprint: Blueprint, folder: Path, *, number: int, origin: Path | None = None
) -> Result:
    """Run a job of a sweep; a failure is a result and does not stop the others."""
    started = time.perf_counter()
    made = not folder.exists()
    try:
        result = perform(blueprint, folder, origin=origin)
    except Exception as error:  # whatever a job raises is that job's failure
        result = failure(error)
        result["seconds"] = round(time.perf_counter() - started, 3)
        if not made:
            remove_if_empty(folder)
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
    built.save(folder, overwrite=blueprint.settings.overwrite or empty)
    difference = trial.reloaded_difference(folder, tried.inputs, outputs)
    notices = [*built.notices, *(changed_sources(built.sources, origin.parent) if origin else ())]
    if difference:
        notices.append(f"the bundle that was read again answers otherwise, by up to {difference:g}")
    if tried.cut:
        notices.append(f"{tried.cut} of the texts were too long for the model, and cut")
    result: Result = {
        "status": "done",
        "folder": str(folder),
        "class": type(built.model).__name__,
        "choices": dict(blueprint.choices),
        "parameters": {"total": built.model.num_parameters(), **trial.parts(built.model.tree)},
        "notices": notices,
        "sentences": [
            {**given(row), "tokens": trial.tokens(built, row), "ids": row.encoding.ids}
            for row in tried.rows
        ],
        "outputs": {name: _shape(value) for name, value in outputs.items()},
        "answers": answers,
        "max_difference": difference,
    }
    if answers and (caution := trial.caution(built)):
        result["caution"] = caution
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
