"""Texts that OmegaConf is to take as they stand."""

from __future__ import annotations

import re


def literal(text: str) -> str:
    """A text that reads as itself, although it may hold ``${``."""
    return re.sub(r"(\\*)\$\{", lambda found: found[1] * 2 + r"\${", text)
