"""What ELECTRA's own way to pool costs."""

from factory.cost.interpreter import costs_as
from factory.families import electra
from factory.specs import Pool

costs_as(Pool, electra.Summary)
