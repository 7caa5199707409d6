"""What an answer is about: the texts of a sequence, and where its tokens come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factory.tokenizers.backend import EncodingLike

Answer = dict[str, Any]
"""What a model says about one item: plain data."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sequence that a model was given.

    Attributes:
        texts: the text, or both texts of a pair, as they were given.
        encoding: its tokens, and where in the texts they come from.
    """

    texts: tuple[str, ...]
    encoding: EncodingLike

    def places(self, sequence: int | None = None) -> list[int]:
        """Which tokens come from the texts, or from one of them: no special ones, no padding."""
        found = enumerate(self.encoding.sequence_ids)
        return [i for i, s in found if s is not None and sequence in (None, s)]

    def slice(self, sequence: int, start: int, end: int) -> Answer:
        """A stretch of a text without the spaces around it."""
        text = self.texts[sequence][start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return {"text": text, "start": start, "end": start + len(text)}


def given(row: Row) -> Answer:
    """The texts that an answer is about."""
    return dict(zip(("text", "second"), row.texts, strict=False))
