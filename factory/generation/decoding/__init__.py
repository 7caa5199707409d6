"""Running a model token by token: greedy search, sampling, beam search."""

from factory.generation.decoding.mixin import GenerationMixin
from factory.generation.decoding.outputs import Generated

__all__ = ["Generated", "GenerationMixin"]
