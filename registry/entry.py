"""What is registered: an entry a component, and what can be wrong with a name or an entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered component.

    Attributes:
        kind: the group it belongs to, such as ``"architecture"``.
        name: the name users write.
        target: ``"module:attribute"``, imported on first use.
        summary: one line for listings.
        package: the installed package that registers it; empty for what is built in.
    """

    kind: str
    name: str
    target: str
    summary: str = ""
    package: str = ""

    @property
    def full_name(self) -> str:
        """The name that no other package can have: ``package:name``."""
        return f"{self.package}:{self.name}" if self.package else self.name


class RegistryError(Exception):
    """A name cannot be turned into a component."""


class UnknownNameError(RegistryError, LookupError):
    """No component of that kind has that name; the message lists what there is."""


class AmbiguousNameError(UnknownNameError):
    """Several packages register that name, and none of them is built in; the message names them."""


class DuplicateNameError(RegistryError, ValueError):
    """Two components of one kind ask for the same name."""


class PluginError(RegistryError):
    """A plug-in cannot be used; the message names its package and the reason.

    Attributes:
        entry: what the package registers.
        reason: what is wrong with it.
    """

    def __init__(self, entry: Entry, reason: str) -> None:
        self.entry, self.reason = entry, reason
        super().__init__(
            f"the {entry.kind} {entry.name!r} of the package {entry.package} cannot be used: "
            f"{reason}"
        )
