"""What Gemma 2's own spec types cost."""

from __future__ import annotations

from factory.cost.heads import scored
from factory.cost.interpreter import Pass, Value, costs
from factory.cost.mixers import mixed, sides, turned
from factory.families import gemma2


@costs(gemma2.CappedAttention)
def capped_attention(node: gemma2.CappedAttention, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W); no kernel does it in one, and each step keeps its scores."""
    q, k, v, _ = turned(node, run, *sides(node, run, x))
    pairs = run.batch * node.heads * run.length**2
    run.keep_more(pairs)  # what tanh gave
    run.keep_more(pairs, 1)  # what was hidden
    return mixed(node, run, q, k, v, run.length, fused=False)


@costs(gemma2.CappedNextToken)
def capped_next_token(
    node: gemma2.CappedNextToken, run: Pass, hidden: Value, pooled: Value | None
) -> Value:
    """Scores of every token, squeezed."""
    scores = run.run(node.decoder, run.maybe(node.transform, hidden))
    run.keep_more(scores.size)
    run.held += scores.size
    answer = scored(run, run.made(scores.size))
    run.held -= scores.size
    return answer
