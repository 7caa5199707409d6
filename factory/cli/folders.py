"""Folders of jobs and of sweeps: found, taken, and given back when nothing was put in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factory.checkpoint.bundle import beside, check_place, check_target
from factory.checkpoint.swapping import swap_in
from factory.composition import Blueprint, Composer
from factory.errors import RequestError
from factory.files import MANIFEST_NAME

TABLE_JSON, TABLE_CSV = "sweep.json", "sweep.csv"
"""The table of a sweep, in the sweep's folder."""

SWEEP_FILES = (TABLE_JSON, TABLE_CSV, "multirun.yaml")
"""Files that a sweep's folder has beside bundles; the last one is of Hydra's own sweeper."""


@dataclass
class Folder:
    """A place for a job or a sweep that nobody else gets.

    A fresh folder is taken by making it; it goes again if nothing was put in.

    Attributes:
        path: where.
        fresh: whether to take a new name rather than the one given.
        replaces: whether what is there stays until the new is complete, and then goes as a whole.
        work: where to write meanwhile; the same unless something is replaced.
        kept: whether what was written has stayed, once that is settled.
    """

    path: Path
    fresh: bool
    replaces: bool = False
    work: Path = field(init=False)
    kept: bool = field(default=True, init=False)
    _found: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.work = self.path

    @classmethod
    def of_job(cls, composer: Composer, lines: Sequence[str], blueprint: Blueprint) -> Folder:
        """Where one job goes: ``output_dir``, ``hydra.run.dir`` if it was set, or a fresh one.

        Raises:
            RequestError: something is there that is not to be replaced.
        """
        found = cls._of(composer, lines, blueprint, "run")
        if not found.fresh:
            check_job(found.path, overwrite=blueprint.settings.overwrite)
        return found

    @classmethod
    def of_sweep(
        cls, composer: Composer, lines: Sequence[str], first: Blueprint, apart: bool
    ) -> Folder:
        """Where the jobs of a sweep go, side by side: the same, with ``hydra.sweep.dir``.

        Args:
            composer: composes.
            lines: the overrides, sweeps among them.
            first: the blueprint of the first job.
            apart: whether each job names an ``output_dir`` of its own.

        Raises:
            RequestError: something is there that is not to be replaced.
        """
        found = cls._of(composer, composer.fixed(lines), None if apart else first, "sweep")
        if not found.fresh:
            _check_sweep(found.path, overwrite=first.settings.overwrite)
            found.replaces = found.path.is_dir() and any(found.path.iterdir())
        return found

    @classmethod
    def _of(
        cls, composer: Composer, lines: Sequence[str], blueprint: Blueprint | None, kind: str
    ) -> Folder:
        if blueprint is None or blueprint.settings.output_dir is None:
            chosen = composer.sets(lines, f"hydra.{kind}.dir")
            return cls(Path(str(composer.hydra(lines, f"{kind}.dir"))), not chosen)
        return cls(Path(blueprint.settings.output_dir).expanduser(), False)

    def __enter__(self) -> Folder:
        self._found = self.path.exists()
        if self.fresh:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for path in self._names():
                try:
                    path.mkdir()
                except FileExistsError:
                    continue
                self.path = self.work = path
                break
        if self.replaces:
            self.work = beside(self.path.resolve())
        return self

    def __exit__(self, *_: object) -> None:
        if self.replaces:
            self.kept = any(_bundles(self.work))
            if self.kept:
                swap_in(self.work, self.path.resolve())
            shutil.rmtree(self.work, ignore_errors=True)
        if self.fresh or not self._found:
            remove_if_empty(self.path)
        if self.fresh:
            for parent in list(self.path.parents)[:2]:  # outputs/ and the day, if they were ours
                remove_if_empty(parent)

    def _names(self) -> Iterator[Path]:
        yield self.path
        number = 2
        while True:
            yield self.path.with_name(f"{self.path.name}-{number}")
            number += 1


def check_job(path: Path, *, overwrite: bool) -> None:
    """Refuse a place where a job's bundle cannot be put.

    Raises:
        RequestError: something is there that is not to be replaced.
    """
    path = path.expanduser()
    _check_free(path, overwrite)
    check_target(path, overwrite=True)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that nothing was put into."""
    try:
        os.rmdir(folder)
    except OSError:
        return


def _check_free(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite and (not path.is_dir() or any(path.iterdir())):
        raise RequestError(
            f"output_dir: {path} is there already; choose another, or say overwrite=true"
        )


def _check_sweep(path: Path, *, overwrite: bool) -> None:
    path = path.expanduser()
    _check_free(path, overwrite)
    check_place(path)
    if not path.exists():
        return
    if (path / MANIFEST_NAME).is_file():
        raise RequestError(
            f"output_dir: {path} is a bundle, and the folder of a sweep holds bundles; "
            "choose another folder"
        )
    if not path.is_dir() or not _is_sweep(path):
        raise RequestError(
            f"output_dir: {path} holds more than the bundles of a sweep and is not replaced; "
            "remove it yourself, or choose another folder"
        )


def _is_sweep(folder: Path) -> bool:
    """Whether a folder holds nothing but bundles, at any depth, and what tells of them."""
    return all(
        path.name in SWEEP_FILES
        or (path.is_dir() and ((path / MANIFEST_NAME).is_file() or _is_sweep(path)))
        for path in folder.iterdir()
        if not path.name.startswith(".")
    )


def _bundles(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            yield from [path] if (path / MANIFEST_NAME).is_file() else _bundles(path)
