"""What DeBERTa-v2's own spec types cost."""

from __future__ import annotations

from factory import specs
from factory.cost.interpreter import Pass, Value, costs, costs_as
from factory.cost.mixers import layer, mixed, sides
from factory.cost.positions import Acting
from factory.families import deberta_v2 as own

costs_as(specs.Stack, own.ZeroPaddedStack)
costs_as(specs.SequenceClassifier, own.SoftLabelClassifier)


@costs(own.Disentangled)
class Meets(Acting[own.Disentangled]):
    """Vectors of distances, which attentions meet."""

    def prepare(self) -> None:
        """Norm them, and find which of them is for each query and key."""
        self.run.once(own.Disentangled, self.run.length**2, 8)
        if self.node.norm is not None:
            table = Value(self.node.table.count * self.node.table.width, self.run.trains, kept=True)
            self.run.run(self.node.norm, table)


@costs(own.DisentangledAttention)
def disentangled_attention(node: own.DisentangledAttention, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W); queries and keys meet the distances as well as each other."""
    q, k, v = sides(node, run, x)
    pairs, held = run.batch * node.heads * run.length**2, q.size + k.size + v.size
    run.held += held
    if node.terms:
        table = distances(run)
        rows = table.count
        vectors = Value(rows * table.width, run.trains)
        vectors = run.dropped(vectors, node.position_dropout)
        for term in node.terms:
            content, own_map, shared_map = (
                (q, node.position_key, node.key)
                if term == "c2p"
                else (k, node.position_query, node.query)
            )
            linear = own_map or shared_map
            met = run.run(linear, vectors)
            depth, scores = linear.outputs // node.heads, run.tokens * node.heads * rows
            run.multiply(scores, depth, 1, content.learns, met.learns)
            if content.learns or met.learns:
                # Both sides as rows of one head after another, and the scores to pick from.
                run.keep_more(q.size + run.batch * met.size + scores)
            run.made(scores)
            run.held += scores
            held += scores
        run.made(2 * pairs)
    run.held -= held
    return mixed(node, run, q, k, v, run.length, fused=not node.terms)


def distances(run: Pass) -> specs.Embedding:
    """The table of the stack's position."""
    position = run.position
    several = position.parts if isinstance(position, specs.Positions) else (position,)
    return next(part.table for part in several if isinstance(part, own.Disentangled))


@costs(own.Convolution)
def convolution(node: own.Convolution, run: Pass, x: Value) -> Value:
    """(batch, tokens, W) -> the same."""
    inner = node.width // node.groups * node.kernel
    run.multiply(run.tokens, inner, node.width, x.learns, run.trains)
    if run.trains:
        run.keep(x)
    return run.made(x.size, x)


@costs(own.ConvolvedLayer)
def convolved_layer(node: own.ConvolvedLayer, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    run.part("layers.convolution")
    run.held += x.size
    near = run.dropped(run.run(node.convolution, x), node.dropout)
    near = run.run(node.activation, near)
    run.held += near.size
    x = layer(node, run, x)
    run.part("layers.convolution")
    run.held -= x.size + near.size
    normed: Value = run.run(node.norm, run.made(x.size, x, near))
    return normed
