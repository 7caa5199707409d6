"""The tables of characters that sentencepiece compiles into its models."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from factory.errors import RequestError
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.graphemes import clusters

_LONGEST = 5


@dataclass(frozen=True)
class Precompiled:
    """A table from characters and short clusters of them to what replaces them.

    It is a double array (https://github.com/s-yata/darts-clone) of units of 32 bits, behind its
    size in bytes, and before the texts that it points into, each ended by a zero.

    Attributes:
        precompiled_charsmap: the table in base 64.
    """

    precompiled_charsmap: str
    _units: memoryview = field(init=False, repr=False, compare=False)
    _texts: bytes = field(init=False, repr=False, compare=False)
    _known: dict[str, str | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        table = base64.b64decode(self.precompiled_charsmap, validate=True)
        size = int.from_bytes(table[:4], "little")
        if not 0 < size <= len(table) - 4 or size % 4:
            raise ValueError(f"the table of characters says {size} bytes of {len(table)}")
        object.__setattr__(self, "_units", memoryview(table)[4 : 4 + size].cast("I"))
        object.__setattr__(self, "_texts", table[4 + size :])

    def normalize(self, text: AlignedText) -> AlignedText:
        """Replace what the table has: short clusters whole, others character by character."""
        letters: list[tuple[str, int]] = []
        changed = False
        for cluster in clusters(text.text):
            if len(cluster.encode()) <= _LONGEST and self._replacement(cluster) is not None:
                parts = [cluster]
            else:
                parts = list(cluster)
            for part in parts:
                new = self._replacement(part)
                if new is None:
                    letters.append((part, 0))
                else:
                    _replace(letters, len(part), new)
                    changed = True
        return text.transformed(letters) if changed else text

    def _replacement(self, chunk: str) -> str | None:
        """What replaces a chunk: what the table has for the shortest beginning of it."""
        if chunk not in self._known:
            try:
                place = self._find(chunk.encode())
                text = None if place is None else self._text(place)
            except (IndexError, UnicodeDecodeError) as error:
                raise RequestError(
                    f"The table of characters of this tokenizer is damaged: {error}."
                ) from error
            self._known[chunk] = text
        return self._known[chunk]

    def _text(self, place: int) -> str:
        end = self._texts.find(b"\0", place)
        return self._texts[place : end if end >= 0 else None].decode()

    def _find(self, key: bytes) -> int | None:
        """Where the text of the key's shortest beginning starts; None when there is none."""
        place = _offset(self._units[0])
        for byte in key:
            if byte == 0:
                return None
            place ^= byte
            unit = self._units[place]
            if unit & (1 << 31 | 0xFF) != byte:
                return None
            place ^= _offset(unit)
            if unit >> 8 & 1:
                return self._units[place] & ~(1 << 31)
        return None


def _offset(unit: int) -> int:
    """What a unit's place is combined with to find the units that follow."""
    return unit >> 10 << (unit >> 6 & 8)


def _replace(letters: list[tuple[str, int]], old: int, new: str) -> None:
    """Add what replaces ``old`` characters, counted as the tokenizers library does.

    New characters beyond the old ones count as added to the last; old ones beyond the new count
    with the last character before, and are forgotten when there is none.
    """
    letters += ((character, 0) for character in new)
    added = len(new) - old
    if added > 0:
        letters[-added:] = ((character, 1) for character, _ in letters[-added:])
    elif added < 0 and letters:
        character, change = letters[-1]
        letters[-1] = (character, change + added)
