"""Names to components: the only way from a name in a tree to a class.

Imports neither torch nor the factory; components are imported when they are asked for.
"""

from registry.entry import (
    AmbiguousNameError,
    DuplicateNameError,
    Entry,
    PluginError,
    RegistryError,
    UnknownNameError,
)
from registry.index import ADOPTERS, BUILT_IN
from registry.plugins import installed
from registry.registry import Registry

REGISTRY = Registry(BUILT_IN, plugins=installed, adopters=ADOPTERS)

__all__ = [
    "REGISTRY",
    "AmbiguousNameError",
    "DuplicateNameError",
    "Entry",
    "PluginError",
    "Registry",
    "RegistryError",
    "UnknownNameError",
]
