"""The torch interpreter of spec trees. Nothing here knows a family."""

from factory.blocks import heads, leaves, mixers, positions, selective, sound, stacks
from factory.blocks.base import BUILDERS, Block, build

__all__ = [
    "BUILDERS",
    "Block",
    "build",
    "heads",
    "leaves",
    "mixers",
    "positions",
    "selective",
    "sound",
    "stacks",
]
