"""The torch modules of Whisper's own spec types."""

from __future__ import annotations

from dataclasses import replace

from torch import Tensor, nn

from factory.blocks.augment import hidden_spans
from factory.blocks.base import builds
from factory.blocks.context import Context, Inputs, may_look_at
from factory.blocks.frontends import Frontend
from factory.blocks.leaves import Embedding
from factory.families import whisper as own


@builds(own.FixedTable)
class FixedTable(Embedding):
    """Ids to vectors that stay as they are."""


@builds(own.LogMel)
class LogMel(Frontend[own.LogMel]):
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
