"""What Mamba's own spec types cost."""

from factory.cost.interpreter import costs_as
from factory.families import mamba
from factory.specs import Residual, Stack

costs_as(Residual, mamba.PreciseResidual)
costs_as(Stack, mamba.ResultStack)
