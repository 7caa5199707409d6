"""Running jobs: one build, or every job of a sweep, each into a folder of its own."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.composition import Blueprint, Composer
from factory.errors import FactoryError, RequestError

log = logging.getLogger(__name__)

Result = dict[str, Any]
"""What one job says: plain data, ready for JSON."""

_PLUGINS = {"hydra/launcher": "basic", "hydra/sweeper": "basic"}


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

    def run(self) -> None:
        """Check every job, then run them in order.

        Raises:
            RequestError: the request is wrong; nothing was run and no folder made.
        """
        if not self.sweep:
            self._single()
            return
        jobs = self.composer.jobs(self.lines)
        self._check(jobs)
        base = Folder.of_sweep(self.composer, self.lines, self.composer.one(jobs[0]))
        if self._has_plugins():
            self._through_hydra(base)
            return
        with base:
            for number, lines in enumerate(jobs):
                log.info("job %d of %d: %s", number + 1, len(jobs), " ".join(lines))
                blueprint = self.composer.one(lines)
                subfolder = self.composer.subfolder(lines, number)
                self._tell(attempt(blueprint, base.path / subfolder, number=number))

    def _single(self) -> None:
        blueprint = self.composer.one(self.lines)
        try:
            with Folder.of_job(self.composer, self.lines, blueprint) as folder:
                self._tell(perform(blueprint, folder.path))
        except RequestError:
            raise
        except Exception as error:  # whatever else a job raises is that job's failure
            self._tell(failure(error))

    def _tell(self, result: Result) -> None:
        self.failed += result["status"] != "done"
        self.tell(result)

    def _check(self, jobs: Sequence[Sequence[str]]) -> None:
        """Every job of a sweep, before the first one runs."""
        problems: dict[str, list[str]] = {}
        for lines in jobs:
            try:
                self.composer.one(lines)
            except RequestError as error:
                for problem in error.problems:
                    problems.setdefault(problem, []).append(" ".join(lines))
        if problems:
            raise RequestError(
                f"{problem} (job: {where[0]}{f' and {len(where) - 1} more' if where[1:] else ''})"
                for problem, where in problems.items()
            )

    def _has_plugins(self) -> bool:
        chosen = dict(line.split("=", 1) for line in self.lines if line.startswith("hydra/"))
        return any(chosen.get(group, basic) != basic for group, basic in _PLUGINS.items())

    def _through_hydra(self, base: Folder) -> None:
        """With a launcher or a sweeper that is installed as a plug-in of Hydra's."""
        with base:
            lines = [*self.lines, f"hydra.sweep.dir={base.path}"]
            job = HydraJob(self.composer.config_dir, self.composer.job)
            for result in self.composer.loader.multirun(self.composer.primary, lines, job):
                self._tell(result)


@dataclass(frozen=True)
class HydraJob:
    """A job as Hydra's launchers call it; can be sent to another process.

    Attributes:
        config_dir: the user's own groups.
        job: the pinned tree that is composed, if one is.
    """

    config_dir: Path | None
    job: Path | None

    def __call__(self, _: object) -> Result:
        """Build one job of a sweep, told by Hydra's own record of it."""
        from hydra.core.hydra_config import HydraConfig

        hydra = HydraConfig.get()
        blueprint = Composer(self.config_dir, self.job).one(list(hydra.overrides.task))
        return attempt(blueprint, Path(hydra.runtime.output_dir), number=int(hydra.job.num))


def attempt(blueprint: Blueprint, folder: Path, *, number: int) -> Result:
    """Run a job of a sweep; a failure is a result and does not stop the others."""
    started = time.perf_counter()
    made = not folder.exists()
    try:
        result = perform(blueprint, folder)
    except Exception as error:  # whatever a job raises is that job's failure
        result = failure(error)
        result["seconds"] = round(time.perf_counter() - started, 3)
        if not made:
            _remove_if_empty(folder)
    return {"job": number, "overrides": list(blueprint.overrides), **result}


def failure(error: Exception) -> Result:
    """The result of a job that failed; the traceback is told with ``--verbose`` only."""
    log.debug("the job failed", exc_info=error)
    said = str(error) if isinstance(error, FactoryError) else f"{type(error).__name__}: {error}"
    return {"status": "failed", "error": said}


def perform(blueprint: Blueprint, folder: Path) -> Result:
    """Build, write, try, and read again."""
    from factory.building import assemble
    from factory.cli import trial

    started = time.perf_counter()
    built = assemble(blueprint)
    empty = folder.is_dir() and not any(folder.iterdir())
    texts = trial.sentences(blueprint.settings.input)
    inputs = trial.encode(built, texts)
    outputs = trial.run(built, inputs)
    built.save(folder, overwrite=blueprint.settings.overwrite or empty)
    result: Result = {
        "status": "done",
        "folder": str(folder),
        "class": type(built.model).__name__,
        "choices": dict(blueprint.choices),
        "parameters": {"total": built.model.num_parameters(), **trial.parts(built.model.tree)},
        "notices": list(built.notices),
        "sentences": [],
        "outputs": {name: _shape(value) for name, value in outputs.items()},
        "answers": trial.answers(built, inputs, outputs),
        "max_difference": trial.reloaded_difference(folder, inputs, outputs),
    }
    if built.tokenizer is not None:
        ids = inputs["input_ids"].reshape(len(texts), -1).tolist()
        result["sentences"] = [
            {"text": text, "tokens": built.tokenizer.convert_ids_to_tokens(row), "ids": row}
            for text, row in zip(texts, ids, strict=True)
        ]
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


@dataclass
class Folder:
    """A place for a job or a sweep that nobody else gets.

    A fresh folder is taken by making it; it goes again if nothing was put in.

    Attributes:
        path: where.
        fresh: whether to take a new name rather than the one given.
    """

    path: Path
    fresh: bool
    _found: bool = field(default=False, init=False)

    @classmethod
    def of_job(cls, composer: Composer, lines: Sequence[str], blueprint: Blueprint) -> Folder:
        """Where one job goes: ``output_dir``, ``hydra.run.dir`` if it was set, or a fresh one."""
        return cls._of(composer, lines, blueprint, "run")

    @classmethod
    def of_sweep(cls, composer: Composer, lines: Sequence[str], blueprint: Blueprint) -> Folder:
        """Where the jobs of a sweep go, side by side: the same, with ``hydra.sweep.dir``."""
        return cls._of(composer, lines, blueprint, "sweep")

    @classmethod
    def _of(
        cls, composer: Composer, lines: Sequence[str], blueprint: Blueprint, kind: str
    ) -> Folder:
        settings = blueprint.settings
        fixed = any(re.match(rf"\+*hydra\.{kind}\.dir=", line) for line in lines)
        if settings.output_dir is None:
            path, fresh = Path(composer.folder(lines, kind)), not fixed
        else:
            path, fresh = Path(settings.output_dir).expanduser(), False
        if not fresh and path.exists() and (not path.is_dir() or any(path.iterdir())):
            if not settings.overwrite:
                raise RequestError(
                    f"output_dir: {path} is there already; choose another, or say overwrite=true"
                )
            if not path.is_dir():
                raise RequestError(f"output_dir: {path} is a file")
        return cls(path, fresh)

    def __enter__(self) -> Folder:
        self._found = self.path.exists()
        if self.fresh:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for path in self._names():
                try:
                    path.mkdir()
                except FileExistsError:
                    continue
                self.path = path
                break
        return self

    def __exit__(self, *_: object) -> None:
        if self.fresh or not self._found:
            _remove_if_empty(self.path)
        if self.fresh:
            for parent in list(self.path.parents)[:2]:  # outputs/ and the day, if they were ours
                _remove_if_empty(parent)

    def _names(self) -> Iterator[Path]:
        yield self.path
        number = 2
        while True:
            yield self.path.with_name(f"{self.path.name}-{number}")
            number += 1


def _remove_if_empty(folder: Path) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return
