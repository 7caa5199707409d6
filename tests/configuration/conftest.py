"""Every family's configuration, and the peer's class of the same name."""

from __future__ import annotations

from typing import Any

import pytest

from factory.configuration import PretrainedConfig
from registry import REGISTRY

WITHOUT_PARTS = [
    name for name, family in REGISTRY.components("architecture") if not family.config.parts()
]
"""Those whose options are all their own; `tests/models/test_dual.py` tests the others."""


@pytest.fixture(params=WITHOUT_PARTS)
def config_class(request: pytest.FixtureRequest) -> type[PretrainedConfig]:
    """The configuration of each registered family in turn."""
    cls: type[PretrainedConfig] = REGISTRY.get("architecture", request.param).config
    return cls


@pytest.fixture
def peer_class(config_class: type[PretrainedConfig]) -> Any:
    """The class of transformers that has the same name."""
    import transformers

    return getattr(transformers, config_class.__name__)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Nothing is compared with a class that transformers does not have."""
    alone = {name for name, family in REGISTRY.components("architecture") if not family.has_peer}
    items[:] = [
        item
        for item in items
        if "peer_class" not in getattr(item, "fixturenames", ())
        or item.callspec.params.get("config_class") not in alone  # type: ignore[attr-defined]
    ]
