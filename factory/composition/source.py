"""A place where Hydra looks for configs: ``registry://``, one node a registered component."""

from __future__ import annotations

from hydra.core.object_type import ObjectType
from hydra.plugins.config_source import ConfigLoadError, ConfigResult, ConfigSource
from omegaconf import DictConfig, OmegaConf

from factory.composition import nodes

SCHEME = "registry"


class RegistrySource(ConfigSource):
    """Serves ``architecture/distilbert`` and its like; imports only what is asked for."""

    @staticmethod
    def scheme() -> str:
        return SCHEME

    def available(self) -> bool:
        return True

    def is_group(self, config_path: str) -> bool:
        return config_path.strip("/") in ("", *nodes.GROUPS)

    def is_config(self, config_path: str) -> bool:
        group, _, name = config_path.removesuffix(".yaml").rpartition("/")
        return group in nodes.GROUPS and name in nodes.choices(group)

    def load_config(self, config_path: str) -> ConfigResult:
        if not self.is_config(config_path):
            raise ConfigLoadError(f"nothing is registered as {config_path!r}")
        group, _, name = config_path.removesuffix(".yaml").rpartition("/")
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
        if group == "":
            return [] if results_filter is ObjectType.CONFIG else sorted(nodes.GROUPS)
        if group not in nodes.GROUPS or results_filter is ObjectType.GROUP:
            return []
        return sorted(nodes.choices(group))
