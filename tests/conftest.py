"""Settings of the whole suite: no network, one thread a worker, long tests only with ``--full``."""

from __future__ import annotations

import os

import pytest

# Before anything imports torch or a hub client.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    config.hook.pytest_deselected(items=[item for item in items if "again" in item.keywords])
    items[:] = [item for item in items if "again" not in item.keywords]
    skip = pytest.mark.skip(reason="takes minutes; runs with --full")
    for item in items:
        if "full" in item.keywords:
            item.add_marker(skip)
