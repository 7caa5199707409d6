"""Places where Hydra looks for configs: ``registry://``, and ``pinned://`` for a job's tree."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from hydra.core.object_type import ObjectType
from hydra.plugins.config_source import ConfigLoadError, ConfigResult, ConfigSource
from omegaconf import DictConfig, OmegaConf

from factory.composition import nodes, pins
from factory.recipes import ROLES

SCHEME = "registry"


class RegistrySource(ConfigSource):
    """Serves ``architecture/distilbert`` and its like; imports only what is asked for."""

    @staticmethod
    def scheme() -> str:
        return SCHEME

    def available(self) -> bool:
        return True

    def is_group(self, config_path: str) -> bool:
        return config_path.strip("/") in ("", *nodes.SECTIONS, *nodes.GROUPS)

    def is_config(self, config_path: str) -> bool:
        group, _, name = config_path.removesuffix(".yaml").rpartition("/")
        # A name that several packages have is one too, so that loading it says which.
        return group in nodes.GROUPS and (
            nodes.has(group, name) or nodes.refusal(group, name) is not None
        )

    def load_config(self, config_path: str) -> ConfigResult:
        if not self.is_config(config_path):
            raise ConfigLoadError(f"nothing is registered as {config_path!r}")
        group, _, name = config_path.removesuffix(".yaml").rpartition("/")
        if refused := nodes.refusal(group, name):
            raise ConfigLoadError(refused)
        config = OmegaConf.create(nodes.node(group, name))
        for _, value in config.items_ex(resolve=False):
            if isinstance(value, DictConfig):
                OmegaConf.set_struct(value, False)  # the keys of such an option are the user's
        return ConfigResult(
            config=config,
            path=f"{SCHEME}://{config_path}",
            provider=self.provider,
            header={"package": None},
        )

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        group = config_path.strip("/")
        below = {"": nodes.SECTIONS, nodes.SWAP: ROLES}
        if group in below:
            return [] if results_filter is ObjectType.CONFIG else sorted(below[group])
        if group not in nodes.GROUPS or results_filter is ObjectType.GROUP:
            return []
        return sorted(nodes.choices(group))


class PinnedSource(ConfigSource):
    """Serves a job's pinned tree: data of its files, defaults lists of our own.

    The files are never configs of Hydra's, so that nothing in them, headers least of all, decides
    where a value goes or what else is composed.
    """

    @staticmethod
    def scheme() -> str:
        return "pinned"

    @functools.cached_property
    def _configs(self) -> dict[str, dict[str, Any]]:
        return pins.configs(Path(self.path))

    def available(self) -> bool:
        return Path(self.path).is_dir()

    def is_group(self, config_path: str) -> bool:
        group = config_path.strip("/")
        return any(name.startswith(f"{group}/") for name in self._configs)

    def is_config(self, config_path: str) -> bool:
        return config_path.removesuffix(".yaml") in self._configs

    def load_config(self, config_path: str) -> ConfigResult:
        name = config_path.removesuffix(".yaml")
        if name not in self._configs:
            raise ConfigLoadError(f"nothing is pinned as {config_path!r}")
        return ConfigResult(
            config=OmegaConf.create(self._configs[name]),
            path=f"{self.scheme()}://{self.path}",
            provider=self.provider,
            header={"package": None},
        )

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        return []  # a pin is chosen by a pinned tree alone and offered to nobody
