"""When a text has ended."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

_INCOMPLETE = "\ufffd"


class StopTexts:
    """Ends a text once one of several texts is complete in it, whatever its tokens are.

    Args:
        texts: none of them empty.
        tokenizer: what the tokens mean.
    """

    def __init__(self, texts: Sequence[str], tokenizer: Any) -> None:
        self.texts, self.tokenizer = tuple(texts), tokenizer
        # A token may be one byte; a few more give the first of them its context.
        self._window = max(len(text.encode()) for text in texts) + 4

    def __call__(self, ids: Tensor) -> Tensor:
        """Which of the texts (B, T) have ended with their last token (B,)."""
        tails = ids[:, -self._window :].tolist()
        return torch.tensor([self.ends(tail) for tail in tails], device=ids.device)

    def ends(self, tokens: list[int]) -> bool:
        """Whether a text has ended with the last of its tokens."""
        tokens = tokens[-self._window :]
        whole = self._decoded(tokens)
        if not any(text in whole for text in self.texts):
            return False
        known = len(self._decoded(tokens[:-1]).rstrip(_INCOMPLETE))
        return any(text in whole[max(0, known - len(text) + 1) :] for text in self.texts)

    def _decoded(self, tokens: list[int]) -> str:
        options = {"skip_special_tokens": False, "clean_up_tokenization_spaces": False}
        return str(self.tokenizer.decode(tokens, **options))


class Ending:
    """Everything that ends a text but its length.

    Attributes:
        tokens: those that end a text (N,), or None.
        texts: those that do, or None.
        deadline: on the clock of ``time.monotonic``, or None.
    """

    def __init__(
        self, tokens: Tensor | None, texts: StopTexts | None = None, seconds: float | None = None
    ) -> None:
        self.tokens, self.texts = tokens, texts
        self.deadline = None if seconds is None else time.monotonic() + seconds

    def __bool__(self) -> bool:
        """Whether anything can end a text."""
        return not (self.tokens is None and self.texts is None and self.deadline is None)

    def of_tokens(self, last: Tensor) -> Tensor:
        """Where the last tokens (...) end their texts (...)."""
        if self.tokens is None:
            return torch.zeros_like(last, dtype=torch.bool)
        return (last[..., None] == self.tokens).any(-1)

    def __call__(self, ids: Tensor) -> Tensor:
        """Which of the texts (B, T) have ended with their last token (B,)."""
        ended = self.of_tokens(ids[:, -1])
        if self.texts is not None:
            ended |= self.texts(ids)
        if self.deadline is not None and time.monotonic() > self.deadline:
            ended.fill_(True)
        return ended
