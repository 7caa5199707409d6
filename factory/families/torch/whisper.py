"""The torch modules of Whisper's own spec types."""

from __future__ import annotations

from factory.blocks.base import builds
from factory.blocks.leaves import Embedding
from factory.families import whisper as own


@builds(own.FixedTable)
class FixedTable(Embedding):
    """Ids to vectors that stay as they are."""
