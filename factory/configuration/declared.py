"""Objects of declared options: made whole or refused with every problem, then immutable.

What a subclass declares with :func:`~factory.configuration.options.option` is checked when an
object is made. Options may have other names (``aliases``), be objects of options themselves
(:mod:`factory.configuration.parts`), follow from others (``derived``), or be said as in older
releases (``older``, ``renewed``).
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, dataclass_transform

from factory.configuration.names import as_written, registry_name
from factory.configuration.options import (
    Problem,
    coerced,
    default_of,
    hints,
    option,
    part,
    plain,
    problems,
    shown,
)
from factory.configuration.parts import make_parts, owners, under
from factory.errors import RequestError, did_you_mean

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(option, part))
def configuration(cls: type[T]) -> type[T]:
    """Make ``cls`` an immutable, keyword-only configuration whose constructor validates."""
    return dataclasses.dataclass(init=False, kw_only=True, repr=False)(cls)


@configuration
class Declared:
    """What :class:`~factory.configuration.base.PretrainedConfig` is, whichever options there are.

    Attributes:
        model_type: the family's name in ``config.json``; see :func:`registry_name`.
        aliases: common name -> the family's own name.
        also: names that are taken besides options and aliases; :meth:`_settle` reads them.
        older: names of options that older files have; :meth:`renewed` reads them.
    """

    model_type: ClassVar[str] = ""
    aliases: ClassVar[Mapping[str, str]] = {}
    also: ClassVar[tuple[str, ...]] = ()
    older: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def made(cls, values: Mapping[str, Any], foreign: Mapping[str, Any] | None = None) -> Self:
        """An object of these options, with keys of a file that no option of ours has.

        Raises:
            RequestError: listing every problem.
        """
        config = cls.__new__(cls)
        config._begin(values, foreign or {})
        return config

    def _begin(self, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> None:
        given = dict(values)
        found: list[Problem] = []
        family = given.pop("model_type", self.model_type)
        if family not in (self.model_type, self.family_name):
            found.append(Problem("model_type", f"{shown(family)} is not {self.model_type!r}"))
        self._set("_foreign", MappingProxyType(copy.deepcopy(dict(foreign))))
        self._resolve_aliases(given, found)
        self._settle(given, found)
        given, outdated = self.renewed(given)
        found += outdated
        found += make_parts(self.parts(), hints(type(self)), given)
        found += problems(type(self), given, also=(*self.aliases, *self.also))
        wrong = {problem.key for problem in found}
        types = hints(type(self))
        for field in dataclasses.fields(self):
            usable = field.name in given and field.name not in wrong
            value = given[field.name] if usable else default_of(field)
            self._set(field.name, coerced(types[field.name], value))
        for name, value in self.derived().items():
            if getattr(self, name) is None:
                self._set(name, coerced(types[name], value))
        found += [p for p in self.rules() if p.key not in wrong]
        if found:
            written = {own: alias for alias, own in self.aliases.items() if alias in values}
            sentences = (as_written(str(problem), written) for problem in found)
            raise RequestError(f"{type(self).__name__}: {sentence}" for sentence in sentences)

    @classmethod
    def renewed(cls, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Unchecked options with those of older releases said in today's; families extend it.

        Returns:
            the options, none of them of an older name, and what is wrong with the older ones.
        """
        return dict(given), []

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options: option -> its value where it is null."""
        return {}

    def rules(self) -> Iterator[Problem]:
        """What must hold between options; subclasses extend it."""
        yield from ()

    def _settle(self, given: dict[str, Any], found: list[Problem]) -> None:
        """Say in options what ``also`` names, in place; ``found`` takes what is wrong with it."""

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _resolve_aliases(self, given: dict[str, Any], found: list[Problem]) -> None:
        for alias, own in self.aliases.items():
            if alias not in given:
                continue
            value = given.pop(alias)
            if own in given and given[own] != value:
                found.append(
                    Problem(alias, f"is another name of {own!r}; give one of them, not both")
                )
            else:
                given[own] = value

    @classmethod
    def parts(cls) -> Mapping[str, type[Declared]]:
        """Options that are objects of options themselves -> of which class."""
        return {}

    @property
    def foreign(self) -> Mapping[str, Any]:
        """Keys of a ``config.json`` that no option of ours has; kept and written back."""
        kept: Mapping[str, Any] = vars(self)["_foreign"]
        return kept

    @property
    def family_name(self) -> str:
        """The registry's name of the family."""
        return registry_name(self.model_type)

    if not TYPE_CHECKING:  # for a type checker a misspelt option stays an error

        def __getattr__(self, name: str) -> Any:
            own = type(self).aliases.get(name)
            if own is not None:
                return getattr(self, own)
            holders = owners(self.parts(), name)
            if len(holders) == 1:
                return getattr(getattr(self, holders[0]), name)
            hint = did_you_mean(name, (*hints(type(self)), *self.aliases))
            raise AttributeError(f"{type(self).__name__} has no option {name!r}.{hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"configurations are immutable: use config.replace({name}={value!r}), "
            "which returns a changed copy"
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"configurations are immutable: {name} cannot be deleted")

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        values = {
            name: value if isinstance(value, Declared) else plain(value)
            for name, value in self._values().items()
        }
        return type(self).made, (values, dict(self.foreign))

    def replace(self, **changes: Any) -> Self:
        """A copy with some options changed, validated anew; aliases are accepted.

        A mapping in place of a configuration inside this one changes the options that it names.

        Raises:
            RequestError: listing every problem.
        """
        changes = self._inside(changes)
        dropped = self.replaced(changes)
        kept = {name: value for name, value in self._values().items() if name not in dropped}
        return self.made({**kept, **changes}, self.foreign)

    @classmethod
    def replaced(cls, names: Collection[str]) -> set[str]:
        """Options that are said anew by whoever gives these, under their own names."""
        return {cls.aliases.get(name, name) for name in names}

    def _inside(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Changes with those of options in parts said as the changed parts."""
        changed = dict(changes)
        for name, kind in self.parts().items():
            if isinstance(value := changed.get(name), Mapping):
                with under(type(self), name, kind):
                    changed[name] = getattr(self, name).replace(**value)
        return changed

    def _values(self) -> dict[str, Any]:
        """Every option; null where it follows from others, so that it follows their changes."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        same = {name for name, value in self.derived().items() if values[name] == value}
        return {name: None if name in same else value for name, value in values.items()}
