"""``<Family>Model`` and ``<Family>For<Head>``, made by the registry from family and head.

They are real classes: made once, under a lock, found by their name in the package ``factory``, so
that pickling, spawning and copying work by reference.
"""

from __future__ import annotations

import importlib
import threading
from typing import Any

from factory import specs
from factory.errors import RequestError
from factory.families import Family
from factory.heads import Feature, HeadKind, Labels
from factory.models.arguments import arguments_of
from factory.models.base import PreTrainedModel
from factory.models.dual import DualEncoderModel
from factory.models.encoder_decoder import EncoderDecoderModel
from factory.models.forwards import forward_of
from factory.models.outputs import OUTPUTS, HeadOutput, exportable
from registry import REGISTRY

_LOCK = threading.RLock()
_CLASSES: dict[tuple[str, str, str | None], type[PreTrainedModel]] = {}


def model_class(family: Family | str, head_name: str = "base") -> type[PreTrainedModel]:
    """The class of a family with a head, the same object at every call.

    Args:
        family: one form of it; the registered one by name.
        head_name: the registry's name of the task.

    Raises:
        UnknownNameError: there is no such family.
        RequestError: the family has no such head.
    """
    if isinstance(family, str):
        family = _registered(family)
    if head_name not in family.head_names:
        family.head(family.config(), head_name)
    with _LOCK:
        key = (family.name, family.class_prefix, head_name)
        if key not in _CLASSES:
            _CLASSES[key] = _make(family, family.kind(REGISTRY.get("head", head_name)))
        return _CLASSES[key]


def _registered(name: str) -> Family:
    found: Family = REGISTRY.get("architecture", name)
    return found


def family_base(family: Family) -> type[PreTrainedModel]:
    """``<Family>PreTrainedModel``, the common base of a family's classes."""
    with _LOCK:
        key = (family.name, family.class_prefix, None)
        if key not in _CLASSES:
            name = f"{family.class_prefix}PreTrainedModel"
            _CLASSES[key] = _class(
                name,
                (PreTrainedModel,),
                f"What all {family.title} models share.",
                family=family,
                config_class=family.config,
                base_model_prefix=family.prefix,
                **({family.prefix: PreTrainedModel.base_model} if family.prefix else {}),
            )
        return _CLASSES[key]


def create_model(
    family: Family,
    config: Any,
    head: str = "base",
    *,
    seed: int,
    dtype: str = "float32",
    device: str = "cpu",
) -> PreTrainedModel:
    """A model with random weights; see :class:`~factory.models.base.PreTrainedModel`."""
    return model_class(family, head)(config, seed=seed, dtype=dtype, device=device)


def _make(family: Family, kind: HeadKind) -> type[PreTrainedModel]:
    names = arguments_of(family, kind)
    text = (
        f"{family.title}: {kind.summary}.\n\n"
        f"Paper: {family.paper}\n"
        f"Configuration: :class:`{family.config.__name__}`; "
        f"inputs: {', '.join(family.inputs_of(kind.name))}.\n"
    )
    if kind.name == "base" and Feature.POOLED in family.provides:
        text += "Returns last_hidden_state and pooler_output.\n"
    body = type(family.plan(family.config(**family.usual), kind.name).body)
    of_two = {specs.DualEncoder: DualEncoderModel, specs.EncoderDecoder: EncoderDecoderModel}
    bases = (of_two[body], family_base(family)) if body in of_two else (family_base(family),)
    return _class(
        family.class_name(kind),
        bases,
        text,
        head_name=kind.name,
        target_names=kind.targets,
        has_choices=kind.labels is Labels.CHOICE,
        writes_labels=kind.labels is Labels.TEXT,
        generates=kind.labels in (Labels.NEXT, Labels.TEXT),
        output_class=exportable(output_of(kind)),
        forward=forward_of(names, kind),
    )


def output_of(kind: HeadKind) -> Any:
    """The class of what models with a head return.

    Raises:
        ImportError: the module that a plug-in names cannot be imported.
    """
    if not kind.output:
        return OUTPUTS.get(kind.name, HeadOutput)
    module, _, name = kind.output.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except Exception as error:  # of whatever a plug-in's module does, the message names the module
        raise ImportError(
            f"{kind.output}, what the head {kind.name!r} returns, cannot be imported: "
            f"{type(error).__name__}: {error}"
        ) from error


def _class(
    name: str, bases: tuple[type, ...], doc: str, **attributes: Any
) -> type[PreTrainedModel]:
    body = {"__doc__": doc, "__module__": "factory", "__qualname__": name, **attributes}
    made: type[PreTrainedModel] = type(name, bases, body)
    return made


def class_for(name: str) -> type[PreTrainedModel] | None:
    """The model class of that name, or None when no family's name begins it.

    Raises:
        ImportError: the family is known and has no such head; lists those it has.
    """
    forms = (form for _, found in REGISTRY.components("architecture") for form in found.every_form)
    for family in forms:
        rest = name.removeprefix(family.class_prefix)
        if rest == name:
            continue
        if rest == "PreTrainedModel":
            return family_base(family)
        kinds = REGISTRY.components("head")
        head = next(
            (n for n, kind in kinds if rest in (family.kind(kind).suffix, kind.suffix)), None
        )
        if head is None:
            continue
        try:
            return model_class(family, head)
        except RequestError as error:
            raise ImportError(str(error)) from error
    return None
