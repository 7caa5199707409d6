"""What mixers remember of the tokens that are already read, so that none is read twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import torch
from torch import Tensor

from factory.blocks.joined import Joined

S = TypeVar("S", "Slot", "States")
Sides = tuple[Tensor, Tensor]
"""Keys and values, (B, H, T, D) each."""

SMALLEST = 64
"""Room for so many tokens is made at first, where nobody says how much is needed."""


class Slot:
    """Keys and values of one attention, in memory that is taken once.

    Attributes:
        window: how many tokens a query sees, itself included; all when None.
    """

    def __init__(self, capacity: int, window: int | None = None) -> None:
        self.window = window
        self._capacity = capacity
        self._begin = self._end = 0
        self._held: Sides | None = None
        self._spare: Sides | None = None  # what a choice of rows is written into, in turns

    def __len__(self) -> int:
        return self._end - self._begin

    @property
    def sides(self) -> Sides | None:
        """Keys and values that are remembered, or None before the first."""
        if self._held is None:
            return None
        key, value = self._held
        return key.narrow(2, self._begin, len(self)), value.narrow(2, self._begin, len(self))

    def extend(self, key: Tensor, value: Tensor) -> Sides:
        """Remember more tokens.

        Args:
            key: (B, H, T, D).
            value: (B, H, T, D).

        Returns:
            Keys and values of all tokens that the new ones may see, in order.

        Raises:
            ValueError: what is remembered is of other sequences, or of another model.
        """
        count = key.shape[2]
        self._check_fits(key)
        if key.requires_grad or value.requires_grad:  # writing in place would cut the gradients
            before = self.sides
            whole = (key, value) if before is None else joined(before, (key, value))
            self._held, self._begin, self._end = whole, 0, whole[0].shape[2]
        else:
            self._make_room(count, key, value)
            assert self._held is not None
            for held, new in zip(self._held, (key, value), strict=True):
                held.narrow(2, self._end, count).copy_(new)
            self._end += count
        seen = self.sides
        assert seen is not None
        if self.window is not None:
            self._begin = max(self._begin, self._end - (self.window - 1))
        return seen

    def _check_fits(self, key: Tensor) -> None:
        """See that keys (B, H, T, D) go on from those that are held; one row would be repeated."""
        if self._held is None:
            return
        held = self._held[0].shape
        if (held[0], held[1], held[3]) != (key.shape[0], key.shape[1], key.shape[3]):
            raise ValueError(
                f"the cache holds keys of {held[0]} sequences, {held[1]} heads of {held[3]} "
                f"numbers, and this pass has {key.shape[0]}, {key.shape[1]} of {key.shape[3]}; "
                "give the cache that the same model made of the same texts"
            )

    def _make_room(self, count: int, key: Tensor, value: Tensor) -> None:
        """So that as many tokens fit behind the last."""
        if self._held is not None and self._end + count <= self._held[0].shape[2]:
            return
        kept = len(self)
        if self.window is None:
            size = max(self._capacity, kept + count, 2 * kept)
        else:  # room to move on, so that what is left is moved to the front once in a while
            size = max(kept + count, min(self._capacity, 2 * self.window))
        held, self._held = self.sides, None
        new = []
        for place, like in enumerate((key, value)):
            room = like.new_empty(*like.shape[:2], size, like.shape[3])
            if held is not None:
                room[:, :, :kept] = held[place]
            new.append(room)
        self._held, self._begin, self._end = (new[0], new[1]), 0, kept

    def select(self, rows: Tensor) -> None:
        """Keep these sequences, in this order; one may be kept several times."""
        held = self.sides
        if held is None or self._held is None:
            return
        kept, (key, value) = len(self), self._held
        if key.requires_grad:  # writing in place would cut the gradients
            self._held = held[0].index_select(0, rows), held[1].index_select(0, rows)
            self._begin, self._end = 0, kept
            return
        if self._spare is None or self._spare[0].shape != (len(rows), *key.shape[1:]):
            self._spare = (
                key.new_empty(len(rows), *key.shape[1:]),
                value.new_empty(len(rows), *value.shape[1:]),
            )
        for part, room in zip(held, self._spare, strict=True):
            torch.index_select(part, 0, rows, out=room.narrow(2, 0, kept))
        self._held, self._spare = self._spare, self._held
        self._begin, self._end = 0, kept

    def crop(self, dropped: int) -> None:
        """Forget the last tokens."""
        self._end -= dropped

    @property
    def nbytes(self) -> int:
        """Bytes of memory taken, what is spare included."""
        return bytes_of((self._held, self._spare))


class States:
    """What a mixer carries from token to token; of a size that does not grow."""

    def __init__(self) -> None:
        self._held: Sides | None = None

    def recall(self, window: Tensor, state: Tensor) -> Sides:
        """What was kept last.

        Args:
            window: what stands for tokens before the first (B, tokens, C).
            state: what a text begins with (B, C, N).

        Returns:
            The same of the text so far.

        Raises:
            ValueError: what is remembered is of other sequences, or of another model.
        """
        if self._held is None:
            return window, state
        held = tuple(side.shape for side in self._held)
        if held != (window.shape, state.shape):
            raise ValueError(
                f"the cache holds states of {held[1][0]} sequences, {held[1][1]} channels of "
                f"{held[1][2]} numbers, and this pass has {state.shape[0]}, {state.shape[1]} of "
                f"{state.shape[2]}; give the cache that the same model made of the same texts"
            )
        return self._held

    def keep(self, window: Tensor, state: Tensor) -> None:
        """Remember these in place of what was kept before."""
        self._held = window, state

    def select(self, rows: Tensor) -> None:
        """Keep these sequences, in this order; one may be kept several times."""
        if self._held is not None:
            window, state = self._held
            self._held = window.index_select(0, rows), state.index_select(0, rows)

    @property
    def nbytes(self) -> int:
        """Bytes of memory taken."""
        return bytes_of((self._held,))


class Cache:
    """What the mixers of a model remember, each in a slot of its own.

    Slots are numbered in the order in which mixers run, so layers that share weights have slots of
    their own.

    Attributes:
        length: tokens that were read, padding included.
        joined: multiplies projections at once, while weights are known to stay; None otherwise.
    """

    def __init__(self, capacity: int = SMALLEST) -> None:
        """An empty cache.

        Args:
            capacity: how many tokens there is to be room for; more are possible, and cost a copy.
        """
        self.length = 0
        self.capacity = capacity
        self.joined: Joined | None = None
        self._slots: list[Slot | States] = []
        self._memories: list[Sides] = []
        self._turn = self._memory_turn = 0

    def begin(self) -> None:
        """A pass begins: the next mixer is the first."""
        self._turn = self._memory_turn = 0

    def end(self, count: int) -> None:
        """A pass has ended, which has read so many tokens.

        Raises:
            ValueError: mixers of an earlier pass were not among its own.
        """
        if self._turn != len(self._slots):
            raise self._of_another_model(f"this model has {self._turn}")
        self.length += count

    def _of_another_model(self, instead: str) -> ValueError:
        return ValueError(
            f"the cache holds what {len(self._slots)} mixers remember, and {instead}; give the "
            "cache that the same model made"
        )

    def extend(self, key: Tensor, value: Tensor, *, window: int | None) -> Sides:
        """Keys and values that the next attention sees; see :meth:`Slot.extend`."""
        return self._next(Slot, lambda: Slot(self.capacity, window)).extend(key, value)

    def states(self) -> States:
        """What the next mixer carries from token to token.

        Raises:
            ValueError: it is a mixer of another model that remembers something there.
        """
        return self._next(States, States)

    def _next(self, kind: type[S], make: Callable[[], S]) -> S:
        """The slot of the next mixer, made when it runs for the first time."""
        if self._turn == len(self._slots):
            if self.length:
                raise self._of_another_model("this model has more")
            self._slots.append(make())
        slot = self._slots[self._turn]
        if not isinstance(slot, kind):
            raise ValueError(
                "the cache holds what mixers of another kind remember; give the cache that the "
                "same model made"
            )
        self._turn += 1
        return slot

    def memory(self, make: Callable[[], Sides]) -> Sides:
        """Keys and values of the memory, for the next attention to it; computed once."""
        if self._memory_turn == len(self._memories):
            self._memories.append(make())
        self._memory_turn += 1
        return self._memories[self._memory_turn - 1]

    @property
    def looked_at(self) -> int | None:
        """How many tokens of another stack attentions have looked at; None where none has."""
        return self._memories[0][0].shape[2] if self._memories else None

    @property
    def has_memories(self) -> bool:
        """Whether an attention has looked at what another stack has read."""
        return bool(self._memories)

    def reorder(self, rows: Tensor, *, memories: bool = True) -> None:
        """Keep these sequences, in this order, as a search for the best ones asks.

        Args:
            rows: numbers of sequences (B',); one may come several times, or not at all.
            memories: what they look at goes with them; it need not where it is the same for all
                that change places.
        """
        for slot in self._slots:
            slot.select(rows)
        if not memories:
            return
        self._memories = [
            (key.index_select(0, rows), value.index_select(0, rows))
            for key, value in self._memories
        ]

    def crop(self, length: int) -> None:
        """Forget all tokens after the first so many.

        Raises:
            ValueError: there are not so many, attention is windowed, or a mixer has a state.
        """
        if not 0 <= length <= self.length:
            raise ValueError(f"the cache holds {self.length} tokens, not {length}")
        if length == self.length:
            return
        whole = [slot for slot in self._slots if isinstance(slot, Slot)]
        if len(whole) < len(self._slots):
            raise ValueError(
                "a cache of states cannot be cropped: what a state has taken in, it cannot give "
                "back"
            )
        if any(slot.window is not None for slot in whole):
            raise ValueError(
                "a cache of windowed attention cannot be cropped: what a window has passed by is "
                "not remembered"
            )
        for slot in whole:
            slot.crop(self.length - length)
        self.length = length

    @property
    def nbytes(self) -> int:
        """Bytes of memory taken."""
        return sum(slot.nbytes for slot in self._slots) + bytes_of(self._memories)


def bytes_of(pairs: Iterable[Sides | None]) -> int:
    """Bytes of all keys and values there are."""
    return sum(side.nbytes for pair in pairs if pair is not None for side in pair)


def joined(before: Sides, after: Sides) -> Sides:
    """Keys and values of both, along the tokens."""
    return torch.cat((before[0], after[0]), 2), torch.cat((before[1], after[1]), 2)
