"""What ModernBERT's own head costs, where every token is labelled."""

from factory.cost.interpreter import costs_as
from factory.families import modernbert
from factory.specs import Vocabulary

costs_as(Vocabulary, modernbert.SparseVocabulary)
