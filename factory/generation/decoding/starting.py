"""From what ``generate`` is given to prompts, and a model that is ready to go on with them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from factory.errors import RequestError
from factory.generation.config import DEFAULT_NEW_TOKENS, GenerationConfig
from factory.generation.decoding.places import places_of
from factory.generation.decoding.prompts import as_ids, begun, in_vocabulary, real_tokens, spoken
from factory.generation.decoding.rules import Lengths
from factory.generation.decoding.steps import CrossSteps, Steps

_POSITIONS = ("max_target_positions", "max_position_embeddings")
"""Where a configuration says how long texts may be."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """Everything that a search begins with.

    Attributes:
        steps: runs the model.
        prompts: (B, T).
        lengths: of the texts.
        real: which tokens of the prompts are no padding (B, T), or None when all are.
        hidden: how many tokens of the prompts are not returned.
    """

    steps: Steps
    prompts: Tensor
    lengths: Lengths
    real: Tensor | None = None
    hidden: int = 0


@dataclass(frozen=True, kw_only=True)
class Given:
    """The inputs of one call of ``generate``.

    Attributes:
        inputs: of the model, or of its encoder.
        mask: what of them is no padding.
        decoder_ids: what a decoder beside an encoder begins with.
        decoder_mask: what of that is no padding.
        encoded: what the encoder made of its inputs, if it has run already.
    """

    inputs: Tensor | None = None
    mask: Tensor | None = None
    decoder_ids: Tensor | None = None
    decoder_mask: Tensor | None = None
    encoded: Any = None


def hears(model: Any) -> bool:
    """Whether a model is given spectrograms."""
    return "input_features" in inspect.signature(model.forward).parameters


def alone(model: Any, config: GenerationConfig, given: Given) -> Start:
    """The start of a decoder that stands alone."""
    inputs = given.inputs
    if inputs is None:
        if config.bos_token_id is None:
            raise RequestError("input_ids: there is no prompt, and no bos_token_id to begin with")
        inputs = torch.full((1, 1), config.bos_token_id)
    prompts = as_ids(inputs, model.device)
    in_vocabulary(prompts, vocabulary_of(model), "input_ids")
    real = real_tokens(prompts, given.mask, config)
    lengths = lengths_of(config, prompts.shape[1], model)
    steps = Steps(model, real, lengths.most, cached=bool(config.use_cache))
    return Start(steps=steps, prompts=prompts, lengths=lengths, real=real)


def beside(model: Any, config: GenerationConfig, given: Given) -> Start:
    """The start of a decoder beside an encoder, which reads now."""
    heard = hears(model)
    read = None if heard or given.mask is None else given.mask.to(model.device)
    hidden = encoded(model, given, read, heard=heard)
    if read is not None and read.shape != hidden.shape[:2]:
        raise RequestError(
            f"attention_mask: has shape {tuple(read.shape)}, what the encoder read "
            f"{tuple(hidden.shape[:2])}"
        )
    seen = None if read is None or bool(read.all()) else read
    if not heard:
        prompts = begun(len(hidden), given.decoder_ids, config, model.device)
    elif given.decoder_ids is not None:
        prompts = as_ids(given.decoder_ids, model.device, "decoder_input_ids")
    else:

        def detect() -> list[int]:
            return languages_of(model, config, hidden)

        prompts = spoken(len(hidden), config, detect, model.device)
    in_vocabulary(prompts, vocabulary_of(model), "decoder_input_ids")
    real = None if given.decoder_mask is None else real_tokens(prompts, given.decoder_mask, config)
    lengths = lengths_of(config, prompts.shape[1], model, apart=heard)
    steps = CrossSteps(model, hidden, seen, real, lengths.most, cached=bool(config.use_cache))
    return Start(
        steps=steps,
        prompts=prompts,
        lengths=lengths,
        real=real,
        hidden=prompts.shape[1] if heard else 0,
    )


def encoded(model: Any, given: Given, read: Tensor | None, *, heard: bool) -> Tensor:
    """What the encoder makes of its inputs (B, S, W)."""
    if isinstance(given.encoded, Tensor):
        raise RequestError(
            "encoder_outputs: a tensor is given; what encode gave, or (last_hidden_state,), is "
            "needed"
        )
    if given.encoded is not None:
        found: Tensor = given.encoded[0]
        return found
    if given.inputs is None:
        raise RequestError("inputs: give what the encoder is to read, such as input_ids")
    if heard:
        if not isinstance(given.inputs, Tensor) or not given.inputs.is_floating_point():
            raise RequestError(
                "inputs: the model hears; give input_features, which its processor makes of sound"
            )
        values: Mapping[str, Any] = {"input_features": given.inputs.to(model.device, model.dtype)}
    else:
        ids = as_ids(given.inputs, model.device)
        in_vocabulary(ids, vocabulary_of(model), "input_ids")
        values = {"input_ids": ids} | ({} if read is None else {"attention_mask": read})
    found = model.encode(**values).last_hidden_state
    return found


def vocabulary_of(model: Any) -> int | None:
    """How many tokens a model knows, if its configuration says so."""
    size: int | None = getattr(model.config, "vocab_size", None)
    return size


def languages_of(model: Any, config: GenerationConfig, hidden: Tensor) -> list[int]:
    """The token of the language of each recording, from what the encoder gave (B, S, W)."""
    assert config.lang_to_id is not None
    start = torch.full((len(hidden), 1), int(config.decoder_start_token_id or 0))
    known = torch.tensor(sorted(config.lang_to_id.values()), device=hidden.device)
    scores = CrossSteps(model, hidden, None, None, 1, cached=False)(start.to(hidden.device))
    found: list[int] = known[scores[:, known].argmax(-1)].tolist()
    return found


def lengths_of(
    config: GenerationConfig, prompt: int, model: Any, *, apart: bool = False
) -> Lengths:
    """How long texts are.

    Args:
        config: complete options.
        prompt: tokens of the longest prompt.
        model: has places for so many tokens, or for any number of them.
        apart: prompts do not count in ``max_length``.

    Raises:
        RequestError: no token is left to be generated.
    """
    room = places_of(model).room
    places = next((n for p in _POSITIONS if (n := getattr(model.config, p, None))), room)
    if config.max_new_tokens is not None:
        most = prompt + config.max_new_tokens
    elif config.max_length is not None:
        most = config.max_length + (prompt if apart else 0)
        most = min(most, places) if apart and places else most
    else:
        most = prompt + DEFAULT_NEW_TOKENS
        most = min(most, places) if places else most
    if most <= prompt:
        if config.max_length:
            told, advice = f"max_length is {most}", "say max_new_tokens, or shorten the prompt"
        else:
            told, advice = f"the model has {places} places", "shorten the prompt"
        raise RequestError(
            f"generation.max_length: the longest prompt has {prompt} tokens and {told}, so that "
            f"none is left to generate; {advice}"
        )
    if room is not None and most > room:
        option = "max_length" if config.max_new_tokens is None else "max_new_tokens"
        raise RequestError(
            f"generation.{option}: {most} tokens, {prompt} of them the prompt's, are more than "
            f"the {room} that the model has places for"
        )
    least = config.min_length or 0
    return Lengths(prompt, prompt + config.min_new_tokens if config.min_new_tokens else least, most)
