"""What Hydra, OmegaConf and YAML have against a request, in one sentence each."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

_NOT_SAID = ("full_key", "object_type", "To append to your config", "See https")
"""How lines of Hydra's errors begin that are not repeated."""


def said(error: Exception) -> str:
    """The first words of an error of Hydra's, without its advice to prepend ``+``."""
    vague = not str(error) or str(error).startswith("Error merging")
    cause = error.__cause__ if error.__cause__ is not None and vague else error
    text = str(cause).partition("\nConfig search path:")[0]
    lines = (line.strip() for line in text.splitlines())
    kept = [line for line in lines if line and not line.startswith(_NOT_SAID)]
    said = " ".join(kept) or type(error).__name__
    return re.sub(
        r"To override a value use 'override /?", "Its defaults list needs 'override /", said
    )


def of_yaml(error: yaml.YAMLError, path: Path | None = None) -> str:
    """What is wrong with a YAML file, and where."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    name = path or (mark.name if mark is not None else "a config")
    where = f" (line {mark.line + 1})" if mark is not None else ""
    return f"{name}{where} is not YAML that a config can be: {problem or error}"
