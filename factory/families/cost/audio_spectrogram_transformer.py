"""What AST's own way to pool costs."""

from factory.cost.interpreter import costs_as
from factory.families import audio_spectrogram_transformer
from factory.specs import Pool

costs_as(Pool, audio_spectrogram_transformer.BothTokens)
