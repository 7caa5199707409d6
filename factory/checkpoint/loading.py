"""Loading weights: from a folder of safetensors to tensors under a spec tree's own paths.

The tensors are views of the memory-mapped files. Nothing is copied, and a page is read from the
disk when it is first touched; writing to a tensor changes memory alone, never the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from factory.checkpoint.bundle import check_bundle, quick_check
from factory.checkpoint.carrying import carried, stored_as
from factory.checkpoint.matching import Fit, Match, judge, match, refusal
from factory.checkpoint.names import Family, Relatives, table_of
from factory.checkpoint.report import NOTHING, Allow, LoadReport
from factory.checkpoint.rows import Piece, Table
from factory.checkpoint.safetensors_files import Weights, open_weights
from factory.configuration import (
    CONFIG_NAME,
    DTYPES,
    PretrainedConfig,
    registry_name,
    same_family,
)
from factory.errors import CheckpointError, RequestError, did_you_mean
from factory.files import MANIFEST_NAME, read_json
from factory.specs import Model, Shared, Tied, shapes, walk

if TYPE_CHECKING:
    import torch

NO_PIECES: Mapping[str, Piece] = {}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Weights that fit a model.

    Attributes:
        config: as given, with ``tie_word_embeddings`` off if the file's matrices differ.
        tree: the spec tree of that configuration.
        tensors: path of a parameter -> its memory-mapped tensor, without those to initialise.
        dtype: the type of all of them, and of those that are initialised.
        report: what was read, started anew and left out.
    """

    config: PretrainedConfig
    tree: Model
    tensors: dict[str, torch.Tensor]
    dtype: str
    report: LoadReport


@dataclass(frozen=True, slots=True)
class Planned:
    """A model to fill, and how the file's names fit it."""

    config: PretrainedConfig
    tree: Model
    table: Table
    match: Match


def load_weights(
    folder: Path,
    family: Family,
    config: PretrainedConfig,
    head: str,
    *,
    allow: Allow = NOTHING,
    verify: bool = False,
    dtype: str | None = None,
) -> Loaded:
    """Read the weights in a folder for a family with a configuration and a head.

    Args:
        folder: a folder of transformers' or of ours, with one file of weights or with shards.
        family: what the weights must be of.
        config: what they must fit.
        head: the task; ``base`` for the bare model. A head or pooler that the file lacks entirely
            is left to be initialised, and weights of the family's other heads are ignored. Blocks
            that the configuration swaps begin with every weight that still fits.
        allow: misfits to tolerate, by name.
        verify: compare every file with the hashes in the folder's manifest first.
        dtype: a type to convert to; when None as stored, without a copy, or float32 where the
            file mixes several.

    Returns:
        The tensors, with the configuration and tree they fit and a report.

    Raises:
        CheckpointError: the weights do not fit, are another family's, or cannot be read safely.
        BundleError: the folder has a manifest, and its files are not those it describes.
        RequestError: no such head, or no such type.
    """
    if dtype is not None and dtype not in DTYPES:
        raise RequestError(
            f"dtype: {dtype!r} is not one of {', '.join(DTYPES)}.{did_you_mean(dtype, DTYPES)}"
        )
    _check_folder(folder, family, verify)
    weights = open_weights(folder)
    stored = stored_as(config, weights)
    plan = planned(weights, family, stored, head)
    fit = _fit(weights, family, plan, allow)
    untied = _untied(weights, plan)
    if untied:
        plan = planned(weights, family, stored.replace(tie_word_embeddings=False), head)
        fit = _fit(weights, family, plan, allow)
    if stored.swap != config.swap:
        wanted = plan.config.replace(swap=config.swap)
        tree = family.plan(wanted, head)
        fit = carried(fit, plan.tree, tree)
        plan = replace(plan, config=wanted, tree=tree)
    tensors = _read(weights, fit.read, plan.table.pieces)
    types = {str(tensor.dtype).removeprefix("torch.") for tensor in tensors.values()}
    # One type, so that parts that are started anew have it too; float32 where a file mixes several.
    dtype = dtype or (types.pop() if len(types) == 1 else "float32")
    report = LoadReport(
        source=str(folder),
        loaded=len(tensors),
        new=tuple(fit.new),
        dropped=tuple(fit.dropped),
        mismatched=tuple(fit.mismatched),
        renamed=plan.match.renamed,
        untied=untied,
        foreign=tuple(sorted(config.foreign)),
    )
    return Loaded(plan.config, plan.tree, _cast(tensors, dtype), dtype, report)


def _check_folder(folder: Path, family: Family, verify: bool) -> None:
    """The folder's own statements: its manifest's, and which family it is of."""
    if verify:
        check_bundle(folder)
    elif (folder / MANIFEST_NAME).exists():
        quick_check(folder)
    if (folder / CONFIG_NAME).is_file():
        stated = read_json(folder / CONFIG_NAME).get("model_type", family.name)
        part = registry_name(str(stated)) in family.config.within
        if not part and not same_family(stated, family.name):
            raise CheckpointError(
                f"{folder} holds a {stated!r} by its {CONFIG_NAME}, not a {family.name!r}; "
                f"use architecture={registry_name(stated)}, or other weights"
            )


def planned(weights: Weights, family: Family, config: PretrainedConfig, head: str) -> Planned:
    """A model to fill, and how the names of weights fit it; only headers are read."""
    tree = family.plan(config, head)
    table = table_of(family, config, head, tree, weights.layout)
    relatives = Relatives(family, config, head, weights.layout)
    found = match(weights.tensors, table, relatives)
    if not config.tie_word_embeddings and _tied_in(weights.folder, family):
        found = _with_shared(found, family, config, head)
    return Planned(config, tree, table, found)


def _tied_in(folder: Path, family: Family) -> bool:
    """Whether the stored model shared its tables: by its configuration, or as the family does."""
    path = folder / CONFIG_NAME
    stated = read_json(path) if path.is_file() else {}
    return bool(stated.get("tie_word_embeddings", family.config().tie_word_embeddings))


def _with_shared(found: Match, family: Family, config: PretrainedConfig, head: str) -> Match:
    """The match of an untied model in the file of a tied one: what shared a table begins as it."""
    missing = {entry.native for entry in found.missing}
    if not missing:
        return found
    tied = family.plan(config.replace(tie_word_embeddings=True), head)
    sources = {
        f"{path}.weight": found.found[f"{node.to}.weight"]
        for path, node in walk(tied)
        if isinstance(node, Tied | Shared)
        and f"{path}.weight" in missing
        and f"{node.to}.weight" in found.found
    }
    left = tuple(entry for entry in found.missing if entry.native not in sources)
    return replace(found, found={**found.found, **sources}, missing=left)


def _fit(weights: Weights, family: Family, plan: Planned, allow: Allow) -> Fit:
    """What to read; an error if that is not a whole model."""
    fit = judge(plan.match, plan.table, weights.tensors, shapes(plan.tree), plan.config, allow)
    if fit.problems:
        raise CheckpointError(refusal(weights.folder, fit, weights.tensors, family, plan.config))
    return fit


def _untied(weights: Weights, plan: Planned) -> bool:
    """Whether the file holds an output matrix that differs from the table it should share.

    Raises:
        CheckpointError: another pair of names for one parameter holds two different tensors.
    """
    unequal = [
        (name, plan.match.found[native], native)
        for name, native in plan.match.tied
        if native in plan.match.found and not _equal(weights, name, plan.match.found[native])
    ]
    tables = [pair for pair in unequal if pair[2].startswith("body.")]
    if tables and plan.config.tie_word_embeddings:
        return True
    if unequal:
        pairs = "; ".join(f"{name} and {other}" for name, other, _ in unequal)
        raise CheckpointError(
            f"{weights.folder} gives one parameter two different values, under two names: {pairs}"
        )
    return False


def _equal(weights: Weights, one: str, other: str) -> bool:
    import torch

    tensors = _read(weights, {"one": one, "other": other})
    first, second = sorted(tensors.values(), key=lambda tensor: tensor.element_size())
    # Where the file mixes types, equal means that the finer one rounds to the coarser.
    return first.shape == second.shape and torch.equal(first, second.to(first.dtype))


def _read(
    weights: Weights, names: Mapping[str, str], pieces: Mapping[str, Piece] = NO_PIECES
) -> dict[str, torch.Tensor]:
    """Map the files: path of a parameter -> tensor, in the order asked for.

    Args:
        weights: where.
        names: path of a parameter -> the name that holds it.
        pieces: path of a parameter -> which part of the tensor it is, if not all.
    """
    from safetensors import safe_open

    by_file: defaultdict[Path, list[str]] = defaultdict(list)
    for name in names.values():
        by_file[weights.tensors[name].file].append(name)
    mapped: dict[str, torch.Tensor] = {}
    for path, wanted in by_file.items():
        with safe_open(path, framework="pt") as file:
            mapped.update((name, file.get_tensor(name)) for name in wanted)
    places = {native: (name, pieces.get(native)) for native, name in names.items()}
    # Two parameters that begin as one tensor of the file are not to share its memory.
    first = {place: native for native, place in reversed(list(places.items()))}
    read = {}
    for native, (name, piece) in places.items():
        tensor = mapped[name] if piece is None else piece.of(mapped[name])
        read[native] = tensor if first[name, piece] == native else tensor.clone()
    return read


def _cast(tensors: Mapping[str, torch.Tensor], dtype: str) -> dict[str, torch.Tensor]:
    import torch

    return {path: tensor.to(getattr(torch, dtype)) for path, tensor in tensors.items()}
