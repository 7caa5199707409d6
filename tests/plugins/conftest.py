"""Plug-ins as real packages: built into wheels and installed into folders, without the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "docs" / "plugin_template"


@dataclass(frozen=True)
class Answer:
    """What a process answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on the standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Site:
    """The checkout together with installed packages, in processes of their own."""

    folders: tuple[Path, ...]
    cwd: Path

    def python(self, *arguments: str) -> Answer:
        """Run the interpreter, beginning in an empty folder."""
        path = os.pathsep.join(map(str, (*self.folders, ROOT)))
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.cwd,
            env=os.environ | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def factory(self, *words: str) -> Answer:
        """Run a command."""
        return self.python("-m", "factory", *words)

    def code(self, source: str) -> Any:
        """What Python code prints as JSON."""
        answer = self.python("-c", source)
        assert answer.status == 0, answer.err
        return answer.json

    def imported(self, source: str) -> set[str]:
        """Names of the modules that are there once Python code has run."""
        shown = "import sys, json; print(json.dumps(sorted(sys.modules)))"
        quiet = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):"
        return set(self.code(f"{quiet}\n    {source}\n{shown}"))

    def imported_by(self, *words: str) -> set[str]:
        """Names of the modules that are there once a command has run."""
        return self.imported(f"from factory.cli import main; assert main({list(words)}) == 0")


def installed(source: Path, folder: Path) -> Path:
    """A package, built into a wheel and installed; the folder that holds it."""
    build = ["-m", "build", "--quiet", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([sys.executable, *build, str(source)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    place = folder / "site"
    subprocess.run([sys.executable, *pip, str(place), str(wheel)], check=True)
    return place


def started(package: str, family: str, folder: Path) -> Path:
    """What scripts/new_plugin makes."""
    command = [str(ROOT / "scripts" / "new_plugin"), package, family, "--into", str(folder)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return folder / package


@pytest.fixture(scope="session")
def acme_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template, installed as it stands."""
    source = tmp_path_factory.mktemp("source") / "acme"
    shutil.copytree(TEMPLATE, source, ignore=shutil.ignore_patterns("__pycache__", "dist"))
    return installed(source, tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="session")
def rival_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another package with the family, the head, the tokenizer and the block of the template."""
    source = started("rival-models", "acme", tmp_path_factory.mktemp("source"))
    return installed(source, tmp_path_factory.mktemp("rival"))


@pytest.fixture(scope="session")
def namesake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a family that has the name of a built-in one."""
    source = started("other-models", "bert", tmp_path_factory.mktemp("source"))
    return installed(source, tmp_path_factory.mktemp("other"))


@pytest.fixture
def acme(acme_folder: Path, tmp_path: Path) -> Site:
    """The template alone."""
    return Site((acme_folder,), tmp_path)


@pytest.fixture
def rivals(acme_folder: Path, rival_folder: Path, tmp_path: Path) -> Site:
    """Two packages with the same names."""
    return Site((acme_folder, rival_folder), tmp_path)


@pytest.fixture
def namesake(namesake_folder: Path, tmp_path: Path) -> Site:
    """A package that shares a name with what is built in."""
    return Site((namesake_folder,), tmp_path)
