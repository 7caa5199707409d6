"""The table of a sweep: one row a job, kept beside the jobs as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory.cli import output
from factory.cli.folders import TABLE_CSV, TABLE_JSON
from factory.cli.job import Result
from factory.files import write_text

FORMAT = 1
"""Number of the layout of ``sweep.json``."""

_SECONDS_BETWEEN = 1.0
"""At most so often is the table written while jobs run, lest long sweeps spend their time on it."""


@dataclass
class Table:
    """The jobs of a sweep that have ended.

    Attributes:
        total: how many jobs there are to run.
        folder: where it is kept, once it is.
        rows: one a job: what it set, and what came out of it.
    """

    total: int
    folder: Path | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    _written_at: float = field(default=0.0, init=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """Where the table is kept, if it is."""
        names = (TABLE_JSON, TABLE_CSV) if self.folder is not None else ()
        return tuple(Path(self.folder or "", name) for name in names)

    @property
    def failed(self) -> int:
        """How many jobs failed."""
        return sum(row["status"] != "done" for row in self.rows)

    def add(self, result: Result, settings: Mapping[str, Any]) -> None:
        """Take down the result of a job.

        Args:
            result: what the job says.
            settings: what its overrides set, by key.
        """
        self.rows.append(
            {
                "job": result["job"],
                "overrides": dict(settings),
                "status": result["status"],
                "class": result.get("class"),
                "parameters": result.get("parameters", {}).get("total"),
                "outputs": result.get("outputs", {}),
                "seconds": result.get("seconds"),
                "folder": result.get("folder"),
                "error": " ".join(result["error"].splitlines()) if "error" in result else None,
            }
        )

    def varied(self) -> list[str]:
        """Keys that the jobs do not all set alike, in the order in which they were given."""
        keys = dict.fromkeys(key for row in self.rows for key in row["overrides"])
        return [key for key in keys if len({self._set(row, key) for row in self.rows}) > 1]

    @staticmethod
    def _set(row: Mapping[str, Any], key: str) -> str:
        """What a job sets a key to, as text; empty where it does not."""
        settings = row["overrides"]
        return output.value(settings[key]) if key in settings else ""

    def lines(self) -> tuple[list[str], list[list[Any]]]:
        """Headers and cells: the job, what differs between jobs, what came out."""
        varied = self.varied()
        results = ("status", "class", "parameters", "outputs", "seconds", "folder", "error")
        cells = [
            [
                row["job"],
                *(self._set(row, key) for key in varied),
                *(
                    output.shapes(row["outputs"]) if key == "outputs" else row[key]
                    for key in results
                ),
            ]
            for row in self.rows
        ]
        return ["job", *varied, *results], cells

    def to_dict(self) -> dict[str, Any]:
        """The whole table as plain data."""
        return {
            "format": FORMAT,
            "total": self.total,
            "done": len(self.rows) - self.failed,
            "failed": self.failed,
            "columns": self.varied(),
            "jobs": self.rows,
        }

    def write(self, folder: Path, *, at_once: bool = True) -> None:
        """Keep the table in a folder, each file whole or not at all; nothing without a job.

        Args:
            folder: made if need be.
            at_once: write now, even if it was written a moment ago.
        """
        now = time.monotonic()
        if not self.rows or (not at_once and now - self._written_at < _SECONDS_BETWEEN):
            return
        folder.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        headers, cells = self.lines()
        csv.writer(text, lineterminator="\n").writerows([headers, *cells])
        write_text(folder / TABLE_CSV, text.getvalue())
        data = json.dumps(output.finite(self.to_dict()), indent=2, ensure_ascii=False)
        write_text(folder / TABLE_JSON, f"{data}\n")
        self._written_at = now
