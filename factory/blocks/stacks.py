"""Feed-forward blocks, residuals, layers, and the stack that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from factory import specs
from factory.blocks.base import Block, builds, dropped
from factory.blocks.context import Context, Inputs
from factory.blocks.frontends import Frontend
from factory.blocks.leaves import Free, Linear
from factory.blocks.pools import Pool
from factory.blocks.positions import Position, plain_places

L = TypeVar("L", bound=specs.Layer)


@builds(specs.Dense)
class Dense(Block[specs.Dense]):
    """Two projections with an activation between."""

    up: Linear
    activation: nn.Module
    down: Linear

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        inner = dropped(self.activation(self.up(x)), self.spec.dropout, self.training)
        return ctx.projected(inner, self.down)[0]


@builds(specs.Gated)
class Gated(Block[specs.Gated]):
    """Two projections side by side, one of which lets the other through."""

    gate: Linear
    up: Linear
    activation: nn.Module
    down: Linear

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        gate, up = ctx.projected(x, self.gate, self.up)
        inner = dropped(self.activation(gate) * up, self.spec.dropout, self.training)
        return ctx.projected(inner, self.down)[0]


@builds(specs.Experts)
class Experts(Block[specs.Experts]):
    """Several feed-forward blocks, of which each token goes to a few."""

    router: Linear
    experts: nn.ModuleList

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        spec = self.spec
        flat = x.flatten(0, -2)
        if self.training and spec.jitter:
            flat = flat * torch.empty_like(flat).uniform_(1 - spec.jitter, 1 + spec.jitter)
        scores = self.router(flat)
        ctx.routes.append(scores)
        shares, chosen = scores.float().softmax(-1).topk(spec.active, -1)
        shares = (shares / shares.sum(-1, keepdim=True)).to(x.dtype)
        mixed = torch.zeros_like(flat)
        for number, expert in enumerate(self.experts):
            token, rank = sent(chosen, number)
            given = expert(flat[token], ctx) * shares[token, rank, None]
            mixed = mixed.index_add(0, token, given.to(mixed.dtype))
        return mixed.unflatten(0, x.shape[:-1])


def sent(chosen: Tensor, expert: int) -> tuple[Tensor, Tensor]:
    """Which tokens go to an expert, and as which of their choices it was.

    Args:
        chosen: numbers of the experts (tokens, active); where they have no values, all tokens go.
        expert: its number.
    """
    if chosen.is_meta:
        token = torch.arange(len(chosen), device=chosen.device)
        return token, torch.zeros_like(token)
    token, rank = (chosen == expert).nonzero(as_tuple=True)
    return token, rank


@builds(specs.Residual)
class Residual(Block[specs.Residual]):
    """A block beside the stream; which norms there are is the placement."""

    block: nn.Module
    before: nn.Module | None
    inner: nn.Module | None
    after: nn.Module | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        y = self.block(x if self.before is None else self.before(x), ctx)
        if self.inner is not None:
            y = self.inner(y)
        x = x + dropped(y, self.spec.dropout, self.training)
        return x if self.after is None else self.after(x)


@builds(specs.Layer)
class Layer(Block[L]):
    """Residuals in field order; what else there is in a subclass is the subclass's to run."""

    cross: Residual | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W); where there is no memory, none is looked at."""
        for part in self._modules.values():  # children() would look for twins among them
            if isinstance(part, Residual) and (part is not self.cross or ctx.memory is not None):
                x = part(x, ctx)
        return x


@builds(specs.Group)
class Group(Block[specs.Group]):
    """Layers that run as one step."""

    layers: nn.ModuleList

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        for place, layer in enumerate(self.layers):
            if place:  # the stack has recorded what comes before the first
                ctx.keep_hidden(x)
            x = layer(x, ctx)
        return x


@builds(specs.Stack)
class Stack(Block[specs.Stack]):
    """Frontend, positions, layers, pool.

    Attributes:
        checkpointing: recompute activations of each layer in the backward pass instead of keeping
            them.
    """

    frontend: Frontend[specs.Frontend]
    layers: nn.ModuleList
    position: Position[specs.Position] | None
    entry: nn.Module | None
    project: Linear | None
    norm: nn.Module | None
    pool: Pool | None
    checkpointing: bool = False

    def __init__(self, spec: specs.Stack) -> None:
        super().__init__(spec)
        mixers = [
            (path, node) for path, node in specs.walk(spec) if isinstance(node, specs.Attention)
        ]
        self._attends = bool(mixers)
        self._own_positions = [f"{path}.position" for path, node in mixers if node.position]
        self._in_order = [
            path for path, node in specs.walk(spec) if isinstance(node, specs.Recurrence)
        ]
        self._looks = any(isinstance(node, specs.Cross) for _, node in specs.walk(spec))

    def forward(
        self, inputs: Inputs, ctx: Context, packs: Callable[[], bool]
    ) -> tuple[Tensor, Tensor | None]:
        """Hidden states (..., W) in the context's layout, and the pooled output (B, W) if any.

        Args:
            inputs: padded inputs.
            ctx: the pass.
            packs: asked once it is known what is padding: whether to go on without it.

        Raises:
            ValueError: the inputs do not fit the model, or what it remembers or looks at.
        """
        if ctx.cache is not None:
            ctx.cache.begin()
        inputs = self.frontend.begin(inputs, ctx)
        self.check(ctx)
        position = ctx.position = self.position
        number = plain_places if position is None else position.number
        ctx.positions = number(inputs, ctx)
        if packs():
            ctx.begin_packing()
        x = self.frontend(inputs, ctx)
        x = self.enter(x if position is None else position.embed(x, ctx), ctx)
        for acting in self.positions():
            acting.prepare(ctx.longest(x), ctx)
        for step in self.spec.steps:
            ctx.keep_hidden(x)
            x = self.run(self.layers[step], x, ctx)
        if self.spec.norm_kept_apart:
            ctx.keep_hidden(x)
        if self.norm is not None:
            x = self.norm(x)
        if not self.spec.norm_kept_apart:
            ctx.keep_hidden(x)
        if ctx.cache is not None:
            ctx.cache.end(ctx.grid[1])
        return x, None if self.pool is None else self.pool(x, ctx)

    def check(self, ctx: Context) -> None:
        """See that a pass, whose grid is known, can remember and look at what it is given.

        Raises:
            ValueError: it cannot.
        """
        if ctx.cache is not None and self.recomputes:
            raise ValueError(
                "nothing can be remembered while activations are recomputed: leave use_cache and "
                "past_key_values out, or call gradient_checkpointing_disable()"
            )
        if self._in_order and ctx.visible is not None:
            raise ValueError(
                f"an attention_mask of pairs (batch, tokens, tokens) is for attention; "
                f"{self._in_order[0]} reads tokens in their order: give (batch, tokens)"
            )
        if self._in_order and not self._attends and ctx.record.attentions is not None:
            raise ValueError(
                "output_attentions: no layer of this model has attention whose weights could be "
                "returned; leave it out"
            )
        if ctx.memory is None:
            if ctx.cache is not None and ctx.cache.has_memories:
                raise ValueError(
                    "the cache remembers a look at what an encoder has read; give "
                    "encoder_hidden_states again"
                )
            return
        if not self._looks:
            raise ValueError(
                "this model looks at nothing that an encoder has read; leave encoder_hidden_states "
                "out, or build it with add_cross_attention"
            )
        shape = tuple(ctx.memory.hidden.shape)
        if len(shape) != 3 or shape[0] != ctx.grid[0]:
            raise ValueError(
                f"what the encoder has read has shape {shape}; ({ctx.grid[0]}, tokens, width) is "
                "needed"
            )
        looked = None if ctx.cache is None else ctx.cache.looked_at
        if looked not in (None, shape[1]):
            raise ValueError(
                f"the encoder has read {shape[1]} tokens, and the cache remembers a look at "
                f"{looked}; give what the first pass was given, or a new cache"
            )

    @property
    def recomputes(self) -> bool:
        """Whether layers run again in the backward pass."""
        return self.checkpointing and self.training and torch.is_grad_enabled()

    def positions(self) -> Iterator[Position[specs.Position]]:
        """Its own position, and those of single attentions."""
        if self.position is not None:
            yield self.position
        for path in self._own_positions:
            yield self.get_submodule(path)  # type: ignore[misc]

    def enter(self, x: Tensor, ctx: Context) -> Tensor:
        """From embedded tokens (..., width of the frontend) to what the layers read (..., W)."""
        if self.entry is not None:
            x = self.entry(x)
        x = dropped(x, self.spec.dropout, self.training)
        return x if self.project is None else self.project(x)

    def run(self, layer: Callable[[Tensor, Context], Tensor], x: Tensor, ctx: Context) -> Tensor:
        """One layer, with its activations kept or recomputed."""
        if self.recomputes:
            result: Tensor = checkpoint(layer, x, ctx, use_reentrant=False)
            return result
        return layer(x, ctx)


@builds(specs.DroppingStack)
class DroppingStack(Stack):
    """Leaves layers out at random in training."""

    spec: specs.DroppingStack

    @property
    def drops(self) -> bool:
        """Whether layers may be left out."""
        return self.training and self.spec.layerdrop > 0

    def check(self, ctx: Context) -> None:
        """As of every stack; what layers that are left out would remember is missed later."""
        super().check(ctx)
        if ctx.cache is not None and self.drops:
            raise ValueError(
                "nothing can be remembered while layers are left out at random: leave use_cache "
                "and past_key_values out, or call eval()"
            )

    def run(self, layer: Callable[[Tensor, Context], Tensor], x: Tensor, ctx: Context) -> Tensor:
        """One layer, or none."""
        if self.drops and float(torch.rand(())) < self.spec.layerdrop:
            return x
        return super().run(layer, x, ctx)


@builds(specs.EncoderDecoder)
class EncoderDecoder(Block[specs.EncoderDecoder]):
    """A stack that reads and one that writes; models run each in a pass of its own."""

    encoder: Stack
    decoder: Stack


@builds(specs.DualEncoder)
class DualEncoder(Block[specs.DualEncoder]):
    """A stack for texts and one for pictures; models run each in a pass of its own."""

    text: Stack
    image: Stack
    text_projection: Linear
    image_projection: Linear
    scale: Free

    def similarities(self, text: Tensor, image: Tensor) -> Tensor:
        """How much each text is like each picture (texts, pictures).

        Args:
            text: directions of the texts (texts, width), each of length 1.
            image: directions of the pictures (pictures, width), each of length 1.
        """
        return text @ image.T.to(text.device) * self.scale.weight.exp()
