"""Recipes: registered ways to make blocks, for swaps and for models composed from nothing else."""

from factory.recipes.base import KEEP, ROLES, Place, Recipe, Scope
from factory.recipes.swaps import Swap, option_problems, plain, read, swapped

__all__ = [
    "KEEP",
    "ROLES",
    "Place",
    "Recipe",
    "Scope",
    "Swap",
    "option_problems",
    "plain",
    "read",
    "swapped",
]
