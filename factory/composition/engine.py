"""Everything that is taken from Hydra's private interface, and nothing else.

A :class:`Loader` composes configs from a search path of its own. It needs no ``GlobalHydra``, so it
works in notebooks, in threads and inside a user's own ``hydra.main``, and it leaves Hydra's global
state as it was: the one switch it depends on, the version base, is put back.
"""

from __future__ import annotations

import copy
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.config_repository import CachingConfigRepository
from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra._internal.defaults_list import create_defaults_list
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType, Quote, QuotedString
from hydra.core.plugins import Plugins
from hydra.plugins.completion_plugin import DefaultCompletionPlugin
from hydra.types import RunMode
from hydra.version import VersionBase, _get_version
from omegaconf import DictConfig

from factory.composition.places import plugged
from factory.composition.source import SCHEME, PinnedSource, RegistrySource
from factory.composition.texts import literal

VERSION_BASE = "1.3"
_LOCK = threading.RLock()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hydra at our version base, one thread at a time; everything as before afterwards."""
    with _LOCK:
        base = VersionBase.instance()
        before, drawn = base.version_base, random.getstate()
        base.version_base = _get_version(VERSION_BASE)
        try:
            yield
        finally:
            base.version_base = before
            random.setstate(drawn)


class _ConfigLoader(ConfigLoaderImpl):
    """Hydra's loader, with one way to choose a config of any group: ``group=name``.

    Hydra itself takes no ``experiment=null``, and wants ``+`` before groups that no defaults list
    has, which a user cannot know.
    """

    def load_configuration(
        self, config_name: str | None, overrides: list[str], *args: Any, **options: Any
    ) -> DictConfig:
        settled = self.settled(config_name, overrides)
        return super().load_configuration(config_name, settled, *args, **options)

    def settled(self, primary: str | None, lines: Sequence[str]) -> list[str]:
        """Overrides as Hydra's own grammar of groups wants them."""
        parser = OverridesParser.create(config_loader=self)
        parsed = parser.parse_overrides(list(lines))
        plain = [o for o in parsed if not self._is_choice(o)]
        chosen = {o.key_or_group: o for o in parsed if self._is_choice(o)}
        chosen = {group: o for group, o in chosen.items() if o.value() is not None}
        known = self._known(primary, []) if chosen else set()
        if chosen.keys() - known:  # a config that is chosen may bring a group with it
            known = self._known(primary, [_line(o) for g, o in chosen.items() if g in known])
        groups = [f"{'' if group in known else '+'}{_line(o)}" for group, o in chosen.items()]
        return [*(str(override.input_line) for override in plain), *groups]

    def _is_choice(self, override: Override) -> bool:
        return (
            override.package is None
            and not override.key_or_group.startswith("hydra")
            and override.type in (OverrideType.CHANGE, OverrideType.ADD)
            and not override.is_sweep_override()
            and not isinstance(override.value(), dict | list)
            and bool(self.repository.group_exists(override.key_or_group))
        )

    def _known(self, primary: str | None, lines: list[str]) -> set[str]:
        """Groups that the defaults lists have, with those choices."""
        found = create_defaults_list(
            repo=CachingConfigRepository(self.repository),
            config_name=primary,
            overrides_list=OverridesParser.create(config_loader=self).parse_overrides(lines),
            prepend_hydra=True,
            skip_missing=True,
        )
        return set(found.overrides.known_choices)


def _line(override: Override) -> str:
    return str(override.input_line).lstrip("+")


class Loader:
    """Composes from shipped configs, the registry, plug-ins and further places, in that order.

    Args:
        shipped: folder of the shipped configs.
        config_dir: a user's own config directory.
        saved: a job's pinned tree.
    """

    def __init__(
        self, shipped: Path, *, config_dir: Path | None = None, saved: Path | None = None
    ) -> None:
        with _undisturbed():
            Plugins.instance().register(RegistrySource)
            Plugins.instance().register(PinnedSource)
            path = ConfigSearchPathImpl()
            path.append("hydra", "pkg://hydra.conf")
            path.append("main", f"file://{shipped}")
            path.append("registry", f"{SCHEME}://")
            for package, folder in plugged():
                path.append(package, f"file://{folder}")
            if saved is not None:
                path.append("pinned tree", f"{PinnedSource.scheme()}://{saved.resolve()}")
            if config_dir is not None:
                path.append("config directory", f"file://{config_dir.resolve()}")
            path.append("schema", "structured://")
            self._loader = _ConfigLoader(path)

    def parse(self, line: str) -> Override:
        """One override, parsed by Hydra's grammar.

        Raises:
            ValueError: or another exception of the parser's, for what the grammar does not allow.
        """
        with _undisturbed():
            parser = OverridesParser.create(config_loader=self._loader)
            parsed: Override = parser.parse_overrides([line])[0]
            return parsed

    def is_group(self, name: str) -> bool:
        """Whether a config group has this name."""
        with _undisturbed():
            return bool(self._loader.repository.group_exists(name))

    def choices(self, group: str) -> list[str]:
        """The configs of a group, from all sources."""
        with _undisturbed():
            return list(self._loader.repository.get_group_options(group, ObjectType.CONFIG))

    def groups(self, parent: str = "") -> Iterator[str]:
        """Every group at any depth, Hydra's own left out."""
        for name in self._loader.list_groups(parent):
            if not parent and name == "hydra":
                continue
            path = f"{parent}/{name}" if parent else name
            yield path
            yield from self.groups(path)

    def compose(self, primary: str, lines: Sequence[str]) -> DictConfig:
        """The whole tree, with the ``hydra`` node, unresolved."""
        with _undisturbed():
            return self._loader.load_configuration(
                config_name=primary, overrides=list(lines), run_mode=RunMode.RUN
            )

    def apply(self, tree: DictConfig, override: Override) -> None:
        """Set one value in a composed tree, as a composition would have.

        Raises:
            HydraException: the key is not there, or the value does not fit the node.
        """
        self._loader._apply_overrides_to_config([override], tree)

    def layers(self, primary: str, lines: Sequence[str]) -> list[tuple[str, str, DictConfig]]:
        """What the composition merges, in order: its source, its name and its own values."""
        with _undisturbed():
            repository = CachingConfigRepository(self._loader.repository)
            defaults = create_defaults_list(
                repo=repository,
                config_name=primary,
                overrides_list=[self.parse(line) for line in self._loader.settled(primary, lines)],
                prepend_hydra=True,
                skip_missing=False,
            )
            own = [d for d in defaults.defaults if not str(d.config_path).startswith("hydra/")]
            load = self._loader._load_single_config
            loaded = [(str(d.config_path), load(d, repository)) for d in own]
            return [(found.path, name, DictConfig(found.config)) for name, found in loaded]

    def expand(self, lines: Sequence[str]) -> list[list[str]]:
        """The jobs of a sweep: one list of overrides each.

        Raises:
            HydraException: a sweep that cannot be enumerated.
        """
        with _undisturbed():
            jobs: list[list[str]] = BasicSweeper.split_arguments(
                [self.parse(line) for line in lines], None
            )[0]
            return jobs

    def dirname(self, lines: Sequence[str]) -> str:
        """The overrides of a job as a folder's name, as ``hydra.job.override_dirname`` is."""
        task = [o for o in map(self.parse, lines) if not o.is_hydra_override()]
        return ",".join(sorted(str(override.input_line) for override in task))

    def complete(self, primary: str, line: str) -> list[str]:
        """Completions of the last word of a line of overrides."""
        with _undisturbed():
            return list(_Completion(self._loader)._query(config_name=primary, line=line))

    def multirun(
        self, primary: str, lines: Sequence[str], job: Callable[[DictConfig], Any]
    ) -> list[Any]:
        """Run a sweep with the sweeper and launcher that the overrides choose.

        Returns:
            What each job returned, in order.
        """
        from hydra._internal.hydra import Hydra
        from hydra.core.utils import JobRuntime

        with _undisturbed():
            runtime = copy.copy(JobRuntime.instance().conf)
            try:
                hydra = Hydra(task_name=primary, config_loader=self._loader)
                batches = hydra.multirun(
                    config_name=primary,
                    task_function=job,
                    overrides=[*lines, "hydra.mode=MULTIRUN"],
                    with_log_configuration=False,
                )
            finally:
                JobRuntime.instance().conf = runtime
            return [done.return_value for batch in batches or () for done in batch]


class _Completion(DefaultCompletionPlugin):
    """Hydra's completion, without its choice of a shell."""


def quoted(text: str) -> str:
    """A text as the value of an override that is taken as it stands."""
    return QuotedString(literal(text), Quote.double).with_quotes()


def register_resolvers() -> None:
    """Make ``${now:…}`` and ``${hydra:…}`` known, as Hydra does when an application starts."""
    from hydra.core.utils import setup_globals

    setup_globals()
