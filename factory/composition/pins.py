"""Pinned trees: what a job was built from, saved so that it can be built again.

A folder of plain data: ``run.yaml`` holds the settings, and ``<group>/pinned.yaml`` every value of
a component under its own name. Which configs are composed is decided here, from the groups that
are pinned: what a later version adds, a group, a setting or an option, comes with its own default.
Later changes of defaults and presets do not reach a pinned value; choosing another config of a
group replaces its pin, and what an architecture brings along comes with another architecture.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from factory.composition import inputs, media, nodes
from factory.composition.blueprint import PINNED, Blueprint, Settings, to_yaml
from factory.composition.places import shipped
from factory.composition.refusals import saved_yaml
from factory.composition.texts import literal
from factory.configuration import default_of
from factory.errors import RequestError, did_you_mean

FOLDER = "tree"
RUN = "run.yaml"

FORMAT = 1
"""Number of the layout; a tree of a larger one is refused. Trees without a number are older."""

_ADDED = "added"
"""Where ``run.yaml`` keeps what a request added beside components and settings."""

_FIRST_GROUPS = ("architecture", "head", "tokenizer", "processor")
"""Groups that trees without a number pin."""

_PATHS = {
    "processor": ("load_from",),
    "tokenizer": ("load_from", "vocab_file", "merges_file", "train_from"),
}
"""Options that may name files, which are pinned as absolute paths."""


def write(folder: Path, blueprint: Blueprint) -> None:
    """Write the pinned tree of a blueprint into a new folder."""
    tree = dict(blueprint.tree)
    settings = {name: tree[name] for name in _settings() if name in tree}
    settings |= {"output_dir": None, "overwrite": False}
    settings["weights"] = _absolute(settings.get("weights"))
    if blueprint.settings.input is not None:
        medium = media.medium_of(blueprint.family, blueprint.head.name)
        settings["input"] = (
            inputs.pinned(str(blueprint.settings.input), blueprint.head)
            if medium is None
            else media.pinned(blueprint.settings.input, medium)
        )
    added = {k: v for k, v in tree.items() if k not in settings and k not in nodes.SECTIONS}
    head = {"format": FORMAT, PINNED: list(nodes.GROUPS)}
    _dump(folder / RUN, {**head, **settings, **({_ADDED: added} if added else {})})
    for group in nodes.GROUPS:
        values = {
            key: _absolute(value) if key in _PATHS.get(group, ()) else value
            for key, value in nodes.section(tree, group).items()
        }
        _dump(folder / group / f"{PINNED}.yaml", values)


def check(folder: Path) -> Path:
    """The pinned tree of a job's folder, once every file of it is known to be plain data.

    Raises:
        RequestError: there is none, or a file holds what a saved tree may not.
    """
    tree = folder / FOLDER
    if not (tree / RUN).is_file():
        raise RequestError(
            f"{folder} holds no pinned tree ({FOLDER}/{RUN}), so nothing can be run again"
        )
    configs(tree)
    return tree


def configs(tree: Path) -> dict[str, dict[str, Any]]:
    """The configs that a pinned tree stands for, each with its defaults list.

    Args:
        tree: the folder that holds ``run.yaml``.

    Raises:
        RequestError: with everything that is wrong with its files.
    """
    run = _mapping(tree / RUN)
    groups = _pinned_groups(tree / RUN, run)
    problems = list(_run_problems(tree / RUN, run))
    wanted = {RUN: "", **{f"{group}/{PINNED}.yaml": group for group in groups}}
    found = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if not path.is_dir()}
    problems += [f"{tree / name}: is missing" for name in sorted(wanted.keys() - found)]
    problems += [f"{tree / n}: is no part of a pinned tree" for n in sorted(found - wanted.keys())]
    values: dict[str, dict[str, Any]] = {}
    for name, group in wanted.items():
        if not group or name not in found:
            continue
        try:
            values[group] = _component(tree / name, group, numbered="format" in run)
        except RequestError as error:
            problems += error.problems
    if problems:
        raise RequestError(problems)
    return {
        "run": {"defaults": _run_defaults(groups), **_run_values(run)},
        **{
            f"{group}/{PINNED}": {
                "defaults": _defaults(group, pinned[nodes.key_of(group)], groups),
                **pinned,
            }
            for group, pinned in values.items()
        },
    }


def _mapping(path: Path) -> dict[str, Any]:
    data = saved_yaml(path)
    if not isinstance(data, dict):
        raise RequestError(f"{path}: is not a mapping")
    return data


def _pinned_groups(path: Path, run: Mapping[str, Any]) -> tuple[str, ...]:
    number = run.get("format", 0)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise RequestError(f"{path}: format: {number!r} is not the number of a layout")
    if number > FORMAT:
        raise RequestError(
            f"{path} is of format {number}, and this version reads up to {FORMAT}; "
            "upgrade model-factory"
        )
    groups = run.get(PINNED, []) if "format" in run else list(_FIRST_GROUPS)
    if not isinstance(groups, list) or not {"architecture", "head"} <= set(map(str, groups)):
        raise RequestError(f"{path}: {PINNED}: does not list the groups that are pinned")
    if strange := [str(group) for group in groups if group not in nodes.GROUPS]:
        raise RequestError(
            f"{path}: {PINNED}: this version has no group {', '.join(strange)}; "
            "upgrade model-factory"
        )
    return tuple(groups)


def _run_problems(path: Path, run: Mapping[str, Any]) -> Iterator[str]:
    if "format" not in run:  # whatever an older tree holds beside settings was added on purpose
        return
    known = ("format", PINNED, *_settings(), _ADDED)
    for key in run:
        if key not in known:
            yield f"{path}: {key}: is no part of a pinned tree.{did_you_mean(str(key), known)}"
    added = run.get(_ADDED, {})
    if not isinstance(added, dict):
        yield f"{path}: {_ADDED}: is not a mapping"
        return
    for key in added:
        if key in (*known, *nodes.SECTIONS, "hydra", "defaults"):
            yield f"{path}: {_ADDED}.{key}: is not something that was added"


def _component(path: Path, group: str, *, numbered: bool) -> dict[str, Any]:
    data = _mapping(path)
    if not numbered:
        data.pop("defaults", None)
    elif "defaults" in data:
        raise RequestError(f"{path}: a saved tree has no defaults list")
    component = data.get(nodes.key_of(group))
    if isinstance(component, str) and (refused := nodes.refusal(group, component)):
        raise RequestError(f"{path}: {refused}")
    if not nodes.has(group, component):
        raise RequestError(f"{path}: names no registered {group}, but {component!r}")
    return data


def _run_defaults(groups: Sequence[str]) -> list[Any]:
    """The defaults list that a pinned tree is composed with: that of a build, its groups pinned."""
    found: list[Any] = saved_yaml(shipped() / "build.yaml")["defaults"]
    return [
        {name: PINNED if name in groups else choice for name, choice in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in found
    ]


def _run_values(run: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {f.name: nodes.plain(default_of(f)) for f in dataclasses.fields(Settings)}
    ours = ("format", PINNED, _ADDED) if "format" in run else ("defaults",)
    own = {key: value for key, value in run.items() if key not in ours}
    return {**defaults, **own, **(run.get(_ADDED, {}) if "format" in run else {})}


def _defaults(group: str, name: str, groups: Sequence[str]) -> list[Any]:
    """The defaults list of a pinned group; an architecture's keeps the other pins in place."""
    brought: list[Any] = []
    if group == "architecture":
        kept = [other for other in nodes.OPTIONAL if other in groups]
        brought = [{f"override /{other}@_global_.{other}": PINNED} for other in kept]
    return [name, *brought, "_self_"]


def _settings() -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(Settings))


def _dump(path: Path, data: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        to_yaml({key: _escaped(value) for key, value in data.items()}), encoding="utf-8"
    )


def _escaped(value: Any) -> Any:
    """Plain data whose texts OmegaConf reads back as they are, ``${`` included."""
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    if isinstance(value, Mapping):
        return {key: _escaped(inner) for key, inner in value.items()}
    return value


def _absolute(value: Any) -> Any:
    """Paths of what is there, wherever the job is built again."""
    if isinstance(value, list):
        return [_absolute(inner) for inner in value]
    try:
        there = isinstance(value, str) and Path(value).expanduser().exists()
    except (OSError, ValueError, RuntimeError):  # a text that can be no path
        there = False
    return str(Path(value).expanduser().resolve()) if there else value
