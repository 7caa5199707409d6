"""Rules of mixers that carry a state from token to token: ``(node, pass, x) -> x``."""

from __future__ import annotations

from factory import specs
from factory.cost.interpreter import Pass, Value, costs
from factory.cost.leaves import FLOAT, conv, convolved, product

costs(specs.ShortConv)(conv)

CHUNK = 16
"""Tokens between states that are kept for the backward pass."""


@costs(specs.StepSize)
def step_size(node: specs.StepSize, run: Pass, x: Value) -> Value:
    """(..., rank) -> (..., channels)."""
    raw = product(run, x, node.inputs, node.outputs)
    if raw.learns:
        run.keep_more(raw.size, max(FLOAT, run.width))
    return Value(raw.size, raw.learns)


@costs(specs.SelectiveState)
def selective_state(node: specs.SelectiveState, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W); what it remembers of a text does not grow with it."""
    wide = max(FLOAT, run.width)
    tokens, states = run.tokens, node.states
    held = run.held
    split = run.run(node.expand, x)
    run.held += split.size
    seen = Value(run.batch * (run.length + node.window) * node.channels, split.learns)
    run.held += seen.size
    inner = run.run(node.activation, convolved(node.conv, run, seen, run.length))
    run.held += inner.size
    chosen = run.run(node.select, inner)
    run.keep(chosen)
    rank = Value(tokens * node.step.inputs, chosen.learns, kept=True)
    steps = run.run(node.step, rank)
    run.held += chosen.size + steps.size
    pairs = tokens * node.channels * states
    run.multiply(pairs, 1, 1, left=False, right=False)
    if run.learning(chosen, inner):
        run.tally.backward += 3 * 2 * pairs  # of what is read, written and taken
        kept = 3 * steps.size + 2 * tokens * states  # steps, twice, and what they take in
        run.keep_more(kept + pairs // CHUNK, wide)
    state = run.batch * node.channels * states
    run.peak = max(run.peak, run.held + 2 * steps.size + 2 * state * CHUNK)
    run.tally.cache += state * wide + run.batch * node.window * node.channels * run.width
    mixed = run.made(steps.size, steps, inner)
    run.keep(inner, split, mixed)
    gated = run.made(mixed.size, mixed, split)
    if gated.learns:
        run.keep_more(mixed.size)  # the gate's activation
    run.held = held
    result: Value = run.run(node.output, gated)
    return result
