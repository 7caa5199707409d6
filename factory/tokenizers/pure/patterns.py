"""Patterns of a ``tokenizer.json``: texts, and regular expressions of undoubted meaning.

The library's engine is Oniguruma. What it and Python's read alike is passed on as it is; classes of
characters and letters of either case are spelt out by the library's own tables; anything else is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from factory.tokenizers import unicode_tables
from factory.tokenizers.pure.characters import character_class, without
from factory.tokenizers.pure.parts import text_of, unsupported

# Sets of characters; \p{Lo} are the letters of none of the other kinds.
_TABLES = {
    r"\s": unicode_tables.SPACES,
    r"\p{L}": unicode_tables.LETTERS,
    r"\p{Ll}": unicode_tables.LOWER,
    r"\p{Lm}": unicode_tables.MODIFIERS,
    r"\p{Lt}": unicode_tables.TITLES,
    r"\p{Lu}": unicode_tables.UPPER,
    r"\p{M}": unicode_tables.MARKS,
    r"\p{N}": unicode_tables.NUMBERS,
    r"\p{P}": unicode_tables.SIGNS,
    r"\p{S}": unicode_tables.SYMBOLS,
}
_CASED = (r"\p{Ll}", r"\p{Lm}", r"\p{Lt}", r"\p{Lu}")
_CLASSES = (*_TABLES, r"\p{Lo}")
_OPPOSITES = {name.replace("s", "S").replace("p", "P"): name for name in _CLASSES}
# Letters that are the same as some beyond ASCII when case does not matter, and those that together
# are the same as a ligature, which Python does not know of.
_FOLDED = {"k": "kK\u212a", "s": "sS\u017f"}
_LIGATURES = ("ff", "fi", "fl", "ss", "st")


def _either(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts))


_ESCAPE = r"\\[nrt.|/()\[\]{}*+?^$\\-]"
_CHARACTER = r"[^\\\[\](){}^$.|?*+]"
_IN_SET = r"(?:[^\\\[\]&-]|&(?!&))"
_MEMBER = rf"(?P<class>{_either(_CLASSES)})|{_ESCAPE}|{_IN_SET}(?:-{_IN_SET})?"
_ANY_MEMBER = _MEMBER.replace("?P<class>", "?:")
# A pattern is a row of these.
_ELEMENT = re.compile(
    rf"\[(?P<negated>\^?+)(?P<members>(?:{_ANY_MEMBER})+)\]"
    rf"|(?P<class>{_either(_CLASSES)})|(?P<opposite>{_either(_OPPOSITES)})"
    rf"|\(\?i:(?P<folded>(?:{_CHARACTER}|\||\[[A-Za-z]+\])*)\)"
    rf"|(?P<plain>\((?:\?[:=!]|(?!\?))|[|)]|[*+?][+?]?|\{{\d+(?:,\d*)?\}}(?![*+?])"
    rf"|{_ESCAPE}|{_CHARACTER})"
)

_LETTERS = re.compile(r"[A-Za-z]+|\[([A-Za-z]+)\]")


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
        compiled = _compiled(given)
    if compiled.match(""):
        raise unsupported(f"the pattern {given!r}, which matches nothing", "it has others only")
    return compiled


def _compiled(given: str) -> re.Pattern[str]:
    """A regular expression in Python's words."""
    refusal = unsupported(f"the regular expression {given!r}", "it has simple ones only")
    translated: list[str] = []
    place = 0
    while place < len(given):
        element = _ELEMENT.match(given, place)
        if element is None:
            raise refusal
        if element["folded"] is not None and not _can_fold(element["folded"]):
            raise refusal
        translated.append(_translated(element))
        place = element.end()
    try:
        return re.compile("".join(translated))
    except re.error as error:
        raise refusal from error


def _translated(element: re.Match[str]) -> str:
    """One element of a pattern in Python's words."""
    if element["members"]:
        return _set(element["members"], negated=bool(element["negated"]))
    if element["class"]:
        return character_class(_table(element["class"]))
    if element["opposite"]:
        return character_class(_table(_OPPOSITES[element["opposite"]]), negated=True)
    if element["folded"] is not None:
        return f"(?:{_LETTERS.sub(_of_either_case, element['folded'])})"
    return element["plain"]


@cache
def _table(name: str) -> str:
    """The characters of a class, as the tables write them."""
    if name in _TABLES:
        return _TABLES[name]
    return without(_TABLES[r"\p{L}"], *map(_TABLES.__getitem__, _CASED))


def _set(members: str, *, negated: bool) -> str:
    tables: list[str] = []
    others: list[str] = []
    for member in re.finditer(_MEMBER, members):
        if member["class"]:
            tables.append(_table(member["class"]))
        elif member[0].startswith("\\"):
            others.append(member[0])
        else:
            others.append("-".join(map(re.escape, (member[0][0], *member[0][2:]))))
    return character_class(*tables, others="".join(others), negated=negated)


def _can_fold(text: str) -> bool:
    return text.isascii() and not any(pair in text.lower() for pair in _LIGATURES)


def _of_either_case(letters: re.Match[str]) -> str:
    """ASCII letters one after another, or a set of them, whatever their case."""
    cases = [_FOLDED.get(c, c + c.upper()) for c in (letters[1] or letters[0]).lower()]
    return f"[{''.join(cases)}]" if letters[1] else "".join(f"[{case}]" for case in cases)
