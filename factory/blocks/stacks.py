"""Feed-forward blocks, residuals, layers, pools, and the stack that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from factory import specs
from factory.blocks.base import Block, builds, dropped
from factory.blocks.context import Context, Inputs, may_look_at
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
        return self.down(dropped(self.activation(self.up(x)), self.spec.dropout, self.training))


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
        return self.down(dropped(inner, self.spec.dropout, self.training))


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


@builds(specs.Pool)
class Pool(Block[specs.Pool]):
    """One vector a sequence."""

    dense: Linear | None
    activation: nn.Module | None
    norm: nn.Module | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (B, W)."""
        x = dropped(self.selected(x, ctx), self.spec.dropout, self.training)
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
            case specs.AtToken() | specs.AtLargest() | specs.AtSourceLast() | specs.LastUnlike():
                return ctx.at(x, self.places(ctx))
            case other:
                raise TypeError(f"pooling cannot select by {type(other).__name__}")

    def places(self, ctx: Context) -> Tensor:
        """Where the token lies that is chosen by its id, counted on the padded grid (B,).

        Raises:
            ValueError: there are no ids, or they are not those that the selection is for.
        """
        select = self.spec.select
        source = ctx.source if isinstance(select, specs.AtSourceLast) else ctx.inputs
        ids = None if source is None else source.input_ids
        if isinstance(select, specs.LastUnlike) and (ids is None or select.padding is None):
            return self.last(ctx)
        if ids is None:
            raise ValueError("input_ids are needed: the token to pool is found by its id")
        match select:
            case specs.AtToken(token=token):
                return (ids == token).int().argmax(1)
            case specs.AtSourceLast(token=token):
                return last_of_source(ids == token, token, ctx)
            case specs.LastUnlike(padding=int(padding)):
                return last_true(ids != torch.tensor(padding, device=ids.device))
            case _:
                return ids.argmax(1)

    def last(self, ctx: Context) -> Tensor:
        """The last place of each sequence (B,), where no id tells padding apart.

        Raises:
            ValueError: there are several sequences of which one has padding.
        """
        batch, length = ctx.grid
        if ctx.real is not None:
            return last_true(ctx.real)
        if batch > 1 and ctx.inputs.input_ids is not None:
            raise ValueError(
                "the last token of several texts is pooled: give an attention_mask, or a model "
                "that knows its pad_token_id"
            )
        return torch.full((batch,), length - 1, device=ctx.inputs.device)

    def packable(self, ctx: Context) -> bool:
        """Whether it selects the same when the padding is left out."""
        real = ctx.real
        assert real is not None
        match self.spec.select:
            case specs.First():
                there = real[:, 0]
            case specs.AtToken() | specs.AtLargest() | specs.AtSourceLast() | specs.LastUnlike():
                there = real.gather(1, self.places(ctx)[:, None])
            case _:
                there = real.any(1)
        return bool(there.all())


def last_true(mask: Tensor) -> Tensor:
    """The last place of each row (B, T) that is true (B,), or 0 where none is."""
    places = torch.arange(mask.shape[1], device=mask.device)
    return (places * mask).argmax(1)


def last_of_source(found: Tensor, token: int, ctx: Context) -> Tensor:
    """The last place of each source (B,) that holds the token it is pooled at.

    Args:
        found: where the token is, (B, tokens of the source).
        token: its id.
        ctx: the pass of what is pooled, which has a place for each of the source.

    Raises:
        ValueError: the source is of another length, or its texts do not have the token alike.
    """
    if found.shape != ctx.grid:
        raise ValueError(
            f"the token to pool is found in input_ids, of shape {tuple(found.shape)}; "
            f"decoder_input_ids must have that shape too, not {ctx.grid}"
        )
    if may_look_at(found):
        counts = sorted(set(found.sum(1).tolist()))
        if len(counts) > 1 or counts == [0]:
            raise ValueError(
                f"input_ids hold the token to pool, {token}, "
                f"{' or '.join(map(str, counts))} times a text; each must have it, and as often"
            )
    return last_true(found)


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
        mixers = (
            (path, node) for path, node in specs.walk(spec) if isinstance(node, specs.Attention)
        )
        self._own_positions = [f"{path}.position" for path, node in mixers if node.position]

    def forward(
        self, inputs: Inputs, ctx: Context, packs: Callable[[], bool]
    ) -> tuple[Tensor, Tensor | None]:
        """Hidden states (..., W) in the context's layout, and the pooled output (B, W) if any.

        Args:
            inputs: padded inputs.
            ctx: the pass.
            packs: asked once it is known what is padding: whether to go on without it.
        """
        if ctx.cache is not None:
            ctx.cache.begin()
        inputs = self.frontend.begin(inputs, ctx)
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
            ctx.cache.length += ctx.grid[1]
        return x, None if self.pool is None else self.pool(x, ctx)

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
        if self.checkpointing and self.training and torch.is_grad_enabled():
            result: Tensor = checkpoint(layer, x, ctx, use_reentrant=False)
            return result
        return layer(x, ctx)


@builds(specs.DroppingStack)
class DroppingStack(Stack):
    """Leaves layers out at random in training."""

    spec: specs.DroppingStack

    def run(self, layer: Callable[[Tensor, Context], Tensor], x: Tensor, ctx: Context) -> Tensor:
        """One layer, or none."""
        drops = self.training and self.spec.layerdrop > 0
        if drops and float(torch.rand(())) < self.spec.layerdrop:
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
