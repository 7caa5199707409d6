"""Points of a grid are what composing each of them by itself gives, and are refused alike."""

from __future__ import annotations

import pytest

from factory.composition import Composer
from factory.composition.engine import register_resolvers
from factory.composition.grid import Grid
from factory.errors import RequestError
from factory.specs import SpecError

register_resolvers()
COMPOSER = Composer()

GRIDS = [
    [
        "architecture=bert_tiny",
        "swap/position=keep,rotary,alibi",
        "swap/feedforward=swiglu,keep",
        "architecture.num_hidden_layers=1,2",
    ],
    ["architecture=bert_tiny", "swap/position=keep,rotary", "swap.position.theta=100,200"],
    [
        "architecture=bert_tiny",
        "architecture.hidden_size=64,100",
        "architecture.num_attention_heads=2,3,4",
        "architecture.hidden_act=gelu,nope",
        "head.labels=[a,b,c]",
    ],
    ["architecture=bert_tiny,gpt2", "head=base,causal_lm", "architecture.num_hidden_layers=1,2"],
    [
        "architecture=vit_tiny",
        "head=image_classification",
        "architecture.image_size=32,64",
        "architecture.num_hidden_layers=0,1,2",
    ],
    ["architecture=distilbert", "architecture.dim=24,48", "plan.length=8,0,32", "seed=1,2"],
    [
        "architecture=gpt2",
        "head=base",
        "architecture.hidden_size=24,36",
        "architecture.n_inner=8,null",
    ],
    ["architecture=clip", "head=base", "architecture.vision_config.num_hidden_layers=1,2"],
    [
        "architecture=bert",
        "architecture.hidden_size=12,24",
        "architecture.intermediate_size=${.hidden_size},7",
    ],
]


@pytest.mark.parametrize("lines", GRIDS, ids=lambda lines: lines[0])
def test_a_point_is_what_composing_it_gives(lines: list[str]) -> None:
    grid, jobs = Grid(COMPOSER, lines), COMPOSER.jobs(lines)
    assert len(grid) == len(jobs)
    for point, job in zip(grid.points(), jobs, strict=True):
        try:
            alone = COMPOSER.one(job, sources_checked=False)
        except RequestError as error:
            problems = [*error.problems]
            if point.blueprint is not None:  # what only the spec tree tells
                with pytest.raises(SpecError):
                    point.blueprint.plan()
            else:
                assert {text.split(": ")[-1] for text in point.problems} <= {
                    text.split(": ")[-1] for text in problems
                }
            continue
        assert point.blueprint is not None, (job, point.problems)
        assert point.blueprint.config == alone.config
        assert dict(point.blueprint.tree) == dict(alone.tree)
        assert point.blueprint.plan() == alone.plan()
        assert point.blueprint.workload == alone.workload


def test_points_are_numbered_as_hydra_orders_jobs() -> None:
    grid = Grid(
        COMPOSER, ["seed=1,2", "architecture=bert_tiny", "architecture.num_hidden_layers=1,2"]
    )
    values = [tuple(point.values.values()) for point in grid.points()]
    assert values == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [point.number for point in grid.points(1, 3)] == [1, 2]


def test_a_grid_without_an_axis_is_one_point() -> None:
    assert len(list(Grid(COMPOSER, ["architecture=bert_tiny"]).points())) == 1


@pytest.mark.parametrize("line", ["architecture.dim=range(0,0)", "architecture.dim=glob(*)", "a b"])
def test_a_sweep_that_cannot_be_enumerated_is_refused(line: str) -> None:
    with pytest.raises(RequestError):
        Grid(COMPOSER, [line])
