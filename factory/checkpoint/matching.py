"""Which name in a file holds which parameter, and whether everything fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from factory.checkpoint.names import Family, Relatives, lookalikes, parts
from factory.checkpoint.report import Allow, allowed
from factory.checkpoint.rows import Entry, Table
from factory.checkpoint.safetensors_files import Stored, listed
from factory.configuration import PretrainedConfig
from factory.errors import CheckpointError, did_you_mean
from factory.specs import Shape

WRAPPER = "module."
"""What names begin with in files saved from a wrapped model."""


@dataclass(frozen=True, slots=True)
class Match:
    """Names in a file against parameters of a tree.

    Attributes:
        found: path of a parameter -> the name in the file that holds it.
        missing: parameters that no name holds.
        renamed: old names among those found.
        tied: (name in the file, path of the parameter it must equal).
        dropped: names of the family's other heads.
        surplus: names nobody knows.
        added: parameters that the head brings along, in the body too; empty when none is missing.
    """

    found: dict[str, str]
    missing: tuple[Entry, ...]
    renamed: tuple[str, ...]
    tied: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    surplus: tuple[str, ...]
    added: frozenset[str] = frozenset()


def match(names: Iterable[str], table: Table, relatives: Relatives) -> Match:
    """Find every parameter's name, and a meaning for every other name.

    Args:
        names: what the file holds.
        table: the names of the model that is loaded.
        relatives: the names of the family's other models.

    Raises:
        CheckpointError: a name is there with ``module.`` and without.
    """
    unread = _unwrapped(names)
    fused: dict[str, str] = {}
    found: dict[str, str] = {}
    missing: list[Entry] = []
    renamed: list[str] = []
    seconds = {entry.native: entry.disk for entry in table.tied}
    for entry in table.entries:
        for name, is_old in _candidates(entry, relatives, seconds.get(entry.native)):
            if entry.piece is not None and name in unread:
                fused[name] = unread.pop(name)
            if name in fused:
                found[entry.native] = fused[name]
                break
            if name in unread:
                found[entry.native] = unread.pop(name)
                if is_old:
                    renamed.append(found[entry.native])
                break
        else:
            missing.append(entry)
    tied = [(unread.pop(entry.disk), entry.native) for entry in table.tied if entry.disk in unread]
    for name in [entry.disk for entry in table.copied if entry.disk in unread] + [
        name for name in unread if any(gone.fullmatch(name) for gone in table.dropped)
    ]:
        del unread[name]
    known = {name: unread.pop(name) for name in list(unread) if relatives.know(name)}
    return Match(
        found=found,
        missing=tuple(missing),
        renamed=tuple(renamed),
        tied=tuple(tied),
        dropped=tuple(stored for name, stored in known.items() if not relatives.ignore(name)),
        surplus=tuple(unread.values()),
        added=relatives.added(table) if missing else frozenset(),
    )


def _unwrapped(names: Iterable[str]) -> dict[str, str]:
    """Names without ``module.`` -> as the file has them."""
    found: dict[str, str] = {}
    for name in names:
        bare = name.removeprefix(WRAPPER)
        if bare in found:
            raise CheckpointError(f"the file holds both {found[bare]} and {name}")
        found[bare] = name
    return found


def _candidates(
    entry: Entry, relatives: Relatives, second: str | None
) -> Iterator[tuple[str, bool]]:
    """What a parameter may be called, the likeliest first, and whether that is an old name."""
    yield entry.disk, False
    for name in entry.old:
        yield name, True
    for other in relatives.also(entry.native):
        yield other.disk, False
        for name in other.old:
            yield name, True
    if second is not None:
        yield second, False


@dataclass(slots=True)
class Fit:
    """The outcome of judging a match: what to read, what to start anew, what is wrong."""

    read: dict[str, str]
    new: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def judge(
    matched: Match,
    table: Table,
    stored: Mapping[str, Stored],
    wanted: Mapping[str, Shape],
    config: PretrainedConfig,
    allow: Allow,
) -> Fit:
    """Decide what is read, started anew and ignored, and list everything that is wrong.

    Args:
        matched: names against parameters.
        table: the names of the model that is loaded.
        stored: what the file's header says of each name.
        wanted: path of each parameter -> its shape.
        config: the model's configuration, for advice on labels.
        allow: what the user tolerates.
    """
    fit = Fit(read=dict(matched.found), dropped=list(matched.dropped))
    on_disk = {e.native: e.shape_on_disk(wanted[e.native]) for e in table.entries}
    _judge_missing(matched, table, allow, fit)
    _judge_surplus(matched, allow, fit)
    _judge_shapes(matched, stored, on_disk, config, allow, fit)
    if codes := [n for n in fit.read.values() if not stored[n].is_float]:
        types = ", ".join(sorted({stored[name].dtype for name in codes}))
        fit.problems.append(f"stored as {types}, not as numbers{_list(codes)}")
    return fit


def _judge_missing(matched: Match, table: Table, allow: Allow, fit: Fit) -> None:
    whole = parts(table.entries, matched.added)
    for part, absent in parts(matched.missing, matched.added).items():
        if part != "body" and absent == whole[part]:
            fit.new += [entry.native for entry in absent]
            continue
        lacking = []
        for entry in absent:
            if allowed(entry.disk, allow.missing):
                fit.new.append(entry.native)
            elif entry.disk not in lacking:
                lacking.append(entry.disk)
        if lacking and part == "body":
            fit.problems.append(f"missing{_list(lacking)}")
        elif lacking:
            there = len(whole[part]) - len(absent)
            fit.problems.append(
                f"the {part} is there in part ({there} of {len(whole[part])}); "
                f"missing{_list(lacking)}"
            )


def _judge_surplus(matched: Match, allow: Allow, fit: Fit) -> None:
    unknown = []
    for name in matched.surplus:
        if allowed(name, allow.surplus):
            fit.dropped.append(name)
        else:
            unknown.append(name)
    if unknown:
        lacking = [entry.disk for entry in matched.missing]
        hint = did_you_mean(unknown[0], lacking)
        fit.problems.append(f"in the file and unknown{_list(unknown)}.{hint}")


def _judge_shapes(
    matched: Match,
    stored: Mapping[str, Stored],
    wanted: Mapping[str, Shape],
    config: PretrainedConfig,
    allow: Allow,
    fit: Fit,
) -> None:
    wrong: dict[str, str] = {}
    for native, name in matched.found.items():
        if stored[name].shape == wanted[native]:
            continue
        if allowed(name, allow.mismatched):
            del fit.read[native]
            fit.new.append(native)
            fit.mismatched.append(name)
        else:
            wrong[native] = name
    if not wrong:
        return
    told = [
        f"{name} is {stored[name].shape} in the file and {wanted[native]} in the model"
        for native, name in wrong.items()
    ]
    fit.problems.append(f"of another shape{_list(told)}")
    heads = {name: wanted[native] for native, name in wrong.items() if native.startswith("head.")}
    if len(heads) == len(wrong):
        fit.problems.append(_advice_on_heads(heads, stored, config))


def _advice_on_heads(
    heads: Mapping[str, Shape], stored: Mapping[str, Stored], config: PretrainedConfig
) -> str:
    """What to do about a stored head of another shape, the number of labels above all."""
    parents = dict.fromkeys(f"{name.rpartition('.')[0]}.*" for name in heads)
    anew = (
        "to start the head anew in the model's shape, set "
        f"'weights_allow.mismatched=[{','.join(parents)}]'"
    )
    labels = {
        stored[name].shape[:1] for name, shape in heads.items() if shape[:1] == (config.num_labels,)
    }
    counts = [count for first in labels for count in first]
    keep = f"; to keep the stored one, set num_labels={counts[0]}" if len(counts) == 1 else ""
    return anew + keep


def refusal(
    folder: Path, fit: Fit, names: Iterable[str], family: Family, config: PretrainedConfig
) -> str:
    """All problems in one message, or the family that the weights really are of."""
    bare = [name.removeprefix(WRAPPER) for name in names]
    others, known, own = lookalikes(bare, family, config)
    if others:
        return (
            f"{folder} holds weights of {' or '.join(map(repr, others))}, not of {family.name!r}: "
            f"{known} of {len(bare)} names are known there, {own} here. "
            f"Use architecture={' or '.join(others)}"
        )
    return "\n  ".join(
        (
            f"{folder} does not fit this {family.name!r}:",
            *fit.problems,
            "what is listed can be tolerated by name, with shell-style patterns under "
            "weights_allow (in Python, allow): missing, surplus, mismatched",
        )
    )


def _list(texts: list[str]) -> str:
    """The end of a sentence: how many there are, if more than one, and the first of them."""
    return f": {texts[0]}" if len(texts) == 1 else f" ({len(texts)}): {listed(texts)}"
