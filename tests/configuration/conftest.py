"""Every family's configuration, and the peer's class of the same name."""

from __future__ import annotations

from typing import Any

import pytest

from factory.configuration import PretrainedConfig
from registry import REGISTRY


@pytest.fixture(params=REGISTRY.names("architecture"))
def config_class(request: pytest.FixtureRequest) -> type[PretrainedConfig]:
    """The configuration of each registered family in turn."""
    cls: type[PretrainedConfig] = REGISTRY.get("architecture", request.param).config
    return cls


@pytest.fixture
def peer_class(config_class: type[PretrainedConfig]) -> Any:
    """The class of transformers that has the same name."""
    import transformers

    return getattr(transformers, config_class.__name__)
