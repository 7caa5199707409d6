"""``factory build``: compose, build, try, save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factory.cli import arguments, output, requests, told
from factory.cli.arguments import Arguments
from factory.cli.verb import Verb
from factory.recipes import KEEP

if TYPE_CHECKING:
    from factory.cli.job import Result
    from factory.cli.table import Table


def run(given: Arguments) -> int:
    """Build what the overrides say."""
    return run_jobs(given, given.words)


def run_jobs(given: Arguments, words: tuple[str, ...], job: Path | None = None) -> int:
    """Build from the defaults, or from the pinned tree of a job."""
    from factory.cli.jobs import Jobs

    composer = requests.composer(given, job)
    lines = requests.overrides(composer, given, words)
    sweep, as_json = arguments.MULTIRUN in given, arguments.JSON in given
    if as_json:
        jobs = Jobs(composer, lines, sweep, output.print_json, tell_table=lambda table: None)
    else:
        jobs = Jobs(composer, lines, sweep, tell_job if sweep else tell, tell_table)
    return 1 if jobs.run() else 0


def tell_job(result: Result) -> None:
    """A job of a sweep, for people: what its table does not say."""
    output.heading(f"Job {result['job']}: {' '.join(result['varied'])}")
    if result["status"] != "done":
        output.pairs({"failed": result["error"]})
        return
    if result["notices"]:
        output.pairs({"notes": "\n".join(result["notices"])})
    if not result["samples"]:
        told.tell_all(result)


def tell_table(table: Table) -> None:
    """The table of a sweep, for people."""
    if not table.rows:
        return
    counts = f"{len(table.rows)} of {table.total} jobs ran, {table.failed} failed"
    output.heading(f"Sweep: {counts}")
    headers, cells = table.lines()
    hidden = {"class"} if table.failed else {"class", "error"}
    shown = [index for index, name in enumerate(headers) if name not in hidden]
    output.table(
        _short([headers[i] for i in shown]), [[_cell(row[i]) for i in shown] for row in cells]
    )
    output.pairs({"table": ", ".join(map(str, table.files))} if table.files else {})


def _short(keys: Sequence[str]) -> list[str]:
    """Keys by their last part, where no two have the same."""
    last = [key.rpartition(".")[2] for key in keys]
    return [key if last.count(short) > 1 else short for key, short in zip(keys, last, strict=True)]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def tell(result: Result) -> None:
    """One job's result, for people."""
    if result["status"] != "done":
        output.pairs({"failed": result["error"]})
        return
    output.heading(result["class"])
    chosen = result["choices"].items()
    output.pairs({group: name for group, name in chosen if name not in (None, KEEP)})
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
    output.pairs({name: output.shape(found) for name, found in result["outputs"].items()})
    told.tell_all(result)
    output.heading("Bundle")
    output.pairs(
        {
            "folder": result["folder"],
            "reloaded": f"max abs difference {result['max_difference']:g}",
            **({"plots": "\n".join(result["plots"])} if "plots" in result else {}),
            **({"notes": "\n".join(result["notices"])} if result["notices"] else {}),
        }
    )


VERB = Verb(
    run=run,
    usage="[overrides]",
    summary="Compose a model, build it, try it, save it as a bundle and read it again.",
    flags=arguments.REQUEST,
    details="""\
Groups: architecture, head, tokenizer, processor, experiment. Beside them: weights, weights_allow,
seed, dtype, device, input, plot, output_dir, overwrite. factory show prints them all.

  factory build architecture=bert_tiny head=token_classification 'head.labels=[O,PER,LOC]'
  factory build experiment=fill_mask --input 'It is <mask>.'
  factory build architecture=vit_tiny head=image_classification input=photo.jpg --plot
  factory build --weights path/to/bundle head=base output_dir=out
  factory build -m architecture=bert_tiny,distilbert_small architecture.hidden_act=gelu,relu

With weights and no architecture of your choice, the weights' own configuration, head and tokenizer
are taken; each can be overridden.

Models of pictures and sound try files: input=photo.jpg, 'input=[a.jpg,b.jpg]' or a folder. With
--plot what was tried is drawn beside what the model saw of it, into the bundle.

Each line of an input of text is one item; texts that belong together stand in one line:

  question_answering        question ||| text that holds the answer
  next_sentence_prediction  text ||| text that may follow
  multiple_choice           text ||| candidate ||| candidate
  base of a dual encoder    photo.jpg ||| text ||| other text
  any other head            text, or: text ||| second text

A sweep ends with a table of all jobs, kept in its folder as sweep.json and sweep.csv. In a sweep
output_dir names the folder that the jobs' folders, 0, 1, 2 …, are put into.""",
)
