"""Generation: options, and streams of text. What runs a model is in ``decoding``."""

from factory.generation.config import GENERATION_CONFIG_NAME, GenerationConfig
from factory.generation.streamers import Streamer, TextIteratorStreamer, TextStreamer

__all__ = [
    "GENERATION_CONFIG_NAME",
    "GenerationConfig",
    "Streamer",
    "TextIteratorStreamer",
    "TextStreamer",
]
