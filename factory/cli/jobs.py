"""The jobs of one command: a build, or every job of a sweep."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from factory.cli.folders import Folder
from factory.cli.job import Result, failure, perform
from factory.cli.sweep import Sweep
from factory.cli.table import Table
from factory.composition import Composer
from factory.errors import RequestError


@dataclass(frozen=True)
class Jobs:
    """The jobs of one command.

    Attributes:
        composer: where their trees are composed.
        lines: the overrides.
        sweep: whether they span a sweep.
        tell: called with each result as it comes.
        tell_table: called with the table of a sweep when it has ended, however it did.
    """

    composer: Composer
    lines: Sequence[str]
    sweep: bool
    tell: Callable[[Result], None]
    tell_table: Callable[[Table], None]

    def run(self) -> int:
        """Check every job, then run them in order.

        Returns:
            How many jobs failed.

        Raises:
            RequestError: the request is wrong; nothing was run and no folder made.
        """
        if self.composer.sets(self.lines, "hydra.verbose"):
            told = self.composer.hydra(self.composer.fixed(self.lines), "verbose")
            logging.getLogger("factory").setLevel(logging.DEBUG if told else logging.INFO)
        if self.sweep:
            sweep = Sweep.checked(self.composer, self.lines, self.tell)
            try:
                sweep.run()
            finally:
                self.tell_table(sweep.table)
            return sweep.table.failed
        result = self._single()
        self.tell(result)
        return int(result["status"] != "done")

    def _single(self) -> Result:
        blueprint = self.composer.one(self.lines)
        try:
            with Folder.of_job(self.composer, self.lines, blueprint) as folder:
                return perform(blueprint, folder.path, origin=self.composer.job)
        except RequestError:
            raise
        except Exception as error:  # whatever else a job raises is that job's failure
            return failure(error)
