"""From overrides to blueprints: one pass that finds everything that is wrong.

Group choices are composed first; every value override is walked through that tree; those that
are well spelt are applied, whatever the others are like, so that wrong values are reported together
with wrong names. A sweep composes every combination of groups once and applies the values of each
job to a copy.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from factory.composition import aliases, nodes, pins, refusals, sources, weights
from factory.composition.aliases import unresolved
from factory.composition.blueprint import PINNED, Blueprint
from factory.composition.checks import check
from factory.composition.engine import Loader
from factory.composition.leaves import leaves
from factory.composition.origins import origins, place
from factory.composition.overrides import (
    HYDRA_GROUPS,
    Sorted,
    keys_of,
    misspelt,
    parsed,
    sort,
    split,
    written,
)
from factory.composition.own_folder import shadowed, unread
from factory.composition.places import PRIMARY, shipped
from factory.composition.sentences import of_yaml, said
from factory.composition.telling import certain, told
from factory.errors import FactoryError, RequestError
from factory.families import Family
from registry import REGISTRY, RegistryError


class Composer:
    """Composes requests from one search path.

    Args:
        config_dir: a folder of the user's own groups and presets.
        job: the folder of a job's pinned tree, composed instead of the defaults.

    Raises:
        RequestError: a folder is missing, or one of its files cannot be meant.
    """

    def __init__(self, config_dir: Path | None = None, job: Path | None = None) -> None:
        self.primary = PRIMARY if job is None else "run"
        self.config_dir, self.job = config_dir, job
        self._trusted = config_dir is None and job is None
        self._pinned = pins.configs(job)["run"].keys() if job is not None else ()
        problems = list(shadowed(config_dir)) if config_dir is not None else []
        if problems:
            raise RequestError(problems)
        self.loader = Loader(shipped(), config_dir=config_dir, saved=job)
        self._composed: dict[tuple[str, ...], DictConfig] = {}
        self._clean: dict[tuple[str, ...], DictConfig] = {}

    def one(self, lines: Sequence[str], *, sources_checked: bool = True) -> Blueprint:
        """The blueprint of one request.

        Args:
            lines: the overrides.
            sources_checked: whether what the tree starts from has to be there; not for a bundle,
                which holds everything itself.

        Raises:
            RequestError: with every problem that was found.
        """
        found = sort(self.loader, lines)
        problems = list(found.problems)
        try:
            tree = self._tree(found, problems)
        except (FactoryError, RegistryError) as error:
            raise RequestError([*problems, *getattr(error, "problems", (str(error),))]) from error
        choices = _choices(tree)
        plain = self._plain(tree, found, problems)
        if plain is None:
            raise RequestError(_once(problems))
        blueprint, wrong = check(plain, choices, tuple(lines))
        problems += told(
            certain(wrong, found.unclear),
            found.keys,
            aliases.full_names(tree),
            lambda: self._files(written(found.groups)),
        )
        if blueprint is not None and sources_checked:
            problems += sources.problems(blueprint)
        if problems or blueprint is None:
            raise RequestError(_once(problems))
        return blueprint

    def unchecked(self, lines: Sequence[str]) -> tuple[dict[str, Any], Mapping[str, str | None]]:
        """The plain tree of one request and the choices in it; values may be wrong.

        Raises:
            RequestError: with every name that is wrong.
        """
        found = sort(self.loader, lines)
        problems = list(found.problems)
        try:
            tree = self._tree(found, problems)
        except (FactoryError, RegistryError) as error:
            raise RequestError([*problems, *getattr(error, "problems", (str(error),))]) from error
        choices = _choices(tree)
        plain = self._plain(tree, found, problems)
        if problems or plain is None:
            raise RequestError(_once(problems))
        return plain, choices

    def origins(self, lines: Sequence[str]) -> dict[str, str]:
        """Where each value of a request that was checked comes from."""
        found, tree = sort(self.loader, lines), self.one(lines).tree
        taken = self._taken(self._base(found, {}), found)
        return origins(self.loader, self.primary, found, taken, tree)

    def sets(self, lines: Sequence[str], key: str) -> bool:
        """Whether overrides set a key, or part of it, however they are written."""
        overrides = (parsed(self.loader, line, []) for line in lines)
        keys = {name for o in overrides if o is not None for name in keys_of(o)}
        return any(name == key or name.startswith(f"{key}.") for name in keys)

    def hydra(self, lines: Sequence[str], key: str) -> Any:
        """A value under ``hydra``, such as ``run.dir``, resolved.

        Raises:
            RequestError: the overrides are wrong, or the value cannot be resolved.
        """
        return _selected(self._with_hydra(lines), f"hydra.{key}")

    def subfolder(self, lines: Sequence[str], number: int) -> str:
        """Where Hydra would put one job inside the folder of its sweep.

        Raises:
            RequestError: that cannot be resolved, or is not inside.
        """
        tree = self._with_hydra(lines)
        OmegaConf.update(tree, "hydra.job.num", number)
        OmegaConf.update(tree, "hydra.job.override_dirname", self.loader.dirname(lines))
        found = str(_selected(tree, "hydra.sweep.subdir"))
        if Path(found).is_absolute() or ".." in Path(found).parts or not Path(found).parts:
            raise RequestError(f"hydra.sweep.subdir: {found!r} is no folder inside the sweep's")
        return found

    def _with_hydra(self, lines: Sequence[str]) -> DictConfig:
        found = sort(self.loader, lines)
        problems = list(found.problems)
        tree = self._tree(found, problems)
        if problems:
            raise RequestError(_once(problems))
        return tree

    def fixed(self, lines: Sequence[str]) -> list[str]:
        """The overrides of a sweep that are the same in every job.

        Raises:
            RequestError: with every line that is not an override.
        """
        problems: list[str] = []
        overrides = [parsed(self.loader, line, problems) for line in lines]
        if problems:
            raise RequestError(problems)
        return written([o for o in overrides if o is not None and not o.is_sweep_override()])

    def jobs(self, lines: Sequence[str]) -> list[list[str]]:
        """The jobs of a sweep, one list of overrides each, not yet checked.

        Raises:
            RequestError: the sweep cannot be enumerated.
        """
        presets = self._sweep_of_a_preset(lines)
        try:
            jobs = self.loader.expand([*presets, *lines])
        except (HydraException, ValueError, TypeError) as error:
            raise RequestError(f"the sweep cannot be run: {said(error)}") from error
        if not jobs:
            raise RequestError(f"the sweep has no job: {' '.join(lines)}")
        return jobs

    def swept(self, lines: Sequence[str]) -> list[str]:
        """The overrides that several values make a sweep of, those of presets first.

        Raises:
            RequestError: with every line that is not an override.
        """
        problems: list[str] = []
        found = [*self._sweep_of_a_preset(lines), *lines]
        overrides = [parsed(self.loader, line, problems) for line in found]
        if problems:
            raise RequestError(problems)
        return written([o for o in overrides if o is not None and o.is_sweep_override()])

    def _sweep_of_a_preset(self, lines: Sequence[str]) -> list[str]:
        """Sweep parameters that a preset sets under ``hydra.sweeper.params``."""
        params = self.hydra(self.fixed(lines), "sweeper.params") or {}
        return [f"{key}={value}" for key, value in params.items() if not self.sets(lines, key)]

    def multirun(self, lines: Sequence[str], job: Callable[[DictConfig], Any]) -> list[Any]:
        """Run a checked sweep with the sweeper and the launcher that it chooses.

        Raises:
            RequestError: Hydra or a plug-in of its does not take it.
        """
        try:
            return self.loader.multirun(self.primary, lines, job)
        except (HydraException, OmegaConfBaseException) as error:
            raise RequestError(f"the sweep cannot be run: {said(error)}") from error

    def _tree(self, found: Sorted, problems: list[str]) -> DictConfig:
        """The composed tree with every well spelt override applied, unresolved."""
        base = self._base(found, {})
        base = self._with_weights(base, found)
        wrong = {id(override): text for override, text in misspelt(self.loader, base, found)}
        problems += wrong.values()
        tree = copy.deepcopy(base)
        for override in (*found.hydra, *found.values):
            unclear = split(override.key_or_group)[0] in found.unclear
            if id(override) in wrong or unclear or "/" in override.key_or_group:
                continue
            try:
                self.loader.apply(tree, override)
            except (HydraException, OmegaConfBaseException, ValueError, TypeError) as error:
                problems.append(f"{override.input_line}: does not fit the tree: {said(error)}")
        problems += aliases.settle_overrides(tree, found.keys)
        problems += self._hydra_problems(tree)
        return tree

    def _base(self, found: Sorted, instead: Mapping[str, str]) -> DictConfig:
        """What the choices of groups compose to; kept, as sweeps ask for it again."""
        groups = [line for line in written(found.groups) if line.partition("=")[0] not in instead]
        hydra = [o.input_line for o in found.hydra if "/" in o.key_or_group]
        key = (*groups, *(f"{group}={name}" for group, name in instead.items()), *map(str, hydra))
        if key not in self._composed:
            try:
                tree = self.loader.compose(self.primary, key)
                problems = list(aliases.settle_files(tree, lambda: self._files(key)))
            except RecursionError as error:
                raise RequestError("configs include each other without end") from error
            except yaml.YAMLError as error:
                raise RequestError(of_yaml(error)) from error
            except (HydraException, OmegaConfBaseException, ValueError, OSError) as error:
                raise RequestError(said(error)) from error
            if problems:
                raise RequestError(problems)
            self._composed[key] = tree
        return self._composed[key]

    def _files(self, lines: Sequence[str]) -> list[aliases.Layer]:
        """What files and the registry say, in the order in which it is merged."""
        return [
            (place(source, name), config)
            for source, name, config in self.loader.layers(self.primary, lines)
        ]

    def _with_weights(self, base: DictConfig, found: Sorted) -> DictConfig:
        taken = self._taken(base, found)
        if not taken.groups and not taken.values:
            return base
        tree = copy.deepcopy(self._base(found, taken.groups))
        for key, value in taken.values.items():
            OmegaConf.update(tree, key, value)
        return tree

    def _taken(self, base: DictConfig, found: Sorted) -> weights.Taken:
        """What the weights that a request starts from, and then its head, say about its tree."""
        folder = base.get("weights")
        for override in found.values:
            if override.key_or_group == "weights" and not override.is_delete():
                folder = override.value()
        taken = weights.Taken()
        if isinstance(folder, str) and self.primary == PRIMARY:
            now, before = _choices(base), _choices(self._base(_architecture(found), {}))
            chosen = {*found.chosen, *(group for group in now if now[group] != before.get(group))}
            given = {override.key_or_group: override.value() for override in found.values}
            taken = weights.taken(folder, chosen, given)
        return self._completed(taken, base, found)

    def _completed(self, taken: weights.Taken, base: DictConfig, found: Sorted) -> weights.Taken:
        """The same with what the choices of a request bring along."""
        tree = self._base(found, taken.groups) if taken.groups else base
        if self.primary == PRIMARY:
            taken = taken.with_groups(self._of_form(tree, taken, found))
            tree = self._base(found, taken.groups) if taken.groups else base
        head, tokenizer, processor = (
            OmegaConf.select(tree, f"{group}.name") for group in ("head", "tokenizer", "processor")
        )
        if "processor.load_from" in found.keys and "processor" not in taken.groups:
            taken = taken.with_loadable(processor)
        pinned = self.primary != PRIMARY and "head" not in found.chosen
        if pinned or "tokenizer" in found.chosen:
            return taken
        return taken.with_tokenizer_of(head, tokenizer)

    def _of_form(self, tree: DictConfig, taken: weights.Taken, found: Sorted) -> dict[str, str]:
        """The tokenizer and the processor of the form that an architecture has in a request.

        What a family brings along is composed before its options are known; a form that they make
        of it may bring others.
        """
        named = OmegaConf.select(tree, f"architecture.{nodes.key_of('architecture')}")
        if not nodes.has("architecture", named):
            return {}
        family: Family = REGISTRY.get("architecture", named)
        if family.forms is None:
            return {}
        whole = copy.deepcopy(tree)
        for key, value in taken.values.items():
            if key.removeprefix("architecture.") in family.forms.options:
                OmegaConf.update(whole, key, value)
        for override in found.values:
            group, option, *_ = (*split(override.key_or_group), "")
            if group == "architecture" and option in ("", *family.forms.options):
                with suppress(HydraException, OmegaConfBaseException, ValueError, TypeError):
                    self.loader.apply(whole, override)
        values = OmegaConf.to_container(whole.architecture, resolve=False)
        assert isinstance(values, dict)
        form = family.forms.of({name: values.get(name) for name in family.forms.options})
        brought = {
            group: (getattr(family, group) or nodes.NONE, getattr(form, group) or nodes.NONE)
            for group in nodes.OPTIONAL
            if group not in found.chosen
        }
        return {
            group: own
            for group, (usual, own) in brought.items()
            if own != usual == OmegaConf.select(tree, f"{group}.name")
        }

    def _hydra_problems(self, tree: DictConfig) -> Iterator[str]:
        """What a user's files change under ``hydra``; overrides were checked one by one."""
        if self._trusted:
            return
        choices = OmegaConf.to_container(tree.hydra.runtime.choices)
        assert isinstance(choices, dict)
        lines = [f"{g}={_written(name)}" for g, name in choices.items() if g in HYDRA_GROUPS]
        key = tuple(lines)
        if key not in self._clean:
            try:
                self._clean[key] = Loader(shipped()).compose(PRIMARY, lines)
            except HydraException:
                yield (
                    "hydra/launcher and hydra/sweeper name what is installed; "
                    f"{', '.join(lines)} is not there without the config directory"
                )
                return
        yield from refusals.hydra_changes(
            unresolved(tree.hydra), unresolved(self._clean[key].hydra)
        )

    def _plain(self, tree: DictConfig, found: Sorted, problems: list[str]) -> dict[str, Any] | None:
        """The tree as plain data, aliases settled, everything resolved."""
        OmegaConf.set_struct(tree, False)
        tree.pop("hydra")
        problems += refusals.calls(unresolved(tree))
        if missing := [key for key, value in leaves(unresolved(tree)) if value == "???"]:
            problems += (f"{key}: needs a value" for key in missing)
            return None
        try:
            plain = OmegaConf.to_container(tree, resolve=True)
        except OmegaConfBaseException as error:
            problems.append(f"{error.full_key or 'the tree'}: {said(error)}")
            return None
        assert isinstance(plain, dict)
        problems += (text for text in refusals.calls(plain) if text not in problems)
        node = plain.get("architecture")
        if isinstance(node, dict) and nodes.has("architecture", node.get("model_type")):
            for alias in nodes.aliases_of("architecture", node["model_type"]):
                node.pop(alias, None)
        named = {str(key): value for key, value in plain.items()}
        if self.config_dir is not None:
            problems += unread(self.config_dir, named, {*_known(found), *self._pinned})
        return named


def compose(overrides: Sequence[str] = (), *, config_dir: str | Path | None = None) -> Blueprint:
    """Compose a request and check it, without torch.

    Args:
        overrides: what ``factory build`` takes on the command line, such as
            ``["architecture=bert_tiny", "architecture.hidden_act=relu"]``.
        config_dir: a folder of your own groups and presets.

    Returns:
        The checked tree and what its names stand for.

    Raises:
        RequestError: with every problem that was found, one sentence each.
    """
    if isinstance(overrides, str):
        raise RequestError(f"overrides are a list of texts, such as [{overrides!r}]")
    return Composer(Path(config_dir) if config_dir is not None else None).one(list(overrides))


def _choices(tree: DictConfig) -> dict[str, str | None]:
    choices = OmegaConf.to_container(tree.hydra.runtime.choices)
    assert isinstance(choices, dict)
    names = {str(k): v for k, v in choices.items() if not str(k).startswith("hydra/")}
    for group in nodes.GROUPS:  # a pinned group is shown by the component that it pins
        if names.get(group) == PINNED:
            names[group] = OmegaConf.select(tree, f"{nodes.path_of(group)}.{nodes.key_of(group)}")
    return names


def _architecture(found: Sorted) -> Sorted:
    """The choice of an architecture alone; what it brings along is nobody's choice."""
    return Sorted(groups=[o for o in found.groups if o.key_or_group == "architecture"])


def _known(found: Sorted) -> set[str]:
    """Top-level keys that were added on purpose: with ``+``, or by a group of that name."""
    added = {split(o.key_or_group)[0] for o in found.values if o.is_add() or o.is_force_add()}
    return added | {group.split("/")[0] for group in found.chosen}


def _written(name: object) -> str:
    return "null" if name is None else str(name)


def _selected(tree: DictConfig, key: str) -> Any:
    try:
        return OmegaConf.select(tree, key)
    except OmegaConfBaseException as error:
        raise RequestError(f"{key}: {said(error)}") from error


def _once(problems: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(problems))
