"""What a request takes from the weights that it starts from, and from its head.

With ``weights=`` and no architecture of the user's own choice, the folder decides: its
``config.json`` gives the architecture and its options, the class it was saved from gives the head,
and its tokenizer files give the tokenizer. Every value taken this way can still be overridden.
A head that writes texts brings their tokenizer where the architecture reads none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factory import recipes
from factory.auto import AutoConfig
from factory.composition import nodes
from factory.configuration import PretrainedConfig, same_family
from factory.errors import RequestError
from factory.families import Family
from factory.hub import check_name, snapshot
from factory.processors.stored import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG
from registry import REGISTRY

TOKENIZER_FILES = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "spiece.model",
    "spm.model",
    "sentencepiece.bpe.model",
    "tokenizer_config.json",
)
_OF_THE_REQUEST = ("architectures", "dtype", "id2label", "label2id", "problem_type", "swap")
_SOURCES = ("load_from", "vocab_file", "merges_file", "train_from")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What weights and a head say about the tree.

    Attributes:
        groups: choices of groups.
        values: values by full key.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def with_groups(self, groups: Mapping[str, str]) -> Taken:
        """The same with choices of groups that nothing else has made."""
        return Taken(groups={**groups, **self.groups}, values=self.values)

    def with_tokenizer_of(self, head: object, tokenizer: object) -> Taken:
        """The same with the tokenizer that a head brings, if the request has none.

        Without one, the tokenizer files beside the weights are of no use.

        Args:
            head: the registry's name of the head that is built.
            tokenizer: that of the tokenizer, as far as architecture and request say it.
        """
        if tokenizer != nodes.NONE:
            return self
        brought = REGISTRY.get("head", str(head)).tokenizer if nodes.has("head", head) else ""
        if brought:
            return Taken(groups={**self.groups, "tokenizer": brought}, values=self.values)
        values = {k: v for k, v in self.values.items() if not k.startswith("tokenizer.")}
        return Taken(groups=self.groups, values=values)

    def with_loadable(self, processor: object) -> Taken:
        """The same with the kind of processor that is read from a folder, of any class there.

        Args:
            processor: the registry's name of the one that the request has so far.
        """
        known = processor != nodes.NONE and nodes.has("processor", processor)
        name = loadable(str(processor)) if known else processor
        if name == processor:
            return self
        return Taken(groups={**self.groups, "processor": str(name)}, values=self.values)


def taken(weights: str, chosen: Collection[str], given: Mapping[str, Any]) -> Taken:
    """What is taken from weights.

    Args:
        weights: a folder or a hub name.
        chosen: groups that the user made a choice for.
        given: values that the user set, by full key.

    Raises:
        RequestError: nothing is there, or its family is unknown.
    """
    groups: dict[str, str] = {}
    values: dict[str, Any] = {}
    if "architecture" not in chosen:
        config = configuration(weights)
        groups["architecture"] = config.family_name
        for option in nodes.fields_of("architecture", config.family_name):
            values[f"architecture.{option.name}"] = nodes.plain(getattr(config, option.name))
        for role, asked in recipes.plain(config.swap).items():
            group = f"{nodes.SWAP}/{role}"
            if group not in chosen:
                groups[group] = asked["name"]
                values |= {
                    f"{nodes.path_of(group)}.{option}": nodes.plain(value)
                    for option, value in asked.items()
                    if option != "name"
                }
        head = _head_of(config)
        if head is not None and "head" not in chosen:
            groups["head"] = head
            if nodes.options_of("head", head) is nodes.ClassLabels:
                values |= _labels_of(config, given.get("head.num_labels"))
    own_source = any(f"tokenizer.{source}" in given for source in _SOURCES)
    if "tokenizer" not in chosen and not own_source and _has_tokenizer(weights):
        values["tokenizer.load_from"] = weights
    if "processor" not in chosen and "processor.load_from" not in given and has_processor(weights):
        stored = configuration(weights)
        family = REGISTRY.get("architecture", stored.family_name).of(stored)
        if family.processor:
            groups["processor"] = loadable(family.processor)
            values["processor.load_from"] = weights
    return Taken(groups=groups, values=values)


def loadable(processor: str) -> str:
    """The kind of processor that a folder can be read into, of pictures or sound as another."""
    from factory.processors import AUDIO, IMAGE, ImageProcessingMixin

    is_image = issubclass(REGISTRY.get("processor", processor).processor, ImageProcessingMixin)
    return (IMAGE if is_image else AUDIO).name


def configuration(weights: str) -> PretrainedConfig:
    """The configuration that lies with weights.

    Raises:
        RequestError: nothing is there, or its family is unknown.
    """
    try:
        check_name(weights)
        return AutoConfig.from_pretrained(weights)
    except RequestError as error:
        raise RequestError(f"weights: {problem}" for problem in error.problems) from error


def kept(config: PretrainedConfig, weights: str) -> PretrainedConfig:
    """A tree's configuration, with what lies with the weights and no tree says.

    That is which attention heads were pruned, and keys of a ``config.json`` that nobody here knows.
    """
    stored = configuration(weights)
    part = config.within.get(stored.family_name)
    whole = stored.to_dict() if part is None else getattr(stored, part).to_dict()
    rest = {key: value for key, value in whole.items() if key not in _OF_THE_REQUEST}
    return type(config).from_dict({**rest, **config.to_dict()})


def mismatch(weights: str, architecture: str) -> str | None:
    """Why weights are not those of an architecture, or None when they may be."""
    found = configuration(weights).family_name
    part = found in REGISTRY.get("architecture", architecture).config.within
    if part or same_family(found, architecture):
        return None
    return f"weights: {weights} holds a {found!r}, but the architecture is {architecture!r}"


def _head_of(config: PretrainedConfig) -> str | None:
    """The head that the weights were saved with, if the family has it."""
    family: Family = REGISTRY.get("architecture", config.family_name).of(config)
    for saved in config.architectures or ():
        for head in family.head_names:
            if saved == family.class_name(REGISTRY.get("head", head)):
                return head
    return None


def _labels_of(config: PretrainedConfig, wanted: object) -> dict[str, Any]:
    """A folder's labels; their names give way where the user wants another number of them."""
    values: dict[str, Any] = {"head.problem_type": config.problem_type}
    if config.id2label is not None and wanted in (None, len(config.id2label)):
        values["head.labels"] = [config.id2label[i] for i in sorted(config.id2label)]
    return values


def has_processor(weights: str) -> bool:
    """Whether a folder holds a processor; what is on the hub is not asked."""
    folder = Path(weights).expanduser()
    return any((folder / name).is_file() for name in (PREPROCESSOR_CONFIG, PROCESSOR_CONFIG))


def _has_tokenizer(weights: str) -> bool:
    folder = Path(weights)
    if not folder.is_dir():
        folder = snapshot(weights, weights=False)
    return any((folder / name).is_file() for name in TOKENIZER_FILES)
