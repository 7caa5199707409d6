"""Families: one torch-free file each, from a configuration to specs and checkpoint rows."""

from factory.families.base import Family, Head

__all__ = ["Family", "Head"]
