"""What Mixtral's own head costs."""

from factory.cost.interpreter import costs_as
from factory.families import mixtral
from factory.specs import NextToken

costs_as(NextToken, mixtral.BalancedNextToken)
