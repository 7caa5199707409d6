"""What ELECTRA's own way to pool costs."""

from factory.cost.interpreter import costs
from factory.cost.stacks import averaged
from factory.families import electra

costs(electra.Summary)(averaged)
