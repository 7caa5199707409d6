"""Tokens as parts of a text, and the most probable of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factory.cli.answers.rows import Answer

if TYPE_CHECKING:
    from torch import Tensor

    from factory.tokenizers import PreTrainedTokenizerBase

BEST = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as a part of a text.

    Attributes:
        id: its number.
        token: as the vocabulary writes it.
        text: as a text has it.
        apart: whether there may be a space before it.
    """

    id: int
    token: str
    text: str
    apart: bool

    @classmethod
    def after(cls, before: int | None, token: int, tokenizer: PreTrainedTokenizerBase) -> Piece:
        """A token behind another one, which decides whether it begins a word."""
        name = str(tokenizer.convert_ids_to_tokens(token))
        if before is not None:
            context, both = tokenizer.decode([before]), tokenizer.decode([before, token])
            if both.startswith(context):
                text = both[len(context) :]
                return cls(token, name, text.strip(), text[:1].isspace())
        return cls(token, name, tokenizer.decode([token]).strip(), True)

    def put(self, text: str, start: int, end: int) -> str:
        """The text with the piece in place of what stands from ``start`` to ``end``."""
        head = text[:start] if self.apart else text[:start].rstrip()
        return head + self.text + text[end:]


def likeliest(
    scores: Tensor, before: int | None, tokenizer: PreTrainedTokenizerBase
) -> list[tuple[Piece, float]]:
    """The tokens of the tokenizer that are most probable at a place, with probabilities.

    Args:
        scores: of every token of the model (vocabulary).
        before: the token that they stand behind, if there is one.
        tokenizer: gives tokens their text.
    """
    known = scores.double().softmax(-1)[: len(tokenizer)]
    best = known.topk(min(BEST, len(known)))
    pieces = (Piece.after(before, token, tokenizer) for token in best.indices.tolist())
    return list(zip(pieces, best.values.tolist(), strict=True))


def told(found: list[tuple[Piece, float]]) -> list[Answer]:
    """The same as plain data."""
    return [
        {"token": piece.token, "text": piece.text, "probability": probability}
        for piece, probability in found
    ]
