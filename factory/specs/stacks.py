"""Stacks: a frontend, layers, and what is read off them; a model is a body and a head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from factory.specs.base import Data, Spec, distinct, spec
from factory.specs.blocks import Attention, Cross, Group, Layer
from factory.specs.leaves import Conv, Embedding, Free, Linear, Shared, probability
from factory.specs.positions import Alibi, Position, Positions, RelativeBias, Rotary
from factory.specs.selective import Recurrence


class Frontend(Spec):
    """What turns inputs into vectors."""

    @property
    def width(self) -> int:
        """Width of the vectors it gives."""
        raise NotImplementedError


@spec
class Tokens(Frontend):
    """Token ids to vectors; ``segment`` tells the texts of a pair apart."""

    token: Embedding | Shared
    segment: Embedding | None = None

    @property
    def width(self) -> int:
        """Width of the vectors it gives."""
        return self.token.width


@spec
class ScaledTokens(Tokens):
    """Their vectors are multiplied (https://arxiv.org/abs/1706.03762, section 3.4).

    Attributes:
        scale: the factor, rounded to the type of the weights.
    """

    scale: float


@spec
class Patches(Frontend):
    """Patches of a picture to vectors, after tokens that every picture gets.

    Attributes:
        conv: one step a patch.
        height, width_of_picture: numbers of pixels.
        before: tokens that stand before the patches, (..., width) each.
        masked: what stands for a patch that is hidden, (..., width).
    """

    conv: Conv
    height: int
    width_of_picture: int
    before: tuple[Free, ...] = ()
    masked: Free | None = None

    @property
    def width(self) -> int:
        """Width of the vectors it gives."""
        return self.conv.outputs

    @property
    def rows(self) -> int:
        """Patches from top to bottom."""
        return self.conv.length(self.height, 0)

    @property
    def columns(self) -> int:
        """Patches from left to right."""
        return self.conv.length(self.width_of_picture, 1)

    def check(self) -> Iterator[str]:
        if self.rows < 1 or self.columns < 1:
            size = (self.height, self.width_of_picture)
            yield f"a picture of {size} pixels holds no patch of {self.conv.kernel}"


class Select(Data):
    """Which token of a sequence stands for the whole."""


@spec
class First(Select):
    """The first token."""


@spec
class FirstReal(Select):
    """The first token that is not padding."""


@spec
class Mean(Select):
    """The mean of the real tokens."""


@spec
class AtToken(Select):
    """The first token with an id; the first of all where there is none."""

    token: int


@spec
class AtSourceLast(Select):
    """The token of a decoder at the place of the last one with an id in what the encoder reads."""

    token: int


@spec
class LastUnlike(Select):
    """The last token other than the padding; the last of all where the padding is not known."""

    padding: int | None


@spec
class AtLargest(Select):
    """The first token of those with the largest id."""


@spec
class Pool(Spec):
    """One vector a sequence: ``norm(activation(dense(dropout(selected token))))``."""

    select: Select = First()
    dropout: float = 0.0
    dense: Linear | None = None
    activation: Spec | None = None
    norm: Spec | None = None

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


@spec
class Stack(Spec):
    """Frontend, position, entry norm, projection, layers, final norm, pool.

    Attributes:
        frontend: what turns inputs into vectors.
        layers: run in order, or as the schedule says.
        position: how tokens know their place.
        entry: norm on the embedded tokens.
        project: from the embedded tokens' width to the layers'.
        norm: norm after the last layer.
        pool: one vector a sequence, for the heads that want it.
        schedule: which layer runs at each step, where layers are shared; each once when None.
        norm_kept_apart: the last of the recorded hidden states is what the last layer gave, before
            ``norm``.
        dropout: probability on the embedded tokens.
    """

    frontend: Frontend
    layers: tuple[Layer | Group, ...]
    position: Position | None = None
    entry: Spec | None = None
    project: Linear | None = None
    norm: Spec | None = None
    pool: Pool | None = None
    schedule: tuple[int, ...] | None = None
    norm_kept_apart: bool = False
    dropout: float = 0.0

    @property
    def width(self) -> int:
        """Width of the stream between layers."""
        return self.frontend.width if self.project is None else self.project.outputs

    @property
    def steps(self) -> tuple[int, ...]:
        """Which layer runs at each step."""
        return tuple(range(len(self.layers))) if self.schedule is None else self.schedule

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if not self.layers:
            yield "a stack needs at least one layer"
        if unused := sorted(set(range(len(self.layers))) ^ set(self.steps)):
            yield f"schedule and layers disagree about layer {unused[0]}"
        if self.project is not None and self.project.inputs != self.frontend.width:
            yield f"project reads {self.project.inputs} where tokens have {self.frontend.width}"
        own = []
        for path, node in distinct(self):
            if isinstance(node, Attention | Recurrence) and node.width != self.width:
                yield f"{path} reads {node.width} where the stream has {self.width}"
            if isinstance(node, Attention) and not isinstance(node, Cross):
                own.append(node)
                position = node.position or self.position
                for wrong in (*misplaced(node, position), *node.misses(position)):
                    yield f"{path}: {wrong}"
        if own:
            yield from unread(self.position, own)


@spec
class DroppingStack(Stack):
    """A stack whose layers are left out at random in training.

    Attributes:
        layerdrop: probability that a layer is left out (https://arxiv.org/abs/1909.11556).
    """

    layerdrop: float = 0.0

    def check(self) -> Iterator[str]:
        yield from super().check()
        yield from probability(layerdrop=self.layerdrop)


def unread(position: Position | None, mixers: Iterable[Attention]) -> Iterator[str]:
    """What none of a stack's attentions makes anything of."""
    parts = position.parts if isinstance(position, Positions) else (position,)
    for part in parts:
        if part is not None and not any(map(part.reaches, mixers)):
            yield f"no attention makes anything of {type(part).__name__} positions"


def misplaced(mixer: Attention, position: Position | None) -> Iterator[str]:
    """What keeps a position from acting on an attention."""
    match position:
        case Positions(parts=parts):
            for part in parts:
                yield from misplaced(mixer, part)
        case Rotary(width=width) if width > mixer.head_width:
            yield f"rotary width {width} is more than the head width {mixer.head_width}"
        case RelativeBias(heads=n) | Alibi(heads=n) if mixer.kept is None and n != mixer.heads:
            yield f"the bias by distance is for {n} heads, the attention has {mixer.heads}"
        case RelativeBias(heads=n) | Alibi(heads=n) if mixer.kept and max(mixer.kept) >= n:
            yield f"the bias by distance is for {n} heads, there is none for {max(mixer.kept)}"
        case _:
            pass


@spec
class DualEncoder(Spec):
    """Two stacks whose pooled outputs are compared (https://arxiv.org/abs/2103.00020).

    Attributes:
        text: reads texts.
        image: reads pictures.
        text_projection, image_projection: from each stack's pooled output to one common width.
        scale: logarithm of the factor of the similarities, a single number.
    """

    text: Stack
    image: Stack
    text_projection: Linear
    image_projection: Linear
    scale: Free

    def check(self) -> Iterator[str]:
        for name in ("text", "image"):
            stack, part = getattr(self, name), f"{name}_projection"
            reads = getattr(self, part).inputs
            if stack.pool is None:
                yield f"{name} has no pool"
            if reads != stack.width:
                yield f"{part} reads {reads} where {name} gives {stack.width}"
        if self.text_projection.outputs != self.image_projection.outputs:
            widths = f"{self.text_projection.outputs} and {self.image_projection.outputs}"
            yield f"the projections give different widths, {widths}"


@spec
class EncoderDecoder(Spec):
    """A stack that reads and one that writes, looking at what the first has given.

    Attributes:
        encoder: what it gives is the memory of the decoder's attentions of type ``Cross``.
        decoder: goes on from what is already written.
    """

    encoder: Stack
    decoder: Stack

    def check(self) -> Iterator[str]:
        crosses = [node for _, node in distinct(self.decoder) if isinstance(node, Cross)]
        if not crosses:
            yield "nothing in the decoder looks at the encoder"
        for node in crosses:
            if self.encoder.width not in (node.key.inputs, node.value.inputs):
                yield f"the decoder reads {node.key.inputs} where encoder has {self.encoder.width}"


@spec
class Model(Spec):
    """A body and, unless the bare hidden states are wanted, a head."""

    body: Stack | DualEncoder | EncoderDecoder
    head: Spec | None = None
