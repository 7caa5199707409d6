"""Texts that go on: what comes next, and what a model writes by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from factory.cli.answers.pieces import likeliest, told
from factory.cli.answers.rows import Answer, Row

if TYPE_CHECKING:
    from torch import Tensor

    from factory.models import PreTrainedModel
    from factory.tokenizers import PreTrainedTokenizerBase

LONGEST = 20
"""Tokens that a model writes at most."""


def following(row: Row, scores: Tensor, tokenizer: PreTrainedTokenizerBase) -> Answer:
    """The most probable tokens after a text, whatever special ones stand behind it.

    Args:
        row: the texts.
        scores: of each token as the one after the place (tokens, vocabulary).
        tokenizer: gives tokens their text.
    """
    place = end(row) - 1
    return {"next": told(likeliest(scores[place], row.encoding.ids[place], tokenizer))}


def continuation(row: Row, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> Answer:
    """What a model goes on with after a text, always by the most probable token.

    Args:
        row: the texts.
        model: scores next tokens.
        tokenizer: gives tokens their text.
    """
    import torch

    last = end(row)
    real = zip(row.encoding.ids[:last], row.encoding.attention_mask[:last], strict=True)
    prompt = [token for token, is_real in real if is_real]
    room = min(LONGEST, tokenizer.model_max_length - len(prompt))
    if room < 1:
        return {"continuation": ""}
    ids = torch.tensor([prompt], device=model.device)
    (whole,) = greedy(model, {"input_ids": ids}, room)
    return {"continuation": after(prompt, whole[len(prompt) :], tokenizer)}


def written(
    model: PreTrainedModel, inputs: Mapping[str, Any], tokenizer: PreTrainedTokenizerBase
) -> list[Answer]:
    """What the decoder of a model writes of each item, always by the most probable token.

    Args:
        model: an encoder and a decoder.
        inputs: what the encoder is given, by name.
        tokenizer: gives tokens their text.
    """
    read = {name: x for name, x in inputs.items() if not name.startswith("decoder_")}
    texts = tokenizer.batch_decode(greedy(model, read, LONGEST), skip_special_tokens=True)
    return [{"written": text.strip()} for text in texts]


def greedy(model: PreTrainedModel, inputs: Mapping[str, Any], longest: int) -> list[list[int]]:
    """Tokens (texts, tokens) that go on by the most probable each, prompts included."""
    found: Any = model.generate(
        **inputs,
        max_new_tokens=longest,
        do_sample=False,
        num_beams=1,
        return_dict_in_generate=False,
    )
    ids: list[list[int]] = found.tolist()
    return ids


def end(row: Row) -> int:
    """The place behind the last token of the texts; behind the last of all if there is none."""
    places = row.places()
    return places[-1] + 1 if places else sum(row.encoding.attention_mask)


def after(before: Sequence[int], new: Sequence[int], tokenizer: PreTrainedTokenizerBase) -> str:
    """New tokens as text, as they read behind others."""
    context, both, alone = tokenizer.batch_decode(
        [[*before], [*before, *new], [*new]], skip_special_tokens=True
    )
    return both[len(context) :] if both.startswith(context) else alone
