"""Recipes: registered ways to make blocks, for swaps and for models composed from nothing else."""

from factory.recipes.base import FRONTEND, KEEP, ROLES, Place, Recipe, Scope
from factory.recipes.choices import option_problems
from factory.recipes.editing import Swap, rows_of
from factory.recipes.swaps import plain, read, swapped

__all__ = [
    "FRONTEND",
    "KEEP",
    "ROLES",
    "Place",
    "Recipe",
    "Scope",
    "Swap",
    "option_problems",
    "plain",
    "read",
    "rows_of",
    "swapped",
]
