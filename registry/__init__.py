"""Names to components: the only way from a name in a tree to a class.

Imports neither torch nor the factory; components are imported when they are asked for.
"""

from registry.index import BUILT_IN
from registry.registry import DuplicateNameError, Entry, Registry, UnknownNameError

REGISTRY = Registry(BUILT_IN)

__all__ = ["REGISTRY", "DuplicateNameError", "Entry", "Registry", "UnknownNameError"]
