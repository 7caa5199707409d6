"""Masks, and the tokens that fill them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factory.cli.answers.rows import Answer, Row

if TYPE_CHECKING:
    from torch import Tensor

    from factory.tokenizers import PreTrainedTokenizerBase

BEST_FILLS = 5


def fills(row: Row, scores: Tensor, tokenizer: PreTrainedTokenizerBase) -> Answer:
    """The most probable tokens of each mask, and the texts with the best of them filled in.

    Args:
        row: the texts; the masks are the tokenizer's mask token.
        scores: (tokens, vocabulary).
        tokenizer: gives tokens their text.
    """
    texts, ids = list(row.texts), list(row.encoding.ids)
    grown = [0] * len(texts)
    masks: list[Answer] = []
    for place in row.places():
        if row.encoding.ids[place] != tokenizer.mask_token_id:
            continue
        sequence = row.encoding.sequence_ids[place]
        assert sequence is not None
        known = scores[place].double().softmax(-1)[: len(tokenizer)]
        best = known.topk(min(BEST_FILLS, len(known)))
        before = next((ids[i] for i in reversed(row.places(sequence)) if i < place), None)
        pieces = [Piece.after(before, token, tokenizer) for token in best.indices.tolist()]
        masks.append(
            {
                **row.slice(sequence, *row.encoding.offsets[place]),
                "sequence": sequence,
                "candidates": [
                    {"token": piece.token, "text": piece.text, "probability": probability}
                    for piece, probability in zip(pieces, best.values.tolist(), strict=True)
                ],
            }
        )
        start, end = (masks[-1][key] + grown[sequence] for key in ("start", "end"))
        ids[place] = int(best.indices[0])
        filled = pieces[0].put(texts[sequence], start, end)
        grown[sequence] += len(filled) - len(texts[sequence])
        texts[sequence] = filled
    return {"masks": masks, "filled": texts}


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as a part of a text.

    Attributes:
        token: as the vocabulary writes it.
        text: as a text has it.
        apart: whether there may be a space before it.
    """

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
                return cls(name, text.strip(), text[:1].isspace())
        return cls(name, tokenizer.decode([token]).strip(), True)

    def put(self, text: str, start: int, end: int) -> str:
        """The text with the piece in place of what stands from ``start`` to ``end``."""
        head = text[:start] if self.apart else text[:start].rstrip()
        return head + self.text + text[end:]
