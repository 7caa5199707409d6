"""Every job of a sweep, each into a folder of its own, and the table of them all."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from factory.cli.folders import Folder, check_job
from factory.cli.job import Result, attempt
from factory.cli.table import Table
from factory.composition import Blueprint, Composer
from factory.composition.engine import quoted
from factory.errors import RequestError
from factory.files import write_text

log = logging.getLogger(__name__)

_RECORDS = ".jobs"
"""Where jobs that a launcher runs leave their results, in the folder of the sweep."""


@dataclass(frozen=True)
class Sweep:
    """A sweep whose every job was checked.

    Attributes:
        composer: where the jobs' trees are composed.
        lines: the overrides, as they were given.
        jobs: the overrides of each job.
        inside: where each job goes inside the folder of the sweep.
        apart: whether each job names an ``output_dir`` of its own.
        folder: where the sweep goes.
        tell: called with each result as it comes.
        table: the jobs that have ended.
    """

    composer: Composer
    lines: Sequence[str]
    jobs: Sequence[Sequence[str]]
    inside: Sequence[str]
    apart: bool
    folder: Folder
    tell: Callable[[Result], None]
    table: Table

    @classmethod
    def checked(
        cls, composer: Composer, lines: Sequence[str], tell: Callable[[Result], None]
    ) -> Sweep:
        """Check every job before the first one runs.

        Raises:
            RequestError: with every problem that was found.
        """
        jobs = composer.jobs(lines)
        apart = _check(composer, jobs)
        inside = _subfolders(composer, jobs)
        folder = Folder.of_sweep(composer, lines, composer.one(jobs[0]), apart)
        return cls(composer, lines, jobs, inside, apart, folder, tell, Table(len(jobs)))

    def run(self) -> None:
        """Run the jobs, in turn or as a plug-in of Hydra's does; the table is kept throughout."""
        try:
            with self.folder as folder:
                try:
                    if self._has_plugins():
                        self._through_hydra()
                    else:
                        self._in_turn()
                finally:
                    self.table.write(folder.work)
        finally:
            self.table.folder = self.folder.path if self.folder.kept else None

    def _in_turn(self) -> None:
        for number, lines in enumerate(self.jobs):
            _log_start(number, len(self.jobs), self._own(lines))
            blueprint = self.composer.one(lines)
            own = blueprint.settings.output_dir if self.apart else None
            place = Path(own).expanduser() if own else self.folder.work / self.inside[number]
            self._ended(attempt(blueprint, place, number=number, origin=self.composer.job))
            self.table.write(self.folder.work, at_once=False)

    def _has_plugins(self) -> bool:
        chosen = self.composer.hydra(self.composer.fixed(self.lines), "runtime.choices")
        return any(chosen[group] != "basic" for group in ("hydra/launcher", "hydra/sweeper"))

    def _through_hydra(self) -> None:
        """With a launcher or a sweeper that is installed as a plug-in of Hydra's.

        It returns when all jobs have ended, so each leaves its result on the disk, where it is
        found even if the sweep is interrupted.
        """
        records = self.folder.work.resolve() / _RECORDS
        records.mkdir(parents=True)
        lines = [*self.lines, f"hydra.sweep.dir={quoted(str(self.folder.work))}"]
        level = logging.getLogger("factory").level
        job = HydraJob(
            config_dir=self.composer.config_dir,
            job=self.composer.job,
            apart=self.apart,
            records=records,
            common=self._common,
            total=len(self.jobs),
            level=level,
        )
        try:
            self.composer.multirun(lines, job)
        finally:
            for path in sorted(records.glob("*.json"), key=lambda path: int(path.stem)):
                self._ended(json.loads(path.read_text(encoding="utf-8")))
            shutil.rmtree(records)

    @cached_property
    def _common(self) -> frozenset[str]:
        """The overrides that all jobs have."""
        return _common(self.jobs)

    @cached_property
    def _order(self) -> dict[str, int]:
        """Where in a job each override was given; Hydra reorders them."""
        return {line: place for job in self.jobs for place, line in enumerate(job)}

    def _own(self, lines: Sequence[str]) -> list[str]:
        """The overrides of a job that not all jobs have."""
        return [line for line in lines if line not in self._common]

    def _ended(self, result: Result) -> None:
        """Take down a result, under the names that folders have once the sweep has ended."""
        work, path = self.folder.work.resolve(), self.folder.path
        if "folder" in result:
            place = Path(result["folder"]).resolve()
            if place.is_relative_to(work):
                result["folder"] = str(path / place.relative_to(work))
        if "error" in result:
            result["error"] = result["error"].replace(str(work), str(path))
        result["overrides"].sort(key=lambda line: self._order.get(line, len(self._order)))
        result |= {"sweep": str(path), "varied": self._own(result["overrides"])}
        self.table.add(result, _settings(self.composer, result["overrides"]))
        self.tell(result)


@dataclass(frozen=True, kw_only=True)
class HydraJob:
    """A job as Hydra's launchers call it; can be sent to another process.

    Attributes:
        config_dir: the user's own groups.
        job: the pinned tree that is composed, if one is.
        apart: whether each job names its own ``output_dir``.
        records: the folder that its result is written into.
        common: the overrides that all jobs have.
        total: how many jobs there are.
        level: what is logged, where a process does not log yet.
    """

    config_dir: Path | None
    job: Path | None
    apart: bool
    records: Path
    common: frozenset[str]
    total: int
    level: int

    def __call__(self, _: object) -> None:
        """Build one job of a sweep, told by Hydra's own record of it."""
        from hydra.core.hydra_config import HydraConfig

        from factory.cli import log_to_stderr

        if not logging.getLogger("factory").handlers:
            log_to_stderr(self.level)
        hydra = HydraConfig.get()
        number, lines = int(hydra.job.num), list(hydra.overrides.task)
        _log_start(number, self.total, [line for line in lines if line not in self.common])
        blueprint = Composer(self.config_dir, self.job).one(lines)
        own = blueprint.settings.output_dir if self.apart else None
        folder = Path(own).expanduser() if own else Path(hydra.runtime.output_dir)
        result = attempt(blueprint, folder, number=number, origin=self.job)
        write_text(self.records / f"{number}.json", json.dumps(result))


def _log_start(number: int, total: int, lines: Sequence[str]) -> None:
    log.info("job %d of %d: %s", number + 1, total, " ".join(lines))


def _settings(composer: Composer, lines: Sequence[str]) -> dict[str, Any]:
    """What the overrides of a job set, by key."""
    found = map(composer.loader.parse, lines)
    return {
        f"~{override.key_or_group}" if override.is_delete() else override.key_or_group: None
        if override.is_delete()
        else override.value()
        for override in found
    }


def _check(composer: Composer, jobs: Sequence[Sequence[str]]) -> bool:
    """Check every job of a sweep before the first one runs.

    Returns:
        Whether each job names an ``output_dir`` of its own; else they share the sweep's folder.
    """
    from factory.building import preflight

    common = _common(jobs)
    problems: dict[str, list[str]] = {}
    blueprints: list[Blueprint] = []
    for lines in jobs:
        try:
            blueprint = composer.one(lines)
            preflight(blueprint)
            blueprints.append(blueprint)
        except RequestError as error:
            own = " ".join(line for line in lines if line not in common)
            for problem in error.problems:
                problems.setdefault(problem, []).append(own)
    if problems:
        raise RequestError(
            f"{problem}{_of_jobs(where, len(jobs))}" for problem, where in problems.items()
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
        check_job(Path(str(blueprint.settings.output_dir)), overwrite=blueprint.settings.overwrite)
    return True


def _common(jobs: Sequence[Sequence[str]]) -> frozenset[str]:
    """The overrides that all jobs have; of a single job, all are its own."""
    found = frozenset.intersection(*map(frozenset, jobs))
    return found if len(jobs) > 1 else frozenset()


def _of_jobs(where: Sequence[str], total: int) -> str:
    """Which jobs a problem is of, by their own overrides; nothing of one that all have."""
    if len(where) == total:
        return ""
    more = f" and {len(where) - 1} more" if where[1:] else ""
    return f" (job: {where[0]}{more})"


def _subfolders(composer: Composer, jobs: Sequence[Sequence[str]]) -> list[str]:
    """Where each job goes inside the folder of the sweep."""
    found = [composer.subfolder(lines, number) for number, lines in enumerate(jobs)]
    if repeated := sorted({name for name in found if found.count(name) > 1}):
        raise RequestError(
            f"hydra.sweep.subdir: several jobs of the sweep would go into {', '.join(repeated)}"
        )
    return found
