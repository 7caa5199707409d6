"""Maps and classes of characters, decoded from the generated tables when first needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from factory.tokenizers import unicode_tables

# The Hangul rule of the Unicode standard, section 3.12.
HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
HANGUL_TAILS = 28  # none among them
_LEAD_FIRST, _VOWEL_FIRST, _TAIL_BASE = 0x1100, 0x1161, 0x11A7
_LEADS, _VOWELS = 19, 21


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


def without(table: str, *others: str) -> str:
    """A set of the tables without the characters of some others."""
    gone = {
        code
        for other in others
        for first, last in _ranges(other)
        for code in range(first, last + 1)
    }
    kept: list[list[int]] = []
    for first, last in _ranges(table):
        for code in range(first, last + 1):
            if code in gone:
                continue
            if kept and kept[-1][1] == code - 1:
                kept[-1][1] = code
            else:
                kept.append([code, code])
    return " ".join(f"{first:x}-{last:x}" for first, last in kept)


def character_class(*tables: str, others: str = "", negated: bool = False) -> str:
    """The union of some sets of the tables, as a regular expression for one character.

    Args:
        tables: the sets.
        others: characters and ranges beside them, as they stand in a regular expression's set.
        negated: whether it is for every other character.
    """
    inside = others + "".join(
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
def nmt_cleaned() -> CharacterMap:
    """The cleaning of neural machine translation: fewer characters than BERT's."""
    removed = _contains(unicode_tables.NMT_REMOVED)
    blanked = _contains(unicode_tables.NMT_BLANKED)
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
def uppercased() -> CharacterMap:
    """Upper case of each character by itself."""
    return CharacterMap(str.upper)


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
def decompositions(compatible: bool) -> CharacterMap:
    """The full canonical decomposition of each character by itself, or the compatible one."""
    entries = unicode_tables.DECOMPOSITIONS
    if compatible:
        entries += unicode_tables.COMPATIBLE_DECOMPOSITIONS
    table = {}
    for entry in entries.split():
        source, _, targets = entry.partition("=")
        table[chr(int(source, 16))] = "".join(chr(int(t, 16)) for t in targets.split("+"))

    def rule(character: str) -> str:
        if ord(character) not in HANGUL_SYLLABLES:
            return table.get(character, character)
        lead, rest = divmod(ord(character) - HANGUL_SYLLABLES.start, _VOWELS * HANGUL_TAILS)
        vowel, tail = divmod(rest, HANGUL_TAILS)
        letters = chr(_LEAD_FIRST + lead) + chr(_VOWEL_FIRST + vowel)
        return letters + chr(_TAIL_BASE + tail) if tail else letters

    return CharacterMap(rule)


def composition(first: str, second: str) -> str | None:
    """The one character that two are composed to, or None."""
    lead, vowel = ord(first) - _LEAD_FIRST, ord(second) - _VOWEL_FIRST
    if 0 <= lead < _LEADS and 0 <= vowel < _VOWELS:
        return chr(HANGUL_SYLLABLES.start + (lead * _VOWELS + vowel) * HANGUL_TAILS)
    syllable, tail = ord(first) - HANGUL_SYLLABLES.start, ord(second) - _TAIL_BASE
    if ord(first) in HANGUL_SYLLABLES and not syllable % HANGUL_TAILS and 0 < tail < HANGUL_TAILS:
        return chr(ord(first) + tail)
    return _compositions().get(first + second)


@cache
def _compositions() -> dict[str, str]:
    """Composed characters by the two that they are made of."""
    table = decompositions(False)
    composed = [chr(c) for a, b in _ranges(unicode_tables.COMPOSED) for c in range(a, b + 1)]
    whole = {table[character]: character for character in composed}
    return {
        whole.get(parts[:-1], parts[:-1]) + parts[-1]: character
        for parts, character in whole.items()
    }


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
