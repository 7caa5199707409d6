"""Folders of jobs and of sweeps: found, taken, and given back when nothing was put in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factory.checkpoint.bundle import check_place, check_target
from factory.composition import Blueprint, Composer
from factory.errors import RequestError
from factory.files import MANIFEST_NAME


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
                self.path = path
                break
        return self

    def __exit__(self, *_: object) -> None:
        if self.fresh or not self._found:
            remove_if_empty(self.path)
        if self.fresh:
            for parent in list(self.path.parents)[:2]:  # outputs/ and the day, if they were ours
                remove_if_empty(parent)

    def keep_only(self, written: Collection[Path]) -> None:
        """Remove what an earlier sweep left here, once a later one has written its bundles."""
        kept = {path.resolve() for path in written}
        if not kept or not self._found or self.fresh:
            return
        for bundle in list(_bundles(self.path)):
            if bundle.resolve() not in kept:
                shutil.rmtree(bundle)
                for parent in bundle.parents:
                    if parent == self.path:
                        break
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
    """Whether a folder holds nothing but bundles, at any depth."""
    return all(
        path.is_dir() and ((path / MANIFEST_NAME).is_file() or _is_sweep(path))
        for path in folder.iterdir()
        if not path.name.startswith(".")
    )


def _bundles(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            yield from [path] if (path / MANIFEST_NAME).is_file() else _bundles(path)
