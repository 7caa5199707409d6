"""What AST's own way to pool costs."""

from factory.cost.interpreter import costs
from factory.cost.stacks import averaged
from factory.families import audio_spectrogram_transformer

costs(audio_spectrogram_transformer.BothTokens)(averaged)
