"""Names of families, the registry's and those of files, and of options, own and written."""

from __future__ import annotations

import re
from collections.abc import Mapping


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


def as_written(sentence: str, names: Mapping[str, str], section: str = "") -> str:
    """A sentence with options under the names that were written, their own names beside these.

    Args:
        sentence: names options by their own names; what it quotes stays.
        names: own name -> the alias that was written.
        section: what may stand before a name, its dot included.
    """
    if not names:
        return sentence
    own = "|".join(map(re.escape, names))
    return re.sub(
        rf"(?<![\w.'])({re.escape(section)})?({own})(?![\w'])",
        lambda found: f"{found[1] or ''}{names[found[2]]} ({found[2]})",
        sentence,
    )
