"""Models of sound: frames of waveforms, their places, stacks that shorten, transcripts.

Axes beside those of the package: S samples, C channels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory import specs
from factory.blocks.augment import hidden_spans
from factory.blocks.base import Block, builds
from factory.blocks.context import Context, Inputs, may_look_at
from factory.blocks.frontends import Frontend, Patches
from factory.blocks.heads import IGNORED, Answer, HeadBlock, Targets
from factory.blocks.leaves import Conv, Free, GroupNorm, LayerNorm, Linear
from factory.blocks.positions import Position
from factory.blocks.stacks import DroppingStack

S = TypeVar("S", bound=specs.Shortening)


@builds(specs.ConvBlock)
class ConvBlock(Block[specs.ConvBlock]):
    """A convolution along time, a norm and an activation."""

    conv: Conv
    activation: nn.Module
    norm: nn.Module | None

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, T) -> (B, channels, fewer T)."""
        x = self.conv(x)
        if isinstance(self.norm, LayerNorm):
            x = self.norm(x.transpose(1, 2)).transpose(1, 2)
        elif self.norm is not None:
            x = self.norm(x)
        y: Tensor = self.activation(x)
        return y

    def beginning(self, x: Tensor, frames: int) -> Tensor:
        """The first frames of one recording, normalised among all that it makes.

        Args:
            x: all that there is, (1, C, T).
            frames: how many are wanted.

        Returns:
            (1, channels, frames).
        """
        conv = self.spec.conv
        part = x[..., : (frames - 1) * conv.stride[0] + conv.kernel[0]]
        if not isinstance(self.norm, GroupNorm):
            return self(part)
        weight, bias = self.normalizing(x, self.norm)
        y: Tensor = self.activation(F.conv1d(part, weight, bias, conv.stride))
        return y

    def normalizing(self, x: Tensor, norm: GroupNorm) -> tuple[Tensor, Tensor]:
        """Weight and bias with which the convolution gives what the norm makes of its output.

        Each channel is a weighted sum of the values in a window, so that its mean and variance
        follow from the windows' mean and covariance, without computing a single frame.

        Args:
            x: what the convolution reads, (1, C, T).
            norm: over all frames and the channels of each group.
        """
        conv, groups = self.conv, norm.spec.groups
        (kernel,), (stride,) = conv.spec.kernel, conv.spec.stride
        # Neighbouring samples are alike, so that single precision would lose a small variance.
        exact = torch.float32 if x.is_mps else torch.float64
        windows = x[0].to(exact).unfold(-1, kernel, stride).transpose(1, 2).flatten(0, 1)
        centre = windows.mean(1)
        windows = windows - centre[:, None]
        covariance = windows @ windows.T / windows.shape[1]
        weight = conv.weight.to(exact)
        flat = weight.flatten(1)
        offset = weight.new_zeros(len(weight)) if conv.bias is None else conv.bias
        means = (flat @ centre + offset).unflatten(0, (groups, -1))
        variances = (flat @ covariance * flat).sum(1).unflatten(0, (groups, -1))
        mean = means.mean(1, keepdim=True)
        variance = (variances + (means - mean).square()).mean(1, keepdim=True)
        size = len(weight) // groups
        scale = norm.weight / (variance + norm.spec.eps).sqrt().repeat(1, size).flatten()
        bias = norm.bias + (offset - mean.repeat(1, size).flatten()) * scale
        return (weight * scale[:, None, None]).to(x.dtype), bias.to(x.dtype)


@builds(specs.Waveform)
class Waveform(Frontend[specs.Waveform]):
    """Frames of recordings of different lengths, which are padded on the right."""

    blocks: nn.ModuleList
    project: Linear
    norm: nn.Module | None
    masked: Free | None

    def begin(self, inputs: Inputs, ctx: Context) -> Inputs:
        """Recordings that make a frame at least; the mask of samples becomes one of frames."""
        spec, wave = self.spec, inputs.input_values
        if wave is None:
            raise ValueError("input_values are needed")
        if wave.dim() != 2:
            raise ValueError(
                f"input_values have shape {tuple(wave.shape)}; (batch, samples) is needed"
            )
        ctx.grid = (wave.shape[0], spec.frames(wave.shape[1]))
        if ctx.grid[1] < 1:
            raise ValueError(
                f"recordings of {wave.shape[1]} samples are too short; "
                f"the model's first frame takes {spec.reach(1)}"
            )
        if inputs.attention_mask is not None:
            ctx.hide_padding(self.real_frames(inputs.attention_mask, wave, ctx))
        hidden = inputs.mask_time_indices
        if hidden is not None and spec.augment is not None:
            if self.masked is None:
                raise ValueError("mask_time_indices need a model with mask_time_prob above 0")
            if tuple(hidden.shape) != ctx.grid:
                raise ValueError(
                    f"mask_time_indices have shape {tuple(hidden.shape)}; {ctx.grid} is needed"
                )
        return replace(inputs, input_values=wave.to(self.project.weight.dtype))

    def real_frames(self, mask: Tensor, wave: Tensor, ctx: Context) -> Tensor:
        """Which frames are made of real samples alone, (B, T) booleans.

        Args:
            mask: 1 where a sample is real (B, S).
            wave: the samples (B, S).
            ctx: the pass, whose grid is known.

        Raises:
            ValueError: it does not lie on the samples, padding comes before them, or a recording
                makes no frame.
        """
        if mask.shape != wave.shape:
            raise ValueError(
                f"attention_mask has shape {tuple(mask.shape)}; {tuple(wave.shape)} is needed"
            )
        mask = mask.bool()
        samples = mask.sum(1)
        frames = self.spec.frames(samples)
        if may_look_at(mask):
            if bool((mask[:, 1:] & ~mask[:, :-1]).any()):
                raise ValueError("attention_mask has padding before real samples; pad on the right")
            shortest = int(frames.argmin())
            if int(frames[shortest]) < 1:
                raise ValueError(
                    f"recording {shortest} has {int(samples[shortest])} samples and is too short; "
                    f"the model's first frame takes {self.spec.reach(1)}"
                )
        return torch.arange(ctx.grid[1], device=mask.device) < frames[:, None]

    def forward(self, inputs: Inputs, ctx: Context) -> Tensor:
        """-> (..., W); what is projected is remembered as ``extract_features``."""
        assert inputs.input_values is not None
        x = self.channels(inputs.input_values, ctx)
        if self.norm is not None:
            x = self.norm(x)
        ctx.features["extract_features"] = x
        x = F.dropout(self.project(x), self.spec.dropout, self.training)
        return x if self.spec.augment is None else self.hidden(x, inputs, self.spec.augment, ctx)

    def channels(self, wave: Tensor, ctx: Context) -> Tensor:
        """What the convolutions make of samples (B, S): (..., C).

        A packed batch runs recording by recording, and without the padding from the last norm on
        that takes it into account.
        """
        if ctx.packing is None:
            x = wave[:, None]
            for block in self.blocks:
                x = block(x)
            return x.transpose(1, 2)
        places = [place for place, block in enumerate(self.spec.blocks) if block.sees_all]
        last = max(places, default=0)
        shortening = self.blocks[last]
        assert isinstance(shortening, ConvBlock)
        parts = []
        for row, frames in zip(wave, ctx.packing.lengths, strict=True):
            part = row[None, None]
            for block in self.blocks[:last]:
                part = block(part)
            part = shortening.beginning(part, self.spec.reach(frames, last + 1))
            for block in self.blocks[last + 1 :]:
                part = block(part)
            parts.append(part[0].T)
        return torch.cat(parts)

    def hidden(self, x: Tensor, inputs: Inputs, how: specs.Augmentation, ctx: Context) -> Tensor:
        """Vectors (..., W) with spans hidden: those that were asked for, or some in training."""
        batch, length = ctx.grid
        frames = inputs.mask_time_indices
        if frames is None and self.training and how.frames is not None:
            real = [length] * batch
            if ctx.real is not None and may_look_at(ctx.real):
                real = ctx.real.sum(1).tolist()
            frames = hidden_spans(real, length, how.frames, x.device)
        if frames is not None:
            assert self.masked is not None
            x = torch.where(ctx.pack(frames.bool())[..., None], self.masked.weight, x)
        if self.training and how.numbers is not None:
            width = x.shape[-1]
            numbers = hidden_spans([width] * batch, width, how.numbers, x.device)
            x = x.masked_fill(ctx.pack(numbers[:, None].expand(batch, length, width)), 0)
        return x


@builds(specs.Spectrogram)
class Spectrogram(Patches):
    """Patches of spectrograms that are all of the model's size."""

    def begin(self, inputs: Inputs, ctx: Context) -> Inputs:
        """Spectrograms (B, times, bands) as pictures, bands from top to bottom."""
        wanted = (self.spec.width_of_picture, self.spec.height)
        given = inputs.input_values
        if given is None:
            raise ValueError("input_values are needed")
        if given.dim() != 3 or tuple(given.shape[1:]) != wanted:
            raise ValueError(
                f"input_values have shape {tuple(given.shape)}; "
                f"(batch, {wanted[0]} times, {wanted[1]} bands) is needed"
            )
        return super().begin(replace(inputs, pixel_values=given[:, None].transpose(2, 3)), ctx)


@builds(specs.ConvPosition)
class ConvPosition(Position[specs.ConvPosition]):
    """Adds what a convolution makes of a vector's neighbours; padding is zeros to it."""

    conv: Conv
    activation: nn.Module

    def embed(self, x: Tensor, ctx: Context) -> Tensor:
        """(..., W) -> (..., W)."""
        weight = self.conv.weight
        if ctx.packing is None:
            if ctx.real is not None:
                x = x.masked_fill(~ctx.real[..., None], 0)
            return x + self.around(x, weight)
        parts = [self.around(part[None], weight)[0] for part in x.split(ctx.packing.lengths)]
        return x + torch.cat(parts)

    def around(self, x: Tensor, weight: Tensor) -> Tensor:
        """(B, T, W) -> (B, T, W), with the convolution's weight."""
        y = self.conv.convolve(x.transpose(1, 2), weight)[..., : x.shape[1]]
        y = self.activation(y)
        return y.transpose(1, 2)


class Shortening(Block[S]):
    """Gives fewer vectors than it reads, and tells the pass so."""

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, fewer T, any); the pass's grid and what is padding follow."""
        raise NotImplementedError


@builds(specs.SoundStack)
class SoundStack(DroppingStack):
    """May shorten what its layers give."""

    spec: specs.SoundStack
    shorten: Shortening[specs.Shortening] | None

    def forward(
        self, inputs: Inputs, ctx: Context, packs: Callable[[], bool]
    ) -> tuple[Tensor, Tensor | None]:
        """As of every stack, shortened; what shortens sees padding too, as in transformers."""
        x, pooled = super().forward(inputs, ctx, lambda: self.shorten is None and packs())
        return (x if self.shorten is None else self.shorten(x, ctx)), pooled


@builds(specs.CTC)
class CTC(HeadBlock[specs.CTC]):
    """Scores of letters, and how well a transcript can be aligned with them."""

    per_token = frozenset({"logits"})
    output: Linear

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., letters)."""
        return {"logits": self.output(F.dropout(hidden, self.spec.dropout, self.training))}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Over all alignments with the labels (B, letters); -100 and the blank are padding.

        Raises:
            ValueError: a label is no letter.
        """
        spec, labels = self.spec, targets.labels
        if labels is None:
            return None
        if may_look_at(labels) and int(labels.max()) >= spec.output.outputs:
            raise ValueError(
                f"labels hold {int(labels.max())}; there are {spec.output.outputs} letters"
            )
        scores = ctx.pad(answer["logits"])
        frames = torch.full((len(scores),), scores.shape[1], device=scores.device)
        if ctx.real is not None:
            frames = ctx.real.sum(1)
        letters = (labels != IGNORED) & (labels != spec.blank)
        with torch.backends.cudnn.flags(enabled=False):  # cuDNN's own needs other types and limits
            return F.ctc_loss(
                scores.log_softmax(-1, dtype=torch.float32).transpose(0, 1),
                labels[letters],
                frames,
                letters.sum(1),
                blank=spec.blank,
                reduction=spec.reduction,
                zero_infinity=spec.zero_infinity,
            )

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """The loss knows how many frames each recording has."""
        return True


@builds(specs.LayerMean)
class LayerMean(HeadBlock[specs.LayerMean]):
    """A head that reads all layers."""

    reads_layers = True
    weights: Free
    head: HeadBlock[specs.Spec]

    def respond(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> tuple[Answer, Tensor | None]:
        """As the head responds to the layers' weighted mean."""
        states = ctx.record.hidden_states
        assert states is not None
        shares = self.weights.weight.softmax(0)
        mean = torch.stack([share * x for share, x in zip(shares, states, strict=True)]).sum(0)
        return self.head.respond(mean, pooled, targets, ctx)

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """As the head says."""
        return self.head.packable(targets, real)


@builds(specs.LogMel)
class LogMel(Frontend[specs.LogMel]):
    """Frames of spectrograms, all of which are real: silence is heard, too."""

    convs: nn.ModuleList
    activation: nn.Module

    def begin(self, inputs: Inputs, ctx: Context) -> Inputs:
        """Spectrograms (B, bands, times) of the model's size; a mask is of their times."""
        spec, given, mask = self.spec, inputs.input_features, inputs.attention_mask
        if given is None:
            raise ValueError("input_features are needed")
        if given.dim() != 3 or tuple(given.shape[1:]) != (spec.bands, spec.times):
            raise ValueError(
                f"input_features have shape {tuple(given.shape)}; (batch, {spec.bands} bands, "
                f"{spec.times} times) is needed, so pad or cut what is shorter or longer"
            )
        wanted = (len(given), spec.times)
        if mask is not None and tuple(mask.shape) != wanted:
            raise ValueError(f"attention_mask has shape {tuple(mask.shape)}; {wanted} is needed")
        ctx.grid = (len(given), spec.frames)
        return replace(inputs, input_features=given.to(next(self.parameters()).dtype))

    def forward(self, inputs: Inputs, ctx: Context) -> Tensor:
        """-> (B, T, W)."""
        assert inputs.input_features is not None
        x = inputs.input_features
        if self.training:
            x = self.hidden(x, inputs.attention_mask)
        for conv in self.convs:
            x = self.activation(conv(x))
        return x.transpose(1, 2)

    def hidden(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """A spectrogram (B, bands, times) with spans of times and of bands at 0.

        Args:
            x: the spectrogram.
            mask: 1 where a time is no padding (B, times); spans lie within those.
        """
        how = self.spec.augment
        if how is None:
            return x
        batch, bands, times = x.shape
        if how.frames is not None:
            real = [times] * batch
            if mask is not None and may_look_at(mask):
                real = mask.sum(1).tolist()
            x = x.masked_fill(hidden_spans(real, times, how.frames, x.device)[:, None], 0)
        if how.numbers is not None:
            x = x.masked_fill(
                hidden_spans([bands] * batch, bands, how.numbers, x.device)[..., None], 0
            )
        return x
