"""Text that remembers which characters of the original each of its characters came from."""

from __future__ import annotations

from dataclasses import dataclass

from factory.tokenizers.pure.characters import CharacterMap, combining_classes, decomposed

Span = tuple[int, int]


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

    def decomposed(self) -> AlignedText:
        """The canonical decomposition (NFD), marks in canonical order.

        As in the tokenizers library, spans follow places and not characters: where marks change
        places, a span stays where it was.
        """
        if self.text.isascii():
            return self
        classes = combining_classes()
        table = decomposed()
        if classes.keys().isdisjoint("".join(map(table.__getitem__, self.text))):
            return self.mapped(table)
        letters: list[tuple[str, bool]] = []  # the character, and whether it begins a decomposition
        marks: list[tuple[str, bool]] = []
        for source in map(table.__getitem__, self.text):
            for index, character in enumerate(source):
                if character in classes:
                    marks.append((character, index == 0))
                    continue
                marks.sort(key=lambda mark: classes[mark[0]])
                letters += [*marks, (character, index == 0)]
                marks.clear()
        marks.sort(key=lambda mark: classes[mark[0]])
        letters += marks
        text = "".join(character for character, _ in letters)
        if text == self.text:
            return self
        old = self.every_span()
        spans: list[Span] = []
        taken = 0
        for _, begins in letters:
            taken += begins
            spans.append(old[taken - 1] if taken else (0, 0))
        return AlignedText(text, spans)
