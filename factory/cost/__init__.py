"""What a model costs, read off its spec tree without torch: parameters, FLOPs, bytes."""

from factory.cost.counting import Count, parameters
from factory.cost.estimate import UNITS, Estimate, Part, estimate
from factory.cost.interpreter import costs, costs_as, rule_of
from factory.cost.options import OPTIMIZERS, SIZES, Budget, Workload

__all__ = [
    "OPTIMIZERS",
    "SIZES",
    "UNITS",
    "Budget",
    "Count",
    "Estimate",
    "Part",
    "Workload",
    "costs",
    "costs_as",
    "estimate",
    "parameters",
    "rule_of",
]
