"""Entries of other packages: read without importing anything, kept apart by their packages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from registry import (
    AmbiguousNameError,
    Entry,
    PluginError,
    Registry,
    UnknownNameError,
)
from registry.plugins import folder_of, installed, normalized

ROOT = Path(__file__).resolve().parents[2]


def adopted(component: object, name: str, meaning: Callable[[str, str], str]) -> Any:
    """An adopter that tells what it was given; classes alone are welcome."""
    if not isinstance(component, type):
        raise TypeError("not a class")
    return component, name, meaning


def entry(kind: str, name: str, package: str, target: str = "pathlib:Path") -> Entry:
    """What a package registers."""
    return Entry(kind, name, target, package=package)


@pytest.fixture
def registry() -> Registry:
    """Two kinds that packages add to, and one that they cannot."""
    return Registry(
        [Entry("shape", "path", "pathlib:PurePath"), Entry("own", "thing", "pathlib:Path")],
        plugins=lambda: [
            entry("shape", "path", "one"),
            entry("shape", "circle", "one"),
            entry("shape", "square", "one"),
            entry("shape", "square", "two"),
            entry("shape", "lost", "two", "no_such_module:thing"),
            entry("shape", "number", "two", "math:pi"),
            entry("shape", "a b", "two"),
            entry("shape", "bare", "two", "pathlib"),
            entry("own", "thing", "two"),
            entry("shapes", "path", "two"),
            entry("colour", "red", "two"),
            entry("conf", "one", "two", "json:no_such_folder"),
        ],
        adopters={"shape": f"{__name__}:adopted", "colour": f"{__name__}:adopted"},
    )


def test_nothing_is_read_of_packages_for_what_is_built_in() -> None:
    def never() -> Iterator[Entry]:
        raise AssertionError("plug-ins were read")
        yield

    small = Registry([Entry("shape", "path", "pathlib:Path")], plugins=never)
    assert small.get("shape", "path") is Path
    assert ("shape", "path") in small
    assert next(small.components("shape")) == ("path", Path)


def test_names_are_plain_where_that_is_enough(registry: Registry) -> None:
    assert registry.names("shape") == (
        "circle",
        "lost",
        "number",
        "one:path",
        "one:square",
        "path",
        "two:square",
    )
    assert registry.names("shape", "two:*") == ("two:square",)
    assert registry.built_in("shape") == ("path",)
    assert registry.kinds() == ("shape", "own", "colour")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("path", "path"),
        ("one:path", "one:path"),
        ("circle", "circle"),
        ("one:circle", "circle"),
        ("One:circle", "circle"),
        ("two:square", "two:square"),
    ],
)
def test_every_way_to_ask_leads_to_the_listed_name(
    registry: Registry, asked: str, name: str
) -> None:
    assert registry.name("shape", asked) == name
    assert registry.get("shape", asked) is registry.get("shape", name)


def test_a_component_is_adopted_under_its_listed_name_once(registry: Registry) -> None:
    found, name, _ = registry.get("shape", "one:path")
    assert (found, name) == (Path, "one:path")
    assert registry.get("shape", "path") is not Path  # the built-in one, as it is
    assert registry.get("shape", "circle") is registry.get("shape", "circle")


@pytest.mark.parametrize(
    ("name", "means"),
    [("path", "path"), ("square", "one:square"), ("circle", "circle"), ("lost", "lost")],
)
def test_a_name_in_a_packages_source_means_built_in_or_its_own(
    registry: Registry, name: str, means: str
) -> None:
    _, _, meaning = registry.get("shape", "circle")
    assert meaning("shape", name) == means


def test_a_name_of_two_packages_is_an_error_that_names_both(registry: Registry) -> None:
    with pytest.raises(AmbiguousNameError, match="write one:square or two:square"):
        registry.get("shape", "square")
    assert ("shape", "square") not in registry
    assert [e.package for e in registry.namesakes("shape", "square")] == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "three:path",
            "no installed package 'three' adds to the kind shape. 'path' alone is built",
        ),
        ("two:sqare", "two registers no shape 'sqare'. Did you mean two:square?"),
        ("cirkle", "no shape is called 'cirkle'. Did you mean 'circle'?"),
    ],
)
def test_a_name_that_nobody_has_says_what_there_is(
    registry: Registry, name: str, said: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        registry.get("shape", name)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "reason", "cause"),
    [
        ("lost", "ModuleNotFoundError: No module named 'no_such_module'", ModuleNotFoundError),
        ("number", "TypeError: not a class", TypeError),
    ],
)
def test_a_component_that_cannot_be_used_names_its_package(
    registry: Registry, name: str, reason: str, cause: type[Exception]
) -> None:
    for _ in range(2):
        with pytest.raises(PluginError) as caught:
            registry.get("shape", name)
        assert str(caught.value) == (
            f"the shape {name!r} of the package two cannot be used: {reason}"
        )
        assert isinstance(caught.value.__cause__, cause)


def test_packages_that_were_used_are_told(registry: Registry) -> None:
    assert registry.used() == ()
    registry.get("shape", "circle")
    with pytest.raises(PluginError):
        registry.get("shape", "lost")
    assert registry.used() == ("one",)


def test_what_can_be_used_is_found_beside_what_cannot(registry: Registry) -> None:
    assert [name for name, _ in registry.components("shape")] == [
        "path",
        "circle",
        "one:path",
        "one:square",
        "two:square",
    ]


def test_everything_that_is_wrong_is_told_with_its_kind(registry: Registry) -> None:
    wrong = {(e.entry.kind, e.entry.name): e.reason for e in registry.broken()}
    assert wrong.keys() == {
        ("shape", "lost"),
        ("shape", "number"),
        ("shape", "a b"),
        ("shape", "bare"),
        ("own", "thing"),
        ("shapes", "path"),
        ("conf", "one"),
    }
    assert "Did you mean 'shape'?" in wrong["shapes", "path"]
    assert "letters, digits and underscores" in wrong["shape", "a b"]
    assert "not 'module:attribute'" in wrong["shape", "bare"]
    assert list(registry.broken("colour")) == []


METADATA = "Metadata-Version: 2.1\nName: Some_Package\nVersion: 1.0\n"
POINTS = """\
[console_scripts]
some = some_package:main

[model_factory.shape]
circle = some_package.shapes:CIRCLE [extra]

[model_factory.conf]
some = some_package:conf/inside
"""


@pytest.fixture
def some_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that must not be imported."""
    (tmp_path / "some_package" / "conf" / "inside").mkdir(parents=True)
    (tmp_path / "some_package" / "__init__.py").write_text("raise ImportError('imported')\n")
    about = tmp_path / "some_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(METADATA)
    (about / "entry_points.txt").write_text(POINTS)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path / "some_package"


def test_entry_points_are_read_without_importing_their_package(some_package: Path) -> None:
    conf, circle = (found for found in installed() if found.package == "some-package")
    assert circle == entry("shape", "circle", "some-package", "some_package.shapes:CIRCLE")
    assert circle.full_name == "some-package:circle"
    assert folder_of(conf) == some_package / "conf" / "inside"
    assert "some_package" not in sys.modules
    assert Registry(plugins=installed).folders() == (("some-package", folder_of(conf)),)


@pytest.mark.parametrize("target", ["no_such_package:conf", "some_package:nothing", "json:conf"])
def test_a_folder_that_is_not_there_is_none(some_package: Path, target: str) -> None:
    assert folder_of(entry("conf", "some", "some-package", target)) is None


@pytest.mark.parametrize("name", ["Some.Package", "some__package", "SOME-package"])
def test_a_package_has_one_name_however_it_is_written(name: str) -> None:
    assert normalized(name) == "some-package"


def test_threads_that_ask_at_once_get_one_component() -> None:
    code = """
import sys, threading
sys.path.insert(0, ".")
from registry import Entry, Registry
sys.setswitchinterval(1e-6)
made = Registry(
    plugins=lambda: [Entry("shape", "circle", "pathlib:Path", package="one")],
    adopters={"shape": "__main__:adopt"},
)
def adopt(component, name, meaning):
    return object()
found, barrier = [], threading.Barrier(8)
def ask():
    barrier.wait()
    found.append(made.get("shape", "circle"))
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 8 and len(set(map(id, found))) == 1
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
