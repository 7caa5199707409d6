"""What models of sound are made of: frames of a waveform, their places, stacks that shorten."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

from factory.specs.base import Data, Spec, spec
from factory.specs.leaves import Conv, Free, GroupNorm, LayerNorm, Linear, probability
from factory.specs.positions import Position
from factory.specs.stacks import DroppingStack, Frontend, Patches

N = TypeVar("N")  # an int, or a tensor of them; specs know no tensors


@spec
class ConvBlock(Spec):
    """``activation(norm(conv(x)))``.

    A layer norm is taken over the channels of each frame, a group norm over time as well.
    """

    conv: Conv
    activation: Spec
    norm: LayerNorm | GroupNorm | None = None

    @property
    def sees_all(self) -> bool:
        """Whether a frame depends on all others, padding included."""
        return isinstance(self.norm, GroupNorm)

    def check(self) -> Iterator[str]:
        if len(self.conv.kernel) != 1 or self.conv.padding or self.conv.groups != 1:
            yield "the convolution goes along time alone, without padding or groups"


@spec
class Spans(Data):
    """Spans that are hidden at random in training (https://arxiv.org/abs/1904.08779).

    Attributes:
        share: how much of an axis is covered, but for overlaps.
        length: of a span.
        least: spans there are at least.
    """

    share: float
    length: int
    least: int = 0


@spec
class Augmentation(Data):
    """What is hidden in training: spans of frames, and spans of the numbers that a frame is."""

    frames: Spans | None = None
    numbers: Spans | None = None


@spec
class Waveform(Frontend):
    """Samples to frames by convolutions: ``dropout(project(norm(blocks(samples))))``.

    Attributes:
        blocks: each shortens the time axis by its stride.
        project: from the channels of the last block to the width of the layers.
        norm: over the channels, before the projection.
        masked: what stands for a frame that is hidden, (width).
        augment: what is hidden; a model without it hides nothing, given indices or not.
    """

    blocks: tuple[ConvBlock, ...]
    project: Linear
    norm: LayerNorm | None = None
    dropout: float = 0.0
    masked: Free | None = None
    augment: Augmentation | None = None

    @property
    def width(self) -> int:
        """Width of the vectors it gives."""
        return self.project.outputs

    @property
    def convs(self) -> tuple[Conv, ...]:
        """The convolutions of its blocks."""
        return tuple(block.conv for block in self.blocks)

    def frames(self, samples: N) -> N:
        """Frames that so many samples make; below 1 where they are too few."""
        size: N = samples
        for conv in self.convs:
            size = conv.length(size)  # type: ignore[arg-type, assignment]
        return size

    def reach(self, frames: int, block: int = 0) -> int:
        """Values before a block that so many frames depend on; samples before the first."""
        for conv in reversed(self.convs[block:]):
            frames = (frames - 1) * conv.stride[0] + conv.kernel[0]
        return frames

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if not self.blocks:
            yield "a waveform needs at least one convolution"
            return
        channels = 1
        for place, conv in enumerate(self.convs):
            if conv.inputs != channels:
                yield f"convolution {place} reads {conv.inputs} channels where there are {channels}"
            channels = conv.outputs
        if self.project.inputs != channels:
            yield f"project reads {self.project.inputs} where the convolutions give {channels}"


@spec
class LogMel(Frontend):
    """Spectrograms of one length to frames: convolutions over time, an activation after each.

    Attributes:
        convs: the first reads the bands.
        activation: of them all.
        times: of a spectrogram.
        augment: what is hidden in training.
    """

    convs: tuple[Conv, ...]
    activation: Spec
    times: int
    augment: Augmentation | None = None

    @property
    def width(self) -> int:
        """Width of the vectors it gives."""
        return self.convs[-1].outputs

    @property
    def bands(self) -> int:
        """Rows of a spectrogram."""
        return self.convs[0].inputs

    @property
    def frames(self) -> int:
        """Vectors it gives."""
        length = self.times
        for conv in self.convs:
            length = conv.length(length)
        return length

    def check(self) -> Iterator[str]:
        if not self.convs:
            yield "a spectrogram needs at least one convolution"
        for place, (before, after) in enumerate(pairwise(self.convs), 1):
            if after.inputs != before.outputs:
                reads = f"convolution {place} reads {after.inputs} channels"
                yield f"{reads} where there are {before.outputs}"


@spec
class Spectrogram(Patches):
    """Patches of a spectrogram, whose rows are its bands and whose columns are times."""


@spec
class ConvPosition(Position):
    """A convolution over each vector's neighbours, added to it (https://arxiv.org/abs/1904.11660).

    Attributes:
        conv: over time, with half of its kernel as padding; an even kernel looks back one more.
        activation: after the convolution.
    """

    conv: Conv
    activation: Spec

    def check(self) -> Iterator[str]:
        if self.conv.stride != (1,) or self.conv.padding != self.conv.kernel[0] // 2:
            yield "the convolution must give a vector for each it reads"


class Shortening(Spec):
    """What comes after the last layer and gives fewer vectors than it reads."""


@spec
class SoundStack(DroppingStack):
    """A stack whose output may be shortened.

    Attributes:
        shorten: after the final norm.
    """

    shorten: Shortening | None = None
