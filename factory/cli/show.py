"""``factory show``: the composed tree."""

from __future__ import annotations

from factory.cli import arguments, output, requests
from factory.cli.arguments import Arguments
from factory.cli.verb import Verb
from factory.composition.leaves import leaves


def run(given: Arguments) -> int:
    """Print one tree, or those of a sweep."""
    composer = requests.composer(given)
    lines = requests.overrides(composer, given, given.words)
    jobs = composer.jobs(lines) if arguments.MULTIRUN in given else [lines]
    blueprints = [composer.one(job) for job in jobs]  # all are checked before one is printed
    for number, (job, blueprint) in enumerate(zip(jobs, blueprints, strict=True)):
        origins = composer.origins(job) if arguments.ORIGINS in given else None
        if arguments.JSON in given:
            tree = dict(blueprint.tree)
            output.print_json(tree if origins is None else {"tree": tree, "origins": origins})
            continue
        if len(jobs) > 1:
            print(f"{'' if number == 0 else chr(10)}# job {number}: {' '.join(job)}")
        if origins is None:
            print(blueprint.to_yaml(), end="")
        else:
            rows = [(key, output.value(value)) for key, value in leaves(blueprint.tree)]
            output.table(
                ("option", "value", "from"),
                [(key, value, origins.get(key, "")) for key, value in rows],
            )
    return 0


VERB = Verb(
    run=run,
    usage="[overrides]",
    summary="Print the tree that overrides compose to, once it is checked. Nothing is built.",
    flags=(arguments.ORIGINS, *arguments.REQUEST),
    details="""\
  factory show architecture=roberta_base head=masked_lm
  factory show experiment=tiny_sentiment architecture.hidden_size=64 --origins""",
)
