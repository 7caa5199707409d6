"""Where a bundle comes from: versions and revision, found without importing anything heavy."""

from __future__ import annotations

import platform
import subprocess
from importlib import metadata
from pathlib import Path

from registry import REGISTRY

DISTRIBUTIONS = ("model-factory", "torch", "tokenizers", "safetensors", "hydra-core")
"""What can change the bytes of a bundle."""


def versions() -> dict[str, str]:
    """Versions of Python and of the distributions that matter, plug-ins that were used included."""
    found = {"python": platform.python_version()}
    for name in (*DISTRIBUTIONS, *REGISTRY.used()):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # run from a checkout, or an extra left out
            continue
    return found


def git_revision(folder: Path | None = None) -> str | None:
    """The commit checked out in a folder, the working directory by default; None outside git."""
    folder = folder or Path.cwd()
    # Starting git costs more than looking for its folder.
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return None
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--verify", "--quiet", "HEAD"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
