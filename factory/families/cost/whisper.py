"""What Whisper's own spec types cost."""

from __future__ import annotations

from factory.cost.interpreter import costs_as
from factory.families import whisper
from factory.specs import Embedding

costs_as(Embedding, whisper.FixedTable)
