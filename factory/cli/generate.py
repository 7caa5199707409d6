"""``factory generate``: go on with texts, answer chats, write down speech."""

from __future__ import annotations

import dataclasses
import logging
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factory.cli import arguments, output, prompting, requests
from factory.cli.arguments import Arguments
from factory.cli.prompting import Asked
from factory.cli.verb import Verb
from factory.errors import RequestError
from factory.generation import GenerationConfig, Streamer, TextStreamer
from factory.heads import Labels
from registry import REGISTRY

if TYPE_CHECKING:
    from torch import Tensor

    from factory.building import Built
    from factory.composition import Blueprint, Composer
    from factory.composition.media import Medium

log = logging.getLogger("factory.generate")

GENERATES = (Labels.NEXT, Labels.TEXT)
"""What heads are trained on whose models generate."""


def run(given: Arguments) -> int:
    """Generate what a command line asks for."""
    composer = requests.composer(given)
    asked = prompting.asked(composer, requests.overrides(composer, given, given.words))
    asked = _seeded(_with_piped(asked))
    built = _built(composer, asked)
    job = Job(built, asked, arguments.JSON in given)
    try:
        for rows in job.batches():
            job.run(rows)
    except KeyboardInterrupt:
        job.told_so_far()
        raise
    job.tell()
    return 0


def _with_piped(asked: Asked) -> Asked:
    """The standard input is the prompt where there is no other."""
    if asked.prompt or asked.input is not None:
        return asked
    if sys.stdin is not None and not sys.stdin.isatty():
        text = requests.standard_input("prompt").removesuffix("\n")
        if text:
            return dataclasses.replace(asked, prompt=(text,))
    raise RequestError(
        "prompt: nothing is given to go on with; say prompt='Once upon a time', prompts=FILE, "
        "input=SPEECH.wav, or pipe a text into prompt=-"
    )


def _seeded(asked: Asked) -> Asked:
    """With a seed that can be told, where something may be drawn."""
    if asked.seed is not None:
        return asked
    own = asked.generation.seed
    return dataclasses.replace(asked, seed=secrets.randbelow(2**32) if own is None else own)


def _built(composer: Composer, asked: Asked) -> Built:
    """The model: of a bundle, or of what is composed."""
    from factory.building import assemble, load

    folder, lines = prompting.model_lines(composer, asked)
    if folder is not None:
        device = next((line.partition("=")[2] for line in lines), None)
        built = load(folder, device=device)
        _check(built.blueprint, asked)
        return built
    blueprint = _blueprint(composer, lines)
    _check(blueprint, asked)
    return assemble(blueprint)


def _blueprint(composer: Composer, lines: list[str]) -> Blueprint:
    """A checked request, with the head that generates where no other is chosen."""
    if composer.sets(lines, "head") or composer.sets(lines, "weights"):
        return composer.one(lines)
    if not composer.sets(lines, "architecture"):
        raise RequestError(
            "architecture: no model is given; name a folder, or compose one: "
            "factory generate FOLDER prompt=…"
        )
    family = composer.one([*lines, "head=base"]).family
    heads = [
        n for n in family.head_names if family.kind(REGISTRY.get("head", n)).labels in GENERATES
    ]
    if not heads:
        raise RequestError(
            f"architecture: {family.title} has no head that generates; its heads are "
            f"{', '.join(family.head_names)}"
        )
    return composer.one([*lines, f"head={heads[0]}"])


def _check(blueprint: Blueprint, asked: Asked) -> None:
    """Refuse, before torch is needed, what a model cannot be asked.

    Raises:
        RequestError: with everything that does not go together.
    """
    medium = _medium(blueprint)
    problems = []
    if blueprint.head.labels not in GENERATES:
        problems.append(
            f"head: {blueprint.head.name} does not score what comes next; say head=causal_lm, or "
            "head=conditional_generation where an encoder reads first"
        )
    elif blueprint.tokenizer is None:
        problems.append("tokenizer: there is none, so that no text can be read or written")
    elif medium is None and asked.input is not None:
        problems.append("input: the model reads texts; say prompt=…")
    elif medium is not None and (asked.prompt or asked.chat):
        problems.append(f"prompt: the model takes {medium.plural}; say input=FILE")
    if asked.system is not None and not asked.chat:
        problems.append("system: it begins a chat; say chat=true too")
    if problems:
        raise RequestError(problems)


def _medium(blueprint: Blueprint) -> Medium | None:
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
        shown: tokens of the prompts that the answer begins with; None where it has none of them.
    """

    names: Sequence[str]
    inputs: dict[str, Tensor]
    shown: Sequence[Sequence[int]] | None = None


@dataclass
class Job:
    """One run of the verb: batches of prompts, and what came of them.

    Attributes:
        built: the model and its tokenizer.
        asked: the request.
        as_json: print one object rather than texts.
        results: of each text.
        seconds: spent generating.
    """

    built: Built
    asked: Asked
    as_json: bool
    results: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    _now: Rows | None = None
    _heard: Heard | None = None
    _streamed: bool = False

    @property
    def config(self) -> GenerationConfig:
        """The options that count, complete."""
        own = self.built.model.generation_config
        return own.under(self.asked.generation, seed=self.asked.seed).complete()

    def batches(self) -> Iterator[Rows]:
        """Prompts, as many at once as are to run."""
        size = self.asked.batch_size
        if _medium(self.built.blueprint) is not None:
            yield from self._recordings(size)
            return
        for first in range(0, len(self.asked.prompt), size):
            texts = self.asked.prompt[first : first + size]
            ids = [self._ids(text) for text in texts]
            alone = not hasattr(self.built.model, "encode")
            yield Rows(texts, self._padded(ids, left=alone), ids if alone else None)

    def _recordings(self, size: int) -> Iterator[Rows]:
        from factory.cli import media
        from factory.composition import media as kinds

        medium = _medium(self.built.blueprint)
        if self.built.processor is None or medium is None:
            raise RequestError("processor: there is none, so that no file can be read; choose one")
        given = self.asked.input
        if given is None:
            raise RequestError(f"input: name a {medium.noun}, or a folder of {medium.plural}")
        paths = kinds.files(given, medium)
        for first in range(0, len(paths), size):
            pieces = [media.Piece(path.name, path) for path in paths[first : first + size]]
            tensors = media.prepared(media.preparer(self.built), pieces)
            yield Rows([p.name for p in pieces], {"inputs": next(iter(tensors.values()))})

    def _ids(self, prompt: str) -> list[int]:
        """The tokens of a prompt, or of a chat that it is the question of."""
        tokenizer: Any = self.built.tokenizer
        if self.asked.chat:
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

    def _padded(self, rows: Sequence[Sequence[int]], *, left: bool) -> dict[str, Tensor]:
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
        begun = time.perf_counter()
        found: Any = self.built.model.generate(
            **rows.inputs,
            generation_config=self.asked.generation.replace(return_dict_in_generate=False),
            seed=self.asked.seed,
            streamer=None if beams else self._heard,
            tokenizer=tokenizer,
        )
        self.seconds += time.perf_counter() - begun
        hidden = 0 if rows.shown is None else rows.inputs["inputs"].shape[1]
        self._add(rows, [row[hidden:] for row in found.tolist()])
        self._now = None

    def _add(self, rows: Rows, texts: Sequence[Sequence[int]]) -> None:
        copies = len(texts) // len(rows.names)
        for number, tokens in enumerate(texts):
            place = number // copies
            before = [] if rows.shown is None else rows.shown[place]
            self.results.append({"prompt": rows.names[place], **self._result(before, tokens)})
            if not self._streamed and not self.as_json:
                self._print(self.results[-1])

    def _result(self, before: Sequence[int], tokens: Sequence[int]) -> dict[str, Any]:
        """What one text says, and why it ended."""
        ends = self.config.eos_token_ids
        end = next((i for i, t in enumerate(tokens) if t in ends and i), None)
        kept = list(tokens if end is None else tokens[: end + 1])
        while end is None and kept and kept[-1] == self.config.pad_token_id:
            kept.pop()
        whole, prompt = self._text([*before, *kept]), self._text(before)
        text = whole[len(prompt) :] if whole.startswith(prompt) else self._text(kept)
        stopped = any(stop in text for stop in self.config.stop_texts)
        reason = "end" if end is not None else "stop" if stopped else "length"
        return {"text": text, "ids": kept, "tokens": len(kept), "finished": reason}

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


VERB = Verb(
    run=run,
    usage="[FOLDER] [prompt=TEXT …] [generation.OPTION=VALUE …] [overrides]",
    summary="Go on with texts, answer a chat or write down speech; texts appear as they come.",
    flags=(arguments.WEIGHTS, arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory generate path/to/model prompt='Once upon a time' generation.max_new_tokens=50
  factory generate path/to/model prompt=Hello generation.do_sample=true generation.temperature=0.8 \
seed=7
  factory generate path/to/model prompts=lines.txt --json
  echo 'Once upon a time' | factory generate path/to/model
  factory generate path/to/model chat=true system='Be brief.' prompt='Who are you?'
  factory generate path/to/model input=speech.wav
  factory generate architecture=gpt2 architecture.hidden_size=96 prompt=Hello

A FOLDER is a bundle, or one that transformers wrote; a hub name does too. Without one, a model with
random weights is composed, as factory build does it.

  prompt      a text, taken as it stands; - for the standard input; may be given several times
  prompts     a file with a prompt a line; - for the standard input
  input       recordings, for models that hear: a file, [a.wav,b.wav] or a folder
  chat        answer prompts by the tokenizer's chat template; system says what goes before
  seed        fixes what is drawn
  batch_size  how many prompts run at once; 16
  generation  options of generation, under transformers' names; docs/generation.md has them all

Texts go to the standard output, figures to the standard error. Ctrl-C ends with what was said so
far.""",
)
