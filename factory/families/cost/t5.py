"""What T5's own spec types cost."""

from __future__ import annotations

from factory.cost.heads import vocabulary
from factory.cost.interpreter import Pass, Value, costs
from factory.cost.leaves import rms_norm
from factory.families import t5


@costs(t5.DroppedRMSNorm)
def dropped_rms_norm(node: t5.DroppedRMSNorm, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    return run.dropped(rms_norm(node, run, x), node.dropout)


@costs(t5.ScaledVocabulary)
def scaled_vocabulary(
    node: t5.ScaledVocabulary, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Scores of every token, of vectors that are divided first."""
    return vocabulary(node, run, run.made(hidden.size), pooled)
