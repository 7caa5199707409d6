"""Common names in a composed tree: what was set under an alias moves to the family's own name.

An alias node reads ``${.own}``. One that no longer does was set by somebody, in a file or on the
command line; its value is moved before anything is resolved, and the alias reads its own name
again, so that interpolations elsewhere see the value under either name. Files are settled first,
the last that sets either name wins; then come the overrides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from omegaconf import DictConfig, Node, OmegaConf

from factory.composition import nodes

GROUP = "architecture"

Layer = tuple[str, DictConfig]
"""A file's name, and the values that it sets, under the keys of the whole tree."""


def settle_files(tree: DictConfig, layers: Callable[[], Sequence[Layer]]) -> Iterator[str]:
    """Move the values that files set under aliases, in place.

    Args:
        tree: what files compose to, unresolved.
        layers: gives the files in the order in which they were merged; asked for only when one of
            them used an alias.

    Yields:
        Sentences about files that give an option under two names.
    """
    node = tree.get(GROUP)
    own_names = _aliases(node)
    used = {own for alias, own in own_names.items() if _set(node, alias, own)}
    if not used:
        return
    files = layers()
    for own in sorted(used):
        names = [own, *(alias for alias, name in own_names.items() if name == own)]
        setters = [(place, [n for n in names if _sets(file, n, own)]) for place, file in files]
        place, last = next((pair for pair in reversed(setters) if pair[1]), ("", [own]))
        if len(last) > 1:
            yield f"{place}: {' and '.join(map(repr, last))} are one option; give one of them"
        if last[0] != own:
            node[own] = _raw(node, last[0])
        for alias in names[1:]:
            node[alias] = f"${{.{own}}}"


def settle_overrides(tree: DictConfig, given: Collection[str]) -> Iterator[str]:
    """Move the values that overrides set under aliases, in place.

    Args:
        tree: a tree whose files were settled, with its overrides applied, unresolved.
        given: full keys that the overrides set.

    Yields:
        Sentences about options that were given under two names.
    """
    node = tree.get(GROUP)
    for alias, own in _aliases(node).items():
        if not _set(node, alias, own):
            continue
        others = [own, *(a for a, name in _aliases(node).items() if name == own and a != alias)]
        if f"{GROUP}.{alias}" in given:
            for other in others:
                if f"{GROUP}.{other}" in given and (other == own or alias < other):
                    yield (
                        f"{GROUP}.{alias}: is another name of {other!r}; give one of them, not both"
                    )
            node[own] = _raw(node, alias)
        node[alias] = f"${{.{own}}}"


def full_names(tree: DictConfig) -> dict[str, str]:
    """Full key of an alias -> that of the option."""
    return {
        f"{GROUP}.{alias}": f"{GROUP}.{own}" for alias, own in _aliases(tree.get(GROUP)).items()
    }


def _aliases(node: object) -> Mapping[str, str]:
    if not isinstance(node, DictConfig):
        return {}
    if nodes.key_of(GROUP) not in node:
        return {}
    # Unresolved: whatever else the key was set to, it names no family yet.
    key = node._get_node(nodes.key_of(GROUP))
    name = key._value() if isinstance(key, Node) else None
    return nodes.aliases_of(GROUP, str(name)) if nodes.has(GROUP, name) else {}


def _set(node: DictConfig, alias: str, own: str) -> bool:
    return alias in node and _raw(node, alias) != f"${{.{own}}}"


def _sets(file: DictConfig, name: str, own: str) -> bool:
    """Whether a file sets an option under a name; the registry's alias nodes set nothing."""
    node = file.get(GROUP)
    return isinstance(node, DictConfig) and name in node and _raw(node, name) != f"${{.{own}}}"


def _raw(node: DictConfig, name: str) -> object:
    value = node._get_node(name)
    if OmegaConf.is_config(value):
        return OmegaConf.to_container(value, resolve=False)
    return value._value() if isinstance(value, Node) else value


def unresolved(node: DictConfig) -> dict[str, Any]:
    """Plain data in which interpolations stand as they were written."""
    raw = OmegaConf.to_container(node, resolve=False)
    assert isinstance(raw, dict)
    return {str(key): value for key, value in raw.items()}
