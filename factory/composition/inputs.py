"""What ``input`` stands for: a text to try, or a file whose lines are tried.

Each line is one item. Where a model takes several texts together, such as a question and the text
that answers it, they stand in one line with ``|||`` between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from factory.errors import RequestError, did_you_mean
from factory.heads import HeadKind, Labels

SEPARATOR = "|||"

Item = tuple[str, ...]
"""The texts of one line."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a line has to look like.

    Attributes:
        example: a line of that form.
        least: how many texts it has at least.
        most: how many texts it has at most, or None.
    """

    example: str
    least: int = 1
    most: int | None = 2


PLAIN = Form(f"text, or: text {SEPARATOR} second text")
FORMS = {
    Labels.SPAN: Form(f"question {SEPARATOR} text that holds the answer", 2, 2),
    Labels.FOLLOWS: Form(f"text {SEPARATOR} text that may follow", 2, 2),
    Labels.CHOICE: Form(f"text {SEPARATOR} candidate {SEPARATOR} candidate", 3, None),
    Labels.PAIRS: Form(f"photo.jpg {SEPARATOR} text {SEPARATOR} other text", 2, None),
}
"""Lines of the tasks that are about several texts; those of all others are :data:`PLAIN`."""

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


def items(text: str, head: HeadKind) -> list[Item]:
    """What to try with a head: the texts of each line, all lines of one form.

    Raises:
        RequestError: as :func:`lines` does, or a line has not the form that the head takes.
    """
    found = [split(line) for line in lines(text)]
    if problems := list(_misfits(found, head)):
        others = len(problems) - 1
        more = f" (and {others} more line{'s' * (others > 1)})" if others else ""
        raise RequestError(f"input: {problems[0]}{more}")
    return found


def split(line: str) -> Item:
    """The texts of a line; a line of one text is kept as it is."""
    parts = tuple(line.split(SEPARATOR))
    return tuple(part.strip() for part in parts) if parts[1:] else parts


def problem(text: str, head: HeadKind) -> str | None:
    """Why nothing can be tried with an ``input``, or None when something can."""
    try:
        items(text, head)
    except RequestError as error:
        return str(error)
    return None


def _misfits(found: list[Item], head: HeadKind) -> Iterator[str]:
    form = FORMS.get(head.labels, PLAIN)
    for number, item in enumerate(found, 1):
        size, first = len(item), len(found[0])
        texts = "1 text" if size == 1 else f"{size} texts"
        if size < form.least or (form.most is not None and size > form.most):
            yield f"line {number} has {texts}, but for {head.name} a line is: {form.example}"
        elif size > 1 and not all(item):
            yield f"line {number}: a text is empty; for {head.name} a line is: {form.example}"
        elif size != first:
            yield f"line {number} has {texts} and line 1 has {first}; all lines have one form"


def pinned(text: str, head: HeadKind) -> str:
    """An input as a pinned tree keeps it: a file's text, as the file may be gone by then.

    Pictures that lines begin with are named wherever the job is built again.
    """
    if head.labels is Labels.PAIRS:
        lines_of = (
            f" {SEPARATOR} ".join((str(Path(picture).expanduser().resolve()), *texts))
            for picture, *texts in items(text, head)
        )
        return as_text("\n".join(lines_of))
    path = _path(text)
    if path is None or not path.is_file():
        return text
    if path.stat().st_size > _LARGEST_PINNED:
        return str(path.resolve())
    return as_text(_read(text))


def pictures(text: str, head: HeadKind) -> list[str]:
    """The pictures that the lines of an input begin with, for heads that compare them with texts.

    Raises:
        RequestError: as :func:`items` does.
    """
    return [item[0] for item in items(text, head)] if head.labels is Labels.PAIRS else []


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
    if not text.strip() or "\n" in text or SEPARATOR in text:
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
