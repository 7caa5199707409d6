"""Texts as Whisper's authors compare them, https://arxiv.org/abs/2212.04356, appendix C.

Transcripts of the same words differ in case, punctuation, spelling and in how numbers are written.
What these functions return does not, so that an error rate counts wrong words only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from factory.tokenizers.whisper_numbers import as_digits

# Letters that stay whole when text is decomposed, without their marks.
_PLAIN = {
    **dict(zip("øØđĐðłŁ", "oOdDdlL", strict=True)),
    **{"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "th"},
}
_NUMERIC = ".%$¢€£"

_FILLERS = re.compile(r"\b(hmm|mm|mhm|mmm|uh|um)\b")
_CONTRACTED = {
    "won't": "will not",
    "can't": "can not",
    "let's": "let us",
    "ain't": "aint",
    "y'all": "you all",
    "wanna": "want to",
    "gotta": "got to",
    "gonna": "going to",
    "i'ma": "i am going to",
    "imma": "i am going to",
    "woulda": "would have",
    "coulda": "could have",
    "shoulda": "should have",
    "ma'am": "madam",
}
_TITLES = {
    "mr": "mister",
    "mrs": "missus",
    "st": "saint",
    "dr": "doctor",
    "prof": "professor",
    "capt": "captain",
    "gov": "governor",
    "ald": "alderman",
    "gen": "general",
    "sen": "senator",
    "rep": "representative",
    "pres": "president",
    "rev": "reverend",
    "hon": "honorable",
    "asst": "assistant",
    "assoc": "associate",
    "lt": "lieutenant",
    "col": "colonel",
    "jr": "junior",
    "sr": "senior",
    "esq": "esquire",
}
# "'d" and "'s" stand for "had" and "has" before these words, for "would" and "is" elsewhere.
_ENDINGS = {
    "'d been": " had been",
    "'s been": " has been",
    "'d gone": " had gone",
    "'s gone": " has gone",
    "'d done": " had done",
    "'s got": " has got",
    "n't": " not",
    "'re": " are",
    "'s": " is",
    "'d": " would",
    "'ll": " will",
    "'t": " not",
    "'ve": " have",
    "'m": " am",
}
# In this order: what an earlier one replaces, a later one does not see.
_REPLACED = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        *((rf"\b{word}\b", full) for word, full in _CONTRACTED.items()),
        *((rf"\b{title}\b", f"{full} ") for title, full in _TITLES.items()),
        *((rf"{ending}\b", full) for ending, full in _ENDINGS.items()),
    )
)


def plain_text(text: str, *, remove_diacritics: bool = False) -> str:
    """A text of any language in lower case, with spaces for punctuation and symbols.

    Args:
        text: the text; what stands in brackets is left out.
        remove_diacritics: take the marks off letters too.
    """
    cleaned = _clean(_spoken(text), remove_diacritics=remove_diacritics)
    return re.sub(r"\s+", " ", cleaned.lower())


def english(text: str, spellings: Mapping[str, str]) -> str:
    """An English text in lower case, with numbers in digits and contractions written out.

    Args:
        text: the text; what stands in brackets, and what is said when nothing is, is left out.
        spellings: words with the spelling that they are to have.
    """
    text = _FILLERS.sub("", _spoken(text))
    text = re.sub(r"\s+'", "'", text)
    for pattern, replacement in _REPLACED:
        text = pattern.sub(replacement, text)
    text = re.sub(r"(\d),(\d)", r"\1\2", text)
    text = re.sub(r"\.([^0-9]|$)", r" \1", text)
    text = as_digits(_clean(text, remove_diacritics=True, kept=_NUMERIC))
    text = " ".join(spellings.get(word, word) for word in text.split())
    # Symbols of numbers that stand beside none.
    text = re.sub(r"[.$¢€£]([^0-9])", r" \1", text)
    text = re.sub(r"([^0-9])%", r"\1 ", text)
    return re.sub(r"\s+", " ", text)


def _spoken(text: str) -> str:
    """A text in lower case without what stands in brackets."""
    text = re.sub(r"[<\[][^>\]]*[>\]]", "", text.lower())
    return re.sub(r"\(([^)]+?)\)", "", text)


def _clean(text: str, *, remove_diacritics: bool, kept: str = "") -> str:
    """A text with spaces for marks, symbols and punctuation, but for those that are kept."""
    if not remove_diacritics:
        composed = unicodedata.normalize("NFKC", text)
        return "".join(" " if _is_symbol(c) else c for c in composed)
    return "".join(
        c
        if c in kept
        else _PLAIN.get(c)
        or ("" if unicodedata.category(c) == "Mn" else " " if _is_symbol(c) else c)
        for c in unicodedata.normalize("NFKD", text)
    )


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character)[0] in "MSP"
