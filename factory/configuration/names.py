"""Names of families: the registry's, and those that files have."""

from __future__ import annotations


def registry_name(model_type: str) -> str:
    """The registry's name of a ``model_type``, some of which have hyphens: ``deberta_v2``."""
    package, colon, name = model_type.rpartition(":")
    return f"{package}{colon}{name.replace('-', '_')}"


def same_family(stored: object, own: str) -> bool:
    """Whether two names mean one family; a package before one of them alone is no difference.

    Which of the two a package's family has depends on what else is installed.
    """
    if not isinstance(stored, str):
        return False
    (package, _, name), (own_package, _, own_name) = (
        registry_name(given).rpartition(":") for given in (stored, own)
    )
    return name == own_name and (package == own_package or not (package and own_package))
