"""From a tree of plain data to a blueprint, or to everything that is wrong with it.

One validator, built from the dataclasses of the components, checks every section; then come the
rules between components. Torch is not needed for any of it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from factory import recipes
from factory.composition import nodes, preparation
from factory.composition.blueprint import NESTED, Blueprint, Settings, in_order
from factory.configuration import PretrainedConfig, hints, problems
from factory.configuration.options import coerced
from factory.errors import RequestError, did_you_mean
from factory.families import Family
from factory.specs import SpecError
from registry import REGISTRY, RegistryError

if TYPE_CHECKING:
    from factory.processors import ProcessorKind
    from factory.tokenizers import TokenizerOptions

_MOST_LAYERS = 10_000
_DEVICE = re.compile(r"cpu|mps|(cuda|xpu)(:\d+)?")


class Checker:
    """Checks one tree; collects problems instead of stopping at the first."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self.tree = in_order(tree)
        self.problems: list[str] = []

    def blueprint(
        self, choices: Mapping[str, str | None], overrides: tuple[str, ...]
    ) -> Blueprint | None:
        """The blueprint, or None when there are problems."""
        settings = self._settings()
        names = {group: self._component(group) for group in nodes.GROUPS}
        head = self._options("head", names["head"])
        config = self._config(names["architecture"], head)
        swaps = self._swaps(names)
        options = self._options("tokenizer", names["tokenizer"])
        family = self._get("architecture", names["architecture"])
        kind = self._get("head", names["head"])
        scheme = self._get("tokenizer", names["tokenizer"])
        processor = self._processor(names["processor"])
        if config is not None and kind is not None:
            family = family.of(config)
            kind = family.kind(kind)
            config = config.replace(swap=swaps) if swaps else config
            possible = self._plan(family, config, kind.name)
            if possible and scheme is not None and options is not None:
                self.problems += unfitting(config, options)
            if possible and processor is not None:
                self.problems += preparation.problems(family, config, *processor)
        if self.problems or settings is None or config is None:
            return None
        return Blueprint(
            tree=self.tree,
            family=family,
            config=config,
            head=kind,
            tokenizer=(scheme, options) if scheme is not None else None,
            processor=processor,
            settings=settings,
            choices=choices,
            overrides=overrides,
        )

    def _settings(self) -> Settings | None:
        names = {field.name for field in dataclasses.fields(Settings)}
        values = {key: value for key, value in self.tree.items() if key in names}
        found = [str(problem) for problem in problems(Settings, values)]
        found += [f"{key}: is empty" for key in ("output_dir", "weights") if values.get(key) == ""]
        for name, options in NESTED.items():
            section = values.get(name)
            if isinstance(section, Mapping):
                found += [f"{name}.{problem}" for problem in problems(options, section)]
        device = values.get("device")
        if isinstance(device, str) and not _DEVICE.fullmatch(device):
            found.append(
                f"device: {device!r} is not a device, such as cpu, cuda, cuda:1 or mps."
                f"{did_you_mean(device, ('cpu', 'cuda', 'mps'))}"
            )
        self.problems += found
        return None if found else _made(Settings, values)

    def _component(self, group: str) -> str | None:
        """The name in a section, once it is known to be a registered one."""
        node, where = nodes.section(self.tree, group), nodes.path_of(group)
        name = node.get(nodes.key_of(group)) if isinstance(node, Mapping) else None
        if not isinstance(name, str):
            self.problems.append(
                f"{where}: is not a section that names its {nodes.key_of(group)}; "
                f"a preset of yours begins with what it builds on, defaults: [NAME, _self_]"
            )
            return None
        if nodes.has(group, name):
            return name
        known = nodes.choices(group)
        self.problems.append(
            f"{where}.{nodes.key_of(group)}: no {nodes.kind_of(group)} is called {name!r}."
            f"{did_you_mean(name, known)} There are: {', '.join(known)}."
        )
        return None

    def _get(self, group: str, name: str | None) -> Any:
        return None if name in (None, nodes.absent(group)) else REGISTRY.get(group, str(name))

    def _values(self, group: str) -> dict[str, Any]:
        values = nodes.section(self.tree, group)
        return {k: v for k, v in values.items() if k != nodes.key_of(group)}

    def _swaps(self, names: Mapping[str, str | None]) -> dict[str, Any]:
        """The blocks that are asked for, by role, as a configuration holds them."""
        asked = {}
        for group in nodes.SWAPS:
            name = names[group]
            options = self._options(group, name)
            if name is not None and options is not None and name != nodes.absent(group):
                asked[nodes.kind_of(group)] = {"name": name, **self._values(group)}
        return recipes.plain(asked)

    def _options(self, group: str, name: str | None) -> Any:
        """The options of a component, or None when something is wrong with them."""
        if name is None:
            return None
        cls, values = nodes.options_of(group, name), self._values(group)
        found = [
            f"{nodes.path_of(group)}.{_of_component(cls, nodes.kind_of(group), name, str(problem))}"
            for problem in problems(cls, values)
        ]
        if not found:
            try:
                return _made(cls, values)
            except (RequestError, ValueError) as error:
                sentences = getattr(error, "problems", (str(error),))
                found = [f"{group}.{_own(cls, text)}" for text in sentences]
        self.problems += found
        return None

    def _processor(self, name: str | None) -> tuple[ProcessorKind, Any] | None:
        """A kind of processor and its options, or None when there is none or they are wrong."""
        options, kind = self._options("processor", name), self._get("processor", name)
        return None if kind is None or options is None else (kind, options)

    def _config(self, name: str | None, options: Any) -> PretrainedConfig | None:
        """The configuration of an architecture with the labels of a head's options."""
        if name is None:
            return None
        family: Family = REGISTRY.get("architecture", name)
        values = self._values("architecture")
        try:
            labels = self._labels(options) if isinstance(options, nodes.ClassLabels) else {}
            config = family.config(**values)
        except RequestError as error:
            for text in error.problems:
                own = _of_component(family.config, "architecture", name, _own(family.config, text))
                self.problems.append(f"architecture.{own}")
            return None
        try:
            return config.replace(**labels) if labels else config
        except RequestError as error:
            self.problems += [f"head.{_own(family.config, text)}" for text in error.problems]
            return None

    def _labels(self, options: nodes.ClassLabels) -> dict[str, Any]:
        """What the configuration keeps of a head's labels."""
        kept: dict[str, Any] = {}
        if options.problem_type is not None:
            kept["problem_type"] = options.problem_type
        if options.labels is None:
            return kept | ({} if options.num_labels is None else {"num_labels": options.num_labels})
        repeated = sorted({name for name in options.labels if options.labels.count(name) > 1})
        if not options.labels or repeated:
            said = f"{', '.join(map(repr, repeated))} named twice" if repeated else "names nothing"
            self.problems.append(f"head.labels: {said}")
            return kept
        if options.num_labels not in (None, len(options.labels)):
            self.problems.append(
                f"head.num_labels: is {options.num_labels} but head.labels names "
                f"{len(options.labels)}"
            )
            return kept
        return kept | {"id2label": dict(enumerate(options.labels))}

    def _plan(self, family: Family, config: PretrainedConfig, head: str) -> bool:
        """Whether there is a model of that configuration."""
        if unfit := list(impossible(family, config, head)):
            self.problems += unfit
            return False
        try:
            family.plan(config, head)
            return True
        except RequestError as error:
            self.problems += error.problems
        except SpecError as error:
            said = str(error)
            self.problems.append(said if said.startswith(nodes.SWAP) else f"architecture: {said}")
        return False


def impossible(family: Family, config: PretrainedConfig, head: str) -> Iterator[str]:
    """What keeps a configuration from being planned, or from meaning anything."""
    inner = (getattr(config, name) for name in config.parts())
    layers = max(
        max(getattr(part, "num_hidden_layers", 0), part.distinct_layers)
        for part in (config, *inner)
    )
    if layers > _MOST_LAYERS:  # a tree of them would not fit into memory
        yield f"architecture: {layers} layers are more than {_MOST_LAYERS}"
        return
    try:
        family.check(config, head)
    except RequestError as error:
        yield from (f"architecture.{problem}" for problem in error.problems)


def unfitting(config: PretrainedConfig, options: TokenizerOptions) -> Iterator[str]:
    """What can be said of tokenizer and architecture before the tokenizer is built."""
    wanted, limit = options.train_vocab_size, getattr(config, "vocab_size", 0)
    trained = not (options.vocab_file or options.load_from)
    if trained and wanted > limit and not options.fit_model:
        yield (
            f"tokenizer.train_vocab_size: {wanted} tokens do not fit architecture.vocab_size "
            f"{limit}; make one of them fit, or let the model follow: tokenizer.fit_model=true"
        )
    longest = options.model_max_length
    places = positions(config) if longest is not None else None
    if longest is not None and places is not None and longest > places:
        yield (
            f"tokenizer.model_max_length: {longest} tokens do not fit the {places} positions "
            "of the architecture"
        )


def positions(config: PretrainedConfig) -> int | None:
    """The longest text that a configuration has positions for."""
    if "position" in config.swap and (rows := _swapped_rows(config)) is not None:
        return rows
    count = getattr(config, "max_position_embeddings", None) if _has_positions(config) else None
    if count is None:
        return None
    return int(count) - _first_place(config)


def _swapped_rows(config: PretrainedConfig) -> int | None:
    """Rows of the smallest table of places that a text meets; None where there is none."""
    from factory.specs import Stack, Tokens, walk

    family: Family = REGISTRY.get("architecture", config.family_name)
    stacks = (node for _, node in walk(family.plan(config)) if isinstance(node, Stack))
    found = (recipes.rows_of(s.position) for s in stacks if isinstance(s.frontend, Tokens))
    return min((rows for rows in found if rows is not None), default=None)


def _has_positions(config: PretrainedConfig) -> bool:
    return any(
        "max_position_embeddings" in (*hints(kind), *kind.aliases)
        for kind in (type(config), *config.parts().values())
    )


def _first_place(config: PretrainedConfig) -> int:
    """The place of a sequence's first token; some families count from the padding token's on."""
    from factory.specs import LearnedFromPadding, walk

    family: Family = REGISTRY.get("architecture", config.family_name)
    nodes = (node for _, node in walk(family.body(config, False)))
    return next((node.padding + 1 for node in nodes if isinstance(node, LearnedFromPadding)), 0)


def _made(cls: type, values: Mapping[str, Any]) -> Any:
    """An instance of an options class from plain data, coerced as configurations are."""
    types = hints(cls)
    return cls(**{key: coerced(types[key], value) for key, value in values.items()})


def _own(cls: type, sentence: str) -> str:
    """A problem without the class name that configurations put before it."""
    return sentence.removeprefix(f"{cls.__name__}: ")


def _of_component(cls: type, group: str, name: str, sentence: str) -> str:
    """A problem that names the component where the validator names the class of its options."""
    return sentence.replace(f": {cls.__name__} has ", f": {group} {name!r} has ", 1)


def check(
    tree: Mapping[str, Any], choices: Mapping[str, str | None], overrides: tuple[str, ...]
) -> tuple[Blueprint | None, list[str]]:
    """The blueprint of a tree and the problems that it has; one of them is empty."""
    checker = Checker(tree)
    try:
        return checker.blueprint(choices, overrides), checker.problems
    except RegistryError as error:
        return None, [*checker.problems, str(error)]


def unused(tree: Mapping[str, Any]) -> Iterator[str]:
    """Top-level keys that no component reads."""
    known = {*nodes.SECTIONS, *(field.name for field in dataclasses.fields(Settings))}
    yield from (key for key in tree if key not in known)
