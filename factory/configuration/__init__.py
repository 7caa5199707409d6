"""Configurations: declared options, validation, JSON."""

from factory.configuration.base import CONFIG_NAME, HF_FORMAT, PretrainedConfig, own_options
from factory.configuration.common import DTYPES
from factory.configuration.declared import configuration
from factory.configuration.names import as_written, registry_name, same_family
from factory.configuration.options import (
    Problem,
    default_of,
    describe,
    fits,
    hints,
    mismatch,
    option,
    part,
    problems,
)

__all__ = [
    "CONFIG_NAME",
    "DTYPES",
    "HF_FORMAT",
    "PretrainedConfig",
    "Problem",
    "as_written",
    "configuration",
    "default_of",
    "describe",
    "fits",
    "hints",
    "mismatch",
    "option",
    "own_options",
    "part",
    "problems",
    "registry_name",
    "same_family",
]
