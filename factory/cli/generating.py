"""Generating from prompts, in batches, and telling what came of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factory.cli import output
from factory.cli.prompting import Asked
from factory.errors import RequestError
from factory.generation import GenerationConfig, Streamer, TextStreamer

if TYPE_CHECKING:
    from factory.building import Built
    from factory.composition import Blueprint
    from factory.composition.media import Medium

log = logging.getLogger("factory.generate")


def medium_of(blueprint: Blueprint) -> Medium | None:
    """What an encoder is shown or hears; None where texts are read."""
    from factory.composition import media

    return media.medium_of(blueprint.family, blueprint.head.name)


@dataclass
class Heard:
    """Tokens as they come, handed on to a stream where there is one.

    Attributes:
        stream: writes them.
        rows: the tokens of each text so far, after its prompt.
    """

    stream: Streamer | None = None
    rows: list[list[int]] | None = None

    def put(self, value: Any) -> None:
        """Take prompts first, then a token a row."""
        if self.rows is None:
            self.rows = [[] for _ in value]
        else:
            for row, token in zip(self.rows, value.tolist(), strict=True):
                row.append(token)
        if self.stream is not None:
            self.stream.put(value)

    def end(self) -> None:
        """Nothing more comes."""
        if self.stream is not None:
            self.stream.end()


@dataclass(frozen=True)
class Rows:
    """Prompts that run at once.

    Attributes:
        names: what people call them.
        inputs: what the model is given.
        hidden: with how many tokens an answer begins that are not the model's own.
        shown: tokens of the prompts that texts go on with, if they do.
        windows: texts are of recordings that are heard window by window, to their ends.
    """

    names: Sequence[str]
    inputs: dict[str, Any]
    hidden: int = 0
    shown: Sequence[Sequence[int]] | None = None
    windows: bool = False


@dataclass
class Job:
    """One run of the verb: batches of prompts, and what came of them.

    Attributes:
        built: the model and its tokenizer.
        asked: the request.
        as_json: print one object rather than texts.
        results: of each text.
        seconds: spent generating, in batches that have ended or were interrupted.
    """

    built: Built
    asked: Asked
    as_json: bool
    results: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    _now: Rows | None = None
    _heard: Heard | None = None
    _begun: float = 0.0
    _streamed: bool = False

    @property
    def config(self) -> GenerationConfig:
        """The options that count, complete."""
        own = self.built.model.generation_config
        return own.under(self.asked.generation, seed=self.asked.seed).complete()

    def batches(self) -> Iterator[Rows]:
        """Prompts, as many at once as are to run."""
        size = self.asked.batch_size
        if (medium := medium_of(self.built.blueprint)) is not None:
            yield from self._recordings(medium, size)
            return
        for first in range(0, len(self.asked.prompt), size):
            texts = self.asked.prompt[first : first + size]
            ids = [self._ids(text) for text in texts]
            if hasattr(self.built.model, "encode"):  # it writes a text of its own
                yield Rows(texts, self._padded(ids, left=False), hidden=1)
            else:
                yield Rows(texts, self._padded(ids, left=True), max(map(len, ids)), ids)

    def _recordings(self, medium: Medium, size: int) -> Iterator[Rows]:
        from factory.cli import hearing

        wanted = self.asked.generation.return_timestamps
        timed = self.config.no_timestamps_token_id is not None and wanted is not False
        given = self.asked.input
        for batch in hearing.batches(self.built, given, medium, size, timed=timed):
            windows = batch.long or bool(self.config.return_timestamps)
            yield Rows(batch.names, {"inputs": batch.features}, windows=windows)

    def _ids(self, prompt: str) -> list[int]:
        """The tokens of a prompt, or of a chat that it is the question of."""
        tokenizer: Any = self.built.tokenizer
        if self.asked.chat:
            if tokenizer.chat_template is None:
                raise RequestError(
                    "chat: the model's tokenizer has no chat template; leave out chat=true"
                )
            told = [{"role": "system", "content": self.asked.system}] if self.asked.system else []
            chat = [*told, {"role": "user", "content": prompt}]
            found: list[int] = tokenizer.apply_chat_template(
                chat, add_generation_prompt=True, return_dict=False
            )
            return found
        ids: list[int] = tokenizer(prompt, verbose=False)["input_ids"]
        ends = {tokenizer.sep_token_id, tokenizer.eos_token_id}
        if not hasattr(self.built.model, "encode") and ids[-1:] and ids[-1] in ends:
            del ids[-1]  # a text that has ended is not gone on with
        first = self.config.bos_token_id
        if not ids and first is None:
            raise RequestError("prompt: is empty, and the model knows no token to begin with")
        return ids or [int(first or 0)]

    def _padded(self, rows: Sequence[Sequence[int]], *, left: bool) -> dict[str, Any]:
        """Tokens of several prompts and their mask, padding on one side."""
        import torch

        longest, pad = max(map(len, rows)), self.config.pad_token_id or 0
        gaps = [longest - len(row) for row in rows]
        sides = [(gap, 0) if left else (0, gap) for gap in gaps]
        ids = [[pad] * a + [*row] + [pad] * b for row, (a, b) in zip(rows, sides, strict=True)]
        mask = [[0] * a + [1] * len(r) + [0] * b for r, (a, b) in zip(rows, sides, strict=True)]
        return {"inputs": torch.tensor(ids), "attention_mask": torch.tensor(mask)}

    def run(self, rows: Rows) -> None:
        """Generate from a batch; a text alone is written as it comes."""
        config, tokenizer = self.config, self.built.tokenizer
        beams = (config.num_beams or 1) > 1
        texts = config.num_return_sequences or 1
        one = len(rows.names) == 1 == texts and not beams
        self._streamed = one and not self.as_json and len(self.asked.prompt) < 2
        stream = None
        if self._streamed and tokenizer is not None:
            stream = TextStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._now, self._heard = rows, Heard(stream)
        follows = not beams and not (rows.windows and len(rows.names) * texts > 1)
        self._begun = time.perf_counter()
        found: Any = self.built.model.generate(
            **rows.inputs,
            **{**self.asked.generation.chosen(), "return_dict_in_generate": False},
            seed=self.asked.seed,
            streamer=self._heard if follows else None,
            tokenizer=tokenizer,
        )
        self._count_seconds()
        self._add(rows, [row[rows.hidden :] for row in found.tolist()])
        self._now = None

    def _add(self, rows: Rows, texts: Sequence[Sequence[int]]) -> None:
        copies = len(texts) // len(rows.names)
        for number, tokens in enumerate(texts):
            place = number // copies
            self.results.append({"prompt": rows.names[place], **self._result(rows, place, tokens)})
            if not self._streamed and not self.as_json:
                self._print(self.results[-1])

    def _result(self, rows: Rows, place: int, tokens: Sequence[int]) -> dict[str, Any]:
        """What one text says, and why it ended."""
        before = [] if rows.shown is None else rows.shown[place]
        kept, reason = self.ended(rows, before, tokens)
        whole, prompt = self._text([*before, *kept]), self._text(before)
        text = whole[len(prompt) :] if whole.startswith(prompt) else self._text(kept)
        return {"text": text, "ids": kept, "tokens": len(kept), "finished": reason}

    def ended(
        self, rows: Rows, before: Sequence[int], tokens: Sequence[int]
    ) -> tuple[list[int], str]:
        """A text without what only fills it up, and why it ended there.

        A token that fills up may also be generated, so what it is follows from why a text ended.
        """
        config = self.config
        end = next((i for i, token in enumerate(tokens) if token in config.eos_token_ids), None)
        kept = list(tokens if end is None else tokens[: end + 1])
        least = len(kept)
        while least and kept[least - 1] == config.filler:
            least -= 1
        if rows.windows:
            return kept[:least], "end"
        if config.stop_texts:
            from factory.generation.decoding.stopping import StopTexts

            stops = StopTexts(config.stop_texts, self.built.tokenizer)
            for length in range(max(least, 1), len(kept) + 1):
                if stops.ends([*before, *kept[:length]]):
                    return kept[:length], "stop"
        return kept, "length" if end is None else "end"

    def _count_seconds(self) -> None:
        self.seconds += time.perf_counter() - self._begun

    def _text(self, ids: Sequence[int]) -> str:
        tokenizer: Any = self.built.tokenizer
        return str(tokenizer.decode(ids, skip_special_tokens=True)) if ids else ""

    def _print(self, result: dict[str, Any]) -> None:
        if len(self.asked.prompt) > 1 or (self.config.num_return_sequences or 1) > 1:
            output.heading(result["prompt"])
        print(result["text"], flush=True)

    def told_so_far(self) -> None:
        """What was generated when somebody interrupts."""
        if self._now is not None and self._heard is not None:
            self._count_seconds()
            if self._streamed:
                self._heard.end()
            elif self._heard.rows is not None:
                self._add(self._now, self._heard.rows)
        if self.as_json:
            self.tell(interrupted=True)

    def tell(self, **more: Any) -> None:
        """The figures, and with ``--json`` everything."""
        tokens = sum(result["tokens"] for result in self.results)
        rate = tokens / self.seconds if self.seconds else 0.0
        if self.built.report is None:
            log.info("the weights are random, so the texts mean nothing")
        if not self.as_json:
            log.info("%d tokens in %.2f s, %.1f a second", tokens, self.seconds, rate)
            return
        output.print_json(
            {
                "class": type(self.built.model).__name__,
                "results": self.results,
                "generation": self.config.to_dict(),
                "tokens": tokens,
                "seconds": round(self.seconds, 4),
                "tokens_per_second": round(rate, 2),
                **more,
            }
        )
