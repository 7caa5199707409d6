"""Pinned trees: what a job was built from, saved so that it can be built again.

A folder of YAML that is a config directory of its own: ``run.yaml`` chooses ``pinned`` in every
group, and ``<group>/pinned.yaml`` holds every value under its own name on top of the registered
node. Later changes of defaults and presets do not reach a pinned value; choosing another config of
a group replaces its pin, and what an architecture brings along comes with another architecture.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factory.composition import nodes
from factory.composition.blueprint import PINNED, Blueprint, to_yaml
from factory.composition.refusals import saved_yaml
from factory.composition.texts import literal
from factory.errors import RequestError

FOLDER = "tree"
RUN = "run.yaml"

_RUN_DEFAULTS: list[Any] = [
    "job",
    "_self_",
    *({group: PINNED} for group in ("tokenizer", "processor", "head", "architecture")),
    {"experiment": None},
    {"override hydra/job_logging": "none"},
    {"override hydra/hydra_logging": "none"},
]

_PATHS = {
    "tokenizer": ("load_from", "vocab_file", "merges_file", "train_from"),
}
"""Options that may name files, which are pinned as absolute paths."""


def write(folder: Path, blueprint: Blueprint) -> None:
    """Write the pinned tree of a blueprint into a new folder."""
    tree = dict(blueprint.tree)
    own = {key: value for key, value in tree.items() if key not in nodes.GROUPS}
    own |= {"output_dir": None, "overwrite": False, "weights": _absolute(own.get("weights"))}
    _dump(folder / RUN, {"defaults": _RUN_DEFAULTS, **own})
    for group in nodes.GROUPS:
        values = {
            key: _absolute(value) if key in _PATHS.get(group, ()) else value
            for key, value in tree[group].items()
        }
        defaults = _defaults(group, values[nodes.key_of(group)])
        _dump(folder / group / f"{PINNED}.yaml", {"defaults": defaults, **values})


def _defaults(group: str, name: str) -> list[Any]:
    """The defaults list of a pinned group; an architecture's keeps the other pins in place."""
    brought: list[Any] = []
    if group == "architecture":
        brought = [{f"override /{other}@_global_.{other}": PINNED} for other in nodes.OPTIONAL]
    return [name, *brought, "_self_"]


def check(folder: Path) -> Path:
    """The pinned tree of a job's folder, once every file of it is known to be plain data.

    Raises:
        RequestError: there is none, or a file holds what a saved tree may not.
    """
    tree = folder / FOLDER
    wanted = {RUN, *(f"{group}/{PINNED}.yaml" for group in nodes.GROUPS)}
    if not (tree / RUN).is_file():
        raise RequestError(
            f"{folder} holds no pinned tree ({FOLDER}/{RUN}), so nothing can be run again"
        )
    found = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if not path.is_dir()}
    problems = [f"{tree / name}: is missing" for name in sorted(wanted - found)]
    problems += [f"{tree / name}: is no part of a pinned tree" for name in sorted(found - wanted)]
    for name in sorted(wanted & found):
        try:
            problems += _check_file(tree / name, name)
        except RequestError as error:
            problems += error.problems
    if problems:
        raise RequestError(problems)
    return tree


def _check_file(path: Path, name: str) -> list[str]:
    data, group = saved_yaml(path), name.rpartition("/")[0]
    if not isinstance(data, Mapping):
        return [f"{path}: is not a mapping"]
    wanted = _RUN_DEFAULTS
    if group:
        component = data.get(nodes.key_of(group))
        if component not in nodes.choices(group):
            return [f"{path}: names no registered {group}, but {component!r}"]
        wanted = _defaults(group, component)
    return [] if data.get("defaults") == wanted else [f"{path}: its defaults list was altered"]


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
    if isinstance(value, str) and Path(value).expanduser().exists():
        return str(Path(value).expanduser().resolve())
    return value
