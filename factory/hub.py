"""Folders and files by path or by hub name, with huggingface_hub's cache and offline mode."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from factory.errors import MissingExtraError, RequestError, did_you_mean

_WEIGHTS = "*.safetensors"
WANTED = ("*.json", "*.txt", "*.model", "*.jinja", _WEIGHTS)
"""What is downloaded: no pickles, no code."""

PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack")

_CONFIG = "config.json"
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")


def snapshot(
    name_or_path: str | Path,
    *,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_files_only: bool | None = None,
    weights: bool = True,
) -> Path:
    """A folder on this machine: a local one as it is, a hub repository through the local cache.

    Args:
        name_or_path: a folder, or a hub name such as ``google/vit-base-patch16-224``.
        revision: branch, tag or commit of the repository.
        cache_dir: where downloads are kept; huggingface_hub's own place when None.
        local_files_only: use the cache alone; as ``HF_HUB_OFFLINE`` says when None.
        weights: whether the weights are wanted too, which may be large.

    Raises:
        RequestError: there is no such folder or repository, it cannot be reached, or its weights
            are pickles alone.
        MissingExtraError: huggingface_hub is not installed.
    """
    local = _local(name_or_path)
    if local.is_dir():
        return local
    name = _hub_name(name_or_path, local)
    offline = _cache_alone(local_files_only, local)
    hub = _hub()
    patterns = [pattern for pattern in WANTED if weights or pattern != _WEIGHTS]

    def fetch() -> str:
        return str(
            hub.snapshot_download(
                name,
                revision=revision,
                cache_dir=cache_dir,
                local_files_only=offline,
                allow_patterns=patterns,
            )
        )

    folder = Path(_asked(fetch, hub, name, local, revision))
    if weights:
        _refuse_pickles(hub, folder, name, revision, offline)
    return folder


def config_file(
    name_or_path: str | Path,
    *,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_files_only: bool | None = None,
) -> Path:
    """The JSON file of a configuration: a file of any name, a folder's ``config.json``, or a hub's.

    Args:
        name_or_path: a file, a folder, or a hub name.
        revision: branch, tag or commit of the repository.
        cache_dir: where downloads are kept; huggingface_hub's own place when None.
        local_files_only: use the cache alone; as ``HF_HUB_OFFLINE`` says when None.

    Raises:
        RequestError: nothing is there.
        MissingExtraError: huggingface_hub is not installed.
    """
    local = _local(name_or_path)
    if local.is_file():
        return local
    if local.is_dir():
        if not (local / _CONFIG).is_file():
            others = [path.name for path in local.glob("*.json")]
            hint = did_you_mean(_CONFIG, others)
            raise RequestError(f"{local} has no {_CONFIG}.{hint}")
        return local / _CONFIG
    name = _hub_name(name_or_path, local)
    offline = _cache_alone(local_files_only, local)
    hub = _hub()

    def fetch() -> str:
        return str(
            hub.hf_hub_download(
                name, _CONFIG, revision=revision, cache_dir=cache_dir, local_files_only=offline
            )
        )

    return Path(_asked(fetch, hub, name, local, revision))


def check_name(name_or_path: str | Path) -> None:
    """Refuse what is neither a folder here nor can be a hub name; the hub is not asked.

    Raises:
        RequestError: it is neither.
    """
    local = _local(name_or_path)
    if not local.is_dir():
        _hub_name(name_or_path, local)


def _local(name_or_path: str | Path) -> Path:
    if name_or_path == "":  # which Path would take for the working directory
        raise RequestError("an empty name is given where a folder or a hub name is expected")
    return Path(name_or_path).expanduser()


def _hub_name(name_or_path: str | Path, local: Path) -> str:
    """The name, if it can be a repository's."""
    name = str(name_or_path)
    if local.is_file():
        raise RequestError(f"{name} is a file; give the folder that holds it")
    if isinstance(name_or_path, Path) or not _HUB_NAME.fullmatch(name) or name.endswith(".json"):
        parent = "" if local.parent.is_dir() else f" Nor does its folder, {local.parent}."
        raise RequestError(f"{name} does not exist.{parent}{_sibling(local)}")
    return name


def _sibling(local: Path) -> str:
    """The nearest name beside the one that is missing, as advice."""
    beside = local.parent.iterdir() if local.parent.is_dir() else ()
    return did_you_mean(local.name, [path.name for path in beside])


def _cache_alone(local_files_only: bool | None, local: Path) -> bool:
    """Whether the hub is not asked: also where a name is nearly that of something beside it."""
    return _offline(local_files_only) or (local_files_only is None and bool(_sibling(local)))


def _offline(local_files_only: bool | None) -> bool:
    # Read at each call: huggingface_hub reads its variable once, when it is imported.
    if local_files_only is not None:
        return local_files_only
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


def _hub() -> ModuleType:
    try:
        import huggingface_hub.errors
    except ImportError as error:
        raise MissingExtraError(
            "names on the hub need huggingface_hub, which is not installed: "
            "pip install huggingface_hub, or give a local folder"
        ) from error
    return huggingface_hub


def _asked(
    fetch: Callable[[], str], hub: ModuleType, name: str, local: Path, revision: str | None
) -> str:
    """What the hub answers, its failures told in one sentence."""
    errors: Any = hub.errors
    at = f" at revision {revision!r}" if revision else ""
    try:
        return fetch()
    except errors.GatedRepoError as error:
        reason = f"{name} on the hub is gated: accept its terms there, then log in (hf auth login)"
        raise RequestError(reason) from error
    except errors.RevisionNotFoundError as error:
        raise RequestError(f"{name} on the hub has no revision {revision!r}") from error
    except errors.RepositoryNotFoundError as error:
        reason = f"{name} is neither a folder here nor a public repository on the hub"
        raise RequestError(f"{reason}.{_sibling(local)}") from error
    except errors.LocalEntryNotFoundError as error:
        raise RequestError(
            f"{name} is no folder here; the cache does not have it whole{at}, and the hub cannot "
            "be reached, or must not be (HF_HUB_OFFLINE, or a local name so near that this may be "
            f"a slip; hf download {name} puts it into the cache).{_sibling(local)}"
            if _sibling(local)
            else f"{name} is no folder here; the cache does not have it whole{at}, and the hub "
            "cannot be reached, or must not be (HF_HUB_OFFLINE)."
        ) from error
    except errors.EntryNotFoundError as error:
        raise RequestError(f"{name} on the hub has no {_CONFIG}{at}") from error
    except (OSError, ValueError, errors.HfHubHTTPError) as error:
        raise RequestError(f"{name} could not be fetched from the hub: {error}") from error


def _refuse_pickles(
    hub: ModuleType, folder: Path, name: str, revision: str | None, offline: bool
) -> None:
    """Pickles are not downloaded; say so where there is nothing else."""
    if any(folder.glob("*.safetensors")):
        return
    held = [path.name for path in folder.iterdir()]
    if not offline:
        held += hub.HfApi().list_repo_files(name, revision=revision)
    if pickles := sorted({file for file in held if file.endswith(PICKLES)}):
        raise RequestError(
            f"{name} has its weights as {', '.join(pickles)} alone. Only safetensors is read, "
            "because opening a pickle can run whatever code is in it; look for a revision of the "
            "repository with safetensors (refs/pr/...), or convert it where you trust it"
        )
