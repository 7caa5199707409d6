"""Folders of jobs and of sweeps: found, taken, and given back when nothing was put in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factory.composition import Blueprint, Composer
from factory.errors import RequestError


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
    def of_sweep(
        cls, composer: Composer, lines: Sequence[str], first: Blueprint, apart: bool
    ) -> Folder:
        """Where the jobs of a sweep go, side by side: the same, with ``hydra.sweep.dir``.

        Args:
            composer: composes.
            lines: the overrides, sweeps among them.
            first: the blueprint of the first job.
            apart: whether each job names an ``output_dir`` of its own.
        """
        return cls._of(composer, composer.fixed(lines), None if apart else first, "sweep")

    @classmethod
    def _of(
        cls, composer: Composer, lines: Sequence[str], blueprint: Blueprint | None, kind: str
    ) -> Folder:
        if blueprint is None or blueprint.settings.output_dir is None:
            chosen = any(re.match(rf"\+*hydra\.{kind}\.dir=", line) for line in lines)
            path, fresh = Path(str(composer.hydra(lines, f"{kind}.dir"))), not chosen
        else:
            path, fresh = Path(blueprint.settings.output_dir).expanduser(), False
        if not fresh and not (blueprint and blueprint.settings.overwrite):
            check_free(path)
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


def check_free(path: Path) -> None:
    """Refuse a place where something is already.

    Raises:
        RequestError: it is a file, or a folder with something in it.
    """
    path = path.expanduser()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RequestError(
            f"output_dir: {path} is there already; choose another, or say overwrite=true"
        )


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that nothing was put into."""
    try:
        os.rmdir(folder)
    except OSError:
        return
