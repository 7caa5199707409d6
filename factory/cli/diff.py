"""``factory diff``: what differs between two requests, files or bundles."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from factory.cli import arguments, output
from factory.cli.arguments import Arguments
from factory.cli.sides import Side, side
from factory.cli.verb import Verb
from factory.composition.leaves import leaves
from factory.errors import RequestError
from factory.specs import count

if TYPE_CHECKING:
    from factory.drawing.comparing import Difference
    from factory.specs import Model

_ABSENT = object()
_MARKS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


def run(given: Arguments) -> int:
    """Compare two trees, value by value, and the models that they make, part by part."""
    from factory.drawing.comparing import differences

    if len(given.words) != 2:
        raise RequestError("diff takes two sides: factory diff A B")
    sides = [side(word, given) for word in given.words]
    bare = any(one.bare for one in sides)  # a configuration says nothing of what stands beside it
    trees = [{"architecture": one.tree["architecture"]} if bare else one.tree for one in sides]
    left, right = (dict(leaves(one)) for one in trees)
    rows = [
        (key, left.get(key, _ABSENT), right.get(key, _ABSENT))
        for key in dict.fromkeys((*left, *right))
        if left.get(key, _ABSENT) != right.get(key, _ABSENT)
    ]
    models = _models(sides, bare)
    parts = differences(*models) if models is not None else []
    if arguments.JSON in given:
        output.print_json(_data(rows, models, parts))
    elif rows or parts:
        _print(given.words, rows, models, parts)
    else:
        print("no difference")
    return 0


def _models(sides: Sequence[Side], bare: bool) -> tuple[Model, Model] | None:
    """The spec trees of both sides; None where a file cannot be planned, which is told."""
    try:
        return sides[0].plan(bare=bare), sides[1].plan(bare=bare)
    except RequestError as error:
        told = "; ".join(error.problems)
        print(f"factory: the parts cannot be compared: {told}", file=sys.stderr)
        return None


def _data(
    rows: Sequence[tuple[str, Any, Any]],
    models: tuple[Model, Model] | None,
    parts: Sequence[Difference],
) -> dict[str, Any]:
    """The differences as plain data; without models there is nothing to say of their parts."""
    sides = [{k: s for k, *vs in rows if (s := vs[i]) is not _ABSENT} for i in (0, 1)]
    found: dict[str, Any] = {"a": sides[0], "b": sides[1], "parts": None, "parameters": None}
    if models is not None:
        found["parts"] = [
            {"path": one.path, "change": one.change, "a": one.a, "b": one.b} for one in parts
        ]
        found["parameters"] = {"a": count(models[0]), "b": count(models[1])}
    return found


def _print(
    words: Sequence[str],
    rows: Sequence[tuple[str, Any, Any]],
    models: tuple[Model, Model] | None,
    parts: Sequence[Difference],
) -> None:
    if rows:
        output.table(("option", *words), [(k, _cell(a), _cell(b)) for k, a, b in rows])
    if models is None:
        return
    if rows:
        print()
    if parts:
        output.table(
            ("", "part", *words),
            [(_MARKS[one.change][0], one.path, one.a or "-", one.b or "-") for one in parts],
            styles=[_MARKS[one.change][1] for one in parts],
        )
        print()
    a, b = map(count, models)
    changed = f", {b - a:+,}" if a != b else " in both"
    print(f"  parameters: {f'{a:,} and {b:,}' if a != b else f'{a:,}'}{changed}")


def _cell(value: Any) -> str:
    return "-" if value is _ABSENT else output.value(value)


VERB = Verb(
    run=run,
    usage="A B",
    summary="Compare two trees, and the parts of the models that they make. Each side is a bundle, "
    "a config.json,\na tree that factory show printed into a file, the name of an architecture, or "
    "a list of overrides in quotes.",
    flags=(arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory diff bert roberta_base
  factory diff 'architecture=bert_tiny head=masked_lm' out/bundle
  factory diff path/to/config.json distilbert""",
)
