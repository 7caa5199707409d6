"""Reading and writing files so that nothing half-written is ever seen."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from factory.errors import RequestError

MANIFEST_NAME = "manifest.json"
"""The file that makes a folder a bundle."""


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        RequestError: the file is missing, is not JSON, or does not hold an object.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{path} is not a JSON file: {error}") from error
    if not isinstance(data, dict):
        raise RequestError(f"{path} holds {type(data).__name__} where an object is expected")
    return data


def json_text(data: Mapping[str, Any], *, sort_keys: bool = True) -> str:
    """An object as files hold it: indented, its keys in order, its texts as they are.

    Raises:
        TypeError: it is no plain data.
    """
    return json.dumps(data, indent=2, sort_keys=sort_keys, ensure_ascii=False) + "\n"


def open_folder(path: str | os.PathLike[str]) -> Path:
    """A folder to save into, made if need be.

    Raises:
        RequestError: it is a bundle, whose files its manifest vouches for.
    """
    folder = Path(path)
    if (folder / MANIFEST_NAME).exists():
        raise RequestError(
            f"{folder} is a bundle, and changing a part of it would break it: save to another "
            "folder, or save the whole again (factory.load(folder).save(folder, overwrite=True))"
        )
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary sibling, synced, then renamed."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a temporary sibling, synced, then renamed."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """An empty temporary sibling to fill; it becomes ``path`` if the block raises nothing."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~current_umask())
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Wait until a file's contents, or a folder's list of names, are on the disk."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folders and needs no such step
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The hash of a file's contents, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unsafe(folder: Path, name: str) -> str | None:
    """Why a name found in a file must not be opened below ``folder``, or None when it may.

    Links are followed; those of a download cache, from ``snapshots/<revision>`` to the ``blobs``
    beside ``snapshots``, are allowed.
    """
    path = PurePosixPath(name)
    if not path.parts or "\\" in name or not name.isprintable():
        return "is not a plain name"
    if len(name.encode()) > 255:
        return "is longer than names of files are"
    if path.is_absolute() or PureWindowsPath(name).drive:
        return "is an absolute path"
    if ".." in path.parts:
        return "leads out of the folder"
    roots = [folder.resolve()]
    if roots[0].parent.name == "snapshots":
        roots.append(roots[0].parent.parent / "blobs")
    try:
        real = (folder / name).resolve()
    except (OSError, RuntimeError):  # links in a circle
        return "cannot be followed"
    if not any(real.is_relative_to(root) for root in roots):
        return f"is a link out of the folder, to {real}"
    return None


def current_umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
