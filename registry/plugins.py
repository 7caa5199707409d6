"""Third-party components: the entry points of installed packages, read and not imported.

A package declares them in its ``pyproject.toml``, one table a kind::

    [project.entry-points."model_factory.architecture"]
    my_family = "my_package.family:FAMILY"

Presets come in a folder of the package, which is found without importing it::

    [project.entry-points."model_factory.conf"]
    my_package = "my_package:conf"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from registry.entry import Entry

GROUPS = "model_factory."
"""How the groups of entry points begin; the rest is the kind."""

FOLDERS = "conf"
"""The kind whose entries name folders of presets instead of components."""


def installed() -> Iterator[Entry]:
    """What installed packages register, in the order of kinds, packages and names."""
    from importlib.metadata import entry_points  # as slow to import as all of the registry

    points = entry_points()
    for group in sorted(name for name in points.groups if name.startswith(GROUPS)):
        yield from sorted(
            (
                Entry(
                    kind=group.removeprefix(GROUPS),
                    name=point.name,
                    target=point.value.partition("[")[0].strip(),
                    package=normalized(point.dist.name) if point.dist else "unknown",
                )
                for point in points.select(group=group)
            ),
            key=lambda entry: entry.full_name,
        )


def folder_of(entry: Entry) -> Path | None:
    """The folder inside a package that an entry names, ``"package:folder"``; None if not there."""
    package, _, inside = entry.target.partition(":")
    found = find_spec(package.partition(".")[0])  # of a part of a package, it would import it
    places = found.submodule_search_locations if found is not None else None
    below = [*package.split(".")[1:], *inside.split("/")]
    folders = (Path(place, *below) for place in places or ())
    return next((folder for folder in folders if folder.is_dir()), None)


def normalized(package: str) -> str:
    """A package's name as indexes write it: lower case, words joined by hyphens."""
    return re.sub(r"[-_.]+", "-", package).lower()
