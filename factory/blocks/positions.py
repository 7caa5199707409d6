"""Positions: which number a token has, and where that number acts."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Inputs, may_look_at
from factory.blocks.leaves import Embedding, Free
from factory.blocks.rates import rates_of

P = TypeVar("P", bound=specs.Position)
T = TypeVar("T", bound=specs.Learned)


class Position(Block[P]):
    """How places are counted and where they act; plain unless a type says otherwise."""

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """Places of the tokens, (T,) or (B, T), counted on the padded grid."""
        return plain_places(inputs, ctx)

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """The embedded tokens (..., W), with what is added to them."""
        return x

    def prepare(self, length: int, ctx: Context) -> None:
        """Compute what layers share from parameters, before the first of them.

        A layer whose activations are recomputed must find it there both times.

        Args:
            length: tokens of the longest sequence.
            ctx: what is computed is remembered there.
        """

    def rotate(self, q: Tensor, k: Tensor, ctx: Context) -> tuple[Tensor, Tensor]:
        """Queries and keys (..., H, T, D) as their places turn them."""
        return q, k

    def bias(self, length: int, ctx: Context) -> Tensor | None:
        """What is added to the scores of a sequence of that length, (H, T, T), or None."""
        return None


def plain_places(inputs: Inputs, ctx: Context) -> Tensor:
    """Those that follow what is remembered (T,), or the places that were given (B, T)."""
    if inputs.position_ids is not None:
        return inputs.position_ids
    return torch.arange(ctx.past, ctx.past + ctx.grid[1], device=inputs.device)


class AddsTable(Position[T]):
    """Adds a learned vector for each place."""

    table: Embedding

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """Places of the tokens, (T,) or (B, T).

        Raises:
            ValueError: a place is beyond the table.
        """
        places = super().number(inputs, ctx)
        room = self.table.spec.count
        if inputs.position_ids is not None:
            if may_look_at(places) and bool(((places < 0) | (places >= room)).any()):
                raise ValueError(
                    f"position_ids are from {int(places.min())} to {int(places.max())}; the model "
                    f"has places from 0 to {room - 1}"
                )
            return places
        places = self.count(inputs, places, ctx.past)
        length = ctx.past + ctx.grid[1]
        if length > room - self.spec.begin and not torch.compiler.is_compiling():
            needed = int(places.max()) + 1
            if needed > room:
                raise ValueError(
                    f"a sequence of {length} tokens needs {needed} positions and the "
                    f"model has {room}; truncate it, or build the model with more "
                    "max_position_embeddings"
                )
        return places

    def count(self, inputs: Inputs, places: Tensor, past: int) -> Tensor:
        """The model's own numbering, from places that follow so many which are remembered."""
        return places

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        assert ctx.positions is not None
        return x + self.table(ctx.positions)


@builds(specs.Learned)
class Learned(AddsTable[specs.Learned]):
    """Places are 0, 1, 2 and so on."""


@builds(specs.LearnedFromPadding)
class LearnedFromPadding(AddsTable[specs.LearnedFromPadding]):
    """Places count the tokens that are not padding, from ``padding + 1``."""

    def count(self, inputs: Inputs, places: Tensor, past: int) -> Tensor:
        """(B, T); without ids nothing is known to be padding, so places run on."""
        if inputs.input_ids is None:
            return places + self.spec.begin
        real = (inputs.input_ids != self.spec.padding).long()
        return (real.cumsum(1) + past) * real + self.spec.padding


@builds(specs.Grid)
class Grid(Position[specs.Grid]):
    """Adds a learned vector for each patch, from a table that is stretched where need be."""

    table: Embedding | Free

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, T, W)."""
        spec, table = self.spec, self.table.weight.flatten(0, -2)
        if ctx.patches == (spec.rows, spec.columns):
            return x + table
        before, patches = table[: spec.before], table[spec.before :]
        picture = patches.T.unflatten(1, (spec.rows, spec.columns))[None]
        picture = F.interpolate(picture, ctx.patches, mode="bicubic", align_corners=False)
        return x + torch.cat((before, picture[0].flatten(1).T))


@builds(specs.Rotary)
class Rotary(Position[specs.Rotary]):
    """Each pair of numbers of a head turns by an angle in proportion to the place."""

    def rotate(self, q: Tensor, k: Tensor, ctx: Context) -> tuple[Tensor, Tensor]:
        """(..., H, T, D) -> (..., H, T, D); angles are computed in float32."""
        cos, sin = ctx.once(self.spec, lambda: self.angles(ctx))
        if q.shape[-2] > 1:
            return self.turned(q, cos, sin), self.turned(k, cos, sin)
        # Of one token, calls cost more than the numbers that are copied to save half of them.
        both = self.turned(torch.cat((q, k), -3), cos, sin)
        return both[..., : q.shape[-3], :, :], both[..., q.shape[-3] :, :, :]

    def angles(self, ctx: Context) -> tuple[Tensor, Tensor]:
        """Cosines and sines (..., 1, T, width), alike for every head; half of the sines turned."""
        assert ctx.positions is not None
        rates, magnitude = rates_of(self.spec, ctx)
        half = ctx.positions[..., None].float() * rates
        cos, sin = half.cos(), half.sin()
        if magnitude != 1.0:
            cos, sin = cos * magnitude, sin * magnitude
        return torch.cat((cos, cos), -1).unsqueeze(-3), torch.cat((-sin, sin), -1).unsqueeze(-3)

    def turned(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """The first ``width`` numbers of each head turned, the others as they are."""
        width = self.spec.width
        whole = width == x.shape[-1]
        part = (x if whole else x[..., :width]).float()
        part = torch.addcmul(part * cos, part.roll(width // 2, -1), sin).to(x.dtype)
        return part if whole else torch.cat((part, x[..., width:]), -1)


@builds(specs.RelativeBias)
class RelativeBias(Position[specs.RelativeBias]):
    """A learned number on the scores for each head and range of distances."""

    table: Embedding

    def prepare(self, length: int, ctx: Context) -> None:
        """Look up the bias of the longest sequence; shorter ones take its corner."""
        self.looked_up(length, ctx)

    def bias(self, length: int, ctx: Context) -> Tensor:
        """(H, T, past + T)."""
        return self.looked_up(length, ctx)[:, :length, : ctx.past + length]

    def looked_up(self, length: int, ctx: Context) -> Tensor:
        """That of the longest sequence, (H, T, past + T)."""

        def make() -> Tensor:
            return self.table(self.buckets(length, ctx.past)).permute(2, 0, 1)

        return ctx.once(self, make)

    def buckets(self, queries: int, past: int) -> Tensor:
        """Bucket of each key as a query sees it, (T, past + T)."""
        place = torch.arange(past + queries, device=self.table.weight.device)
        ahead = place[None, :] - place[past:, None]
        return self.bucket(ahead)

    def bucket(self, ahead: Tensor) -> Tensor:
        """Bucket of keys so many tokens after the query."""
        return self.ranged(ahead.abs()) + self.spec.side * (ahead > 0)

    def ranged(self, away: Tensor) -> Tensor:
        """Bucket of each distance among those of one side."""
        side = self.spec.side
        exact = side // 2
        growth = math.log(self.spec.distance / exact)
        ranged = exact + (torch.log(away.clamp(min=1) / exact) / growth * (side - exact)).long()
        return torch.where(away < exact, away, ranged.clamp(max=side - 1))


@builds(specs.BackwardBias)
class BackwardBias(RelativeBias):
    """A bias that tells apart what is before the query."""

    def bucket(self, ahead: Tensor) -> Tensor:
        """Bucket of keys so many tokens after the query; those after it are not told apart."""
        return self.ranged((-ahead).clamp(min=0))


@builds(specs.Alibi)
class Alibi(Position[specs.Alibi]):
    """A penalty on the scores that grows with the distance, faster in some heads than in others."""

    def prepare(self, length: int, ctx: Context) -> None:
        """Compute the penalties of the longest sequence; shorter ones take their corner."""
        self.computed(length, ctx)

    def bias(self, length: int, ctx: Context) -> Tensor:
        """(H, T, past + T)."""
        return self.computed(length, ctx)[:, :length, : ctx.past + length]

    def computed(self, length: int, ctx: Context) -> Tensor:
        """That of the longest sequence, (H, T, past + T)."""

        def make() -> Tensor:
            place = torch.arange(ctx.past + length, device=ctx.inputs.device)
            away = (place[None, :] - place[ctx.past :, None]).abs()
            slopes = torch.tensor(self.spec.slopes, device=away.device)
            return away * -slopes[:, None, None]

        return ctx.once(self.spec, make)


@builds(specs.Placeless)
class Placeless(Position[specs.Placeless]):
    """No token is told its place."""


@builds(specs.Positions)
class Positions(Position[specs.Positions]):
    """Several positions at once."""

    parts: nn.ModuleList

    def number(self, inputs: Inputs, ctx: Context) -> Tensor:
        """As the first part numbers them, once every part has seen that it has room for them."""
        places, *_ = [part.number(inputs, ctx) for part in self.each]
        return places

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        for part in self.each:
            x = part.embed(x, ctx)
        return x

    def prepare(self, length: int, ctx: Context) -> None:
        """Each part's own."""
        for part in self.each:
            part.prepare(length, ctx)

    def rotate(self, q: Tensor, k: Tensor, ctx: Context) -> tuple[Tensor, Tensor]:
        """(..., H, T, D) -> (..., H, T, D)."""
        for part in self.each:
            q, k = part.rotate(q, k, ctx)
        return q, k

    def bias(self, length: int, ctx: Context) -> Tensor | None:
        """The sum of the parts' (H, T, T), or None."""
        total: Tensor | None = None
        for part in self.each:
            bias = part.bias(length, ctx)
            if bias is not None:
                total = bias if total is None else total + bias
        return total

    @property
    def each(self) -> list[Position[specs.Position]]:
        """The parts."""
        return list(self.parts)  # type: ignore[arg-type]
