"""Results on the standard output: JSON for programs, tables for people.

On a terminal tables are drawn by rich, which is imported only then; into a pipe goes plain text.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any


def print_json(data: Any) -> None:
    """One object, on one line; numbers that JSON does not have are null."""
    print(json.dumps(finite(data), ensure_ascii=False, allow_nan=False), flush=True)


def finite(data: Any) -> Any:
    """Plain data whose numbers JSON has: others are null."""
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, Mapping):
        return {key: finite(inner) for key, inner in data.items()}
    return [finite(inner) for inner in data] if isinstance(data, list | tuple) else data


def heading(text: str) -> None:
    """A line above what follows."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text

        Console().print(Text(text, style="bold"))
    else:
        print(text)


def table(
    headers: Sequence[str], rows: Sequence[Sequence[object]], styles: Sequence[str] = ()
) -> None:
    """Rows under headers, columns as wide as they need to be.

    Args:
        headers: of the columns.
        rows: their cells.
        styles: colours of the rows on a terminal; none when there are none.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(headers, cells, styles or [""] * len(cells))
        return
    widths = [max(len(row[i]) for row in (list(headers), *cells)) for i in range(len(headers))]
    for row in (list(headers), *cells) if any(headers) else cells:
        line = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print(f"  {line}".rstrip())


def pairs(values: Mapping[str, object]) -> None:
    """Names and values, one a line."""
    width = max((len(name) for name in values), default=0)
    room = max(shutil.get_terminal_size((100, 24)).columns - width - 4, 30)
    for name, value in values.items():
        lines = [part for line in str(value).split("\n") for part in _wrapped(line, room)]
        print(f"  {name:<{width}}  {lines[0]}".rstrip())
        for line in lines[1:]:
            print(f"  {'':<{width}}  {line}")


def value(data: Any) -> str:
    """A value as YAML writes it on one line."""
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, list | tuple):
        return f"[{', '.join(map(value, data))}]"
    if isinstance(data, Mapping):
        return f"{{{', '.join(f'{key}: {value(inner)}' for key, inner in data.items())}}}"
    return f"{data:g}" if isinstance(data, float) else str(data)


def shapes(outputs: Mapping[str, Any]) -> str:
    """The shapes of outputs in one cell: ``start_logits 2 x 14, end_logits 2 x 14``."""
    return ", ".join(f"{name} {shape(found)}" for name, found in outputs.items())


def shape(found: object) -> str:
    """A shape as people write it; of several, one after the other."""
    if not isinstance(found, Sequence) or isinstance(found, str):
        return str(found)
    if any(isinstance(inner, Sequence) for inner in found):
        return ", ".join(map(shape, found))
    return " x ".join(map(str, found))


def _wrapped(line: str, width: int) -> list[str]:
    if not sys.stdout.isatty():
        return [line]
    return textwrap.wrap(line, width, break_long_words=False) or [""]


def _rich_table(
    headers: Sequence[str], cells: Sequence[Sequence[str]], styles: Sequence[str]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, show_header=any(headers), pad_edge=False)
    for header in headers:
        drawn.add_column(header, overflow="fold")
    for row, style in zip(cells, styles, strict=True):
        drawn.add_row(*(Text(cell) for cell in row), style=style)
    Console().print(drawn)
