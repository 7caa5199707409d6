"""Problems as whoever wrote a request knows them: by the names they used, with the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import accumulate

from factory.composition.aliases import GROUP, Layer, unresolved
from factory.composition.leaves import leaves
from factory.composition.origins import DEFAULTS
from factory.configuration import as_written

SECTION = f"{GROUP}."
"""What stands before every option that has aliases."""


def told(
    problems: Sequence[str],
    given: Collection[str],
    names: Mapping[str, str],
    layers: Callable[[], Sequence[Layer]],
) -> Iterator[str]:
    """Problems under the names that were written, with the files that set the values in question.

    Args:
        problems: sentences, most of which begin with a full key.
        given: full keys that overrides set.
        names: full key of an alias -> that of the option.
        layers: gives the files in the order in which they were merged; asked for only when no
            override set a value in question.
    """
    keys = [text.partition(": ")[0] for text in problems]
    written = {names.get(key, key): key for key in given}
    places: dict[str, str] = {}
    if not written.keys() >= {*keys}:
        in_files = dict(_set_in(layers(), names))
        places = {key: place for key, (_, place) in in_files.items() if key not in written}
        written = {key: name for key, (name, _) in in_files.items()} | written
    plain = {
        key.removeprefix(SECTION): name.removeprefix(SECTION)
        for key, name in written.items()
        if name in names
    }
    for key, text in zip(keys, problems, strict=True):
        said = as_written(text, plain, SECTION)
        yield f"{said.removesuffix('.')}. It is set in {places[key]}." if key in places else said


def certain(problems: Sequence[str], unclear: Collection[str]) -> list[str]:
    """Problems that do not depend on a group whose choice was wrong."""
    if not unclear:
        return list(problems)
    doubtful = tuple({"head", *unclear})
    return [text for text in problems if not text.startswith(doubtful)]


def _set_in(
    layers: Sequence[Layer], names: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Full key -> the name that a file sets it under, and the file, the last of which counts."""
    for place, config in layers:
        if not place.startswith(DEFAULTS):
            for leaf, _ in leaves(unresolved(config)):
                for key in accumulate(leaf.split("."), "{}.{}".format):
                    yield names.get(key, key), (key, place)
