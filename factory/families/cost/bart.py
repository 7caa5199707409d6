"""What BART's own spec types cost."""

from __future__ import annotations

from factory.cost.heads import vocabulary
from factory.cost.interpreter import Pass, Value, costs, costs_as
from factory.families import bart
from factory.specs import Learned

costs_as(Learned, bart.LearnedAfter)


@costs(bart.BiasedVocabulary)
def biased_vocabulary(
    node: bart.BiasedVocabulary, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Scores of every token, with a number added to each."""
    scores = vocabulary(node, run, hidden, pooled)
    run.held += scores.size
    run.made(scores.size)
    run.held -= scores.size
    return scores
