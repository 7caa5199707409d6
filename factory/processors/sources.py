"""What pictures and recordings have in common as they come in: files, names, and many at once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from factory.errors import RequestError, did_you_mean
from factory.processors.parallel import spread

T = TypeVar("T")


class UnusableError(Exception):
    """Why an input cannot be used; whoever knows which one it is says so."""


def process(
    sources: Sequence[Any],
    read: Callable[[Any], T],
    work: Callable[[int, T], None],
    noun: str,
    *,
    threads: bool = True,
) -> None:
    """Read every source and do something with it.

    Args:
        sources: what to read; one object may be among them twice.
        read: makes something of a source.
        work: is called with the place of a source and with what was read.
        noun: what a source is called.
        threads: whether there is enough to do for threads, which take a while to start.

    Raises:
        RequestError: naming every source that cannot be used.
    """
    # Files and lazy images have one place at which they are read.
    locks = {id(source): threading.Lock() for source in sources}
    problems: dict[int, str] = {}

    def run(place: int) -> None:
        source = sources[place]
        try:
            with locks[id(source)]:
                found = read(source)
            work(place, found)
        except (UnusableError, MemoryError) as error:
            number = f"{noun} {place}: " if len(sources) > 1 else ""
            reason = "does not fit into memory" if isinstance(error, MemoryError) else error
            problems[place] = f"{number}{name_of(source)} {reason}"

    if threads:
        spread(run, len(sources))
    else:
        for place in range(len(sources)):
            run(place)
    if problems:
        raise RequestError(problems[place] for place in sorted(problems))


def name_of(source: Any) -> str:
    """The file that an input comes from, as far as that is known, or what it is."""
    if isinstance(source, str | os.PathLike):
        text = os.fsdecode(source)
        return text if len(text) < 300 else f"{text[:40]}…"
    named = getattr(source, "filename", None) or getattr(source, "name", None)
    return named if isinstance(named, str) and named else type(source).__name__


def is_file(source: Any) -> bool:
    """Whether an input is a path, the bytes of a file, or a file object."""
    held = isinstance(source, str | os.PathLike | bytes | bytearray | memoryview)
    return held or hasattr(source, "read")


def existing(source: str | os.PathLike[Any], noun: str) -> Path:
    """The path of a file that is there.

    Raises:
        UnusableError: it is not, or is something else.
    """
    name = os.fsdecode(source)
    if "://" in name or name.startswith("data:"):
        raise UnusableError("is an address, and nothing is downloaded; give the file or its bytes")
    path = Path(name).expanduser()
    if path.is_dir():
        raise UnusableError(f"is a folder, not a {noun}")
    if not path.exists():
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        raise UnusableError(f"does not exist.{did_you_mean(path.name, [p.name for p in beside])}")
    return path


def contents(source: Any) -> bytes:
    """All of a file object, wherever it stands, or bytes as they are.

    Raises:
        UnusableError: it gives text.
    """
    if hasattr(source, "read"):
        if source.seekable():
            source.seek(0)
        source = source.read()
    if isinstance(source, str):
        raise UnusableError("gives text where bytes are needed; open it with mode 'rb'")
    return bytes(source)
