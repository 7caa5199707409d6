"""Overrides as they were written: parsed one by one, sorted, and checked for spelling.

Hydra reports the first problem only, and advises to prepend ``+``. Here every problem is found,
each with the nearest name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hydra.core.override_parser.types import Override, OverrideType
from hydra.errors import HydraException
from omegaconf import DictConfig, ListConfig, OmegaConf

from factory.composition import aliases, nodes
from factory.composition.blueprint import PINNED
from factory.composition.engine import Loader
from factory.composition.leaves import leaves
from factory.composition.refusals import calls, fixed, is_call, is_free
from factory.errors import did_you_mean, nearest

_KEYS = tuple({nodes.key_of(group): None for group in nodes.GROUPS})
"""Keys that say which component a section is for; no options."""

HYDRA_GROUPS = ("hydra/launcher", "hydra/sweeper")
"""Groups of Hydra's own that a request may choose from."""


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """A list of overrides, sorted by what they do.

    Attributes:
        groups: choices of configs, as ``architecture=bert``.
        values: values in the tree, as ``architecture.dropout=0.2``.
        hydra: everything under ``hydra``.
        problems: sentences about those that are wrong, which stand in none of the others.
        unclear: groups whose choice is wrong, so that nothing is known of their options.
    """

    groups: list[Override] = field(default_factory=list)
    values: list[Override] = field(default_factory=list)
    hydra: list[Override] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)

    @property
    def keys(self) -> set[str]:
        """Full keys of the values that are set; those inside a mapping, and the mapping's own."""
        return {key for override in self.values for key in keys_of(override)}

    @property
    def chosen(self) -> set[str]:
        """Groups that a choice was given for."""
        return {override.key_or_group for override in self.groups}


def sort(loader: Loader, lines: Iterable[str]) -> Sorted:
    """Parse and sort overrides; sweeps must have been expanded."""
    found = Sorted()
    for line in lines:
        override = parsed(loader, line, found.problems)
        if override is None:
            continue
        key = override.key_or_group
        named = [*calls(override.value(), key)]
        named += [
            f"{key}: configs are data and cannot name code; {part!r} is refused"
            for part in split(key)
            if is_call(part)
        ]
        if named:
            found.problems.extend(named)
        elif override.is_sweep_override():
            found.problems.append(
                f"{line}: several values need a sweep, --multirun; for a list write {key}=[…], "
                "for a text with commas quote it"
            )
        elif override.is_hydra_override():
            _hydra(loader, override, found)
        elif loader.is_group(key) and not isinstance(override.value(), dict):
            _group(loader, override, found)
        else:
            found.values.append(override)
    return found


def parsed(loader: Loader, line: str, problems: list[str]) -> Override | None:
    """One override, or None and a sentence about what is wrong with it."""
    # Fuzzing found that the parser also raises ValueError, KeyError and RecursionError.
    try:
        override = loader.parse(line)
        if override.key_or_group:
            return override
        reason = "it names nothing"
    except (HydraException, ValueError, LookupError, RecursionError) as error:
        reason = _reason(error)
    problems.append(f"{line!r} is not an override, key=value: {reason}")
    return None


def _reason(error: Exception) -> str:
    said = " ".join(str(error).split("\nSee https")[0].split())
    if "LexerNoViableAlt" in said:
        return "it holds a character that needs quotes, as in 'key=\"a text\"'"
    return re.sub(r"^Error parsing override '.*?' ", "", said) or type(error).__name__


def _hydra(loader: Loader, override: Override, found: Sorted) -> None:
    key = override.key_or_group
    if "/" not in key:
        name = key.removeprefix("hydra.")
        (found.hydra.append(override) if is_free(name) else found.problems.append(fixed(name)))
    elif key not in HYDRA_GROUPS or override.type is not OverrideType.CHANGE:
        found.problems.append(
            f"{override.input_line}: is fixed; of Hydra's groups only {' and '.join(HYDRA_GROUPS)} "
            "can be chosen"
        )
    else:
        choice, known = str(override.value()), loader.choices(key)
        if choice in known:
            found.hydra.append(override)
        else:
            found.problems.append(
                f"{key}={choice}: there is no such {key}.{did_you_mean(choice, known)} "
                f"Installed are: {', '.join(known)}."
            )


def _group(loader: Loader, override: Override, found: Sorted) -> None:
    group, choice = override.key_or_group, override.value()
    known = [name for name in loader.choices(group) if name != PINNED]
    if override.is_delete():
        instead = nodes.absent(group) or "…"
        found.problems.append(f"~{group}: a group cannot be removed; write {group}={instead}")
    elif override.package is not None:
        found.problems.append(
            f"{override.input_line}: the place of a group in the tree cannot be changed"
        )
    elif override.is_force_add():
        found.problems.append(f"{override.input_line}: to choose a config write {group}={choice}")
    elif group == nodes.SWAP:
        meant = [
            role for role in nodes.SWAPS if nodes.has(role, choice) and choice != nodes.absent(role)
        ]
        advice = f"write {meant[0]}={choice}" if meant else f"roles are {', '.join(nodes.SWAPS)}"
        found.problems.append(f"{override.input_line}: names no role; {advice}")
    elif choice is None and group not in nodes.GROUPS:
        found.groups.append(override)
    elif isinstance(choice, str) and (refused := nodes.refusal(group, choice)):
        found.unclear.add(group)
        found.problems.append(f"{group}={choice}: {refused}")
    elif not isinstance(choice, str) or not (choice in known or nodes.has(group, choice)):
        shown = "null" if choice is None else str(choice)
        found.unclear.add(group)
        found.problems.append(
            f"{group}={shown}: there is no such {group}.{did_you_mean(shown, known)} "
            f"There are: {', '.join(known)}."
        )
    else:
        found.groups.append(override)


def misspelt(loader: Loader, tree: DictConfig, found: Sorted) -> Iterator[tuple[Override, str]]:
    """Those values that the tree has no place for, with a sentence each.

    Args:
        loader: knows the groups.
        tree: what the choices of groups compose to.
        found: the sorted overrides.
    """
    for override in found.values:
        parts = split(override.key_or_group)
        if parts[0] in found.unclear:
            continue
        sentence = _changes_the_shape(override, parts) or _place(
            loader, tree, parts, found, override
        )
        if sentence is not None:
            yield override, sentence


def split(key: str) -> list[str]:
    """The parts of a key: ``a.b[0]`` and ``a[b]`` as OmegaConf reads them."""
    return [part for part in re.split(r"[.\[\]]+", key) if part] or [key]


def _changes_the_shape(override: Override, parts: list[str]) -> str | None:
    key = override.key_or_group
    if override.is_delete():
        return f"~{key}: nothing of a tree can be removed; set another value instead"
    for name, value in leaves(_value(override), key):
        chosen = next((group for group in nodes.SWAPS if nodes.path_of(group) == name), None)
        if chosen is not None:
            return f"{name}: is a choice of a group; write {chosen}={value}"
        held = nodes.holder(name)
        if held is not None and held[1] == nodes.key_of(held[0]):
            return f"{name}: is set by choosing a config; write {held[0]}={value}"
    return None


def keys_of(override: Override) -> Iterator[str]:
    """Full keys that an override sets; those inside a mapping, and the mapping's own."""
    key = override.key_or_group
    yield ".".join(split(key)) if "/" not in key else key
    yield from values_of(override)


def values_of(override: Override) -> Iterator[str]:
    """Full keys of the values that an override sets."""
    for name, _ in leaves(_value(override), override.key_or_group):
        yield name


def _value(override: Override) -> Any:
    return None if override.is_sweep_override() else override.value()


def _place(
    loader: Loader, tree: DictConfig, parts: list[str], found: Sorted, override: Override
) -> str | None:
    node: Any = tree
    adding = override.is_add() or override.is_force_add()
    for depth, part in enumerate(parts):
        path = ".".join(parts[:depth])
        if isinstance(node, ListConfig):
            inside = part.isdecimal() and int(part) < len(node)
            return None if inside else f"{'.'.join(parts)}: {path} has {len(node)} elements"
        if not isinstance(node, DictConfig):
            start = f"{'.'.join(parts)}: {path} is"
            if OmegaConf.is_missing(tree, path) or OmegaConf.select(tree, path) is not None:
                return f"{start} a value and has no parts"
            return f"{start} null and has no parts yet; set it as a whole, {_whole(path, found)}"
        if part not in node:
            if not OmegaConf.is_struct(node) or (adding and depth == 0):
                return None
            return _strange(loader, tree, parts, depth, override.value())
        node = node._get_node(part)
        if isinstance(node, DictConfig) and node._is_none():
            return None
    value = override.value()
    if isinstance(value, dict) and isinstance(node, DictConfig) and OmegaConf.is_struct(node):
        sentences = (
            _strange(loader, tree, [*parts, str(name)], len(parts), inner)
            for name, inner in value.items()
            if name not in node
        )
        return next(sentences, None)
    if override.is_add() and not isinstance(value, dict | list):
        key = ".".join(parts)
        return f"+{key}: is there already; write {key}=…"
    return None


def _whole(path: str, found: Sorted) -> str:
    """One override that says everything that was set inside a value."""
    inside = {
        ".".join(split(override.key_or_group)).removeprefix(f"{path}."): override
        for override in found.values
        if ".".join(split(override.key_or_group)).startswith(f"{path}.")
    }
    values = (f"{name}: {override.get_value_element_as_str()}" for name, override in inside.items())
    return f"'{path}={{{', '.join(values)}}}'"


def _strange(loader: Loader, tree: DictConfig, parts: list[str], depth: int, value: Any) -> str:
    """A sentence about a key whose part at ``depth`` is not there."""
    return _older(tree, parts, value) or _unknown(loader, tree, parts, depth)


def _older(tree: DictConfig, parts: list[str], value: Any) -> str | None:
    """A sentence about an option under a name that only files of older releases may have."""
    group, *rest = parts
    if group != aliases.GROUP or not rest:
        return None
    for part in reversed(rest[1:]):
        value = {part: value}
    family = tree[group][nodes.key_of(group)]
    today = nodes.renewed(group, family, rest[0], value)
    if today is None:
        return None
    meant = " and ".join(f"{group}.{name}" for name in today)
    advice = f"set {meant} instead" if meant else f"factory describe {family} lists today's"
    return f"{'.'.join(parts)}: only files of older releases call an option so; {advice}"


def _unknown(loader: Loader, tree: DictConfig, parts: list[str], depth: int) -> str:
    """That there is no such key, with the nearest one."""
    key, section = ".".join(parts), ".".join(parts[:depth])
    if depth:
        node = OmegaConf.select(tree, section)
        names = [str(name) for name in node if name not in _KEYS]
        component = next((str(node[name]) for name in _KEYS if name in node), "")
        missing = "no such option" if names else "no options"
        start = f"{key}: {section} {repr(component) + ' ' if not names else ''}has {missing}."
    else:
        names = sorted({*(str(name) for name in tree if name != "hydra"), *loader.groups()})
        start = f"{key}: there is no such option or group."
    if deeper := _deeper(tree, parts[:depth], parts[depth:]):
        return f"{start} Did you mean {' or '.join(map(repr, deeper))}?"
    meant = _elsewhere(tree, parts[-1])
    if meant is None and (match := nearest(parts[depth], names)):
        meant = ".".join((*parts[:depth], match, *parts[depth + 1 :]))
    if meant is not None:
        return f"{start} Did you mean {meant!r}?"
    return f"{start} There are: {', '.join(names)}." if names else start


def _deeper(tree: DictConfig, section: list[str], rest: list[str]) -> list[str]:
    """The options of this name in sections inside a section."""
    node = OmegaConf.select(tree, ".".join(section)) if section else None
    if section[:1] != [aliases.GROUP] or not isinstance(node, DictConfig):
        return []
    inner = (str(name) for name in node if isinstance(node._get_node(name), DictConfig))
    return [".".join((*section, name, *rest)) for name in inner if rest[0] in node[name]]


def _elsewhere(tree: DictConfig, name: str) -> str | None:
    """The option of exactly this name in another section."""
    for section in map(nodes.path_of, nodes.GROUPS):
        node = OmegaConf.select(tree, section)
        if name not in _KEYS and isinstance(node, DictConfig) and name in node:
            return f"{section}.{name}"
    return None


def written(overrides: Sequence[Override]) -> list[str]:
    """The overrides as they were given."""
    return [str(override.input_line) for override in overrides]
