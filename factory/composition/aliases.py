"""Common names in a composed tree: what was set under an alias moves to the family's own name.

An alias node reads ``${.own}``. One that no longer does was set by somebody, in a file or on the
command line; its value is moved before anything is resolved, and the alias reads its own name
again, so that interpolations elsewhere see the value under either name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from omegaconf import DictConfig, Node, OmegaConf

from factory.composition import nodes

GROUP = "architecture"


def settle(tree: DictConfig, given: Collection[str]) -> Iterator[str]:
    """Move the values of aliases, in place.

    Args:
        tree: a composed tree, unresolved.
        given: full keys that the overrides set, which win over what files set.

    Yields:
        Sentences about options that were given under both names.
    """
    node = tree.get(GROUP)
    for alias, own in _aliases(node).items():
        reference = f"${{.{own}}}"
        value = node._get_node(alias)
        raw = value._value() if isinstance(value, Node) else None
        if value is None or raw == reference:
            continue
        by_alias, by_own = f"{GROUP}.{alias}" in given, f"{GROUP}.{own}" in given
        if by_alias and by_own:
            yield f"{GROUP}.{alias}: is another name of {own!r}; give one of them, not both"
        if by_alias or not by_own:
            node[own] = OmegaConf.to_container(value) if OmegaConf.is_config(value) else raw
        node[alias] = reference


def _aliases(node: object) -> Mapping[str, str]:
    if not isinstance(node, DictConfig):
        return {}
    # Unresolved: whatever else the key was set to, it names no family yet.
    key = node._get_node(nodes.key_of(GROUP))
    name = key._value() if isinstance(key, Node) else None
    return nodes.aliases_of(GROUP, name) if name in nodes.choices(GROUP) else {}
