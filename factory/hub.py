"""Folders and files by path or by hub name, with huggingface_hub's cache and offline mode."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from factory.errors import MissingExtraError, RequestError, did_you_mean, nearest

_WEIGHTS = "*.safetensors"
WANTED = ("*.json", "*.txt", "*.model", "*.jinja", _WEIGHTS)
"""What is downloaded: no pickles, no code."""

PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack")

_CONFIG = "config.json"
_SECONDS = 5.0
"""How long the hub may take to say what it has."""

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is stored: here, or in a repository on the hub, to which the rest applies.

    Attributes:
        name: a path, or a hub name such as ``google/vit-base-patch16-224``.
        revision: branch, tag or commit of the repository.
        cache_dir: where downloads are kept; huggingface_hub's own place when None.
        local_files_only: use the cache alone; as ``HF_HUB_OFFLINE`` says when None.
    """

    name: str | os.PathLike[str]
    revision: str | None = None
    cache_dir: str | os.PathLike[str] | None = None
    local_files_only: bool | None = None

    @property
    def path(self) -> Path:
        """The place here that the name may stand for.

        Raises:
            RequestError: the name is empty, which a path takes for the working directory.
        """
        if self.name == "":
            raise RequestError("an empty name is given where a folder or a hub name is expected")
        return Path(self.name).expanduser()

    @property
    def hub_name(self) -> str:
        """The name, once it is known to be no folder's.

        Raises:
            RequestError: it cannot be a repository's either.
        """
        name, local = str(self.name), self.path
        if local.is_file():
            raise RequestError(f"{name} is a file; give the folder that holds it")
        plain = isinstance(self.name, str) and _HUB_NAME.fullmatch(name)
        if not plain or name.endswith(".json"):
            parent = "" if local.parent.is_dir() else f" Nor does its folder, {local.parent}."
            raise RequestError(f"{name} does not exist.{parent}{self.sibling}")
        return name

    @property
    def sibling(self) -> str:
        """The nearest name beside the one that is missing, or beside its folder's, as advice."""
        local = self.path
        if local.parent.is_dir():
            return did_you_mean(local.name, [path.name for path in local.parent.iterdir()])
        above = local.parent.parent
        folders = above.iterdir() if above.is_dir() else ()
        held = {path.name: path for path in folders if (path / local.name).is_dir()}
        near = nearest(local.parent.name, held)
        return "" if near is None else f" Did you mean {str(held[near] / local.name)!r}?"

    @property
    def offline(self) -> bool:
        """Whether the hub is not asked: also where a name is nearly that of something beside it."""
        if self.local_files_only is not None:
            return self.local_files_only
        # Read at each call: huggingface_hub reads its variable once, when it is imported.
        variable = os.environ.get("HF_HUB_OFFLINE", "").upper()
        return variable in ("1", "ON", "YES", "TRUE") or bool(self.sibling)

    @property
    def request(self) -> dict[str, Any]:
        """How huggingface_hub's functions are told all but the name."""
        return {
            "revision": self.revision,
            "cache_dir": self.cache_dir,
            "local_files_only": self.offline,
            "etag_timeout": _SECONDS,
        }


HUB_OPTIONS = ("revision", "cache_dir", "local_files_only")
"""What ``from_pretrained`` takes that is about the hub."""


def snapshot(source: Source | str | Path, *, weights: bool = True) -> Path:
    """A folder on this machine: a local one as it is, a hub repository through the local cache.

    Args:
        source: a folder, or a name on the hub.
        weights: whether the weights are wanted too, which may be large.

    Raises:
        RequestError: there is no such folder or repository, it cannot be reached, or its weights
            are pickles alone.
        MissingExtraError: huggingface_hub is not installed.
    """
    source = _source(source)
    local = source.path
    if local.is_dir():
        return local
    name, hub = source.hub_name, _hub()
    patterns = [pattern for pattern in WANTED if weights or pattern != _WEIGHTS]

    def fetch() -> str:
        return str(hub.snapshot_download(name, **source.request, allow_patterns=patterns))

    folder = Path(_asked(fetch, hub, source))
    if weights:
        _refuse_pickles(hub, folder, source)
    return folder


def config_file(source: Source | str | Path) -> Path:
    """The JSON file of a configuration: a file of any name, a folder's ``config.json``, or a hub's.

    Raises:
        RequestError: nothing is there.
        MissingExtraError: huggingface_hub is not installed.
    """
    source = _source(source)
    local = source.path
    if local.is_file():
        return local
    if local.is_dir():
        if not (local / _CONFIG).is_file():
            others = [path.name for path in local.glob("*.json")]
            hint = did_you_mean(_CONFIG, others)
            raise RequestError(f"{local} has no {_CONFIG}.{hint}")
        return local / _CONFIG
    name, hub = source.hub_name, _hub()

    def fetch() -> str:
        # One try, where a download of the file alone would try for half a minute.
        folder = Path(hub.snapshot_download(name, **source.request, allow_patterns=[_CONFIG]))
        if not (folder / _CONFIG).is_file():
            errors: Any = hub.errors
            missing = (
                errors.LocalEntryNotFoundError if source.offline else errors.EntryNotFoundError
            )
            raise missing(f"{folder} has no {_CONFIG}")
        return str(folder / _CONFIG)

    return Path(_asked(fetch, hub, source))


def check_name(name_or_path: str | Path) -> None:
    """Refuse what is neither a folder here nor can be a hub name; the hub is not asked.

    Raises:
        RequestError: it is neither.
    """
    source = Source(name_or_path)
    if not source.path.is_dir():
        _ = source.hub_name


def _source(given: Source | str | Path) -> Source:
    return given if isinstance(given, Source) else Source(given)


def _hub() -> ModuleType:
    try:
        import huggingface_hub.errors
    except ImportError as error:
        raise MissingExtraError(
            "names on the hub need huggingface_hub, which is not installed: "
            "pip install huggingface_hub, or give a local folder"
        ) from error
    return huggingface_hub


def _asked(fetch: Callable[[], str], hub: ModuleType, source: Source) -> str:
    """What the hub answers, its failures told in one sentence."""
    errors: Any = hub.errors
    name, revision = source.name, source.revision
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
        raise RequestError(f"{reason}.{source.sibling}") from error
    except errors.LocalEntryNotFoundError as error:
        near = source.sibling
        slip = ", or a local name so near that this may be a slip" if near else ""
        raise RequestError(
            f"{name} is no folder here; as a name on the hub, the cache does not have it whole{at}"
            f", and the hub cannot be reached, or must not be (HF_HUB_OFFLINE{slip}; "
            f"hf download {name} puts it into the cache).{near}"
        ) from error
    except errors.EntryNotFoundError as error:
        raise RequestError(f"{name} has no {_CONFIG}{at}, neither cached nor on the hub") from error
    except (OSError, ValueError, errors.HfHubHTTPError) as error:
        raise RequestError(f"{name} could not be fetched from the hub: {error}") from error


def _refuse_pickles(hub: ModuleType, folder: Path, source: Source) -> None:
    """Pickles are not downloaded; say so where there is nothing else."""
    if any(folder.glob("*.safetensors")):
        return
    held = [path.name for path in folder.iterdir()]
    if not source.offline:
        held += hub.HfApi().list_repo_files(source.hub_name, revision=source.revision)
    if pickles := sorted({file for file in held if file.endswith(PICKLES)}):
        raise RequestError(
            f"{source.name} has its weights as {', '.join(pickles)} alone. Only safetensors is "
            "read, because opening a pickle can run whatever code is in it; look for a revision of "
            "the repository with safetensors (refs/pr/...), or convert it where you trust it"
        )
