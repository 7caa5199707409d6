"""The registry: lazy, strict about names, helpful about typos."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from registry import REGISTRY, DuplicateNameError, Entry, Registry, UnknownNameError

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = [(kind, name) for kind in REGISTRY.kinds() for name in REGISTRY.names(kind)]


@pytest.fixture
def small() -> Registry:
    """Two kinds; every target but one exists."""
    return Registry(
        [
            Entry("shape", "path", "pathlib:Path", "a place"),
            Entry("shape", "pure_path", "pathlib:PurePath"),
            Entry("shape", "ordered", "collections:OrderedDict"),
            Entry("colour", "lost", "no_such_module:thing"),
        ]
    )


def test_a_target_is_imported_when_it_is_asked_for_and_not_before(small: Registry) -> None:
    small.register("colour", "found", "no_such_package.module:thing")
    assert small.names("colour") == ("found", "lost")
    assert small.describe("colour", "lost").target == "no_such_module:thing"
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        small.get("colour", "lost")
    assert small.get("shape", "path") is Path


def test_a_target_without_its_attribute_is_an_error_that_names_both(small: Registry) -> None:
    small.register("shape", "odd", "pathlib:Paht")
    with pytest.raises(AttributeError, match=r"pathlib.*Paht"):
        small.get("shape", "odd")


def test_names_are_sorted_and_kinds_keep_their_order(small: Registry) -> None:
    assert small.names("shape") == ("ordered", "path", "pure_path")
    assert small.kinds() == ("shape", "colour")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [("*", 3), ("*path", 2), ("p?th", 1), ("[op]*", 3), ("PATH", 0), ("nothing*", 0), ("", 0)],
)
def test_names_follow_shell_patterns(small: Registry, pattern: str, found: int) -> None:
    assert len(small.names("shape", pattern)) == found


def test_membership_is_of_kind_and_name(small: Registry) -> None:
    assert ("shape", "path") in small
    assert ("colour", "path") not in small
    assert ("sound", "path") not in small


def test_an_entry_says_what_it_is(small: Registry) -> None:
    assert small.describe("shape", "path") == Entry("shape", "path", "pathlib:Path", "a place")


@pytest.mark.parametrize("typo", ["pth", "PATH", "paht", "path_"])
def test_an_unknown_name_names_the_nearest_and_what_there_is(small: Registry, typo: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        small.get("shape", typo)
    assert str(caught.value) == (
        f"no shape is called {typo!r}. Did you mean 'path'? There are: ordered, path, pure_path."
    )


def test_a_name_like_no_other_gets_no_suggestion(small: Registry) -> None:
    assert small.suggest("shape", "zzz") is None
    with pytest.raises(UnknownNameError, match=r"'zzz'\. There are"):
        small.describe("shape", "zzz")


@pytest.mark.parametrize("method", ["get", "describe", "suggest"])
def test_an_unknown_kind_is_an_error_that_lists_the_kinds(small: Registry, method: str) -> None:
    with pytest.raises(UnknownNameError, match=r"no kind is called 'size'.*: shape, colour"):
        getattr(small, method)("size", "path")
    with pytest.raises(UnknownNameError, match="no kind is called 'size'"):
        small.names("size")


def test_a_duplicate_raises_naming_both_and_changes_nothing(small: Registry) -> None:
    with pytest.raises(DuplicateNameError, match=r"'path'.*pathlib:Path and other:Path"):
        small.register("shape", "path", "other:Path")
    assert small.get("shape", "path") is Path
    small.register("colour", "path", "pathlib:PurePath")  # another kind's name is free


@pytest.mark.parametrize("name", ["", "two words", "a-b", "9lives", "a.b", "a/b"])
def test_a_malformed_name_is_refused(small: Registry, name: str) -> None:
    with pytest.raises(ValueError, match="letters, digits and underscores"):
        small.register("shape", name, "pathlib:Path")


@pytest.mark.parametrize("target", ["", "pathlib", "pathlib:", ":Path"])
def test_a_malformed_target_is_refused(small: Registry, target: str) -> None:
    with pytest.raises(ValueError, match="not 'module:attribute'"):
        small.register("shape", "new", target)
    assert ("shape", "new") not in small


def test_importing_the_registry_imports_neither_torch_nor_the_factory() -> None:
    code = "import registry, sys; print({'torch', 'factory', 'hydra', 'numpy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_a_built_in_target_resolves_to_one_object_and_has_a_summary(kind: str, name: str) -> None:
    assert REGISTRY.get(kind, name) is REGISTRY.get(kind, name)
    assert REGISTRY.describe(kind, name).summary


@pytest.mark.parametrize("name", REGISTRY.names("architecture"))
def test_an_architecture_is_registered_under_its_model_type(name: str) -> None:
    assert REGISTRY.get("architecture", name).config.model_type.replace("-", "_") == name


def test_a_typo_in_an_architecture_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'distilbert'"):
        REGISTRY.get("architecture", "distillbert")
