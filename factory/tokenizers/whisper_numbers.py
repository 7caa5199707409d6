"""Numbers spelled out in English, in digits: "two hundred and five dollars" to "$205"."""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = re.compile(r"\d+(\.\d+)?")

_SPELLED = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety
thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion
decillion
"""
_WORDS = _SPELLED.split()

_ONES = {word: number for number, word in enumerate(_WORDS[:19], start=1)}
_TENS = {word: 10 * number for number, word in enumerate(_WORDS[19:27], start=2)}
_MULTIPLIERS = {"hundred": 100} | {
    word: 1000**power for power, word in enumerate(_WORDS[27:], start=1)
}
_ZEROS = {"o", "oh", "zero"}
_DECIMALS = {*_ONES, *_TENS, *_ZEROS}

_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth"}
# Numbers with the ending that stays behind the digits.
_ENDED_ONES = {
    "zeroth": (0, "th"),
    "twelfth": (12, "th"),
    **{"sixes" if word == "six" else f"{word}s": (n, "s") for word, n in _ONES.items()},
    **{
        _IRREGULAR.get(word) or word + ("h" if word.endswith("t") else "th"): (
            n,
            {1: "st", 2: "nd", 3: "rd"}.get(n, "th"),
        )
        for word, n in _ONES.items()
        if n != 12
    },
}
_ENDED_TENS = {word.replace("y", "ies"): (n, "s") for word, n in _TENS.items()} | {
    word.replace("y", "ieth"): (n, "th") for word, n in _TENS.items()
}
_ENDED_MULTIPLIERS = {
    word + ending: (n, ending) for word, n in _MULTIPLIERS.items() for ending in ("s", "th")
}

_SIGNS = {"minus": "-", "negative": "-", "plus": "+", "positive": "+"}
_CURRENCIES = {
    "pound": "£",
    "pounds": "£",
    "euro": "€",
    "euros": "€",
    "dollar": "$",
    "dollars": "$",
    "cent": "¢",
    "cents": "¢",
}
_SYMBOLS = {*_SIGNS.values(), *_CURRENCIES.values()}
_REPEATS = {"double": 2, "triple": 3}
# Words that may be part of a number.
_KNOWN = {
    *_DECIMALS,
    *_ENDED_ONES,
    *_ENDED_TENS,
    *_MULTIPLIERS,
    *_ENDED_MULTIPLIERS,
    *_SIGNS,
    *_CURRENCIES,
    *_REPEATS,
    *("per", "percent", "and", "point"),
}


def as_digits(text: str) -> str:
    """A text in lower case with its numbers in digits.

    Digits that are said one by one are one number, currencies and signs stand before it, endings
    and percents behind it; a lone one stays a word.
    """
    reader = _Reader(_with_halves(text).split())
    return _with_cents(" ".join(reader.read()))


class _Reader:
    """Reads words one by one.

    A number in the making is an integer as long as its words add up, and a text of digits once
    they are put one behind another.
    """

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._place = 0
        self._said: list[str] = []
        self._value: int | str | None = None
        self._symbol = ""

    def read(self) -> list[str]:
        """The words, numbers in digits."""
        while self._place < len(self._words):
            self._next_word(self._words[self._place])
            self._place += 1
        self._finish()
        return self._said

    def _beside(self, step: int) -> str:
        place = self._place + step
        return self._words[place] if 0 <= place < len(self._words) else ""

    def _say(self, word: object) -> None:
        self._said.append(f"{self._symbol}{word}")
        self._value, self._symbol = None, ""

    def _finish(self) -> None:
        if self._value is not None:
            self._say(self._value)

    def _pass_on(self, word: str) -> None:
        """A word that is no number ends the number before it."""
        self._finish()
        self._say(word)

    def _next_word(self, word: str) -> None:
        before, after = self._beside(-1), self._beside(1)
        goes_on = after in _KNOWN or _NUMBER.fullmatch(after) is not None
        digits = word[1:] if word[0] in _SYMBOLS else word
        if _NUMBER.fullmatch(digits):
            self._digits(word, digits)
        elif word in _ZEROS:
            self._value = f"{self._value or ''}0"
        elif word in _ONES:
            self._value = self._with_one(_ONES[word], before)
        elif word in _ENDED_ONES:
            number, ending = _ENDED_ONES[word]
            self._say(f"{self._with_one(number, before)}{ending}")
        elif word in _TENS:
            self._value = self._added(_TENS[word], 100)
        elif word in _ENDED_TENS:
            number, ending = _ENDED_TENS[word]
            self._say(f"{self._added(number, 100)}{ending}")
        elif word in _MULTIPLIERS:
            self._value = self._times(_MULTIPLIERS[word])
        elif word in _ENDED_MULTIPLIERS:
            number, ending = _ENDED_MULTIPLIERS[word]
            self._say(f"{self._times(number)}{ending}")
        elif word in _SIGNS:
            self._finish()
            if goes_on:
                self._symbol = _SIGNS[word]
            else:
                self._say(word)
        elif word in _CURRENCIES and self._value is not None:
            self._symbol = _CURRENCIES[word]
            self._finish()
        elif word == "percent" and self._value is not None:
            self._say(f"{self._value}%")
        elif word == "per" and self._value is not None and after == "cent":
            self._say(f"{self._value}%")
            self._place += 1
        elif word == "and" and goes_on and before in _MULTIPLIERS:
            pass
        elif word in _REPEATS and (after in _ONES or after in _ZEROS):
            self._value = f"{self._value or ''}{str(_ONES.get(after, 0)) * _REPEATS[word]}"
            self._place += 1
        elif word == "point" and goes_on:
            if after in _DECIMALS or after not in _KNOWN:
                self._value = f"{self._value or ''}."
        else:
            self._pass_on(word)

    def _digits(self, word: str, digits: str) -> None:
        if isinstance(self._value, str) and self._value.endswith("."):
            self._value += word
            return
        self._finish()
        if digits != word:
            self._symbol = word[0]
        number = Fraction(digits)
        self._value = number.numerator if number.denominator == 1 else digits

    def _with_one(self, number: int, before: str) -> int | str:
        """The number so far and one below twenty."""
        if isinstance(self._value, str) and number < 10 and before in _TENS:
            return f"{self._value[:-1]}{number}"
        if self._value is not None and before in _ONES:
            return f"{self._value}{number}"
        return self._added(number, 10 if number < 10 else 100)

    def _added(self, number: int, room: int) -> int | str:
        """The number so far and a smaller one: their sum if its last places are free."""
        if self._value is None:
            return number
        if isinstance(self._value, int) and self._value % room == 0:
            return self._value + number
        return f"{self._value}{number}"

    def _times(self, factor: int) -> int:
        """The number so far, its last three places multiplied; or the factor, and a new number."""
        if self._value is None:
            return factor
        if isinstance(self._value, int):
            return self._value // 1000 * 1000 + self._value % 1000 * factor
        try:
            product = Fraction(self._value) * factor
        except ValueError:
            product = Fraction(1, 2)
        if product.denominator != 1:
            self._finish()
            return factor
        return product.numerator


def _with_halves(text: str) -> str:
    """A text with "point five" for "and a half" after a number, and endings joined to digits."""
    *segments, last = re.split(r"\band\s+a\s+half\b", text)
    parts = []
    for segment in filter(str.strip, segments):
        word = segment.split()[-1]
        is_number = word in _DECIMALS or word in _MULTIPLIERS
        parts += [segment, "point five" if is_number else "and a half"]
    text = " ".join([*parts, *filter(str.strip, [last])])
    text = re.sub(r"([a-z])([0-9])", r"\1 \2", text)
    text = re.sub(r"([0-9])([a-z])", r"\1 \2", text)
    return re.sub(r"([0-9])\s+(st|nd|rd|th|s)\b", r"\1\2", text)


def _with_cents(text: str) -> str:
    """A text with "$2 and ¢7" as "$2.07", "$0.07" as "¢7", and a lone 1 as "one"."""
    text = re.sub(
        r"([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\b",
        lambda found: f"{found[1]}{found[2]}.{int(found[3]):02d}",
        text,
    )
    text = re.sub(r"[€£$]0.([0-9]{1,2})\b", lambda found: f"¢{int(found[1])}", text)
    return re.sub(r"\b1(s?)\b", r"one\1", text)
