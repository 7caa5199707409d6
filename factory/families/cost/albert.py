"""What ALBERT's own pretraining head costs."""

from __future__ import annotations

from factory.cost.heads import pretraining
from factory.cost.interpreter import Pass, Value, costs
from factory.families import albert


@costs(albert.AlbertPretraining)
def albert_pretraining(
    node: albert.AlbertPretraining, run: Pass, hidden: Value, pooled: Value
) -> Value:
    """Both answers."""
    return pretraining(node, run, hidden, run.dropped(pooled, node.dropout))
