"""What Whisper's own spec types cost."""

from __future__ import annotations

from factory.cost.interpreter import Pass, Value, costs, costs_as
from factory.families import whisper
from factory.specs import Embedding

costs_as(Embedding, whisper.FixedTable)


@costs(whisper.LogMel)
def log_mel(node: whisper.LogMel, run: Pass) -> Value:
    """Spectrograms, all of which are of one size, to frames."""
    size = node.times
    run.reads("times", size)
    x = Value(run.batch * node.bands * size, learns=False)
    for conv in node.convs:
        run.held += x.size
        y = run.run(conv, x, size)
        run.held += y.size - x.size
        x, size = run.run(node.activation, y), conv.length(size)
        run.held -= y.size
    run.length = size
    return x
