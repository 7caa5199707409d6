"""Text that remembers which characters of the original each of its characters came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from factory.tokenizers.pure.characters import (
    CharacterMap,
    combining_classes,
    composition,
    decompositions,
)

Span = tuple[int, int]
Letter = tuple[str, int]


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A piece of text and, for each of its characters, a span of the original text.

    Attributes:
        text: the characters now.
        spans: where each came from, as (start, end) in characters of the original; None when they
            are still the original's own, one for one from ``start`` on.
        start: where the piece begins in the original; used when ``spans`` is None.
    """

    text: str
    spans: list[Span] | None = None
    start: int = 0

    def every_span(self) -> list[Span]:
        """The spans, written out."""
        if self.spans is not None:
            return self.spans
        return [(index, index + 1) for index in range(self.start, self.start + len(self.text))]

    def span(self, first: int, last: int) -> Span:
        """The span of the original under the characters from ``first`` up to ``last``."""
        if self.spans is None:
            return self.start + first, self.start + last
        return self.spans[first][0], self.spans[last - 1][1]

    def slice(self, first: int, last: int) -> AlignedText:
        """The characters from ``first`` up to ``last``."""
        if self.spans is None:
            return AlignedText(self.text[first:last], None, self.start + first)
        return AlignedText(self.text[first:last], self.spans[first:last])

    def mapped(self, table: CharacterMap) -> AlignedText:
        """Each character replaced by what the table says; what it becomes keeps its span."""
        pieces = [table[character] for character in self.text]
        text = "".join(pieces)
        if len(text) == len(pieces) and "" not in pieces:
            return AlignedText(text, self.spans, self.start)
        spans = self.every_span()
        return AlignedText(
            text, [span for span, piece in zip(spans, pieces, strict=True) for _ in piece]
        )

    def prefixed(self, prefix: str) -> AlignedText:
        """The prefix put in front; it counts as part of the first character."""
        spans = self.every_span()
        return AlignedText(prefix + self.text, [spans[0]] * len(prefix) + spans)

    def transformed(self, letters: Iterable[Letter]) -> AlignedText:
        """New characters over the old ones, in the manner of the tokenizers library.

        Args:
            letters: each new character, with 0 if it replaces the next old one, 1 if it is added
                and takes the span of the old one before it, and -n if it replaces the next and the
                n old ones after that go.
        """
        old = self.every_span()
        characters: list[str] = []
        spans: list[Span] = []
        place = 0
        for character, change in letters:
            characters.append(character)
            if change > 0:
                spans.append(old[place - 1] if place else (0, 0))
            else:
                spans.append(old[place])
                place += 1 - change
        return AlignedText("".join(characters), spans)

    def replaced(self, pattern: re.Pattern[str], content: str) -> AlignedText:
        """Every match replaced by a text, which takes the span of the match's last character."""
        matches = [match for match in pattern.finditer(self.text) if match.group()]
        if not matches:
            return self
        old = self.every_span()
        text: list[str] = []
        spans: list[Span] = []
        done = 0
        for match in matches:
            start, end = match.span()
            text += [self.text[done:start], content]
            spans += old[done:start]
            spans += [old[end - 1]] * len(content)
            done = end
        return AlignedText("".join([*text, self.text[done:]]), spans + old[done:])

    def decomposed(self, *, compatible: bool = False) -> AlignedText:
        """The canonical decomposition (NFD), or the compatible one (NFKD).

        Marks get their canonical order. As in the tokenizers library, spans follow places and not
        characters: where marks change places, a span stays where it was.
        """
        if self.text.isascii():
            return self
        table = decompositions(compatible)
        if combining_classes().keys().isdisjoint("".join(map(table.__getitem__, self.text))):
            return self.mapped(table)
        letters = _decomposition(self.text, table)
        if "".join(character for character, _ in letters) == self.text:
            return self
        return self.transformed(letters)

    def composed(self, *, compatible: bool = False) -> AlignedText:
        """The canonical composition (NFC), or that of the compatible decomposition (NFKC)."""
        if self.text.isascii():
            return self
        return self.transformed(_composition(_decomposition(self.text, decompositions(compatible))))


def _decomposition(text: str, table: CharacterMap) -> list[Letter]:
    """The decomposition of a text, marks in order, as :meth:`AlignedText.transformed` takes it."""
    classes = combining_classes()
    letters: list[Letter] = []
    marks: list[Letter] = []
    for source in map(table.__getitem__, text):
        for index, character in enumerate(source):
            letter = (character, int(index > 0))
            if character in classes:
                marks.append(letter)
                continue
            marks.sort(key=lambda mark: classes[mark[0]])
            letters += [*marks, letter]
            marks.clear()
    marks.sort(key=lambda mark: classes[mark[0]])
    return letters + marks


def _composition(letters: Iterable[Letter]) -> list[Letter]:
    """Every character joined with the marks after it that nothing blocks."""
    classes = combining_classes()
    done: list[Letter] = []
    marks: list[Letter] = []
    base: Letter | None = None
    for character, change in letters:
        number = classes.get(character, 0)
        if base is None:
            if number:
                done.append((character, change))
            else:
                base = (character, change)
            continue
        blocked = bool(marks) and classes[marks[-1][0]] >= number
        joined = None if blocked else composition(base[0], character)
        if joined is not None:
            base = (joined, base[1] + change - 1)
        elif number:
            marks.append((character, change))
        else:
            done += [base, *marks]
            marks.clear()
            base = (character, change)
    return done if base is None else [*done, base, *marks]
