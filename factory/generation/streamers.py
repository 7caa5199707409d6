"""Streams: texts that appear while they are generated, word by word."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from queue import Queue
from typing import Any, Protocol, TextIO

from factory.errors import RequestError

_REPLACEMENT = "\ufffd"
"""What a decoder writes for bytes that are not yet, or never, a character."""

_WORDS = re.compile(r".*[\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]", re.DOTALL)
"""Everything up to the last space, or the last character of a script without spaces."""


class Streamer(Protocol):
    """What ``generate(streamer=…)`` hands tokens to."""

    def put(self, value: Any) -> None:
        """Take a tensor of tokens on the CPU: prompts (batch, tokens), then one a row (batch,)."""

    def end(self) -> None:
        """Nothing more will come."""


class TextStreamer:
    """Writes the text of one prompt as it is generated.

    A word appears once it is whole, a character once all of its bytes are there.

    Args:
        tokenizer: what the model's tokens mean.
        skip_prompt: leave the prompt out.
        file: where to; the standard output when None.
        decode_options: for ``tokenizer.decode``, such as ``skip_special_tokens=True``.
    """

    def __init__(
        self,
        tokenizer: Any,
        skip_prompt: bool = False,
        *,
        file: TextIO | None = None,
        **decode_options: Any,
    ) -> None:
        self.tokenizer, self.skip_prompt = tokenizer, skip_prompt
        self._file, self._options = file, decode_options
        self._begin()

    def _begin(self) -> None:
        self._tokens: list[int] = []  # those whose text may still change
        self._known = 0  # how many of them are there to decode the others in context
        self._held = ""  # text of an unfinished word
        self._at_prompt = True

    def put(self, value: Any) -> None:
        """Take tokens of one row: the prompt first, then one after the other.

        Raises:
            RequestError: there are several rows.
        """
        tokens = value.tolist()
        if tokens and isinstance(tokens[0], list):
            if len(tokens) > 1:
                raise RequestError(_ONE.format(len(tokens)))
            tokens = tokens[0]
        elif len(tokens) > 1:
            raise RequestError(_ONE.format(len(tokens)))
        prompt, self._at_prompt = self._at_prompt, False
        self._tokens += tokens
        if prompt and self.skip_prompt:
            self._known = len(self._tokens)
            return
        self._emit(self._new_text())

    def end(self) -> None:
        """Write what was held back, and end the line."""
        rest = self._held + self._new_text(at_end=True)
        self._begin()
        self.on_finalized_text(rest, stream_end=True)

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        """Take text that will not change; classes of your own override this."""
        file = self._file or sys.stdout
        file.write(text + ("\n" if stream_end else ""))
        file.flush()

    def _new_text(self, at_end: bool = False) -> str:
        """Text that tokens added, decoded after those before them, as spaces depend on these.

        Only a few tokens are decoded again, however long the text is.
        """
        before = self._decoded(self._tokens[: self._known])
        text = self._decoded(self._tokens)
        if len(text) <= len(before) or (text.endswith(_REPLACEMENT) and not at_end):
            return ""
        self._tokens, self._known = self._tokens[self._known :], len(self._tokens) - self._known
        return text[len(before) :]

    def _decoded(self, tokens: Sequence[int]) -> str:
        return str(self.tokenizer.decode(tokens, **self._options)) if tokens else ""

    def _emit(self, text: str) -> None:
        self._held += text
        if words := _WORDS.match(self._held):
            self._held = self._held[words.end() :]
            self.on_finalized_text(words[0])


class TextIteratorStreamer(TextStreamer):
    """A stream to iterate over, in another thread than the one that generates.

    Args:
        tokenizer: what the model's tokens mean.
        skip_prompt: leave the prompt out.
        timeout: seconds to wait for the next piece before ``queue.Empty`` is raised.
        decode_options: for ``tokenizer.decode``.
    """

    def __init__(
        self,
        tokenizer: Any,
        skip_prompt: bool = False,
        timeout: float | None = None,
        **decode_options: Any,
    ) -> None:
        super().__init__(tokenizer, skip_prompt, **decode_options)
        self.timeout = timeout
        self._pieces: Queue[str | None] = Queue()

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        """Put text into the queue, and its end."""
        if text:
            self._pieces.put(text)
        if stream_end:
            self._pieces.put(None)

    def __iter__(self) -> TextIteratorStreamer:
        return self

    def __next__(self) -> str:
        piece = self._pieces.get(timeout=self.timeout)
        if piece is None:
            raise StopIteration
        return piece


_ONE = "a stream of text has one row, not {}; generate several prompts without a streamer"
