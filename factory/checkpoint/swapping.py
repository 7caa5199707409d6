"""Putting one folder in another's place."""

from __future__ import annotations

import ctypes
import os
import sys
import uuid
from pathlib import Path

_AT_WORKING_DIRECTORY = -100
_EXCHANGE = 2


def swap_in(new: Path, target: Path) -> None:
    """Give a folder the name ``target``, in one step where the system can.

    A folder that had the name before is left under the name of ``new``, for the caller to remove.
    On failure both are where they were.
    """
    if not target.exists():
        new.rename(target)
    elif not exchange(new, target):
        # Not one step, but nothing is lost: whoever is stopped in between leaves the old folder
        # under its temporary name.
        aside = target.with_name(f".{target.name}.old-{uuid.uuid4().hex[:8]}")
        target.rename(aside)
        try:
            new.rename(target)
        except BaseException:
            aside.rename(target)
            raise
        aside.rename(new)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step (Linux's renameat2); False where that is not available."""
    if sys.platform != "linux":
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    here = _AT_WORKING_DIRECTORY
    return bool(renameat2(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0)
