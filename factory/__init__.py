"""The model factory: architectures as data, models built from configurations.

Every public name is loaded when it is first used, so that ``import factory`` costs nothing.
"""

from __future__ import annotations

from typing import Any

from factory.public import names, resolve

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    value = resolve(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *names()})
