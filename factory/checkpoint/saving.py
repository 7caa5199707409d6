"""Saving weights: from tensors under a spec tree's paths to safetensors files in a folder."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from factory.checkpoint.names import Family, table_of
from factory.checkpoint.rows import Entry, Table
from factory.checkpoint.safetensors_files import Layout, listed
from factory.checkpoint.writing import write_tensors
from factory.configuration import PretrainedConfig
from factory.errors import CheckpointError, RequestError
from factory.files import open_folder, replacing
from factory.specs import Model, Spec, children, shapes

if TYPE_CHECKING:
    from torch import Tensor

METADATA = {Layout.HUGGING_FACE: {"format": "pt"}, Layout.NATIVE: {"format": "native"}}
"""What each layout's files say of themselves."""


def save_weights(
    folder: Path,
    family: Family,
    config: PretrainedConfig,
    head: str,
    tree: Model,
    tensors: Mapping[str, Tensor],
    *,
    max_shard_size: str | int = "5GB",
) -> list[Path]:
    """Write weights under transformers' names or, for an edited tree, under the tree's own.

    Files of an earlier save in the folder are removed.

    Args:
        folder: where; made if need be.
        family: what the model is of.
        config: the model's configuration.
        head: its task; ``base`` for the bare model.
        tree: its spec tree, which edits may have made different from the configuration's.
        tensors: path of each parameter -> its tensor.
        max_shard_size: the largest file, as a number of bytes or as ``"500MB"``; a tensor larger
            than that has a file of its own.

    Returns:
        The files, the index of shards last.

    Raises:
        CheckpointError: the tensors are not those of the tree.
        RequestError: ``max_shard_size`` is not a size.
    """
    limit = parse_size(max_shard_size)
    _check(shapes(tree), tensors)
    if export_problem(family, config, head, tree) is None:
        layout = Layout.HUGGING_FACE
    else:
        layout = Layout.NATIVE
    table = table_of(family, config, head, tree, layout)
    named = _named(table, tensors)
    folder = open_folder(folder)
    files = _write(folder, layout, named, limit)
    for path in [path for kind in Layout for path in kind.written(folder)]:
        if path not in files:
            path.unlink()
    return files


def export_problem(family: Family, config: PretrainedConfig, head: str, tree: Model) -> str | None:
    """Which block keeps a model from being saved as its family; None when nothing does."""
    alone = f"The factory alone reads it, under its own names in {Layout.NATIVE.single}"
    if not family.has_peer:
        return f"transformers has no {family.name!r}. {alone}"
    plain = family.own(config, head)
    if tree == plain:
        return None
    differences = listed(_differences(tree, plain), most=3)
    return f"transformers has no {family.name!r} like this: {differences}. {alone}"


def parse_size(size: str | int) -> int:
    """A number of bytes from ``"5GB"``, ``"500 MB"``, ``"2GiB"`` or a number.

    Raises:
        RequestError: it is not a size above 0.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B?", str(size).strip(), re.IGNORECASE)
    number = 0
    if found is not None:
        base = 1024 if found[3] else 1000
        number = int(float(found[1]) * base ** "_KMGT".index(found[2].upper() or "_"))
    if number < 1:
        raise RequestError(f"max_shard_size: {size!r} is not a size such as '5GB' or '500MB'")
    return number


def _check(wanted: Mapping[str, tuple[int, ...]], tensors: Mapping[str, Tensor]) -> None:
    problems = []
    if missing := [path for path in wanted if path not in tensors]:
        problems.append(f"missing: {listed(missing)}")
    if surplus := [path for path in tensors if path not in wanted]:
        problems.append(f"not in the tree: {listed(surplus)}")
    if wrong := [
        f"{path} is {tuple(tensors[path].shape)} and not {shape}"
        for path, shape in wanted.items()
        if path in tensors and tuple(tensors[path].shape) != shape
    ]:
        problems.append(f"of another shape: {listed(wrong)}")
    if problems:
        raise CheckpointError(f"these are not the tree's parameters; {'; '.join(problems)}")


def _named(table: Table, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What is written: tensors by their names on disk, those that lie in one joined."""
    parts: dict[str, list[Entry]] = {}
    for entry in (*table.entries, *table.copied):
        parts.setdefault(entry.disk, []).append(entry)
    named = {}
    for disk, entries in parts.items():
        entries.sort(key=lambda entry: entry.piece.start if entry.piece else 0)
        found = [tensors[entry.native].detach() for entry in entries]
        piece = entries[0].piece
        named[disk] = found[0] if piece is None else piece.joined(found)
    return named


def _differences(tree: Spec, plain: Spec, path: str = "") -> Iterator[str]:
    """Blocks of a tree that differ from those of another, without what is below them."""
    where = path or "the model"
    if type(tree) is not type(plain):
        yield f"{where} is {type(tree).__name__} where {type(plain).__name__} is expected"
        return
    ours, theirs = dict(_below(tree)), dict(_below(plain))
    parts = {name.partition(".")[0] for name in ours.keys() | theirs.keys()}
    own = [f.name for f in dataclasses.fields(tree) if f.name not in parts]
    wrong = [
        f"{name}={getattr(tree, name)} where {getattr(plain, name)} is expected"
        for name in own
        if getattr(tree, name) != getattr(plain, name)
    ]
    wrong += [f"no part {name}" for name in theirs if name not in ours]
    wrong += [f"a part {name}" for name in ours if name not in theirs]
    if wrong:
        yield f"{where} has {' and '.join(wrong)}"
        return
    for name, node in ours.items():
        yield from _differences(node, theirs[name], f"{path}.{name}" if path else name)


def _below(node: Spec) -> Iterator[tuple[str, Spec]]:
    """Children by their paths below the node."""
    for name, value in children(node):
        if isinstance(value, Spec):
            yield name, value
        else:
            yield from ((f"{name}.{index}", item) for index, item in enumerate(value))


def _write(folder: Path, layout: Layout, named: dict[str, Tensor], limit: int) -> list[Path]:
    shards = list(_shards(named, limit))
    if len(shards) == 1:
        places = {folder / layout.single: shards[0]}
    else:
        places = {
            folder / layout.shard(number, len(shards)): shard
            for number, shard in enumerate(shards, 1)
        }
    with ExitStack() as stack:
        if len(shards) > 1:
            # What is entered first is renamed last: the index appears when all its shards have.
            index = stack.enter_context(replacing(folder / layout.index))
            index.write_text(_index(places), encoding="utf-8")
        for path, shard in places.items():
            write_tensors(stack.enter_context(replacing(path)), shard, METADATA[layout])
    return [*places, *([folder / layout.index] if len(shards) > 1 else [])]


def _shards(named: Mapping[str, Tensor], limit: int) -> Iterator[dict[str, Tensor]]:
    """Tensors in order, as many a shard as the limit lets in."""
    shard: dict[str, Tensor] = {}
    size = 0
    for name, tensor in named.items():
        if shard and size + tensor.nbytes > limit:
            yield shard
            shard, size = {}, 0
        shard[name] = tensor
        size += tensor.nbytes
    yield shard


def _index(places: Mapping[Path, Mapping[str, Tensor]]) -> str:
    total = sum(tensor.nbytes for shard in places.values() for tensor in shard.values())
    files = {name: path.name for path, shard in places.items() for name in shard}
    data = {"metadata": {"total_size": total}, "weight_map": files}
    return json.dumps(data, indent=2, sort_keys=True) + "\n"
