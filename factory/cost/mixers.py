"""Rules of attentions and feed-forward blocks, of residuals and layers: ``(node, pass, x) -> x``.

Whoever calls a rule holds what it gives it.
"""

from __future__ import annotations

from factory import specs
from factory.cost.interpreter import Pass, Value, costs
from factory.cost.leaves import FLOAT
from factory.cost.positions import Acting
from factory.specs import Attention, Causal, Full, Position, Window


@costs(specs.Attention)
def attention(node: Attention, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    return attended(node, run, x, *turned(node, run, *sides(node, run, x)))


@costs(specs.NormedAttention)
def normed_attention(node: specs.NormedAttention, run: Pass, x: Value) -> Value:
    """The same of queries and keys that are normed."""
    q, k, v = sides(node, run, x)
    run.held += q.size + k.size + v.size
    normed = run.run(node.query_norm, q), run.run(node.key_norm, k), v
    run.held -= q.size + k.size + v.size
    return attended(node, run, x, *turned(node, run, *normed))


@costs(specs.Cross)
def cross(node: specs.Cross, run: Pass, x: Value) -> Value:
    """The same of what another stack has given; keys and values are remembered once."""
    assert run.memory is not None
    memory, length = run.memory
    q = run.run(node.query, x)
    k, v = run.run(node.key, memory), run.run(node.value, memory)
    run.tally.cache += (k.size + v.size) * run.width
    return mixed(node, run, q, k, v, length)


def sides(node: Attention, run: Pass, x: Value) -> tuple[Value, Value, Value]:
    """Queries, keys and values; what of them is remembered is counted."""
    q = run.run(node.query, x)
    run.held += q.size
    k = run.run(node.key, x)
    run.held += k.size
    v = run.run(node.value, x)
    run.held -= q.size + k.size
    mask = node.mask
    reach = min(run.length, mask.before + 1) if isinstance(mask, Window) else run.length
    run.tally.cache += run.batch * reach * (node.key.outputs + node.value.outputs) * run.width
    return q, k, v


def turned(
    node: Attention, run: Pass, q: Value, k: Value, v: Value
) -> tuple[Value, Value, Value, bool]:
    """The same turned by their places, and whether something that learns is added to the scores."""
    position: Position | None = run.position if node.position is None else node.position
    if position is None:
        return q, k, v, False
    acting: Acting[Position] = run.run(position)
    held = q.size + k.size + v.size
    run.held += held
    q, k = acting.rotate(q, k)
    run.held -= held
    if acting.penalties and not isinstance(node.mask, Full):  # written anew with what is hidden
        run.keep_more(acting.penalties)
    return q, k, v, acting.biases


def attended(
    node: Attention, run: Pass, x: Value, q: Value, k: Value, v: Value, biased: bool
) -> Value:
    """What attention among the tokens of each item gives."""
    return mixed(node, run, q, k, v, run.length, fused=not biased)


def mixed(
    node: Attention, run: Pass, q: Value, k: Value, v: Value, keys: int, *, fused: bool = True
) -> Value:
    """Scores, their softmax, the weighted sum and the output's projection.

    Args:
        node: the attention.
        run: the pass.
        q: queries of all heads.
        k: keys of all heads that have their own.
        v: values of the same.
        keys: of one item.
        fused: whether one kernel does it, which keeps no scores; that of the CPU drops none.
    """
    queries, depth = q.size // (run.batch * node.query.outputs), node.head_width
    given = node.value.outputs // node.kv_heads
    pairs = run.batch * node.heads * queries * keys
    run.multiply(pairs, depth, 1, q.learns, k.learns)
    run.multiply(pairs, given, 1, q.learns or k.learns, v.learns)
    learns = q.learns or k.learns or v.learns
    out = Value(q.size // depth * given, learns)
    rows = q.size // depth
    held = q.size + k.size + v.size
    if learns and fused and not (run.on_cpu and node.dropout):
        run.keep(q, k, v, out)
        run.keep_more(rows, FLOAT)  # the logarithm of each softmax's sum
    elif learns:
        groups = node.heads // node.kv_heads
        run.keep_more(q.size + groups * (k.size + v.size) + pairs)
        if node.dropout:
            run.keep_more(pairs + (pairs if run.on_cpu else 0))
            run.keep_more(0 if run.on_cpu else pairs, 1)
    run.held += held + out.size
    run.made(0 if fused else q.size + k.size + 3 * pairs)
    result: Value = run.run(node.output, out)
    run.held -= held + out.size
    return result


@costs(specs.Dense)
def dense(node: specs.Dense, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    up = run.run(node.up, x)
    run.held += up.size
    inner = run.run(node.activation, up)
    run.held += inner.size - up.size
    result: Value = run.run(node.down, run.dropped(inner, node.dropout))
    run.held -= inner.size
    return result


@costs(specs.Gated)
def gated(node: specs.Gated, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    gate = run.run(node.gate, x)
    run.held += gate.size
    opened = run.run(node.activation, gate)
    up = run.run(node.up, x)
    run.held += up.size
    run.keep(opened, up)
    inner = run.made(up.size, opened, up)
    result: Value = run.run(node.down, run.dropped(inner, node.dropout))
    run.held -= gate.size + up.size
    return result


@costs(specs.Experts)
def experts(node: specs.Experts, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W); each token goes to a few, as many to one expert as to another."""
    scores = run.run(node.router, x)
    tokens, count = x.size // node.width, len(node.experts)
    run.keep_more(scores.size + 3 * tokens * node.active, max(FLOAT, run.width))
    equal = all(expert is node.experts[0] or expert == node.experts[0] for expert in node.experts)
    before, run.peak = run.peak, 0
    for expert in node.experts[:1] if equal else node.experts:
        rows = tokens * node.active // (1 if equal else count)
        sent = run.made(rows * node.width, x)
        run.held += sent.size
        found = run.run(expert, sent)
        run.keep(found)
        run.keep_more(found.size)  # multiplied by its share
        run.keep_more(2 * rows, 8)  # which tokens they were
        run.held -= sent.size
    if equal:  # in inference one has its share of the tokens at a time
        run.peak = run.held + (run.peak - run.held) // count
    run.peak = max(before, run.peak + 2 * x.size)
    return run.made(x.size, x, scores)


@costs(specs.Residual)
def residual(node: specs.Residual, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    run.held += x.size
    normed = run.maybe(node.before, x)
    own = 0 if node.before is None else normed.size
    run.held += own
    y = run.run(node.block, normed)
    run.held += y.size - own
    y = run.maybe(node.inner, y)
    total = run.made(x.size, x, y)
    run.dropped(y, node.dropout)
    run.held -= x.size + y.size
    return run.maybe(node.after, total)


@costs(specs.Layer)
def layer(node: specs.Layer, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    for name in names_of_residuals(type(node)):
        part = getattr(node, name)
        if part is not None and (name != "cross" or run.memory is not None):
            run.part(f"layers.{name}")
            x = run.run(part, x)
    return x


def names_of_residuals(kind: type[specs.Layer]) -> tuple[str, ...]:
    """The fields of a type of layers that hold its residuals, in order."""
    found = _RESIDUALS.get(kind)
    if found is None:
        fields = kind.__dataclass_fields__
        found = _RESIDUALS[kind] = tuple(n for n, f in fields.items() if "Residual" in str(f.type))
    return found


_RESIDUALS: dict[type[specs.Layer], tuple[str, ...]] = {}


@costs(specs.Group)
def group(node: specs.Group, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W); layers of a group that are equal run as one of a stack does."""
    for part in node.layers:
        x = run.run(part, x)
    return x


def looks_back(node: Attention) -> bool:
    """Whether no token sees one that comes after it, so that keys can be remembered."""
    mask = node.mask
    return (
        isinstance(node, specs.Cross)
        or isinstance(mask, Causal)
        or (isinstance(mask, Window) and mask.after == 0)
    )
