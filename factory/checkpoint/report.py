"""What a load may overlook, and what it did."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from factory.checkpoint.safetensors_files import listed
from factory.errors import RequestError, did_you_mean


@dataclass(frozen=True, slots=True)
class Allow:
    """Misfits that the user tolerates, as shell-style patterns of names on disk.

    Attributes:
        missing: weights that may be absent; they are initialised.
        surplus: names nobody knows that may be in the file; they are ignored.
        mismatched: weights that may have another shape; they are ignored and initialised.
    """

    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    mismatched: tuple[str, ...] = ()

    @classmethod
    def of(cls, patterns: Mapping[str, Iterable[str] | str] | None) -> Allow:
        """From a mapping, as users give it; one pattern may stand for a list of one.

        Raises:
            RequestError: a kind of misfit that there is not.
        """
        kinds = [field.name for field in dataclasses.fields(cls)]
        given = dict(patterns or {})
        if unknown := [kind for kind in given if kind not in kinds]:
            hint = did_you_mean(unknown[0], kinds)
            raise RequestError(f"allow: {unknown[0]!r} is not one of {', '.join(kinds)}.{hint}")
        return cls(**{k: (v,) if isinstance(v, str) else tuple(v) for k, v in given.items()})


NOTHING = Allow()
"""Everything must fit."""


def allowed(name: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns matches the name."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load read, started anew and left out.

    Attributes:
        source: where the weights came from.
        loaded: how many parameters were read.
        new: paths of the parameters that the file does not give; they are initialised.
        dropped: names in the file that the model has no use for, other heads' above all.
        mismatched: names in the file that were allowed to have another shape, and ignored.
        renamed: old names that were read.
        untied: whether the file holds an output matrix of its own although its configuration
            shares the input's.
        foreign: keys of the configuration that nobody knows; kept and written back.
    """

    source: str
    loaded: int
    new: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    mismatched: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    untied: bool = False
    foreign: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in dataclasses.asdict(self).items()
        }

    def __str__(self) -> str:
        lines = [f"{self.loaded} parameters read from {self.source}"]
        for names, meaning in (
            (self.new, "not in the file, initialised"),
            (self.dropped, "in the file, not used"),
            (self.mismatched, "in the file with another shape, not used"),
            (self.renamed, "read under old names"),
            (self.foreign, "unknown configuration keys, kept"),
        ):
            if names:
                lines.append(f"  {len(names)} {meaning}: {listed(names)}")
        if self.untied:
            lines.append("  the output matrix differs from the input table: no longer tied")
        return "\n".join(lines)
