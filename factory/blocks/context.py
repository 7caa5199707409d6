"""What one forward pass knows beside the hidden states: real tokens, packing, what to record."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from factory.blocks.cache import Cache
from factory.specs import Causal, Full, Mask, Window

V = TypeVar("V")
CAUSAL = Causal()
Visible = Tensor | Causal | None
"""Which keys a query may see: true in a mask, those up to itself, or all."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a model is given, by the names of its arguments; any of it may be absent.

    Attributes:
        input_ids: token ids (B, T), or None when ``inputs_embeds`` is given.
        attention_mask: 1 where a token is real (B, T), or where a query may look (B, T, T).
        token_type_ids: which text of a pair each token is of (B, T).
        position_ids: places (B, T) or (T,), in place of the model's own numbering.
        inputs_embeds: vectors in place of the token table's (B, T, W).
        pixel_values: pictures (B, channels, height, width).
        bool_masked_pos: which patches are hidden (B, patches).
        interpolate_pos_encoding: take pictures of any size.
        input_values: samples of recordings (B, samples), or spectrograms (B, times, bands).
        mask_time_indices: which frames are hidden (B, frames).
        input_features: spectrograms of recordings (B, bands, times).
    """

    input_ids: Tensor | None = None
    attention_mask: Tensor | None = None
    token_type_ids: Tensor | None = None
    position_ids: Tensor | None = None
    inputs_embeds: Tensor | None = None
    pixel_values: Tensor | None = None
    bool_masked_pos: Tensor | None = None
    interpolate_pos_encoding: bool | None = None
    input_values: Tensor | None = None
    mask_time_indices: Tensor | None = None
    input_features: Tensor | None = None

    @property
    def device(self) -> torch.device:
        """Where the inputs are."""
        given = (getattr(self, field.name) for field in fields(self))
        return next(x.device for x in given if isinstance(x, Tensor))


@dataclass(frozen=True, slots=True)
class Packing:
    """A padded batch without its padding.

    Attributes:
        shape: (B, T) of the padded batch.
        lengths: real tokens of each sequence.
        index: places of the real tokens in the flattened batch.
    """

    shape: tuple[int, int]
    lengths: tuple[int, ...]
    index: Tensor

    @classmethod
    def of(cls, real: Tensor) -> Packing:
        """From a mask of real tokens (B, T)."""
        lengths = tuple(real.sum(1).tolist())
        return cls((real.shape[0], real.shape[1]), lengths, real.flatten().nonzero()[:, 0])

    def pack(self, x: Tensor) -> Tensor:
        """(B, T, ...) -> (tokens, ...).

        Raises:
            ValueError: the tensor is not on the padded grid.
        """
        if tuple(x.shape[:2]) != self.shape:
            raise ValueError(
                f"a tensor of shape {tuple(x.shape)} does not lie on the batch's {self.shape}"
            )
        return x.flatten(0, 1).index_select(0, self.index)

    def pad(self, x: Tensor) -> Tensor:
        """(tokens, ...) -> (B, T, ...), zeros where there is padding."""
        batch, length = self.shape
        full = x.new_zeros(batch * length, *x.shape[1:]).index_copy(0, self.index, x)
        return full.unflatten(0, (batch, length))

    def mean(self, x: Tensor) -> Tensor:
        """(tokens, W) -> (B, W): the mean of each sequence."""
        return torch.stack([part.mean(0) for part in x.split(self.lengths)])

    def first(self, x: Tensor) -> Tensor:
        """(tokens, W) -> (B, W): the first token of each sequence."""
        ends = torch.tensor((0, *self.lengths[:-1]), device=x.device).cumsum(0)
        return x.index_select(0, ends)


@dataclass(eq=False, slots=True)
class Record:
    """What is kept on the way, when asked for.

    Attributes:
        hidden_states: what the first layer reads and each gives, in the layout of the pass.
        attentions: weights of every layer (B, H, T, T).
        cross_attentions: weights of every look at the memory (B, H, T, tokens of the memory).
        for_head: the hidden states are for the head alone, and not returned.
    """

    hidden_states: list[Tensor] | None = None
    attentions: list[Tensor] | None = None
    for_head: bool = False
    cross_attentions: list[Tensor] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a stack has read, for another to look at.

    Attributes:
        hidden: (B, S, W).
        real: mask of what is no padding (B, S), or None when all are.
    """

    hidden: Tensor
    real: Tensor | None = None


@dataclass(eq=False)
class Context:
    """Lives for one forward pass.

    Attributes:
        grid: (B, T) of the padded batch, in what the layers see: tokens, patches or frames.
        patches: rows and columns of a picture's patches.
        inputs: what the model was given.
        real: mask of what is no padding (B, T), or None when all are.
        real_keys: the same of all that is remembered and read (B, past + T).
        visible: mask of which keys each query may see (B, T, past + T), or None.
        positions: places of the tokens, (T,), (B, T), or (tokens,) when packed.
        numbered: those on the padded grid, when packed.
        position: the stack's, for attentions without one of their own.
        packing: how the batch is packed, or None when it is padded.
        record: what to keep.
        features: what the frontend found on its way, in the layout of the pass, by name.
        choices: candidate sequences an item, laid side by side in the batch.
        cache: what attentions remember of earlier passes and keep for later ones.
        memory: what attentions to another stack look at.
        source: what that other stack was given, if there is one.
        keep: how many of the last tokens are answered; all when 0.
        routes: scores of the experts, (tokens, experts), of each block that has some.
        memo: values computed once a pass, by hashable keys that hold no sizes.
    """

    grid: tuple[int, int] = (0, 0)
    patches: tuple[int, int] = (0, 0)
    inputs: Inputs = field(default_factory=Inputs)
    real: Tensor | None = None
    real_keys: Tensor | None = None
    visible: Tensor | None = None
    positions: Tensor | None = None
    numbered: Tensor | None = None
    position: Any = None
    packing: Packing | None = None
    record: Record = field(default_factory=Record)
    features: dict[str, Tensor] = field(default_factory=dict)
    choices: int = 1
    cache: Cache | None = None
    memory: Memory | None = None
    source: Inputs | None = None
    keep: int = 0
    routes: list[Tensor] = field(default_factory=list)
    memo: dict[Hashable, object] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], V]) -> V:
        """``make()`` at the first call with this key, the same value afterwards."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]  # type: ignore[return-value]

    @property
    def past(self) -> int:
        """Tokens that earlier passes have read, padding included."""
        return 0 if self.cache is None else self.cache.length

    @property
    def reach(self) -> Tensor:
        """How many places there are up to the last token, be it padding."""
        places = self.positions if self.numbered is None else self.numbered
        assert places is not None
        return places.max() + 1

    def hide_padding(self, real: Tensor) -> None:
        """Tell what is no padding (B, past + T); a mask that hides nothing is no mask."""
        if may_look_at(real) and bool(real.all()):
            return
        self.real_keys = real
        self.real = real[:, self.past :] if self.past else real

    def pack(self, x: Tensor) -> Tensor:
        """A padded tensor in the layout of this pass."""
        return x if self.packing is None else self.packing.pack(x)

    def pad(self, x: Tensor) -> Tensor:
        """A tensor in the layout of this pass, padded."""
        return x if self.packing is None else self.packing.pad(x)

    def first(self, x: Tensor) -> Tensor:
        """(..., W) -> (B, W): the first token of each sequence."""
        return x[:, 0] if self.packing is None else self.packing.first(x)

    def first_real(self, x: Tensor) -> Tensor:
        """(..., W) -> (B, W): the first real token, or the first where none is real."""
        if self.packing is not None or self.real is None:
            return self.first(x)
        place = self.real.int().argmax(1)
        return x[torch.arange(x.shape[0], device=x.device), place]

    def at(self, x: Tensor, places: Tensor) -> Tensor:
        """(..., W) -> (B, W): the token at one place of each sequence.

        Args:
            x: in the layout of this pass.
            places: counted on the padded grid (B,); none is padding when the batch is packed.
        """
        rows = torch.arange(places.shape[0], device=places.device)
        if self.packing is None:
            return x[rows, places]
        return x[torch.searchsorted(self.packing.index, rows * self.packing.shape[1] + places)]

    def mean(self, x: Tensor) -> Tensor:
        """(..., W) -> (B, W): the mean of the real tokens."""
        if self.packing is not None:
            return self.packing.mean(x)
        if self.real is None:
            return x.mean(1)
        real = self.real[..., None].to(x)
        return (x * real).sum(1) / real.sum(1)

    def longest(self, x: Tensor) -> int:
        """Tokens of the longest sequence of a tensor (..., T, W) in the layout of this pass."""
        return x.shape[-2] if self.packing is None else max(self.packing.lengths)

    def begin_packing(self) -> None:
        """Go on without the padding; places are numbered on the padded grid, then gathered."""
        assert self.real is not None
        self.packing = Packing.of(self.real)
        if self.positions is not None:
            self.numbered = self.positions
            self.positions = self.packing.pack(self.positions.expand(self.real.shape))

    def mask(self, kind: Mask, queries: int, keys: int, device: torch.device) -> Visible:
        """Which keys each query may see; a mask is (B or 1, 1, 1 or T, keys).

        A query that may see nothing, as padding far from every real token, attends to nothing: its
        row is 0 before the output projection, as it is in transformers.

        Args:
            kind: what distance hides, on top of what the batch hides.
            queries: T, the last of the tokens.
            keys: how many of the last tokens are there to be seen.
            device: where the mask is.
        """

        def make() -> Visible:
            allowed = None if self.visible is None else self.visible[..., -keys:]
            if self.real_keys is not None:
                real = self.real_keys[:, None, -keys:]
                allowed = real if allowed is None else allowed & real
            if allowed is None and kind == CAUSAL and not self.past:
                return CAUSAL
            near = visible_by_distance(kind, queries, keys, device)
            if near is not None:
                allowed = near[None] if allowed is None else allowed & near
            return None if allowed is None else allowed[:, None]

        return self.once(("mask", kind), make)

    def packed_mask(self, kind: Mask, length: int, device: torch.device) -> Visible:
        """Which keys a query of one sequence of a packed batch may see; a mask is (T, T)."""
        assert self.packing is not None
        if kind == CAUSAL:
            return CAUSAL
        longest = max(self.packing.lengths)
        make = functools.partial(visible_by_distance, kind, longest, longest, device)
        near = self.once(("mask", kind), make)
        return None if near is None else near[:length, :length]

    def projected(self, x: Tensor, *parts: nn.Module) -> Sequence[Tensor]:
        """What several projections make of the same vectors (..., W), (..., outputs) each."""
        joined = None if self.cache is None else self.cache.joined
        if joined is None or x.shape[-2] != 1:
            return [part(x) for part in parts]
        return joined(x, parts)

    def remember(self, key: Tensor, value: Tensor, kind: Mask) -> tuple[Tensor, Tensor]:
        """Keys and values that queries of this pass may see, those of earlier passes first.

        Args:
            key: of this pass, in its layout (..., H, T, D).
            value: the same.
            kind: what distance hides.
        """
        if self.cache is None:
            return key, value
        window = kind.before + 1 if isinstance(kind, Window) and not kind.after else None
        if self.packing is None:
            return self.cache.extend(key, value, window=window)
        padded = (self.pad(x.transpose(0, 1)).transpose(1, 2) for x in (key, value))
        self.cache.extend(*padded, window=window)
        return key, value  # a packed pass is the first, and sees no more than itself

    def keep_hidden(self, x: Tensor) -> None:
        """Record hidden states, if they are wanted."""
        if self.record.hidden_states is not None:
            self.record.hidden_states.append(x)


def visible_by_distance(kind: Mask, queries: int, keys: int, device: torch.device) -> Tensor | None:
    """Which of the keys the last so many queries may see, (queries, keys), or None for all."""
    match kind:
        case Full():
            return None
        case Causal() if queries == 1:
            return None
        case Causal():
            return torch.ones(queries, keys, dtype=torch.bool, device=device).tril(keys - queries)
        case Window(before=before, after=0) if queries == 1 and keys <= before + 1:
            return None
        case Window(before=before, after=after):
            place = torch.arange(keys, device=device)
            ahead = place[None, :] - place[keys - queries :, None]
            return (ahead >= -before) & (ahead <= after)
        case other:
            raise TypeError(f"nothing is known about masks of type {type(other).__name__}")


def as_mask(visible: Visible, scores: Tensor) -> Tensor | None:
    """What may be seen as a mask that broadcasts to scores (B, H, T, keys), or None for all."""
    if not isinstance(visible, Causal):
        return visible
    return visible_by_distance(visible, scores.shape[-2], scores.shape[-1], scores.device)


def may_look_at(mask: Tensor) -> bool:
    """Whether the path through the model may depend on a mask's values.

    It may not while a graph is recorded for other values, and cannot where there are none.
    """
    recorded = torch.compiler.is_compiling() or torch._C._get_tracing_state() is not None
    return type(mask) is Tensor and not mask.is_meta and not recorded


def in_one_piece(real: Tensor) -> bool:
    """Whether no sequence has padding between its real tokens.

    Without that padding they would lie nearer to each other than they are, and attention may go by
    distance.
    """
    begins = real[:, 1:] & ~real[:, :-1]
    return bool((begins.sum(1) + real[:, 0] <= 1).all())
