"""``factory diff``: what differs between two requests, files or bundles."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from factory.cli import arguments, output, requests
from factory.cli.arguments import Arguments
from factory.cli.verb import Verb
from factory.composition.leaves import leaves
from factory.errors import RequestError

_ABSENT = object()


def run(given: Arguments) -> int:
    """Compare two trees, value by value."""
    if len(given.words) != 2:
        raise RequestError("diff takes two sides: factory diff A B")
    trees = [tree(side, given) for side in given.words]
    configs = [set(one) == {"architecture"} for one in trees]
    if any(configs):  # a configuration says nothing of what stands beside it
        trees = [{"architecture": one["architecture"]} for one in trees]
    left, right = (dict(leaves(one)) for one in trees)
    rows = [
        (key, left.get(key, _ABSENT), right.get(key, _ABSENT))
        for key in dict.fromkeys((*left, *right))
        if left.get(key, _ABSENT) != right.get(key, _ABSENT)
    ]
    if arguments.JSON in given:
        sides = [{k: s for k, *vs in rows if (s := vs[i]) is not _ABSENT} for i in (0, 1)]
        output.print_json({"a": sides[0], "b": sides[1]})
    elif rows:
        output.table(("option", *given.words), [(k, _cell(a), _cell(b)) for k, a, b in rows])
    else:
        print("no difference")
    return 0


def tree(side: str, given: Arguments) -> dict[str, Any]:
    """The tree that one side of a comparison stands for.

    Args:
        side: a bundle, a configuration file or its folder, the name of an architecture, or a list
            of overrides in one argument.
        given: the command line.

    Raises:
        RequestError: it is none of these.
    """
    from factory.composition import pins

    path = Path(side).expanduser()
    if (path / pins.FOLDER / pins.RUN).is_file():
        composer = requests.composer(given, pins.check(path))
        return dict(composer.one([], sources_checked=False).tree)
    if path.is_dir() or path.is_file():
        return _configuration(path)
    try:
        words = shlex.split(side)
    except ValueError as error:
        raise RequestError(f"{side!r} is no list of overrides: {error}") from error
    if len(words) == 1 and "=" not in words[0]:
        words = [f"architecture={words[0]}"]
    return dict(requests.composer(given).one(words).tree)


def _configuration(path: Path) -> dict[str, Any]:
    """The architecture of a ``config.json``, or a tree that was printed into a YAML file."""
    if path.suffix in (".yaml", ".yml"):
        from factory.composition.refusals import saved_yaml

        data = saved_yaml(path)
        if not isinstance(data, dict) or "architecture" not in data:
            raise RequestError(f"{path} is no tree: it has no architecture")
        return data
    from factory.auto import AutoConfig
    from factory.composition import nodes

    config = AutoConfig.from_pretrained(path)
    fields = nodes.fields_of("architecture", config.family_name)
    values = {field.name: nodes.plain(getattr(config, field.name)) for field in fields}
    return {"architecture": {"model_type": config.family_name, **values}}


def _cell(value: Any) -> str:
    return "-" if value is _ABSENT else output.value(value)


VERB = Verb(
    run=run,
    usage="A B",
    summary="Compare two trees. Each side is a bundle, a config.json, a tree that factory show "
    "printed into a file,\nthe name of an architecture, or a list of overrides in quotes.",
    flags=(arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory diff bert roberta_base
  factory diff 'architecture=bert_tiny head=masked_lm' out/bundle
  factory diff path/to/config.json distilbert""",
)
