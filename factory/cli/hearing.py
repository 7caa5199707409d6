"""Recordings that are to be written down, as many at once as may run together."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from factory.cli import media
from factory.cli.media import Piece
from factory.composition import media as kinds
from factory.composition.media import Medium
from factory.errors import RequestError

if TYPE_CHECKING:
    from factory.building import Built

log = logging.getLogger("factory.generate")


@dataclass(frozen=True, slots=True)
class Batch:
    """Recordings that run at once.

    Attributes:
        names: of their files.
        features: their spectrograms.
        long: it is one recording, longer than the model hears at once.
    """

    names: Sequence[str]
    features: Any
    long: bool


def batches(
    built: Built, given: str | Sequence[str] | None, medium: Medium, size: int, *, timed: bool
) -> Iterator[Batch]:
    """The recordings of a request, in order.

    Args:
        built: the model and what prepares recordings for it.
        given: files and folders.
        medium: what the model hears.
        size: how many may run at once; what is longer than the model hears at once runs alone.
        timed: whether the model says where a window breaks off.

    Raises:
        RequestError: nothing is named, or recordings cannot be read.
    """
    if built.processor is None:
        raise RequestError("processor: there is none, so that no file can be read; choose one")
    if given is None:
        raise RequestError(f"input: name a {medium.noun}, or a folder of {medium.plural}")
    reader: Any = media.preparer(built)
    if problems := list(kinds.problems(given, medium, reader)):
        raise RequestError(problems)
    window = float(reader.options.chunk_length)
    pieces = [Piece(path.name, path) for path in kinds.files(given, medium)]
    for long, run in groupby(pieces, lambda piece: media.seconds_of(piece) > window):
        several = list(run)
        step = 1 if long else size
        for first in range(0, len(several), step):
            together = several[first : first + step]
            if long:
                _tell(together[0], window, timed=timed)
            whole = {"truncation": False, "padding": "longest"} if long else {}
            tensors = media.prepared(reader, together, **whole)
            yield Batch([piece.name for piece in together], next(iter(tensors.values())), long)


def _tell(piece: Piece, window: float, *, timed: bool) -> None:
    """That a recording is heard in windows."""
    how = f"{piece.name} lasts {media.seconds_of(piece):.1f} s, and the model hears {window:g} s"
    if timed:
        log.info("%s at once; each window begins where the text of the last one broke off", how)
    else:
        log.warning(
            "%s at once; without times in its texts windows are cut every %g s, be it in a word",
            how,
            window,
        )
