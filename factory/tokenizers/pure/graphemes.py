"""Grapheme clusters, as far as a table of characters can tell them apart.

https://www.unicode.org/reports/tr29/, table 1c, on tables measured in the tokenizers library. A
table is asked about clusters of at most five bytes only, so pairs of regional indicators, which
have eight, are left to be single characters.
"""

from __future__ import annotations

import re
from functools import cache

from factory.tokenizers import unicode_tables as tables
from factory.tokenizers.pure.characters import HANGUL_SYLLABLES, HANGUL_TAILS, character_class

# Hangul letters that begin a syllable, stand in its middle, and end it; these sets are closed.
_LEADS = "[\u1100-\u115f\ua960-\ua97c]"
_VOWELS = "[\u1160-\u11a7\ud7b0-\ud7c6]"
_TAILS = "[\u11a8-\u11ff\ud7cb-\ud7fb]"


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text, in order."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    return _cluster().findall(text)


@cache
def _cluster() -> re.Pattern[str]:
    open_syllables = "".join(map(chr, HANGUL_SYLLABLES[::HANGUL_TAILS]))
    syllable = (
        rf"{_LEADS}*(?:{_VOWELS}+|[{open_syllables}]{_VOWELS}*|[\uac00-\ud7a3]){_TAILS}*"
        rf"|{_LEADS}+|{_TAILS}+"
    )
    pictograph = character_class(tables.PICTOGRAPHS)
    extending = character_class(tables.EXTENDING)
    pictographs = rf"{pictograph}(?:{extending}*\u200d{pictograph})*"
    consonant = character_class(tables.CONJUNCT_CONSONANTS)
    linker = character_class(tables.CONJUNCT_LINKERS)
    between = rf"(?:(?!{character_class(tables.CONJUNCT_PARTERS)}){extending}|\u200d)"
    not_linker = rf"(?:(?!{linker}){between})"
    conjunct = rf"{consonant}(?:(?={not_linker}*+{linker}){between}*+{consonant})*"
    core = (
        rf"(?:{syllable}|{pictographs}|{conjunct}"
        rf"|{character_class(tables.CONTROLS, negated=True)})"
    )
    prepended = character_class(tables.PREPENDED)
    following = character_class(tables.EXTENDING, tables.SPACING)
    control = character_class(tables.CONTROLS)
    return re.compile(rf"\r\n|{control}|{prepended}*{core}?{following}*")
