"""Feed-forward blocks, residuals, layers, pools, and the stack that runs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Inputs
from factory.blocks.frontends import Frontend
from factory.blocks.leaves import Free, Linear
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
        inner = self.activation(self.up(x))
        return self.down(F.dropout(inner, self.spec.dropout, self.training))


@builds(specs.Gated)
class Gated(Block[specs.Gated]):
    """Two projections side by side, one of which lets the other through."""

    gate: Linear
    up: Linear
    activation: nn.Module
    down: Linear

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        inner = self.activation(self.gate(x)) * self.up(x)
        return self.down(F.dropout(inner, self.spec.dropout, self.training))


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
        x = x + F.dropout(y, self.spec.dropout, self.training)
        return x if self.after is None else self.after(x)


@builds(specs.Layer)
class Layer(Block[L]):
    """Residuals in field order; what else there is in a subclass is the subclass's to run."""

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        for part in self.children():
            if isinstance(part, Residual):
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


@builds(specs.Pool)
class Pool(Block[specs.Pool]):
    """One vector a sequence."""

    dense: Linear | None
    activation: nn.Module | None
    norm: nn.Module | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (B, W)."""
        x = F.dropout(self.selected(x, ctx), self.spec.dropout, self.training)
        if self.dense is not None:
            x = self.dense(x)
        if self.activation is not None:
            x = self.activation(x)
        return x if self.norm is None else self.norm(x)

    def selected(self, x: Tensor, ctx: Context) -> Tensor:
        """What stands for each sequence, (..., W) -> (B, W)."""
        match self.spec.select:
            case specs.First():
                return ctx.first(x)
            case specs.FirstReal():
                return ctx.first_real(x)
            case specs.Mean():
                return ctx.mean(x)
            case specs.AtToken() | specs.AtLargest():
                return ctx.at(x, self.places(ctx))
            case other:
                raise TypeError(f"pooling cannot select by {type(other).__name__}")

    def places(self, ctx: Context) -> Tensor:
        """Where the token lies that is chosen by its id, counted on the padded grid (B,).

        Raises:
            ValueError: there are no ids.
        """
        ids, select = ctx.inputs.input_ids, self.spec.select
        if ids is None:
            raise ValueError("input_ids are needed: the token to pool is found by its id")
        wanted = (ids == select.token).int() if isinstance(select, specs.AtToken) else ids
        return wanted.argmax(1)

    def packable(self, ctx: Context) -> bool:
        """Whether it selects the same when the padding is left out."""
        real = ctx.real
        assert real is not None
        match self.spec.select:
            case specs.First():
                there = real[:, 0]
            case specs.AtToken() | specs.AtLargest():
                there = real.gather(1, self.places(ctx)[:, None])
            case _:
                there = real.any(1)
        return bool(there.all())


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

    def forward(
        self, inputs: Inputs, ctx: Context, packs: Callable[[], bool]
    ) -> tuple[Tensor, Tensor | None]:
        """Hidden states (..., W) in the context's layout, and the pooled output (B, W) if any.

        Args:
            inputs: padded inputs.
            ctx: the pass.
            packs: asked once it is known what is padding: whether to go on without it.
        """
        inputs = self.frontend.begin(inputs, ctx)
        position = ctx.position = self.position
        number = plain_places if position is None else position.number
        ctx.positions = number(inputs, ctx)
        if packs():
            ctx.begin_packing()
        x = self.frontend(inputs, ctx)
        x = self.enter(x if position is None else position.embed(x, ctx), ctx)
        if position is not None:
            position.prepare(ctx.longest(x), ctx)
        for step in self.spec.steps:
            ctx.keep_hidden(x)
            x = self.run(self.layers[step], x, ctx)
        if self.spec.norm_kept_apart:
            ctx.keep_hidden(x)
        if self.norm is not None:
            x = self.norm(x)
        if not self.spec.norm_kept_apart:
            ctx.keep_hidden(x)
        return x, None if self.pool is None else self.pool(x, ctx)

    def enter(self, x: Tensor, ctx: Context) -> Tensor:
        """From embedded tokens (..., width of the frontend) to what the layers read (..., W)."""
        if self.entry is not None:
            x = self.entry(x)
        x = F.dropout(x, self.spec.dropout, self.training)
        return x if self.project is None else self.project(x)

    def run(self, layer: Callable[[Tensor, Context], Tensor], x: Tensor, ctx: Context) -> Tensor:
        """One layer, with its activations kept or recomputed."""
        if self.checkpointing and self.training and torch.is_grad_enabled():
            result: Tensor = checkpoint(layer, x, ctx, use_reentrant=False)
            return result
        return layer(x, ctx)


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
