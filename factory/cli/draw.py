"""``factory draw``: what a model is made of, as a picture or as a tree."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from factory import drawing
from factory.cli import arguments, output, requests
from factory.cli.arguments import Arguments, Flag
from factory.cli.sides import side
from factory.cli.verb import Verb
from factory.errors import RequestError
from factory.specs import Model, count

OUTPUT = Flag("--output", "write a picture, FILE.svg or FILE.png", "FILE", "-o")

AGAINST = Flag(
    "--against", "mark the blocks that another model lacks; a side as diff takes it", "B"
)

STYLES = {
    "embedding": "green",
    "position": "yellow",
    "mixer": "blue",
    "feedforward": "magenta",
    "head": "red",
    "norm": "dim",
    "plain": "",
}
"""Colours on a terminal, by what a part is for."""


def run(given: Arguments) -> int:
    """Draw a model that is not built."""
    path = _path(given.get(OUTPUT))
    title, tree = _model(given)
    word = given.get(AGAINST)
    against = None if word is None else side(word, given).plan()
    if path is not None:
        _write(path, tree, title, against)
    if arguments.JSON in given:
        from factory.drawing.outline import outline

        found = {"class": title, "parameters": count(tree), "file": path and str(path)}
        output.print_json({**found, "model": outline(tree, against).to_dict()})
    elif path is not None:
        print(path)
    else:
        _print(tree, title, against)
    return 0


def _path(given: str | None) -> Path | None:
    """Where a picture goes.

    Raises:
        RequestError: it is no picture's name, or there is no such folder.
    """
    if given is None:
        return None
    path = Path(given).expanduser()
    problems = []
    if path.suffix.lower() not in drawing.SUFFIXES:
        ends = f"not {path.suffix!r}" if path.suffix else "which it does not say"
        problems.append(f"--output {given}: a picture ends in .svg or .png, {ends}")
    if not path.parent.is_dir():
        problems.append(f"--output {given}: there is no folder {path.parent}")
    if path.is_dir():
        problems.append(f"--output {given}: is a folder")
    if problems:
        raise RequestError(problems)
    return path


def _model(given: Arguments) -> tuple[str, Model]:
    """What a model is called, and its spec tree."""
    if len(given.words) == 1 and "=" not in given.words[0]:
        found = side(given.words[0], given)
        called = found.blueprint.class_name if found.blueprint is not None else "Model"
        return called, found.plan()
    blueprint = requests.composer(given).one(given.words, sources_checked=False)
    return blueprint.class_name, blueprint.plan()


def _write(path: Path, tree: Model, title: str, against: Model | None) -> None:
    from factory.files import write_text

    if path.suffix.lower() == ".svg":
        write_text(path, drawing.to_svg(tree, title, against=against))
    else:
        drawing.to_png(tree, path, title, against=against)


def _print(tree: Model, title: str, against: Model | None) -> None:
    """Print the tree, in colours where they can be seen."""
    if not sys.stdout.isatty():
        print(drawing.to_text(tree, title, against=against))
        return
    from rich.console import Console
    from rich.text import Text

    from factory.drawing.text import columns, lines

    console = Console(highlight=False)
    for left, right, line in columns(
        lines(tree, title, against), shutil.get_terminal_size().columns
    ):
        text = Text(left)
        text.stylize("dim", 0, len(line.guide))
        text.stylize(STYLES[line.role.value], len(line.guide))
        console.print(text.append(f"  {right}", "dim"), soft_wrap=True)


VERB = Verb(
    run=run,
    usage="[overrides] [--output FILE]",
    summary="Draw what a model is made of, with the parameters of each part: as a tree in the "
    "terminal,\nor as a picture. Layers that repeat are drawn once. Nothing is built.",
    flags=(OUTPUT, AGAINST, arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory draw architecture=gpt2_xl head=causal_lm
  factory draw architecture=t5_small head=base --output t5.svg
  factory draw out/bundle -o bundle.png
  factory draw architecture=roberta --against bert""",
)
