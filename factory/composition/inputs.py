"""What ``input`` stands for: a text to try, or a file whose lines are tried."""

from __future__ import annotations

import re
from pathlib import Path

from factory.errors import RequestError, did_you_mean

_SUFFIX = re.compile(r".*\S\.[A-Za-z]\w{0,4}")
_ROOTED = re.compile(r"(~|\.{0,2})/")
_LARGEST_PINNED = 100_000
_AS_TEXT = "to try it as a text, pipe it into --input -"


def lines(text: str) -> list[str]:
    """What to try: the lines of a file that is there, or those of the text itself.

    Raises:
        RequestError: it is a folder, a file that is no text, or a file that is not there.
    """
    content = _read(text)
    return [line for line in content.splitlines() if line.strip()] or [""]


def problem(text: str) -> str | None:
    """Why nothing can be tried with an ``input``, or None when something can."""
    try:
        lines(text)
    except RequestError as error:
        return str(error)
    return None


def pinned(text: str) -> str:
    """An input as a pinned tree keeps it: a file's text, as the file may be gone by then."""
    path = _path(text)
    if path is None or not path.is_file():
        return text
    if path.stat().st_size > _LARGEST_PINNED:
        return str(path.resolve())
    return as_text(_read(text))


def as_text(content: str) -> str:
    """A text that no reader takes for a file's name."""
    return content if content.endswith("\n") else f"{content}\n"


def _read(text: str) -> str:
    if text == "-":
        raise RequestError("input: the standard input is read with the flag --input -")
    path = _path(text)
    if path is None:
        return text
    if path.is_dir():
        raise RequestError(f"input: {text} is a folder; name a file of it")
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise RequestError(f"input: {text} is not a text file in UTF-8") from error
        except OSError as error:
            raise RequestError(f"input: cannot read {text}: {error.strerror or error}") from error
    if _is_like_a_path(text, path):
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        near = did_you_mean(path.name, [other.name for other in beside])
        raise RequestError(f"input: there is no file {text}; {_AS_TEXT}.{near}")
    return text


def _path(text: str) -> Path | None:
    """The path that a text may be, or None when it can be none."""
    if not text.strip() or "\n" in text:
        return None
    try:
        path = Path(text).expanduser()
        path.exists()
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, an unknown ~user
        return None
    return path


def _is_like_a_path(text: str, path: Path) -> bool:
    if _SUFFIX.fullmatch(text) or _ROOTED.match(text):
        return True
    inside = "/" in text and path.parent.is_dir()
    return inside or ("/" in text and not re.search(r"\s", text))
