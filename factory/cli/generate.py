"""``factory generate``: go on with texts, answer chats, write down speech."""

from __future__ import annotations

import dataclasses
import secrets
import sys
from typing import TYPE_CHECKING, Any

from factory.cli import arguments, prompting, requests
from factory.cli.arguments import Arguments
from factory.cli.generating import Job, medium_of
from factory.cli.prompting import Asked
from factory.cli.verb import Verb
from factory.errors import RequestError
from factory.generation import GenerationConfig
from factory.heads import Labels
from registry import REGISTRY

if TYPE_CHECKING:
    from factory.building import Built
    from factory.composition import Blueprint, Composer

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
    medium = medium_of(blueprint)
    problems = []
    if blueprint.head.labels not in GENERATES:
        problems.append(
            f"head: {blueprint.head.name} does not score what comes next; say head=causal_lm, or "
            "head=conditional_generation where an encoder reads first"
        )
    elif blueprint.tokenizer is None:
        problems.append("tokenizer: there is none, so that no text can be read or written")
    elif blueprint.settings.weights is not None and not _brought(blueprint.tokenizer[1]):
        problems.append(
            f"tokenizer: {blueprint.settings.weights} holds none, and what a new one says is "
            "nothing to its weights; say tokenizer.load_from=FOLDER"
        )
    elif medium is None and asked.input is not None:
        problems.append("input: the model reads texts; say prompt=…")
    elif medium is not None and (asked.prompt or asked.chat):
        problems.append(f"prompt: the model takes {medium.plural}; say input=FILE")
    if medium is None:
        problems += GenerationConfig.of_speech(asked.generation.chosen(), blueprint.family.title)
    if asked.system is not None and not asked.chat:
        problems.append("system: it begins a chat; say chat=true too")
    if problems:
        raise RequestError(problems)


def _brought(tokenizer: Any) -> bool:
    """Whether a tokenizer's options name where its vocabulary comes from."""
    return any(getattr(tokenizer, name) for name in ("load_from", "vocab_file", "train_from"))


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
