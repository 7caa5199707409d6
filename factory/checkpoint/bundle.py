"""Bundles: folders that appear whole or not at all, and that say what must be in them.

A bundle is written to a temporary sibling, described by ``manifest.json``, synced and renamed, so
that whenever the process is stopped, the folder of that name is either the old one or the new one.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from factory.checkpoint.provenance import git_revision, versions
from factory.checkpoint.safetensors_files import read_header
from factory.checkpoint.swapping import swap_in
from factory.errors import BundleError, CheckpointError, RequestError
from factory.files import MANIFEST_NAME, current_umask, json_text, read_json, sha256, sync, unsafe

FORMAT = 1
"""Number of the manifest's layout; a reader refuses a larger one."""


@contextmanager
def new_bundle(
    target: Path, *, overwrite: bool = False, facts: Mapping[str, Any] | None = None
) -> Iterator[Path]:
    """A temporary folder to fill; it becomes ``target`` if the block ends without an error.

    Args:
        target: where the bundle will be; missing parents are made.
        overwrite: replace the bundle that is there. A folder that is no bundle, and not empty, is
            never replaced.
        facts: what the manifest records besides: seed, dtype, hashes of sources. Read when the
            block has ended, so that the block may add to it.

    Raises:
        RequestError: the target is there already, or the facts are not plain data.
    """
    target = target.resolve()
    check_target(target, overwrite=overwrite)
    facts = {} if facts is None else facts
    _as_json(facts)
    folder = beside(target)
    try:
        yield folder
        (folder / MANIFEST_NAME).write_text(_manifest(folder, facts), encoding="utf-8")
        for path in (*folder.rglob("*"), folder):
            sync(path)
        # Somebody else may have made the target meanwhile.
        check_target(target, overwrite=overwrite)
        swap_in(folder, target)
        sync(target.parent)
    finally:
        # The temporary folder, or the bundle that was replaced; gone already if it was renamed.
        shutil.rmtree(folder, ignore_errors=True)


def beside(target: Path) -> Path:
    """A new folder beside a target, to be filled and to take its place.

    What processes of this machine that were killed left there is removed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(target)
    owner = f"{_temporary(target)}{os.getpid()}-"
    folder = Path(tempfile.mkdtemp(prefix=owner, dir=target.parent))
    folder.chmod(0o777 & ~current_umask())
    return folder


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle.

    Returns:
        ``format``; ``files``, name -> size and sha256; ``versions``; ``git_revision``; ``facts``.

    Raises:
        BundleError: there is none, it cannot be read, or it is of a later format.
    """
    path = folder / MANIFEST_NAME
    if not path.is_file():
        raise BundleError(f"{folder} is not a bundle: it has no {MANIFEST_NAME}")
    try:
        manifest = read_json(path)
    except RequestError as error:
        raise BundleError(f"the manifest cannot be read: {error}") from error
    number = manifest.get("format")
    if isinstance(number, int) and number > FORMAT:
        raise BundleError(
            f"{path} is of format {number}, and this version reads up to {FORMAT}; "
            "upgrade model-factory"
        )
    files = manifest.get("files")
    if number != FORMAT or not isinstance(files, dict) or not all(map(_is_entry, files.values())):
        raise BundleError(
            f"{path} is damaged, or not a bundle's: it lists no files with size and sha256"
        )
    return manifest


def verify_bundle(folder: Path) -> list[str]:
    """Everything that is wrong with a bundle, one sentence each; every file is hashed.

    Hidden files in the folder itself (``.gitattributes``) are not the bundle's and not looked at.
    """
    try:
        files = read_manifest(folder)["files"]
    except BundleError as error:
        return [str(error)]
    problems = []
    for name, entry in files.items():
        if problem := _misfit(folder, name, entry["size"]):
            problems.append(problem)
        elif sha256(folder / name) != entry["sha256"]:
            problems.append(f"{name} was altered: its sha256 is not the manifest's")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    surplus = sorted(name for name in present - set(files) if not name.startswith("."))
    return problems + [
        f"{name} is not in the manifest" for name in surplus if name != MANIFEST_NAME
    ]


def check_bundle(folder: Path) -> None:
    """Refuse a folder with which :func:`verify_bundle` finds anything wrong.

    Raises:
        BundleError: with everything that is wrong.
    """
    _refuse(folder, verify_bundle(folder))


def quick_check(folder: Path) -> None:
    """Check a bundle by names, sizes and the headers of weights, without reading its contents.

    Raises:
        BundleError: with everything that is wrong.
    """
    problems = []
    for name, entry in read_manifest(folder)["files"].items():
        if problem := _misfit(folder, name, entry["size"]):
            problems.append(problem)
        elif name.endswith(".safetensors"):
            try:
                read_header(folder / name)
            except CheckpointError as error:
                problems.append(str(error))
    _refuse(folder, problems)


def _refuse(folder: Path, problems: list[str]) -> None:
    if problems:
        raise BundleError(
            f"the bundle {folder} is not as it was written: {'; '.join(problems)}. "
            f"If it was changed on purpose, remove its {MANIFEST_NAME}: what is left is no bundle, "
            "but from_pretrained reads its parts"
        )


def _misfit(folder: Path, name: str, size: int) -> str | None:
    """What is wrong with one file, as far as its name and size tell."""
    if reason := unsafe(folder, name):
        return f"{name!r} {reason}"
    path = folder / name
    if not path.is_file():
        return f"{name} is missing"
    if (actual := path.stat().st_size) != size:
        state = "truncated" if actual < size else "altered"
        return f"{name} is {state}: {actual} bytes where the manifest says {size}"
    return None


def check_target(target: Path, *, overwrite: bool) -> None:
    """Refuse a place where a bundle cannot be put.

    Args:
        target: where the bundle will be.
        overwrite: whether it may replace a bundle that is there.

    Raises:
        RequestError: something is there that is not to be replaced.
    """
    check_place(target)
    if not target.exists():
        return
    if not overwrite:
        raise RequestError(f"{target} is there already; choose another, or say overwrite=true")
    if not target.is_dir():
        raise RequestError(f"{target} is a file; a bundle is a folder and replaces only a folder")
    if any(target.iterdir()) and not (target / MANIFEST_NAME).is_file():
        raise RequestError(
            f"{target} is no bundle (it has no {MANIFEST_NAME}) and is not replaced; "
            "remove it yourself, or choose another folder"
        )


def check_place(target: Path) -> None:
    """Refuse a place that no folder of ours may have, whatever is there.

    Raises:
        RequestError: it is the working directory or holds it, or it lies in a bundle or a file.
    """
    target = target.expanduser().resolve()
    if Path.cwd().is_relative_to(target):
        raise RequestError(
            f"{target} is the working directory, or holds it, and is not replaced; "
            "name a new folder"
        )
    for parent in target.parents:
        if parent.exists() and not parent.is_dir():
            raise RequestError(f"{target} cannot be made: {parent} is a file")
        if (parent / MANIFEST_NAME).is_file() and (parent / _TREE).is_dir():
            raise RequestError(f"{target} lies in the bundle {parent}, which would be broken by it")


_TREE = "tree"
"""The folder of a bundle's pinned tree; other folders may have a manifest of another kind."""


def _temporary(target: Path) -> str:
    """How names of folders begin that this machine's processes fill, to become ``target``."""
    machine = re.sub(r"[^A-Za-z0-9]", "", platform.node()) or "here"
    return f".{target.name}.tmp-{machine}-"


def _remove_abandoned(target: Path) -> None:
    """Remove what processes of this machine that were killed left beside the target."""
    prefix = _temporary(target)
    for path in target.parent.iterdir():
        owner = path.name.removeprefix(prefix).partition("-")[0]
        if path.name.startswith(prefix) and owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name == "nt":  # where a signal of 0 is none
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("size"), int)
        and isinstance(entry.get("sha256"), str)
    )


def _manifest(folder: Path, facts: Mapping[str, Any]) -> str:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": sha256(path)}
        for path in paths
        if path != folder / MANIFEST_NAME
    }
    return _as_json(
        {
            "format": FORMAT,
            "files": files,
            "versions": versions(),
            "git_revision": git_revision(),
            "facts": facts,
        }
    )


def _as_json(data: Mapping[str, Any]) -> str:
    try:
        return json_text(dict(data))
    except (TypeError, ValueError) as error:
        raise RequestError(f"a bundle's facts must be plain data: {error}") from error
