"""A registry from (kind, name) to a component, lazy by design.

An entry is a string ``"module:attribute"`` that is imported when somebody asks for it, so that
listing a thousand components costs as much as listing one. Duplicate names raise; unknown names
raise with the nearest match. This module imports nothing of the project.

Entries of other packages come in behind those that were registered here. A plain name is the
built-in component's, or that of the only package that registers it; ``package:name`` is that
package's own whoever has the plain name. A package that cannot be imported breaks nothing but the
names it registers.
"""

from __future__ import annotations

import difflib
import fnmatch
import functools
import importlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.entry import (
    AmbiguousNameError,
    DuplicateNameError,
    Entry,
    PluginError,
    UnknownNameError,
)
from registry.plugins import FOLDERS, folder_of, normalized

Meaning = Callable[[str, str], str]
"""From a kind and a name in a package's source to the name that is registered."""


class Registry:
    """Named components by kind.

    Args:
        entries: what is built in.
        plugins: gives the entries of other packages; asked once, for the first name that is not
            built in.
        adopters: kind -> ``"module:function"`` that checks a package's component of that kind,
            ``function(component, name, meaning)``, and returns what is to be used under ``name``.
            Other packages register components of these kinds alone.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        plugins: Callable[[], Iterable[Entry]] = tuple,
        adopters: Mapping[str, str] | None = None,
    ) -> None:
        self._entries: dict[str, dict[str, Entry]] = {}
        self._find = plugins
        self._adopters = dict(adopters or {})
        self._adopted: dict[Entry, Any] = {}
        self._lock = threading.RLock()
        for entry in entries:
            self.register(entry.kind, entry.name, entry.target, entry.summary)

    def register(self, kind: str, name: str, target: str, summary: str = "") -> None:
        """Add a component.

        Args:
            kind: its group; a new kind is made on first use.
            name: what users write; letters, digits and underscores.
            target: ``"module:attribute"``.
            summary: one line for listings.

        Raises:
            DuplicateNameError: the kind already has that name.
            ValueError: the name or the target is malformed.
        """
        entry = Entry(kind, name, target, summary)
        if malformed := _malformed(entry):
            raise ValueError(f"{kind} {name!r}: {malformed}")
        names = self._entries.setdefault(kind, {})
        if name in names:
            raise DuplicateNameError(
                f"{kind} {name!r} is registered twice: {names[name].target} and {target}"
            )
        names[name] = entry

    def kinds(self) -> tuple[str, ...]:
        """The kinds, in order of first registration, then those that are for plug-ins alone."""
        return tuple(dict.fromkeys((*self._entries, *self._adopters)))

    def names(self, kind: str, pattern: str = "*") -> tuple[str, ...]:
        """Names of a kind that match a shell-style pattern, sorted."""
        return tuple(sorted(fnmatch.filter(map(self._name, self._of(kind)), pattern)))

    def built_in(self, kind: str) -> tuple[str, ...]:
        """Names of a kind that are registered here, in the order of registration."""
        return tuple(self._entries.get(kind, {}))

    def __contains__(self, key: tuple[str, str]) -> bool:
        try:
            self.describe(*key)
        except UnknownNameError:
            return False
        return True

    def describe(self, kind: str, name: str) -> Entry:
        """The entry itself, without importing its target.

        Raises:
            UnknownNameError: no such kind or name.
            AmbiguousNameError: several packages register the name.
        """
        package, _, plain = name.rpartition(":")
        built_in = self._entries.get(kind, {})
        if name in built_in:  # before anything is read of other packages
            return built_in[name]
        listed = self._of(kind)
        if package:
            return self._of_package(kind, package, plain)
        rivals = [entry for entry in listed if entry.name == name]
        if len(rivals) == 1:
            return rivals[0]
        if rivals:
            ways = " or ".join(entry.full_name for entry in rivals)
            raise AmbiguousNameError(
                f"{name!r} is a name of {len(rivals)} plug-ins of the kind {kind}; write {ways}."
            )
        close = self.suggest(kind, name)
        hint = f" Did you mean {close!r}?" if close else ""
        raise UnknownNameError(
            f"no {kind} is called {name!r}.{hint} There are: {', '.join(self.names(kind))}."
        )

    def name(self, kind: str, name: str) -> str:
        """The name that a component is listed under: plain where that is enough.

        Raises:
            UnknownNameError: no such kind or name.
        """
        return self._name(self.describe(kind, name))

    def namesakes(self, kind: str, name: str) -> tuple[Entry, ...]:
        """Every entry of that plain name, a built-in one first."""
        return tuple(entry for entry in self._of(kind) if entry.name == name)

    def get(self, kind: str, name: str) -> Any:
        """The component, imported now if it was not before.

        Raises:
            UnknownNameError: no such kind or name.
            PluginError: it is another package's and cannot be used.
        """
        entry = self.describe(kind, name)
        if not entry.package:
            return _resolved(entry.target)
        with self._lock:  # two threads that adopt at once would get two components
            if entry not in self._adopted:
                self._adopted[entry] = self._adopt(entry)
            found = self._adopted[entry]
        if isinstance(found, PluginError):
            raise found.with_traceback(None)
        return found

    def components(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Names and components, what is built in first; what cannot be used is left out.

        Each is imported when its turn comes, so that a search which ends among the built-in ones
        imports nothing of other packages.
        """
        for name in self.built_in(kind):
            yield name, self.get(kind, name)
        for name in self.names(kind):
            if self.describe(kind, name).package:
                try:
                    yield name, self.get(kind, name)
                except PluginError:
                    continue

    def used(self) -> tuple[str, ...]:
        """Packages of which a component was asked for in this process, sorted."""
        usable = (e for e, found in self._adopted.items() if not isinstance(found, PluginError))
        return tuple(sorted({entry.package for entry in usable}))

    def broken(self, *kinds: str) -> Iterator[PluginError]:
        """What is wrong with plug-ins, which are imported to find out.

        Args:
            kinds: those that are of interest; all of them, and what is of no kind, without any.
        """
        usable, misfits = self._plugins
        yield from (e for e in misfits if not kinds or e.entry.kind in kinds)
        for entry in usable.get(FOLDERS, ()) if not kinds else ():
            if folder_of(entry) is None:
                yield PluginError(entry, f"there is no folder {entry.target!r}")
        for kind in kinds or self.kinds():
            for entry in usable.get(kind, ()):
                try:
                    self.get(kind, entry.full_name)
                except PluginError as error:
                    yield error

    def folders(self) -> tuple[tuple[str, Path], ...]:
        """Packages and their folders of presets, in the order of packages; nothing is imported."""
        found = ((entry.package, folder_of(entry)) for entry in self._plugins[0].get(FOLDERS, ()))
        return tuple((package, folder) for package, folder in found if folder is not None)

    def suggest(self, kind: str, name: str) -> str | None:
        """The nearest registered name, or None."""
        return _nearest(name, self.names(kind))

    def _of(self, kind: str) -> list[Entry]:
        if kind not in self.kinds():
            raise UnknownNameError(
                f"no kind is called {kind!r}. There are: {', '.join(self.kinds())}."
            )
        return [*self._entries.get(kind, {}).values(), *self._plugins[0].get(kind, ())]

    @functools.cached_property
    def _plugins(self) -> tuple[dict[str, list[Entry]], list[PluginError]]:
        """Entries of other packages by kind, and what is wrong with those that have no place."""
        usable: dict[str, list[Entry]] = {}
        misfits: list[PluginError] = []
        for entry in self._find():
            if entry.kind not in (*self._adopters, FOLDERS):
                close = _nearest(entry.kind, self._adopters)
                hint = f" Did you mean {close!r}?" if close else ""
                known = ", ".join((*self._adopters, FOLDERS))
                said = f"there is no such kind.{hint} Kinds: {known}."
                misfits.append(PluginError(entry, said))
            elif malformed := _malformed(entry):
                misfits.append(PluginError(entry, malformed))
            else:
                usable.setdefault(entry.kind, []).append(entry)
        return usable, misfits

    def _name(self, entry: Entry) -> str:
        if not entry.package:
            return entry.name
        same = [other for other in self._of(entry.kind) if other.name == entry.name]
        return entry.name if len(same) == 1 else entry.full_name

    def _of_package(self, kind: str, package: str, name: str) -> Entry:
        own = [e for e in self._plugins[0].get(kind, ()) if e.package == normalized(package)]
        for entry in own:
            if entry.name == name:
                return entry
        if own:
            close = _nearest(name, [entry.name for entry in own])
            said = f" Did you mean {package}:{close}?" if close else ""
            known = ", ".join(entry.full_name for entry in own)
            raise UnknownNameError(
                f"the package {package} registers no {kind} {name!r}.{said} There are: {known}."
            )
        taken = name in self._entries.get(kind, {})
        plain = f" {name!r} alone is built in." if taken else ""
        packages = sorted({e.package for e in self._of(kind) if e.package})
        others = f" Packages that do: {', '.join(packages)}." if packages else ""
        raise UnknownNameError(
            f"no installed package {package!r} adds to the kind {kind}.{plain}{others}"
        )

    def _adopt(self, entry: Entry) -> Any:
        """A package's component as it is used here, or why it cannot be."""
        try:
            found = _resolved(entry.target)
            adopter = _resolved(self._adopters[entry.kind])
            return adopter(found, self._name(entry), functools.partial(self._meant, entry.package))
        except (Exception, SystemExit) as error:  # whatever a stranger's module does
            said = f"{type(error).__name__}: {error}".rstrip(": ")
            broken = PluginError(entry, said)
            broken.__cause__ = error
            return broken

    def _meant(self, package: str, kind: str, name: str) -> str:
        """What a name in a package's source stands for: built in, its own, or another's."""
        own = (e for e in self._plugins[0].get(kind, ()) if e.package == package)
        if name not in self._entries.get(kind, {}):
            for entry in own:
                if entry.name == name:
                    return self._name(entry)
        return self.name(kind, name)


def _malformed(entry: Entry) -> str | None:
    """What is wrong with how an entry is written, if anything."""
    if not entry.name.isidentifier():
        return "a name is made of letters, digits and underscores"
    module, _, attribute = entry.target.partition(":")
    if not module or not attribute:
        return f"its target is {entry.target!r}, not 'module:attribute'"
    return None


def _resolved(target: str) -> Any:
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None
