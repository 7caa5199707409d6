"""The nodes that the registry serves: a component's own options with their defaults, as plain data.

Defaults are written once, in the dataclass of a component; this module turns them into what Hydra
composes. It imports neither Hydra nor torch, so that ``factory describe`` can use it too.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from typing import Any, Literal

from factory.configuration import PretrainedConfig, default_of, option, own_options
from factory.errors import RequestError
from factory.heads import HeadKind
from factory.recipes import KEEP, ROLES
from registry import REGISTRY, AmbiguousNameError, PluginError, UnknownNameError

log = logging.getLogger(__name__)

COMPONENTS = ("architecture", "head", "tokenizer", "processor")
"""Groups whose choices are what a build is made of."""

SWAP = "swap"
"""The section of blocks that take the place of the architecture's own."""

SWAPS = tuple(f"{SWAP}/{role}" for role in ROLES)
"""Groups whose choices are such blocks, by their role."""

GROUPS = (*COMPONENTS, *SWAPS)
"""Groups whose choices are registered, in the order people read them."""

SECTIONS = (*COMPONENTS, SWAP)
"""Top-level keys of a tree under which those groups stand."""

NONE = "none"
"""The choice of a tokenizer or a processor that says there is none."""

OPTIONAL = ("tokenizer", "processor")

_COMMON = ("bos_token_id", "eos_token_id", "pad_token_id", "tie_word_embeddings")
"""Options of every configuration that belong to the architecture; the others are the head's."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassLabels:
    """Options of a head that tells labels apart.

    Attributes:
        num_labels: how many; counted from ``labels`` when null, and 2 without them.
        labels: their names.
        problem_type: which loss.
    """

    num_labels: int | None = option(
        None, "How many labels; as many as are named, or 2.", low=1, high=1_000_000
    )
    labels: tuple[str, ...] | None = option(None, "Names of the labels, in order.")
    problem_type: (
        Literal["regression", "single_label_classification", "multi_label_classification"] | None
    ) = option(None, "Which loss a classifier uses; found from the labels when null.")


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoOptions:
    """Options of a component that has none."""


def kind_of(group: str) -> str:
    """The registry's kind of what a group chooses from."""
    return group.removeprefix(f"{SWAP}/")


def path_of(group: str) -> str:
    """The key of a group's section in the tree."""
    return group.replace("/", ".")


def section(tree: Mapping[str, Any], group: str) -> Any:
    """The section of a group in a tree; None where there is none."""
    found: Any = tree
    for part in group.split("/"):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def holder(key: str) -> tuple[str, str] | None:
    """The group whose section a full key stands in, and the key inside it."""
    for group in GROUPS:
        path = path_of(group)
        if key == path or key.startswith(f"{path}."):
            return group, key[len(path) + 1 :]
    return None


def absent(group: str) -> str | None:
    """The choice that says there is no component; None where there has to be one."""
    if group in SWAPS:
        return KEEP
    return NONE if group in OPTIONAL else None


def choices(group: str) -> tuple[str, ...]:
    """Registered names of a group, that of no component included where it may be absent."""
    kind, none = kind_of(group), absent(group)
    registered = REGISTRY.names(kind) if kind in REGISTRY.kinds() else ()
    return registered if none is None else (none, *registered)


def has(group: str, name: object) -> bool:
    """Whether a group has that choice, under its plain name or as ``package:name``."""
    return name in choices(group) or (isinstance(name, str) and (kind_of(group), name) in REGISTRY)


def refusal(group: str, name: str) -> str | None:
    """Why another package's component cannot be chosen, or None when there is nothing to say.

    It is imported to find out, as it was asked for.
    """
    kind = kind_of(group)
    if kind not in REGISTRY.kinds():
        return None
    try:
        if REGISTRY.describe(kind, name).package:
            REGISTRY.get(kind, name)
    except PluginError as error:
        log.debug("%s", error, exc_info=error.__cause__)
        return str(error)
    except UnknownNameError as error:
        return str(error) if ":" in name or isinstance(error, AmbiguousNameError) else None
    return None


def options_of(group: str, name: str) -> type:
    """The dataclass whose fields are the options of a component."""
    if name == absent(group):
        return NoOptions
    component = REGISTRY.get(kind_of(group), name)
    if group == "architecture":
        config: type = component.config
        return config
    if isinstance(component, HeadKind):
        return ClassLabels if component.chooses else NoOptions
    declared: type = component if isinstance(component, type) else component.options
    return declared


def fields_of(group: str, name: str) -> tuple[dataclasses.Field[Any], ...]:
    """The options of a component that a tree holds, in the order of their declaration."""
    cls: Any = options_of(group, name)
    return shown_fields(cls) if issubclass(cls, PretrainedConfig) else dataclasses.fields(cls)


def shown_fields(cls: type[PretrainedConfig]) -> tuple[dataclasses.Field[Any], ...]:
    """The options of a configuration that belong to the architecture."""
    fields = dataclasses.fields(cls)
    shown = own_options(cls) | set(_COMMON)
    own = [f for f in fields if f.name in shown and f.name not in _COMMON]
    return (*own, *(f for f in fields if f.name in _COMMON))


def key_of(group: str) -> str:
    """The key under which a node says which component it is for."""
    return "model_type" if group == "architecture" else "name"


def aliases_of(group: str, name: str) -> Mapping[str, str]:
    """Common name -> own name."""
    cls = options_of(group, name)
    return cls.aliases if issubclass(cls, PretrainedConfig) else {}


def renewed(group: str, name: str, option_: str, value: Any) -> tuple[str, ...] | None:
    """Today's options that say what one of older releases, which files may have, does.

    Returns:
        their names, none where the value is wrong or holds anyway; None if there was no such.
    """
    cls = options_of(group, name)
    if not issubclass(cls, PretrainedConfig) or option_ not in cls.older:
        return None
    try:
        today, _ = cls.renewed({option_: value})
    except RequestError:
        return ()
    return tuple(today)


def values_of(group: str, name: str) -> dict[str, Any]:
    """A component's key and the defaults of its options."""
    defaults = {f.name: plain(default_of(f)) for f in fields_of(group, name)}
    listed = name if name == absent(group) else REGISTRY.name(kind_of(group), name)
    return {key_of(group): listed, **defaults}


def node(group: str, name: str) -> dict[str, Any]:
    """What Hydra composes for a choice: what it brings along, its values, its aliases."""
    aliases = {alias: f"${{.{own}}}" for alias, own in aliases_of(group, name).items()}
    data = {**values_of(group, name), **aliases, **_followed(group, name)}
    if group == "architecture":
        brought = {
            f"override /{other}@_global_.{other}": getattr(REGISTRY.get(group, name), other, None)
            or NONE
            for other in OPTIONAL
        }
        data = {"defaults": [*({key: value} for key, value in brought.items()), "_self_"], **data}
    return data


def _followed(group: str, name: str) -> dict[str, Any]:
    """Options of a processor that are the architecture's, where it has them."""
    if group != "processor" or name == NONE:
        return {}
    kind = REGISTRY.get(group, name)
    defaults = values_of(group, name)
    defaults = defaults[kind.part] if kind.part else defaults
    followed = {}
    for option_, candidates in kind.follows.items():
        value = str(defaults[option_])
        for own in reversed(candidates):
            value = f"${{oc.select:architecture.{own},{value}}}"
        followed[option_] = value
    return {kind.part: {**defaults, **followed}} if kind.part else followed


def plain(value: Any) -> Any:
    """Tuples as lists, mappings and configurations as dictionaries, all the way down."""
    if isinstance(value, PretrainedConfig):
        return {f.name: plain(getattr(value, f.name)) for f in shown_fields(type(value))}
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(inner) for inner in value]
    return value
