"""Masks, and the tokens that fill them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factory.cli.answers.pieces import likeliest, told
from factory.cli.answers.rows import Answer, Row

if TYPE_CHECKING:
    from torch import Tensor

    from factory.tokenizers import PreTrainedTokenizerBase


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
        before = next((ids[i] for i in reversed(row.places(sequence)) if i < place), None)
        best = likeliest(scores[place], before, tokenizer)
        masks.append(
            {
                **row.slice(sequence, *row.encoding.offsets[place]),
                "sequence": sequence,
                "candidates": told(best),
            }
        )
        start, end = (masks[-1][key] + grown[sequence] for key in ("start", "end"))
        first, _ = best[0]
        ids[place] = first.id
        filled = first.put(texts[sequence], start, end)
        grown[sequence] += len(filled) - len(texts[sequence])
        texts[sequence] = filled
    return {"masks": masks, "filled": texts}
