"""What a decoder begins with.

Axes: B prompts, T tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from factory.errors import RequestError, did_you_mean
from factory.generation.config import GenerationConfig


def as_ids(given: object, device: torch.device, name: str = "input_ids") -> Tensor:
    """Tokens (B, T) on the device.

    Raises:
        RequestError: they are not that.
    """
    if not isinstance(given, Tensor):
        raise RequestError(
            f"{name}: a tensor of token ids is needed, not {type(given).__name__}; "
            'tokenizer(texts, padding=True, return_tensors="pt") makes one'
        )
    if given.dim() != 2 or not given.shape[1] or given.is_floating_point():
        raise RequestError(
            f"{name}: {tuple(given.shape)} of {given.dtype} is no batch of token ids; "
            "whole numbers (prompts, tokens) are needed"
        )
    return given.to(device, torch.long)


def in_vocabulary(ids: Tensor, size: int | None, name: str) -> None:
    """See that tokens are among those that a model knows.

    Args:
        ids: of any shape.
        size: how many tokens it knows, or None where that is not said.
        name: what the tokens were given as.

    Raises:
        RequestError: one is not.
    """
    outside = ids[(ids < 0) | (ids >= size)] if size is not None else ids[:0]
    if outside.numel():
        raise RequestError(
            f"{name}: {int(outside.flatten()[0])} is outside the model's vocabulary of {size} "
            "tokens; use the tokenizer that the model came with"
        )


def known_tokens(config: GenerationConfig, size: int | None) -> None:
    """See that a model knows the tokens that options force or forbid.

    Args:
        config: complete options.
        size: how many tokens it knows, or None where that is not said.

    Raises:
        RequestError: one lies outside.
    """
    forced = config.forced_eos_token_id
    for name, ids in (
        ("forced_bos_token_id", config.forced_bos_token_id),
        ("forced_eos_token_id", list(forced) if isinstance(forced, tuple) else forced),
        ("bad_words_ids", [token for word in config.bad_words_ids or () for token in word]),
    ):
        if ids is not None:
            in_vocabulary(torch.tensor(ids), size, f"generation.{name}")


def real_tokens(ids: Tensor, mask: Tensor | None, config: GenerationConfig) -> Tensor | None:
    """Which tokens are no padding (B, T), or None when all are.

    Without a mask, tokens of padding are padding, unless they are also what ends a text.

    Raises:
        RequestError: the mask does not fit, or there is padding behind a prompt.
    """
    if mask is None:
        pad = config.pad_token_id
        if pad is None or pad in config.eos_token_ids:
            return None
        mask = ids != pad
    elif mask.shape != ids.shape:
        raise RequestError(
            f"attention_mask: has shape {tuple(mask.shape)}, the prompts {tuple(ids.shape)}"
        )
    real = mask.to(ids.device) != 0
    if bool(real.all()):
        return None
    if not bool(real[:, -1].all()):
        raise RequestError(
            "attention_mask: there is padding behind a prompt, where its text is to go on; "
            'pad on the left: tokenizer.padding_side = "left"'
        )
    return real


def begun(
    rows: int, given: Tensor | None, config: GenerationConfig, device: torch.device
) -> Tensor:
    """What a decoder beside an encoder begins with (B, T).

    Args:
        rows: how many texts the encoder reads.
        given: how they are to begin (B, T); the token that starts a decoder is put before.
        config: complete options.
        device: of the model.

    Raises:
        RequestError: nobody says which token starts a decoder.
    """
    start = config.decoder_start_token_id
    start = config.bos_token_id if start is None else start
    if start is None:
        raise RequestError(
            "generation.decoder_start_token_id: neither it nor bos_token_id is set, so that nobody "
            "says what a text begins with"
        )
    first = torch.full((rows, 1), start, device=device)
    if given is None:
        return first
    ids = as_ids(given, device, "decoder_input_ids")
    if len(ids) != rows:
        raise RequestError(f"decoder_input_ids: {len(ids)} rows, but the encoder reads {rows}")
    return ids if bool((ids[:, 0] == start).any()) else torch.cat((first, ids), 1)


def spoken(
    rows: int, config: GenerationConfig, detect: Callable[[], Sequence[int]], device: torch.device
) -> Tensor:
    """What a transcription begins with (B, T): start, language, task, and whether without times.

    Args:
        rows: how many recordings there are.
        config: complete options.
        detect: tells the language of each recording, as a token.
        device: of the model.

    Raises:
        RequestError: a language or a task is unknown, or the model knows none.
    """
    start = config.decoder_start_token_id
    if start is None:
        raise RequestError("generation.decoder_start_token_id: it is not set")
    languages, tasks = config.lang_to_id, config.task_to_id
    for name, known in (("language", languages), ("task", tasks)):
        if getattr(config, name) is not None and (known is None or config.is_multilingual is False):
            raise RequestError(f"generation.{name}: the model knows no {name}s, so leave it out")
    tokens: list[list[int | None]] = [[start] for _ in range(rows)]
    if config.language is None and config.task is None:
        for row in tokens:
            row += (pair[1] for pair in config.forced_decoder_ids or ())
    if config.language is not None and languages is not None:
        given = config.language
        named = (given,) * rows if isinstance(given, str) else given
        if len(named) != rows:
            raise RequestError(f"generation.language: {len(named)} are given for {rows} recordings")
        said: Sequence[int] = [_language(name, languages) for name in named]
    else:
        unknown = languages is not None and (len(tokens[0]) == 1 or tokens[0][1] is None)
        said = detect() if unknown else ()
    for row, language in zip(tokens, said, strict=False):
        row[1:2] = [language]
    task = config.task or ("transcribe" if config.language is not None else None)
    if task is not None and tasks is not None:
        if task not in tasks:
            raise RequestError(f"generation.task: the model knows {', '.join(tasks)}, not {task!r}")
        for row in tokens:
            row[:] = [token for token in row if token not in tasks.values()] + [tasks[task]]
    none = config.no_timestamps_token_id
    for row in tokens:
        if config.return_timestamps and row[-1] == none:
            row.pop()
        elif not config.return_timestamps and none is not None and row[-1] != none:
            row.append(none)
    return torch.tensor([[t for t in row if t is not None] for row in tokens], device=device)


def _language(name: str, known: Mapping[str, int]) -> int:
    """The token of a language: by its name in English, its code, or as the model writes it."""
    from factory.tokenizers.spoken_languages import CODES

    by_code = {token.strip("<|>"): number for token, number in known.items()}
    given = name.lower().strip("<|>")
    code = CODES.get(given, given)
    if code not in by_code:
        names = [language for language, own in CODES.items() if own in by_code]
        raise RequestError(
            f"generation.language: {name!r} is not one of {', '.join(sorted(by_code))}, or a name "
            f"of these in English.{did_you_mean(given, (*names, *by_code))}"
        )
    return by_code[code]
