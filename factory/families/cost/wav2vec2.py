"""What wav2vec 2.0's own parts cost."""

from __future__ import annotations

from factory import specs
from factory.cost.heads import scored
from factory.cost.interpreter import Pass, Value, costs, costs_as
from factory.cost.leaves import FLOAT
from factory.families import wav2vec2

costs_as(specs.Layer, wav2vec2.AdaptedLayer)
costs_as(specs.TokenClassifier, wav2vec2.FrameClassifier)


@costs(wav2vec2.Adapter)
def adapter(node: wav2vec2.Adapter, run: Pass, x: Value) -> Value:
    """(batch, times, W) -> (batch, fewer times, width of the convolutions)."""
    if node.project is not None and node.norm is not None:
        x = run.run(node.norm, run.run(node.project, x))
    for conv in node.layers:
        run.held += x.size
        y = run.run(conv, x, run.length)
        run.held += y.size - x.size
        run.keep(y)  # both halves meet
        run.length = conv.length(run.length)
        x = run.made(y.size // 2, y)
        run.held -= y.size
    return x


@costs(wav2vec2.TimeDelay)
def time_delay(node: wav2vec2.TimeDelay, run: Pass, x: Value, times: int) -> Value:
    """(batch, times, inputs) -> (batch, fewer times, outputs)."""
    rows = run.batch * (times - (node.size - 1) * node.dilation)
    run.multiply(rows, node.kernel.inputs, node.kernel.outputs, x.learns, True)
    run.keep(x)
    run.held += x.size
    y = run.made(rows * node.kernel.outputs)
    run.held -= x.size
    run.keep(y)
    return y


@costs(wav2vec2.XVector)
def x_vector(node: wav2vec2.XVector, run: Pass, hidden: Value, pooled: Value | None) -> Value:
    """Scores of each recording."""
    x, times = run.run(node.project, hidden), run.length
    for part in node.layers:
        x = run.run(part, x, times)
        times -= (part.size - 1) * part.dilation
    run.keep_more(2 * x.size)  # what mean and deviation are made of
    width = x.size // (run.batch * times)
    embedded = run.run(node.embed, Value(2 * run.batch * width))
    return scored(run, run.run(node.output, embedded))


@costs(wav2vec2.Quantizer)
def quantizer(node: wav2vec2.Quantizer, run: Pass, x: Value) -> Value:
    """A code vector for each frame; the choice is one that can be learned."""
    scores = run.run(node.choose, x)
    rows, codes = scores.size // node.choose.outputs, node.choose.outputs // node.groups
    width = node.vectors.shape[-1]
    run.keep_more(2 * scores.size, max(FLOAT, run.width))  # softmaxes
    run.keep_more(scores.size)
    run.multiply(rows * node.groups, codes, width, left=True, right=True)
    return run.made(rows * node.groups * width)


@costs(wav2vec2.HiddenFrames)
def hidden_frames(
    node: wav2vec2.HiddenFrames, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Both projections of each frame; of the negatives nothing is known."""
    found = run.dropped(run.features["extract_features"], node.dropout)
    run.run(node.codes, run.run(node.quantizer, found))
    answer: Value = run.run(node.states, hidden)
    return answer
