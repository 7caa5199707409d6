"""Maps and classes of characters, decoded from the generated tables when first needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from factory.tokenizers import unicode_tables

# The Hangul rule of the Unicode standard, section 3.12.
_HANGUL_FIRST, _HANGUL_COUNT = 0xAC00, 11172
_LEAD_FIRST, _VOWEL_FIRST, _TAIL_BASE = 0x1100, 0x1161, 0x11A7
_VOWELS, _TAILS = 21, 28


class CharacterMap(dict[str, str]):
    """What each character becomes; the rule is asked once a character."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, character: str) -> str:
        result = self[character] = self._rule(character)
        return result


def _ranges(table: str) -> Iterator[tuple[int, int]]:
    for entry in table.split():
        first, _, last = entry.partition("-")
        yield int(first, 16), int(last or first, 16)


def character_class(*tables: str, negated: bool = False) -> str:
    """The union of some sets of the tables, as a regular expression for one character."""
    inside = "".join(
        f"\\U{first:08x}-\\U{last:08x}" for table in tables for first, last in _ranges(table)
    )
    return f"[{'^' if negated else ''}{inside}]"


def _contains(table: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(character_class(table)).match


def _without(table: str) -> CharacterMap:
    inside = _contains(table)
    return CharacterMap(lambda character: "" if inside(character) else character)


@cache
def cleaned() -> CharacterMap:
    """BERT's cleaning: control characters vanish, every kind of blank is a space."""
    removed = _contains(unicode_tables.CLEAN_REMOVED)
    blanked = _contains(unicode_tables.CLEAN_BLANKED)
    return CharacterMap(lambda c: "" if removed(c) else " " if blanked(c) else c)


@cache
def chinese_apart() -> CharacterMap:
    """BERT's handling of Chinese: each ideograph stands between spaces."""
    chinese = _contains(unicode_tables.CHINESE)
    return CharacterMap(lambda character: f" {character} " if chinese(character) else character)


@cache
def without_bert_accents() -> CharacterMap:
    """The marks that BERT's normaliser strips."""
    return _without(unicode_tables.BERT_ACCENTS)


@cache
def without_accents() -> CharacterMap:
    """The marks that the library's StripAccents strips: more than BERT's."""
    return _without(unicode_tables.ACCENTS)


@cache
def lowercased() -> CharacterMap:
    """Lower case of each character by itself (a final sigma is a sigma)."""
    table = {}
    for entry in unicode_tables.LOWERCASE.split():
        if "=" in entry:
            source, _, targets = entry.partition("=")
            table[chr(int(source, 16))] = "".join(chr(int(t, 16)) for t in targets.split("+"))
            continue
        run, _, rest = entry.partition("/")
        step, _, shift = rest.partition(":")
        for first, last in _ranges(run):
            for code in range(first, last + 1, int(step)):
                table[chr(code)] = chr(code + int(shift, 16))
    return CharacterMap(lambda character: table.get(character, character))


@cache
def decomposed() -> CharacterMap:
    """The full canonical decomposition of each character by itself."""
    table = {}
    for entry in unicode_tables.DECOMPOSITIONS.split():
        source, _, targets = entry.partition("=")
        table[chr(int(source, 16))] = "".join(chr(int(t, 16)) for t in targets.split("+"))

    def rule(character: str) -> str:
        index = ord(character) - _HANGUL_FIRST
        if not 0 <= index < _HANGUL_COUNT:
            return table.get(character, character)
        lead, rest = divmod(index, _VOWELS * _TAILS)
        vowel, tail = divmod(rest, _TAILS)
        letters = chr(_LEAD_FIRST + lead) + chr(_VOWEL_FIRST + vowel)
        return letters + chr(_TAIL_BASE + tail) if tail else letters

    return CharacterMap(rule)


@cache
def combining_classes() -> dict[str, int]:
    """The order of combining marks; a character that is not in it is a starter."""
    classes: dict[str, int] = {}
    for entry in unicode_tables.COMBINING_CLASSES.split():
        run, _, number = entry.partition(":")
        for first, last in _ranges(run):
            classes |= {chr(code): int(number, 16) for code in range(first, last + 1)}
    return classes


@cache
def bytes_written() -> CharacterMap:
    """GPT-2's printable stand-ins for the UTF-8 bytes of a character."""
    stand_ins = byte_stand_ins()
    return CharacterMap(lambda c: "".join(stand_ins[byte] for byte in c.encode("utf-8")))


@cache
def byte_stand_ins() -> tuple[str, ...]:
    """One printable character for each of the 256 bytes.

    A byte that is printable in Latin-1 stands for itself; the others take the characters from
    U+0100 on, in order.
    """
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(0x100, 0x200))
    return tuple(chr(byte if byte in printable else next(others)) for byte in range(256))


@cache
def blanks() -> str:
    """Every blank character."""
    ranges = _ranges(unicode_tables.WHITESPACE)
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))
