"""Rules of projections, tables, norms and activations: ``(node, pass, value) -> value``.

What is kept is what torch's own kernels keep; a norm keeps its input and a number or two a row.
"""

from __future__ import annotations

import math

from factory import specs
from factory.cost.interpreter import Pass, Value, costs

FLOAT = 4
"""Bytes of the numbers in which norms and softmaxes are taken, at least."""

_KEEPS_OUTPUT = ("relu", "sigmoid", "tanh")
_KEEPS_MORE = {
    "gelu_10": 1,
    "laplace": 1,
    "quick_gelu": 1,
    "relu2": 1,
    "sqrtsoftplus": 1,
}
"""Numbers that an activation of several steps keeps besides its input, for each of that."""


@costs(specs.Linear)
def linear(node: specs.Linear, run: Pass, x: Value) -> Value:
    """(..., inputs) -> (..., outputs)."""
    return product(run, x, node.inputs, node.outputs)


def product(run: Pass, x: Value, inputs: int, outputs: int) -> Value:
    """What a matrix makes of rows."""
    rows = x.size // inputs
    run.multiply(rows, inputs, outputs, x.learns, run.trains)
    if run.trains:
        run.keep(x)
    return run.made(rows * outputs, x)


@costs(specs.LoRA)
def adapted(node: specs.LoRA, run: Pass, x: Value) -> Value:
    """The same beside two small matrices, which are trained whatever else is."""
    y = product(run, x, node.inputs, node.outputs)
    run.held += y.size
    trains, run.trains = run.trains, True
    small = product(run, run.dropped(x, node.dropout), node.inputs, node.rank)
    small = product(run, small, node.rank, node.outputs)
    run.trains = trains
    run.held -= y.size
    return small


@costs(specs.Tied)
def tied(node: specs.Tied, run: Pass, x: Value) -> Value:
    """(..., width) -> (..., rows of the table)."""
    table = specs.at(run.tree, node.to)
    assert isinstance(table, specs.Embedding)
    return product(run, x, table.width, table.count)


@costs(specs.Embedding)
def embedding(node: specs.Embedding, run: Pass, count: int) -> Value:
    """So many ids -> their vectors."""
    return run.made(count * node.width)


@costs(specs.Shared)
def shared(node: specs.Shared, run: Pass, count: int) -> Value:
    """So many ids -> their vectors."""
    return run.made(count * node.width)


@costs(specs.Free)
def free(node: specs.Free, run: Pass) -> Value:
    """The parameter as a value; it is kept as a parameter is, and costs nothing more."""
    return Value(math.prod(node.shape), kept=True)


@costs(specs.Conv)
def conv(node: specs.Conv, run: Pass, x: Value, *sizes: int) -> Value:
    """(batch, inputs, *sizes) -> (batch, outputs, *lengths)."""
    places = math.prod(node.length(size, axis) for axis, size in enumerate(sizes))
    return convolved(node, run, x, places)


def convolved(node: specs.Conv, run: Pass, x: Value, places: int) -> Value:
    """What a convolution gives at so many places of each item."""
    inner = node.inputs // node.groups * math.prod(node.kernel)
    run.multiply(run.batch * places, inner, node.outputs, x.learns, run.trains)
    if run.trains:
        run.keep(x)
    return run.made(run.batch * places * node.outputs, x)


@costs(specs.WeightNormConv)
def weight_norm_conv(node: specs.WeightNormConv, run: Pass, x: Value, *sizes: int) -> Value:
    """As of a convolution, whose weight is computed at each call."""
    weigh(node, run)
    return conv(node, run, x, *sizes)


def weigh(node: specs.WeightNormConv, run: Pass) -> None:
    """Compute the weight."""
    weight = math.prod(node.parameters()["direction"])
    run.made(2 * weight)
    if run.learning():
        run.keep_more(weight)


@costs(specs.LayerNorm)
def layer_norm(node: specs.LayerNorm, run: Pass, x: Value) -> Value:
    """(..., width) -> (..., width)."""
    if run.learning(x):
        run.keep(x)
        run.keep_more(2 * (x.size // node.width), max(FLOAT, run.width))
    return run.made(x.size, x)


@costs(specs.RMSNorm)
def rms_norm(node: specs.RMSNorm, run: Pass, x: Value) -> Value:
    """(..., width) -> (..., width)."""
    if run.width < FLOAT:
        return widened_norm(node, run, x)
    if run.learning(x):
        run.keep(x)
        if run.on_cpu:  # has no kernel of its own for it
            run.keep_more(x.size)
        run.keep_more(x.size // node.width)
    return run.made(x.size, x)


@costs(specs.ShiftedRMSNorm)
def widened_norm(node: specs.RMSNorm, run: Pass, x: Value) -> Value:
    """A norm that is taken in wide numbers whatever those of the model are."""
    wide = max(FLOAT, run.width)
    if run.learning(x):
        if wide == run.width:
            run.keep(x)
        else:
            run.keep_more(x.size, wide)
        if run.on_cpu or type(node) is specs.RMSNorm:
            run.keep_more(x.size)
        run.keep_more(x.size // node.width, wide)
    run.made(x.size * max(1, wide // run.width))
    return Value(x.size, run.learning(x))


@costs(specs.GroupNorm)
def group_norm(node: specs.GroupNorm, run: Pass, x: Value) -> Value:
    """(batch, channels, times) -> the same."""
    if run.learning(x):
        run.keep(x)
        run.keep_more(2 * run.batch * node.groups, FLOAT)
    return run.made(x.size, x)


@costs(specs.Activation)
def activation(node: specs.Activation, run: Pass, x: Value) -> Value:
    """(...) -> (...)."""
    if node.function == "linear":
        return x
    run.made(x.size)
    y = Value(x.size, x.learns)
    if x.learns:
        run.keep(y if node.function in _KEEPS_OUTPUT else x)
        run.keep_more(_KEEPS_MORE.get(node.function, 0) * x.size)
    return y


@costs(specs.PReLU)
def prelu(node: specs.PReLU, run: Pass, x: Value) -> Value:
    """(...) -> (...); which numbers are above zero is kept."""
    if run.learning(x):
        run.keep(x)
        run.keep_more(x.size, 1)
    run.made(2 * x.size)
    return Value(x.size, run.learning(x))


@costs(specs.XIELU)
def xielu(node: specs.XIELU, run: Pass, x: Value) -> Value:
    """(...) -> (...); both branches are computed for every number."""
    if run.learning(x):
        run.keep(x)
        run.keep_more(3 * x.size)
        run.keep_more(x.size, 1)
    run.made(4 * x.size)
    return Value(x.size, run.learning(x))
