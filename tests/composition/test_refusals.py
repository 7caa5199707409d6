"""Nothing that a request, a folder or a job holds can name code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from factory.composition import Composer, compose, pins
from factory.composition.engine import register_resolvers
from factory.composition.refusals import saved_yaml
from factory.errors import RequestError

CALL = "_target_: os.mkdir\npath: {path}\n"


def refused(*overrides: str, config_dir: Path | None = None) -> str:
    with pytest.raises(RequestError) as caught:
        compose(overrides, config_dir=config_dir)
    return str(caught.value)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "override",
    [
        "+_target_=os.mkdir",
        "+architecture._target_=os.mkdir",
        "++architecture.dropout={_target_:os.mkdir}",
        "head.labels=[{_target_:os.mkdir}]",
        "+x.y.z={a:[{b:{_target_:os.mkdir}}]}",
        "+architecture._partial_=true",
        "+x={class:logging.FileHandler}",
        "+x={_args_:[1]}",
        "+x={_recursive_:true}",
        "+x={_convert_:all}",
        "architecture={_target_:os.mkdir}",
        "+hydra.callbacks.mine={_target_:os.mkdir}",
        "++hydra.launcher._target_=os.mkdir",
        "hydra.sweeper={_target_:os.mkdir}",
    ],
)
def test_an_override_cannot_name_code(override: str) -> None:
    assert "cannot name code" in refused(override)


@pytest.mark.parametrize(
    "override",
    [
        r"+x='${oc.create:{_target_: os.mkdir\}}'",
        "+x='${oc.decode:\"{_target_: os.mkdir}\"}'",
    ],
)
def test_an_interpolation_cannot_make_code(override: str) -> None:
    register_resolvers()
    with pytest.raises(RequestError):
        compose([override])


def test_an_interpolation_to_a_text_that_is_decoded_cannot_make_code() -> None:
    said = refused("+t='{_target_: os.mkdir}'", "+x='${oc.decode:${t}}'")
    assert "x._target_: configs are data and cannot name code" in said


@pytest.mark.parametrize(
    "override",
    [
        "+hydra.callbacks.mine.x=1",
        "hydra.searchpath=[/tmp]",
        "hydra.job.chdir=true",
        "hydra.job.env_set={A:b}",
        "hydra.output_subdir=x",
        "hydra.mode=MULTIRUN",
        "hydra.job_logging={version:1}",
        "hydra/job_logging=default",
        "+hydra/callbacks=x",
    ],
)
def test_hydras_own_settings_are_fixed(override: str) -> None:
    assert "is fixed" in refused(override)


@pytest.mark.parametrize(
    "override",
    [
        "hydra.run.dir=x",
        "hydra.sweep.dir=x",
        "hydra.sweep.subdir=x",
        "hydra.job.name=x",
        "hydra.verbose=true",
        "hydra.sweeper.max_batch_size=3",
        "hydra/launcher=basic",
    ],
)
def test_what_a_request_may_set_under_hydra_is_free(override: str) -> None:
    compose([override])


@pytest.mark.parametrize(
    ("name", "text", "choice"),
    [
        ("architecture/mine.yaml", "defaults: [bert, _self_]\n" + CALL, "architecture=mine"),
        ("experiment/mine.yaml", "# @package _global_\nx: {{y: {{_target_: a.b}}}}\n", None),
        (
            "experiment/mine.yaml",
            "# @package _global_\nhydra: {{callbacks: {{c: {{_target_: os.mkdir}}}}}}\n",
            None,
        ),
        (
            "experiment/mine.yaml",
            "# @package _global_\nhydra: {{job_logging: {{handlers: {{h: {{class: x.Y}}}}}}}}\n",
            None,
        ),
        (
            "experiment/mine.yaml",
            "# @package _global_\nhydra: {{sweeper: {{params: {{x: [{{_target_: a.b}}]}}}}}}\n",
            None,
        ),
        ("hydra/launcher/mine.yaml", CALL, "hydra/launcher=mine"),
        ("hydra/callbacks/mine.yaml", "c: {{_target_: os.mkdir}}\n", "+hydra/callbacks=mine"),
    ],
)
def test_a_config_directory_cannot_name_code(
    tmp_path: Path, name: str, text: str, choice: str | None
) -> None:
    mark = tmp_path / "ran"
    folder = write(tmp_path / "conf", name, text.format(path=mark))
    assert refused(choice or "experiment=mine", config_dir=folder)
    assert not mark.exists()


# -- saved trees ----------------------------------------------------------------------------


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A job's folder with its pinned tree."""
    pins.write(tmp_path / "job" / pins.FOLDER, compose(["tokenizer=none"]))
    return tmp_path / "job"


def test_a_saved_tree_that_was_not_touched_is_read(job: Path) -> None:
    assert Composer(job=pins.check(job)).one([]).tree == compose(["tokenizer=none"]).tree


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: {_target_: os.mkdir}\n", "cannot name code"),
        ("x: [{y: {class: a.B}}]\n", "cannot name code"),
        ("hydra: {run: {dir: x}}\n", "no hydra node"),
        ("x: ${oc.env:HOME}\n", "interpolations are refused"),
        ("x: [a, '${seed}']\n", "interpolations are refused"),
        ("x: '\\\\${seed}'\n", "interpolations are refused"),
        ("x: &a [1]\ny: *a\n", "anchors and aliases are refused"),
        ("x: !!python/name:os.mkdir\n", "tags are refused"),
        ("x: [\n", "is not a YAML file"),
        ("# @package hydra.job\n", "no @package header"),
        ("seed: 1\nseed: 2\n", "duplicate key"),
        ("trainer: {lr: 1}\n", "trainer: is no part of a pinned tree"),
        ("sed: 1\n", "Did you mean 'seed'"),
        ("added: {hydra: {job: {name: x}}}\n", "a saved tree has no hydra node|not something"),
        ("added: {head: {name: base}}\n", "is not something that was added"),
        ("x: " + "y" * 2_000_000 + "\n", "larger than any saved tree"),
    ],
)
def test_a_saved_tree_is_plain_data(job: Path, text: str, said: str) -> None:
    path = job / pins.FOLDER / pins.RUN
    path.write_text(path.read_text() + text)
    with pytest.raises(RequestError, match=said):
        pins.check(job)


def test_aliases_that_expand_without_bound_are_not_expanded(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40))]
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(lines))
    with pytest.raises(RequestError, match="anchors and aliases"):
        saved_yaml(path)


def test_a_saved_tree_chooses_nothing_but_its_pins(job: Path) -> None:
    for path in (job / pins.FOLDER / "head" / "pinned.yaml", job / pins.FOLDER / pins.RUN):
        text = path.read_text()
        path.write_text("defaults: [../../../../etc/x, _self_]\n" + text)
        with pytest.raises(RequestError, match="defaults"):
            pins.check(job)
        path.write_text(text)
    (job / pins.FOLDER / "hydra").mkdir()
    (job / pins.FOLDER / "hydra" / "callbacks.yaml").write_text("x: 1\n")
    with pytest.raises(RequestError, match="is no part of a pinned tree"):
        pins.check(job)


def test_an_environment_variable_does_not_leak_from_a_saved_tree(job: Path) -> None:
    os.environ["FACTORY_TEST_SECRET"] = "secret"
    path = job / pins.FOLDER / "head" / "pinned.yaml"
    path.write_text(path.read_text() + "labels: ['${oc.env:FACTORY_TEST_SECRET}']\n")
    with pytest.raises(RequestError) as caught:
        pins.check(job)
    assert "'secret'" not in str(caught.value)
