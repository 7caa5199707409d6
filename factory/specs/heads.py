"""Heads: what turns hidden states into the answer to a task."""

from __future__ import annotations

from collections.abc import Iterator

from factory.specs.base import Spec, spec
from factory.specs.leaves import Conv, LayerNorm, Linear, Tied, probability
from factory.specs.stacks import Pool


@spec
class Transform(Spec):
    """``norm(activation(dense(x)))``."""

    dense: Linear
    activation: Spec
    norm: LayerNorm | None = None


@spec
class SequenceClassifier(Spec):
    """Scores of a whole sequence: ``output(dropout(pooled))``.

    Attributes:
        pool: the head's own pooling; the body's when None.
        output: (width) -> (labels).
    """

    output: Linear
    pool: Pool | None = None
    dropout: float = 0.0

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


@spec
class ChoiceClassifier(SequenceClassifier):
    """One score for each of several candidate sequences of one item."""


@spec
class TokenClassifier(Spec):
    """Scores of each token: ``output(dropout(transform(hidden)))``."""

    output: Linear
    transform: Transform | None = None
    dropout: float = 0.0

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)


@spec
class SpanClassifier(TokenClassifier):
    """Scores of each token as the start and as the end of an answer."""


@spec
class Detector(TokenClassifier):
    """One score a token: whether it was replaced (https://arxiv.org/abs/2003.10555)."""


@spec
class Reconstruction(Spec):
    """Pixels of hidden patches (https://arxiv.org/abs/2111.09886).

    Attributes:
        conv: (width) -> (channels x step x step) at each patch.
        step: pixels of a side of what a patch becomes.
        before: tokens that stand before the patches.
    """

    conv: Conv
    step: int
    before: int = 1


@spec
class Vocabulary(Spec):
    """Scores of every token of the vocabulary at each place."""

    transform: Transform
    decoder: Linear | Tied


@spec
class Pretraining(Spec):
    """Masked tokens and whether one sentence follows another, at once."""

    tokens: Vocabulary
    sequence: Linear
