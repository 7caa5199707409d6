"""Running a model token by token.

Axes: B prompts, R rows that are generated, T tokens, S tokens or frames of an encoder, V tokens of
the vocabulary.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from factory.blocks.joined import Joined
from factory.errors import RequestError
from factory.generation.decoding.places import places_of


class Steps:
    """A decoder's scores of the next token, each token read once.

    Args:
        model: runs; its ``new_cache`` makes room.
        real: which tokens of the prompts are no padding (B, T), or None when all are.
        capacity: how many tokens the longest text has.
        cached: keep keys and values, rather than read all tokens at every step.
    """

    ids_name, mask_name, places_name = "input_ids", "attention_mask", "position_ids"

    def __init__(
        self, model: Any, real: Tensor | None, capacity: int, *, cached: bool = True
    ) -> None:
        self.model = model
        self.cache = _new_cache(model, capacity) if cached else None
        if self.cache is not None:
            self.cache.joined = Joined()  # weights stay while a text is written
        self._read = 0
        self._numbered = self.places_name in inspect.signature(model.forward).parameters
        self._mask = self._positions = None
        if real is not None:
            self._mask = real.new_ones(len(real), capacity, dtype=torch.long)
            self._mask[:, : real.shape[1]] = real
            # Padding has no number of its own; that of the first token is one that there is.
            self._positions = (self._mask.cumsum(1) - 1).clamp_(min=0) + places_of(model).first

    def __call__(self, ids: Tensor) -> Tensor:
        """Scores (R, V) in float32 of what follows texts (R, T); the caller may change them."""
        length = ids.shape[1]
        inputs: dict[str, Any] = {self.ids_name: ids[:, self._read :]}
        if self._mask is not None and self._positions is not None:
            inputs[self.mask_name] = self._mask[:, :length]
            if self._numbered:
                inputs[self.places_name] = self._positions[:, self._read : length]
        if self.cache is not None:
            inputs |= {"past_key_values": self.cache, "use_cache": True}
            self._read = length
        logits: Tensor = self.model(**inputs, **self._memory(), logits_to_keep=1).logits[:, -1]
        return logits.float()

    def expand(self, rows: int, copies: int) -> None:
        """Go on with so many rows in place of each of the ``rows`` that there are."""
        if copies == 1:
            return
        if self.cache is not None:
            numbers = torch.arange(rows, device=self.model.device)
            self.cache.reorder(numbers.repeat_interleave(copies))
        if self._mask is not None and self._positions is not None:
            self._mask = self._mask.repeat_interleave(copies, 0)
            self._positions = self._positions.repeat_interleave(copies, 0)

    def reorder(self, rows: Tensor) -> None:
        """Go on with these rows (R,), each of the same prompt as the one whose place it takes."""
        if self.cache is not None:
            self.cache.reorder(rows, memories=False)

    def _memory(self) -> Mapping[str, Any]:
        """What else the model reads at every step."""
        return {}


class CrossSteps(Steps):
    """The same of a decoder that looks at what an encoder has read.

    Args:
        model: runs.
        encoded: what its encoder gave (B, S, W).
        read: which of that is no padding (B, S), or None when all is.
        real: as for :class:`Steps`, of what the decoder begins with.
        capacity: as for :class:`Steps`.
        cached: as for :class:`Steps`.
    """

    ids_name, mask_name = "decoder_input_ids", "decoder_attention_mask"
    places_name = "decoder_position_ids"

    def __init__(
        self,
        model: Any,
        encoded: Tensor,
        read: Tensor | None,
        real: Tensor | None,
        capacity: int,
        *,
        cached: bool = True,
    ) -> None:
        super().__init__(model, real, capacity, cached=cached)
        self._encoded, self._seen = encoded, read

    def expand(self, rows: int, copies: int) -> None:
        super().expand(rows, copies)
        self._encoded = self._encoded.repeat_interleave(copies, 0)
        if self._seen is not None:
            self._seen = self._seen.repeat_interleave(copies, 0)

    def _memory(self) -> Mapping[str, Any]:
        seen = {} if self._seen is None else {"attention_mask": self._seen}
        return {"encoder_outputs": (self._encoded,), **seen}


def _new_cache(model: Any, capacity: int) -> Any:
    try:
        return model.new_cache(capacity=capacity)
    except ValueError as error:
        raise RequestError(f"a text cannot be gone on with: {error}") from error
