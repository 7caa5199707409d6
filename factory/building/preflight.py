"""What would stop a build, found before it is begun."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from factory.configuration import PretrainedConfig
from factory.errors import CheckpointError, RequestError

if TYPE_CHECKING:
    from factory.checkpoint.safetensors_files import Weights
    from factory.composition import Blueprint


def preflight(blueprint: Blueprint) -> None:
    """Find what would stop a build before it is begun: no torch, and only headers are read.

    Weights on the hub are not fetched for it, nor is it asked whether weights fit a model whose
    sizes only its tokenizer will tell.

    Raises:
        RequestError: the model is beyond the budget, or the weights to start from cannot be read,
            or do not fit.
    """
    if blueprint.budget:
        beyond = list(blueprint.budget.excesses(blueprint.estimate().totals))
        if beyond:
            raise RequestError(beyond)
    from factory.checkpoint.safetensors_files import open_weights
    from factory.composition import weights as taken

    settings = blueprint.settings
    if settings.weights is None or not Path(settings.weights).expanduser().is_dir():
        return
    folder = Path(settings.weights).expanduser()
    try:
        stored = open_weights(folder)
        if blueprint.tokenizer is not None and blueprint.tokenizer[1].fit_model:
            return
        config = taken.kept(blueprint.config, settings.weights)
        problem = _misfit(blueprint, config, stored)
    except CheckpointError as error:
        raise RequestError(f"weights: {error}") from error
    if problem is not None:
        raise RequestError(f"weights: {problem}")


def _misfit(blueprint: Blueprint, config: PretrainedConfig, stored: Weights) -> str | None:
    """Why stored weights do not fit a model, by their names and shapes."""
    from factory.checkpoint.carrying import stored_as
    from factory.checkpoint.loading import planned
    from factory.checkpoint.matching import judge, refusal
    from factory.checkpoint.report import Allow
    from factory.specs import shapes

    family, head = blueprint.family, blueprint.head.name
    config = stored_as(config, stored)
    plan = planned(stored, family, config, head)
    allow = Allow(**dataclasses.asdict(blueprint.allowances))
    fit = judge(plan.match, plan.table, stored.tensors, shapes(plan.tree), config, allow)
    return refusal(stored.folder, fit, stored.tensors, family, config) if fit.problems else None
