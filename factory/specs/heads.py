"""Heads: what turns hidden states into the answer to a task."""

from __future__ import annotations

from collections.abc import Iterator

from factory.specs.base import Spec, spec
from factory.specs.leaves import Conv, Free, LayerNorm, Linear, Tied, probability
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
class Projector(Spec):
    """The pooled output, taken to the width at which it is compared with others.

    Attributes:
        output: (pooled width) -> (common width).
        result: what models call it, ``text_embeds``.
    """

    output: Linear
    result: str


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
    before: int


@spec
class CTC(Spec):
    """Scores of letters at each frame, aligned with a transcript by the loss.

    Connectionist temporal classification (https://www.cs.toronto.edu/~graves/icml_2006.pdf).

    Attributes:
        output: (width) -> (letters).
        blank: number of the letter that stands for none.
        reduction: of the losses of a batch, ``mean`` (of each by its length), ``sum`` or ``none``.
        zero_infinity: transcripts longer than their recording count as 0, not as infinite.
    """

    output: Linear
    blank: int
    reduction: str
    zero_infinity: bool = False
    dropout: float = 0.0

    def check(self) -> Iterator[str]:
        yield from probability(dropout=self.dropout)
        if not 0 <= self.blank < self.output.outputs:
            yield f"blank {self.blank} is not among {self.output.outputs} letters"


@spec
class LayerMean(Spec):
    """A head on the weighted mean of what goes into the first layer and comes out of each.

    Attributes:
        weights: of the layers, before their softmax.
        head: reads the mean in place of the last layer's output.
    """

    weights: Free
    head: Spec


@spec
class Vocabulary(Spec):
    """Scores of every token of the vocabulary at each place: ``decoder(transform(hidden))``."""

    transform: Transform | None = None
    decoder: Linear | Tied


@spec
class NextToken(Vocabulary):
    """Scores of every token of the vocabulary as the one that comes next."""


@spec
class Pretraining(Spec):
    """Masked tokens and whether one sentence follows another, at once."""

    tokens: Vocabulary
    sequence: Linear
