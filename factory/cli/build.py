"""``factory build``: compose, build, try, save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from factory.cli import arguments, output, requests, told
from factory.cli.arguments import Arguments
from factory.cli.verb import Verb

if TYPE_CHECKING:
    from factory.cli.jobs import Result


def run(given: Arguments) -> int:
    """Build what the overrides say."""
    return run_jobs(given, given.words)


def run_jobs(given: Arguments, words: tuple[str, ...], job: Path | None = None) -> int:
    """Build from the defaults, or from the pinned tree of a job."""
    from factory.cli.jobs import Jobs

    composer = requests.composer(given, job)
    jobs = Jobs(
        composer=composer,
        lines=requests.overrides(composer, given, words),
        sweep=arguments.MULTIRUN in given,
        tell=output.print_json if arguments.JSON in given else tell,
    )
    jobs.run()
    return 1 if jobs.failed else 0


def tell(result: Result) -> None:
    """One job's result, for people."""
    if "job" in result:
        output.heading(f"Job {result['job']}: {' '.join(result['overrides'])}")
    if result["status"] != "done":
        output.pairs({"failed": result["error"]})
        return
    output.heading(result["class"])
    output.pairs({group: name for group, name in result["choices"].items() if name})
    output.heading("Parameters")
    numbers = result["parameters"]
    output.pairs({part: f"{number:>12,}" for part, number in numbers.items()})
    if "weights" in result:
        output.heading("Weights")
        output.pairs({name: output.value(value) for name, value in result["weights"].items()})
    if result["sentences"]:
        output.heading("Sentences")
        output.pairs({told.texts(s): " ".join(s["tokens"]) for s in result["sentences"]})
    output.heading("Outputs")
    output.pairs({name: _shape(shape) for name, shape in result["outputs"].items()})
    told.tell(result["answers"], result.get("caution"))
    if "similarities" in result:
        told.tell_similarities(result["answers"], result["similarities"])
    output.heading("Bundle")
    output.pairs(
        {
            "folder": result["folder"],
            "reloaded": f"max abs difference {result['max_difference']:g}",
            **({"notes": "\n".join(result["notices"])} if result["notices"] else {}),
        }
    )


def _shape(shape: object) -> str:
    return " x ".join(map(str, shape)) if isinstance(shape, list) else str(shape)


VERB = Verb(
    run=run,
    usage="[overrides]",
    summary="Compose a model, build it, try it, save it as a bundle and read it again.",
    flags=arguments.REQUEST,
    details="""\
Groups: architecture, head, tokenizer, processor, experiment. Beside them: weights, weights_allow,
seed, dtype, device, input, output_dir, overwrite. factory show prints them all.

  factory build architecture=bert_tiny head=token_classification 'head.labels=[O,PER,LOC]'
  factory build experiment=fill_mask --input 'It is [MASK].'
  factory build --weights path/to/bundle head=base output_dir=out
  factory build -m architecture=bert_tiny,distilbert_small architecture.hidden_act=gelu,relu

With weights and no architecture of your choice, the weights' own configuration, head and tokenizer
are taken; each can be overridden. In a sweep output_dir names the folder that the jobs' folders,
0, 1, 2 …, are put into.""",
)
