"""Patterns of a ``tokenizer.json``: texts, and regular expressions of undoubted meaning."""

from __future__ import annotations

import re
from typing import Any

from factory.tokenizers import unicode_tables
from factory.tokenizers.pure.characters import character_class
from factory.tokenizers.pure.parts import text_of, unsupported

# What the library's engine and Python's read alike: plain characters and sets of them, escapes of
# blanks, full stops and bars, classes of characters, repetition and alternatives.
_CLASSES = {
    r"\s": unicode_tables.SPACES,
    r"\p{L}": unicode_tables.LETTERS,
    r"\p{N}": unicode_tables.NUMBERS,
}
_CLASS = "|".join(map(re.escape, _CLASSES))
_OF_CLASSES = rf"\[(?P<negated>\^?)(?P<classes>(?:{_CLASS})+)\]|(?P<alone>{_CLASS})"
_SET = r"\[(?:[^\\\[\]^&-]|\\[nrt])+\]"
_ATOM = rf"(?:[^\\\[\](){{}}^$.|?*+]|\\[nrt.|]|{_SET}|\[\^?(?:{_CLASS})+\]|{_CLASS})"
_REPETITION = r"(?:[*+?]|\{\d+(?:,\d*)?\})?"
_PLAIN = re.compile(rf"(?:{_ATOM}{_REPETITION}|\|)*")


def read_pattern(pattern: Any) -> re.Pattern[str]:
    """The pattern of a part, ``{"String": ...}`` or ``{"Regex": ...}``.

    Raises:
        RequestError: it is a regular expression that Python might read otherwise, or matches
            nothing at all.
        KeyError: it is neither.
        TypeError: it is no text.
    """
    if "String" in pattern:
        given = text_of(pattern, "String")
        compiled = re.compile(re.escape(given))
    else:
        given = text_of(pattern, "Regex")
        if not _PLAIN.fullmatch(given):
            raise unsupported(f"the regular expression {given!r}", "it has simple ones only")
        compiled = re.compile(re.sub(_OF_CLASSES, _spelt_out, given))
    if compiled.match(""):
        raise unsupported(f"the pattern {given!r}, which matches nothing", "it has others only")
    return compiled


def _spelt_out(match: re.Match[str]) -> str:
    """Classes of characters as Python's engine reads them, by the library's own tables."""
    named = re.findall(_CLASS, match["classes"] or match["alone"])
    return character_class(*map(_CLASSES.__getitem__, named), negated=bool(match["negated"]))
