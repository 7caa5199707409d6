"""What DeiT's head with a teacher costs."""

from __future__ import annotations

from factory.cost.interpreter import Pass, Value, costs
from factory.families import deit


@costs(deit.TaughtClassifier)
def taught_classifier(
    node: deit.TaughtClassifier, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Scores of two tokens."""
    size = hidden.size // run.length
    run.run(node.output, Value(size, kept=True))  # a part of the hidden states, kept as they are
    run.keep(hidden)
    answer: Value = run.run(node.distilled, Value(size, kept=True))
    return answer
