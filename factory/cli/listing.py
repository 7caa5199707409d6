"""``factory list``: what can be composed."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from pathlib import Path
from typing import Any

from factory.cli import arguments, output
from factory.cli.arguments import CONFIG_DIR, Arguments
from factory.cli.catalogue import presets
from factory.cli.verb import Verb
from factory.composition import nodes
from factory.errors import RequestError, did_you_mean
from registry import REGISTRY

Rows = list[dict[str, Any]]


def architectures(config_dir: Path | None) -> Rows:
    """Families with their heads and tokenizers."""
    rows = []
    for name in REGISTRY.names("architecture"):
        family = REGISTRY.get("architecture", name)
        slow, fast = _speeds(family.tokenizer)
        rows.append(
            {
                "name": name,
                "title": family.title,
                "summary": family.summary,
                "heads": list(family.head_names),
                "tokenizer": family.tokenizer,
                "slow": slow,
                "fast": fast,
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
    found = {name: REGISTRY.get("architecture", name) for name in REGISTRY.names("architecture")}
    return [
        {
            "name": name,
            "summary": REGISTRY.get("head", name).summary,
            "architectures": [family for family, f in found.items() if name in f.head_names],
        }
        for name in REGISTRY.names("head")
    ]


def tokenizers(config_dir: Path | None) -> Rows:
    """Tokenizers, and which of the two kinds there are of each."""
    rows = []
    for name in REGISTRY.names("tokenizer"):
        slow, fast = _speeds(name)
        summary = REGISTRY.describe("tokenizer", name).summary
        rows.append({"name": name, "summary": summary, "slow": slow, "fast": fast})
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
}
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
    if arguments.JSON in given:
        output.print_json(found)
        return 0
    shown = {kind: rows for kind, rows in found.items() if rows}
    if not shown:
        raise RequestError(f"nothing is called {pattern!r}; factory list shows what there is")
    for number, (kind, rows) in enumerate(shown.items()):
        output.heading(("\n" if number else "") + kind.capitalize())
        headers = [header for header in rows[0] if header != "title"]
        output.table(headers, [[_cell(row[header]) for header in headers] for row in rows])
    return 0


def _asked(words: tuple[str, ...]) -> tuple[list[str], str]:
    """The kinds and the pattern that a command asks for."""
    names = {**{kind: kind for kind in KINDS}, **_ALSO}
    names |= {kind.removesuffix("s"): kind for kind in KINDS}
    if len(words) > 2:
        raise RequestError("list takes a kind and a pattern: factory list [KIND] [PATTERN]")
    if not words:
        return list(KINDS), "*"
    first, *rest = words
    if first in names:
        return [names[first]], rest[0] if rest else "*"
    if not rest and any(mark in first for mark in "*?["):
        return list(KINDS), first
    raise RequestError(
        f"list: there is no kind {first!r}.{did_you_mean(first, names)} "
        f"Kinds: {', '.join(KINDS)}; a pattern has * or ? in it."
    )


def _speeds(tokenizer: str | None) -> tuple[bool, bool]:
    if tokenizer is None:
        return False, False
    scheme = REGISTRY.get("tokenizer", tokenizer)
    return scheme.slow is not None, scheme.fast is not None


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else str(value)


VERB = Verb(
    run=run,
    usage="[KIND] [PATTERN]",
    summary="List what can be composed: architectures, presets, heads, tokenizers, processors.",
    flags=(arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory list
  factory list presets 'bert*'
  factory list '*classification' --json""",
)
