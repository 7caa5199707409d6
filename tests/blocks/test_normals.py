"""Normal numbers: the distribution, by statistics that any good source would pass."""

from __future__ import annotations

import math

import pytest
import torch

from factory.blocks.normals import NormalSampler

COUNT = 1 << 20


@pytest.fixture(scope="module")
def numbers() -> torch.Tensor:
    """(COUNT,) drawn with a standard deviation of 2, divided by it."""
    drawn = torch.empty(COUNT)
    NormalSampler(COUNT).fill(drawn, 2.0, seed=11)
    return drawn.double() / 2


def test_the_distribution_is_normal(numbers: torch.Tensor) -> None:
    """Kolmogorov-Smirnov: a true sample of this size stays below with probability 0.999."""
    expected = torch.special.ndtr(numbers.sort().values)
    observed = (torch.arange(COUNT, dtype=torch.float64) + 0.5) / COUNT
    assert (expected - observed).abs().max() < 1.95 / math.sqrt(COUNT)


@pytest.mark.parametrize(("power", "moment"), [(1, 0), (2, 1), (3, 0), (4, 3), (6, 15)])
def test_moments_are_those_of_the_normal_distribution(
    numbers: torch.Tensor, power: int, moment: int
) -> None:
    powers = numbers**power
    assert abs(powers.mean() - moment) < 4.5 * powers.std() / math.sqrt(COUNT)


def test_tails_reach_as_far_as_they_should(numbers: torch.Tensor) -> None:
    beyond = 2 * torch.special.ndtr(torch.tensor(-4.0, dtype=torch.float64)) * COUNT
    assert abs((numbers.abs() > 4).sum() - beyond) < 4.5 * beyond.sqrt()


@pytest.mark.parametrize("distance", [1, 2, COUNT // 4, COUNT // 2])
@pytest.mark.parametrize("power", [1, 2])
def test_numbers_do_not_depend_on_each_other(
    numbers: torch.Tensor, distance: int, power: int
) -> None:
    """Not neighbours, nor the two that are made of the same picks, nor their squares."""
    powers = numbers**power - (power - 1)
    products = powers[distance:] * powers[:-distance]
    assert abs(products.mean()) < 4.5 * products.std() / math.sqrt(len(products))


def test_torch_s_defaults_do_not_matter(numbers: torch.Tensor) -> None:
    drawn = torch.empty(1024)
    with torch.device("meta"):
        NormalSampler(1024).fill(drawn, 1.0, seed=1)
    assert drawn.isfinite().all()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 6, 7, 1023])
def test_any_count_is_filled(count: int) -> None:
    drawn = torch.full((count,), math.nan)
    NormalSampler(1024).fill(drawn, 1.0, seed=1)
    assert drawn.isfinite().all()
    assert len(drawn.unique()) == count
