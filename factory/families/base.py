"""What a family is: a configuration and pure functions from it to specs and checkpoint rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from factory.checkpoint.rows import AnyRow, under
from factory.configuration import PretrainedConfig, registry_name
from factory.errors import RequestError, did_you_mean
from factory.heads import Feature, HeadKind
from factory.recipes import swapped
from factory.specs import DualEncoder, EncoderDecoder, Model, Rules, Spec, Stack, walk
from factory.specs.edits import prune


@dataclass(frozen=True, kw_only=True)
class Head:
    """A family's head for one task.

    Attributes:
        spec: what it is made of; None where the output of its own body is the answer.
        needs: what it reads off the body; a body without pooled output is built without pooler.
        rows: where its weights are on disk, names in full.
        body: in place of the family's own, if it is given.
        part: which of the stacks of the family's own body that is; empty where it is none of them.
        prefix: of the body's names on disk, in place of the family's own, if it is given.
        init: how its parameters begin; rules before those of the family.
    """

    spec: Spec | None
    needs: Feature
    rows: tuple[AnyRow, ...]
    body: Stack | EncoderDecoder | None = None
    part: str = ""
    prefix: str | None = None
    init: Rules = ()


@dataclass(frozen=True, kw_only=True)
class Forms:
    """What a family is besides, where its configuration decides what its models read or write.

    Attributes:
        options: those of the configuration that decide it.
        of: ``of(values)`` gives the form that values of these options ask for, be they right or
            wrong.
        every: gives all of them, the registered one first.
    """

    options: tuple[str, ...]
    of: Callable[[Mapping[str, Any]], Family]
    every: Callable[[], Iterable[Family]]


@dataclass(frozen=True, kw_only=True)
class Family:
    """An architecture.

    Attributes:
        config: its configuration class.
        class_prefix: what its class names begin with, ``DistilBert``.
        title: its name in prose, ``DistilBERT``.
        summary: one line.
        paper: link to the paper it follows.
        body: ``body(config, pooled)`` gives the stack, with or without its pooler, or the two of a
            dual encoder.
        rows: ``rows(config)`` gives the body's checkpoint rows, without any prefix.
        heads: task -> ``head(config)``.
        prefix: what the body's names begin with on disk when there is a head; empty where they are
            the same, or where heads stand on a part of the body and have all of its rows.
        provides: what heads may read off the body.
        inputs: names of the model's inputs, in the order of ``forward``.
        head_inputs: task -> the same for a head that reads others.
        head_options: task -> options without which its head means nothing, and their values.
        tokenizer: registry name of the tokenizer it is used with; empty where there is no text.
        processor: registry name of the processor of pictures or sound it is used with, if any.
        init: rules over the defaults of the spec types, for the whole model.
        kinds: tasks that mean something of their own in this family.
        forms: where it has several, with inputs, heads and classes of their own.
        usual: options that make a configuration one of this form.
        has_peer: whether transformers has the family too, under the same names.
    """

    config: type[PretrainedConfig]
    class_prefix: str
    title: str
    summary: str
    paper: str
    body: Callable[[Any, bool], Stack | DualEncoder | EncoderDecoder]
    rows: Callable[[Any], tuple[AnyRow, ...]]
    heads: Mapping[str, Callable[[Any], Head]]
    prefix: str
    provides: frozenset[Feature]
    inputs: tuple[str, ...]
    tokenizer: str = ""
    processor: str = ""
    init: Callable[[Any], Rules] = field(default=lambda config: ())
    kinds: Mapping[str, HeadKind] = field(default_factory=dict)
    head_inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    head_options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forms: Forms | None = None
    usual: Mapping[str, Any] = field(default_factory=dict)
    has_peer: bool = True

    @property
    def name(self) -> str:
        """The registry's name."""
        return registry_name(self.config.model_type)

    @property
    def every_form(self) -> tuple[Family, ...]:
        """All its forms; itself where there is one alone."""
        return (self,) if self.forms is None else tuple(self.forms.every())

    @property
    def every_head(self) -> tuple[str, ...]:
        """The tasks that any of its forms has a head for."""
        return tuple(dict.fromkeys(h for form in self.every_form for h in form.head_names))

    def of(self, config: PretrainedConfig) -> Family:
        """The form that models of a configuration have; itself where there is one alone."""
        if self.forms is None:
            return self
        return self.forms.of({name: getattr(config, name) for name in self.forms.options})

    @cached_property
    def head_names(self) -> tuple[str, ...]:
        """The tasks it has a head for, the bare model first."""
        return ("base", *self.heads)

    def kind(self, registered: HeadKind) -> HeadKind:
        """A task as this family means it."""
        return self.kinds.get(registered.name, registered)

    def class_name(self, registered: HeadKind) -> str:
        """What its models for a task are called."""
        return self.class_prefix + self.kind(registered).suffix

    def inputs_of(self, head: str) -> tuple[str, ...]:
        """Names of the inputs of a model with that head, in the order of ``forward``."""
        return self.head_inputs.get(head, self.inputs)

    def head(self, config: PretrainedConfig, name: str) -> Head | None:
        """The head for a task; None for the bare model.

        Raises:
            RequestError: the family has no such head; lists those it has.
        """
        if name == "base":
            return None
        if name not in self.heads:
            form = "".join(f" {option}={value}" for option, value in self.usual.items())
            said = f" with{form}" if form else ""
            raise RequestError(
                f"head: {self.name!r} has no head {name!r}{said}."
                f"{did_you_mean(name, self.head_names)} "
                f"Heads of {self.name!r}{said}: {', '.join(self.head_names)}."
            )
        return self.heads[name](config)

    def check(self, config: PretrainedConfig, head: str) -> None:
        """Whether a model with that head means anything.

        Its specs and rows are there in any case, as files may be compared with them.

        Raises:
            RequestError: the configuration is for another use of the family; names the options.
        """
        wrong = [
            f"{option}: the head {head!r} needs {json.dumps(value)}, not {json.dumps(given)}"
            for option, value in self.head_options.get(head, {}).items()
            if (given := getattr(config, option)) != value
        ]
        if wrong:
            raise RequestError(wrong)

    def plan(self, config: PretrainedConfig, head: str = "base") -> Model:
        """The spec tree of a configuration with a head, blocks swapped and heads pruned as it says.

        Raises:
            RequestError: the family has no such head, or there is no such block to swap in.
            SpecError: the configuration describes an impossible model.
        """
        for name in config.parts():
            if getattr(config, name).swap:
                raise RequestError(
                    f"{name}.swap: blocks are swapped by the whole configuration's swap, each in a "
                    "stack if its option says so"
                )
        chosen = self.head(config, head)
        pooled = Feature.POOLED in self.provides and (
            chosen is None or chosen.needs is Feature.POOLED
        )
        body = chosen.body if chosen is not None else None
        tree = Model(
            body=self.body(config, pooled) if body is None else body,
            head=chosen.spec if chosen else None,
        )
        places = getattr(config, "max_position_embeddings", None)
        part = chosen.part if chosen is not None else ""
        return prune(swapped(tree, config.swap, places, part), config.pruned_heads)

    def own(self, config: PretrainedConfig, head: str = "base") -> Model:
        """The spec tree of a configuration as the family itself has it: nothing swapped or pruned.

        Raises:
            RequestError: the family has no such head.
            SpecError: the configuration describes an impossible model.
        """
        inner = {name: getattr(config, name).replace(pruned_heads={}) for name in config.parts()}
        return self.plan(config.replace(pruned_heads={}, swap={}, **inner), head)

    def exempt(self, config: PretrainedConfig, head: str = "base") -> frozenset[str]:
        """Paths of what swaps have put where the family has something of another type.

        Its rules of how weights begin were made for what stood there.
        """
        if not config.swap:
            return frozenset()
        own = {path: type(node) for path, node in walk(self.own(config, head))}
        return frozenset(
            path
            for path, node in walk(self.plan(config, head))
            if not issubclass(type(node), own.get(path, Spec))
        )

    def begins(self, config: PretrainedConfig, head: str = "base") -> Rules:
        """Rules over how the spec types of a model with that head begin; the first match counts."""
        chosen = self.head(config, head)
        return (*(chosen.init if chosen else ()), *self.init(config))

    def disk_rows(self, config: PretrainedConfig, head: str = "base") -> tuple[AnyRow, ...]:
        """Checkpoint rows of a model with that head, names as on disk and as in the tree."""
        chosen = self.head(config, head)
        if chosen is None:
            return under(self.rows(config), native="body.")
        prefix = self.prefix if chosen.prefix is None else chosen.prefix
        body = under(self.rows(config), disk=f"{prefix}." if prefix else "", native="body.")
        return body + chosen.rows
