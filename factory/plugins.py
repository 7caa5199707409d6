"""What a component of another package has to be, and how it is fitted in.

The registry calls these when such a component is first asked for. A component that shares its name
with another is used under ``package:name``, and its classes are named after its package too, so
that folders, pickles and class names lead back to it and to nothing else.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TypeVar

from factory.configuration import registry_name
from factory.families import Family
from factory.heads import HeadKind, Labels
from factory.recipes import Recipe, Scope
from factory.recipes.frontends import ANSWERED, FrontendRecipe
from factory.specs import Spec
from factory.tokenizers.scheme import Scheme
from registry import REGISTRY

T = TypeVar("T")
Meaning = Callable[[str, str], str]


def family(found: object, name: str, meaning: Meaning) -> Family:
    """A package's architecture, whose heads and tokenizer go by their registered names.

    Args:
        found: what its entry point leads to.
        name: what it is registered as, with its package where the plain name is another's.
        meaning: from kind and name, as its source has them, to the registered name.

    Raises:
        TypeError: it is no family.
        ValueError: its configuration has another ``model_type``, or its classes the names of those
            of a family that is built in.
        LookupError: a head or the tokenizer that it names is not registered.
    """
    own = _checked(found, Family, name, lambda family: family.config.model_type)
    tasks = {task: meaning("head", task) for task in own.heads}
    fitted = dataclasses.replace(
        own,
        heads={tasks[task]: make for task, make in own.heads.items()},
        kinds={
            tasks[task]: dataclasses.replace(kind, name=tasks[task])
            for task, kind in own.kinds.items()
        },
        tokenizer=meaning("tokenizer", own.tokenizer),
    )
    if ":" not in name:
        _check_free("architecture", "class_prefix", own.class_prefix)
        return fitted
    prefix = _class_prefix(name) + own.class_prefix
    package = name.rpartition(":")[0]
    facts = {"__module__": "factory", "model_type": f"{package}:{own.config.model_type}"}
    config = type(f"{prefix}Config", (own.config,), {"__doc__": own.config.__doc__, **facts})
    return dataclasses.replace(fitted, config=config, class_prefix=prefix)


def head(found: object, name: str, meaning: Meaning) -> HeadKind:
    """A package's head.

    Raises:
        TypeError: it is no kind of head.
        ValueError: it has another name, no suffix like ``ForMaskedLM`` or that of a head which is
            built in, or labels of its own without an output of its own.
    """
    own = _checked(found, HeadKind, name, lambda kind: kind.name)
    if not re.fullmatch(r"For[A-Z]\w*", own.suffix):
        raise ValueError(f"its suffix is {own.suffix!r}, not one like 'ForMaskedLM'")
    if own.labels is Labels.OTHER and not own.output:
        raise ValueError("its labels are others, so it needs an output of its own")
    if ":" not in name:
        _check_free("head", "suffix", own.suffix)
        return own
    suffix = f"For{_class_prefix(name)}{own.suffix.removeprefix('For')}"
    return dataclasses.replace(own, name=name, suffix=suffix)


def tokenizer(found: object, name: str, meaning: Meaning) -> Scheme:
    """A package's kind of tokenizer.

    Raises:
        TypeError: it is no scheme.
        ValueError: it has another name.
    """
    own = _checked(found, Scheme, name, lambda scheme: scheme.name)
    return dataclasses.replace(own, name=name)


def recipe(found: object, name: str, meaning: Meaning) -> Recipe:
    """A package's recipe of a block.

    Raises:
        TypeError: it is no recipe, or its options say nothing of where it acts.
        ValueError: it has another name.
    """
    own = _checked(found, Recipe, name, lambda recipe: recipe.name)
    if not issubclass(own.options, Scope):
        raise TypeError(f"its options are {own.options.__name__}, not a factory.recipes.Scope")
    return dataclasses.replace(own, name=name)


def frontend(found: object, name: str, meaning: Meaning) -> FrontendRecipe:
    """A package's recipe of what a model composed of blocks begins with.

    Raises:
        TypeError: it is no recipe of a frontend, or its options say nothing of where it acts.
        ValueError: it has another name, its classes those of another frontend's, or it has a head
            that composed models do not have.
        LookupError: the tokenizer or the processor that it names is not registered.
    """
    own = recipe(_checked(found, FrontendRecipe, name, lambda own: own.name), name, meaning)
    assert isinstance(own, FrontendRecipe)
    _check_free("frontend", "class_prefix", own.class_prefix)
    if unknown := [head for head in own.heads if head not in ANSWERED]:
        raise ValueError(f"composed models have no head {unknown[0]!r}, only {', '.join(ANSWERED)}")
    return dataclasses.replace(
        own,
        tokenizer=meaning("tokenizer", own.tokenizer) if own.tokenizer else "",
        processor=meaning("processor", own.processor) if own.processor else "",
    )


def block(found: object, name: str, meaning: Meaning) -> type[Spec]:
    """A package's spec type; what builds it is found when it is built.

    Raises:
        TypeError: it is no spec type.
    """
    if not (isinstance(found, type) and issubclass(found, Spec)):
        raise TypeError(f"it is {_said(found)}, not a subclass of factory.specs.Spec")
    return found


def _checked(found: object, kind: type[T], name: str, name_of: Callable[[T], str]) -> T:
    if not isinstance(found, kind):
        raise TypeError(f"it is {_said(found)}, not a {kind.__module__}.{kind.__qualname__}")
    own, registered = name_of(found), name.rpartition(":")[2]
    if registry_name(own) != registered:
        raise ValueError(f"it calls itself {own!r}; register it under that name")
    return found


def _said(found: object) -> str:
    if isinstance(found, type):
        return f"the class {found.__name__}"
    return f"an object of the type {type(found).__name__}"


def _check_free(kind: str, attribute: str, value: str) -> None:
    """That no built-in component has what names classes; class names know no package."""
    for name in REGISTRY.built_in(kind):
        if getattr(REGISTRY.get(kind, name), attribute) == value:
            raise ValueError(f"its {attribute} {value!r} is that of the built-in {name!r}")


def _class_prefix(name: str) -> str:
    """``AcmeModels`` for ``acme-models:bert``."""
    words = name.rpartition(":")[0].split("-")
    return "".join(word.capitalize() for word in words)
