"""Rules of heads: ``(node, pass, hidden, pooled)``, which end in the loss."""

from __future__ import annotations

from factory import specs
from factory.cost.interpreter import Pass, Value, costs


def scored(run: Pass, scores: Value, *, softmax: bool = True) -> Value:
    """Scores as a loss takes them: it keeps their softmax, or themselves."""
    if softmax:
        run.keep_more(scores.size)
        run.made(scores.size)
    else:
        run.keep(scores)
    return scores


@costs(specs.Transform)
def transform(node: specs.Transform, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., width of the table)."""
    x = run.run(node.activation, run.run(node.dense, x))
    return run.maybe(node.norm, x)


@costs(specs.SequenceClassifier, specs.ChoiceClassifier)
def sequence_classifier(
    node: specs.SequenceClassifier, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Scores of each item."""
    x = pooled if node.pool is None else run.run(node.pool, hidden)
    assert x is not None
    return scored(run, run.run(node.output, run.dropped(x, node.dropout)))


@costs(specs.TokenClassifier, specs.SpanClassifier, specs.CTC)
def token_classifier(
    node: specs.TokenClassifier | specs.CTC, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Scores of each token."""
    x = run.maybe(getattr(node, "transform", None), hidden)
    return scored(run, run.run(node.output, run.dropped(x, node.dropout)))


@costs(specs.Detector)
def detector(node: specs.Detector, run: Pass, hidden: Value, pooled: Value | None) -> Value:
    """One score a token."""
    x = run.dropped(run.maybe(node.transform, hidden), node.dropout)
    return scored(run, run.run(node.output, x), softmax=False)


@costs(specs.Projector)
def projector(node: specs.Projector, run: Pass, hidden: Value, pooled: Value | None) -> Value:
    """The pooled output at another width; there is no loss."""
    projected: Value = run.run(node.output, pooled)
    return projected


@costs(specs.Reconstruction)
def reconstruction(
    node: specs.Reconstruction, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Pixels of every patch."""
    seen = run.length - node.before
    run.held += hidden.size
    pixels = run.run(node.conv, Value(hidden.size // run.length * seen), seen, 1)
    run.held -= hidden.size
    return scored(run, pixels)


@costs(specs.Vocabulary, specs.NextToken)
def vocabulary(node: specs.Vocabulary, run: Pass, hidden: Value, pooled: Value | None) -> Value:
    """Scores of every token at each place."""
    x = run.maybe(node.transform, hidden)
    return scored(run, run.run(node.decoder, x))


@costs(specs.Pretraining)
def pretraining(node: specs.Pretraining, run: Pass, hidden: Value, pooled: Value) -> Value:
    """Both answers."""
    scored(run, run.run(node.sequence, pooled))
    answer: Value = run.run(node.tokens, hidden, pooled)
    return answer


@costs(specs.LayerMean)
def layer_mean(node: specs.LayerMean, run: Pass, hidden: Value, pooled: Value | None) -> Value:
    """The head on the mean of what each layer gave."""
    states = run.states or []
    run.keep(*states)
    run.held += hidden.size * len(states)  # side by side before they are summed up
    mean = run.made(hidden.size)
    answer: Value = run.run(node.head, mean, pooled)
    run.held -= hidden.size * len(states)
    return answer
