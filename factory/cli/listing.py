"""``factory list``: what can be composed."""

from __future__ import annotations

import fnmatch
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from factory.cli import arguments, output
from factory.cli.arguments import CONFIG_DIR, Arguments
from factory.cli.catalogue import explained, hidden, presets, summary
from factory.cli.verb import Verb
from factory.composition import nodes
from factory.errors import RequestError, did_you_mean
from factory.recipes import FRONTEND, ROLES
from registry import REGISTRY, PluginError

log = logging.getLogger(__name__)

Rows = list[dict[str, Any]]


def architectures(config_dir: Path | None) -> Rows:
    """Families with their heads and tokenizers."""
    rows = []
    for name, family in _usable("architecture"):
        slow, fast = _speeds(family.tokenizer)
        rows.append(
            {
                "name": name,
                "title": family.title,
                "summary": family.summary,
                "heads": list(family.every_head),
                "tokenizer": family.tokenizer or None,
                "slow": slow,
                "fast": fast,
                "package": _package("architecture", name),
            }
        )
    return rows


def all_presets(config_dir: Path | None) -> Rows:
    """Presets by group: published sizes, experiments, and a user's own."""
    return [
        {"name": p.name, "group": p.group, "of": p.base, "summary": p.summary}
        for p in presets(config_dir)
    ]


def heads(config_dir: Path | None) -> Rows:
    """Heads with the families that have them."""
    families = _usable("architecture")
    return [
        {
            "name": name,
            "summary": head.summary,
            "architectures": [family for family, f in families if name in f.every_head],
            "package": _package("head", name),
        }
        for name, head in _usable("head")
    ]


def tokenizers(config_dir: Path | None) -> Rows:
    """Tokenizers, and which of the two kinds there are of each."""
    rows = []
    for name, scheme in _usable("tokenizer"):
        slow, fast = _speeds(name)
        summary = REGISTRY.describe("tokenizer", name).summary or scheme.summary
        package = _package("tokenizer", name)
        row = {"name": name, "summary": summary, "slow": slow, "fast": fast, "package": package}
        rows.append(row)
    return rows


def swaps(config_dir: Path | None) -> Rows:
    """Blocks that can take the place of a family's own, by their role."""
    return [
        {
            "name": name,
            "role": role,
            "summary": recipe.summary,
            "options": list(recipe.own_options),
            "package": _package(role, name),
        }
        for role in ROLES
        for name, recipe in _usable(role)
    ]


def frontends(config_dir: Path | None) -> Rows:
    """What models composed of blocks can begin with."""
    return [
        {
            "name": name,
            "summary": recipe.summary,
            "heads": list(recipe.heads),
            "options": list(recipe.own_options),
            "package": _package(FRONTEND, name),
        }
        for name, recipe in _usable(FRONTEND)
    ]


def blocks(config_dir: Path | None) -> Rows:
    """Blocks that other packages register."""
    return [
        {"name": name, "summary": summary(block), "package": _package("block", name)}
        for name, block in _usable("block")
    ]


def problems(config_dir: Path | None) -> Rows:
    """What other packages register and cannot be used."""
    rows = []
    for error in REGISTRY.broken():
        log.debug("%s", error, exc_info=explained(error))
        entry = error.entry
        row = {"name": entry.name, "kind": entry.kind, "package": entry.package}
        rows.append({**row, "problem": error.reason})
    for package, group, path in hidden():
        said = f"the {group} {path.stem!r} of another comes first, so {path} is never read"
        rows.append({"name": path.stem, "kind": "conf", "package": package, "problem": said})
    return rows


def processors(config_dir: Path | None) -> Rows:
    """Processors, ``none`` among them."""
    return [
        {
            "name": name,
            "summary": "text needs none"
            if name == nodes.NONE
            else REGISTRY.describe("processor", name).summary,
        }
        for name in nodes.choices("processor")
    ]


KINDS: dict[str, Callable[[Path | None], Rows]] = {
    "architectures": architectures,
    "presets": all_presets,
    "heads": heads,
    "tokenizers": tokenizers,
    "processors": processors,
    "swaps": swaps,
    "frontends": frontends,
    "blocks": blocks,
    "problems": problems,
}
ANY = "*"
"""The pattern of every name."""

_ALSO = {"families": "architectures", "family": "architectures"}


def run(given: Arguments) -> int:
    """List everything, one kind, or what matches a pattern."""
    kinds, pattern = _asked(given.words)
    folder = given.get(CONFIG_DIR)
    config_dir = Path(folder) if folder is not None else None
    found = {
        kind: [row for row in KINDS[kind](config_dir) if fnmatch.fnmatch(row["name"], pattern)]
        for kind in kinds
    }
    for kind in kinds if "problems" not in kinds else ():
        for error in REGISTRY.broken(*(ROLES if kind == "swaps" else (kind.removesuffix("s"),))):
            log.warning("%s", error, exc_info=explained(error))
    if arguments.JSON in given:
        output.print_json(found)
        return 0
    shown = {kind: rows for kind, rows in found.items() if rows}
    if not shown and pattern != ANY:
        raise RequestError(f"nothing is called {pattern!r}; factory list shows what there is")
    if not shown:
        output.heading(f"{', '.join(kinds).capitalize()}: none")
    for number, (kind, rows) in enumerate(shown.items()):
        output.heading(("\n" if number else "") + kind.capitalize())
        used = [h for h in rows[0] if any(row[h] is not None for row in rows)]
        headers = [header for header in used if header != "title"]
        output.table(headers, [[_cell(row[header]) for header in headers] for row in rows])
    return 0


def _asked(words: tuple[str, ...]) -> tuple[list[str], str]:
    """The kinds and the pattern that a command asks for."""
    names = {**{kind: kind for kind in KINDS}, **_ALSO}
    names |= {kind.removesuffix("s"): kind for kind in KINDS}
    if len(words) > 2:
        raise RequestError("list takes a kind and a pattern: factory list [KIND] [PATTERN]")
    if not words:
        return list(KINDS), ANY
    first, *rest = words
    if first in names:
        return [names[first]], rest[0] if rest else ANY
    if not rest and any(mark in first for mark in "*?["):
        return list(KINDS), first
    raise RequestError(
        f"list: there is no kind {first!r}.{did_you_mean(first, names)} "
        f"Kinds: {', '.join(KINDS)}; a pattern has * or ? in it."
    )


def _speeds(tokenizer: str) -> tuple[bool, bool]:
    if not tokenizer:
        return False, False
    try:
        scheme = REGISTRY.get("tokenizer", tokenizer)
    except PluginError:  # told among the problems
        return False, False
    return scheme.slow is not None, scheme.fast is not None


def _usable(kind: str) -> list[tuple[str, Any]]:
    """Names and components in the order of names, without those that cannot be imported."""
    return sorted(REGISTRY.components(kind), key=lambda found: found[0])


def _package(kind: str, name: str) -> str | None:
    """The package that registers a component; None for what is built in."""
    return REGISTRY.describe(kind, name).package or None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else str(value)


VERB = Verb(
    run=run,
    usage="[KIND] [PATTERN]",
    summary="List what can be composed, and the packages that add to it.",
    flags=(arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory list
  factory list presets 'bert*'
  factory list swaps                blocks that can be put in place of a family's own
  factory list frontends            what models composed of blocks can begin with
  factory list blocks
  factory list problems             plug-ins that cannot be used; --verbose says where they fail
  factory list '*classification' --json""",
)
