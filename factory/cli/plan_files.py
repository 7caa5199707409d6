"""Files that the rows of ``factory plan -m`` are written to, row by row."""

from __future__ import annotations

import csv
import importlib
import json
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from factory.cli import output
from factory.cli.plan_rows import COSTS, Row
from factory.errors import MissingExtraError, RequestError
from factory.files import replacing

Sink = Callable[[Row], None]
_BATCH = 1000


@contextmanager
def csv_file(path: Path, keys: Sequence[str]) -> Generator[Sink]:
    """A CSV file; it is there when the last row is."""
    with replacing(_within(path)) as temporary, temporary.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["number", *keys, *COSTS, "problem"])

        def write(row: Row) -> None:
            writer.writerow(["" if cell is None else _cell(cell) for cell in row.flat.values()])

        yield write


@contextmanager
def parquet_file(path: Path, keys: Sequence[str]) -> Generator[Sink]:
    """A Parquet file, a thousand rows at a time; swept values are texts, as they may be anything.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        pa = importlib.import_module("pyarrow")
        pq = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtraError(
            "--parquet needs pyarrow: pip install 'model-factory[parquet]'; --csv needs nothing"
        ) from error
    schema = pa.schema(
        [
            ("number", pa.int64()),
            *((key, pa.string()) for key in keys),
            *((name, pa.int64()) for name in COSTS),
            ("problem", pa.string()),
        ]
    )
    waiting: list[dict[str, Any]] = []
    with replacing(_within(path)) as temporary, pq.ParquetWriter(temporary, schema) as file:

        def flush() -> None:
            file.write_table(pa.Table.from_pylist(waiting, schema))
            waiting.clear()

        def write(row: Row) -> None:
            waiting.append(row.flat | {key: _cell(row.values[key]) for key in keys})
            if len(waiting) == _BATCH:
                flush()

        yield write
        flush()


@contextmanager
def files(
    keys: Sequence[str], csv_path: str | None, parquet_path: str | None
) -> Generator[list[Sink]]:
    """Every file that is asked for."""
    with ExitStack() as stack:
        made = [
            stack.enter_context(kind(Path(path).expanduser(), keys))
            for kind, path in ((csv_file, csv_path), (parquet_file, parquet_path))
            if path is not None
        ]
        yield made


def _within(path: Path) -> Path:
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    return path


def _cell(value: Any) -> str:
    return output.value(value) if not isinstance(value, dict | list) else json.dumps(value)
