"""Third-party components: the entry points of installed packages, read and not imported.

A package declares them in its ``pyproject.toml``, one table a kind::

    [project.entry-points."model_factory.architecture"]
    my_family = "my_package.family:FAMILY"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from registry.entry import Entry

GROUPS = "model_factory."
"""How the groups of entry points begin; the rest is the kind."""


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


def normalized(package: str) -> str:
    """A package's name as indexes write it: lower case, words joined by hyphens."""
    return re.sub(r"[-_.]+", "-", package).lower()
