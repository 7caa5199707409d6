"""Rules of stacks, and of what goes into them and is read off them.

A frontend's rule tells the pass its grid and gives vectors; a stack's gives the hidden states and
what is pooled.
"""

from __future__ import annotations

from factory import specs
from factory.cost.interpreter import Pass, Tally, Value, costs
from factory.cost.leaves import convolved
from factory.cost.mixers import looks_back
from factory.cost.options import USUAL_LENGTH, USUAL_SAMPLES
from factory.cost.positions import Acting
from factory.errors import RequestError
from factory.specs import Attention, First, Pool, Position, Stack
from factory.specs.base import distinct

Stacked = tuple[Value, Value | None]


@costs(specs.Tokens, specs.ScaledTokens)
def tokens(node: specs.Tokens, run: Pass) -> Value:
    """Ids to vectors."""
    room = None if run.position is None else run.run(run.position).room
    run.length = text_length(run, room)
    run.reads("tokens", run.length)
    x: Value = run.run(node.token, run.tokens)
    if isinstance(node, specs.ScaledTokens) or node.segment is not None:
        run.held += x.size
        run.made(x.size)
        run.held -= x.size
    return x


def text_length(run: Pass, room: int | None) -> int:
    """Tokens of a text; those of a decoder beside an encoder are said apart.

    Raises:
        RequestError: there are not as many places.
    """
    names = ("decoder_length", "length") if run.memory is not None else ("length",)
    for name in names:
        asked: int | None = run.asked(name)
        if asked is not None:
            break
    else:
        return USUAL_LENGTH if room is None else min(USUAL_LENGTH, room)
    if room is not None and asked > room:
        raise RequestError(f"plan.{name}: {asked} tokens are more than there are places, {room}")
    return asked


@costs(specs.Patches)
def patches(node: specs.Patches, run: Pass) -> Value:
    """Pictures to vectors; of another size than the model's, places are stretched to them.

    Raises:
        RequestError: a picture of the size asked for holds no patch.
    """
    side: int | None = run.asked("image_size")
    rows, columns = node.rows, node.columns
    height, width = node.height, node.width_of_picture
    if side is not None:
        height = width = side
        rows, columns = node.conv.length(side, 0), node.conv.length(side, 1)
        if rows < 1 or columns < 1:
            raise RequestError(f"plan.image_size: {side} pixels hold no patch")
    return patched(node, run, height * width, rows * columns)


@costs(specs.Spectrogram)
def spectrogram(node: specs.Spectrogram, run: Pass) -> Value:
    """Spectrograms, all of which are of one size."""
    return patched(node, run, node.height * node.width_of_picture, node.rows * node.columns)


def patched(node: specs.Patches, run: Pass, pixels: int, count: int) -> Value:
    """So many patches of pictures of so many pixels, after the tokens before them."""
    picture = Value(run.batch * node.conv.inputs * pixels, learns=False)
    run.length = count + len(node.before)
    run.reads("patches", count)
    run.held += picture.size
    x = convolved(node.conv, run, picture, count)
    if node.before:
        run.held += x.size
        x = run.made(run.tokens * node.width, x)
        run.held -= run.batch * count * node.width
    run.held -= picture.size
    return x


@costs(specs.Waveform)
def waveform(node: specs.Waveform, run: Pass) -> Value:
    """Samples to frames.

    Raises:
        RequestError: recordings are too short for a frame.
    """
    asked: int | None = run.asked("samples")
    size = USUAL_SAMPLES if asked is None else asked
    run.length = node.frames(size)
    if run.length < 1:
        raise RequestError(
            f"plan.samples: {size} are too few; the model's first frame takes {node.reach(1)}"
        )
    run.reads("samples", size)
    x = Value(run.batch * size, learns=False)
    for block in node.blocks:
        run.held += x.size
        y = run.run(block, x, size)
        run.held -= x.size
        x, size = y, block.conv.length(size)
    x = run.maybe(node.norm, x)
    run.features["extract_features"] = x
    return run.dropped(run.run(node.project, x), node.dropout)


@costs(specs.ConvBlock)
def conv_block(node: specs.ConvBlock, run: Pass, x: Value, size: int) -> Value:
    """(batch, channels, size) -> (batch, channels, fewer)."""
    x = run.run(node.conv, x, size)
    run.held += x.size
    y = run.run(node.activation, run.maybe(node.norm, x))
    run.held -= x.size
    result: Value = y
    return result


@costs(specs.LogMel)
def log_mel(node: specs.LogMel, run: Pass) -> Value:
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


@costs(specs.Pool)
def pool(node: Pool, run: Pass, x: Value) -> Value:
    """(..., W) -> (batch, W)."""
    if not isinstance(node.select, First) or node.dropout:
        return averaged(node, run, x)
    run.keep(x)  # a slice of the hidden states keeps the whole of them
    return transformed(node, run, Value(x.size // run.length, x.learns, kept=True))


def averaged(node: Pool, run: Pass, x: Value) -> Value:
    """The same of what is no slice of the hidden states, but made of them."""
    found = Value(x.size // run.length, x.learns)
    return transformed(node, run, run.dropped(found, node.dropout))


def transformed(node: Pool, run: Pass, x: Value) -> Value:
    """What is selected, through dense layer, activation and norm."""
    for part in (node.dense, node.activation, node.norm):
        x = run.maybe(part, x)
    return x


@costs(specs.Stack, specs.DroppingStack)
def stack(node: Stack, run: Pass) -> Stacked:
    """Hidden states and what is pooled; no layer is left out."""
    run.position, run.features = node.position, {}
    run.part("frontend")
    x: Value = run.run(node.frontend)
    acting: Acting[Position] | None = None
    if node.position is not None:
        run.part("position")
        acting = run.run(node.position)
        x = acting.embed(x)
    x = entered(node, run, x)
    if acting is not None:
        run.part("position")
        acting.prepare()
    for step in node.steps:
        if run.states is not None:
            run.states.append(x)
        x = run.layer(node.layers[step], x)
    if node.norm is not None:
        run.part("norm")
        x = run.run(node.norm, x)
    if run.states is not None:
        run.states.append(x)
    forget_where_some_look_ahead(node, run)
    if node.pool is None:
        return x, None
    run.part("pool")
    return x, run.run(node.pool, x)


def entered(node: Stack, run: Pass, x: Value) -> Value:
    """From embedded tokens to what the layers read."""
    run.part("entry")
    x = run.dropped(run.maybe(node.entry, x), node.dropout)
    if node.project is None:
        return x
    run.part("project")
    result: Value = run.run(node.project, x)
    return result


def forget_where_some_look_ahead(node: Stack, run: Pass) -> None:
    """Only what has attentions, of which none sees what comes after a token, has a cache."""
    mixers = (inside for _, inside in distinct(node) if isinstance(inside, Attention))
    if not all(map(looks_back, mixers)):
        for label, tally in run.tallies.items():
            if label.startswith(f"{run.prefix}layers."):
                tally.cache = 0


@costs(specs.SoundStack)
def sound_stack(node: specs.SoundStack, run: Pass) -> Stacked:
    """The same, shortened."""
    x, pooled = stack(node, run)
    if node.shorten is not None:
        run.part("shorten")
        x = run.run(node.shorten, x)
    return x, pooled


@costs(specs.EncoderDecoder)
def encoder_decoder(node: specs.EncoderDecoder, run: Pass) -> Stacked:
    """What the decoder gives, looking at what the encoder gave."""
    run.prefix = "encoder."
    hidden, _ = run.run(node.encoder)
    run.memory, run.prefix = (hidden, run.length), "decoder."
    run.held += hidden.size
    found: Stacked = run.run(node.decoder)
    run.held -= hidden.size
    run.memory, run.prefix = None, ""
    return found


@costs(specs.DualEncoder)
def dual_encoder(node: specs.DualEncoder, run: Pass) -> Stacked:
    """How much each text is like each picture; there are as many of both."""
    ends, held = [], run.held
    for name in ("image", "text"):
        run.prefix = f"{name}."
        hidden, pooled = run.run(getattr(node, name))
        run.held += hidden.size  # a part of the answer
        run.prefix = ""
        run.part(f"{name}_projection")
        projected = run.run(getattr(node, f"{name}_projection"), pooled)
        run.keep(projected)
        ends.append(run.made(projected.size, projected))
    run.part("scale")
    width = node.text_projection.outputs
    run.multiply(run.batch, width, run.batch, left=True, right=True)
    run.keep(*ends)
    run.keep_more(run.batch**2)
    run.held = held
    return run.made(run.batch**2), None


@costs(specs.Model)
def model(node: specs.Model, run: Pass) -> None:
    """The body, and what a head makes of it, with its loss."""
    if isinstance(node.head, specs.LayerMean):
        run.states = []
    run.trains = not run.adapted
    hidden, pooled = run.run(node.body)
    run.trains = True
    if node.head is not None:
        run.part("head")
        run.held += hidden.size
        run.run(node.head, hidden, pooled)
        run.held -= hidden.size
    for label, tally in run.shared.items():
        run.tallies.setdefault(label, Tally()).add(tally)
