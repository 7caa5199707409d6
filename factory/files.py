"""Reading and writing files so that nothing half-written is ever seen."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from factory.errors import RequestError


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        RequestError: the file is missing, is not JSON, or does not hold an object.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise RequestError(f"{path} is not a JSON file: {error}") from error
    if not isinstance(data, dict):
        raise RequestError(f"{path} holds {type(data).__name__} where an object is expected")
    return data


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary sibling, synced, then renamed."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a temporary sibling, synced, then renamed."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~current_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def current_umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
